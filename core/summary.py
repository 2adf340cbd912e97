"""An item → its lead sentences, each with the span it was taken from. An excerpt: nothing in it is our wording."""

from dataclasses import dataclass

from core.model import Item
from core.text import clean, sentences

# A sentence longer than this is cut: tables and unpunctuated text would fill a card.
SENTENCE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence as shown, and where it stands in the item's body (code points)."""

    text: str
    start: int
    end: int


def excerpt(item: Item, count: int) -> tuple[Cited, ...]:
    """The first `count` sentences of the body. Headings, list markers and a repeated title are passed over."""
    cited = []
    for start, end in sentences(item.body, item.lang):
        text = clean(item.body[start:end].lstrip("#*-•> "), SENTENCE_LIMIT)
        if _is_prose(text) and text.rstrip(".") != item.title.rstrip("."):
            cited.append(Cited(text, start, end))
        if len(cited) == count:
            break
    return tuple(cited)


def _is_prose(text: str) -> bool:
    """More than a few words: a date line or a heading is no sentence to put before people."""
    letters = sum(c.isalpha() for c in text)
    return letters >= (10 if any(ord(c) > 0x2E80 for c in text) else 25)
