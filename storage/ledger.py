"""The ledger: matches, alerts and deliveries, written together. What becomes of deliveries: storage/lanes.py."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from core.card import Attachment, Card, card_to_data
from core.model import Alert, Channel, Decision, Delivery, DeliveryState, Evidence, Item, Kind, Match, Rank
from core.search import entry
from storage.delivery_values import to_deliveries
from storage.engine import Database
from storage.follow_ups import FollowUp, insert_follow_ups
from storage.items import dated
from storage.ledger_rows import AlertRow, DeliveryRow
from storage.message_rows import AttachmentRow
from storage.models import ItemRow, MatchRow, SubscriptionRow, metadata
from storage.notices import Notice, insert_notices
from storage.search import write_entries
from storage.upsert import chunks, insert_new
from storage.wake import wake

MATCHED = (
    update(metadata.tables["item"])
    .where(col(ItemRow.key) == bindparam("item"), col(ItemRow.matched_revision) < bindparam("matched"))
    .values(matched_revision=bindparam("matched"))
)
# Decisions that have a delivery at once; for a digest it is made when its period closes. That of a bundled one only says
# that the channel gets the item: the message is a notice of its own.
SENT_ALONE = (Decision.NOW, Decision.HELD, Decision.BUNDLED)


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
        """(channel key, item key) of what channels were alerted to already, or will be."""
        pairs: set[tuple[int, int]] = set()
        with self._database.read() as session:
            for part in chunks([item.key for item in items]):
                sent = select(DeliveryRow.channel_key, DeliveryRow.item_key).where(col(DeliveryRow.item_key).in_(part))
                pairs.update((c, i) for c, i in session.exec(sent) if i is not None)
                digest = select(SubscriptionRow.channel_key, AlertRow.item_key).join(SubscriptionRow)
                wanted = col(AlertRow.item_key).in_(part), AlertRow.decision == Decision.DIGEST
                pairs.update(session.exec(digest.where(*wanted)))
        return pairs

    def write(
        self,
        items: Sequence[Item],
        matches: Sequence[Match],
        alerts: Sequence[Alert],
        now: datetime,
        notices: Sequence[Notice] = (),
    ) -> Written:
        """Commit what was decided about the items' revisions, all of it or nothing; a repetition changes nothing.

        From then on search finds the items.
        """
        entries = [entry(item) for item in items]
        with self._database.write() as session:
            write_entries(session, entries)
            added = insert_new(session, MatchRow, [match_row(match, now) for match in matches])
            due = _write_deliveries(session, alerts, now)
            insert_notices(session, notices, now)
            keys = _delivery_keys(session, {alert.item.key for alert in alerts})
            decided = insert_new(session, AlertRow, [_alert_row(alert, keys, now) for alert in alerts])
            if items:
                session.connection().execute(MATCHED, [{"item": i.key, "matched": i.revision} for i in items])
            return Written(added, decided, due)

    def post(
        self,
        channel: Channel,
        dedupe: str,
        card: Card,
        now: datetime,
        rank: Rank = Rank.ALERT,
        file: Attachment | None = None,
    ) -> bool:
        """Have a card of its own delivered, with a file where one is given.

        False where the channel got or gets one of this name already.
        """
        row = _delivery_row(channel.key, dedupe, now) | {"rank": int(rank), "card": card_to_data(card)}
        with self._database.write() as session:
            added = insert_new(session, DeliveryRow, [row | {"kind": Kind.FILE if file else Kind.POST}])
            if added and file:
                made = select(DeliveryRow.key).where(
                    DeliveryRow.channel_key == channel.key, DeliveryRow.dedupe == dedupe
                )
                insert_new(session, AttachmentRow, [{"delivery_key": session.exec(made).one(), **asdict(file)}])
            if added:
                wake(session, [(channel.key, int(rank))], now)
            return bool(added)

    def follow(self, wanted: Sequence[FollowUp], now: datetime) -> int:
        """Have messages edited and answered in their threads, where they were sent. Says how many deliveries are new."""
        with self._database.write() as session:
            return insert_follow_ups(session, wanted, now)

    def matches(self, item: Item) -> list[tuple[str, list[Evidence]]]:
        """Subject keys with their evidence for the item's revision."""
        query = select(MatchRow).where(MatchRow.item_key == item.key, MatchRow.revision == item.revision)
        with self._database.read() as session:
            return [
                (row.subject, [Evidence(**e) for e in row.evidence])
                for row in session.exec(query.order_by(col(MatchRow.key)))
            ]

    def recent(self, limit: int) -> list[Delivery]:
        """The newest deliveries."""
        with self._database.read() as session:
            newest = select(DeliveryRow.key).order_by(col(DeliveryRow.key).desc()).limit(limit)
            return to_deliveries(session, list(session.exec(newest)))

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        with self._database.read() as session:
            query = select(DeliveryRow.state, func.count(col(DeliveryRow.key))).group_by(col(DeliveryRow.state))
            return dict(session.exec(query).all())


