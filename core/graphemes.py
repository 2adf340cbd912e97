"""Cutting text where a reader sees it cut: between graphemes, never inside one.

Not for cleaning or comparing text (core/text.py).
"""

from collections.abc import Callable
from itertools import accumulate, takewhile, tee

import regex

ELLIPSIS = "…"

_GRAPHEME = regex.compile(r"\X")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the larger of the two ways in which chat platforms count characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def truncate_graphemes(text: str, limit: int, size: Callable[[str], int] = len) -> str:
    """`text` if its size is at most `limit`, else its longest head of whole graphemes that fits with an ellipsis.

    `size` measures a piece of text and must be additive, such as the length after escaping. A limit too small for the
    ellipsis gives the empty text.
    """
    if size(text) <= limit:
        return text
    room = limit - size(ELLIPSIS)
    if room < 0:
        return ""
    pieces, measured = tee(found.group() for found in _GRAPHEME.finditer(text))
    sizes = accumulate(size(piece) for piece in measured)
    head = takewhile(lambda sized: sized[1] <= room, zip(pieces, sizes, strict=True))
    return "".join(piece for piece, _ in head).rstrip() + ELLIPSIS
