"""Items: stored once, revised, found again by link, id or subject."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate, takewhile
from typing import Any

from sqlalchemy import ColumnElement, text, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, desc, func, select

from core.corrections import mark_of
from core.items import Draft, content_hash, is_bare, link_identity, short_ids
from core.model import Feed, Item, Mark, Subject, Tier
from storage.calls import Kind, call
from storage.engine import Database
from storage.keys import OneOf
from storage.models import CarriedRow, ItemRevisionRow, ItemRow, MatchRow, metadata
from storage.upsert import among, chunks, insert_new

# The kind of a revision that says something else; the others are the marks.
TEXT = "text"

_ITEM = metadata.tables["item"]
_KEYS = core_select(_ITEM.c.identity, _ITEM.c.key).where(OneOf(_ITEM.c.identity))
_IDS = core_select(_ITEM.c.id).where(OneOf(_ITEM.c.id))


class ItemStore:
    """Questions about items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unmatched(self, limit: int, room: int = 20_000_000) -> list[Item]:
        """The oldest items whose current revision was not matched yet, as many as have `room` characters of text.

        At least one comes, however long it is.
        """
        with self._database.read() as session:
            rows = oldest(session, col(ItemRow.matched_revision) < col(ItemRow.revision), limit, room)
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

    def latest(
        self, subject: Subject | None, limit: int, langs: Sequence[str] = (), *, score: float = 0.0
    ) -> list[Item]:
        """The newest items, by publication and else by finding; of a `subject`, those that match it with this score."""
        query = select(ItemRow).limit(limit)
        if subject is None:
            query = query.order_by(desc(col(ItemRow.dated)), desc(col(ItemRow.key)))
        else:
            query = query.join(MatchRow).where(MatchRow.subject == subject.key, MatchRow.revision == ItemRow.revision)
            query = query.where(MatchRow.score >= score)
            query = query.order_by(desc(col(MatchRow.dated)), desc(col(MatchRow.item_key)))
        if langs:
            query = query.where(col(ItemRow.lang).in_(langs))
        with self._database.read() as session:
            return [to_item(row) for row in session.exec(query)]

    def by_keys(self, keys: Sequence[int]) -> list[Item]:
        """The items with these keys, in their order."""
        found: dict[int, Item] = {}
        with self._database.read() as session:
            for part in chunks(keys):
                rows = session.exec(select(ItemRow).where(col(ItemRow.key).in_(part)))
                found |= {row.key: to_item(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def links(self, feed: Feed, guids: Sequence[str]) -> dict[int, str]:
        """The addresses, by item key, of what a feed was the first to bring under these guids and has not taken back."""
        query = select(ItemRow.key, ItemRow.link).join(CarriedRow).where(CarriedRow.feed_key == feed.key)
        query = query.where(ItemRow.feed_key == feed.key, col(ItemRow.mark).is_distinct_from(Mark.WITHDRAWN))
        found: dict[int, str] = {}
        with self._database.read() as session:
            for part in chunks(guids):
                rows = session.exec(query.where(col(CarriedRow.guid).in_(part)))
                found |= {key: link for key, link in rows if link}
        return found

    def bare(self, limit: int) -> list[Item]:
        """The oldest items whose own page may say more than their feed did."""
        query = select(ItemRow).where(text("item.bare")).order_by(col(ItemRow.key)).limit(limit)
        with self._database.read() as session:
            return [to_item(row) for row in session.exec(query)]

    def not_bare(self, item: Item) -> None:
        """There is no more to be had."""
        with self._database.write() as session:
            session.execute(update(ItemRow).where(col(ItemRow.key) == item.key).values(bare=False))

    def completed(self, item: Item, now: datetime) -> None:
        """A revision with the text of the item's own page, unless its feed has revised it meanwhile."""
        with self._database.write() as session:
            row = session.get(ItemRow, item.key)
            if row is None or row.revision != item.revision:
                return
            before = _revision(row)
            row.body, row.content_hash, row.bare = item.body, content_hash(row.title, item.body), False
            row.revision, row.changed = row.revision + 1, now
            session.add(row)
            session.flush()
            insert_new(session, ItemRevisionRow, [before, _revision(row)])

    def withdraw(self, keys: Sequence[int], now: datetime) -> int:
        """A revision of its own kind for items that their publisher took back. Says how many were not yet."""
        with self._database.write() as session:
            return withdraw(session, keys, now)

    def carriers(self, item: Item) -> int:
        """How many feeds carry the item."""
        feeds = select(func.count(func.distinct(CarriedRow.feed_key))).where(CarriedRow.item_key == item.key)
        with self._database.read() as session:
            return session.exec(feeds).one()

    def count(self) -> int:
        """How many items there are."""
        with self._database.read() as session:
            return session.exec(select(func.count(col(ItemRow.key)))).one()

    def waiting(self) -> dict[str, int]:
        """How many items a step has still to come to: to match them, to place them in a story."""
        unmatched, unplaced = col(ItemRow.matched_revision) < ItemRow.revision, col(ItemRow.story).is_(None)
        with self._database.read() as session:
            return {
                "match": session.exec(select(func.count(col(ItemRow.key))).where(unmatched)).one(),
                "group": session.exec(select(func.count(col(ItemRow.key))).where(unplaced)).one(),
            }


def oldest(session: Session, condition: ColumnElement[bool], limit: int, room: int) -> Sequence[ItemRow]:
    """The oldest rows that meet a condition, as many as have `room` characters of text, and at least one."""
    sizes = select(ItemRow.key, func.length(ItemRow.body)).where(condition).order_by(col(ItemRow.key)).limit(limit)
    found = session.exec(sizes).all()
    total = accumulate(size for _, size in found)
    fitting = max(1, len(list(takewhile(lambda size: size <= room, total))))
    keys = [key for key, _ in found[:fitting]]
    return session.exec(select(ItemRow).where(col(ItemRow.key).in_(keys)).order_by(col(ItemRow.key))).all()


def insert_items(
    session: Session,
    drafts: Sequence[Draft],
    now: datetime,
    *,
    feed_key: int | None,
    baseline: bool,
    backfill: datetime | None = None,
    late: bool = False,
    bare: bool = False,
    taken: set[str] | None = None,
) -> dict[str, int]:
    """Insert drafts that are known to be new and give their keys by identity.

    Of a baseline, what was published since `backfill` is news. `bare`: those that say little are marked as such. `taken` is
    what `taken_ids` says of more drafts than these; the ids that are given now are added to it.
    """
    if not drafts:
        return {}
    if taken is None:
        taken = taken_ids(session, [d.identity for d in drafts])
    ids = {d.identity: _free_id(d.identity, taken) for d in drafts}
    history = {d.identity: baseline and not _is_since(d, backfill) for d in drafts}
    rows = [
        {
            "id": ids[d.identity], "identity": d.identity, "feed_key": feed_key, "title": d.title, "body": d.body, "lang": d.lang,
            "source": d.source, "tier": d.tier, "country": d.country, "link": d.link, "published": d.published, "found": now,
            "dated": dated(d.published, now), "changed": now, "revision": 1, "matched_revision": 0,
            "content_hash": d.content_hash, "baseline": history[d.identity], "mark": mark_of(d.title),
            "late": late and not history[d.identity], "bare": bare and is_bare(d) and not history[d.identity],
        }
        for d in drafts
    ]  # fmt: skip
    insert_new(session, ItemRow, rows)
    keys = keys_by_identity(session, [d.identity for d in drafts])
    call(session, Kind.MATCH, list(keys.values())[:1])
    return keys


def revise(session: Session, drafts: Mapping[int, Draft], now: datetime) -> None:
    """Make each draft the next revision of the item with its key. One that its title now marks is of that kind."""
    rows = []
    for part in chunks(list(drafts)):
        for row in session.exec(select(ItemRow).where(col(ItemRow.key).in_(part))):
            draft = drafts[row.key]
            rows.append(_revision(row))
            describe(row, draft)
            row.title, row.body, row.content_hash = draft.title, draft.body, draft.content_hash
            row.revision, row.changed = row.revision + 1, now
            mark = mark_of(draft.title)
            kind = mark if mark and mark != row.mark else TEXT
            row.mark = mark
            session.add(row)
            rows.append(_revision(row, kind))
    session.flush()
    insert_new(session, ItemRevisionRow, rows)
    call(session, Kind.MATCH, list(drafts)[:1])


def withdraw(session: Session, keys: Sequence[int], now: datetime) -> int:
    """A revision of its own kind for items that their publisher took back: the text stays. Says how many were not yet."""
    rows: list[dict[str, Any]] = []
    for part in chunks(keys):
        taken_back = col(ItemRow.mark).is_distinct_from(Mark.WITHDRAWN)
        for row in session.exec(select(ItemRow).where(col(ItemRow.key).in_(part), taken_back)):
            before = _revision(row)
            row.mark, row.revision, row.changed = Mark.WITHDRAWN, row.revision + 1, now
            session.add(row)
            rows += [before, _revision(row, row.mark)]
    session.flush()
    insert_new(session, ItemRevisionRow, rows)
    return len(rows) // 2


def describe(row: ItemRow, draft: Draft) -> None:
    """Take over what a draft says about its text. What it does not say stays as it was."""
    row.lang, row.source, row.link = draft.lang or row.lang, draft.source or row.source, draft.link or row.link
    row.published = draft.published or row.published
    row.dated = dated(row.published, row.found)


def keys_by_identity(session: Session, identities: Sequence[str]) -> dict[str, int]:
    """The keys of the items that are there, by identity."""
    return dict(map(tuple, among(session, _KEYS, identities)))


def to_item(row: ItemRow) -> Item:
    """The value of a row."""
    return Item(
        key=row.key, id=row.id, title=row.title, body=row.body, lang=row.lang, source=row.source,
        tier=Tier(row.tier) if row.tier else None, country=row.country, link=row.link, published=row.published,
        found=row.found, revision=row.revision, baseline=row.baseline,
        mark=Mark(row.mark) if row.mark else None, late=row.late, story=row.story or "",
    )  # fmt: skip


def dated(published: datetime | None, found: datetime) -> datetime:
    """Where an item stands in time. A date of publication in the future is no reason to lead every list till then."""
    return min(published or found, found)


def taken_ids(session: Session, identities: Sequence[str]) -> set[str]:
    """Those short ids that these might get and that others have. Longer ones are asked for only where the shortest is not free."""
    shortest = [next(short_ids(identity)) for identity in identities]
    taken = _in_use(session, shortest)
    wanted_twice = {candidate for candidate, times in Counter(shortest).items() if times > 1}
    unfree = [one for one, short in zip(identities, shortest, strict=True) if short in taken or short in wanted_twice]
    return taken | _in_use(session, [candidate for identity in unfree for candidate in short_ids(identity)])


def _in_use(session: Session, ids: Sequence[str]) -> set[str]:
    return {row[0] for row in among(session, _IDS, ids)}


def _free_id(identity: str, taken: set[str]) -> str:
    """The shortest id that nobody has, taken from now on."""
    free = next(candidate for candidate in short_ids(identity) if candidate not in taken)
    taken.add(free)
    return free


def _is_since(draft: Draft, moment: datetime | None) -> bool:
    return moment is not None and draft.published is not None and draft.published >= moment


def _revision(row: ItemRow, kind: str = TEXT) -> dict[str, Any]:
    """The revision that a row is at. The one before a change is kept with it, in case it is the first."""
    return {
        "item_key": row.key, "revision": row.revision, "title": row.title, "body": row.body,
        "content_hash": row.content_hash, "seen_at": row.changed, "revision_kind": kind,
    }  # fmt: skip
