"""What several storage tests fill their databases with."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.items import Draft, from_document, from_feed
from core.model import (
    Alert,
    Channel,
    Decision,
    Delivery,
    Document,
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
    Subscription,
    Tier,
)
from storage.entries import Added
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CBAM = Subject(SubjectKind.TOPIC, "cbam")
STEEL = Subject(SubjectKind.TOPIC, "steel")
SPAN = Evidence("cbam", "CBAM", "en", "title", 0, 4, 1.0)


def feeds(store: Store, *ids: str) -> list[Feed]:
    """Feeds of these ids on the list, those before them taken off it."""
    store.feeds.sync([Feed(i, f"Feed {i}", f"https://{i}.example/rss", Tier.PRESS, "en", "KR") for i in ids])
    known = {feed.id: feed for feed in store.feeds.all()}
    return [known[i] for i in ids]


def entry(number: int, **values: object) -> Entry:
    """A linked entry with a text of its own."""
    return Entry(**({"id": f"g{number}", "title": f"Title {number}", "link": f"https://n.example/{number}"} | values))


def poll(store: Store, feed_id: str, entries: Sequence[Entry], now: datetime = NOW, *, late: bool = False) -> Added:
    """A good poll that brought these entries."""
    (feed,) = (feed for feed in store.feeds.all() if feed.id == feed_id)
    drafts = from_feed(feed, ParsedFeed("", entries=tuple(entries)))
    return store.feeds.polled(feed, now, now, drafts, body_hash="x", late=late)


def drafted(text: str = "The levy is delayed.", **values: object) -> Draft:
    """A document's draft."""
    return from_document(Document(**({"title": "Brief", "body": text} | values)), "brief.md")


def add_item(store: Store, title: str, now: datetime = NOW, **values: object) -> Item:
    """A corpus item."""
    store.documents.read(f"{title}.md", "1", drafted(f"The text of {title}.", title=title, **values), now)
    (found,) = (item for item in store.items.latest(None, 1_000) if item.title == title)
    return found


def channel(store: Store, address: str = "trade", surface: str = "console") -> Channel:
    """A channel, of the console where nothing else is said."""
    return store.subscriptions.channel(surface, "local", address, name=address)


def subscribe(store: Store, place: Channel, subject: Subject = CBAM, label: str = "CBAM") -> Subscription:
    """A channel's new subscription."""
    made = store.subscriptions.subscribe(place, subject, label, Preferences(), "you", NOW)
    assert made is not None
    return made


def alert(store: Store, item: Item, *subscriptions: Subscription, now: datetime = NOW) -> None:
    """The item matched and alerts these."""
    matches = [Match(item, s.subject, 1.0, (SPAN,)) for s in subscriptions]
    alerts = [Alert(s, item, Decision.NOW, Reason.MATCHED, (SPAN,)) for s in subscriptions]
    store.ledger.write([item], matches, alerts, now)


def claim(store: Store, now: datetime = NOW, limit: int = 9, owner: str = "worker") -> list[Delivery]:
    """What a worker takes to send it."""
    return [task.delivery for task in store.lanes.tick(owner, [], now, limit, timedelta(minutes=1), {})]
