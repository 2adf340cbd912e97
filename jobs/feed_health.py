"""Feeds that break or fall silent → the ops channel at once, the channels that live on them after a day, and again at the end.

Who is told of what, core/health.py decides; what is said, core/feed_words.py.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from core.feed_words import Told, notice_card
from core.health import Audience, Health, HealthReason, News, notices_due
from core.health import Told as ToldBefore
from core.model import Channel, Feed
from jobs.report import Report
from storage.notices import Notice
from storage.store import Store

# After a pause of ours that long, lateness is nobody's fault but ours, and it takes a while until all is asked again.
PAUSE, CATCHING_UP = timedelta(minutes=10), timedelta(hours=2)

_COLUMN = {Audience.OPS: "ops_told_at", Audience.CHANNELS: "channels_told_at"}


class HealthWatch:
    """Looks at all feeds now and then. `ops` is where the people are told who run the installation; none if not set."""

    def __init__(self, store: Store, ops: Channel | None, zone: ZoneInfo) -> None:
        self._store, self._ops, self._zone = store, ops, zone
        self._looked_at: datetime | None = None
        self._awake_since: datetime | None = None

    def run(self, now: datetime) -> Report:
        """Tell what is due, one card a channel, and remember that it was told."""
        if self._looked_at is None or now - self._looked_at > PAUSE:
            self._awake_since = now
        self._looked_at = now
        feeds = self._store.feeds.all()
        health = self._store.history.health(feeds, now)
        cards: dict[int, tuple[Channel, Audience, list[Told]]] = {}
        learned: dict[int, dict[str, Any]] = defaultdict(dict)
        for feed in feeds:
            if not self._is_ours(health[feed.key], now):
                self._collect(feed, health[feed.key], cards, learned, now)
        notices = [self._notice(*one, now) for one in cards.values()]
        posted = self._store.notices.told(notices, learned, now) if learned else 0
        return Report({"told": posted})

    def _collect(
        self,
        feed: Feed,
        health: Health,
        cards: dict[int, tuple[Channel, Audience, list[Told]]],
        learned: dict[int, dict[str, Any]],
        now: datetime,
    ) -> None:
        for notice in notices_due(health, ToldBefore(feed.ops_told_at, feed.channels_told_at), now):
            learned[feed.key][_COLUMN[notice.audience]] = now if notice.news is News.BROKEN else None
            for channel in self._channels(feed, notice.audience):
                _, _, told = cards.setdefault(channel.key, (channel, notice.audience, []))
                if all(one.feed.key != feed.key for one in told):  # an ops channel may be a reader too
                    told.append(Told(feed, health, notice.news))

    def _channels(self, feed: Feed, audience: Audience) -> list[Channel]:
        if audience is Audience.CHANNELS:
            return self._store.history.readers(feed)
        return [self._ops] if self._ops else []

    def _is_ours(self, health: Health, now: datetime) -> bool:
        """Whether a feed is only late because we were away."""
        return (
            health.reason is HealthReason.UNCHECKED
            and self._awake_since is not None
            and now - self._awake_since < CATCHING_UP
        )

    def _notice(self, channel: Channel, audience: Audience, told: list[Told], now: datetime) -> Notice:
        said = ";".join(f"{one.feed.id} {one.news} {now.isoformat()}" for one in told)
        name = f"feeds:{sha256(said.encode()).hexdigest()[:32]}"
        return Notice(channel, notice_card(told, audience, channel.lang, self._zone), name)