def _write_deliveries(session: Session, alerts: Sequence[Alert], now: datetime) -> int:
    """A channel gets an item once, whatever its subscriptions; one that wants it now wins over one that holds it."""
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for alert in sorted(alerts, key=lambda a: (a.item.key, a.subscription.channel.key, a.decision is not Decision.NOW)):
        place = (alert.item.key, alert.subscription.channel.key)
        if alert.decision in SENT_ALONE and place not in rows:
            rows[place] = _delivery_row(place[1], _about(place[0]), now) | {"item_key": place[0]} | _held(alert)
    added = insert_new(session, DeliveryRow, list(rows.values()))
    if added:
        due = {row["channel_key"] for row in rows.values() if row["state"] is DeliveryState.PENDING}
        wake(session, [(channel_key, int(Rank.ALERT)) for channel_key in due], now)
    return added


def _held(alert: Alert) -> dict[str, Any]:
    if alert.decision is Decision.NOW:
        return {}
    if alert.decision is Decision.BUNDLED:
        return {"state": DeliveryState.SUPPRESSED, "reason": alert.reason}
    return {"state": DeliveryState.HELD, "reason": alert.reason, "held_until": alert.until}


def _about(item_key: int) -> str:
    return f"item:{item_key}"


def _delivery_row(channel_key: int, dedupe: str, now: datetime) -> dict[str, Any]:
    return {
        "channel_key": channel_key, "item_key": None, "dedupe": dedupe, "rank": int(Rank.ALERT), "kind": "post",
        "state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "created_at": now, "reason": None, "held_until": None,
    }  # fmt: skip


def match_row(match: Match, now: datetime) -> dict[str, Any]:
    """A match as it is kept."""
    evidence = [asdict(e) for e in match.evidence]
    return {
        "item_key": match.item.key, "revision": match.item.revision, "subject": match.subject.key,
        "dated": dated(match.item.published, match.item.found or now), "score": match.score, "evidence": evidence,
    }  # fmt: skip


def _alert_row(alert: Alert, keys: dict[tuple[int, int], int], now: datetime) -> dict[str, Any]:
    place = (alert.subscription.channel.key, alert.item.key)
    return {
        "subscription_key": alert.subscription.key, "item_key": alert.item.key, "revision": alert.item.revision,
        "decision": alert.decision, "reason": alert.reason, "created_at": now,
        "delivery_key": keys.get(place) if alert.decision in SENT_ALONE else None,
    }  # fmt: skip


def _delivery_keys(session: Session, items: Iterable[int]) -> dict[tuple[int, int], int]:
    keys: dict[tuple[int, int], int] = {}
    for part in chunks(sorted(items)):
        query = select(DeliveryRow.key, DeliveryRow.channel_key, DeliveryRow.item_key)
        for key, channel_key, item_key in session.exec(query.where(col(DeliveryRow.item_key).in_(part))):
            keys[channel_key, item_key or 0] = key
    return keys
