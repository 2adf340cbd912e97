"""Deliveries as values, and what an administrator asks and does about them. Not for sending: storage/lanes.py."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, text, update
from sqlmodel import Session, col, func, select

from core.card import Attachment, card_from_data
from core.model import Channel, Delivery, DeliveryState, Evidence, Item, Kind, Rank, Subject, SubjectKind
from storage.engine import Database
from storage.items import to_item
from storage.ledger_rows import OPEN, AlertRow, DeliveryRow, StopRow
from storage.message_rows import AttachmentRow
from storage.models import ChannelRow, ItemRow, MatchRow, SubscriptionRow
from storage.subscriptions import to_channel
from storage.upsert import chunks, insert_new
from storage.wake import wake

# The scope of a stop that stops all.
EVERYTHING = "*"
# Since when a delivery should be on its way: its first attempt, and before that the time it is due, which is later than its
# making where it was held.
WAITS_SINCE: ColumnElement[datetime | None] = func.coalesce(col(DeliveryRow.first_at), col(DeliveryRow.next_at))


def to_deliveries(session: Session, keys: Sequence[int]) -> list[Delivery]:
    """The values of these deliveries, in their order, each with all that a card is drawn from."""
    rows: dict[int, DeliveryRow] = {}
    for part in chunks(keys):
        rows |= {row.key: row for row in session.exec(select(DeliveryRow).where(col(DeliveryRow.key).in_(part)))}
    channels = _channels(session, {row.channel_key for row in rows.values()})
    items = _items(session, {row.item_key for row in rows.values() if row.item_key is not None})
    parents = _parents(session, list(rows.values()))
    # An edit says the same as the message it changes, for the same reasons.
    told = {row.key: parents[row.parent_key or 0] if row.kind == Kind.EDIT else row for row in rows.values()}
    reasons = _reasons(session, list(told.values()))
    files = _files(session, [row.key for row in rows.values() if row.kind == Kind.FILE])
    made = []
    for row in (rows[key] for key in keys if key in rows):
        labels, evidence = reasons.get(told[row.key].key, ((), ()))
        target = parents[row.parent_key].message_id if row.parent_key else None
        delivery = _to_delivery(row, channels[row.channel_key], items.get(row.item_key or 0), labels, evidence)
        made.append(replace(delivery, target=target, file=files.get(row.key)))
    return made


def _parents(session: Session, rows: Sequence[DeliveryRow]) -> dict[int, DeliveryRow]:
    found: dict[int, DeliveryRow] = {}
    for part in chunks(sorted({row.parent_key for row in rows if row.parent_key is not None})):
        found |= {row.key: row for row in session.exec(select(DeliveryRow).where(col(DeliveryRow.key).in_(part)))}
    return found


def _files(session: Session, keys: Sequence[int]) -> dict[int, Attachment]:
    found: dict[int, Attachment] = {}
    for part in chunks(keys):
        rows = session.exec(select(AttachmentRow).where(col(AttachmentRow.delivery_key).in_(part)))
        found |= {row.delivery_key: Attachment(row.name, row.media_type, row.data, row.about) for row in rows}
    return found


def _to_delivery(
    row: DeliveryRow, channel: Channel, item: Item | None, labels: tuple[str, ...], evidence: tuple[Evidence, ...]
) -> Delivery:
    return Delivery(
        channel=channel, item=item, labels=labels, evidence=evidence, state=DeliveryState(row.state), attempt=row.attempt,
        next_at=row.next_at, created_at=row.created_at, sent_at=row.sent_at, message_id=row.message_id, reason=row.reason,
        key=row.key, rank=Rank(row.rank), dedupe=row.dedupe, card=card_from_data(row.card) if row.card is not None else None,
        held_until=row.held_until, first_at=row.first_at, uncertain_since=row.uncertain_since, kind=Kind(row.kind),
        parent=row.parent_key,
    )  # fmt: skip


def _channels(session: Session, keys: Iterable[int]) -> dict[int, Channel]:
    found: dict[int, Channel] = {}
    for part in chunks(sorted(keys)):
        found |= {r.key: to_channel(r) for r in session.exec(select(ChannelRow).where(col(ChannelRow.key).in_(part)))}
    return found


def _items(session: Session, keys: Iterable[int]) -> dict[int, Item]:
    found: dict[int, Item] = {}
    for part in chunks(sorted(keys)):
        found |= {r.key: to_item(r) for r in session.exec(select(ItemRow).where(col(ItemRow.key).in_(part)))}
    return found


def _reasons(session: Session, rows: Sequence[DeliveryRow]) -> dict[int, tuple[tuple[str, ...], tuple[Evidence, ...]]]:
    """By delivery: the labels of the subscriptions that it answers, and the evidence behind them."""
    told: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for part in chunks([row.key for row in rows]):
        query = (
            select(AlertRow, SubscriptionRow)
            .join(SubscriptionRow)
            .where(col(AlertRow.delivery_key).in_(part))
            .order_by(col(AlertRow.key))
        )
        for alert, subscription in session.exec(query):
            subject = Subject(SubjectKind(subscription.kind), subscription.subject)
            told[alert.delivery_key or 0].append((subscription.label, subject.key, alert.revision))
    matched = _matches(session, {row.item_key for row in rows if row.item_key is not None})
    return {
        row.key: (
            tuple(dict.fromkeys(label for label, _, _ in told[row.key])),
            tuple(
                dict.fromkeys(
                    evidence
                    for subject, revision, found in matched.get(row.item_key or 0, ())
                    if (subject, revision) in {(s, r) for _, s, r in told[row.key]}
                    for evidence in found
                )
            ),
        )
        for row in rows
    }


def _matches(session: Session, items: Iterable[int]) -> dict[int, list[tuple[str, int, list[Evidence]]]]:
    found: dict[int, list[tuple[str, int, list[Evidence]]]] = defaultdict(list)
    for part in chunks(sorted(items)):
        query = select(MatchRow).where(col(MatchRow.item_key).in_(part)).order_by(col(MatchRow.key))
        for row in session.exec(query):
            found[row.item_key].append((row.subject, row.revision, [Evidence(**e) for e in row.evidence]))
    return found


class Deliveries:
    """What an administrator asks about deliveries, and may do about those that no worker has in hand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(
        self, states: Sequence[DeliveryState] = (), limit: int = 50, channel: Channel | None = None
    ) -> list[Delivery]:
        """The newest deliveries, of these states and of this channel where they are given."""
        query = select(DeliveryRow.key).order_by(col(DeliveryRow.key).desc()).limit(limit)
        if states:
            query = query.where(col(DeliveryRow.state).in_(states))
        if channel:
            query = query.where(DeliveryRow.channel_key == channel.key)
        with self._database.read() as session:
            return to_deliveries(session, list(session.exec(query)))

    def by_key(self, key: int) -> Delivery | None:
        """One delivery."""
        with self._database.read() as session:
            return next(iter(to_deliveries(session, [key])), None)

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        with self._database.read() as session:
            query = select(DeliveryRow.state, func.count(col(DeliveryRow.key))).group_by(col(DeliveryRow.state))
            return dict(session.exec(query).all())

    def retry(self, key: int, now: datetime) -> bool:
        """Have a held, failed or suppressed delivery sent after all, with all its attempts. False where it is neither."""
        over = (DeliveryState.HELD, DeliveryState.FAILED, DeliveryState.SUPPRESSED)
        anew = {"attempt": 0, "first_at": None, "next_at": now, "held_until": None}
        return self._move(key, over, now, state=DeliveryState.PENDING, **anew)

    def drop(self, key: int, by: str, now: datetime) -> bool:
        """Never send a pending, held or uncertain one. False where it is final, or a worker is sending it this moment."""
        idle = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN)
        return self._move(
            key, idle, now, state=DeliveryState.SUPPRESSED, reason=f"dropped by {by}", held_until=None, owner=None
        )

    def stop(self, scope: str, by: str, now: datetime) -> None:
        """Send nothing any more in the scope: `*`, or a surface with a workspace such as slack:T1. What comes waits."""
        with self._database.write() as session:
            insert_new(session, StopRow, [{"scope": scope, "since": now, "by": by}])

    def go_on(self, scope: str) -> bool:
        """Send again. False where the scope was not stopped."""
        with self._database.write() as session:
            result: Any = session.execute(delete(StopRow).where(col(StopRow.scope) == scope))
            return bool(result.rowcount)

    def stops(self) -> list[tuple[str, datetime, str]]:
        """(scope, since, by) of what is stopped now."""
        with self._database.read() as session:
            return [(row.scope, row.since, row.by) for row in session.exec(select(StopRow).order_by(StopRow.scope))]

    def oldest_open(self, but: Channel | None = None) -> datetime | None:
        """Since when the oldest delivery waits that should be on its way; None where none does.

        That is since its first attempt, or since the time it was due. `but` is a channel that does not count.
        """
        query = select(func.min(WAITS_SINCE)).where(text(f"delivery.{OPEN}"))
        if but:
            query = query.where(DeliveryRow.channel_key != but.key)
        with self._database.read() as session:
            return session.exec(query).one()

    def _move(self, key: int, states: Sequence[DeliveryState], now: datetime, **values: Any) -> bool:
        with self._database.write() as session:
            row = session.exec(
                select(DeliveryRow).where(DeliveryRow.key == key, col(DeliveryRow.state).in_(states)).with_for_update()
            ).first()
            if row is None:
                return False
            session.execute(update(DeliveryRow).where(col(DeliveryRow.key) == key).values(**values))
            wake(session, [(row.channel_key, row.rank)], now)
            return True
