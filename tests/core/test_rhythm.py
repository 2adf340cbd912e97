"""Digests, quiet hours and pauses in local time, over clock changes too."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rhythm import (
    Period,
    Quiet,
    Rhythm,
    RhythmError,
    local_moment,
    next_due,
    parse_quiet,
    parse_rhythm,
    parse_time,
    parse_until,
    parse_zone,
    quiet_until,
    weekday,
)

SEOUL = "Asia/Seoul"
BERLIN = "Europe/Berlin"
ZONES = [SEOUL, BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC", "America/St_Johns"]
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda m: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=m))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_daily_digest_is_due_at_its_local_time() -> None:
    rhythm = Rhythm(Period.DAILY, time(8, 30), SEOUL)
    assert next_due(rhythm, at("2026-03-02T00:00+09:00")) == (at("2026-03-02T08:30+09:00"), date(2026, 3, 2))
    assert next_due(rhythm, at("2026-03-02T08:30+09:00")) == (at("2026-03-03T08:30+09:00"), date(2026, 3, 3))


def test_a_weekday_digest_passes_over_the_weekend() -> None:
    rhythm = Rhythm(Period.WEEKDAYS, time(8, 30), SEOUL)
    assert next_due(rhythm, at("2026-03-06T09:00+09:00"))[1] == date(2026, 3, 9)


def test_a_weekly_digest_comes_on_its_day() -> None:
    rhythm = Rhythm(Period.WEEKLY, time(9), SEOUL, weekday=0)
    assert next_due(rhythm, at("2026-03-02T09:00+09:00"))[1] == date(2026, 3, 9)


def test_a_time_that_the_clock_jumps_over_counts_at_the_jump() -> None:
    assert local_moment(date(2026, 3, 29), time(2, 30), ZoneInfo(BERLIN)) == at("2026-03-29T01:00+00:00")
    assert local_moment(date(2026, 10, 4), time(2, 15), ZoneInfo("Australia/Lord_Howe")) == at("2026-10-03T15:30+00:00")


def test_a_time_that_comes_twice_counts_once() -> None:
    rhythm = Rhythm(Period.DAILY, time(2, 30), BERLIN)
    first, day = next_due(rhythm, at("2026-10-24T12:00+00:00"))
    assert (first, day) == (at("2026-10-25T00:30+00:00"), date(2026, 10, 25))
    assert next_due(rhythm, first)[1] == date(2026, 10, 26)


@given(moment=MOMENTS, clock=TIMES, zone=st.sampled_from(ZONES), period=st.sampled_from(list(Period)))
def test_every_local_date_is_due_once_and_in_order(moment: datetime, clock: time, zone: str, period: Period) -> None:
    rhythm = Rhythm(period, clock, zone, weekday=3)
    days = []
    for _ in range(9):
        moment, day = next_due(rhythm, moment)
        days.append(day)
    step = timedelta(days=7) if period is Period.WEEKLY else timedelta(days=1)
    gaps = {later - earlier for earlier, later in pairwise(days)}
    assert gaps <= ({step, timedelta(days=3)} if period is Period.WEEKDAYS else {step})


@given(moment=MOMENTS, start=TIMES, end=TIMES, zone=st.sampled_from(ZONES), weekends=st.booleans())
def test_quiet_time_ends_and_does_not_begin_again_at_once(
    moment: datetime, start: time, end: time, zone: str, weekends: bool
) -> None:
    if start == end:
        return
    quiet = Quiet(start, end, zone, weekends)
    until = quiet_until(quiet, moment)
    if until is not None:
        assert moment < until <= moment + timedelta(days=4)
        assert quiet_until(quiet, until) is None


def test_quiet_hours_over_midnight_and_over_a_weekend() -> None:
    quiet = Quiet(time(19), time(8), SEOUL, weekends=True)
    assert quiet_until(quiet, at("2026-03-04T20:00+09:00")) == at("2026-03-05T08:00+09:00")
    assert quiet_until(quiet, at("2026-03-05T12:00+09:00")) is None
    assert quiet_until(quiet, at("2026-03-06T23:00+09:00")) == at("2026-03-09T08:00+09:00")
    assert quiet_until(Quiet(time(12), time(13), SEOUL), at("2026-03-06T12:59+09:00")) == at("2026-03-06T13:00+09:00")


def test_what_people_write_for_a_digest() -> None:
    assert parse_rhythm("daily 08:30 Asia/Seoul weekdays", BERLIN) == Rhythm(Period.WEEKDAYS, time(8, 30), SEOUL)
    assert parse_rhythm("weekly mon 09:00", BERLIN) == Rhythm(Period.WEEKLY, time(9), BERLIN, 0)
    assert parse_rhythm("weekly 금요일 UTC", SEOUL) == Rhythm(Period.WEEKLY, time(8, 30), "UTC", 4)
    assert parse_rhythm("daily", SEOUL) == Rhythm(Period.DAILY, time(8, 30), SEOUL)


@pytest.mark.parametrize(
    "text",
    ["", "08:30", "daily 25:00", "daily 8h", "weekly mon tue", "daily 08:30 09:00", "daily Mars/Base", "daily 1:60"],
)
def test_a_digest_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(RhythmError, match=r"write|say"):
        parse_rhythm(text, SEOUL)


def test_what_people_write_for_quiet_hours() -> None:
    assert parse_quiet("19:00-08:00 weekends except:urgent", SEOUL) == Quiet(time(19), time(8), SEOUL, True, True)
    assert parse_quiet("22:00~06:00 Europe/Berlin 주말", SEOUL) == Quiet(time(22), time(6), BERLIN, True)


@pytest.mark.parametrize(
    "text", ["", "19:00", "19:00-19:00", "19:00-25:00", "19:00-08:00 sometimes", "19:00-08:00 Mars/Base"]
)
def test_quiet_hours_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(RhythmError):
        parse_quiet(text, SEOUL)


@given(
    st.builds(Quiet, TIMES, TIMES, st.sampled_from(ZONES), st.booleans(), st.booleans()).filter(
        lambda q: q.start != q.end
    )
)
def test_quiet_hours_are_written_as_they_are_read(quiet: Quiet) -> None:
    assert parse_quiet(str(quiet), SEOUL) == quiet


@given(st.builds(Rhythm, st.sampled_from(list(Period)), TIMES, st.sampled_from(ZONES), st.integers(0, 6)))
def test_a_rhythm_is_written_as_it_is_read(rhythm: Rhythm) -> None:
    again = parse_rhythm(str(rhythm), SEOUL)
    assert (again.period, again.at, again.zone) == (rhythm.period, rhythm.at, rhythm.zone)
    assert rhythm.period is not Period.WEEKLY or again.weekday == rhythm.weekday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3d", "2026-03-05T18:00+09:00"),
        ("2시간", "2026-03-02T20:00+09:00"),
        ("90min", "2026-03-02T19:30+09:00"),
        ("mon-09:00", "2026-03-09T09:00+09:00"),
        ("금", "2026-03-06T00:00+09:00"),
        ("09:00", "2026-03-03T09:00+09:00"),
        ("2026-12-01", "2026-12-01T00:00+09:00"),
        ("2026-12-01T09:00", "2026-12-01T09:00+09:00"),
        ("2026-12-01T09:00+01:00", "2026-12-01T17:00+09:00"),
    ],
)
def test_what_people_write_for_an_end(text: str, moment: str) -> None:
    assert parse_until(text, SEOUL, at("2026-03-02T18:00+09:00")) == at(moment)


@pytest.mark.parametrize("text", ["", "soon", "2026-01-01", "9999d", "0d", "mon-25:00", "2030-01-01"])
def test_an_end_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(RhythmError):
        parse_until(text, SEOUL, at("2026-03-02T18:00+09:00"))


@given(st.text(max_size=30))
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parse in (
        parse_time,
        parse_zone,
        lambda t: parse_rhythm(t, SEOUL),
        lambda t: parse_quiet(t, SEOUL),
        lambda t: parse_until(t, SEOUL, at("2026-03-02T18:00+09:00")),
    ):
        with suppress(RhythmError):
            parse(text)


def test_days_by_name() -> None:
    assert [weekday(word) for word in ("Mon", "friday", "수", "일요일", "someday", "요일")] == [
        "mon",
        "fri",
        "wed",
        "sun",
        None,
        None,
    ]


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize("day", range(7))
def test_a_rhythm_in_words_can_be_typed_again(lang: str, period: Period, day: int) -> None:
    rhythm = Rhythm(period, time(8, 30), SEOUL, day if period is Period.WEEKLY else 0)
    assert parse_rhythm(rhythm.in_words(lang), BERLIN) == rhythm


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("weekends", [False, True])
@pytest.mark.parametrize("urgent", [False, True])
def test_quiet_hours_in_words_can_be_typed_again(lang: str, weekends: bool, urgent: bool) -> None:
    quiet = Quiet(time(19), time(8), SEOUL, weekends, urgent)
    assert parse_quiet(quiet.in_words(lang), BERLIN) == quiet
