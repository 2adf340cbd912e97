"""A text with spans → pieces to draw, those of the spans marked with what they speak for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.model import Evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `told` says what it is evidence of, empty where it is none."""

    text: str
    told: tuple[str, ...] = ()


def pieces(text: str, evidence: Iterable[Evidence], field: str, limit: int) -> list[Piece]:
    """The first `limit` characters of a field in pieces. Spans that overlap are cut where they do.

    `evidence` counts code points of the original field; what points outside of it is passed over.
    """
    text = text[:limit]
    spans = [
        (e.start, min(e.end, len(text)), f"{e.topic}: {e.term}" if e.topic else e.term)
        for e in evidence
        if e.field == field
    ]
    spans = [span for span in spans if 0 <= span[0] < span[1]]
    cuts = sorted({0, len(text), *(edge for start, end, _ in spans for edge in (start, end))})
    return [Piece(text[start:end], _told(spans, start, end)) for start, end in pairwise(cuts) if start < end]


def _told(spans: Sequence[tuple[int, int, str]], start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(told for first, last, told in spans if first <= start and end <= last))
