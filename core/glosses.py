"""Acronyms that a text spells out itself: Central Bay Asset Management (CBAM). Latin letters only; knows no topics."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# How far before the bracket its words are looked for, in characters.
_REACH = 120
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to"))
_AFTER = re.compile(r"\(([A-Z]{2,8})\)")
_BEFORE = re.compile(r"\b([A-Z]{2,8}) \(([A-Za-z][A-Za-z &'-]{4,100})\)")
_WORD = re.compile(r"[A-Za-z']+")


class Gloss(NamedTuple):
    """An acronym and where its words stand: a half-open span of a field, in code points."""

    acronym: str
    field: str
    start: int
    end: int


def glosses(field: str, text: str) -> Iterator[Gloss]:
    """The acronyms that a field spells out, in either order: words (ACRONYM) or ACRONYM (words)."""
    for found in _AFTER.finditer(text):
        begin = max(0, found.start() - _REACH)
        yield from _spelled(field, found[1], text, begin, found.start())
    for found in _BEFORE.finditer(text):
        yield from _spelled(field, found[1], text, *found.span(2))


def _spelled(field: str, acronym: str, text: str, begin: int, end: int) -> Iterator[Gloss]:
    """The last words of the span whose initials are the acronym; small words have none."""
    words = list(_WORD.finditer(text, begin, end))
    left = acronym.lower()
    for word in reversed(words):
        if word[0].lower() in _SMALL:
            continue
        if word[0][0].lower() != left[-1]:
            return
        left = left[:-1]
        if not left:
            yield Gloss(acronym, field, word.start(), end)
            return
