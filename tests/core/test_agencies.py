"""Agencies: the name of the day, the line of successors."""

from datetime import date

import pytest

from core.agencies import Agencies, Agency

OLD = Agency("old", "KR", {"ko": ("옛 부처",)}, until=date(2026, 1, 1), successors=("main", "other", "lost"))
MAIN = Agency(
    "main",
    "KR",
    {"en": ("Main",), "ko": ("본부",)},
    since=date(2026, 1, 2),
    until=date(2030, 1, 1),
    successors=("last",),
)
OTHER = Agency("other", "KR", {"en": ("Other",)}, since=date(2026, 1, 2))
LAST = Agency("last", "KR", since=date(2030, 1, 2), successors=("main",))
ALL = Agencies([OLD, MAIN, OTHER, LAST])


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2026, 1, 1), ["old"]),
        (date(2026, 1, 2), ["main", "other"]),
        (date(2030, 1, 2), ["other", "last"]),
    ],
)
def test_the_name_of_the_day(day: date, names: list[str]):
    assert [agency.id for agency in ALL.on("old", day)] == names


def test_before_the_first_name_there_is_none():
    assert ALL.on("last", date(2020, 1, 1)) == ()


def test_the_line_ends_at_the_last_main_successor_even_in_a_circle():
    assert ALL.line("old") == "last"
    assert ALL.line("main") == "last"
    assert ALL.line("other") == "other"
    assert ALL.line("unknown") == "unknown"


def test_the_name_in_a_language_else_in_english_else_the_id():
    assert [MAIN.name("ko"), MAIN.name("zh"), LAST.name("ja")] == ["본부", "Main", "last"]


def test_an_unknown_id_is_an_error():
    with pytest.raises(KeyError):
        ALL.on("unknown", date(2026, 1, 1))
