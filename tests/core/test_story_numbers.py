"""Figures as marks: what translation keeps is one mark in four languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.story_numbers import number_marks, rounded

DAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["$41.2 billion", "US$41.2bn", "412억 달러", "412亿美元", "412億ドル"], "num:4.12e+10"),
        (["3.4 trillion won", "3조 4000억 원", "3조4천억원", "3.4조", "3兆4000億ウォン", "3.4万亿韩元"], "num:3.4e+12"),
        (["12,000 euros", "1만2000유로", "1万2000欧元", "12 thousand", "1만2천"], "num:12000"),
        (["$250m", "250 million", "250 mln", "2억5000만"], "num:2.5e+08"),
        (["$7.4 bln", "74억 달러", "74亿美元"], "num:7.4e+09"),
        (["Section 232", "무역확장법 232조 조사", "232条款", "通商拡大法232条"], "num:232"),
        (["232조 원", "232조원"], "num:2.32e+14"),
        (["w5b", "5 billion won", "50억"], "num:5e+09"),
        (["8.2 percent", "8.2%", "8.2퍼센트", "8.2％", "8.20 per cent"], "pct:8.2"),
        (["22 projects", "22개 프로젝트", "22个项目", "22件"], "num:22"),
        (["nine countries", "9개국", "九个国家"], "num:9"),
        (["twelve members", "12개 회원국", "十二个成员", "12カ国"], "num:12"),
        (["二十三家企业", "23家企业"], "num:23"),
        (
            ["the 262nd Foreign Ministers' Meeting", "제262차 회의", "第262次会议", "第262回会議", "262차 회의"],
            "ord:262",
        ),
        (["second round of talks", "2차 협상", "第二轮谈判", "第2回会合"], "ord:2"),
        (["first project", "1호 사업", "第1号案件"], "ord:1"),
        (["second-phase talks", "2단계 협상", "第二阶段谈判", "第2段階交渉"], "phase:2"),
        (["in 2028", "2028년", "2028年"], "year:2028"),
        (["December 1", "1 December", "Dec. 1st", "12월 1일", "12月1日"], "day:2026-12-01"),
        (["on Tuesday", "17일", "17日"], "day:2026-11-17"),
        (["next Monday"], "day:2026-11-23"),
        (["25일"], "day:2026-10-25"),
        (["January 26"], "day:2027-01-26"),
        (["2천 명"], "num:2000"),
    ],
)
def test_one_figure_is_one_mark(texts: list[str], mark: str):
    assert [text for text in texts if mark not in number_marks(text, DAY)] == []


@pytest.mark.parametrize(
    "text", ["11.72 to 27.4 percent", "11.72~27.40%", "11.72%至27.4%", "11.72％から27.4％", "11.72〜27.4%"]
)
def test_a_range_gives_both_ends(text: str):
    assert number_marks(text, DAY) == ("pct:11.72", "pct:27.4")


@pytest.mark.parametrize("text", ["11월", "in 2026", "2차전지", "1", "K2", "the first of all things", "2월 30일"])
def test_what_says_nothing_gives_no_mark(text: str):
    assert [mark for mark in number_marks(text, DAY) if not mark.startswith("num:2")] == []


@pytest.mark.parametrize("text", ["12월 1일", "17일", "on Tuesday"])
def test_without_a_publication_there_are_no_days(text: str):
    assert number_marks(text, None) == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendar_ends_without_an_error(day: date):
    assert len(number_marks("next Tuesday, Monday, 28일, January 5, 31일", day)) <= 5


@given(
    st.text(
        alphabet="0123456789.,% 년월일年月日제차第次조억만兆亿万천백千~-$£mbkndthroundsecondjanmonday第三十",
        max_size=80,
    ),
    st.dates(),
)
def test_any_text_is_read(text: str, day: date):
    assert all(":" in mark for mark in number_marks(text, day))


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("pct:33", "pct:33.43", True),
        ("pct:33.43", "pct:33", True),
        ("pct:43.6", "pct:43", True),
        ("pct:33", "pct:34.1", False),
        ("pct:28.16", "pct:28.17", False),
        ("num:7.4e+09", "num:7.432e+09", True),
        ("num:7.4e+09", "num:7.8e+09", False),
        ("num:300", "num:301", False),
        ("num:12", "num:12", True),
        ("num:12", "pct:12", False),
    ],
)
def test_a_figure_may_be_told_in_fewer_digits(one: str, other: str, may_be: bool):
    assert rounded(one, other) is may_be
