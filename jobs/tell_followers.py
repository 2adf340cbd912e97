"""News of stories → the people who follow them. In a pause or in quiet hours of their place it waits, and comes in one card."""

from datetime import datetime
from zoneinfo import ZoneInfo

from core.changes import Change
from core.facts import NOTHING_KNOWN, Known
from core.followed import News, is_due, news_card
from core.model import Item
from core.wishes import held_until
from jobs.match_items import KOREA, Changed
from jobs.report import Report
from storage.follows import Followed
from storage.store import Store

# Followers that are looked at together.
BATCH = 100


class Followers:
    """Tells followers now and then. What a report changes is looked for once, also where it waits to be told."""

    def __init__(self, store: Store, zone: ZoneInfo = KOREA, known: Known = NOTHING_KNOWN) -> None:
        self._store, self._zone, self._known = store, zone, known
        self._changes: dict[tuple[int, int], tuple[Change, ...]] = {}

    def run(self, now: datetime) -> Report:
        """Tell each follower what they do not know yet, a story at a time."""
        before, self._changes = self._changes, {}
        told = after = 0
        while page := self._store.follows.news(after, BATCH):
            after = page[-1][0].key
            told += sum(self._tell(followed, items, before, now) for followed, items in page)
        return Report({"told followers": told} if told else {})

    def _tell(
        self, followed: Followed, items: list[Item], before: dict[tuple[int, int], tuple[Change, ...]], now: datetime
    ) -> bool:
        for item in items:
            name = (item.key, item.revision)
            if name not in self._changes:
                self._changes[name] = before[name] if name in before else tuple(Changed(self._store, self._known)(item))
        news = [one for item in items if (one := News(item, self._changes[item.key, item.revision])).is_news]
        if not news:
            self._store.follows.told(followed, items, None, now)
            return False
        wishes = self._store.wishes.of(followed.channel, now)
        if held_until(wishes, now) or not is_due(news, followed.told_at, now):
            return False
        card = news_card(followed.item, news, followed.channel.lang, self._zone, person=followed.name)
        return self._store.follows.told(followed, items, card, now)
