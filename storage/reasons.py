"""Why a channel got an item, or did not: what was matched, decided and sent. Only reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core.model import (
    Channel,
    Decision,
    DeliveryState,
    Evidence,
    Item,
    Match,
    Reason,
    Subject,
    SubjectKind,
    Subscription,
)
from storage.engine import Database
from storage.ledger_rows import BUNDLED_AS, AlertRow, DeliveryRow
from storage.models import ItemRow, MatchRow, SubscriptionRow
from storage.subscriptions import to_subscription


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the sending of an item to a channel got. `told` is why it is not sent yet, or never was.

    One that was `bundled` was told with others in a message of their own.
    """

    state: DeliveryState
    attempt: int
    sent_at: datetime | None
    told: str | None
    held_until: datetime | None = None
    bundled: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for one subscription, which may have ended since (`active`), on its last revision of the item."""

    subscription: Subscription
    active: bool
    revision: int
    decision: Decision
    reason: Reason
    at: datetime
    sending: Sending | None


class ReasonStore:
    """Questions about reasons."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def matches(self, item: Item) -> Mapping[str, Match]:
        """What the item's present revision matched, by the subject's key. The subject of a query is its key here."""
        query = select(MatchRow).where(MatchRow.item_key == item.key, MatchRow.revision == item.revision)
        with self._database.read() as session:
            rows = session.exec(query.order_by(col(MatchRow.score).desc(), col(MatchRow.key))).all()
        return {
            row.subject: Match(item, Subject(_kind(row.subject), row.subject), row.score, tuple(Evidence(**e) for e in row.evidence))
            for row in rows
        }  # fmt: skip

    def is_matched(self, item: Item) -> bool:
        """Whether the item's present revision was looked at already."""
        with self._database.read() as session:
            row = session.get(ItemRow, item.key)
            return row is not None and row.matched_revision >= row.revision

    def decided(self, channel: Channel, item: Item) -> list[Decided]:
        """The decisions on the item for the channel's subscriptions, a subscription once, in the order they were made."""
        query = (
            select(AlertRow, SubscriptionRow, DeliveryRow)
            .join(SubscriptionRow, col(SubscriptionRow.key) == col(AlertRow.subscription_key))
            .outerjoin(DeliveryRow, col(DeliveryRow.key) == col(AlertRow.delivery_key))
            .where(AlertRow.item_key == item.key, SubscriptionRow.channel_key == channel.key)
            .order_by(col(AlertRow.key))
        )
        with self._database.read() as session:
            found = session.exec(query).all()
        last = {row.key: _decided(alert, row, delivery, channel) for alert, row, delivery in found}
        # What was sent once stays the answer, whatever became of later revisions.
        sent = {row.key: _decided(alert, row, delivery, channel) for alert, row, delivery in found if delivery}
        return list((last | sent).values())


def _decided(alert: AlertRow, row: SubscriptionRow, delivery: DeliveryRow | None, channel: Channel) -> Decided:
    sending = None
    if delivery:
        state = DeliveryState(delivery.state)
        told = delivery.reason or ""
        bundled = state is DeliveryState.SUPPRESSED and told.startswith(BUNDLED_AS)
        sending = Sending(state, delivery.attempt, delivery.sent_at, delivery.reason, delivery.held_until, bundled)
    return Decided(
        to_subscription(row, channel),
        row.ended_at is None,
        alert.revision,
        Decision(alert.decision),
        Reason(alert.reason),
        alert.created_at,
        sending,
    )


def _kind(key: str) -> SubjectKind:
    return SubjectKind.QUERY if key.startswith("query:") else SubjectKind.TOPIC
