"""What a feed carries: which of its entries are new, which are known, which say something else than before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.corrections import mark_of
from core.items import Draft, same_text
from core.model import Mark
from storage.items import insert_items, keys_by_identity, revise
from storage.models import CarriedRow, ItemRow
from storage.upsert import chunks, insert_new


@dataclass(frozen=True, slots=True)
class Added:
    """What became of drafts, in numbers."""

    new: int = 0
    revised: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class _Carried:
    """What a feed said before under one guid."""

    key: int
    item_key: int
    content_hash: str


def add_entries(
    session: Session,
    feed_key: int,
    drafts: Sequence[Draft],
    now: datetime,
    *,
    baseline: bool,
    backfill: datetime | None = None,
    late: bool = False,
    bare: bool = False,
) -> Added:
    """Store what a feed carries. `backfill`, `late` and `bare` are those of `insert_items`.

    A draft is known by its identity anywhere, by its guid in this feed, or by its text in this feed, so a changed guid, a
    moved link or a second feed makes no second item. Only the feed an item first came from may revise it: otherwise two
    feeds with different extracts of one article would revise it for ever.
    """
    carried = _carried(session, feed_key, [d.guid for d in drafts])
    keys = _known(session, feed_key, drafts, carried)
    known = dict(keys)
    fresh = _first_of_each([d for d in drafts if d.guid not in keys], keys)
    by_identity = insert_items(
        session, fresh, now, feed_key=feed_key, baseline=baseline, backfill=backfill, late=late, bare=bare
    )
    keys |= {d.guid: by_identity[d.identity] for d in fresh}
    for again in [d for d in drafts if d.guid not in keys]:
        keys[again.guid] = by_identity.get(again.identity) or _same_as(again, fresh, by_identity)
    if not baseline:
        _promote(session, feed_key, set(known.values()))
    said_again = {d.guid for d in drafts if d.guid in carried and carried[d.guid].content_hash == d.content_hash}
    revised = _revise(session, feed_key, [d for d in drafts if d.guid in known], known, said_again, now)
    _carry(session, feed_key, drafts, keys, carried, now)
    return Added(new=len(fresh), revised=revised, seen=len(drafts) - len(fresh) - revised)


def carries_any(session: Session, feed_key: int, drafts: Sequence[Draft]) -> bool:
    """Whether the feed has carried one of these before, under its guid or with the item it is."""
    if session.exec(select(CarriedRow.key).where(CarriedRow.feed_key == feed_key).limit(1)).first() is None:
        return False
    if _carried(session, feed_key, [d.guid for d in drafts]):
        return True
    known = list(keys_by_identity(session, [d.identity for d in drafts]).values())
    return bool(_own(session, feed_key, known))


def _carried(session: Session, feed_key: int, guids: Sequence[str]) -> dict[str, _Carried]:
    found: dict[str, _Carried] = {}
    for part in chunks(guids):
        query = select(CarriedRow.guid, CarriedRow.key, CarriedRow.item_key, CarriedRow.content_hash)
        query = query.where(CarriedRow.feed_key == feed_key, col(CarriedRow.guid).in_(part))
        found.update({guid: _Carried(key, item, digest) for guid, key, item, digest in session.exec(query)})
    return found


def _known(session: Session, feed_key: int, drafts: Sequence[Draft], carried: Mapping[str, _Carried]) -> dict[str, int]:
    """Item keys by guid, for the drafts that are not new.

    A guid counts only for an item that no other draft is by its identity: some feeds number their entries by place, so
    that the newest one always has the guid of the one before it.
    """
    by_identity = keys_by_identity(session, [d.identity for d in drafts])
    keys = {d.guid: by_identity[d.identity] for d in drafts if d.identity in by_identity}
    claimed = set(keys.values())
    for draft in drafts:
        before = carried.get(draft.guid)
        if draft.guid not in keys and before and before.item_key not in claimed:
            keys[draft.guid] = before.item_key
    return keys | _known_by_text(session, feed_key, [d for d in drafts if d.guid not in keys])


def _known_by_text(session: Session, feed_key: int, drafts: Sequence[Draft]) -> dict[str, int]:
    by_text: dict[str, list[tuple[int, datetime | None]]] = {}
    for part in chunks([d.content_hash for d in drafts]):
        query = select(CarriedRow.content_hash, ItemRow.key, ItemRow.published).join(ItemRow)
        query = query.where(CarriedRow.feed_key == feed_key, col(CarriedRow.content_hash).in_(part))
        for digest, key, published in session.exec(query):
            by_text.setdefault(digest, []).append((key, published))
    found = {}
    for draft in drafts:
        same = [key for key, published in by_text.get(draft.content_hash, ()) if same_text(draft, published)]
        if same:
            found[draft.guid] = same[0]
    return found


def _first_of_each(drafts: Iterable[Draft], known: Collection[str]) -> list[Draft]:
    """The first draft of each identity and text: some feeds list an entry twice."""
    kept: dict[str, Draft] = {}
    by_text: dict[str, list[Draft]] = {}
    for draft in drafts:
        twins = by_text.setdefault(draft.content_hash, [])
        if draft.identity not in kept and not any(same_text(draft, twin.published) for twin in twins):
            kept[draft.identity] = draft
            twins.append(draft)
    return list(kept.values())


def _same_as(draft: Draft, fresh: Iterable[Draft], by_identity: Mapping[str, int]) -> int:
    """The key of the new item whose text the draft repeats."""
    return next(by_identity[d.identity] for d in fresh if d.content_hash == draft.content_hash)


def _promote(session: Session, feed_key: int, keys: set[int]) -> None:
    """Make news of items that were history in another feed's baseline and are new in this one."""
    for part in chunks(sorted(keys - _own(session, feed_key, sorted(keys)))):
        history = update(ItemRow).where(col(ItemRow.key).in_(part), col(ItemRow.baseline))
        session.execute(history.values(baseline=False, matched_revision=0))


