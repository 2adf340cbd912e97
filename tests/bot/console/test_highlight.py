"""Evidence marked in a text."""

from hypothesis import given
from hypothesis import strategies as st

from bot.console.highlight import Piece, pieces
from core.model import Evidence


def evidence(start: int, end: int, term: str = "t", field: str = "body") -> Evidence:
    return Evidence("cbam", term, "en", field, start, end, 1.0)


def test_a_term_is_a_piece_of_its_own():
    assert pieces("The CBAM rule", [evidence(4, 8, "CBAM")], "body", 99) == [
        Piece("The "),
        Piece("CBAM", ("cbam: CBAM",)),
        Piece(" rule"),
    ]


def test_spans_that_overlap_are_cut_where_they_do():
    found = pieces("abcdef", [evidence(0, 4, "x"), evidence(2, 6, "y")], "body", 99)
    assert [(p.text, p.told) for p in found] == [
        ("ab", ("cbam: x",)),
        ("cd", ("cbam: x", "cbam: y")),
        ("ef", ("cbam: y",)),
    ]


def test_evidence_of_another_field_is_passed_over():
    assert pieces("abc", [evidence(0, 1, field="title")], "body", 99) == [Piece("abc")]


@given(
    st.text(max_size=30), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6), st.integers(0, 30)
)
def test_the_text_stays_the_text(text, spans, limit):
    found = pieces(text, [evidence(a, b) for a, b in spans], "body", limit)
    assert "".join(piece.text for piece in found) == text[:limit]
