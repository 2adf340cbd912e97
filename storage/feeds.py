"""Feeds: the list from feeds.yaml, and what each poll taught us."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, or_, select

from core.items import Draft
from core.model import Feed, Tier
from storage.engine import Database
from storage.items import Added, add_entries
from storage.models import CarriedRow, FeedRow

# What a feeds file decides; everything else of a row is learned by polling.
LISTED = ("title", "url", "tier", "lang", "country", "carries", "interval_minutes", "reached")


class FeedStore:
    """Questions about feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sync(self, feeds: Sequence[Feed]) -> None:
        """Take over a feeds file. A feed that left it is no longer polled; its items and its memory stay."""
        with self._database.write() as session:
            rows = {row.id: row for row in session.exec(select(FeedRow))}
            for feed in feeds:
                listed = {name: value for name, value in asdict(feed).items() if name in LISTED}
                row = rows.pop(feed.id, None)
                if row is None:
                    session.add(FeedRow(id=feed.id, **listed))
                    continue
                if row.url != feed.url:  # another address: what the old one said of itself is void
                    row.etag = row.modified = row.body_hash = row.next_check_at = None
                for name, value in listed.items():
                    setattr(row, name, value)
                row.active = True
            for row in rows.values():
                row.active = False

    def due(self, now: datetime, limit: int) -> list[Feed]:
        """Active feeds whose next check has come, the longest waiting first."""
        is_due = or_(col(FeedRow.next_check_at).is_(None), col(FeedRow.next_check_at) <= now)
        query = select(FeedRow).where(col(FeedRow.active), is_due)
        with self._database.read() as session:
            rows = session.exec(query.order_by(col(FeedRow.next_check_at).nulls_first(), col(FeedRow.key)).limit(limit))
            return [to_feed(row) for row in rows]

    def check_now(self, feeds: Sequence[Feed]) -> None:
        """Make the feeds due, whatever their next check was."""
        with self._database.write() as session:
            for feed in feeds:
                _learn(session, feed, next_check_at=None)

    def all(self) -> list[Feed]:
        """Every active feed, by id."""
        with self._database.read() as session:
            rows = session.exec(select(FeedRow).where(col(FeedRow.active)).order_by(FeedRow.id))
            return [to_feed(row) for row in rows]

    def carried(self, feeds: Sequence[Feed]) -> dict[int, int]:
        """How many entries each feed has brought, by feed key."""
        query = select(CarriedRow.feed_key, func.count(col(CarriedRow.key))).group_by(col(CarriedRow.feed_key))
        with self._database.read() as session:
            counts = dict(session.exec(query).all())
            return {feed.key: counts.get(feed.key, 0) for feed in feeds}

    def polled(
        self, feed: Feed, now: datetime, next_check_at: datetime, drafts: Sequence[Draft], **learned: Any
    ) -> Added:
        """Record a good poll with what it brought, in one transaction. The first one is the feed's baseline."""
        with self._database.write() as session:
            first = feed.baseline_at is None
            added = add_entries(session, feed.key, drafts, now, baseline=first)
            learned |= {"baseline_at": now} if first else {}
            good = {"ok_at": now, "error": None, "error_since": None, "failures": 0}
            _learn(session, feed, checked_at=now, next_check_at=next_check_at, **good, **learned)
            return added

    def unchanged(self, feed: Feed, now: datetime, next_check_at: datetime) -> None:
        """Record a poll that brought nothing new (304, or the same body)."""
        good = {"ok_at": now, "error": None, "error_since": None, "failures": 0}
        with self._database.write() as session:
            _learn(session, feed, checked_at=now, next_check_at=next_check_at, **good)

    def failed(self, feed: Feed, now: datetime, next_check_at: datetime, error: str) -> None:
        """Record a poll that failed. The feed stays on the list, however often it does."""
        since = feed.error_since or now
        with self._database.write() as session:
            _learn(
                session,
                feed,
                checked_at=now,
                next_check_at=next_check_at,
                error=error,
                error_since=since,
                failures=feed.failures + 1,
            )


def to_feed(row: FeedRow) -> Feed:
    """The value of a row."""
    values = row.model_dump(exclude={"active"})
    return Feed(**(values | {"tier": Tier(row.tier)}))


def _learn(session: Session, feed: Feed, **values: Any) -> None:
    session.execute(update(FeedRow).where(col(FeedRow.key) == feed.key).values(values))
