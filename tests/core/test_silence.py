"""How long a feed may be silent: weekends and holidays are no silence."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.silence import MOST_FREE, SHORTEST_SILENCE, SHORTEST_UNTOLD, free_days, local_day, silence

# A Monday morning.
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def office(last: datetime, weeks: int = 8) -> list[datetime]:
    """Entries of every working day of so many weeks, at 8 and 14 h, up to the last one."""
    days = [last.date() - DAY * ago for ago in range(weeks * 7, -1, -1)]
    moments = [
        datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        for day in days
        if day.weekday() < 5
        for hour in (8, 14)
    ]
    return [moment for moment in moments if moment <= last]


def working_days() -> set[date]:
    """The days on which an office published in the eight weeks before."""
    return {NOW.date() - DAY * ago for ago in range(1, 57) if (NOW - DAY * ago).weekday() < 5}


FRIDAY = datetime(2026, 2, 20, 14, tzinfo=UTC)


def test_a_weekend_does_not_count():
    quiet = silence(office(FRIDAY), FRIDAY + 2.5 * DAY, None, ())
    assert (quiet.lasts, quiet.began) == (12 * HOUR, None)
    assert silence(office(FRIDAY), FRIDAY + 2.5 * DAY, None).lasts == 12 * HOUR


def test_three_working_days_are_too_many_for_one_that_publishes_on_each():
    assert silence(office(FRIDAY), FRIDAY + 4.9 * DAY, None, ()).began is None
    quiet = silence(office(FRIDAY), FRIDAY + 6 * DAY, None, ())
    assert (quiet.patience, quiet.began) == (SHORTEST_SILENCE, FRIDAY + 5 * DAY)


def test_where_nobody_knows_of_holidays_it_is_given_a_working_week_more():
    quiet = silence(office(FRIDAY), FRIDAY + 9 * DAY, "KR")
    assert (quiet.patience, quiet.began) == (SHORTEST_UNTOLD, None)
    assert silence(office(FRIDAY), FRIDAY + 11 * DAY, "KR").began is not None


def test_days_off_in_the_country_do_not_count_but_no_more_of_them_than_a_holiday_has():
    week = {FRIDAY.date() + DAY * ahead for ahead in range(3, 8)}
    assert silence(office(FRIDAY), FRIDAY + 11 * DAY, None, week).began is None
    for_ever = {FRIDAY.date() + DAY * ahead for ahead in range(1, 60)}
    assert silence(office(FRIDAY), FRIDAY + 30 * DAY, None, for_ever).began is not None
    assert len([day for day in for_ever if day.weekday() < 5]) > MOST_FREE


def test_a_holiday_that_is_over_makes_nobody_more_patient():
    kept = [m for m in office(FRIDAY) if not 10 <= (FRIDAY.date() - m.date()).days < 17]
    assert silence(kept, FRIDAY + 6 * DAY, None, ()).patience == SHORTEST_SILENCE


def test_who_publishes_round_the_clock_has_no_days_off():
    moments = [FRIDAY - 6 * HOUR * n for n in range(150, -1, -1)]
    assert silence(moments, FRIDAY + 3.1 * DAY, "US").began is not None


def test_one_that_publishes_on_some_working_days_is_judged_by_its_longest_gap():
    some = [m for m in office(FRIDAY, 12) if m.weekday() == 0 or (m.weekday() == 2 and m.isocalendar().week % 2)]
    quiet = silence(some, FRIDAY, None, ())
    # From a Monday to the next one, over a Wednesday that brought nothing: 42 hours of its days.
    assert quiet.patience == 3 * 42 * HOUR


@pytest.mark.parametrize(("country", "day"), [("KR", 3), ("TW", 3), ("US", 2), (None, 2)])
def test_a_day_begins_earlier_in_the_east(country: str | None, day: int):
    assert local_day(NOW.replace(hour=23), country).day == day


class TestFreeDays:
    HOLIDAY = frozenset(date(2026, 2, day) for day in (16, 17, 18))

    def test_a_day_is_free_when_nearly_all_steady_sites_are_quiet(self):
        sites = [working_days() - self.HOLIDAY for _ in range(4)]
        assert free_days(sites, NOW.date()) == self.HOLIDAY
        assert free_days([*sites[:3], working_days()], NOW.date()) == self.HOLIDAY
        assert free_days([*sites[:2], working_days(), working_days()], NOW.date()) == frozenset()

    def test_too_few_sites_tell_nothing(self):
        assert free_days([working_days() - self.HOLIDAY] * 2, NOW.date()) is None
        assert free_days([], NOW.date()) is None

    def test_sites_that_publish_now_and_then_tell_nothing(self):
        rare = [{day for day in working_days() if day.day % 5 == 0} for _ in range(9)]
        assert free_days(rare, NOW.date()) is None
