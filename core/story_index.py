"""An inverted index of signatures: which stored ones share rare keys with a new one, and how rare a key is.

Entries leave in the order they came, so forgetting is exact.
"""

from array import array
from collections.abc import Iterable
from heapq import nlargest
from math import log

from core import story_prior

# A key that many hold tells little: of its holders only the latest are looked at.
POSTING_LIMIT = 150
KEYS_ASKED = 24
# How many entries of postings are looked at for one question: the time it takes is bounded however much is stored.
BUDGET = 1_200
# As many texts as this are imagined to have been read before the first, with the keys they commonly have.
PRIOR = 100
_SHARES = {key: float(line.split()[0]) for line in story_prior.TEXT.split("\n") if line for key in line.split()[1:]}


class Index:
    """Numbers by their keys, with document frequencies."""

    def __init__(self) -> None:
        self._postings: dict[str, array[int]] = {}
        self._count = 0

    def idf(self, key: str) -> float:
        """How rare a key is, from 0 to 1 for one never read: the logarithm of the texts to those that hold it, smoothed."""
        posting = self._postings.get(key)
        held = (len(posting) if posting else 0) + _SHARES.get(key, 0.0) * PRIOR / 100
        return 1 - log(held + 1) / log(self._count + PRIOR)

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Adds a number, larger than all before."""
        self._count += 1
        for key in keys:
            self._postings.setdefault(key, array("I")).append(number)

    def drop_oldest(self, keys: Iterable[str]) -> None:
        """Forgets the oldest number, whose keys these are."""
        self._count -= 1
        for key in keys:
            posting = self._postings[key]
            del posting[0]
            if not posting:
                del self._postings[key]

    def nearest(self, keys: Iterable[str], limit: int) -> list[int]:
        """The numbers that share the most of the rarest keys, best first."""
        known = [(len(posting), key) for key in keys if (posting := self._postings.get(key))]
        known.sort()
        scores: dict[int, float] = {}
        budget = BUDGET
        for held, key in known[:KEYS_ASKED]:
            idf = self.idf(key)
            for number in self._postings[key][-min(POSTING_LIMIT, budget) :]:
                scores[number] = scores.get(number, 0.0) + idf
            budget -= min(held, POSTING_LIMIT)
            if budget <= 0:
                break
        return nlargest(limit, scores, key=lambda number: (scores[number], -number))
