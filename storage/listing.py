"""Lists of items for people who look through what is stored: filters, a page at a time, what there is to filter by.

For a query's text the candidates come from storage/search.py; here is what the columns of an item can tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, cast, desc, func, or_, select
from sqlmodel import col

from core.model import Item, Mark, Tier
from storage.engine import Database
from storage.ledger_rows import AlertRow
from storage.models import ItemRevisionRow, ItemRow, MatchRow

# An item without its text, in the order of `light`.
LIGHT = (
    col(ItemRow.key), col(ItemRow.id), col(ItemRow.title), col(ItemRow.lang), col(ItemRow.source), col(ItemRow.tier),
    col(ItemRow.country), col(ItemRow.link), col(ItemRow.published), col(ItemRow.found), col(ItemRow.revision),
    col(ItemRow.baseline), col(ItemRow.mark), col(ItemRow.late), col(ItemRow.dated),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list of items is narrowed to; None and "" narrow nothing. `score` is what a match of the topic needs."""

    topic: str = ""
    score: float = 0.0
    source: str = ""
    tier: str = ""
    lang: str = ""
    country: str = ""
    story: str = ""
    feed: int = 0
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list begins: after the item with this date and key."""

    dated: datetime
    key: int


@dataclass(frozen=True, slots=True)
class Revision:
    """What an item said at a time. `kind` is what made the revision: text, corrected or withdrawn."""

    number: int
    title: str
    body: str
    seen_at: datetime
    kind: str


class ItemListing:
    """Questions about many items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, sieve: Sieve, limit: int, after: Place | None = None) -> tuple[list[Item], Place | None]:
        """Items without their texts, newest first, and where the next page begins, None where this is the last."""
        # Of a topic the matches are read in their own order, which their index has.
        dated, key = (MatchRow.dated, MatchRow.item_key) if sieve.topic else (ItemRow.dated, ItemRow.key)
        query = _sieved(select(*LIGHT, col(dated)), sieve)
        if after:
            query = query.where(or_(col(dated) < after.dated, and_(col(dated) == after.dated, col(key) < after.key)))
        query = query.order_by(desc(col(dated)), desc(col(key))).limit(limit + 1)
        with self._database.read() as session:
            rows = session.execute(query).all()
        last = Place(rows[limit - 1][-1], rows[limit - 1][0]) if len(rows) > limit else None
        return [light(row) for row in rows[:limit]], last

    def fitting(self, keys: Sequence[int], sieve: Sieve) -> set[int]:
        """Those of the keys whose items pass the sieve."""
        if not keys:
            return set()
        query = _sieved(select(col(ItemRow.key)), sieve).where(col(ItemRow.key).in_(keys))
        with self._database.read() as session:
            return set(session.execute(query).scalars())

    def sources(self, limit: int = 500) -> list[str]:
        """Names of sources that items are from, those with most items first."""
        counted = func.count(col(ItemRow.key))
        query = select(col(ItemRow.source)).where(col(ItemRow.source) != "").group_by(col(ItemRow.source))
        with self._database.read() as session:
            return list(session.execute(query.order_by(counted.desc()).limit(limit)).scalars())

    def topics_of(self, items: Sequence[Item], score: float) -> dict[int, list[str]]:
        """The subjects that items match in their present revision with this score, the best first, by item key."""
        same = and_(col(MatchRow.item_key) == col(ItemRow.key), col(MatchRow.revision) == col(ItemRow.revision))
        query = select(col(MatchRow.item_key), col(MatchRow.subject)).join(ItemRow, same)
        query = query.where(col(MatchRow.item_key).in_([item.key for item in items]), col(MatchRow.score) >= score)
        found: dict[int, list[str]] = {}
        with self._database.read() as session:
            for key, subject in session.execute(query.order_by(col(MatchRow.score).desc(), col(MatchRow.key))):
                found.setdefault(key, []).append(subject)
        return found

    def revisions(self, item: Item) -> list[Revision]:
        """All that the item ever said, the newest first."""
        query = select(ItemRevisionRow).where(col(ItemRevisionRow.item_key) == item.key)
        with self._database.read() as session:
            rows = session.execute(query.order_by(desc(col(ItemRevisionRow.revision)))).scalars().all()
        return [Revision(r.revision, r.title, r.body, r.seen_at, r.revision_kind) for r in rows]

    def of_feed(self, feed_key: int, limit: int) -> list[Item]:
        """The newest items that a feed was the first to bring, without their texts."""
        query = select(*LIGHT).where(col(ItemRow.feed_key) == feed_key)
        query = query.order_by(desc(col(ItemRow.dated)), desc(col(ItemRow.key))).limit(limit)
        with self._database.read() as session:
            return [light(row) for row in session.execute(query)]

    def per_day(self, sieve: Sieve) -> dict[date, int]:
        """How many items pass the sieve, by their day in UTC; days without any are left out."""
        query = _sieved(select(self._day(), func.count()).select_from(ItemRow), sieve).group_by(self._day())
        with self._database.read() as session:
            return {_as_date(day): count for day, count in session.execute(query)}

    def per_day_of_topics(
        self, since: datetime, score: float, subjects: Sequence[str] | None = None
    ) -> dict[str, dict[date, int]]:
        """How many items match each subject, or these only, by the subject's key and day in UTC."""
        day = func.date(col(MatchRow.dated)) if self._database.is_sqlite else cast(col(MatchRow.dated), Date)
        query = select(col(MatchRow.subject), day, func.count(func.distinct(col(MatchRow.item_key))))
        query = query.where(col(MatchRow.dated) >= since, col(MatchRow.score) >= score)
        if subjects is not None:
            query = query.where(col(MatchRow.subject).in_(subjects))
        found: dict[str, dict[date, int]] = {}
        with self._database.read() as session:
            for subject, moment, count in session.execute(query.group_by(col(MatchRow.subject), day)):
                found.setdefault(subject, {})[_as_date(moment)] = count
        return found

    def unmatched(self, since: datetime, limit: int) -> list[Item]:
        """The newest items of official sources that were matched and that no subscription caught, without texts."""
        caught = select(col(AlertRow.key)).where(col(AlertRow.item_key) == col(ItemRow.key))
        matched = col(ItemRow.matched_revision) >= col(ItemRow.revision)
        query = select(*LIGHT).where(col(ItemRow.tier) == Tier.OFFICIAL, col(ItemRow.dated) >= since, matched)
        query = (
            query.where(~col(ItemRow.baseline), ~caught.exists())
            .order_by(desc(col(ItemRow.dated)), desc(col(ItemRow.key)))
            .limit(limit)
        )
        with self._database.read() as session:
            return [light(row) for row in session.execute(query)]

    def _day(self) -> Any:
        return func.date(col(ItemRow.dated)) if self._database.is_sqlite else cast(col(ItemRow.dated), Date)


