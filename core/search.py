"""What a full-text index keeps of an item, what a query asks of it, and how well an item answers: the same on every database.

A token is a Latin word or number, or two neighbouring CJK signs. Word breakers of databases know nothing of Korean, and
trigrams find no word of two syllables. The index only proposes candidates, a superset: core/view.py decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from math import sqrt

import core.query_grammar as q
from core.model import Item
from core.phrase import SOFT, Phrase
from core.query import nodes
from core.text import CJK, fold
from core.view import BODY_LIMIT, TITLE_LIMIT, View

_SIGN = re.compile(rf"\d+(?:\.\d+)+|[^\W_{CJK}]+")
_SOFT_RUN = re.compile(f"[{SOFT}]+")
_RUN = re.compile(f"[{CJK}]{{2,}}")
_IS_CJK = re.compile(f"[{CJK}]")
# PostgreSQL keeps 1 MB of an item's words: this many fit, however long they are.
TOKENS_LIMIT = 40_000
TOKEN_LENGTH = 60
PHRASES_A_QUESTION = 100

# A term in the title says as much as nine places in the text. An item half a year old has lost a third of its freshness.
_TITLE, _PLACES, _FRESH, _AGEING_DAYS = 3.0, 16, 1.0, 365.0


@dataclass(frozen=True, slots=True)
class Has:
    """The token occurs; with `prefix` some token that begins with it."""

    token: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """Every part holds. Without parts anything does."""

    parts: tuple["Wanted", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds."""

    parts: tuple["Wanted", ...]


Wanted = Has | Both | Either
ANYTHING = Both()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of an item: its distinct tokens, as blank-separated ASCII."""

    key: int
    title: str
    body: str


def entry(item: Item) -> Entry:
    """The item as the index keeps it."""
    title = tokens(item.title[:TITLE_LIMIT])
    body = tokens(item.body[:BODY_LIMIT])
    return Entry(item.key, " ".join(title), " ".join(body[: TOKENS_LIMIT - len(title)]))


def tokens(text: str) -> list[str]:
    """The distinct tokens of a text, in ASCII: no database has a part in what is a letter."""
    folded = fold(text)
    found = dict.fromkeys(sign[:TOKEN_LENGTH] for sign in _SIGN.findall(folded))
    for run in _RUN.findall(_SOFT_RUN.sub("", folded)):
        found.update(dict.fromkeys(map("".join, pairwise(run))))
    return [_ascii(token) for token in found]


def wanted(node: q.Node) -> Wanted:
    """What an item's tokens must hold for the query to be possible. What tokens cannot tell is left out."""
    match node:
        case q.Term(_, phrase):
            return _of_phrase(phrase)
        case q.All(parts):
            return _both(*map(wanted, parts))
        case q.Any(parts):
            return _either(*map(wanted, parts))
        case q.Near(left, right, _):
            return _both(wanted(left), wanted(right))
        case q.Title(part):
            return wanted(part)
        case _:
            return ANYTHING


def any_of(phrases: Iterable[Phrase]) -> list[Wanted]:
    """For one of many phrases to occur, in parts: databases take only so long a question."""
    distinct = list({phrase.key: phrase for phrase in phrases}.values())
    asked = (distinct[at : at + PHRASES_A_QUESTION] for at in range(0, len(distinct), PHRASES_A_QUESTION))
    return [_either(*map(_of_phrase, part)) for part in asked]


def relevance(view: View, root: q.Node, now: datetime) -> float:
    """How well an item that matches answers a query: its terms in the title and the text, and how new it is."""
    terms = {node.phrase.key: node.phrase for node in nodes(root) if isinstance(node, q.Term)}
    score = sum(_weight(view, phrase) for phrase in terms.values())
    dated = view.item.published or view.item.found
    age = max(0.0, (now - dated).total_seconds() / 86_400) if dated else _AGEING_DAYS
    return score + _FRESH * _AGEING_DAYS / (_AGEING_DAYS + age)


def _weight(view: View, phrase: Phrase) -> float:
    hits = view.hits(phrase)
    in_title = sum(hit.field == "title" for hit in hits)
    return (_TITLE if in_title else 0.0) + sqrt(min(len(hits) - in_title, _PLACES))


def _of_phrase(phrase: Phrase) -> Wanted:
    last = len(phrase.words) - 1
    words: list[Wanted] = [
        Has(_ascii(word[:TOKEN_LENGTH]), prefix=phrase.prefix and place == last)
        for place, word in enumerate(phrase.words)
        if not _IS_CJK.match(word)
    ]
    pairs: list[Wanted] = [Has(_ascii(a + b)) for a, b in pairwise(phrase.words) if _RUN.fullmatch(a + b)]
    return _both(*words, *pairs)


def _both(*parts: Wanted) -> Wanted:
    kept = tuple(dict.fromkeys(part for part in parts if part != ANYTHING))
    return kept[0] if len(kept) == 1 else Both(kept)


def _either(*parts: Wanted) -> Wanted:
    if ANYTHING in parts:
        return ANYTHING
    kept = tuple(dict.fromkeys(parts))
    return kept[0] if len(kept) == 1 else Either(kept)


@lru_cache(maxsize=100_000)
def _ascii(token: str) -> str:
    """The token with other letters as numbers. What begins alike still does."""
    return token if token.isascii() else "".join(c if c.isascii() else f"{ord(c):04x}" for c in token)
