"""The list of feeds and what polls teach."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.health import FeedState
from core.model import Entry, Feed, Pace, Tier
from tests.storage.helpers import NOW, entry, feeds, poll

LATER = NOW + timedelta(hours=1)


def test_a_feed_comes_back_as_the_list_says_and_due(store):
    listed = Feed("a", "Ministry", "https://a.example/rss", Tier.OFFICIAL, "ko", "KR", "notices", True, 60)
    store.feeds.sync([listed])
    (feed,) = store.feeds.due(NOW, 9)
    assert feed == replace(listed, key=feed.key)
    store.feeds.sync([replace(listed, title="Renamed", tier=Tier.WIRE)])
    assert [(f.title, f.tier) for f in store.feeds.all()] == [("Renamed", Tier.WIRE)]


def test_due_are_those_whose_time_has_come_the_longest_waiting_first(store):
    a, b, c, d = feeds(store, "a", "b", "c", "d")
    store.feeds.unchanged(a, NOW, LATER)
    store.feeds.unchanged(b, NOW, NOW)
    store.feeds.unchanged(c, NOW, NOW - timedelta(seconds=1))
    assert [f.id for f in store.feeds.due(NOW, 9)] == ["d", "c", "b"]
    assert [f.id for f in store.feeds.due(NOW, 1)] == ["d"]
    assert len(store.feeds.due(LATER, 9)) == 4
    store.feeds.check_now([a, d])
    assert {f.id for f in store.feeds.due(NOW, 2)} == {"a", "d"}


def test_a_poll_teaches_validators_pace_and_times(store):
    (feed,) = feeds(store, "a")
    pace = Pace(120, frozenset({1, 2}), frozenset({5, 6}))
    store.feeds.failed(feed, NOW, NOW, "timeout: slow")
    (feed,) = store.feeds.all()
    learned = {"etag": '"e"', "modified": "yesterday", "body_hash": "h", "changed_at": LATER, "pace": pace}
    store.feeds.polled(feed, LATER, LATER + timedelta(hours=1), [], **learned)
    (feed,) = store.feeds.all()
    assert (feed.etag, feed.modified, feed.body_hash, feed.changed_at, feed.pace) == tuple(learned.values())
    assert (feed.checked_at, feed.ok_at, feed.baseline_at) == (LATER, LATER, LATER)
    assert (feed.error, feed.error_since, feed.failures) == (None, None, 0)
    store.feeds.unchanged(feed, LATER, LATER, etag='"f"')
    assert store.feeds.all()[0].etag == '"f"'


def test_failures_are_counted_since_the_first(store):
    (feed,) = feeds(store, "a")
    store.feeds.failed(feed, NOW, NOW, "timeout: slow")
    (feed,) = store.feeds.all()
    store.feeds.failed(feed, LATER, LATER, "http-500: nul \x00 byte and \ud800")
    (feed,) = store.feeds.all()
    assert (feed.failures, feed.error_since, feed.checked_at, feed.ok_at) == (2, NOW, LATER, None)
    assert feed.error == "http-500: nul \ufffd byte and \ufffd"


def test_a_feed_that_left_the_list_is_not_polled_and_its_memory_stays(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1)])
    feeds(store, "b")
    assert [f.id for f in store.feeds.due(NOW, 9)] == [f.id for f in store.feeds.all()] == ["b"]
    feeds(store, "a", "b")
    added = poll(store, "a", [entry(1), entry(2)], LATER)
    assert (added.new, added.seen) == (1, 1)
    assert {i.title: i.baseline for i in store.items.latest(None, 9)} == {"Title 1": True, "Title 2": False}


def test_a_feed_that_comes_back_with_nothing_of_before_has_a_new_baseline(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1)])
    feeds(store, "b")
    feeds(store, "a", "b")
    poll(store, "a", [entry(7), entry(8)], LATER)
    poll(store, "a", [entry(9)], LATER)
    assert [i.title for i in store.items.latest(None, 9) if not i.baseline] == ["Title 9"]


def test_another_address_voids_what_the_old_one_said_of_itself(store):
    (feed,) = feeds(store, "a")
    poll(store, "a", [entry(1)])
    store.feeds.unchanged(feed, NOW, LATER, etag='"e"', modified="m")
    store.feeds.failed(feed, NOW, LATER, "gone: gone")
    store.feeds.sync([replace(feed, url="https://moved.example/rss")])
    (moved,) = store.feeds.due(NOW, 9)
    assert (moved.etag, moved.modified, moved.body_hash, moved.failures, moved.error) == (None, None, None, 0, None)
    poll(store, "a", [entry(1), entry(2)])
    assert {i.title: i.baseline for i in store.items.latest(None, 9)} == {"Title 1": True, "Title 2": False}


def test_another_address_that_carries_other_things_is_history_first(store):
    (feed,) = feeds(store, "a")
    poll(store, "a", [entry(1)])
    store.feeds.sync([replace(feed, url="https://other.example/rss")])
    poll(store, "a", [entry(2), entry(3)])
    assert all(item.baseline for item in store.items.latest(None, 9))


def test_the_same_list_again_changes_nothing(store):
    feeds(store, "a")
    poll(store, "a", [entry(1)], NOW)
    before = store.feeds.all()
    feeds(store, "a")
    assert store.feeds.all() == before


def test_entries_are_counted_by_feed(store):
    a, b = feeds(store, "a", "b")
    poll(store, "a", [entry(1), entry(2)])
    poll(store, "a", [entry(2)])
    assert store.feeds.carried([a, b]) == {a.key: 2, b.key: 0}


def office(until: datetime) -> list[Entry]:
    """Entries of all working days of eight weeks up to then."""
    days = [until - timedelta(days=n) for n in range(56)]
    return [
        Entry(f"g{day:%m%d}", f"Notice of {day:%d %B}", None, day.replace(hour=3)) for day in days if day.weekday() < 5
    ]


def test_a_feed_that_is_quiet_while_other_sites_of_its_country_are_is_well(store):
    ministries = feeds(store, "a", "b", "c", "d")
    # The last working day was a Friday; it is Thursday evening of the week after.
    for feed in ministries:
        poll(store, feed.id, office(NOW - timedelta(days=3)), NOW - timedelta(days=2))
    evening = NOW + timedelta(days=3, hours=6)
    for feed in ministries:
        poll(store, feed.id, [], evening)

    found = store.history.health([replace(f, next_check_at=None) for f in store.feeds.all()], evening)
    assert {health.state for health in found.values()} == {FeedState.OK}
    for feed in ministries[1:]:
        poll(store, feed.id, office(evening), evening)
    found = store.history.health([replace(f, next_check_at=None) for f in store.feeds.all()], evening)
    assert [found[feed.key].state is FeedState.SILENT for feed in ministries] == [True, False, False, False]
