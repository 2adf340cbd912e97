"""Deliveries that wait too long, or failed → the ops channel: once when a delay begins and once when it is over, and of what failed
at most once an hour."""

from datetime import datetime, timedelta

from core.card import Card, Heading, Paragraph, Span
from core.feed_words import span
from core.model import Channel
from core.wording import say
from jobs.report import Report
from storage.measures import Backlog
from storage.notices import Notice
from storage.store import Store

# From then on somebody should look why a delivery is not sent.
LATE = timedelta(minutes=15)
ALARM = "deliveries-late"
FAILURES = "deliveries-failed"
# Who failed is told together with what else fails within so long; before the first time, what failed in a day.
TOGETHER, AT_FIRST = timedelta(hours=1), timedelta(days=1)


def run(store: Store, ops: Channel | None, now: datetime) -> Report:
    """Tell the ops channel, where there is one, of what is late and what failed."""
    return _watch_delays(store, ops, now) + _watch_failures(store, ops, now) if ops else Report()


def _watch_failures(store: Store, ops: Channel, now: datetime) -> Report:
    """That deliveries failed since it was said last."""
    before = store.alarms.on(FAILURES)
    if before and now - before < TOGETHER:
        return Report()
    count = store.deliveries.failed_since(before or now - AT_FIRST, but=ops)
    if not count:
        return Report()
    told = Heading(say(ops.lang, "ops.failed", count=count)), Paragraph((Span(say(ops.lang, "ops.failed_look")),))
    notice = Notice(ops, Card(told), f"{FAILURES}:{now.isoformat()}")
    return Report({"failures": int(store.alarms.again(FAILURES, notice, before, now))})


def _watch_delays(store: Store, ops: Channel, now: datetime) -> Report:
    """That the oldest delivery passed the limit, or that none does any more."""
    since = store.alarms.on(ALARM)
    oldest = store.deliveries.oldest_open(but=ops)
    late = oldest is not None and now - oldest > LATE
    if late and since is None:
        card = _late(store.measures.backlog(now), bool(store.deliveries.stops()), ops.lang)
        return Report({"alarms": int(store.alarms.begin(ALARM, _notice(ops, card, now), now))})
    if since is not None and not late:
        card = Card((Heading(say(ops.lang, "ops.late_over", span=span(now - since, ops.lang))),))
        return Report({"recovered": int(store.alarms.end(ALARM, _notice(ops, card, now), now))})
    return Report()


def _late(backlog: Backlog, stopped: bool, lang: str) -> Card:
    oldest = span(backlog.oldest or timedelta(0), lang)
    told = say(lang, "ops.late_figures", waiting=backlog.waiting, uncertain=backlog.uncertain, failed=backlog.failed)
    why = [say(lang, "ops.late_stopped")] if stopped else [say(lang, "ops.late_look")]
    lines = tuple(Paragraph((Span(line),)) for line in [told, *why])
    return Card((Heading(say(lang, "ops.late", span=oldest)), *lines))


def _notice(ops: Channel, card: Card, now: datetime) -> Notice:
    return Notice(ops, card, f"{ALARM}:{now.isoformat()}")
