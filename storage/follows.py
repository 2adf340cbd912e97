"""Who follows which story, and which of its reports they know. What is worth telling is decided in core/followed.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from core.card import Card, card_to_data
from core.model import Channel, DeliveryState, Item, Kind, Rank
from storage.direct import direct
from storage.engine import Database
from storage.items import to_item
from storage.ledger_rows import DeliveryRow
from storage.models import ChannelRow, ItemRow
from storage.people import Person
from storage.people_rows import FollowRow, FollowToldRow
from storage.subscriptions import to_channel
from storage.upsert import insert_new
from storage.wake import wake

# A person follows no more at a time.
MOST = 200


@dataclass(frozen=True, slots=True)
class Followed:
    """A story that somebody follows by one of its items, and where they are told: with `name` others read it too."""

    key: int
    item: Item
    channel: Channel
    name: str
    told_at: datetime | None


class FollowStore:
    """Questions about followers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def follow(self, person: Person, item: Item, here: Channel, name: str, lang: str, now: datetime) -> Channel | None:
        """Follow the item's story from now on, told in a place of one's own, in `lang`, else in `here` by name.

        The place; None where the person follows as many stories as they may, or follows this one.
        """
        with self._database.write() as session:
            mine = list(session.exec(select(FollowRow.key).where(*_is(person))))
            if len(mine) >= MOST or session.exec(_of_story(person, item)).first():
                return None
            own = direct(session, person.surface, person.workspace, person.user, lang)
            place = own or here
            row = FollowRow(
                surface=person.surface, workspace=person.workspace, user=person.user, item_key=item.key,
                channel_key=place.key, name="" if own else name, since=now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            _note(session, row.key, [(item.key, item.revision), *_members(session, item)])
            return place

    def unfollow(self, person: Person, item: Item) -> bool:
        """Follow the item's story no longer. False where it was not followed."""
        with self._database.write() as session:
            keys = list(session.exec(_of_story(person, item)))
            session.execute(delete(FollowToldRow).where(col(FollowToldRow.follow_key).in_(keys)))
            session.execute(delete(FollowRow).where(col(FollowRow.key).in_(keys)))
            return bool(keys)

    def follows(self, person: Person, item: Item) -> bool:
        """Whether the person follows the item's story."""
        with self._database.read() as session:
            return session.exec(_of_story(person, item)).first() is not None

    def of_person(self, person: Person, limit: int) -> Sequence[int]:
        """The keys of the items whose stories a person follows, the last one first."""
        query = select(FollowRow.item_key).where(*_is(person)).order_by(col(FollowRow.key).desc()).limit(limit)
        with self._database.read() as session:
            return list(session.exec(query))

    def news(self, after: int, limit: int) -> list[tuple[Followed, list[Item]]]:
        """Followers with reports of their stories that they do not know: at most `limit` of those with keys above `after`."""
        with self._database.read() as session:
            keys = list(
                session.exec(
                    _unknown(FollowRow.key).where(FollowRow.key > after).distinct().order_by(FollowRow.key).limit(limit)
                )
            )
            places = select(FollowRow, ItemRow, ChannelRow).join(ItemRow).join(ChannelRow)
            rows = session.exec(places.where(col(FollowRow.key).in_(keys)).order_by(col(FollowRow.key)))
            found = {
                row.key: (Followed(row.key, to_item(item), to_channel(channel), row.name, row.told_at), list[Item]())
                for row, item, channel in rows
            }
            for key, item in session.exec(
                _unknown(FollowRow.key, _MEMBER).where(col(FollowRow.key).in_(keys)).order_by(_MEMBER.key)
            ):
                found[key][1].append(to_item(item))
        return list(found.values())

    def told(self, followed: Followed, items: Sequence[Item], card: Card | None, now: datetime) -> bool:
        """Note that these are known now, and have a card sent where there is one: both or neither.

        It answers the message about the story, where its channel has one. False, and nothing is sent, where another process
        was quicker or nobody follows any more.
        """
        known = [(item.key, item.revision) for item in items]
        with self._database.write() as session:
            row = session.get(FollowRow, followed.key, with_for_update=True)
            if row is None or _note(session, followed.key, known) < len(known):
                session.rollback()
                return False
            if card:
                row.told_at = now
                session.add(row)
                _send(session, followed, card, f"follow:{followed.key}:{known[-1][0]}:{known[-1][1]}", now)
            return True


_ANCHOR, _MEMBER = aliased(ItemRow), aliased(ItemRow)


def _unknown(*columns: Any) -> Any:
    """Of followers and the matched reports of their stories that they do not know."""
    known = exists().where(
        col(FollowToldRow.follow_key) == col(FollowRow.key),
        col(FollowToldRow.item_key) == col(_MEMBER.key),
        col(FollowToldRow.revision) >= col(_MEMBER.revision),
    )
    matched = col(_MEMBER.matched_revision) >= col(_MEMBER.revision), col(_MEMBER.baseline).is_(False)
    query: Any = select(*columns).select_from(FollowRow).join(_ANCHOR, col(_ANCHOR.key) == FollowRow.item_key)
    query = query.join(_MEMBER, and_(col(_MEMBER.story) == col(_ANCHOR.story), *matched))
    return query.where(~known)


def _send(session: Session, followed: Followed, card: Card, name: str, now: datetime) -> None:
    wake(session, [(followed.channel.key, int(Rank.ALERT))], now)
    parent = _message(session, followed)
    row = {
        "channel_key": followed.channel.key, "dedupe": name, "rank": int(Rank.ALERT), "card": card_to_data(card),
        "kind": Kind.THREAD if parent else Kind.POST, "parent_key": parent,
        "state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "created_at": now,
    }  # fmt: skip
    insert_new(session, DeliveryRow, [row])


def _message(session: Session, followed: Followed) -> int | None:
    """The message about the story that the channel got, if any."""
    story = select(ItemRow.story).where(ItemRow.key == followed.item.key).scalar_subquery()
    query = select(DeliveryRow.key).join(ItemRow, col(ItemRow.key) == DeliveryRow.item_key)
    query = query.where(col(ItemRow.story) == story, DeliveryRow.channel_key == followed.channel.key)
    sent = query.where(DeliveryRow.kind == Kind.POST, DeliveryRow.state == DeliveryState.SENT)
    return session.exec(sent.order_by(col(DeliveryRow.key)).limit(1)).first()


def _members(session: Session, item: Item) -> list[tuple[int, int]]:
    story = select(ItemRow.story).where(ItemRow.key == item.key).scalar_subquery()
    return list(session.exec(select(ItemRow.key, ItemRow.revision).where(col(ItemRow.story) == story)))


def _note(session: Session, follow: int, items: Sequence[tuple[int, int]]) -> int:
    rows = [{"follow_key": follow, "item_key": key, "revision": revision} for key, revision in dict.fromkeys(items)]
    return insert_new(session, FollowToldRow, rows)


def _of_story(person: Person, item: Item) -> Any:
    """The keys of the person's following of the item's story, whichever of its items they began with."""
    story = select(ItemRow.story).where(ItemRow.key == item.key).scalar_subquery()
    same = (col(ItemRow.story) == story) | (col(ItemRow.key) == item.key)
    return select(FollowRow.key).join(ItemRow).where(*_is(person), same)


def _is(person: Person) -> tuple[Any, ...]:
    return FollowRow.surface == person.surface, FollowRow.workspace == person.workspace, FollowRow.user == person.user
