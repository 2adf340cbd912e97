"""Stories: which items report one event. What belongs together is decided in core/story.py; here it is kept.

A story's id is the id of the item that opened it, and every item is in one story, most of them alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select as sql_select
from sqlmodel import col, func, select, update

from core.model import Item
from storage.engine import Database
from storage.items import oldest, to_item
from storage.models import ItemRow
from storage.upsert import chunks

# Members of a story that are told of, newest last: a story of hundreds is a stream.
MEMBERS = 200


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

    def assign(self, stories: Mapping[int, str], merged: Mapping[str, str]) -> int:
        """Put items (by key) into stories, then let stories swallow others (by id: swallowed → heir), all or nothing.

        An item that another process placed meanwhile stays where it is. Says how many were placed.
        """
        placed = 0
        with self._database.write() as session:
            for key, story in stories.items():
                open_one = update(ItemRow).where(col(ItemRow.key) == key, col(ItemRow.story).is_(None))
                placed += session.exec(open_one.values(story=story)).rowcount
            for swallowed, heir in merged.items():
                session.exec(update(ItemRow).where(col(ItemRow.story) == swallowed).values(story=heir))
        return placed

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
