"""What two items are compared by: index terms of their text, and marks that are the same in every language."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from sys import intern

from core.entities import Entities, stem
from core.model import Item
from core.story_numbers import number_marks
from core.text import detect_language, fold, terms

# What is read of an item, in characters: news says what happened at its head, and the time an item takes is bounded.
TITLE_LIMIT = 300
BODY_LIMIT = 2_000
TERM_LIMIT = 250
MARK_LIMIT = 120

# A headline that is somebody's words: it begins with them, after a speaker, or ends with them.
_QUOTING = re.compile(r"^[^\"]{0,12}\"[^\"]{8,}\"|\"[^\"]{5,}\"$")


@dataclass(frozen=True, slots=True)
class Signature:
    """`title_…` are those that stand in the title; the others only in the body."""

    lang: str
    when: datetime | None
    title_terms: tuple[str, ...]
    body_terms: tuple[str, ...]
    title_marks: tuple[str, ...]
    body_marks: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All index terms, those of the title first."""
        return self.title_terms + self.body_terms

    @property
    def marks(self) -> tuple[str, ...]:
        """All marks, those of the title first."""
        return self.title_marks + self.body_marks


def sign(item: Item, entities: Entities) -> Signature:
    """The signature of an item, whatever its text holds."""
    title, body = item.title[:TITLE_LIMIT], item.body[:BODY_LIMIT]
    lang = (item.lang or detect_language(f"{title}\n{body}") or "").partition("-")[0]
    when = moment(item)
    day = when.date() if when else None

    def marks(text: str) -> tuple[str, ...]:
        return entities.marks(text, lang) + number_marks(text, day)

    title_terms, body_terms = _parted(_stems(title), _stems(body), TERM_LIMIT)
    title_marks, body_marks = _parted(marks(title) + _quoting(title), marks(body), MARK_LIMIT)
    return Signature(lang, when, title_terms, body_terms, title_marks, body_marks)


def moment(item: Item) -> datetime | None:
    """When an item came into the world: its publication, unless it claims to lie after it was found."""
    if item.published and item.found:
        return min(item.published, item.found)
    return item.published or item.found


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(term) for term in terms(text))


def _quoting(title: str) -> tuple[str, ...]:
    return ("reaction:quote",) if _QUOTING.search(fold(title)) else ()


def _parted(title: tuple[str, ...], body: tuple[str, ...], limit: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the title, and those of the body alone, each once; together at most `limit`.

    Thousands of items hold the same keys: each is kept in memory once.
    """
    in_title = tuple(map(intern, dict.fromkeys(title)))[:limit]
    seen = frozenset(in_title)
    in_body = (intern(key) for key in dict.fromkeys(body) if key not in seen)
    return in_title, tuple(islice(in_body, limit - len(in_title)))
