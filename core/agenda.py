"""Dated events in items: what must be done by when, what takes effect, what else is to come. Writing .ics: core/ics.py."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.date_cues import DateKind
from core.item_facts import VAGUE
from core.model import Item
from core.passages import Read

# Deadlines and effective dates are before mere dates.
FIRM = (DateKind.DEADLINE, DateKind.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Event:
    """A day or period (both inclusive) in the words of the first item that names it; `items` are all that do."""

    first: date
    last: date
    kind: DateKind
    text: str
    story: str
    items: tuple[Item, ...]

    @property
    def day(self) -> date:
        """The day that counts: a deadline's last, of all others the first."""
        return self.last if self.kind is DateKind.DEADLINE else self.first


def events(reads: Iterable[Read], stories: Mapping[int, str], since: date, until: date) -> list[Event]:
    """Events whose day lies in the half-open time: firm ones first, each by its day. A story names an event once.

    `stories` are the items' stories by key; where an item has none it is one of its own.
    """
    found: dict[tuple[date, bool, str], Event] = {}
    for read in reads:
        story = stories.get(read.item.key, read.item.id)
        for event in _events(read, story):
            if not since <= event.day < until:
                continue
            name = (event.day, event.kind in FIRM, story)
            known = found.setdefault(name, event)
            if read.item not in known.items:
                found[name] = replace(known, items=(*known.items, read.item))
    return sorted(found.values(), key=lambda event: (event.kind not in FIRM, event.day, event.story))


def _events(read: Read, story: str) -> Iterator[Event]:
    for dated in read.facts.dates:
        if dated.firm or (dated.kind is DateKind.DATE and (dated.last - dated.first).days < VAGUE):
            text = read.sentence_at(dated.field, dated.start)
            yield Event(dated.first, dated.last, dated.kind, text, story, (read.item,))
