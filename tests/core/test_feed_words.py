"""What people read about a feed's health."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.feed_words import SHOWN, Told, notice_card, span, state_line
from core.health import Audience, FeedState, Health, HealthReason, News
from core.model import Feed

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FEED = Feed("m", "Ministry", "https://m.example/", ok_at=AT, error="http-500: the server answered 500")
ZONE = ZoneInfo("UTC")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("health", "told"),
    [
        (Health(FeedState.NEW, HealthReason.NOT_TRIED), "not tried yet"),
        (Health(FeedState.OK, HealthReason.IN_ORDER), "ok Mon 2 Mar 2026, 09:00 UTC, entries: 7"),
        (
            Health(FeedState.OK, HealthReason.IN_ORDER, items_a_day=2.0, norm=2.5, lag=HOUR),
            "ok Mon 2 Mar 2026, 09:00 UTC, entries: 7 · 2 a day, usually 2.5 · found 60 min after publication",
        ),
        (
            Health(FeedState.FAILING, HealthReason.ERROR, AT),
            "failing since Mon 2 Mar 2026, 09:00 UTC: http-500: the server answered 500",
        ),
        (
            Health(FeedState.FAILING, HealthReason.GONE, AT),
            "withdrawn by its publisher, since Mon 2 Mar 2026, 09:00 UTC; look for its successor",
        ),
        (
            Health(FeedState.SILENT, HealthReason.SILENCE, AT + 24 * HOUR, last_at=AT),
            "answers, but has brought nothing since Mon 2 Mar 2026, 09:00 UTC",
        ),
        (Health(FeedState.LATE, HealthReason.UNCHECKED, AT), "not asked since Mon 2 Mar 2026, 09:00 UTC"),
        (Health(FeedState.LATE, HealthReason.LAGGING, lag=20 * HOUR), "entries come 20 h after publication"),
        (Health(FeedState.LATE, HealthReason.UNCHECKED), "not asked since ?"),
        (
            Health(FeedState.OK, HealthReason.IN_ORDER, items_a_day=3.0),
            "ok Mon 2 Mar 2026, 09:00 UTC, entries: 7 · 3 a day",
        ),
    ],
)
def test_a_line_says_how_a_feed_is(health: Health, told: str):
    assert state_line(FEED, health, 7, "en", ZONE) == told


def test_lengths_of_time_have_a_fitting_unit():
    assert [span(n * HOUR, "en") for n in (0.2, 5, 100)] == ["12 min", "5 h", "4 d"]
    assert span(5 * HOUR, "ko") == "5시간"


FAULT = Health(FeedState.FAILING, HealthReason.ERROR, AT)
FINE = Health(FeedState.OK, HealthReason.IN_ORDER)


def test_one_card_tells_what_broke_and_what_works_again():
    told = [Told(FEED, FAULT, News.BROKEN), Told(replace(FEED, title=""), FINE, News.RECOVERED)]
    lines = notice_card(told, Audience.OPS, "en", ZONE).plain.splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("Sources that need a look", "• m: works again", 3)


def test_channels_are_told_what_it_means_for_them():
    card = notice_card([Told(FEED, FAULT, News.BROKEN)], Audience.CHANNELS, "ko", ZONE).plain
    assert "알림이 빠질 수 있습니다" in card
    assert notice_card([Told(FEED, FINE, News.RECOVERED)], Audience.CHANNELS, "ko", ZONE).plain.startswith(
        "다시 정상인"
    )


def test_a_network_that_is_down_makes_no_endless_card():
    card = notice_card([Told(FEED, FAULT, News.BROKEN)] * (SHOWN + 4), Audience.OPS, "en", ZONE).plain
    assert card.count("• ") == SHOWN
    assert "and 4 more" in card
