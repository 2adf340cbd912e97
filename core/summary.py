"""An item → its telling sentences, each with the span it was taken from. An excerpt: nothing in it is our wording.

Which sentences may be shown is said by core/prose.py, which ones are worth it by core/rank.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.model import Evidence, Item
from core.prose import prose
from core.rank import Ranked, by_worth
from core.text import clean, terms

# A sentence longer than this is cut: tables and unpunctuated text would fill a card.
SENTENCE_LIMIT = 400
# Code points of a whole excerpt, chosen on bench/summary_rouge.py: four English or seven Korean sentences, or so.
LENGTH = 560
LEAST = 2
_SAME_AS_TITLE = 0.8


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence as shown, and where it stands in the item's `field` (code points)."""

    text: str
    start: int
    end: int
    field: str = "body"


def excerpt(item: Item, count: int, evidence: Sequence[Evidence] = (), length: int | None = None) -> tuple[Cited, ...]:
    """At most `count` sentences of the body in their order, chosen by position, centrality, title and topic evidence.

    With `length` (code points) there are LEAST sentences, and more of them only while they fit.
    Empty where the body has no sentence beside its title.
    """
    spans = sentence_spans(item)
    ranked = [Ranked(_terms(item.body[start:end]), _weight(evidence, start, end)) for start, end in spans]
    chosen: list[Cited] = []
    used = 0
    for at in by_worth(ranked, terms(item.title[:SENTENCE_LIMIT])):
        cited = cite(item, *spans[at])
        used += len(cited.text)
        if len(chosen) == count or (length is not None and len(chosen) >= LEAST and used > length):
            break
        chosen.append(cited)
    return tuple(sorted(chosen, key=lambda one: one.start))


def sentence_spans(item: Item) -> list[tuple[int, int]]:
    """Spans of all sentences of the body that an excerpt may be made of, the title's repetition left out."""
    title = frozenset(terms(item.title[:SENTENCE_LIMIT]))
    seen: set[tuple[str, ...]] = set()
    spans = []
    for start, end in prose(item.body, item.lang):
        words = _terms(item.body[start:end])
        if words not in seen and not _repeats(words, title):
            spans.append((start, end))
        seen.add(words)
    return spans


def cite(item: Item, start: int, end: int) -> Cited:
    """A span of the body as it is shown: one line; a long one is cut at a blank and says so with an ellipsis."""
    if end - start <= SENTENCE_LIMIT:
        return Cited(clean(item.body[start:end], SENTENCE_LIMIT), start, end)
    head = item.body[start : start + SENTENCE_LIMIT]
    blank = head.rfind(" ", SENTENCE_LIMIT // 2)
    stop = start + (blank if blank > 0 else SENTENCE_LIMIT)
    return Cited(clean(item.body[start:stop], SENTENCE_LIMIT) + "…", start, stop)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(terms(text[:SENTENCE_LIMIT]))


def _weight(evidence: Sequence[Evidence], start: int, end: int) -> float:
    return sum(one.weight for one in evidence if one.field == "body" and start <= one.start < end)


def _repeats(words: tuple[str, ...], title: frozenset[str]) -> bool:
    """Whether a sentence says the title and hardly more."""
    said = frozenset(words)
    return (
        bool(said)
        and len(said & title) > _SAME_AS_TITLE * len(said)
        and len(said & title) > _SAME_AS_TITLE * len(title)
    )
