"""What an administrator asks and does about deliveries. Not for sending: storage/lanes.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, text, update
from sqlmodel import col, func, select

from core.model import Channel, Delivery, DeliveryState
from storage.delivery_values import to_deliveries
from storage.engine import Database
from storage.ledger_rows import FAILED, OPEN, DeliveryRow, StopRow
from storage.upsert import insert_new
from storage.wake import wake

# The scope of a stop that stops all.
EVERYTHING = "*"
# Since when a delivery should be on its way: its first attempt, and before that the time it is due, which is later than its
# making where it was held.
WAITS_SINCE: ColumnElement[datetime | None] = func.coalesce(col(DeliveryRow.first_at), col(DeliveryRow.next_at))


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

    def failed_since(self, since: datetime, but: Channel) -> int:
        """How many failed after this time; `but` is a channel that does not count."""
        # The time of one that failed is that of its end.
        query = select(func.count(col(DeliveryRow.key))).where(text(f"delivery.{FAILED}"), DeliveryRow.next_at > since)
        with self._database.read() as session:
            return session.exec(query.where(DeliveryRow.channel_key != but.key)).one()

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
