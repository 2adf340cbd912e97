"""Where a feed is asked for, and when what it brings comes after an outage."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.model import Feed
from core.polling import MOVED_POLLS, address, after_outage, held_move
from core.ports import Fetched

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed("m", "Ministry", "https://old.example/")
NEW = "https://new.example/"
HELD = replace(FEED, moved_to=NEW, moved_polls=MOVED_POLLS)


def test_a_move_is_believed_once_it_has_held():
    feed = FEED
    for polls in range(1, MOVED_POLLS + 1):
        assert address(feed) == FEED.url
        moved_to, moved_polls = held_move(Fetched(feed, 200, moved=NEW))
        assert (moved_to, moved_polls) == (NEW, polls)
        feed = replace(feed, moved_to=moved_to, moved_polls=moved_polls)
    assert address(feed) == NEW
    assert held_move(Fetched(feed, 200)) == (NEW, MOVED_POLLS)


@pytest.mark.parametrize(
    ("feed", "moved", "expected"),
    [
        (replace(HELD, moved_polls=2), None, (None, 0)),
        (replace(HELD, moved_polls=2), "https://third.example/", ("https://third.example/", 1)),
        (HELD, "https://third.example/", ("https://third.example/", 1)),
        (FEED, None, (None, 0)),
    ],
)
def test_a_move_that_did_not_hold_is_forgotten(feed: Feed, moved: str | None, expected: tuple[str | None, int]):
    assert held_move(Fetched(feed, 200, moved=moved)) == expected


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({"ok_at": NOW - HOUR}, False),
        ({"ok_at": NOW - HOUR, "next_check_at": NOW - HOUR / 2}, False),
        ({"ok_at": NOW - 3 * HOUR, "next_check_at": NOW - 2 * HOUR}, True),
        ({"ok_at": NOW - 25 * HOUR, "next_check_at": NOW, "error_since": NOW - 24 * HOUR}, True),
        ({"ok_at": NOW - 23 * HOUR, "next_check_at": NOW, "error_since": NOW - 22 * HOUR}, False),
        ({"ok_at": NOW - 60 * HOUR}, True),
        ({"next_check_at": NOW - 99 * HOUR, "error_since": NOW - 99 * HOUR}, False),
    ],
)
def test_an_outage_is_a_day_of_failures_or_a_poller_that_was_away(facts: dict[str, datetime], late: bool):
    assert after_outage(replace(FEED, **facts), NOW) is late
