"""Channels that get far more than they are used to, and that they were offered a digest. Each is offered one once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, func, select

from core.card import Card
from core.model import Channel, Rank
from storage.engine import Database
from storage.ledger_rows import DeliveryRow, WishRow
from storage.models import ChannelRow
from storage.notices import Notice, insert_notices
from storage.subscriptions import to_channel

DAY, NORM_SPAN = timedelta(days=1), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Flood:
    """A channel, its alerts of the last day, and those of the four weeks before it."""

    channel: Channel
    today: int
    before: int


class OfferStore:
    """Who might want a digest, and offering it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def floods(self, now: datetime, least: int) -> list[Flood]:
        """Channels with at least so many alerts in the last day that have no digest and were never offered one."""
        made = col(DeliveryRow.created_at)
        today = func.sum(case((made > now - DAY, 1), else_=0))
        query = (
            select(ChannelRow, today, func.count(col(DeliveryRow.key)) - today)
            .join(DeliveryRow, col(DeliveryRow.channel_key) == col(ChannelRow.key))
            .outerjoin(WishRow, col(WishRow.channel_key) == col(ChannelRow.key))
            .where(
                made > now - DAY - NORM_SPAN,
                DeliveryRow.rank == int(Rank.ALERT),
                col(DeliveryRow.item_key).is_not(None),
            )
            .where(
                or_(
                    col(WishRow.channel_key).is_(None),
                    (col(WishRow.offered_at).is_(None)) & (col(WishRow.digest).is_(None)),
                )
            )
            .group_by(col(ChannelRow.key))
            .having(today >= least)
        )
        with self._database.read() as session:
            return [Flood(to_channel(channel), int(new), int(old)) for channel, new, old in session.exec(query)]

    def offer(self, channel: Channel, card: Card, now: datetime) -> bool:
        """Send the offer. False where the channel was offered one meanwhile."""
        with self._database.write() as session:
            insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
            row = insert(WishRow).values(channel_key=channel.key)
            session.connection().execute(row.on_conflict_do_nothing(index_elements=["channel_key"]))
            first = update(WishRow).where(col(WishRow.channel_key) == channel.key, col(WishRow.offered_at).is_(None))
            result: Any = session.execute(first.values(offered_at=now))
            return bool(result.rowcount) and bool(insert_notices(session, [Notice(channel, card, "offer:digest")], now))
