"""Where the sources of one story disagree: nearly the same sentence with another figure, or another federation as its author.

A difference is only told where the same thing is said: two sentences of one language that share most of their words, each
with figures of one kind of which none is the other's. Of federations that speak for business a report names one; where two
reports of one story name each another one, that is told across languages. What cannot be compared is not guessed at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from core.facts import Known
from core.facts_dates import Dated
from core.facts_money import Money, Percent
from core.item_facts import agency_name, amounts
from core.model import Item
from core.passages import Read
from core.text import fold, terms
from core.when import period_text

# Items of a story, and sentences of an item, that are compared.
ITEMS, SENTENCES = 8, 40
# The share of words that two sentences must have in common, and how many at least.
ALIKE, WORDS = 0.6, 4
# Amounts this near are one that was rounded.
ROUNDED = Decimal("0.02")
_FEDERATION = re.compile(r"\b(federation|association|chamber)\b", re.IGNORECASE)

Values = Mapping[object, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What each side says, in the reader's language, with the item that says it: two sides, as they came."""

    sides: tuple[tuple[str, Item], tuple[str, Item]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: frozenset[str]
    figures: Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class _Place:
    field: str
    start: int
    end: int

    def __contains__(self, found: Money | Percent | Dated) -> bool:
        return found.field == self.field and self.start <= found.start < self.end


def differences(reads: Sequence[Read], known: Known, lang: str) -> list[Difference]:
    """The differences between items of one story from different sources, each pair of sayings once."""
    found: dict[frozenset[str], Difference] = {}
    heads = reads[:ITEMS]
    told = [(read, list(_sentences(read, lang)), _federations(read, known, lang)) for read in heads]
    for (one, one_says, one_speaks), (other, other_says, other_speaks) in combinations(told, 2):
        if fold(one.item.source) == fold(other.item.source):
            continue
        pairs = list(_of_federations(one_speaks, other_speaks))
        if one.item.lang == other.item.lang:
            pairs += _of_sentences(one_says, other_says)
        for this, that in pairs:
            found.setdefault(frozenset((this, that)), Difference(((this, one.item), (that, other.item))))
    return list(found.values())


def _of_federations(one: Values, other: Values) -> Iterator[tuple[str, str]]:
    if len(one) == len(other) == 1 and one.keys() != other.keys():
        yield next(iter(one.values())), next(iter(other.values()))


def _of_sentences(ones: Sequence[_Sentence], others: Sequence[_Sentence]) -> Iterator[tuple[str, str]]:
    for one in ones:
        for other in others:
            if _alike(one.words, other.words):
                yield from _of_figures(one.figures, other.figures)


def _of_figures(one: Mapping[str, Values], other: Mapping[str, Values]) -> Iterator[tuple[str, str]]:
    for kind in one.keys() & other.keys():
        if not any(_same(a, b) for a in one[kind] for b in other[kind]):
            yield ", ".join(one[kind].values()), ", ".join(other[kind].values())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= WORDS and common >= ALIKE * len(one | other)


def _same(one: object, other: object) -> bool:
    """Whether two values are one: equal, or amounts of one currency of which one was rounded."""
    match one, other:
        case (Decimal() as a, str(unit)), (Decimal() as b, str(also)):
            return unit == also and abs(a - b) <= ROUNDED * max(abs(a), abs(b))
    return one == other


def _sentences(read: Read, lang: str) -> Iterator[_Sentence]:
    """The sentences that hold a figure, the title first."""
    spans = [("title", 0, len(read.item.title)), *(("body", *span) for span in read.spans[:SENTENCES])]
    for field, start, end in spans:
        figures = _figures(read, lang, _Place(field, start, end))
        if figures:
            text = read.item.title if field == "title" else read.item.body[start:end]
            words = frozenset(word for word in terms(text) if not any(sign.isdigit() for sign in word))
            yield _Sentence(words, figures)


def _figures(read: Read, lang: str, place: _Place) -> dict[str, Values]:
    """The figures of a sentence by kind, each with what it is called."""
    money = [one for one in read.facts.money if one.currency and one in place]
    shares = [one for one in read.facts.percentages if one in place]
    days = [one for one in read.facts.dates if one in place]
    kinds: dict[str, Values] = {
        "money": {(one.amount, one.currency): text for one in money for text in amounts([one], lang)},
        "share": {(one.value, one.points): f"{one.value.normalize():f}%" for one in shares},
        "date": {(one.first, one.last): period_text(one.first, one.last, lang) for one in days},
    }
    return {kind: values for kind, values in kinds.items() if values}


def _federations(read: Read, known: Known, lang: str) -> Values:
    """The federations that an item names, by the line of their names."""
    mentions = {one.line: one for one in read.facts.agencies}
    english = {line: known.agencies.by_id[one.id].name("en") for line, one in mentions.items()}
    return {line: agency_name(one, known, lang) for line, one in mentions.items() if _FEDERATION.search(english[line])}
