"""Items: stored once, revised, found again by link, id or subject."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Any

from sqlmodel import Session, col, desc, func, select

from core.items import Draft, link_identity, short_ids
from core.model import Item, Subject, Tier
from storage.engine import Database
from storage.models import CarriedRow, ItemRevisionRow, ItemRow, MatchRow
from storage.upsert import chunks, insert_new


class ItemStore:
    """Questions about items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unmatched(self, limit: int, room: int = 20_000_000) -> list[Item]:
        """The oldest items whose current revision was not matched yet, as many as have `room` characters of text.

        At least one comes, however long it is.
        """
        open_ones = col(ItemRow.matched_revision) < col(ItemRow.revision)
        sizes = select(ItemRow.key, func.length(ItemRow.body)).where(open_ones).order_by(col(ItemRow.key)).limit(limit)
        with self._database.read() as session:
            found = session.exec(sizes).all()
            total = accumulate(size for _, size in found)
            fitting = max(1, len(list(takewhile(lambda size: size <= room, total))))
            rows = session.exec(
                select(ItemRow).where(col(ItemRow.key).in_([key for key, _ in found[:fitting]])).order_by(col(ItemRow.key))
            )
            return [to_item(row) for row in rows]

    def by_id(self, short_id: str) -> Item | None:
        """The item people call #short_id, in any case of letters."""
        with self._database.read() as session:
            row = session.exec(select(ItemRow).where(ItemRow.id == short_id.upper())).first()
            return to_item(row) if row else None

    def by_link(self, url: str) -> Item | None:
        """The item of an article's address, however that address is decorated."""
        identity = link_identity(url)
        if identity is None:
            return None
        with self._database.read() as session:
            row = session.exec(select(ItemRow).where(ItemRow.identity == identity)).first()
            return to_item(row) if row else None

    def latest(self, subject: Subject | None, limit: int, langs: Sequence[str] = ()) -> list[Item]:
        """The newest items, those that match `subject` where one is given, by publication and else by finding."""
        query = select(ItemRow).order_by(desc(col(ItemRow.dated)), desc(col(ItemRow.key))).limit(limit)
        if subject is not None:
            matches = select(MatchRow.item_key).where(
                MatchRow.subject == subject.key, MatchRow.revision == ItemRow.revision
            )
            query = query.where(col(ItemRow.key).in_(matches))
        if langs:
            query = query.where(col(ItemRow.lang).in_(langs))
        with self._database.read() as session:
            return [to_item(row) for row in session.exec(query)]

    def carriers(self, item: Item) -> int:
        """How many feeds carry the item."""
        feeds = select(func.count(func.distinct(CarriedRow.feed_key))).where(CarriedRow.item_key == item.key)
        with self._database.read() as session:
            return session.exec(feeds).one()

    def count(self) -> int:
        """How many items there are."""
        with self._database.read() as session:
            return session.exec(select(func.count(col(ItemRow.key)))).one()


def insert_items(
    session: Session, drafts: Sequence[Draft], now: datetime, *, feed_key: int | None, baseline: bool
) -> dict[str, int]:
    """Insert drafts that are known to be new and give their keys by identity."""
    ids = _free_ids(session, drafts)
    rows = [
        {
            "id": ids[d.identity], "identity": d.identity, "feed_key": feed_key, "title": d.title, "body": d.body, "lang": d.lang,
            "source": d.source, "tier": d.tier, "country": d.country, "link": d.link, "published": d.published, "found": now,
            "dated": _dated(d.published, now), "changed": now, "revision": 1, "matched_revision": 0,
            "content_hash": d.content_hash, "baseline": baseline,
        }
        for d in drafts
    ]  # fmt: skip
    insert_new(session, ItemRow, rows)
    keys = keys_by_identity(session, [d.identity for d in drafts])
    insert_new(session, ItemRevisionRow, [_revision(keys[d.identity], 1, d, now) for d in drafts])
    return keys


def revise(session: Session, drafts: Mapping[int, Draft], now: datetime) -> None:
    """Make each draft the next revision of the item with its key."""
    rows = []
    for part in chunks(list(drafts)):
        for row in session.exec(select(ItemRow).where(col(ItemRow.key).in_(part))):
            draft = drafts[row.key]
            describe(row, draft)
            row.title, row.body, row.content_hash = draft.title, draft.body, draft.content_hash
            row.revision, row.changed = row.revision + 1, now
            session.add(row)
            rows.append(_revision(row.key, row.revision, draft, now))
    session.flush()
    insert_new(session, ItemRevisionRow, rows)


def describe(row: ItemRow, draft: Draft) -> None:
    """Take over what a draft says about its text. What it does not say stays as it was."""
    row.lang, row.source, row.link = draft.lang or row.lang, draft.source or row.source, draft.link or row.link
    row.published = draft.published or row.published
    row.dated = _dated(row.published, row.found)


def keys_by_identity(session: Session, identities: Sequence[str]) -> dict[str, int]:
    """The keys of the items that are there, by identity."""
    found: dict[str, int] = {}
    for part in chunks(identities):
        query = select(ItemRow.identity, ItemRow.key).where(col(ItemRow.identity).in_(part))
        found.update(dict(session.exec(query).all()))
    return found


def to_item(row: ItemRow) -> Item:
    """The value of a row."""
    return Item(
        key=row.key, id=row.id, title=row.title, body=row.body, lang=row.lang, source=row.source,
        tier=Tier(row.tier) if row.tier else None, country=row.country, link=row.link, published=row.published,
        found=row.found, revision=row.revision, baseline=row.baseline,
    )  # fmt: skip


def _dated(published: datetime | None, found: datetime) -> datetime:
    """Where an item stands in time. A date of publication in the future is no reason to lead every list till then."""
    return min(published or found, found)


def _free_ids(session: Session, drafts: Sequence[Draft]) -> dict[str, str]:
    """A short id by identity, none taken: longer only where the shorter ones are in use."""
    wanted = {candidate for d in drafts for candidate in short_ids(d.identity)}
    taken: set[str] = set()
    for part in chunks(sorted(wanted)):
        taken.update(session.exec(select(ItemRow.id).where(col(ItemRow.id).in_(part))))
    ids: dict[str, str] = {}
    for draft in drafts:
        ids[draft.identity] = next(candidate for candidate in short_ids(draft.identity) if candidate not in taken)
        taken.add(ids[draft.identity])
    return ids


def _revision(item_key: int, revision: int, draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "item_key": item_key, "revision": revision, "title": draft.title, "body": draft.body,
        "content_hash": draft.content_hash, "seen_at": now,
    }  # fmt: skip
