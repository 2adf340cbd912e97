"""Items that report one event are one story, in and across languages. Storing stories and alerting is done elsewhere.

An item is compared with the stored ones that share its rare keys (core/story_index.py), by the evidence for and against
one event (core/story_evidence.py); it joins the story it fits best, or opens one. An item that fits two stories which
also fit each other merges them. Only items of the last `window` are remembered.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.entities import Entities
from core.model import Item
from core.story_evidence import likelihood
from core.story_index import Index
from core.story_signature import Signature, sign
from core.story_weights import Norms, Weighed, weighed

WINDOW = timedelta(days=7)
# Members of a story that a newcomer is held against: its first, which made it a story, and its latest.
MEMBERS_ASKED = 8
CANDIDATES = 8
# Two stories that one item fits need not fit each other as well as that, but must not contradict each other.
MERGE_FLOOR = -2.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item went. `merged` are the ids of the stories that `story_id` has swallowed by it, oldest first."""

    item_id: str
    story_id: str
    is_new: bool
    merged: tuple[str, ...] = ()


@dataclass(slots=True)
class _Story:
    id: str
    opened: int
    members: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    item_id: str
    signature: Signature
    norms: Norms
    arrived: datetime | None


class Stories:
    """The stories of the last days, one item at a time. The same items in the same order give the same stories."""

    def __init__(self, entities: Entities, window: timedelta = WINDOW) -> None:
        self._entities, self._window = entities, window
        self._index = Index()
        self._entries: OrderedDict[int, _Entry] = OrderedDict()
        self._story_of: dict[int, _Story] = {}
        self._stories: dict[str, _Story] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0
        # The clock is what the items tell. What came before it began is as old as its beginning.
        self._first: datetime | None = None
        self._now: datetime | None = None

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, item: Item) -> Placed:
        """Places an item. One whose id is remembered stays where it is."""
        if item.id in self._numbers:
            return Placed(item.id, self._story_of[self._numbers[item.id]].id, False)
        signature = sign(item, self._entities)
        self._forget(signature.when)
        newcomer = weighed(signature, self._index.idf)
        fitting = self._fitting(newcomer)
        number = self._remember(item.id, newcomer)
        if not fitting:
            # An item that comes again after it was forgotten finds the story it once opened, if that goes on.
            known = self._stories.get(item.id)
            self._join(number, known or _Story(item.id, number))
            return Placed(item.id, item.id, known is None)
        story, merged = self._merge(fitting)
        self._join(number, story)
        return Placed(item.id, story.id, False, merged)

    def restore(self, item: Item, story_id: str) -> None:
        """Remembers an item in the story it is known to belong to, as after a restart. Oldest items first."""
        if item.id in self._numbers:
            return
        signature = sign(item, self._entities)
        self._forget(signature.when)
        number = self._remember(item.id, weighed(signature, self._index.idf))
        self._join(number, self._stories.get(story_id) or _Story(story_id, number))

    def story_of(self, item_id: str) -> str | None:
        """The story of a remembered item."""
        number = self._numbers.get(item_id)
        return None if number is None else self._story_of[number].id

    def members(self, story_id: str) -> tuple[str, ...]:
        """The remembered items of a story, in the order they came."""
        story = self._stories.get(story_id)
        return tuple(self._entries[number].item_id for number in story.members) if story else ()

    def _fitting(self, newcomer: Weighed) -> list[_Story]:
        """The stories an item fits, best first."""
        near = {
            *self._index.nearest(newcomer.terms, CANDIDATES),
            *self._index.nearest(newcomer.marks, CANDIDATES),
        }
        # A story without one near member that fits is not asked as a whole.
        stories = {self._story_of[n].opened: self._story_of[n] for n in near if self._likely(newcomer, n) > 0}
        fits = [(self._fit(newcomer, story), story) for story in stories.values()]
        return [story for fit, story in sorted(fits, key=lambda pair: (-pair[0], pair[1].opened)) if fit > 0]

    def _fit(self, item: Weighed, story: _Story) -> float:
        """How well an item fits a story: its best fit to a member, tempered by the others. Above 0 it belongs there."""
        fits = [self._likely(item, number) for number in _asked(story.members)]
        return 0.6 * max(fits) + 0.4 * sum(fits) / len(fits)

    def _likely(self, item: Weighed, number: int) -> float:
        entry = self._entries[number]
        return likelihood(item, entry.signature, entry.norms)

    def _merge(self, fitting: list[_Story]) -> tuple[_Story, tuple[str, ...]]:
        """The story to join, after those of the others that fit it have become part of it."""
        best, *others = fitting
        group = [best, *(story for story in others if self._fit_each_other(best, story))]
        group.sort(key=lambda story: story.opened)
        oldest, *younger = group
        for story in younger:
            del self._stories[story.id]
            for number in story.members:
                self._join(number, oldest)
        oldest.members.sort()
        return oldest, tuple(story.id for story in younger)

    def _fit_each_other(self, one: _Story, other: _Story) -> bool:
        members = [weighed(self._entries[number].signature, self._index.idf) for number in _asked(one.members)]
        fits = [self._fit(member, other) for member in members]
        return sum(fits) / len(fits) > MERGE_FLOOR

    def _remember(self, item_id: str, item: Weighed) -> int:
        number = self._next
        self._next += 1
        self._entries[number] = _Entry(item_id, item.signature, item.norms, self._now)
        self._numbers[item_id] = number
        self._index.add(number, (*item.terms, *item.marks))
        return number

    def _join(self, number: int, story: _Story) -> None:
        story.members.append(number)
        self._story_of[number] = self._stories[story.id] = story

    def _forget(self, when: datetime | None) -> None:
        """Moves the clock on, never back, and forgets what came more than a window ago."""
        if when is None:
            return
        self._first = self._first or when
        self._now = max(when, self._now) if self._now else when
        while self._entries:
            number, entry = next(iter(self._entries.items()))
            if (entry.arrived or self._first) + self._window >= self._now:
                break
            self._drop(number, entry)

    def _drop(self, number: int, entry: _Entry) -> None:
        del self._entries[number], self._numbers[entry.item_id]
        story = self._story_of.pop(number)
        story.members.remove(number)
        if not story.members:
            del self._stories[story.id]
        self._index.drop_oldest((*entry.signature.terms, *entry.signature.marks))


def _asked(members: list[int]) -> list[int]:
    if len(members) <= MEMBERS_ASKED:
        return members
    return members[:1] + members[1 - MEMBERS_ASKED :]
