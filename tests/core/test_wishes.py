"""When a channel hears: muted, paused, in its digest, over its cap, in quiet hours, or now."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from core.model import Decision, Item, Reason
from core.rhythm import Period, Quiet, Rhythm
from core.wishes import NOW as AT_ONCE
from core.wishes import Mute, MuteKind, Timing, Wishes, held_until, overflow_rhythm, timing

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
ITEM = Item("K7Q2", "CBAM levy delayed", "The Commission delays it.", source="Example Press", key=7)
DAILY = Rhythm(Period.DAILY, time(8, 30), "Asia/Seoul")
NIGHT = Quiet(time(19), time(8), "Asia/Seoul")


def test_a_channel_without_wishes_hears_at_once():
    assert timing(Wishes(), ITEM, NOW) is AT_ONCE


@pytest.mark.parametrize(
    "mute",
    [
        (MuteKind.SOURCE, "example press"),
        (MuteKind.PHRASE, "Levy Delayed"),
        (MuteKind.PHRASE, "commission"),
        (MuteKind.STORY, "K7Q2"),
    ],
)
def test_what_is_muted_is_suppressed_until_its_end(mute):
    wishes = Wishes(mutes=(Mute(*mute, LATER),))
    assert timing(wishes, ITEM, NOW) == Timing(Decision.SUPPRESSED, Reason.MUTED)
    assert timing(wishes, ITEM, LATER) is AT_ONCE


@pytest.mark.parametrize(
    "mute", [(MuteKind.SOURCE, "Press"), (MuteKind.PHRASE, "steel"), (MuteKind.PHRASE, " "), (MuteKind.STORY, "K7Q3")]
)
def test_what_is_not_meant_is_heard(mute):
    assert timing(Wishes(mutes=(Mute(*mute, LATER),)), ITEM, NOW) is AT_ONCE


def test_the_items_of_a_muted_story_are_muted():
    muted = Wishes(muted_stories=frozenset({"AAAA"}))
    assert timing(muted, replace(ITEM, story="AAAA"), NOW).reason is Reason.MUTED
    assert timing(muted, ITEM, NOW) is AT_ONCE


def test_a_pause_holds_until_its_end_before_all_else():
    wishes = Wishes(paused_until=LATER, digest=DAILY, quiet=NIGHT)
    assert timing(wishes, ITEM, NOW) == Timing(Decision.HELD, Reason.PAUSED, LATER)
    assert timing(wishes, ITEM, LATER).reason is Reason.DIGEST


def test_a_cap_sends_the_overflow_to_the_digest():
    wishes = Wishes(cap=3, sent_today=2)
    assert timing(wishes, ITEM, NOW) is AT_ONCE
    assert timing(wishes, ITEM, NOW, more=1) == Timing(Decision.DIGEST, Reason.OVER_CAP)
    assert str(overflow_rhythm(wishes, "Asia/Seoul")) == "daily 08:30 Asia/Seoul"
    assert overflow_rhythm(Wishes(cap=3, digest=DAILY), "UTC") == DAILY
    assert overflow_rhythm(Wishes(), "UTC") is None


def test_quiet_hours_hold_until_they_end_and_let_urgent_things_through():
    quiet = Wishes(quiet=NIGHT)
    morning = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert timing(quiet, ITEM, NOW) == Timing(Decision.HELD, Reason.QUIET_HOURS, morning)
    assert timing(quiet, ITEM, morning) is AT_ONCE
    urgent = Item("A", "[속보] 관세 인상", "")
    assert timing(quiet, urgent, NOW).decision is Decision.HELD
    excepted = Wishes(quiet=Quiet(time(19), time(8), "Asia/Seoul", except_urgent=True))
    assert timing(excepted, urgent, NOW) is AT_ONCE
    assert timing(excepted, ITEM, NOW).decision is Decision.HELD


def test_what_holds_is_the_pause_or_the_quiet_hours():
    assert held_until(Wishes(), NOW) is None
    assert held_until(Wishes(paused_until=NOW), NOW) is None
    assert held_until(Wishes(paused_until=LATER, quiet=NIGHT), NOW) == LATER
    assert held_until(Wishes(quiet=NIGHT), NOW) == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
