"""What a feed carries: which of its entries are new, which are known, which say something else than before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlmodel import Session

from core.corrections import mark_of
from core.items import Draft, same_text
from core.model import Mark
from storage.items import insert_items, keys_by_identity, revise, taken_ids
from storage.keys import OneOf
from storage.models import CarriedRow, metadata
from storage.upsert import among, insert_new, write_rows

_CARRIED, _ITEM, _FEED = (metadata.tables[name] for name in ("carried", "item", "feed"))
_OF_FEED = _CARRIED.c.feed_key == bindparam("feed")
# What follows is asked for each feed that changed, so it is built once; see `among`.
_GUIDS = select(_CARRIED.c.guid, _CARRIED.c.key, _CARRIED.c.item_key, _CARRIED.c.content_hash).where(
    _OF_FEED, OneOf(_CARRIED.c.guid)
)
_TEXTS = (
    select(_CARRIED.c.content_hash, _ITEM.c.key, _ITEM.c.published)
    .join_from(_CARRIED, _ITEM)
    .where(_OF_FEED, OneOf(_CARRIED.c.content_hash))
)
_CARRIERS = select(_FEED.c.key).where(
    OneOf(_FEED.c.key), exists(select(_CARRIED.c.key).where(_CARRIED.c.feed_key == _FEED.c.key))
)
_OWN = select(_CARRIED.c.item_key).where(_OF_FEED, OneOf(_CARRIED.c.item_key))
_SAID = select(_ITEM.c.key, _ITEM.c.content_hash, _ITEM.c.mark).where(
    _ITEM.c.feed_key == bindparam("feed"), OneOf(_ITEM.c.key)
)
_PROMOTED = (
    update(_ITEM).where(_ITEM.c.key == bindparam("which"), _ITEM.c.baseline).values(baseline=False, matched_revision=0)
)
_SAYS = update(_CARRIED).where(_CARRIED.c.key == bindparam("which")).values(content_hash=bindparam("digest"))


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


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of the drafts of many feeds, read at once.

    Items by identity, short ids that are taken, and which of the feeds have ever carried anything. It learns of the items that
    are stored with its help.
    """

    items: dict[str, int]
    ids: set[str]
    carriers: set[int]


def recall(session: Session, feed_keys: Sequence[int], drafts: Iterable[Draft]) -> Known:
    """What is known of these drafts, and of these feeds."""
    identities = list({draft.identity for draft in drafts})
    items = keys_by_identity(session, identities)
    taken = taken_ids(session, [identity for identity in identities if identity not in items])
    return Known(items, taken, {row[0] for row in among(session, _CARRIERS, feed_keys)})


def add_entries(
    session: Session,
    feed_key: int,
    drafts: Sequence[Draft],
    now: datetime,
    known: Known,
    *,
    baseline: bool,
    backfill: datetime | None = None,
    late: bool = False,
    bare: bool = False,
) -> Added:
    """Store what a feed carries. `backfill`, `late` and `bare` are those of `insert_items`.

    A draft is known by its identity anywhere, by its guid in this feed, or by its text in this feed, so a changed guid, a
    moved link or a second feed makes no second item. Only the feed an item first came from may revise it: otherwise two
    feeds with different extracts of one article would revise it for ever. With `baseline` the feed has carried none of these;
    `known` was recalled for them and for the feeds of baselines.
    """
    carried = {} if baseline else _carried(session, feed_key, [d.guid for d in drafts])
    keys = _known(drafts, known, carried)
    if not baseline or feed_key in known.carriers:
        keys |= _known_by_text(session, feed_key, [d for d in drafts if d.guid not in keys])
    before = dict(keys)
    fresh = _first_of_each([d for d in drafts if d.guid not in keys], keys)
    by_identity = insert_items(
        session,
        fresh,
        now,
        feed_key=feed_key,
        baseline=baseline,
        backfill=backfill,
        late=late,
        bare=bare,
        taken=known.ids,
    )
    known.items.update(by_identity)
    keys |= {d.guid: by_identity[d.identity] for d in fresh}
    for again in [d for d in drafts if d.guid not in keys]:
        keys[again.guid] = by_identity.get(again.identity) or _same_as(again, fresh, by_identity)
    if not baseline:
        mine = {one.item_key for one in carried.values()}
        _promote(session, feed_key, set(before.values()) - mine)
    said_again = {d.guid for d in drafts if d.guid in carried and carried[d.guid].content_hash == d.content_hash}
    revised = _revise(session, feed_key, [d for d in drafts if d.guid in before], before, said_again, now)
    _carry(session, feed_key, drafts, keys, carried, now)
    return Added(new=len(fresh), revised=revised, seen=len(drafts) - len(fresh) - revised)


def carries_any(session: Session, feed_key: int, drafts: Sequence[Draft], known: Known) -> bool:
    """Whether the feed has carried one of these before, under its guid or with the item it is."""
    if feed_key not in known.carriers:
        return False
    if _carried(session, feed_key, [d.guid for d in drafts]):
        return True
    return bool(_own(session, feed_key, [known.items[d.identity] for d in drafts if d.identity in known.items]))


def _carried(session: Session, feed_key: int, guids: Sequence[str]) -> dict[str, _Carried]:
    rows = among(session, _GUIDS, guids, feed=feed_key)
    return {guid: _Carried(key, item, digest) for guid, key, item, digest in rows}


def _known(drafts: Sequence[Draft], known: Known, carried: Mapping[str, _Carried]) -> dict[str, int]:
    """Item keys by guid, for the drafts that are known by identity or guid.

    A guid counts only for an item that no other draft is by its identity: some feeds number their entries by place, so
    that the newest one always has the guid of the one before it.
    """
    keys = {d.guid: known.items[d.identity] for d in drafts if d.identity in known.items}
    claimed = set(keys.values())
    for draft in drafts:
        before = carried.get(draft.guid)
        if draft.guid not in keys and before and before.item_key not in claimed:
            keys[draft.guid] = before.item_key
    return keys


def _known_by_text(session: Session, feed_key: int, drafts: Sequence[Draft]) -> dict[str, int]:
    by_text: dict[str, list[tuple[int, datetime | None]]] = {}
    for digest, key, published in among(session, _TEXTS, [d.content_hash for d in drafts], feed=feed_key):
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
    others = sorted(keys - _own(session, feed_key, sorted(keys)))
    write_rows(session.connection(), _PROMOTED, [{"which": key} for key in others])


def _own(session: Session, feed_key: int, keys: Sequence[int]) -> set[int]:
    """Those of the items that the feed is known to carry."""
    return {row[0] for row in among(session, _OWN, keys, feed=feed_key)}


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
    for key, digest, mark in among(session, _SAID, list(said), feed=feed_key):
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
            changed.append({"which": known.key, "digest": draft.content_hash})
    insert_new(session, CarriedRow, new)
    write_rows(session.connection(), _SAYS, changed)
