"""Deliveries that wait too long → the ops channel, once when it begins and once when it is over."""

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


def run(store: Store, ops: Channel | None, now: datetime) -> Report:
    """Tell the ops channel, where there is one, that the oldest delivery passed the limit, or that none does any more."""
    if ops is None:
        return Report()
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
