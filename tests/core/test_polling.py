"""When a feed is read again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Feed, Pace, ParsedFeed
from core.polling import LONGEST, LONGEST_WISH, REFRESH_DAYS, SHORTEST, conditional, next_check
from core.ports import Fetched

# A Wednesday.
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
FEED = Feed("moti", "Ministry", "https://ministry.example/feed", interval_minutes=30)
PARSED = ParsedFeed("Ministry")
HOUR = timedelta(hours=1)


def wait(
    feed: Feed = FEED, fetched: Fetched | None = None, parsed: ParsedFeed | None = PARSED, now: datetime = NOW
) -> timedelta:
    return next_check(feed, fetched or Fetched(feed, status=200), parsed, now) - now


def about(expected: timedelta) -> object:
    """`expected`, or up to a tenth more."""
    seconds = expected.total_seconds()
    return pytest.approx(timedelta(seconds=seconds * 1.05), abs=timedelta(seconds=seconds * 0.05 + 1))


def paced(minutes: int | None = None, hours: set[int] | None = None, days: set[int] | None = None) -> ParsedFeed:
    return replace(PARSED, pace=Pace(minutes, frozenset(hours or ()), frozenset(days or ())))


def test_the_interval_decides_where_nobody_asks_for_more() -> None:
    assert wait() == about(timedelta(minutes=30))


def test_an_interval_shorter_than_the_shortest_is_raised() -> None:
    assert wait(replace(FEED, interval_minutes=1)) == about(SHORTEST)


@pytest.mark.parametrize(
    ("fetched", "parsed", "expected"),
    [
        (Fetched(FEED, status=200), paced(90), timedelta(minutes=90)),
        (Fetched(FEED, status=200, max_age=7200), PARSED, 2 * HOUR),
        (Fetched(FEED, status=200, max_age=7200), paced(180), 3 * HOUR),
        (Fetched(FEED, status=200, max_age=31_536_000), PARSED, LONGEST_WISH),
        (Fetched(FEED, status=200, retry_after=8 * 3600), PARSED, 8 * HOUR),
    ],
)
def test_the_longest_wish_wins_within_bounds(fetched: Fetched, parsed: ParsedFeed, expected: timedelta) -> None:
    assert wait(fetched=fetched, parsed=parsed) == about(expected)


def test_an_interval_beyond_the_longest_wish_stays() -> None:
    assert wait(replace(FEED, interval_minutes=12 * 60), parsed=paced(60)) == about(12 * HOUR)


def test_nothing_postpones_a_check_beyond_a_day() -> None:
    assert wait(fetched=Fetched(FEED, status=200, retry_after=604_800)) == LONGEST
    assert wait(fetched=Fetched(FEED, status=503, retry_after=604_800), parsed=None) == LONGEST


def test_a_304_remembers_the_pace_the_feed_asked_for() -> None:
    feed = replace(FEED, pace=Pace(minutes=120))
    assert wait(feed, Fetched(feed, status=304), None) == about(2 * HOUR)


def test_skipped_hours_lead_to_the_next_hour_that_is_not() -> None:
    assert next_check(FEED, Fetched(FEED, status=200), paced(hours={9, 10, 11}), NOW) == NOW.replace(hour=12, minute=0)


def test_skipped_days_end_at_midnight() -> None:
    assert next_check(FEED, Fetched(FEED, status=200), paced(days={2}), NOW) == datetime(2026, 3, 5, tzinfo=UTC)


def test_a_feed_that_skips_everything_is_read_once_a_day() -> None:
    assert wait(parsed=paced(days=set(range(7)))) == LONGEST


@pytest.mark.parametrize(
    ("quiet_days", "expected"), [(0, 1.0), (2, 2.0), (4, 3.0), (365, 4.0)], ids=["busy", "quiet", "quieter", "asleep"]
)
def test_a_quiet_feed_is_read_less_often(quiet_days: int, expected: float) -> None:
    feed = replace(FEED, changed_at=NOW - timedelta(days=quiet_days))
    assert wait(feed, Fetched(feed, status=304), None) == about(timedelta(minutes=30) * expected)


def test_a_feed_that_changed_is_read_at_its_interval_again() -> None:
    feed = replace(FEED, changed_at=NOW - timedelta(days=100))
    assert wait(feed, Fetched(feed, status=200), PARSED) == about(timedelta(minutes=30))


@pytest.mark.parametrize(
    ("failures", "expected"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (4, 6), (50, 6)], ids=lambda value: str(value)
)
def test_failures_double_the_wait_up_to_a_bound(failures: int, expected: float) -> None:
    feed = replace(FEED, failures=failures)
    assert wait(feed, Fetched(feed, error="timeout: no answer"), None) == about(HOUR * expected)


def test_back_off_never_reads_more_often_than_the_interval() -> None:
    feed = replace(FEED, interval_minutes=12 * 60, failures=3)
    assert wait(feed, Fetched(feed, status=500), None) == about(12 * HOUR)


def test_a_server_that_says_when_is_believed() -> None:
    assert wait(fetched=Fetched(FEED, status=429, retry_after=7200), parsed=None) == about(2 * HOUR)


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert wait(fetched=Fetched(FEED, status=410), parsed=None) == LONGEST


def test_skipped_hours_do_not_delay_a_retry() -> None:
    feed = replace(FEED, pace=Pace(skip_hours=frozenset(range(24))))
    assert wait(feed, Fetched(feed, status=500), None) == about(timedelta(minutes=30))


def test_an_unchanged_body_is_no_failure_but_an_unreadable_one_is() -> None:
    body = b"<rss/>"
    known = replace(FEED, failures=3, body_hash=sha256(body).hexdigest())
    assert wait(known, Fetched(known, status=200, body=body), None) == about(timedelta(minutes=30))
    assert wait(known, Fetched(known, status=200, body=b"<html>"), None) == about(4 * HOUR)


def test_feeds_added_together_drift_apart() -> None:
    waits = {wait(replace(FEED, url=f"https://ministry.example/{n}")) for n in range(20)}
    assert len(waits) == 20


@given(
    interval=st.integers(0, 10**6),
    failures=st.integers(0, 10**6),
    status=st.sampled_from([0, 200, 304, 404, 410, 429, 500]),
    retry_after=st.none() | st.integers(0, 10**9),
    max_age=st.none() | st.integers(0, 10**9),
    minutes=st.none() | st.integers(0, 10**6),
    hours=st.frozensets(st.integers(0, 23)),
    days=st.frozensets(st.integers(0, 6)),
)
def test_every_wait_is_between_five_minutes_and_a_day(
    interval: int,
    failures: int,
    status: int,
    retry_after: int | None,
    max_age: int | None,
    minutes: int | None,
    hours: frozenset[int],
    days: frozenset[int],
) -> None:
    feed = replace(FEED, interval_minutes=interval, failures=failures)
    fetched = Fetched(feed, status=status, retry_after=retry_after, max_age=max_age)
    assert SHORTEST <= wait(feed, fetched, replace(PARSED, pace=Pace(minutes, hours, days))) <= LONGEST


def test_validators_are_left_out_once_every_eight_days() -> None:
    feed = replace(FEED, etag='"a"', modified="yesterday", checked_at=NOW)
    asked_whole = []
    for day in range(1, 4 * REFRESH_DAYS + 1):
        now = NOW + timedelta(days=day)
        asked = conditional(feed, now)
        if asked.etag is None:
            assert asked.modified is None
            asked_whole.append(day)
        feed = replace(feed, checked_at=now)
    assert len(asked_whole) == 4
    assert {later - earlier for earlier, later in pairwise(asked_whole)} == {REFRESH_DAYS}


def test_a_feed_never_read_keeps_what_it_has() -> None:
    feed = replace(FEED, etag='"a"')
    assert conditional(feed, NOW) is feed
