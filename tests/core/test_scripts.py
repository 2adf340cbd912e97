"""Which scripts the signs of a text are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scripts import ScriptCount, count_scripts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", (0, 0, 0, 0, 0)),
        ("CBAM 2026", (0, 0, 0, 4, 4)),
        ("관세 CBAM", (2, 0, 0, 6, 6)),
        ("関税とカメラ", (0, 4, 2, 6, 6)),
        ("𠀀é¼", (0, 0, 1, 3, 2)),
        ("ㄱ힣", (2, 0, 0, 2, 2)),
        ("\ud800한", (1, 0, 0, 1, 1)),
    ],
)
def test_signs_are_counted_by_script_and_by_how_much_of_a_letter_they_are(text: str, count: tuple[int, ...]):
    assert count_scripts(text) == ScriptCount(*count)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_two_texts_have_their_sum_has(one: str, other: str):
    first, second, both = count_scripts(one), count_scripts(other), count_scripts(one + other)
    assert (both.hangul, both.kana, both.han) == (
        first.hangul + second.hangul,
        first.kana + second.kana,
        first.han + second.han,
    )
    assert (both.letters, both.alphabetic) == (first.letters + second.letters, first.alphabetic + second.alphabetic)
    assert both.east_asian == both.hangul + both.kana + both.han
