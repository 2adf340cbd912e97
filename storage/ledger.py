"""The ledger: matches, alerts and deliveries, written together, and the states a delivery goes through."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from core.model import Alert, Channel, Decision, Delivery, DeliveryState, Evidence, Item, Match, Subject, SubjectKind
from storage.engine import Database
from storage.items import to_item
from storage.models import AlertRow, ChannelRow, DeliveryRow, ItemRow, MatchRow, SubscriptionRow
from storage.subscriptions import to_channel
from storage.upsert import chunks, insert_new

FINAL = (DeliveryState.SENT, DeliveryState.FAILED)


@dataclass(frozen=True, slots=True)
class Written:
    """What a batch added, in numbers."""

    matches: int = 0
    alerts: int = 0
    deliveries: int = 0


class Ledger:
    """Questions about matches, alerts and deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def alerted(self, items: Sequence[Item]) -> set[tuple[int, int]]:
        """(channel key, item key) of what channels were alerted to already."""
        pairs: set[tuple[int, int]] = set()
        with self._database.read() as session:
            for part in chunks([item.key for item in items]):
                query = select(DeliveryRow.channel_key, DeliveryRow.item_key).where(col(DeliveryRow.item_key).in_(part))
                pairs.update(session.exec(query))
        return pairs

    def write(self, items: Sequence[Item], matches: Sequence[Match], alerts: Sequence[Alert], now: datetime) -> Written:
        """Commit what was decided about the items' revisions, all of it or nothing; a repetition changes nothing."""
        with self._database.write() as session:
            added = insert_new(session, MatchRow, [_match_row(match) for match in matches])
            news = [alert for alert in alerts if alert.decision is Decision.NOW]
            places = sorted({(a.subscription.channel.key, a.item.key) for a in news}, key=lambda p: (p[1], p[0]))
            fresh = {"state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "created_at": now}
            due = insert_new(session, DeliveryRow, [{"channel_key": c, "item_key": i, **fresh} for c, i in places])
            keys = _delivery_keys(session, places)
            decided = insert_new(session, AlertRow, [_alert_row(alert, keys, now) for alert in alerts])
            for item in items:
                done = update(ItemRow).where(
                    col(ItemRow.key) == item.key, col(ItemRow.matched_revision) < item.revision
                )
                session.execute(done.values(matched_revision=item.revision))
            return Written(added, decided, due)

    def matches(self, item: Item) -> list[tuple[str, list[Evidence]]]:
        """Subject keys with their evidence for the item's revision."""
        query = select(MatchRow).where(MatchRow.item_key == item.key, MatchRow.revision == item.revision)
        with self._database.read() as session:
            return [
                (row.subject, [Evidence(**e) for e in row.evidence])
                for row in session.exec(query.order_by(col(MatchRow.key)))
            ]

    def claim(self, now: datetime, limit: int) -> list[Delivery]:
        """Mark the oldest open delivery of each due channel as being sent, and give them. One channel, one delivery.

        Two processes never get the same one: what another is about to mark is passed over.
        """
        open_ones = col(DeliveryRow.state).not_in(FINAL)
        oldest = select(func.min(col(DeliveryRow.key))).where(open_ones).group_by(col(DeliveryRow.channel_key))
        due = select(DeliveryRow).where(
            col(DeliveryRow.key).in_(oldest), DeliveryRow.next_at <= now, DeliveryRow.state != DeliveryState.SENDING
        )
        with self._database.write() as session:
            first = due.order_by(col(DeliveryRow.key)).limit(limit).with_for_update(skip_locked=True)
            rows = list(session.exec(first))
            for row in rows:
                row.state, row.attempt, row.sending_since = DeliveryState.SENDING, row.attempt + 1, now
                session.add(row)
            session.flush()
            return _to_deliveries(session, rows)

    def sent(self, delivery: Delivery, message_id: str | None, now: datetime) -> None:
        """The surface has it."""
        self._close(delivery, state=DeliveryState.SENT, message_id=message_id, sent_at=now, reason=None)

    def again(self, delivery: Delivery, state: DeliveryState, reason: str, next_at: datetime) -> None:
        """It did not arrive (pending), or nobody knows (uncertain): another attempt at `next_at`."""
        self._close(delivery, state=state, reason=reason, next_at=next_at)

    def wait(self, delivery: Delivery, reason: str, next_at: datetime) -> None:
        """It could not be tried at all; that does not count as an attempt."""
        self._close(
            delivery, state=DeliveryState.PENDING, reason=reason, next_at=next_at, attempt=delivery.attempt - 1
        )

    def failed(self, delivery: Delivery, reason: str) -> None:
        """It will never arrive."""
        self._close(delivery, state=DeliveryState.FAILED, reason=reason)

    def give_up_sending(self, now: datetime, older_than: timedelta) -> int:
        """Sendings of a process that died become uncertain. Says how many."""
        lost = update(DeliveryRow).where(
            col(DeliveryRow.state) == DeliveryState.SENDING, col(DeliveryRow.sending_since) <= now - older_than
        )
        with self._database.write() as session:
            result: Any = session.execute(lost.values(state=DeliveryState.UNCERTAIN, reason="interrupted", next_at=now))
            return int(result.rowcount)

    def recent(self, limit: int) -> list[Delivery]:
        """The newest deliveries."""
        with self._database.read() as session:
            rows = list(session.exec(select(DeliveryRow).order_by(col(DeliveryRow.key).desc()).limit(limit)))
            return _to_deliveries(session, rows)

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        with self._database.read() as session:
            query = select(DeliveryRow.state, func.count(col(DeliveryRow.key))).group_by(col(DeliveryRow.state))
            return dict(session.exec(query).all())

    def _close(self, delivery: Delivery, **values: Any) -> None:
        # Only the attempt that is under way may record its end; one that was given up meanwhile changes nothing.
        mine = update(DeliveryRow).where(
            col(DeliveryRow.key) == delivery.key,
            col(DeliveryRow.attempt) == delivery.attempt,
            col(DeliveryRow.state) == DeliveryState.SENDING,
        )
        with self._database.write() as session:
            session.execute(mine.values(sending_since=None, **values))


def _match_row(match: Match) -> dict[str, Any]:
    evidence = [asdict(e) for e in match.evidence]
    return {
        "item_key": match.item.key, "revision": match.item.revision, "subject": match.subject.key,
        "score": match.score, "evidence": evidence,
    }  # fmt: skip


def _alert_row(alert: Alert, keys: dict[tuple[int, int], int], now: datetime) -> dict[str, Any]:
    place = (alert.subscription.channel.key, alert.item.key)
    return {
        "subscription_key": alert.subscription.key, "item_key": alert.item.key, "revision": alert.item.revision,
        "decision": alert.decision, "reason": alert.reason, "created_at": now,
        "delivery_key": keys.get(place) if alert.decision is Decision.NOW else None,
    }  # fmt: skip


def _delivery_keys(session: Session, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    keys: dict[tuple[int, int], int] = {}
    for part in chunks(sorted({item for _, item in places})):
        query = select(DeliveryRow).where(col(DeliveryRow.item_key).in_(part))
        keys.update({(row.channel_key, row.item_key): row.key for row in session.exec(query)})
    return keys


def _to_deliveries(session: Session, rows: Sequence[DeliveryRow]) -> list[Delivery]:
    channels = {
        c.key: to_channel(c)
        for c in session.exec(select(ChannelRow).where(col(ChannelRow.key).in_({r.channel_key for r in rows})))
    }
    items = {
        i.key: to_item(i) for i in session.exec(select(ItemRow).where(col(ItemRow.key).in_({r.item_key for r in rows})))
    }
    return [_to_delivery(session, row, channels[row.channel_key], items[row.item_key]) for row in rows]


def _to_delivery(session: Session, row: DeliveryRow, channel: Channel, item: Item) -> Delivery:
    labels, evidence = _reasons(session, row)
    return Delivery(
        channel=channel, item=item, labels=labels, evidence=evidence, state=DeliveryState(row.state), attempt=row.attempt,
        next_at=row.next_at, created_at=row.created_at, sent_at=row.sent_at, message_id=row.message_id, reason=row.reason, key=row.key,
    )  # fmt: skip


def _reasons(session: Session, row: DeliveryRow) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """The labels of the subscriptions that a delivery answers, and the evidence behind them."""
    query = (
        select(SubscriptionRow, AlertRow)
        .join(AlertRow)
        .where(AlertRow.delivery_key == row.key)
        .order_by(col(AlertRow.key))
    )
    found = session.exec(query).all()
    labels = tuple(dict.fromkeys(subscription.label for subscription, _ in found))
    revisions = {alert.revision for _, alert in found}
    matches = select(MatchRow).where(MatchRow.item_key == row.item_key, col(MatchRow.revision).in_(revisions))
    wanted = {_subject_key(subscription) for subscription, _ in found}
    evidence = [Evidence(**e) for m in session.exec(matches) if m.subject in wanted for e in m.evidence]
    return labels, tuple(dict.fromkeys(evidence))


def _subject_key(row: SubscriptionRow) -> str:
    return Subject(SubjectKind(row.kind), row.subject).key
