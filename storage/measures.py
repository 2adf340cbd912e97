"""Delivery in figures: what waits and for how long, what needs somebody, how fast things go, what the model costs. Not for
drawing them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, text
from sqlmodel import Session, col, func, select

from core.model import Decision, DeliveryState
from storage.deliveries import WAITS_SINCE
from storage.engine import Database
from storage.language_rows import ModelSpendRow
from storage.ledger_rows import FAILED, HELD, OPEN, AlertRow, DeliveryRow, LaneRow, PaceRow
from storage.models import ItemRow
from storage.space_rows import ChannelFateRow

# Upper ends of the classes of age, in seconds; the last one takes the rest.
AGES = (10.0, 60.0, 300.0, 900.0, 3_600.0, 86_400.0, math.inf)
# The latest deliveries that latencies are taken from.
LATEST = 1_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not finished, in numbers.

    `by_age`: deliveries that should be on their way, by the upper end of their age in seconds (each counted once).
    `held` wait for a time, `flagged` for an administrator, who also may retry what `failed`. `paced` channels wait for
    their next post; `closed` are workspaces' methods that a surface told us to keep away from.
    """

    by_age: Mapping[float, int]
    oldest: timedelta | None
    sending: int
    uncertain: int
    held: int
    flagged: int
    failed: int
    paced: int
    closed: int

    @property
    def waiting(self) -> int:
        """All that should be on their way."""
        return sum(self.by_age.values())


class MeasureStore:
    """Figures about deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def backlog(self, now: datetime) -> Backlog:
        """What is not finished."""
        with self._database.read() as session:
            ages, since, sending, uncertain = _open(session, now)
            held, flagged = session.exec(_HELD).one()
            failed = session.exec(select(func.count()).select_from(DeliveryRow).where(text(f"delivery.{FAILED}"))).one()
            paced = and_(col(LaneRow.ready_at) > now, col(LaneRow.next_at).is_not(None))
            return Backlog(
                by_age=ages,
                oldest=max(now - since, timedelta(0)) if since else None,
                sending=sending,
                uncertain=uncertain,
                held=held,
                flagged=flagged,
                failed=failed,
                paced=_count(session, LaneRow, paced),
                closed=_count(session, PaceRow, col(PaceRow.closed_until) > now),
            )

    def closed_channels(self) -> dict[str, int]:
        """How many channels take nothing of us, by what befell them."""
        fate = col(ChannelFateRow.fate)
        with self._database.read() as session:
            found = session.execute(select(fate, func.count()).group_by(fate))
            return {str(name): int(count) for name, count in found}

    def model_tokens(self, day: date) -> int:
        """How many tokens the language model used on a day (UTC), of all workspaces."""
        total = select(func.coalesce(func.sum(ModelSpendRow.tokens), 0)).where(col(ModelSpendRow.day) == day)
        with self._database.read() as session:
            return int(session.exec(total).one())

    def latencies(self, since: datetime) -> list[float]:
        """Seconds from when an item was first seen to when it was sent, of the latest items sent after `since`.

        What was held by a wish of its channel is not among them: its waiting was wanted.
        """
        latest = select(DeliveryRow.key).order_by(col(DeliveryRow.key).desc()).limit(LATEST)
        wanted = exists().where(col(AlertRow.delivery_key) == DeliveryRow.key, col(AlertRow.decision) == Decision.HELD)
        query = (
            select(ItemRow.found, DeliveryRow.sent_at)
            .join(ItemRow, col(DeliveryRow.item_key) == ItemRow.key)
            .where(col(DeliveryRow.key).in_(latest), col(DeliveryRow.sent_at) > since, ~wanted)
        )
        with self._database.read() as session:
            return [(sent - found).total_seconds() for found, sent in session.exec(query) if sent]


_HELD: Any = (
    select(
        func.count(col(DeliveryRow.held_until)),
        func.count(col(DeliveryRow.key)) - func.count(col(DeliveryRow.held_until)),
    )
    .select_from(DeliveryRow)
    .where(text(f"delivery.{HELD}"))
)


def _open(session: Session, now: datetime) -> tuple[dict[float, int], datetime | None, int, int]:
    """(numbers by age, since when the oldest waits, how many are being sent, how many are uncertain), in one pass."""
    bounds = [now - timedelta(seconds=age) for age in AGES[:-1]]
    younger = [func.count(case((bound < WAITS_SINCE, 1))) for bound in bounds]
    states = [
        func.count(case((col(DeliveryRow.state) == state, 1)))
        for state in (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
    ]
    query: Any = select(func.count(), func.min(WAITS_SINCE), *states, *younger)
    total, since, sending, uncertain, *counts = session.exec(
        query.select_from(DeliveryRow).where(text(f"delivery.{OPEN}"))
    ).one()
    counts.append(total)
    by_age = {age: count - before for age, before, count in zip(AGES, [0, *counts], counts, strict=False)}
    return by_age, since, sending, uncertain


def _count(session: Session, table: type[LaneRow] | type[PaceRow], condition: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(condition)).one()
