"""Items → matches, alerts and deliveries, which commit together. An item is in its story before anybody is told of it."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.alerting import decide
from core.bundling import bundle_card, bundled
from core.changes import Change, changes
from core.errors import QueryError
from core.facts import NOTHING_KNOWN, Known
from core.following import follow
from core.match import Matcher
from core.model import Item, Match, Sensitivity, Subject, Subscription
from core.passages import Read
from core.ports import UNTRACED, Traces
from core.query import parse
from jobs.report import Report
from storage.ledger import Written
from storage.notices import Notice
from storage.store import Store

log = logging.getLogger(__name__)

BATCH = 500
# Batches of one run that other processes were quicker with.
CONFLICTS = 20
# Earlier items of a story that one is held against: the newest, and with them what is known by then.
COMPARED = 12
# The zone of times in bundles, where none is set.
KOREA = ZoneInfo("Asia/Seoul")


class Queries:
    """The queries that channels follow, kept in step with a matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._known: set[str] = set()

    def follow(self, wanted: set[str]) -> list[str]:
        """Add what is new and remove what nobody follows any more. Says which new ones this version cannot read."""
        refused = []
        for text in sorted(wanted - self._known):
            try:
                self._matcher.add(parse(text))
            except QueryError as error:
                refused.append(f"the query {text!r} cannot be read: {error}")
        for text in self._known - wanted:
            self._remove(text)
        self._known = wanted
        return refused

    def _remove(self, text: str) -> None:
        try:
            self._matcher.remove(parse(text))
        except QueryError:
            log.debug("a query that could not be read is followed no more: %r", text)


def run(
    store: Store,
    matcher: Matcher,
    queries: Queries,
    now: datetime,
    zone: ZoneInfo = KOREA,
    unlearned: Callable[[Sequence[Match]], Collection[tuple[int, str]]] = lambda _: (),
    place: Callable[[Sequence[Item]], Sequence[Item]] = lambda items: items,
    known: Known = NOTHING_KNOWN,
    traces: Traces = UNTRACED,
) -> Report:
    """Match every item whose revision was not matched yet, a batch a transaction.

    `unlearned` says which matches, by item key and subject key, feedback speaks against. `place` puts items into their
    stories; `known` are the names by which changes in a story are found.
    """
    counts: Counter[str] = Counter()
    errors: list[str] = []
    conflicts, start = 0, time.monotonic()
    while batch := place(store.items.unmatched(BATCH)):
        # Read after the items: who subscribed before an item came must hear of it.
        began = now + timedelta(seconds=time.monotonic() - start)
        errors += queries.follow(store.subscriptions.queries())
        found = [match for item in batch for match in _matches(matcher, item, errors)]
        subscriptions = store.subscriptions.following({match.subject.key for match in found})
        written = _write(store, batch, found, subscriptions, now, zone, unlearned(found), known)
        if written is None:
            # Another process told a channel of one of the stories a moment ago. It is seen the next time.
            conflicts += 1
            if conflicts > CONFLICTS:
                break
            continue
        per_item = Counter(match.item.key for match in found)
        ended = now + timedelta(seconds=time.monotonic() - start)
        traces.matched(batch, [per_item[item.key] for item in batch], began, ended)
        counts["items"] += len(batch)
        counts.update(asdict(written))
    return Report(dict(counts), tuple(errors))


def _write(
    store: Store,
    batch: Sequence[Item],
    found: Sequence[Match],
    subscriptions: Sequence[Subscription],
    now: datetime,
    zone: ZoneInfo,
    unlearned: Collection[tuple[int, str]],
    known: Known,
) -> Written | None:
    """What follows from the matches, decided and written."""
    told = store.ledger.told(batch)
    subjects = {match.subject.key for match in found}
    places = {s.channel.key for s in subscriptions if s.subject.key in subjects}
    places |= {parent.channel.key for parents in told.stories.values() for parent in parents}
    places |= {parent.channel.key for parent in (*told.posts.values(), *told.cards.values())}
    wishes = store.wishes.of_all(places, now, zone)
    decided, bundles = bundled(decide(found, subscriptions, told, wishes, now, unlearned))
    notices = [
        Notice(b.channel, bundle_card(b, b.channel.lang, zone), b.name, tuple(item.key for item in b.items))
        for b in bundles
    ]
    follow_ups = follow(batch, decided, told, Changed(store, known), wishes, now)
    return store.ledger.write(batch, found, decided, now, notices, follow_ups)


class Changed:
    """What an item changes in its story, each item looked at once."""

    def __init__(self, store: Store, known: Known) -> None:
        self._store, self._known = store, known
        self._found: dict[int, Sequence[Change]] = {}

    def __call__(self, item: Item) -> Sequence[Change]:
        """The changes, by what the story's earlier items say, and what the item said itself before it was revised."""
        if item.key not in self._found:
            earlier = [one for one in self._store.stories.members(item) if one.key < item.key]
            if item.revision > 1:
                before = (one for one in self._store.listing.revisions(item) if one.number < item.revision)
                earlier += [replace(item, title=one.title, body=one.body) for one in before]
            reads = [Read(one, self._known) for one in earlier[-COMPARED:]]
            self._found[item.key] = changes(Read(item, self._known), reads)
        return self._found[item.key]


def _matches(matcher: Matcher, item: Item, errors: list[str]) -> list[Match]:
    """All that may concern anybody: how sure a match must be is each subscription's own wish."""
    try:
        verdicts = matcher.match(item, sensitivity=Sensitivity.MORE)
    except Exception:  # a text that the matcher trips over must not keep all later ones from being matched
        log.exception("item #%s cannot be matched", item.id)
        errors.append(f"#{item.id} cannot be matched; the log has the details")
        return []
    return [Match(item, Subject.of_verdict(v.subject), v.score, v.evidence) for v in verdicts if v.matched]
