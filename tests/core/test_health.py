"""How a feed is doing, and who is told when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.health import (
    CHANNELS_AFTER,
    LATE_LAG,
    Audience,
    FeedState,
    Health,
    HealthReason,
    News,
    Notice,
    Told,
    feed_health,
    notices_due,
)
from core.model import Feed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def feed(**more: Any) -> Feed:
    polled = {"ok_at": NOW - HOUR, "next_check_at": NOW + HOUR}
    return Feed(id="a", title="A", url="https://a.example/", **(polled | more))


def every(gap: timedelta, number: int, last: timedelta) -> list[datetime]:
    """Moments a gap apart, the last one so long ago."""
    return [NOW - last - gap * n for n in range(number)]


class TestStates:
    def test_a_feed_nobody_polled_is_new(self):
        health = feed_health(feed(ok_at=None, next_check_at=None), [], NOW)
        assert (health.state, health.reason, health.since) == (FeedState.NEW, HealthReason.NOT_TRIED, None)
        assert (health.silent_for, health.patience, health.lag, health.norm) == (None, None, None, None)

    def test_one_with_an_error_fails_since_the_first_of_them(self):
        since = NOW - 3 * DAY
        health = feed_health(feed(error="timeout: no answer", error_since=since), every(DAY, 9, HOUR), NOW)
        assert (health.state, health.reason, health.since) == (FeedState.FAILING, HealthReason.ERROR, since)

    def test_one_withdrawn_by_its_publisher_is_gone(self):
        health = feed_health(feed(error="http-410: the server answered 410", error_since=NOW), [], NOW)
        assert (health.state, health.reason) == (FeedState.FAILING, HealthReason.GONE)

    def test_one_whose_check_is_long_overdue_is_late_whatever_else(self):
        due = NOW - 2 * HOUR
        health = feed_health(feed(next_check_at=due), every(DAY, 9, 90 * DAY), NOW)
        assert (health.state, health.reason, health.since) == (FeedState.LATE, HealthReason.UNCHECKED, due)

    def test_one_that_was_never_given_a_next_check_is_judged_by_the_rest(self):
        assert feed_health(feed(next_check_at=None), [], NOW).state is FeedState.OK

    def test_one_whose_entries_come_long_after_publication_is_late(self):
        lags = [LATE_LAG + HOUR, LATE_LAG + 2 * HOUR, HOUR, LATE_LAG + HOUR]
        health = feed_health(feed(), every(HOUR, 9, HOUR), NOW, lags)
        assert (health.state, health.reason, health.lag) == (FeedState.LATE, HealthReason.LAGGING, LATE_LAG + HOUR)

    @pytest.mark.parametrize("lags", [[30 * DAY] * 2, [LATE_LAG] * 9, [HOUR, HOUR, 30 * DAY]])
    def test_a_few_late_entries_do_not_make_it_late(self, lags: list[timedelta]):
        assert feed_health(feed(), every(HOUR, 9, HOUR), NOW, lags).state is FeedState.OK


class TestSilence:
    @pytest.mark.parametrize(
        ("gap", "silence", "state"),
        [
            (HOUR, 2.9 * DAY, FeedState.OK),
            (HOUR, 3.1 * DAY, FeedState.SILENT),
            (2 * DAY, 5.9 * DAY, FeedState.OK),
            (2 * DAY, 6.1 * DAY, FeedState.SILENT),
            (30 * DAY, 89 * DAY, FeedState.OK),
            (30 * DAY, 91 * DAY, FeedState.SILENT),
        ],
    )
    def test_it_is_measured_by_the_feeds_own_gaps(self, gap: timedelta, silence: timedelta, state: FeedState):
        health = feed_health(feed(), every(gap, 40, silence), NOW)
        assert health.state is state
        assert health.silent_for == silence

    def test_it_began_when_it_became_unusual(self):
        health = feed_health(feed(), every(2 * DAY, 20, 9 * DAY), NOW)
        assert (health.reason, health.patience, health.since) == (HealthReason.SILENCE, 6 * DAY, NOW - 3 * DAY)

    def test_a_weekend_and_a_holiday_are_no_fault(self):
        workdays = [
            NOW - timedelta(days=n, hours=h) for n in range(60) for h in (1, 4) if (NOW - n * DAY).weekday() < 5
        ]
        quiet = [moment for moment in workdays if moment < NOW - 6 * DAY]
        assert feed_health(feed(), quiet, NOW).state is FeedState.OK
        assert feed_health(feed(), quiet, NOW, free=()).state is FeedState.SILENT
        holiday = [(NOW - n * DAY).date() for n in range(1, 6)]
        assert feed_health(feed(), quiet, NOW, free=holiday).state is FeedState.OK

    def test_what_comes_in_one_sitting_hides_no_gap_between_sittings(self):
        sittings = every(7 * DAY, 12, 15 * DAY)
        moments = [moment - n * HOUR / 6 for moment in sittings for n in range(5)]
        assert feed_health(feed(), moments, NOW).state is FeedState.OK

    def test_an_old_gap_is_forgotten(self):
        moments = every(HOUR, 50, 4 * DAY) + every(DAY, 3, 400 * DAY)
        assert feed_health(feed(), moments, NOW).state is FeedState.SILENT

    def test_too_few_entries_say_nothing(self):
        assert feed_health(feed(), every(HOUR, 3, 300 * DAY), NOW).state is FeedState.OK
        assert feed_health(feed(), every(HOUR, 4, 300 * DAY), NOW).state is FeedState.SILENT

    def test_entries_dated_ahead_do_not_hide_it(self):
        moments = [*every(HOUR, 20, 30 * DAY), NOW + 300 * DAY]
        assert feed_health(feed(), moments, NOW).state is FeedState.SILENT


class TestFigures:
    def test_items_a_day_against_the_four_weeks_before(self):
        moments = every(DAY / 2, 14, timedelta(0)) + every(DAY, 40, 7 * DAY)
        health = feed_health(feed(), moments, NOW)
        assert health.items_a_day == 2
        assert health.norm == pytest.approx(29 / 28)

    def test_the_norm_needs_two_weeks_of_history(self):
        assert feed_health(feed(), every(DAY, 14, timedelta(0)), NOW).norm is None
        assert feed_health(feed(), every(DAY, 15, timedelta(0)), NOW).norm == pytest.approx(8 / 7)


def state(name: FeedState, reason: HealthReason, ago: timedelta | None = timedelta(0)) -> Health:
    return Health(name, reason, None if ago is None else NOW - ago)


OPS_BROKEN = Notice(Audience.OPS, News.BROKEN, HealthReason.ERROR)
OPS_WELL = Notice(Audience.OPS, News.RECOVERED, HealthReason.IN_ORDER)
CHANNELS_WELL = Notice(Audience.CHANNELS, News.RECOVERED, HealthReason.IN_ORDER)
FAILING = state(FeedState.FAILING, HealthReason.ERROR)
WELL = state(FeedState.OK, HealthReason.IN_ORDER, None)


class TestNotices:
    def test_ops_hear_at_once_and_once(self):
        assert notices_due(FAILING, Told(), NOW) == (OPS_BROKEN,)
        assert notices_due(FAILING, Told(ops_at=NOW), NOW + 2 * HOUR) == ()

    def test_channels_hear_after_a_day_and_once(self):
        told = Told(ops_at=NOW)
        assert notices_due(FAILING, told, NOW + CHANNELS_AFTER - HOUR) == ()
        due = notices_due(FAILING, told, NOW + CHANNELS_AFTER)
        assert due == (Notice(Audience.CHANNELS, News.BROKEN, HealthReason.ERROR),)
        assert notices_due(FAILING, Told(ops_at=NOW, channels_at=NOW), NOW + 9 * DAY) == ()

    def test_silence_is_told_like_a_failure(self):
        silent = state(FeedState.SILENT, HealthReason.SILENCE, 2 * DAY)
        assert [notice.audience for notice in notices_due(silent, Told(), NOW)] == [Audience.OPS, Audience.CHANNELS]

    def test_lateness_is_for_ops_only(self):
        late = state(FeedState.LATE, HealthReason.UNCHECKED, 9 * DAY)
        assert [notice.audience for notice in notices_due(late, Told(), NOW)] == [Audience.OPS]

    def test_a_cause_without_a_beginning_begins_now(self):
        lagging = state(FeedState.LATE, HealthReason.LAGGING, None)
        assert [notice.reason for notice in notices_due(lagging, Told(), NOW)] == [HealthReason.LAGGING]

    def test_recovery_goes_to_those_who_were_told_of_the_fault(self):
        assert notices_due(WELL, Told(), NOW) == ()
        assert notices_due(WELL, Told(ops_at=NOW), NOW) == (OPS_WELL,)
        assert notices_due(WELL, Told(ops_at=NOW, channels_at=NOW), NOW) == (OPS_WELL, CHANNELS_WELL)

    def test_one_fault_after_another_is_told_once(self):
        silent = state(FeedState.SILENT, HealthReason.SILENCE, 2 * DAY)
        assert notices_due(silent, Told(ops_at=NOW, channels_at=NOW), NOW) == ()
