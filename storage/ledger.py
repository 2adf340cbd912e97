"""The ledger: matches, alerts and deliveries, written together. What becomes of deliveries: storage/lanes.py."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, func, select

from core.card import Attachment, Card, card_to_data
from core.following import FollowUp, Told
from core.model import Alert, Channel, Decision, Dedupe, Delivery, DeliveryState, Evidence, Item, Kind, Match, Rank
from core.search import entry
from storage.delivery_values import to_deliveries
from storage.engine import Database
from storage.follow_ups import insert_follow_ups, lanes_of
from storage.items import dated
from storage.ledger_rows import AlertRow, DeliveryRow
from storage.message_rows import AttachmentRow
from storage.models import ItemRow, MatchRow, metadata
from storage.notices import Notice, insert_notices
from storage.search import write_entries
from storage.told import told
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
# Decisions whose alert names a delivery: its own, or that of the message which tells of it too.
TOLD = (*SENT_ALONE, Decision.JOINED)


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

    def told(self, items: Sequence[Item]) -> Told:
        """What channels were told of the items and of their stories, or will be."""
        with self._database.read() as session:
            return told(session, items)

    def write(
        self,
        items: Sequence[Item],
        matches: Sequence[Match],
        alerts: Sequence[Alert],
        now: datetime,
        notices: Sequence[Notice] = (),
        follow_ups: Sequence[FollowUp] = (),
    ) -> Written | None:
        """Commit what was decided about the items' revisions, all of it or nothing; a repetition changes nothing.

        From then on search finds the items. None, and nothing written, where another process told a channel of one of the
        stories meanwhile: what was decided does not hold any more.
        """
        entries = [entry(item) for item in items]
        with self._database.write() as session:
            write_entries(session, entries)
            added = insert_new(session, MatchRow, [match_row(match, now) for match in matches])
            # From here on this is alone with the channels: whoever writes or sends there has to have their lanes.
            wake(session, [*_lanes(alerts), *lanes_of(session, follow_ups)], now)
            due = _write_deliveries(session, alerts, now)
            if due is None:
                session.rollback()
                return None
            insert_notices(session, notices, now)
            insert_follow_ups(session, follow_ups, now)
            keys = _delivery_keys(session, {key for alert in alerts for key in (alert.item.key, alert.joins) if key})
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


def _lanes(alerts: Sequence[Alert]) -> set[tuple[int, int]]:
    return {(alert.subscription.channel.key, int(Rank.ALERT)) for alert in alerts if alert.decision in SENT_ALONE}


def _write_deliveries(session: Session, alerts: Sequence[Alert], now: datetime) -> int | None:
    """A channel gets an item once, whatever its subscriptions; one that wants it now wins over one that holds it.

    None where a channel got a message about another item of a story meanwhile.
    """
    places: dict[tuple[int, int], list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.decision in SENT_ALONE:
            places[alert.item.key, alert.subscription.channel.key].append(alert)
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for (item, channel_key), asking in sorted(places.items()):
        first = min(asking, key=lambda alert: alert.decision is not Decision.NOW)
        row = _delivery_row(channel_key, _name(asking), now) | {"item_key": item} | _held(first)
        rows[channel_key, row["dedupe"]] = row
    added = insert_new(session, DeliveryRow, list(rows.values()))
    again: list[dict[str, Any]] = []
    for place, (there, state) in (_there(session, list(rows)) if added < len(rows) else {}).items():
        if there == rows[place]["item_key"]:
            continue
        if state != DeliveryState.FAILED:
            return None
        again.append(rows[place] | {"dedupe": f"{place[1]}:{rows[place]['item_key']}"})
    return added + insert_new(session, DeliveryRow, again)


def _name(asking: Sequence[Alert]) -> str:
    """What the message is about: the story, unless all that ask for the item want each by itself."""
    item = asking[0].item
    wants_story = any(alert.subscription.preferences.dedupe is Dedupe.STORY for alert in asking)
    return f"story:{item.story}" if item.story and wants_story else f"item:{item.key}"


def _there(session: Session, places: Sequence[tuple[int, str]]) -> dict[tuple[int, str], tuple[int | None, str]]:
    """The item and the state of the messages that have one of these names in their channels already."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for channel_key, name in places:
        by_name[name].append(channel_key)
    found: dict[tuple[int, str], tuple[int | None, str]] = {}
    for name, channel_keys in by_name.items():
        for part in chunks(sorted(channel_keys)):
            query = select(DeliveryRow.channel_key, DeliveryRow.item_key, DeliveryRow.state)
            query = query.where(col(DeliveryRow.channel_key).in_(part), DeliveryRow.dedupe == name)
            found |= {(channel_key, name): (item_key, state) for channel_key, item_key, state in session.exec(query)}
    return found


def _held(alert: Alert) -> dict[str, Any]:
    if alert.decision is Decision.NOW:
        return {}
    if alert.decision is Decision.BUNDLED:
        return {"state": DeliveryState.SUPPRESSED, "reason": alert.reason}
    return {"state": DeliveryState.HELD, "reason": alert.reason, "held_until": alert.until}


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
    place = (alert.subscription.channel.key, alert.joins or alert.item.key)
    return {
        "subscription_key": alert.subscription.key, "item_key": alert.item.key, "revision": alert.item.revision,
        "decision": alert.decision, "reason": alert.reason, "created_at": now,
        "delivery_key": keys.get(place) if alert.decision in TOLD else None,
    }  # fmt: skip


def _delivery_keys(session: Session, items: Iterable[int]) -> dict[tuple[int, int], int]:
    keys: dict[tuple[int, int], int] = {}
    for part in chunks(sorted(items)):
        query = select(DeliveryRow.key, DeliveryRow.channel_key, DeliveryRow.item_key)
        query = query.where(DeliveryRow.kind == Kind.POST, col(DeliveryRow.item_key).in_(part))
        for key, channel_key, item_key in session.exec(query):
            keys[channel_key, item_key or 0] = key
    return keys
