"""Items: stored once, revised, found again by link, id or subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, desc, func, select

from core.items import Draft, link_identity, short_ids
from core.model import Item, Subject, Tier
from storage.engine import Database
from storage.models import CarriedRow, ItemRevisionRow, ItemRow, MatchRow
from storage.upsert import chunks, insert_new


@dataclass(frozen=True, slots=True)
class Added:
    """What became of drafts, in numbers."""

    new: int = 0
    revised: int = 0
    seen: int = 0


class ItemStore:
    """Questions about items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unmatched(self, limit: int) -> list[Item]:
        """The oldest items whose current revision was not matched yet."""
        open_ones = col(ItemRow.matched_revision) < col(ItemRow.revision)
        with self._database.read() as session:
            rows = session.exec(select(ItemRow).where(open_ones).order_by(col(ItemRow.key)).limit(limit))
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
        when = func.coalesce(ItemRow.published, ItemRow.found)
        query = select(ItemRow).order_by(desc(when), desc(col(ItemRow.key))).limit(limit)
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


def add_entries(session: Session, feed_key: int, drafts: Sequence[Draft], now: datetime, *, baseline: bool) -> Added:
    """Store what a feed carries.

    A draft is known by its guid in this feed, by its text in this feed, or by its identity anywhere, so a changed guid, a
    moved link or a second feed makes no second item. Only the feed an item first came from may revise it: otherwise two
    feeds with different extracts of one article would revise it for ever.
    """
    known = _known(session, feed_key, drafts)
    fresh = _unique(d for d in drafts if d.guid not in known)
    keys = insert_items(session, fresh, now, feed_key=feed_key, baseline=baseline)
    keys.update(known)
    revised = sum(_revise_entry(session, keys[d.guid], feed_key, d, now) for d in drafts if d.guid in known)
    _carry(session, feed_key, drafts, keys, now)
    return Added(new=len(fresh), revised=revised, seen=len(drafts) - len(fresh) - revised)


def insert_items(
    session: Session, drafts: Sequence[Draft], now: datetime, *, feed_key: int | None, baseline: bool
) -> dict[str, int]:
    """Insert drafts that are known to be new and give their keys by guid."""
    ids = _free_ids(session, drafts)
    rows = [
        {
            "id": ids[d.identity], "identity": d.identity, "feed_key": feed_key, "title": d.title, "body": d.body, "lang": d.lang,
            "source": d.source, "tier": d.tier, "country": d.country, "link": d.link, "published": d.published, "found": now,
            "changed": now, "revision": 1, "matched_revision": 0, "content_hash": d.content_hash, "baseline": baseline,
        }
        for d in drafts
    ]  # fmt: skip
    insert_new(session, ItemRow, rows)
    found = _keys_by_identity(session, [d.identity for d in drafts])
    keys = {d.guid: found[d.identity] for d in drafts}
    insert_new(session, ItemRevisionRow, [_revision(keys[d.guid], 1, d, now) for d in drafts])
    return keys


def revise(session: Session, item_key: int, draft: Draft, now: datetime) -> bool:
    """Make the draft the item's next revision, unless its text is the one the item has."""
    row = session.exec(select(ItemRow).where(ItemRow.key == item_key)).one()
    if row.content_hash == draft.content_hash:
        return False
    revision = row.revision + 1
    values: dict[str, Any] = {
        "revision": revision, "title": draft.title, "body": draft.body, "lang": draft.lang, "changed": now,
        "content_hash": draft.content_hash, "published": draft.published or row.published, "source": draft.source or row.source,
    }  # fmt: skip
    session.execute(update(ItemRow).where(col(ItemRow.key) == item_key).values(values))
    insert_new(session, ItemRevisionRow, [_revision(item_key, revision, draft, now)])
    return True


def find_by_identity(session: Session, identity: str) -> int | None:
    """The key of the item with this identity."""
    return _keys_by_identity(session, [identity]).get(identity)


def to_item(row: ItemRow) -> Item:
    """The value of a row."""
    return Item(
        key=row.key, id=row.id, title=row.title, body=row.body, lang=row.lang, source=row.source,
        tier=Tier(row.tier) if row.tier else None, country=row.country, link=row.link, published=row.published,
        found=row.found, revision=row.revision, baseline=row.baseline,
    )  # fmt: skip


def _known(session: Session, feed_key: int, drafts: Sequence[Draft]) -> dict[str, int]:
    """Item keys by guid, for the drafts that are not new."""
    by_identity = _keys_by_identity(session, [d.identity for d in drafts])
    by_content = _carried(session, feed_key, col(CarriedRow.content_hash), [d.content_hash for d in drafts])
    by_guid = _carried(session, feed_key, col(CarriedRow.guid), [d.guid for d in drafts])
    found = {
        d.guid: by_guid.get(d.guid) or by_identity.get(d.identity) or by_content.get(d.content_hash) for d in drafts
    }
    return {guid: key for guid, key in found.items() if key is not None}


def _carried(session: Session, feed_key: int, column: Any, values: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(values):
        query = select(column, CarriedRow.item_key).where(CarriedRow.feed_key == feed_key, column.in_(part))
        found.update(dict(session.exec(query).all()))
    return found


def _keys_by_identity(session: Session, identities: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in chunks(identities):
        query = select(ItemRow.identity, ItemRow.key).where(col(ItemRow.identity).in_(part))
        found.update(dict(session.exec(query).all()))
    return found


def _unique(drafts: Iterable[Draft]) -> list[Draft]:
    """The first draft of each identity, guid and text: some feeds list an entry twice."""
    taken: set[str] = set()
    kept = []
    for draft in drafts:
        names = {draft.identity, f"guid {draft.guid}", f"text {draft.content_hash}"}
        if not names & taken:
            kept.append(draft)
        taken |= names
    return kept


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


def _revise_entry(session: Session, item_key: int, feed_key: int, draft: Draft, now: datetime) -> bool:
    owner, current = session.exec(select(ItemRow.feed_key, ItemRow.content_hash).where(ItemRow.key == item_key)).one()
    return owner == feed_key and current != draft.content_hash and revise(session, item_key, draft, now)


def _carry(session: Session, feed_key: int, drafts: Sequence[Draft], keys: dict[str, int], now: datetime) -> None:
    by_identity = {d.identity: keys[d.guid] for d in drafts if d.guid in keys}
    by_content = {d.content_hash: keys[d.guid] for d in drafts if d.guid in keys}
    rows = [
        {
            "feed_key": feed_key, "guid": d.guid, "content_hash": d.content_hash, "seen_at": now,
            "item_key": keys.get(d.guid) or by_identity.get(d.identity) or by_content[d.content_hash],
        }
        for d in drafts
    ]  # fmt: skip
    insert_new(session, CarriedRow, rows)


def _revision(item_key: int, revision: int, draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "item_key": item_key, "revision": revision, "title": draft.title, "body": draft.body,
        "content_hash": draft.content_hash, "seen_at": now,
    }  # fmt: skip
