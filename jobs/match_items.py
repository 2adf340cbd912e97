"""Items → matches, alerts and deliveries, which commit together."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from core.alerting import decide
from core.bundling import bundle_card, bundled
from core.errors import QueryError
from core.match import Matcher
from core.model import Item, Match, Sensitivity, Subject, SubjectKind, Subscription
from core.query import parse
from jobs.report import Report
from storage.notices import Notice
from storage.store import Store

log = logging.getLogger(__name__)

BATCH = 500
# The zone of times in bundles, where none is set.
KOREA = ZoneInfo("Asia/Seoul")


class Queries:
    """The queries that channels follow, kept in step with a matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._known: set[str] = set()

    def follow(self, subscriptions: Iterable[Subscription]) -> list[str]:
        """Add what is new and remove what nobody follows any more. Says which new ones this version cannot read."""
        wanted = {s.subject.text for s in subscriptions if s.subject.kind is SubjectKind.QUERY}
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
) -> Report:
    """Match every item whose revision was not matched yet, a batch a transaction.

    `unlearned` says which matches, by item key and subject key, feedback speaks against.
    """
    counts: Counter[str] = Counter()
    errors: list[str] = []
    while batch := store.items.unmatched(BATCH):
        # Read after the items: who subscribed before an item came must hear of it.
        subscriptions = store.subscriptions.active()
        errors += queries.follow(subscriptions)
        found = [match for item in batch for match in _matches(matcher, item, errors)]
        alerts = decide(found, subscriptions, store.ledger.alerted(batch), unlearned=unlearned(found))
        decided, bundles = bundled(alerts)
        notices = [Notice(b.channel, bundle_card(b, b.channel.lang, zone), b.name) for b in bundles]
        counts["items"] += len(batch)
        counts.update(asdict(store.ledger.write(batch, found, decided, now, notices)))
    return Report(dict(counts), tuple(errors))


def _matches(matcher: Matcher, item: Item, errors: list[str]) -> list[Match]:
    """All that may concern anybody: how sure a match must be is each subscription's own wish."""
    try:
        verdicts = matcher.match(item, sensitivity=Sensitivity.MORE)
    except Exception:  # a text that the matcher trips over must not keep all later ones from being matched
        log.exception("item #%s cannot be matched", item.id)
        errors.append(f"#{item.id} cannot be matched; the log has the details")
        return []
    return [Match(item, Subject.of_verdict(v.subject), v.score, v.evidence) for v in verdicts if v.matched]
