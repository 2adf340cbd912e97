"""Date strings as feeds and boards write them."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.dates import read_date

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SEOUL_1405 = DAY.replace(hour=5, minute=5)
UTC_1405 = DAY.replace(hour=14, minute=5)


@pytest.mark.parametrize(
    "text",
    [
        "2026.03.02",
        "2026.3.2.",
        "2026. 3. 2.",
        "2026-03-02",
        "2026/3/2",
        "20260302",
        "2026년 3월 2일",
        "2026년3월2일(월)",
        "2026年3月2日",
        "２０２６年３月２日",
        "令和8年3月2日",
        "民國115年3月2日",
        "2 March 2026",
        "2nd March 2026",
        "March 2, 2026",
        "Mar. 2, 2026",
        "02-Mar-2026",
        "Monday, 2 March 2026",
        "2 mars 2026",
        "2. März 2026",
        "2 de marzo de 2026",
        "03/02/2026",
        "등록일 2026-03-02",
    ],
)
@pytest.mark.parametrize("lang", [None, "ko", "zh"])
def test_a_day_is_midnight_utc_in_every_language(text: str, lang: str | None) -> None:
    assert read_date(text, lang) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2026/3/2 14:05",
        "2026-03-02 14:05:00",
        "2026-03-02T14:05:00",
        "2026.03.02 14:05",
        "20260302140500",
        "202603021405",
        "2026년 3월 2일 14시 5분",
        "2026년 3월 2일 (월) 오후 2시 5분 0초",
        "2026. 3. 2. 오후 2:05:00",
        "2026-03-02 2:05 PM",
        "Mon, 02 Mar 2026 14:05:00",
        "March 2, 2026 2:05 p.m.",
        "Mon Mar  2 14:05:00 2026",
    ],
)
@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (None, UTC_1405),
        ("en", UTC_1405),
        ("ko", SEOUL_1405),
        ("ja", SEOUL_1405),
        ("zh", SEOUL_1405 + timedelta(hours=1)),
        ("zh-TW", SEOUL_1405 + timedelta(hours=1)),
    ],
)
def test_a_time_without_a_zone_is_the_clock_of_the_language(text: str, lang: str | None, expected: datetime) -> None:
    assert read_date(text, lang) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 02 Mar 2026 14:05:00 KST",
        "Mon, 2 Mar 2026 14:05:00 JST",
        "Mon, 02 Mar 2026 14:05:00 +0900",
        "Mon, 02 Mar 2026 14:05 +0900",
        "02 Mar 26 14:05 +0900",
        "Mon, 02 Mar 2026 14:05:00 GMT+0900",
        "Mon, 02 Mar 2026 14:05:00 +09:00",
        "Mon, 02 Mar 2026 05:05:00 GMT",
        "Mon, 02 Mar 2026 05:05:00 Z",
        "Mon, 02 Mar 2026 05:05:00 UTC",
        "Mon, 02 Mar 2026 00:05:00 EST",
        "Mon, 02 Mar 2026 13:05:00 HKT",
        "Mon, 02 Mar 2026 14:05:00 (KST)",
        "Mon Mar 02 14:05:00 KST 2026",
        "2026-03-02T14:05:00+09:00",
        "2026-03-02T14:05:00+0900",
        "2026-03-02T14:05+09",
        "2026-03-02T05:05:00Z",
        "2026-03-02T05:05:00.000z",
        "2026-03-02 05:05:00 UTC",
        "2026-03-02 14:05 GMT+9",
        "2026-03-01T19:05:00-10:00",
        "20260302T050500Z",
        "1772427900",
        "1772427900000",
    ],
)
@pytest.mark.parametrize("lang", [None, "ko", "zh", "en"])
def test_a_zone_is_a_zone_in_every_language(text: str, lang: str | None) -> None:
    assert read_date(text, lang) == SEOUL_1405


def test_cst_is_china_in_chinese_and_chicago_elsewhere() -> None:
    text = "Mon, 02 Mar 2026 13:05:00 CST"
    assert read_date(text, "zh") == SEOUL_1405
    assert read_date(text, "zh-TW") == SEOUL_1405
    assert read_date(text, "en") == datetime(2026, 3, 2, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02T24:00:00Z", DAY + timedelta(days=1)),
        ("Mon, 02 Mar 2026 24:00:00 GMT", DAY + timedelta(days=1)),
        ("Mon, 02 Mar 2026 14:05:60 GMT", UTC_1405 + timedelta(seconds=59)),
        ("2026-03-02 12:05 AM", DAY + timedelta(minutes=5)),
        ("2026-03-02 12:05 PM", DAY + timedelta(hours=12, minutes=5)),
        ("31/12/2026", datetime(2026, 12, 31, tzinfo=UTC)),
        ("2036-03-02", datetime(2036, 3, 2, tzinfo=UTC)),
        ("Thu, 01 Jan 1998 00:00:00 GMT", datetime(1998, 1, 1, tzinfo=UTC)),
        ("01 Jan 98 00:00 GMT", datetime(1998, 1, 1, tzinfo=UTC)),
        ("Tue, 02 Mar 2026 00:00:00 GMT", DAY),
        ("平成元年3月2日", datetime(1989, 3, 2, tzinfo=UTC)),
    ],
)
def test_odd_but_readable(text: str, expected: datetime) -> None:
    assert read_date(text) == expected


def test_years_of_two_digits_come_first_in_eastern_dates_only() -> None:
    assert read_date("26.03.02", "ko") == DAY
    assert read_date("'26.3.2", "ko") == DAY
    assert read_date("26.03.02", "en") is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "never",
        "2026",
        "2026-03",
        "12",
        "2026-02-30",
        "2026.13.01",
        "2026년 2월 30일",
        "Mon, 32 Mar 2026 14:05:00 GMT",
        "Mon, 02 Foo 2026 14:05:00 GMT",
        "Mon, 02 Mar 2026 25:05:00 GMT",
        "Mon, 02 Mar 2026 14:65:00 GMT",
        "2026-03-02 14:05 +9999",
        "0001-01-01T00:00:00",
        "0000-00-00 00:00:00",
        "9999-12-31T23:59:59Z",
        "https://example.com/2026-03-02x" * 10,
        "0" * 10_000,
    ],
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    expected = None if text is None or "https" not in text else DAY
    assert read_date(text, "ko") == expected


@given(
    st.text(max_size=200) | st.from_regex(r"[0-9:/.+\- TZ년월일]{0,60}"),
    st.sampled_from([None, "ko", "ja", "zh", "en"]),
)
def test_any_text_is_a_utc_moment_or_none(text: str, lang: str | None) -> None:
    moment = read_date(text, lang)
    assert moment is None or (moment.tzinfo is UTC and 1900 <= moment.year < 2200)


ZONES = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FIRST, LAST = datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2150-01-01")


@given(st.datetimes(FIRST, LAST, timezones=ZONES), st.sampled_from([None, "ko", "zh"]))
def test_machine_dates_come_back(moment: datetime, lang: str | None) -> None:
    assert read_date(moment.isoformat(), lang) == moment
    assert read_date(format_datetime(moment), lang) == moment.replace(microsecond=0)
