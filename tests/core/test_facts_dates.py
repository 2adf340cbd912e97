"""Dates as writers put them, resolved against the day of publication."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.date_cues import DateKind
from core.facts import facts
from core.facts_dates import Dated, dates, publication_day
from core.model import Item

EXPRESSIONS = Path(__file__).parents[1] / "data" / "fact_expressions.jsonl"
ROWS = [json.loads(line) for line in EXPRESSIONS.read_text("utf-8").splitlines()]
TODAY = date(2026, 11, 20)


def found(text: str, anchor: date | None = TODAY, country: str | None = None) -> list[Dated]:
    return dates(text, "body", anchor, country)


def spans(text: str, anchor: date | None = TODAY, country: str | None = None) -> list[tuple[str, str]]:
    return [(one.first.isoformat(), one.last.isoformat()) for one in found(text, anchor, country)]


def day(text: str) -> list[tuple[str, str]]:
    return [(text, text)]


def test_the_scored_expressions_are_read() -> None:
    """The three that are not stand here by name, so that a change for the better or the worse shows."""
    wrong = []
    for row in ROWS:
        if row["kind"] != "money":
            moment = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
            told = facts(Item("a", "", row["text"], row["lang"], published=moment)).dates
            if (row["kind"], row["first"], row["last"]) not in [
                (d.kind, str(d.first), str(d.last)) for d in told if d.start < row["end"] and row["start"] < d.end
            ]:
                wrong.append(row["id"])
    assert wrong == WRONG
    assert len(ROWS) >= 120
    assert {row["lang"] for row in ROWS} == {"ko", "en", "zh", "ja"}


WRONG = ["e096", "e131", "e133"]


@pytest.mark.parametrize(
    ("text", "cut", "kind", "cue"),
    [
        ("새 규정은 2027년 1월 1일부터 시행된다.", "2027년 1월 1일", DateKind.EFFECTIVE, "부터 시행"),
        ("Comments are due by March 5, 2027.", "March 5, 2027", DateKind.DEADLINE, "due by "),
        ("本办法自２０２７年１月１日起施行。", "２０２７年１月１日", DateKind.EFFECTIVE, "起"),
        ("意見は12月18日まで受け付ける。", "12月18日", DateKind.DEADLINE, "まで"),
        ("회의는 3월 5일 열린다.", "3월 5일", DateKind.DATE, None),
    ],
)
def test_a_date_is_told_with_its_span_and_the_words_that_make_it_more(
    text: str, cut: str, kind: DateKind, cue: str | None
) -> None:
    (one,) = found(text)
    assert (text[one.start : one.end], one.kind) == (cut, kind)
    assert (text[slice(*one.cue)] if one.cue else None) == cue


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("지난 3월까지 집계한 수치다.", DateKind.DATE),
        ("截至10月底，出口增长。", DateKind.DATE),
        ("Imports until October 1, 2026 were exempt.", DateKind.DATE),
        ("The deadline was 1 October 2026.", DateKind.DEADLINE),
        ("3월 5일 시행령이 공포된다.", DateKind.DATE),
        ("시행 착오 끝에 3월 5일 열린다.", DateKind.DATE),
        ("Meet on March 5. The deadline is set later.", DateKind.DATE),
        ("Filings must arrive no later than 5 p.m. on March 5.", DateKind.DEADLINE),
    ],
)
def test_a_weak_word_makes_a_deadline_only_of_a_day_to_come(text: str, kind: DateKind) -> None:
    assert [one.kind for one in found(text)] == [kind]


def test_of_two_cues_the_nearer_decides() -> None:
    text = "The rule takes effect on January 1, 2027 and comments are due by December 4, 2026."
    assert [(one.kind, one.first.day) for one in found(text)] == [(DateKind.EFFECTIVE, 1), (DateKind.DEADLINE, 4)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("’26.1.5.(월)", "2026-01-05", "2026-01-05"),
        ("'27년", "2027-01-01", "2027-12-31"),
        ("2026.3월", "2026-03-01", "2026-03-31"),
        ("2026-01-05T09:30:00Z", "2026-01-05", "2026-01-05"),
        ("2026. 1. 5. ~ 2. 6.", "2026-01-05", "2026-02-06"),
        ("2025. 12. 29.(월) ~ 2026. 1. 6.(화)", "2025-12-29", "2026-01-06"),
        ("R8.4.1", "2026-04-01", "2026-04-01"),
        ("令和元年5月1日", "2019-05-01", "2019-05-01"),
        ("民国115年3月1日", "2026-03-01", "2026-03-01"),
        ("12月29日至2027年1月5日", "2026-12-29", "2027-01-05"),
        ("December 29 to January 5", "2026-12-29", "2027-01-05"),
        ("3~5월", "2027-03-01", "2027-05-31"),
        ("2026年～2028年", "2026-01-01", "2028-12-31"),
        ("2026年度第4四半期", "2027-01-01", "2027-03-31"),
        ("2026年度上期", "2026-04-01", "2026-09-30"),
        ("2026年度下半期", "2026-10-01", "2027-03-31"),
        ("다음 달 중", "2026-12-01", "2026-12-31"),
        ("이달 내", "2026-11-20", "2026-11-30"),
        ("올해 안", "2026-11-20", "2026-12-31"),
        ("2025년 내", "2025-01-01", "2025-12-31"),
        ("연말", "2026-12-01", "2026-12-31"),
        ("월말", "2026-11-21", "2026-11-30"),
        ("월초", "2026-11-01", "2026-11-10"),
        ("연초", "2026-01-01", "2026-01-31"),
        ("내년 초", "2027-01-01", "2027-03-31"),
        ("年初", "2026-01-01", "2026-03-31"),
        ("year-end", "2026-12-01", "2026-12-31"),
        ("month-end", "2026-11-21", "2026-11-30"),
        ("the beginning of next month", "2026-12-01", "2026-12-10"),
        ("in mid-2027", "2027-05-01", "2027-08-31"),
        ("next quarter", "2027-01-01", "2027-03-31"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("a month ago", "2026-10-01", "2026-10-31"),
        ("10 days ago", "2026-11-10", "2026-11-10"),
        ("한 달 뒤", "2026-12-01", "2026-12-31"),
        ("두 달 전", "2026-09-01", "2026-09-30"),
        ("석 달 뒤", "2027-02-01", "2027-02-28"),
        ("2주 후", "2026-11-30", "2026-12-06"),
        ("3日後に", "2026-11-23", "2026-11-23"),
        ("오는 화요일", "2026-11-24", "2026-11-24"),
        ("지난 금요일", "2026-11-20", "2026-11-20"),
        ("on Friday", "2026-11-20", "2026-11-20"),
        ("this Friday", "2026-11-20", "2026-11-20"),
        ("last Monday", "2026-11-09", "2026-11-09"),
        ("Thursday next week", "2026-11-26", "2026-11-26"),
        ("周五", "2026-11-20", "2026-11-20"),
        ("先週", "2026-11-09", "2026-11-15"),
        ("모레", "2026-11-22", "2026-11-22"),
        ("다음 주", "2026-11-23", "2026-11-29"),
        ("오는 28일", "2026-11-28", "2026-11-28"),
        ("지난 28일", "2026-10-28", "2026-10-28"),
        ("5~7일", "2026-11-05", "2026-11-07"),
        ("next March", "2027-03-01", "2027-03-31"),
        ("last March", "2026-03-01", "2026-03-31"),
        ("12/31/2026", "2026-12-31", "2026-12-31"),
        ("31/12/2026", "2026-12-31", "2026-12-31"),
        ("5/5/2026", "2026-05-05", "2026-05-05"),
        ("the first half of 2027", "2027-01-01", "2027-06-30"),
        ("H2 2027", "2027-07-01", "2027-12-31"),
        ("final quarter", "2026-10-01", "2026-12-31"),
    ],
)  # fmt: skip
def test_forms(text: str, first: str, last: str) -> None:
    assert spans(text) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "3월 32일", "2026-02-30", "2026년 13월", "3/4/2026", "30일간 유예", "90일 이내", "13日間", "13日本", "12月号外13月", "제3조", "3월5일~2월30일까지는 아님 13월",
        "They may 10 times", "march on", "the second half", "3일 연속", "First visit in nine years", "increase by 2026 units", "9999-01-01", "令和999年", "민국",
    ],
)  # fmt: skip
def test_what_is_no_day_or_no_certain_one_is_left_out(text: str) -> None:
    told = found(text)
    assert all(one.first.year in (2026, 2027) for one in told)
    assert [one for one in told if (one.last - one.first).days == 0] == []


@pytest.mark.parametrize(
    ("text", "country", "told"),
    [("3/4/2026", "US", day("2026-03-04")), ("3/4/2026", "GB", []), ("13/13/2026", "US", [])],
)
def test_a_date_of_two_small_numbers_is_read_as_americans_do_only_for_americans(
    text: str, country: str, told: list[tuple[str, str]]
) -> None:
    assert spans(text, country=country) == told


@pytest.mark.parametrize(
    "text",
    [
        "오는 3월",
        "이번 달",
        "내년",
        "13일",
        "next Tuesday",
        "yesterday",
        "하반기",
        "3월 5일",
        "in May",
        "연말",
        "来年3月",
        "Q3",
    ],
)
def test_without_a_day_of_publication_only_whole_dates_are_told(text: str) -> None:
    assert spans(f"{text}, 2026-01-05", anchor=None)[-1:] == day("2026-01-05")
    assert len(spans(f"{text}, 2026-01-05", anchor=None)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Comments are due by July 1.", "2027-07-01"),
        ("The duty took effect on July 1.", "2026-07-01"),
        ("The duty will take effect on July 1.", "2027-07-01"),
        ("Comments are due by November 19.", "2026-11-19"),
        ("7월 1일까지 제출해야 한다.", "2027-07-01"),
        ("1월 31일", "2027-01-31"),
        ("The talks were relaunched by the two leaders in January.", "2026-01-01"),
        ("A hearing was set for January 12.", "2027-01-12"),
        ("Officials said the hearing on January 12 is open.", "2027-01-12"),
        ("The plan announced then covers January 12.", "2027-01-12"),
        ("협상은 3월 5일 서울에서 열렸다.", "2026-03-05"),
        ("정부는 3월 5일 회의를 연다고 밝혔다.", "2027-03-05"),
        ("회의는 30일 열렸다.", "2026-10-30"),
        ("3月5日に合意した。", "2026-03-05"),
        ("3月5日に合意したいと述べた。", "2027-03-05"),
        ("watched in a week", "none"),
        ("2월 29일", "none"),
    ],
)
def test_a_day_without_year_is_the_nearest_unless_something_is_still_due(text: str, told: str) -> None:
    assert [first for first, _ in spans(text)] == ([] if told == "none" else [told])


@pytest.mark.parametrize("anchor", [date(2028, 2, 1), date(2027, 12, 1)])
def test_a_leap_day_is_of_a_year_that_has_one(anchor: date) -> None:
    assert spans("2월 29일", anchor) == day("2028-02-29")


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        (date.min, "어제"),
        (date.max, "내일"),
        (date.max, "다음 주"),
        (date.max, "오는 화요일"),
        (date.min, "지난주 월요일"),
        (date.min, "지난달 3일"),
        (date.max, "3년 뒤"),
    ],
)
def test_the_calendar_has_ends(anchor: date, text: str) -> None:
    assert spans(text, anchor) == []


@pytest.mark.parametrize(
    ("moment", "lang", "country", "told"),
    [
        (datetime(2026, 11, 19, 22, tzinfo=UTC), "ko", None, date(2026, 11, 20)),
        (datetime(2026, 11, 19, 22, tzinfo=UTC), "en", None, date(2026, 11, 19)),
        (datetime(2026, 11, 19, 17, tzinfo=UTC), "en", "CN", date(2026, 11, 20)),
        (datetime(2026, 11, 19, tzinfo=UTC), "ko", "KR", date(2026, 11, 19)),
        (datetime(2026, 11, 20, 7, tzinfo=timezone(timedelta(hours=9))), "ja", None, date(2026, 11, 20)),
        (None, "ko", "KR", None),
    ],
)
def test_the_day_of_publication_is_the_writers(
    moment: datetime | None, lang: str, country: str | None, told: date | None
) -> None:
    assert publication_day(moment, lang, country) == told


WRITTEN = "오는 다음 지난 이번 달 월 일 년 주 말 초 1 3 31 2026 ~ - . / ( ) 까지 부터 시행 今年 来 週 月 日 火曜日 年度 上 半期 第 四半期 令和 8 by in next March Tuesday , : Q1 H2 ’26 the end of"
PIECES = st.sampled_from(WRITTEN.split())


@settings(deadline=None)  # the first call builds tables
@given(st.lists(PIECES, max_size=14), st.one_of(st.none(), st.dates()))
def test_any_text_gives_sound_spans(pieces: list[str], anchor: date | None) -> None:
    text = " ".join(pieces) + "".join(pieces)
    end = 0
    for one in found(text, anchor):
        assert end <= one.start < one.end <= len(text)
        assert one.first <= one.last
        assert (one.kind is DateKind.DATE) == (one.cue is None)
        end = one.end


@pytest.mark.parametrize(
    "text",
    [
        "The ward is expected to open by March.",
        "The city is projected to double by June 2027.",
        "공장은 내년 3월까지 완공될 것으로 전망된다.",
        "新线预计明年3月底前建成。",
        "Stores had filled their shelves before August.",
        "The next raise is not due until March.",
        "The headline says “by March 2027” and no more.",
        "11월까지 누적 수주액이 늘었다.",
        "9月までさかのぼって計算した。",
        "韩国11月前20天出口增长。",
        "협상은 12월 8일부터 10일까지 서울에서 열린다.",
        "The fair runs 8 to 10 December and opens until 8-10 December 2026.",
        "The cup begins starting Monday.",
        "위원회가 12일 새 제도에 적용할 기준을 냈다.",
    ],
)
def test_what_nobody_has_to_do_by_then_is_a_mere_date(text: str) -> None:
    assert {one.kind for one in found(text)} == {DateKind.DATE}


@pytest.mark.parametrize(
    ("text", "kind", "first"),
    [
        ("원서 접수는 12월 8일부터 10일까지다.", DateKind.DEADLINE, "2026-12-08"),
        ("Comments are open until 8-10 December 2026.", DateKind.DEADLINE, "2026-12-08"),
        ("The tariff rises starting Monday.", DateKind.EFFECTIVE, "2026-11-23"),
        ("Mutual recognition takes effect on Monday.", DateKind.EFFECTIVE, "2026-11-23"),
        ("The reply is due on Thursday.", DateKind.DEADLINE, "2026-11-26"),
        ("The reply is due on Friday.", DateKind.DEADLINE, "2026-11-20"),
        ("The rule takes effect in July.", DateKind.EFFECTIVE, "2027-07-01"),
        ("개정안은 7월 시행된다.", DateKind.EFFECTIVE, "2027-07-01"),
        ("의견 제출 기한은 3일이다.", DateKind.DEADLINE, "2026-12-03"),
        ("의견 제출 기한은 18일이다.", DateKind.DEADLINE, "2026-11-18"),
    ],
)
def test_what_is_to_be_done_lies_ahead(text: str, kind: DateKind, first: str) -> None:
    assert [(one.kind, one.first.isoformat()) for one in found(text)] == [(kind, first)]


def test_a_whole_year_is_no_day_that_one_can_keep() -> None:
    (year,) = found("Reduce emissions by 2030.")
    (quarter,) = found("Reduce emissions by the second quarter of 2030.")
    assert (year.kind, year.firm, quarter.firm) == (DateKind.DEADLINE, False, True)
    assert (year.day, found("from 2030")[0].day) == (date(2030, 12, 31), date(2030, 1, 1))
