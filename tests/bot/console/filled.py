"""What several tests of the console's pages fill their store with."""

from datetime import timedelta

from core.items import from_feed
from core.model import Entry, Evidence, Feed, Item, Match, ParsedFeed, Subject, SubjectKind, Tier, Topic
from storage.store import Store
from tests.conftest import NOW

CBAM = Subject(SubjectKind.TOPIC, "cbam")
TOPIC = Topic("cbam", "Border carbon", "measures", {"en": ("CBAM",), "ko": ("탄소국경",)})
HOSTILE = '<script>alert("x")</script>'


def stored(store: Store, *entries: tuple[str, str], tier: Tier = Tier.OFFICIAL, lang: str = "en") -> list[Item]:
    """Items of a feed, the first one the newest."""
    feed = Feed(tier.value, tier.value.title(), f"https://{tier.value}.example/feed", tier, lang=lang, country="KR")
    known = {one.id: one for one in store.feeds.all()}
    store.feeds.sync(list((known | {feed.id: feed}).values()))
    if feed.id not in known:  # its first poll is a baseline of nothing
        new = next(f for f in store.feeds.all() if f.id == feed.id)
        store.feeds.polled(new, NOW, NOW, [], body_hash="0")
    feed = next(f for f in store.feeds.all() if f.id == tier.value)
    parsed = tuple(
        Entry(str(n), title, f"https://{tier.value}.example/{n}", NOW - timedelta(days=n), body=body)
        for n, (title, body) in enumerate(entries)
    )
    store.feeds.polled(feed, NOW, NOW, from_feed(feed, ParsedFeed("", entries=parsed)), body_hash="1")
    items = store.items.unmatched(100)
    evidence = (Evidence("cbam", "CBAM", "en", "title", 0, 4, 1.0),)
    found = [Match(i, Subject(SubjectKind.TOPIC, "cbam"), 2.0, evidence) for i in items if i.title.startswith("CBAM")]
    store.ledger.write(items, found, [], NOW)
    return items
