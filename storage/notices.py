"""Messages that are no item's alert, handed to the ledger as deliveries with a card of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from core.card import Card, card_to_data
from core.model import Channel, DeliveryState, Kind, Rank, Reason
from storage.direct import direct
from storage.engine import Database
from storage.ledger_rows import BUNDLED_AS, DeliveryRow
from storage.models import FeedRow
from storage.upsert import chunks, insert_new
from storage.wake import wake


@dataclass(frozen=True, slots=True)
class Notice:
    """A card for a channel. `dedupe` is its name there: a channel never gets two of one name.

    `items` are the keys of those that it tells of instead of deliveries of their own.
    """

    channel: Channel
    card: Card
    dedupe: str
    items: tuple[int, ...] = ()


class NoticeStore:
    """Handing out notices."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def to_people(self, near: Channel, users: Sequence[str], card: Card, dedupe: str, now: datetime) -> int:
        """Have each of these people of a channel's workspace told alone, where the surface has a place for them."""
        with self._database.write() as session:
            places = (direct(session, near.surface, near.workspace, user, near.lang) for user in users)
            return insert_notices(session, [Notice(place, card, dedupe) for place in places if place], now)

    def told(self, notices: Sequence[Notice], learned: Mapping[int, Mapping[str, Any]], now: datetime) -> int:
        """Have cards sent, and note by feed key what was told of those feeds: both or neither. Says how many are new."""
        with self._database.write() as session:
            posted = insert_notices(session, notices, now)
            for feed_key, values in learned.items():
                session.execute(update(FeedRow).where(col(FeedRow.key) == feed_key).values(**values))
            return posted


def insert_notices(session: Session, notices: Sequence[Notice], now: datetime) -> int:
    """Insert the deliveries of these cards. Says how many were not there yet."""
    fresh = {"rank": int(Rank.ALERT), "state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "created_at": now}
    rows = [{"channel_key": n.channel.key, "dedupe": n.dedupe, "card": card_to_data(n.card), **fresh} for n in notices]
    added = insert_new(session, DeliveryRow, rows)
    for notice in notices:
        for part in chunks(notice.items):
            bundled = update(DeliveryRow).where(
                col(DeliveryRow.channel_key) == notice.channel.key,
                col(DeliveryRow.item_key).in_(part),
                col(DeliveryRow.kind) == Kind.POST,
                col(DeliveryRow.state) == DeliveryState.SUPPRESSED,
                col(DeliveryRow.reason) == Reason.OUTAGE,
            )
            session.execute(bundled.values(reason=f"{BUNDLED_AS}{notice.dedupe}"))
    if added:
        wake(session, [(channel_key, int(Rank.ALERT)) for channel_key in {n.channel.key for n in notices}], now)
    return added
