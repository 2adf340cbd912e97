"""The way from an item to messages: what was decided for whom, what became of it. For pages that show it; only reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from core.model import Channel, Decision, DeliveryState, Item, Reason
from core.states import Kind
from storage.engine import Database
from storage.items import to_item
from storage.ledger_rows import AlertRow, DeliveryRow, LaneRow
from storage.models import ChannelRow, ItemRow, SubscriptionRow
from storage.subscriptions import to_channel
from storage.upsert import chunks


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on an item, and the delivery that came of it, if any did."""

    channel: Channel
    label: str
    decision: Decision
    reason: Reason
    at: datetime
    delivery: int | None
    state: DeliveryState | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivery as a row of the ledger. `title` and `item` are those of its item, if it is about one."""

    key: int
    channel: Channel
    kind: Kind
    state: DeliveryState
    attempt: int
    created_at: datetime
    sent_at: datetime | None
    held_until: datetime | None
    told: str
    dedupe: str
    item: str = ""
    title: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """How a channel's deliveries go: those that wait, when the next may go, and how many went lately."""

    channel: Channel
    waiting: int
    next_at: datetime | None
    ready_at: datetime | None
    sent: int


class Trail:
    """Questions about what became of items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_item(self, item: Item, limit: int = 200) -> list[Step]:
        """Every decision on the item, the newest first."""
        query = (
            select(AlertRow, SubscriptionRow, ChannelRow, DeliveryRow)
            .join(SubscriptionRow, col(SubscriptionRow.key) == col(AlertRow.subscription_key))
            .join(ChannelRow, col(ChannelRow.key) == col(SubscriptionRow.channel_key))
            .outerjoin(DeliveryRow, col(DeliveryRow.key) == col(AlertRow.delivery_key))
            .where(col(AlertRow.item_key) == item.key)
            .order_by(col(AlertRow.key).desc())
        )
        with self._database.read() as session:
            return [
                Step(
                    to_channel(channel), subscription.label, Decision(alert.decision), Reason(alert.reason), alert.created_at,
                    delivery.key if delivery else None, DeliveryState(delivery.state) if delivery else None,
                )
                for alert, subscription, channel, delivery in session.execute(query.limit(limit))
            ]  # fmt: skip

    def entries(
        self, states: Sequence[DeliveryState] = (), channel: int = 0, limit: int = 50, before: int = 0
    ) -> list[Entry]:
        """Deliveries, the newest first: of these states, of one channel, below a key, where those are given."""
        query = _rows()
        if states:
            query = query.where(col(DeliveryRow.state).in_(states))
        if channel:
            query = query.where(col(DeliveryRow.channel_key) == channel)
        if before:
            query = query.where(col(DeliveryRow.key) < before)
        return self._entries(query.order_by(col(DeliveryRow.key).desc()).limit(limit))

    def entry(self, key: int) -> Entry | None:
        """One delivery."""
        return next(iter(self._entries(_rows().where(col(DeliveryRow.key) == key))), None)

    def paces(self, since: datetime, limit: int = 200) -> list[Pace]:
        """The channels that have something to do or were sent something since then, the fullest first."""
        waiting = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
        key, state = col(DeliveryRow.channel_key), col(DeliveryRow.state)
        with self._database.read() as session:
            open_ones = select(key, func.count()).where(state.in_(waiting)).group_by(key)
            sent_ones = select(key, func.count()).where(col(DeliveryRow.sent_at) >= since).group_by(key)
            counts = {row[0]: row[1] for row in session.execute(open_ones)}
            sent = {row[0]: row[1] for row in session.execute(sent_ones)}
            keys = sorted(counts.keys() | sent.keys(), key=lambda k: (-counts.get(k, 0), -sent.get(k, 0), k))[:limit]
            query = select(ChannelRow, LaneRow).outerjoin(LaneRow, col(LaneRow.channel_key) == col(ChannelRow.key))
            found = {}
            for part in chunks(keys):
                for row, lane in session.execute(query.where(col(ChannelRow.key).in_(part))):
                    next_at, ready_at = (lane.next_at, lane.ready_at) if lane else (None, None)
                    number = counts.get(row.key, 0)
                    found[row.key] = Pace(to_channel(row), number, next_at, ready_at, sent.get(row.key, 0))
            return [found[k] for k in keys if k in found]

    def told(self, channel: Channel, limit: int) -> list[tuple[datetime, Item]]:
        """What the channel was sent, alone or in a digest, and when: each item once, the newest first."""
        query = (
            select(func.max(col(DeliveryRow.sent_at)), col(AlertRow.item_key))
            .join(AlertRow, col(AlertRow.delivery_key) == col(DeliveryRow.key))
            .where(col(DeliveryRow.channel_key) == channel.key, col(DeliveryRow.state) == DeliveryState.SENT)
            .group_by(col(AlertRow.item_key))
            .order_by(func.max(col(DeliveryRow.sent_at)).desc(), col(AlertRow.item_key).desc())
        )
        with self._database.read() as session:
            rows = session.execute(query.limit(limit)).all()
            found = select(ItemRow).where(col(ItemRow.key).in_([key for _, key in rows]))
            items = {row.key: to_item(row) for row in session.scalars(found)}
        return [(sent_at, items[key]) for sent_at, key in rows if key in items]

    def channels(self, limit: int = 2_000) -> list[Channel]:
        """Every channel, by surface and name."""
        row = ChannelRow
        query = select(
            col(row.surface), col(row.workspace), col(row.address), col(row.name), col(row.lang), col(row.key)
        )
        with self._database.read() as session:
            rows = session.execute(query.order_by(col(row.surface), col(row.name), col(row.key)).limit(limit))
            return [Channel(*one) for one in rows]

    def _entries(self, query: Any) -> list[Entry]:
        with self._database.read() as session:
            rows = session.execute(query).all()
            labels: dict[int, list[str]] = {}
            for part in chunks([row[0].key for row in rows]):
                named = select(col(AlertRow.delivery_key), col(SubscriptionRow.label)).join(
                    SubscriptionRow, col(SubscriptionRow.key) == col(AlertRow.subscription_key)
                )
                for key, label in session.execute(named.where(col(AlertRow.delivery_key).in_(part))):
                    labels.setdefault(key, []).append(label)
        return [
            Entry(
                d.key, to_channel(channel), Kind(d.kind), DeliveryState(d.state), d.attempt, d.created_at, d.sent_at, d.held_until,
                d.reason or "", d.dedupe, item or "", title or "", tuple(dict.fromkeys(labels.get(d.key, ()))),
            )
            for d, channel, item, title in rows
        ]  # fmt: skip


def _rows() -> Any:
    return (
        select(DeliveryRow, ChannelRow, col(ItemRow.id), col(ItemRow.title))
        .join(ChannelRow, col(ChannelRow.key) == col(DeliveryRow.channel_key))
        .outerjoin(ItemRow, col(ItemRow.key) == col(DeliveryRow.item_key))
    )
