"""Acronyms that a text spells out itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.glosses import glosses


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Central Bay Asset Management (CBAM) hires", "Central Bay Asset Management "),
        ("the target product profile (TPP) of a vaccine", "target product profile "),
        (
            "The Committee on Foreign Investment in the United States (CFIUS)",
            "Committee on Foreign Investment in the United States ",
        ),
        ("CBAM (Central Bay Asset Management) hires", "Central Bay Asset Management"),
    ],
)
def test_either_order_is_read(text: str, spelled: str) -> None:
    (found,) = glosses("body", text)
    assert (found.field, text[found.start : found.end]) == ("body", spelled)


@pytest.mark.parametrize(
    "text", ["탄소국경조정제도(CBAM)", "a new rule (CBAM)", "Asset Management (CBAM)", "(CBAM)", "CBAM (from 2026)"]
)
def test_words_with_other_initials_spell_nothing(text: str) -> None:
    assert not list(glosses("title", text))


@given(st.text(alphabet="AB ab().of", max_size=60))
def test_spans_lie_in_the_text(text: str) -> None:
    assert all(0 <= found.start < found.end <= len(text) for found in glosses("body", text))
