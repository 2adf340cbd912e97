"""What an edited topic would find among the stored items, beside what it finds now. Stores nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.catalogue import Catalogue
from core.match import Matcher
from core.model import Item, Subject, SubjectKind, Topic
from core.scoring import Scorer
from core.search import any_of
from storage.store import Store

DAYS = 30
# Texts that are looked into while somebody types.
TRIED, SHOWN = 400, 8


@dataclass(frozen=True, slots=True)
class Previewed:
    """The items of the last DAYS that fit, by day, and those that differ from now. `tried` of `possible` were looked into."""

    count: int
    per_day: Mapping[date, int]
    samples: Sequence[Item]
    gained: Sequence[Item]
    lost: Sequence[Item]
    tried: int
    possible: int


def preview(store: Store, catalogue: Catalogue, topic: Topic, needed: float, now: datetime) -> Previewed:
    """The newest candidates of the last days, matched with the topic as edited and all below it."""
    since = now - timedelta(days=DAYS)
    family = [topic, *(one for one in _below(catalogue, topic.id) if one.id != topic.id)]
    possible = _candidates(store, family, since)
    current = {found.item.key for found in store.search.matched(_subject(topic), TRIED * 10, score=needed, since=since)}
    keys = sorted(possible | current, reverse=True)
    items = store.items.by_keys(keys[:TRIED])
    matcher = Matcher(family)
    fitting = [item for item in items if any(v.subject == topic.id for v in matcher.match(item, {topic.id}))]
    newest = sorted(fitting, key=lambda item: item.published or item.found or now, reverse=True)
    kept = {item.key for item in fitting}
    return Previewed(
        len(fitting),
        Counter(_day(item, now) for item in fitting),
        newest[:SHOWN],
        [item for item in newest if item.key not in current][:SHOWN],
        [item for item in items if item.key in current - kept][:SHOWN],
        len(items),
        len(keys),
    )


def hits_by_day(store: Store, topic: str, needed: float, since: datetime) -> Mapping[date, int]:
    """How many stored items match the topic, by day."""
    return store.listing.per_day_of_topics(since, needed, [topic]).get(topic, {})


def _candidates(store: Store, family: Sequence[Topic], since: datetime) -> set[int]:
    keys: set[int] = set()
    for topic in family:
        for wanted in any_of(Scorer(topic).openers()):
            keys.update(store.search.keys(wanted, TRIED * 5, since=since))
    return keys


def _below(catalogue: Catalogue, topic_id: str) -> list[Topic]:
    return catalogue.family(topic_id) if topic_id in catalogue.topics else []


def _subject(topic: Topic) -> Subject:
    return Subject(SubjectKind.TOPIC, topic.id)


def _day(item: Item, now: datetime) -> date:
    return (item.published or item.found or now).date()
