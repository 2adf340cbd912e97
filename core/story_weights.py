"""A signature seen for comparing: its keys weighed by how rare they are, and its marks parted by kind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from core.story_signature import Signature

Idf = Callable[[str], float]

# How much a kind of mark says about the event rather than about its field.
KIND_WEIGHT = {
    "ord": 1.5, "num": 1.3, "pct": 1.3, "phase": 1.0, "day": 0.5, "year": 0.7, "sign": 1.0, "goods": 1.2, "firm": 1.5,
    "person": 1.0, "place": 1.2, "country": 1.0, "agency": 1.0, "topic": 0.8, "thing": 1.0, "act": 0.6, "reaction": 0.8,
}  # fmt: skip
TITLE_WEIGHT = 2.0
SUBJECTS = frozenset({"thing", "goods", "firm", "topic", "place", "person"})
# From this weight on a word is rare.
RARE = 0.8


class Norms(NamedTuple):
    """What comparing needs of the keys that the two do not share. Kept as they were when the signature came."""

    terms: float
    marks: float
    title: float
    subjects: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A signature with the weight of each key (`terms`, `marks`), twice as much counted where it stands in the title."""

    signature: Signature
    terms: dict[str, float]
    marks: dict[str, float]
    rare: frozenset[str]
    facets: "Facets"
    norms: Norms


def weighed(signature: Signature, idf: Idf) -> Weighed:
    """The weights of a signature's keys as the index sees them now."""
    terms = {term: idf(term) for term in signature.terms}
    marks = {mark: idf(mark) * KIND_WEIGHT[kind_of(mark)] for mark in signature.marks}
    facets = Facets(signature)
    norms = Norms(
        terms=_norm(signature.title_terms, signature.body_terms, terms),
        marks=_norm(signature.title_marks, signature.body_marks, marks),
        title=sum(marks[mark] for mark in signature.title_marks),
        subjects=sum(marks[mark] for mark in facets.title_subjects),
    )
    return Weighed(signature, terms, marks, frozenset(t for t in terms if terms[t] >= RARE), facets, norms)


def _norm(title: Iterable[str], body: Iterable[str], weights: dict[str, float]) -> float:
    return sqrt(sum((TITLE_WEIGHT * weights[key]) ** 2 for key in title) + sum(weights[key] ** 2 for key in body))


class Facets:
    """A signature's marks by kind: of the whole item, of its title, what the title is about and who acts."""

    __slots__ = ("_all", "_title", "agency_homes", "lead", "marks", "title_subjects")

    def __init__(self, signature: Signature) -> None:
        self._title = _by_kind(signature.title_marks)
        self._all = _by_kind(signature.marks)
        self.marks = frozenset(signature.marks)
        # The country that the title begins with is mostly the one that acts; agencies speak for theirs (kr-mofe, eu-council).
        self.lead = next(iter(self._title.get("country", ())), "")
        self.agency_homes = frozenset(mark[7:9] for mark in self._all.get("agency", ()))
        self.title_subjects = tuple(mark for mark in signature.title_marks if kind_of(mark) in SUBJECTS)

    def of(self, *kinds: str) -> frozenset[str]:
        """The marks of these kinds."""
        return _joined(self._all, kinds)

    def in_title(self, *kinds: str) -> frozenset[str]:
        """The marks of these kinds that the title holds."""
        return _joined(self._title, kinds)


def _joined(by_kind: dict[str, list[str]], kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(mark for kind in kinds if kind in by_kind for mark in by_kind[kind])


def kind_of(mark: str) -> str:
    """What stands before a mark's colon."""
    return mark[: mark.index(":")]


def _by_kind(marks: Iterable[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for mark in marks:
        kinds.setdefault(kind_of(mark), []).append(mark)
    return kinds
