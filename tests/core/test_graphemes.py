"""Cutting text between graphemes."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from core.graphemes import ELLIPSIS, truncate_graphemes, utf16_length

FAMILY = "👨‍👩‍👧"


def test_text_that_fits_is_left_alone() -> None:
    assert truncate_graphemes("한중 FTA", 6) == "한중 FTA"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("abcdef", 4, "abc…"),
        ("abc def", 5, "abc…"),
        (f"a{FAMILY}b", 4, "a…"),
        (FAMILY, 4, "…"),
        ("\u1100\u1161\u11a8" * 3, 4, "\u1100\u1161\u11a8…"),
        ("abc", 0, ""),
    ],
)
def test_a_cut_falls_between_graphemes(text: str, limit: int, cut: str) -> None:
    assert truncate_graphemes(text, limit) == cut


def test_the_size_is_the_callers() -> None:
    assert truncate_graphemes("&&&", 10, lambda text: 5 * text.count("&") + text.count(ELLIPSIS)) == "&…"


def test_code_units_beyond_the_first_plane_count_twice() -> None:
    assert utf16_length("a한😀") == 4


@settings(deadline=None)
@given(st.text(), st.integers(min_value=0, max_value=30))
def test_the_result_fits_and_is_a_head_of_whole_graphemes(text: str, limit: int) -> None:
    cut = truncate_graphemes(text, limit, utf16_length)
    assert utf16_length(cut) <= limit
    if cut not in (text, ""):
        graphemes = regex.findall(r"\X", text)
        heads = {"".join(graphemes[:count]).rstrip() + ELLIPSIS for count in range(len(graphemes))}
        assert cut in heads
