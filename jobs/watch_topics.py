"""Edited topics → the running matcher and the catalogue, and what is stored is matched again, a little at a time.

Nothing is alerted here: history is never replayed. The running process calls this before it matches what is new.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.errors import DataFileError
from core.match import Matcher
from core.model import Item, Match, Sensitivity, Subject, SubjectKind, Topic
from core.scoring import Scorer
from core.search import any_of
from jobs.report import Report
from jobs.topic_book import TopicBook
from storage.store import Store

log = logging.getLogger(__name__)

# What is younger is matched again, so many items a run: it comes between two looks for what is new.
REMATCHED_DAYS = 90
PART = 250
MOST = 1_000_000


class TopicWatch:
    """Keeps a matcher in step with the topics. Not for two threads at a time."""

    def __init__(self, book: TopicBook, matcher: Matcher, store: Store) -> None:
        self._book, self._matcher, self._store = book, matcher, store
        self._topics = {topic.id: topic for topic in book.read().topics}
        self._again: list[int] = []
        # None until it was asked what an earlier process left to do.
        self._others: set[str] | None = None

    def take_over(self, now: datetime) -> Report:
        """Look for edits and take them over. A mistake is reported, and the topics stay as they were."""
        if self._others is None:
            self._go_on(now)
        if not self._book.changed():
            return Report()
        try:
            edition = self._book.read()
        except DataFileError as error:
            return Report({}, (f"the topics stay as they were: {error}",))
        fresh = self._matcher.set_topics(edition.topics)
        gone = self._topics.keys() - {topic.id for topic in edition.topics}
        self._topics = {topic.id: topic for topic in edition.topics}
        self._others = (self._others or set()) | fresh
        self._again = self._candidates(self._others, now)
        self._store.topics.set_reach(self._others if self._again else (), None)
        told = Counter({"topics taken over": len(fresh), "topics gone": len(gone)})
        log.info("topics edited: %s; gone: %s", ", ".join(sorted(fresh)) or "none", ", ".join(sorted(gone)) or "none")
        return Report(dict(told), tuple(_orphans(self._store, gone)))

    def _go_on(self, now: datetime) -> None:
        """Take up what an earlier process had begun: matching goes from the last stored item to the first."""
        left = self._store.topics.reach()
        self._others = set(left)
        below = min((key for key in left.values() if key is not None), default=None)
        self._again = [key for key in self._candidates(self._others, now) if below is None or key < below]

    def _candidates(self, ids: Iterable[str], now: datetime) -> list[int]:
        """Keys of items that matched one of the topics, or may match it now, the last stored last."""
        since = now - timedelta(days=REMATCHED_DAYS)
        keys: dict[int, None] = {}
        for id in sorted(ids & self._topics.keys()):
            for wanted in any_of(Scorer(self._topics[id]).openers()):
                keys |= dict.fromkeys(self._store.search.keys(wanted, MOST, since=since))
            matched = self._store.search.matched(Subject(SubjectKind.TOPIC, id), MOST, since=since)
            keys |= dict.fromkeys(found.item.key for found in matched)
        return sorted(keys)

    @property
    def left(self) -> int:
        """How many stored items are still to be matched again."""
        return len(self._again)

    def match_again(self, now: datetime) -> Report:
        """Match a part of what is stored with the topics that were taken over."""
        if not self._again or not self._others:
            return Report()
        part, self._again = self._again[-PART:], self._again[:-PART]
        items = self._store.items.by_keys(part)
        subjects = [Subject(SubjectKind.TOPIC, id) for id in sorted(self._parents(self._others))]
        found = [match for item in items for match in self._matches(item, subjects)]
        if not self._again:
            self._others = set()
        self._store.topics.rematched(items, subjects, found, now, self._others)
        return Report({"items matched again": len(items)})

    def _matches(self, item: Item, subjects: Sequence[Subject]) -> list[Match]:
        wanted = {subject.text for subject in subjects}
        verdicts = self._matcher.match(item, wanted, Sensitivity.MORE)
        return [
            Match(item, Subject(SubjectKind.TOPIC, v.subject), v.score, v.evidence)
            for v in verdicts
            if v.subject in wanted
        ]

    def _parents(self, ids: Iterable[str]) -> set[str]:
        """The topics and all above them, which have the matches of those below."""
        found: set[str] = set()
        for id in ids:
            while id in self._topics and id not in found:
                found.add(id)
                id = self._topics[id].parent or ""
        return found


class TakesTopics(Protocol):
    """What knows the topics: a catalogue, the names that facts and stories are found by."""

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Take over the topics as they are now."""
        ...


def refresh(book: TopicBook, *knowing: TakesTopics) -> Report:
    """Have these know the topics as they are now, in every process. Mistakes are reported where items are matched."""
    if not book.changed():
        return Report()
    try:
        topics = book.read().topics
    except DataFileError as error:
        log.debug("the catalogue stays as it was: %s", error)
        return Report()
    for one in knowing:
        one.set_topics(topics)
    return Report({"catalogue read again": 1})


def _orphans(store: Store, gone: set[str]) -> list[str]:
    """Topics that are gone and still followed."""
    followed = Counter(s.subject.text for s in store.subscriptions.active() if s.subject.kind is SubjectKind.TOPIC)
    return [f"the topic {id} is gone, and {followed[id]} channels follow it" for id in sorted(gone) if followed[id]]