def light(row: Any) -> Item:
    """The item of a row of LIGHT, without its text."""
    key, short, title, lang, source, tier, country, link, published, found, revision, baseline, mark, late = row[:14]
    return Item(
        short, title, "", lang, source, Tier(tier) if tier else None, country, link, published, found, revision,
        baseline, key, Mark(mark) if mark else None, late,
    )  # fmt: skip


def _sieved(query: Any, sieve: Sieve) -> Any:
    if sieve.topic:
        same = and_(col(MatchRow.item_key) == col(ItemRow.key), col(MatchRow.revision) == col(ItemRow.revision))
        query = query.join(MatchRow, same)
        query = query.where(col(MatchRow.subject) == sieve.topic, col(MatchRow.score) >= sieve.score)
    return query.where(*_conditions(sieve))


def _conditions(sieve: Sieve) -> list[ColumnElement[bool]]:
    same = (
        (col(ItemRow.source), sieve.source), (col(ItemRow.tier), sieve.tier), (col(ItemRow.country), sieve.country),
        (col(ItemRow.story), sieve.story), (col(ItemRow.feed_key), sieve.feed),
    )  # fmt: skip
    found: list[ColumnElement[bool]] = [column == value for column, value in same if value]
    if sieve.lang:
        found.append(or_(col(ItemRow.lang) == sieve.lang, col(ItemRow.lang).startswith(f"{sieve.lang}-")))
    if sieve.since:
        found.append(col(ItemRow.dated) >= sieve.since)
    if sieve.until:
        found.append(col(ItemRow.dated) < sieve.until)
    return found


def _as_date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
