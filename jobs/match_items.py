"""Items → matches, alerts and deliveries, which commit together."""

from collections.abc import Iterable
from datetime import datetime

from core.alerting import decide
from core.match import Matcher
from core.model import Item, Match, Subject, SubjectKind, Subscription
from core.query import parse
from jobs.report import Report
from storage.store import Store

BATCH = 500


class Queries:
    """The queries that channels follow, kept in step with a matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._known: set[str] = set()

    def follow(self, subscriptions: Iterable[Subscription]) -> None:
        """Add what is new and remove what nobody follows any more."""
        wanted = {s.subject.text for s in subscriptions if s.subject.kind is SubjectKind.QUERY}
        for text in wanted - self._known:
            self._matcher.add(parse(text))
        for text in self._known - wanted:
            self._matcher.remove(parse(text))
        self._known = wanted


def run(store: Store, matcher: Matcher, queries: Queries, now: datetime) -> Report:
    """Match every item whose revision was not matched yet, a batch a transaction."""
    items = matches = alerts = deliveries = 0
    while batch := store.items.unmatched(BATCH):
        # Read after the items: who subscribed before an item came must hear of it.
        subscriptions = store.subscriptions.active()
        queries.follow(subscriptions)
        found = [match for item in batch for match in _matches(matcher, item)]
        decided = decide(found, subscriptions, store.ledger.alerted(batch))
        written = store.ledger.write(batch, found, decided, now)
        items += len(batch)
        matches, alerts, deliveries = (
            matches + written.matches,
            alerts + written.alerts,
            deliveries + written.deliveries,
        )
    return Report({"items": items, "matches": matches, "alerts": alerts, "deliveries": deliveries})


def _matches(matcher: Matcher, item: Item) -> list[Match]:
    verdicts = matcher.match(item)
    return [Match(item, Subject.of_verdict(v.subject), v.score, v.evidence) for v in verdicts if v.matched]
