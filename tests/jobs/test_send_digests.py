"""Digests, pauses, quiet hours and caps: nothing falls between two digests, nothing is in two, nothing is lost."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.alerting import decide
from core.card import Chart
from core.digest_card import whole_digest
from core.model import Channel, Delivery, Match, Preferences, Subject
from core.rhythm import parse_quiet, parse_rhythm
from core.wishes import Mute, MuteKind
from jobs import send_digests
from storage.ledger_rows import DeliveryRow
from storage.store import Store
from storage.upsert import insert_new
from tests.storage.helpers import CBAM, SPAN, add_item, channel

SEOUL = ZoneInfo("Asia/Seoul")
# Monday, 09:00 in Seoul.
START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)


@dataclass
class Desk:
    store: Store
    now: datetime = START
    surface: str = "console"
    place: Channel = field(init=False)

    def __post_init__(self) -> None:
        self.place = channel(self.store, "trade", self.surface)
        self.store.subscriptions.subscribe(self.place, CBAM, "CBAM", Preferences(), "you", self.now)

    def at(self, day: int, clock: str) -> "Desk":
        """That local time in March."""
        hour, minute = map(int, clock.split(":"))
        self.now = datetime(2026, 3, day, hour, minute, tzinfo=SEOUL).astimezone(UTC)
        return self

    def news(self, *titles: str, subject: Subject = CBAM) -> None:
        """Matched as the job does it."""
        items = [add_item(self.store, title, self.now) for title in titles]
        followers = self.store.subscriptions.active()
        wishes = self.store.wishes.of_all([self.place.key], self.now, SEOUL)
        matches = [Match(item, subject, 9.0, (SPAN,)) for item in items]
        alerts = decide(matches, followers, self.store.ledger.told(items), wishes, self.now)
        self.store.ledger.write(items, matches, alerts, self.now)

    def run(self) -> dict[str, int]:
        return send_digests.run(self.store, self.now, SEOUL).counts

    def digest(self, text: str) -> None:
        self.store.wishes.set_digest(
            self.place, parse_rhythm(text, "Asia/Seoul") if text else None, "Asia/Seoul", self.now
        )

    def out(self) -> list[Delivery]:
        """What would be sent, the oldest first."""
        return [d for d in reversed(self.store.ledger.recent(999)) if d.state == "pending"]

    def said(self) -> list[str]:
        return [d.card.plain if d.card else d.item.title if d.item else "" for d in self.out()]


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def test_a_digest_holds_what_came_in_its_period_once(desk):
    desk.digest("daily 18:00")
    desk.news("first", "second")
    assert (desk.run(), desk.out()) == ({}, [])
    assert desk.at(2, "18:00").run() == {"digests": 1}
    assert desk.run() == {}
    desk.news("third")
    assert desk.at(3, "17:59").run() == {}
    assert desk.at(3, "18:00").run() == {"digests": 1}
    one, two = desk.said()
    assert ("first" in one, "second" in one, "third" in one) == (True, True, False)
    assert ("first" in two, "third" in two) == (False, True)
    assert [d.dedupe for d in desk.out()] == ["digest:2026-03-02", "digest:2026-03-03"]


def test_what_comes_while_a_digest_is_drawn_is_in_the_next_one(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    (due,) = desk.at(2, "18:00").store.digests.due(desk.now, [desk.place.key])
    desk.news("late")
    card = send_digests.digest_card("Digest", send_digests.pieces(due.entries), "en", SEOUL)
    assert desk.store.digests.close(due, card, desk.now, "Asia/Seoul")
    assert not desk.store.digests.close(due, card, desk.now, "Asia/Seoul")
    desk.at(3, "18:00").run()
    assert ["late" in text for text in desk.said()] == [False, True]


def test_all_of_a_long_digest_can_be_asked_for(desk):
    desk.digest("daily 18:00")
    titles = [f"notice {n:03d}" for n in range(60)]
    desk.news(*titles)
    desk.at(2, "18:00").run()
    (delivery,) = desk.out()
    assert 'digest show "2026-03-02" 1' in delivery.card.plain
    inside = desk.store.digests.inside(desk.place, "2026-03-02")
    pages = [whole_digest("2026-03-02", send_digests.pieces(inside), page, "en", SEOUL).plain for page in (1, 2, 3, 99)]
    assert pages[2] == pages[3]
    assert all(sum(title in page for page in pages[:3]) == 1 for title in titles)
    assert ['show "2026-03-02" 2' in pages[0], 'show "2026-03-02" 3' in pages[1], "[" in pages[2]] == [
        True,
        True,
        False,
    ]
    assert desk.store.digests.inside(channel(desk.store, "sales"), "2026-03-02") == ()


def test_all_of_what_was_held_can_be_asked_for(desk):
    desk.store.wishes.pause(desk.place, desk.now + timedelta(hours=1), "Asia/Seoul", desk.now)
    desk.news(*[f"notice {n:03d}" for n in range(40)])
    desk.at(2, "18:00").run()
    (bundle,) = desk.out()
    (name,) = re.findall(r'digest show "(held:[0-9-]+)" 1', bundle.card.plain)
    assert len(desk.store.digests.inside(desk.place, name)) == 40


def test_digests_that_wait_for_the_end_of_pauses_keep_no_other_waiting(desk, monkeypatch):
    monkeypatch.setattr(send_digests, "AT_ONCE", 1)
    paused = channel(desk.store, "paused", desk.surface)
    desk.store.subscriptions.subscribe(paused, CBAM, "CBAM", Preferences(), "you", desk.now)
    desk.store.wishes.pause(paused, desk.now + timedelta(days=9), "Asia/Seoul", desk.now)
    desk.store.wishes.set_digest(paused, parse_rhythm("daily 09:30", "Asia/Seoul"), "Asia/Seoul", desk.now)
    desk.digest("daily 18:00")
    desk.news("first")
    assert desk.at(2, "18:00").run() == {"digests": 1}
    assert [d.channel for d in desk.out() if d.dedupe.startswith("digest")] == [desk.place]


def test_an_empty_digest_is_not_sent_and_the_next_comes_in_its_time(desk):
    desk.digest("weekdays 18:00")
    assert (desk.at(6, "18:00").run(), desk.out()) == ({}, [])
    desk.news("weekend")
    assert desk.at(8, "18:00").run() == {}
    assert desk.at(9, "18:00").run() == {"digests": 1}


def test_a_digest_that_was_missed_comes_late_and_once(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    assert desk.at(5, "12:00").run() == {"digests": 1}
    assert desk.run() == {}
    assert len(desk.out()) == 1


def test_a_digest_that_ends_brings_what_waited_at_once(desk):
    desk.digest("weekly fri 18:00")
    desk.news("first")
    desk.digest("")
    assert desk.run() == {"digests": 1}
    desk.news("next")
    assert "first" in desk.said()[0]
    assert desk.said()[1] == "next"


def test_a_pause_keeps_few_as_they_are_and_many_in_one_card(desk):
    desk.store.wishes.pause(desk.place, desk.now + timedelta(days=1), "UTC", desk.now)
    desk.news("a", "b")
    assert (desk.run(), desk.store.ledger.counts()) == ({}, {"held": 2})
    assert desk.at(3, "09:00").run() == {"released": 1}
    assert desk.said() == ["a", "b"]
    desk.store.wishes.pause(desk.place, desk.now + timedelta(days=30), "UTC", desk.now)
    desk.news(*(f"news {n}" for n in range(40)))
    desk.store.wishes.pause(desk.place, None, "UTC", desk.now)
    assert desk.run() == {"bundles": 1}
    assert desk.run() == {}
    bundle = desk.said()[2]
    assert "40 items" in bundle
    assert "and 30 more" in bundle
    assert desk.store.ledger.counts() == {"pending": 3, "suppressed": 40}


def test_a_pause_made_longer_holds_longer(desk):
    desk.store.wishes.pause(desk.place, desk.now + timedelta(hours=1), "UTC", desk.now)
    desk.news("a")
    longer = desk.now + timedelta(days=2)
    desk.store.wishes.pause(desk.place, longer, "UTC", desk.now)
    desk.now += timedelta(hours=2)
    assert desk.run() == {}
    assert desk.store.ledger.recent(1)[0].held_until == longer


def test_quiet_hours_hold_until_the_morning(desk):
    desk.store.wishes.set_quiet(desk.place, parse_quiet("19:00-08:00", "Asia/Seoul"), "Asia/Seoul", desk.now)
    desk.at(2, "20:00").news("night")
    assert desk.at(3, "07:59").run() == {}
    assert desk.at(3, "08:00").run() == {"released": 1}


def test_a_digest_that_falls_into_quiet_hours_comes_after_them(desk):
    desk.store.wishes.set_quiet(desk.place, parse_quiet("19:00-08:00", "Asia/Seoul"), "Asia/Seoul", desk.now)
    desk.digest("daily 07:00")
    desk.news("day")
    assert desk.at(3, "07:00").run() == {}
    assert desk.at(3, "08:00").run() == {"digests": 1}


def test_a_cap_counts_the_local_day_and_leaves_the_rest_to_the_morning(desk):
    desk.store.wishes.set_cap(desk.place, 2, "Asia/Seoul", desk.now)
    desk.news("a", "b", "c")
    desk.news("d")
    assert desk.said() == ["a", "b"]
    assert desk.at(3, "08:30").run() == {"digests": 1}
    desk.news("e")
    assert [("c" in t, "d" in t) for t in desk.said()[2:3]] == [(True, True)]
    assert desk.said()[3] == "e"


def test_a_muted_source_is_not_heard_until_it_ends(desk):
    mute = Mute(MuteKind.PHRASE, "seminar", desk.now + timedelta(days=7))
    desk.store.wishes.mute(desk.place, mute, "U1", desk.now)
    desk.store.wishes.mute(desk.place, mute, "U1", desk.now)
    desk.news("Seminar on CBAM", "CBAM")
    assert desk.said() == ["CBAM"]
    assert desk.store.wishes.of(desk.place, desk.now).mutes == (mute,)
    assert desk.store.wishes.of(desk.place, desk.now + timedelta(days=7)).mutes == ()
    assert (desk.store.wishes.unmute(desk.place, mute), desk.store.wishes.unmute(desk.place, mute)) == (True, False)


def test_a_digest_before_its_time_takes_what_waits_and_no_more(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    entries = desk.store.digests.waiting(desk.place)
    due = desk.store.digests.due(desk.now + timedelta(days=1), [desk.place.key])[0]
    card = send_digests.digest_card("Digest", send_digests.pieces(entries), "en", SEOUL)
    assert desk.store.digests.send_now(due, card, desk.now)
    assert not desk.store.digests.send_now(due, card, desk.now + timedelta(seconds=1))
    assert (desk.at(2, "18:00").run(), len(desk.out())) == ({}, 1)


def test_a_local_time_that_comes_twice_or_never_brings_one_digest(desk):
    berlin = "Europe/Berlin"
    desk.store.wishes.set_digest(desk.place, parse_rhythm(f"daily 02:30 {berlin}", berlin), berlin, desk.now)
    sent, names = 0, []
    for day, month in ((28, 3), (29, 3), (30, 3), (24, 10), (25, 10), (26, 10)):
        for quarter in range(96):
            desk.now = datetime(2026, month, day, tzinfo=ZoneInfo(berlin)).astimezone(UTC) + timedelta(
                minutes=15 * quarter
            )
            if quarter == 0:
                desk.news(f"news of {day}.{month}")
            sent += desk.run().get("digests", 0)
        names.append(desk.out()[-1].dedupe)
    assert (sent, len(set(names))) == (6, 6)


def test_a_month_of_ten_thousand_comes_as_one_card(sqlite_store):
    desk = Desk(sqlite_store)
    (item, follower) = (add_item(sqlite_store, "one", desk.now), sqlite_store.subscriptions.active()[0])
    desk.store.wishes.pause(desk.place, desk.now + timedelta(days=30), "UTC", desk.now)
    desk.news("two")
    held = {
        "channel_key": desk.place.key, "item_key": item.key, "rank": 1, "kind": "post", "state": "held", "attempt": 0,
        "next_at": desk.now, "created_at": desk.now, "held_until": desk.now + timedelta(days=30),
    }  # fmt: skip
    with sqlite_store.database.write() as session:
        insert_new(session, DeliveryRow, [held | {"dedupe": f"old:{n}"} for n in range(9_999)])
    assert follower.channel == desk.place
    assert desk.at(2, "10:00").run() == {}
    desk.now += timedelta(days=31)
    assert desk.run() == {"bundles": 1}
    assert desk.run() == {}
    (bundle,) = desk.said()
    assert "10000 items" in bundle.replace(",", "")
    assert desk.store.ledger.counts() == {"suppressed": 10_000, "pending": 1}


def test_what_was_asked_for_before_its_time_is_not_in_the_digest_too(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    (due,) = desk.at(2, "18:00").store.digests.due(desk.now, [desk.place.key])
    card = send_digests.digest_card("Digest", send_digests.pieces(due.entries), "en", SEOUL)
    assert desk.store.digests.send_now(due, card, desk.now)
    assert not desk.store.digests.close(due, card, desk.now, "Asia/Seoul")
    assert desk.run() == {}
    assert len(desk.out()) == 1


def test_a_clock_that_goes_back_brings_no_digest_again(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    assert desk.at(2, "18:30").run() == {"digests": 1}
    desk.at(2, "17:00").news("second")
    assert desk.run() == {}
    assert desk.at(2, "18:00").run() == {}
    assert desk.at(3, "18:00").run() == {"digests": 1}
    assert [d.dedupe for d in desk.out()] == ["digest:2026-03-02", "digest:2026-03-03"]


@pytest.mark.parametrize("surface", ["console", "slack"])
def test_a_weekly_digest_shows_the_course_of_its_weeks(sqlite_store, surface):
    desk = Desk(sqlite_store, surface=surface)
    desk.digest("weekly fri 18:00")
    desk.news("first", "second")
    assert desk.at(6, "18:00").run() == {"digests": 1}
    (sent, *files) = desk.out()
    assert sent.card is not None
    (chart,) = [block for block in sent.card.blocks if isinstance(block, Chart)]
    assert [(one.name, sum(one.values)) for one in chart.series] == [("CBAM", 2)]
    # On Slack, where a card has a table in its place, the picture follows as a file.
    assert [(f.kind, f.dedupe) for f in files] == ([("file", "digest:2026-03-06:file")] if surface == "slack" else [])
    assert all(f.file and f.file.data.startswith(b"\x89PNG") for f in files)


def test_a_weekly_digest_is_a_brief_with_every_line_cited(sqlite_store):
    desk = Desk(sqlite_store)
    desk.digest("weekly fri 18:00")
    desk.news("Licences are due by 31 March 2026 for $41.2bn of goods. Whether quotas follow is not yet decided.")
    assert desk.at(6, "18:00").run() == {"digests": 1}
    (sent, *_) = desk.out()
    assert sent.card is not None
    told = sent.card.plain
    assert "Deadline: “Licences are due by 31 March 2026" in told
    assert "$41.2bn: “" in told
    assert "not yet decided" in told
    cited = [line for line in told.splitlines() if line.startswith("• ") and "[story" in line.lower()]
    assert len(cited) >= 2
    assert all("#" in line for line in cited)


def test_a_daily_digest_has_no_chart(desk):
    desk.digest("daily 18:00")
    desk.news("first")
    desk.at(2, "18:00").run()
    (sent,) = desk.out()
    assert sent.card is not None
    assert not any(isinstance(block, Chart) for block in sent.card.blocks)
