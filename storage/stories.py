"""Stories: which items report one event. What belongs together is decided in core/story.py; here it is kept.

A story's id is the id of the item that opened it, and every item is in one story, most of them alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select, update

from core.following import FollowUp
from core.model import Delivery, DeliveryState, Item, Kind
from storage.engine import Database
from storage.follow_ups import insert_follow_ups
from storage.items import oldest, to_item
from storage.ledger_rows import DeliveryRow
from storage.models import ItemRow
from storage.upsert import chunks
from storage.wake import wake

# Members of a story that are told of, newest last: a story of hundreds is a stream.
MEMBERS = 200


# What a message about a story is called in its channel begins so.
STORY = "story:"


class StoryStore:
    """Questions about stories."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unplaced(self, limit: int, room: int = 20_000_000) -> list[Item]:
        """The oldest items in no story yet, as many as have `room` characters of text, and at least one."""
        with self._database.read() as session:
            return [to_item(row) for row in oldest(session, col(ItemRow.story).is_(None), limit, room)]

    def placed(self, since: datetime, after: int, limit: int) -> list[tuple[Item, str]]:
        """Placed items dated since then, with a key above `after`, and their stories: the oldest keys first."""
        query = select(ItemRow).where(col(ItemRow.dated) >= since, col(ItemRow.key) > after)
        query = query.where(col(ItemRow.story).is_not(None)).order_by(col(ItemRow.key)).limit(limit)
        with self._database.read() as session:
            return [(to_item(row), row.story or row.id) for row in session.exec(query)]

    def assign(self, stories: Mapping[int, str], merged: Mapping[str, str], now: datetime) -> int:
        """Put items (by key) into stories, then let stories swallow others (by id: swallowed → heir), all or nothing.

        An item that another process placed meanwhile stays where it is. Where a channel was told of stories that became one,
        the later messages are edited, to point to the first one. Says how many were placed.
        """
        placed = 0
        with self._database.write() as session:
            if merged:
                # The lanes first, as everybody takes them who writes to channels.
                of_them = _messages().where(col(ItemRow.story).in_({*merged, *merged.values()}))
                wake(session, [(delivery.channel_key, delivery.rank) for delivery, _ in session.exec(of_them)], now)
            for key, story in stories.items():
                open_one = update(ItemRow).where(col(ItemRow.key) == key, col(ItemRow.story).is_(None))
                placed += session.exec(open_one.values(story=story)).rowcount
            for swallowed, heir in merged.items():
                session.exec(update(ItemRow).where(col(ItemRow.story) == swallowed).values(story=heir))
            if merged:
                insert_follow_ups(session, _pointing(session, sorted(set(merged.values()))), now)
        return placed

    def told_before(self, delivery: Delivery) -> Item | None:
        """The item of the channel's first message about the story, where this delivery or what it edits is a later one."""
        key = delivery.parent if delivery.kind is Kind.EDIT else delivery.key
        with self._database.read() as session:
            row = session.get(DeliveryRow, key)
            if row is None or row.item_key is None or not row.dedupe.startswith(STORY):
                return None
            story = select(ItemRow.story).where(ItemRow.key == row.item_key).scalar_subquery()
            told = _messages().where(col(ItemRow.story) == story, DeliveryRow.channel_key == row.channel_key)
            first = session.exec(told.limit(1)).first()
            return to_item(first[1]) if first and first[0].key < row.key else None

    def members(self, item: Item) -> list[Item]:
        """All items of the item's story, it among them, in the order they came; it alone where it was not placed yet."""
        with self._database.read() as session:
            story = select(ItemRow.story).where(ItemRow.key == item.key).scalar_subquery()
            query = select(ItemRow).where(col(ItemRow.story) == story).order_by(col(ItemRow.key)).limit(MEMBERS)
            return [to_item(row) for row in session.exec(query)] or [item]

    def others(self, item: Item) -> list[Item]:
        """The other items of the item's story, without their texts, in the order they came."""
        columns = col(ItemRow.key), col(ItemRow.id), col(ItemRow.title), col(ItemRow.lang), col(ItemRow.source)
        story = select(ItemRow.story).where(ItemRow.key == item.key).scalar_subquery()
        query = sql_select(*columns).where(col(ItemRow.story) == story, col(ItemRow.key) != item.key)
        with self._database.read() as session:
            rows = session.execute(query.order_by(col(ItemRow.key)).limit(MEMBERS))
            return [Item(id, title, "", lang, source, key=key) for key, id, title, lang, source in rows]

    def of(self, keys: Sequence[int]) -> dict[int, str]:
        """The stories of items, by key; none for those that were not placed yet."""
        found: dict[int, str] = {}
        with self._database.read() as session:
            for part in chunks(keys):
                query = select(ItemRow.key, ItemRow.story).where(col(ItemRow.key).in_(part))
                found |= {key: story for key, story in session.exec(query) if story}
        return found

    def count(self) -> int:
        """How many stories have more than one item."""
        several = select(ItemRow.story).where(col(ItemRow.story).is_not(None)).group_by(col(ItemRow.story))
        several = several.having(func.count() > 1)
        with self._database.read() as session:
            return session.exec(select(func.count()).select_from(several.subquery())).one()


def _messages() -> Any:
    """Messages about stories with their items, in the order they were made."""
    nobody = (DeliveryState.FAILED, DeliveryState.SUPPRESSED)
    query = select(DeliveryRow, ItemRow).join(ItemRow, col(DeliveryRow.item_key) == col(ItemRow.key))
    query = query.where(DeliveryRow.kind == Kind.POST, col(DeliveryRow.state).not_in(nobody))
    return query.where(col(DeliveryRow.dedupe).startswith(STORY, autoescape=True)).order_by(col(DeliveryRow.key))


def _pointing(session: Session, stories: Sequence[str]) -> list[FollowUp]:
    """Edits of all messages about these stories but each channel's first."""
    firsts: set[tuple[int, str]] = set()
    found: list[FollowUp] = []
    for part in chunks(stories):
        for delivery, item in session.exec(_messages().where(col(ItemRow.story).in_(part))):
            place = (delivery.channel_key, item.story)
            if place in firsts:
                found.append(FollowUp(delivery.key))
            firsts.add(place)
    return found
