"""An item as a matcher sees it: its folded fields, the hits of phrases in them, and whether a query holds for it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import core.query_grammar as q
from core.glosses import Gloss, glosses
from core.model import Item
from core.phrase import Phrase, count_words
from core.text import KANA, Normalised, fold, normalise, sentences

# What a matcher reads of an item, in characters: time per item stays bounded whatever its text.
TITLE_LIMIT = 1_000
BODY_LIMIT = 100_000
FIELDS = ("title", "body")
# A text says so early what it is about.
OPENING = 3_000
# Hits of one phrase in one field beyond these say nothing new.
HIT_LIMIT = 300
_HAS_KANA = re.compile(f"[{KANA}]")


class Hit(NamedTuple):
    """A phrase at a half-open span of a folded field."""

    field: str
    start: int
    end: int


class View:
    """One item, folded once. Hits are found once a phrase.

    Where an index has looked already, `present` holds the keys of the phrases it found: no other indexed phrase occurs.
    """

    def __init__(self, item: Item) -> None:
        self.item = item
        # Of the whole body, also in a view of its beginning.
        self.length = min(len(item.body), BODY_LIMIT)
        self.present: set[str] | None = None
        self._hits: dict[str, list[Hit]] = {}

    @cached_property
    def folded(self) -> dict[str, Normalised]:
        """The fields by name."""
        return {"title": normalise(self.item.title[:TITLE_LIMIT]), "body": normalise(self.item.body[:BODY_LIMIT])}

    @cached_property
    def opening(self) -> "View":
        """The item without what stands further down than OPENING."""
        return self.up_to(OPENING)

    def up_to(self, limit: int) -> "View":
        """The item without what stands further down than so many characters; places in it are the same."""
        if len(self.item.body) <= limit:
            return self
        short = View(replace(self.item, body=self.item.body[:limit]))
        short.present, short.length = self.present, self.length
        return short

    @cached_property
    def is_japanese(self) -> bool:
        """Whether the item is written in Japanese: it has kana."""
        return _HAS_KANA.search(self.item.title) is not None or _HAS_KANA.search(self.item.body[:OPENING]) is not None

    @cached_property
    def glosses(self) -> list[Gloss]:
        """The acronyms that the item spells out; spans count in the original fields."""
        return [gloss for field, text in self.folded.items() for gloss in glosses(field, text.source)]

    @cached_property
    def whole(self) -> str:
        """Both fields folded in one text; the stop between them keeps phrases from running over."""
        return f"{self.folded['title'].text} . {self.folded['body'].text}"

    def hits(self, phrase: Phrase) -> list[Hit]:
        """Where the phrase stands, title first, left to right."""
        if self.present is not None and phrase.key not in self.present:
            return []
        if phrase.key not in self._hits:
            self._hits[phrase.key] = [
                Hit(field, start, end)
                for field, text in self.folded.items()
                for start, end in islice(phrase.spans(text.text), HIT_LIMIT)
                if phrase.exact is None or phrase.is_written_in(self.original(Hit(field, start, end)))
            ]
        return self._hits[phrase.key]

    def span(self, hit: Hit) -> tuple[int, int]:
        """The span of a hit in the original field, in code points."""
        return self.folded[hit.field].original(hit.start, hit.end)

    def sentence(self, hit: Hit) -> int:
        """The number of the sentence in which a hit begins: 0 is the title, 1 the first of the body."""
        return 0 if hit.field == "title" else 1 + bisect_right(self._ends, self.span(hit)[0])

    @cached_property
    def _ends(self) -> list[int]:
        """Where the body's sentences end in the original, but the last."""
        body = self.folded["body"].source
        return [end for _, end in sentences(body, self.item.lang)][:-1]

    def original(self, hit: Hit) -> str:
        """The original characters of a hit."""
        start, end = self.span(hit)
        return self.folded[hit.field].source[start:end]

    def holds(self, node: q.Node, fields: Sequence[str] = FIELDS) -> bool:
        """Whether the item satisfies a query's node, looking at these fields only."""
        match node:
            case q.Term(_, phrase):
                return any(hit.field in fields for hit in self.hits(phrase))
            case q.All(parts):
                return all(self.holds(part, fields) for part in parts)
            case q.Any(parts):
                return any(self.holds(part, fields) for part in parts)
            case q.Not(part):
                return not self.holds(part, fields)
            case q.Title(part):
                return self.holds(part, ("title",))
            case q.Near():
                return bool(self.near(node, fields))
            case _:
                return self._passes(node.field, node.values)

    def near(self, node: q.Node, fields: Sequence[str]) -> list[Hit]:
        """The spans from one side of a NEAR to the other; for a term or a group of terms, their hits."""
        if isinstance(node, q.Near):
            return self._joined(self.near(node.left, fields), self.near(node.right, fields), node.words)
        if isinstance(node, q.Any):
            return sorted(hit for part in node.parts for hit in self.near(part, fields))
        assert isinstance(node, q.Term)
        return sorted(hit for hit in self.hits(node.phrase) if hit.field in fields)

    def _joined(self, left: list[Hit], right: list[Hit], words: int) -> list[Hit]:
        found = {self._pair(a, b, words) for a in left for b in _neighbours(a, right)}
        found |= {self._pair(a, b, words) for b in right for a in _neighbours(b, left)}
        return sorted(pair for pair in found if pair)

    def _pair(self, a: Hit, b: Hit, words: int) -> Hit | None:
        first, second = sorted((a, b))
        if first.field != second.field:
            return None
        between = self.folded[first.field].text[first.end : second.start]
        # 40 characters a word is more than any language needs; it keeps the count away from whole documents.
        if len(between) > words * 40 + 40 or count_words(between) > words:
            return None
        return Hit(first.field, first.start, max(first.end, second.end))

    def _passes(self, field: str, values: tuple[str, ...]) -> bool:
        match field:
            case "lang":
                return (self.item.lang or "").lower().partition("-")[0] in {v.lower() for v in values}
            case "country":
                return (self.item.country or "").upper() in {v.upper() for v in values}
            case _:
                return any(is_from(self.item, value) for value in values)


def is_from(item: Item, value: str) -> bool:
    """Whether `value` is the item's tier or its source's name, or a word-bounded part of that name."""
    if item.tier is not None and value.lower() == item.tier.value:
        return True
    phrase = Phrase.of(value)
    return bool(phrase.words) and next(phrase.spans(fold(item.source)), None) is not None


def _neighbours(hit: Hit, others: list[Hit]) -> list[Hit]:
    """The nearest hits before and after, which are the only ones that can be near first."""
    at = bisect_left(others, hit)
    return others[max(0, at - 1) : at + 1]
