"""The sentence around a fact, for citing. An item's title is a sentence of its own."""

from bisect import bisect_right
from functools import cached_property

from core.facts import READ_LIMIT, Facts, Known, facts
from core.model import Item
from core.text import clean, sentences

# Code points of a sentence as it is quoted in a list.
QUOTED = 220


class Read:
    """An item read once: its facts and its sentences."""

    def __init__(self, item: Item, known: Known) -> None:
        self.item, self._known = item, known

    @cached_property
    def facts(self) -> Facts:
        """The item's facts."""
        return facts(self.item, self._known)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The sentences of the body, as far as facts are looked for."""
        return sentences(self.item.body[:READ_LIMIT], self.item.lang)

    def sentence_at(self, field: str, start: int) -> str:
        """The title, or the body's sentence that holds `start`, as a line to quote."""
        if field == "title" or not self.spans:
            return clean(self.item.title, QUOTED)
        at = max(0, bisect_right(self.spans, start, key=lambda span: span[0]) - 1)
        first, last = self.spans[at]
        return clean(self.item.body[first:last], QUOTED)
