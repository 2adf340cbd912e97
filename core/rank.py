"""Which sentences of a text say most of it: centrality, position, title and topic, with little said twice.

The weights were chosen on bench/summary_rouge.py. Not for judging whether a sentence may be shown at all (core/prose.py).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CENTRALITY, POSITION, TITLE, TOPIC = 0.5, 0.5, 0.15, 0.35
# After this many sentences a position counts half.
HALF_AFTER = 4
REPETITION = 0.15


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence as its index terms, with the weight of topic evidence that stands in it (0 for none)."""

    terms: tuple[str, ...]
    evidence: float = 0.0


def by_worth(sentences: Sequence[Ranked], title: Iterable[str] = ()) -> list[int]:
    """Indices of the sentences, the one most worth reading first. Quadratic in their number at most: cap it before."""
    bags = [frozenset(sentence.terms) for sentence in sentences]
    worth = _worth(sentences, bags, frozenset(title))
    repeated = [0.0] * len(bags)
    left = set(range(len(bags)))
    order: list[int] = []
    while left:
        best = max(left, key=lambda at: (worth[at] - REPETITION * repeated[at], -at))
        left.remove(best)
        order.append(best)
        for at in left:
            repeated[at] = max(repeated[at], _shared(bags[at], bags[best]))
    return order


def _worth(sentences: Sequence[Ranked], bags: Sequence[frozenset[str]], title: frozenset[str]) -> list[float]:
    central = _of_highest(_central(bags))
    topical = _of_highest([sentence.evidence for sentence in sentences])
    return [
        CENTRALITY * central[at]
        + POSITION / (1 + at / HALF_AFTER)
        + TITLE * (len(title & bags[at]) / len(title) if title else 0)
        + TOPIC * topical[at]
        for at in range(len(bags))
    ]


def _central(bags: Sequence[frozenset[str]]) -> list[float]:
    """How often the terms of each sentence come back in the others. Long sentences gain: they carry the news."""
    used = Counter(term for bag in bags for term in bag)
    return [float(sum(used[term] - 1 for term in bag)) for bag in bags]


def _of_highest(values: Sequence[float]) -> list[float]:
    highest = max(values, default=0) or 1
    return [value / highest for value in values]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
