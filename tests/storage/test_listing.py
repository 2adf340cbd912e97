"""Looking through many items, and the way from an item to messages."""

from datetime import UTC, datetime, timedelta

import pytest

from core.items import from_feed
from core.model import (
    Alert,
    Decision,
    DeliveryState,
    Entry,
    Evidence,
    Feed,
    Item,
    Match,
    ParsedFeed,
    Preferences,
    Reason,
    Subject,
    SubjectKind,
    Tier,
)  # fmt: skip
from storage.listing import Sieve
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CBAM = Subject(SubjectKind.TOPIC, "cbam")


def poll(store: Store, count: int, *, id: str = "gazette", tier: Tier = Tier.OFFICIAL, lang: str = "ko") -> list[Item]:
    """A feed with so many items, a day apart, the newest now; its first poll was before them."""
    known = {feed.id: feed for feed in store.feeds.all()}
    listed = [*known.values(), Feed(id, id.title(), f"https://{id}.example/feed", tier, lang=lang, country="KR")]
    store.feeds.sync(listed)
    feed = next(f for f in store.feeds.all() if f.id == id)
    store.feeds.polled(feed, NOW, NOW, [], body_hash="0")
    feed = next(f for f in store.feeds.all() if f.id == id)
    entries = tuple(
        Entry(str(n), f"{id} {n}", f"https://{id}.example/{n}", NOW - timedelta(days=n), body="Text.")
        for n in range(count)
    )
    store.feeds.polled(feed, NOW, NOW, from_feed(feed, ParsedFeed("", entries=entries)), body_hash="1")
    return [item for item in store.items.unmatched(1000) if item.source == id.title()]


def match(store: Store, items: list[Item], score: float = 2.0, alerts: list[Alert] | None = None) -> None:
    evidence = (Evidence("cbam", "CBAM", "en", "title", 0, 4, 1.0),)
    store.ledger.write(items, [Match(item, CBAM, score, evidence) for item in items], alerts or [], NOW)


def titles(items: list[Item]) -> list[str]:
    return [item.title for item in items]


def test_pages_follow_each_other_without_gap_or_repetition(store: Store) -> None:
    poll(store, 7)
    first, place = store.listing.page(Sieve(), 3)
    second, place = store.listing.page(Sieve(), 3, place)
    third, end = store.listing.page(Sieve(), 3, place)
    assert titles([*first, *second, *third]) == [f"gazette {n}" for n in range(7)]
    assert end is None


@pytest.mark.parametrize(
    ("sieve", "count"),
    [
        (Sieve(), 5),
        (Sieve(source="Wire"), 2),
        (Sieve(tier="official"), 3),
        (Sieve(lang="en"), 2),
        (Sieve(country="KR"), 5),
        (Sieve(country="US"), 0),
        (Sieve(since=NOW - timedelta(days=1)), 4),
        (Sieve(until=NOW), 3),
        (Sieve(topic="cbam", score=1.5), 2),
        (Sieve(topic="cbam", score=3.0), 0),
        (Sieve(topic="other"), 0),
    ],
)
def test_each_filter_narrows(store: Store, sieve: Sieve, count: int) -> None:
    poll(store, 3)
    wire = poll(store, 2, id="wire", tier=Tier.WIRE, lang="en-US")
    match(store, wire)
    assert len(store.listing.page(sieve, 9)[0]) == count
    keys = [item.key for item in store.items.latest(None, 9)]
    assert len(store.listing.fitting(keys, sieve)) == count


def test_sources_by_how_much_they_bring(store: Store) -> None:
    poll(store, 1)
    poll(store, 2, id="wire")
    assert store.listing.sources() == ["Wire", "Gazette"]


def test_topics_of_items(store: Store) -> None:
    items = poll(store, 2)
    match(store, items[:1])
    assert store.listing.topics_of(items, 1.5) == {items[0].key: ["cbam"]}
    assert store.listing.topics_of(items, 2.5) == {}
    assert store.listing.topics_of([], 0) == {}


def test_revisions_newest_first(store: Store) -> None:
    (item,) = poll(store, 1)
    store.items.withdraw([item.key], NOW)
    assert [(r.number, r.kind, r.body) for r in store.listing.revisions(item)] == [
        (2, "withdrawn", "Text."),
        (1, "text", "Text."),
    ]


def test_numbers_by_day(store: Store) -> None:
    items = poll(store, 2)
    match(store, items)
    day, before = NOW.date(), (NOW - timedelta(days=1)).date()
    assert store.listing.per_day(Sieve()) == {day: 1, before: 1}
    assert store.listing.per_day(Sieve(topic="cbam", since=NOW)) == {day: 1}
    assert store.listing.per_day_of_topics(NOW - timedelta(days=9), 1.5) == {"cbam": {day: 1, before: 1}}


def test_items_of_a_feed(store: Store) -> None:
    poll(store, 3)
    (feed,) = store.feeds.all()
    assert titles(store.listing.of_feed(feed.key, 2)) == ["gazette 0", "gazette 1"]


def test_unmatched_are_official_items_that_no_subscription_caught(store: Store) -> None:
    items = poll(store, 3)
    blog = poll(store, 1, id="blog", tier=Tier.BLOG)
    channel = store.subscriptions.channel("console", "local", "trade", name="trade")
    heard = store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), "you", NOW)
    assert heard is not None
    match(store, items[:2], alerts=[Alert(heard, items[0], Decision.SUPPRESSED, Reason.OTHER_LANGUAGE)])
    store.ledger.write(blog, [], [], NOW)
    since = NOW - timedelta(days=30)
    assert titles(store.listing.unmatched(since, 9)) == [items[1].title]
    store.ledger.write(items[2:], [], [], NOW)
    assert set(titles(store.listing.unmatched(since, 9))) == {items[1].title, items[2].title}


def test_the_trail_of_an_item_leads_to_its_messages(store: Store) -> None:
    items = poll(store, 2)
    channel = store.subscriptions.channel("console", "local", "trade", name="trade")
    heard = store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), "you", NOW)
    assert heard is not None
    alerts = [
        Alert(heard, items[0], Decision.NOW, Reason.MATCHED),
        Alert(heard, items[1], Decision.SUPPRESSED, Reason.MUTED),
    ]
    match(store, items, alerts=alerts)
    (step,) = store.trail.of_item(items[0])
    assert (step.channel.name, step.label, step.decision, step.state) == (
        "trade",
        "CBAM",
        Decision.NOW,
        DeliveryState.PENDING,
    )
    (held,) = store.trail.of_item(items[1])
    assert (held.reason, held.delivery) == (Reason.MUTED, None)
    (entry,) = store.trail.entries([DeliveryState.PENDING], channel.key)
    assert (entry.key, entry.title, entry.item, entry.labels) == (step.delivery, items[0].title, items[0].id, ("CBAM",))
    assert store.trail.entry(entry.key) == entry
    assert store.trail.entries([DeliveryState.SENT]) == store.trail.entries(before=entry.key) == []
    (pace,) = store.trail.paces(NOW - timedelta(days=1))
    assert (pace.channel.name, pace.waiting, pace.sent) == ("trade", 1, 0)
    assert [one.name for one in store.trail.channels()] == ["trade"]