def _own(session: Session, feed_key: int, keys: Sequence[int]) -> set[int]:
    """Those of the items that the feed is known to carry."""
    own: set[int] = set()
    for part in chunks(keys):
        query = select(CarriedRow.item_key).where(CarriedRow.feed_key == feed_key, col(CarriedRow.item_key).in_(part))
        own.update(session.exec(query))
    return own


def _revise(
    session: Session,
    feed_key: int,
    drafts: Sequence[Draft],
    keys: Mapping[str, int],
    said_again: Collection[str],
    now: datetime,
) -> int:
    """Revise the items of which this feed is the owner. Of two drafts for one item the first one, the newer, counts.

    Where the feed only repeats itself, an item that differs has its text from its own page and keeps it; but one that was
    taken for withdrawn is back.
    """
    said: dict[int, Draft] = {}
    for draft in drafts:
        said.setdefault(keys[draft.guid], draft)
    changed: list[int] = []
    for part in chunks(list(said)):
        query = select(ItemRow.key, ItemRow.content_hash, ItemRow.mark).where(col(ItemRow.key).in_(part))
        own = session.exec(query.where(ItemRow.feed_key == feed_key))
        for key, digest, mark in own:
            differs = digest != said[key].content_hash and said[key].guid not in said_again
            if differs or (mark == Mark.WITHDRAWN and mark_of(said[key].title) != Mark.WITHDRAWN):
                changed.append(key)
    revise(session, {key: said[key] for key in changed}, now)
    return len(changed)


def _carry(
    session: Session,
    feed_key: int,
    drafts: Sequence[Draft],
    keys: Mapping[str, int],
    before: Mapping[str, _Carried],
    now: datetime,
) -> None:
    """Note what is carried. Only what is new or says something else is written: most polls bring nothing."""
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for draft in {d.guid: d for d in reversed(drafts)}.values():
        item_key, known = keys[draft.guid], before.get(draft.guid)
        if known is None or known.item_key != item_key:
            # A guid that stands for another item is left with it; this one is noted under its own name.
            guid = draft.guid if known is None else draft.identity
            said = {"item_key": item_key, "content_hash": draft.content_hash}
            new.append({"feed_key": feed_key, "guid": guid, "seen_at": now, **said})
        elif known.content_hash != draft.content_hash:
            changed.append({"key": known.key, "content_hash": draft.content_hash})
    insert_new(session, CarriedRow, new)
    if changed:
        session.execute(update(CarriedRow), changed)
