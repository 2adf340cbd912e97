"""What waits for its time: alerts for a digest, and deliveries that are held. A period is closed by what was in the ledger."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, col, func, select

from core.card import Attachment, Card, card_to_data
from core.model import Channel, DeliveryState, Item, Kind, Rank, Subject, SubjectKind
from core.rhythm import Period, Rhythm, next_due
from core.wishes import is_weekly, overflow_rhythm
from storage.engine import Database
from storage.items import to_item
from storage.ledger_rows import BUNDLED_AS, HELD, AlertRow, DeliveryRow, WishRow
from storage.message_rows import AttachmentRow
from storage.models import ChannelRow, ItemRow, MatchRow, SubscriptionRow
from storage.subscriptions import to_channel, to_subscription
from storage.upsert import chunks, insert_new
from storage.wake import wake
from storage.wishes import to_wishes

# More than this is another card's; a digest that lists thousands helps nobody, and says how many there are.
MOST = 5_000
# A card of what was held is drawn from the newest of them.
DRAWN = 500

# Literally as in the partial index.
WAITING: tuple[Any, ...] = (text("alert.decision = 'digest' AND alert.delivery_key IS NULL"),)
# A file that follows a digest, and what is said beside it.
Filed = tuple[Card, Attachment]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that waits, with the subscriptions that ask for it, how well it fits and the story it belongs to."""

    item: Item
    labels: tuple[str, ...]
    score: float
    keys: tuple[int, ...]
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that is due: a channel's, or that of one of its subscriptions (its key).

    `name` is what the channel knows it by: the local date of a regular one, with the key of its subscription.
    """

    channel: Channel
    name: str
    entries: tuple[Entry, ...]
    weekly: bool = False
    subscription: int | None = None


class DigestStore:
    """Questions about what waits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def places_due(self, now: datetime) -> list[int]:
        """The keys of the channels with a digest whose time has come, the longest due first."""
        ours = select(WishRow.digest_at, WishRow.channel_key).where(col(WishRow.digest_at) <= now)
        own = select(SubscriptionRow.digest_at, SubscriptionRow.channel_key).where(
            col(SubscriptionRow.digest_at) <= now
        )
        with self._database.read() as session:
            found = sorted((at, key) for query in (ours, own) for at, key in session.exec(query) if at)
        return list(dict.fromkeys(key for _, key in found))

    def due(self, now: datetime, places: Sequence[int]) -> list[Due]:
        """The digests of these channels whose time has come, with what they are to hold; the empty ones too."""
        ours = select(WishRow, ChannelRow).join(ChannelRow).where(col(WishRow.digest_at) <= now)
        own = select(SubscriptionRow, ChannelRow).join(ChannelRow).where(col(SubscriptionRow.digest_at) <= now)
        among = col(ChannelRow.key).in_(places)
        with self._database.read() as session:
            rows = session.exec(ours.where(among).order_by(col(WishRow.digest_at))).all()
            found = [
                Due(to_channel(c), w.digest_date or "", _waiting(session, c.key), is_weekly(to_wishes(w)))
                for w, c in rows
            ]
            for row, c in session.exec(own.where(among).order_by(col(SubscriptionRow.digest_at))).all():
                rhythm = to_subscription(row, to_channel(c)).preferences.digest
                weekly = rhythm is not None and rhythm.period is Period.WEEKLY
                entries = _entries(session, *WAITING, AlertRow.subscription_key == row.key)
                found.append(Due(to_channel(c), _own_name(row), entries, weekly, row.key))
        return found

    def waiting(self, channel: Channel) -> tuple[Entry, ...]:
        """What all digests of the channel would hold now."""
        with self._database.read() as session:
            return _entries(session, *WAITING, SubscriptionRow.channel_key == channel.key)

    def inside(self, channel: Channel, name: str) -> tuple[Entry, ...]:
        """What a digest or a bundle of this name held, none where the channel had none of that name."""
        digest = select(DeliveryRow.key).where(
            DeliveryRow.channel_key == channel.key, DeliveryRow.dedupe == f"digest:{name}"
        )
        bundled = col(DeliveryRow.reason) == f"{BUNDLED_AS}{name}", col(DeliveryRow.channel_key) == channel.key
        with self._database.read() as session:
            key = session.exec(digest).first()
            if key is not None:
                return _entries(session, AlertRow.delivery_key == key)
            return _of_deliveries(session, *bundled, col(DeliveryRow.state) == DeliveryState.SUPPRESSED)

    def close(self, due: Due, card: Card | None, now: datetime, zone: str, file: Filed | None = None) -> bool:
        """Deliver the card as the digest of the period, and settle when the next is due. False where another did it.

        A file follows the card. Only the entries in `due` are in it: what came meanwhile is the next one's. Without a card nothing is sent. False, too,
        where some of them went out meanwhile, before their time.
        """
        with self._database.write() as session:
            row = _row_of(session, due)
            name = _own_name(row) if isinstance(row, SubscriptionRow) else row.digest_date if row else None
            if row is None or name != due.name or row.digest_at is None or row.digest_at > now:
                return False
            if not _all_open(session, due):
                return False
            if card is not None:
                _deliver(session, due, card, now, file)
            rhythm = _rhythm_of(row, due.channel, zone)
            moment, day = next_due(rhythm, now) if rhythm else (None, None)
            row.digest_at, row.digest_date = moment, day.isoformat() if day else None
            session.add(row)
            return True

    def send_now(self, due: Due, card: Card, now: datetime, file: Filed | None = None) -> bool:
        """Deliver what waits before its time. False where some of it went out meanwhile."""
        with self._database.write() as session:
            session.exec(select(WishRow).where(WishRow.channel_key == due.channel.key).with_for_update()).first()
            if not _all_open(session, due):
                return False
            return _deliver(session, due, card, now, file)

    def held(self) -> list[tuple[Channel, int]]:
        """Channels with the number of deliveries that are held for them until a time."""
        query = (
            select(ChannelRow, func.count(col(DeliveryRow.key)))
            .join(DeliveryRow)
            .where(text(f"delivery.{HELD}"), col(DeliveryRow.held_until).is_not(None))
            .group_by(col(ChannelRow.key))
        )
        with self._database.read() as session:
            return [(to_channel(channel), count) for channel, count in session.exec(query)]

    def held_keys(self, channel: Channel) -> list[int]:
        """The deliveries that are held until a time for a channel, the oldest first."""
        query = select(DeliveryRow.key).join(ItemRow).where(*_held(channel)).order_by(col(DeliveryRow.key))
        with self._database.read() as session:
            return list(session.exec(query))

    def held_entries(self, channel: Channel, most: int = DRAWN) -> tuple[Entry, ...]:
        """What is held until a time for a channel, the newest `most` of it; `keys` are those of deliveries."""
        with self._database.read() as session:
            return _of_deliveries(session, *_held(channel), most=most)

    def release_follow_ups(self, channel: Channel, now: datetime) -> int:
        """Send after all what was held of edits and replies: they add to messages that are there. Says how many."""
        mine = update(DeliveryRow).where(*_held(channel, follow_ups=True))
        with self._database.write() as session:
            result: Any = session.execute(mine.values(state=DeliveryState.PENDING, held_until=None, next_at=now))
            if result.rowcount:
                wake(session, [(channel.key, int(Rank.ALERT))], now)
            return int(result.rowcount)

    def hold_longer(self, channel: Channel, until: datetime) -> None:
        """The time has changed until which the channel's are held."""
        with self._database.write() as session:
            held = *_open_held(channel), col(DeliveryRow.held_until) != until
            later = update(DeliveryRow).where(*held)
            session.execute(later.values(held_until=until))

    def release(self, channel: Channel, keys: Sequence[int], now: datetime) -> int:
        """Send these held ones after all, each by itself. Says how many."""
        return self._let_go(channel, keys, now, state=DeliveryState.PENDING, held_until=None, next_at=now)

    def bundle(self, channel: Channel, keys: Sequence[int], card: Card, now: datetime) -> bool:
        """Send one card for these held ones. False where some of them were let go meanwhile."""
        name = name_of_held(keys)
        with self._database.write() as session:
            taken = _take(
                session, channel, keys, state=DeliveryState.SUPPRESSED, held_until=None, reason=f"{BUNDLED_AS}{name}"
            )
            if taken != len(keys):
                session.rollback()
                return False
            row = _row(channel, name, card, now) | {"rank": int(Rank.ALERT)}
            insert_new(session, DeliveryRow, [row])
            wake(session, [(channel.key, int(Rank.ALERT))], now)
            return True

    def _let_go(self, channel: Channel, keys: Sequence[int], now: datetime, **values: Any) -> int:
        with self._database.write() as session:
            taken = _take(session, channel, keys, **values)
            if taken:
                wake(session, [(channel.key, int(Rank.ALERT))], now)
            return taken


def _take(session: Session, channel: Channel, keys: Sequence[int], **values: Any) -> int:
    taken = 0
    for part in chunks(keys):
        mine = update(DeliveryRow).where(*_held(channel), col(DeliveryRow.key).in_(part))
        result: Any = session.execute(mine.values(**values))
        taken += result.rowcount
    return taken


def _held(channel: Channel, *, follow_ups: bool = False) -> tuple[Any, ...]:
    kind = col(DeliveryRow.kind)
    return (*_open_held(channel), kind != Kind.POST if follow_ups else kind == Kind.POST)


def _open_held(channel: Channel) -> tuple[Any, ...]:
    return (
        text(f"delivery.{HELD}"),
        col(DeliveryRow.held_until).is_not(None),
        col(DeliveryRow.channel_key) == channel.key,
    )


def name_of_held(keys: Sequence[int]) -> str:
    """What a channel knows the card by that tells of these held deliveries."""
    return f"held:{min(keys)}-{max(keys)}"


def name_of_now(now: datetime) -> str:
    """What a channel knows a digest by that is sent before its time."""
    return f"now:{now:%Y-%m-%dT%H:%M:%S}"


def _own_name(row: SubscriptionRow) -> str:
    return f"{row.digest_date}:{row.key}"


def _row_of(session: Session, due: Due) -> WishRow | SubscriptionRow | None:
    """The row that says when it is due, locked."""
    if due.subscription is None:
        return session.exec(select(WishRow).where(WishRow.channel_key == due.channel.key).with_for_update()).first()
    own = select(SubscriptionRow).where(SubscriptionRow.key == due.subscription)
    return session.exec(own.with_for_update()).first()


def _rhythm_of(row: WishRow | SubscriptionRow, channel: Channel, zone: str) -> Rhythm | None:
    """How it goes on; a subscription that has ended has no further digest."""
    if isinstance(row, WishRow):
        return overflow_rhythm(to_wishes(row), zone)
    return to_subscription(row, channel).preferences.digest if row.ended_at is None else None


def _waiting(session: Session, channel_key: int) -> tuple[Entry, ...]:
    """What waits for the channel's own digest."""
    return _entries(
        session, *WAITING, SubscriptionRow.channel_key == channel_key, col(SubscriptionRow.digest_at).is_(None)
    )


def _entries(session: Session, *wanted: Any) -> tuple[Entry, ...]:
    """The items of these alerts, each once."""
    query = (
        select(AlertRow, SubscriptionRow, ItemRow)
        .join(SubscriptionRow, col(AlertRow.subscription_key) == col(SubscriptionRow.key))
        .join(ItemRow, col(AlertRow.item_key) == col(ItemRow.key))
        .where(*wanted)
        .order_by(col(AlertRow.key))
    )
    rows = session.exec(query.limit(MOST)).all()
    scores = _scores(session, {item.key for _, _, item in rows})
    entries: dict[int, Entry] = {}
    for alert, subscription, item in rows:
        subject = Subject(SubjectKind(subscription.kind), subscription.subject).key
        score = scores.get((item.key, alert.revision, subject), 0.0)
        known = entries.get(item.key, Entry(to_item(item), (), 0.0, (), item.story))
        labels = tuple(dict.fromkeys((*known.labels, subscription.label)))
        entries[item.key] = Entry(known.item, labels, max(known.score, score), (*known.keys, alert.key), item.story)
    return tuple(entries.values())


def _of_deliveries(session: Session, *wanted: Any, most: int = MOST) -> tuple[Entry, ...]:
    """The items of these deliveries, the newest first."""
    query = select(DeliveryRow, ItemRow).join(ItemRow).where(*wanted)
    rows = session.exec(query.order_by(col(DeliveryRow.key).desc()).limit(most)).all()
    labels = _labels_of_deliveries(session, [delivery.key for delivery, _ in rows])
    return tuple(Entry(to_item(i), labels.get(d.key, ()), 0.0, (d.key,), i.story) for d, i in rows)


def _scores(session: Session, items: set[int]) -> dict[tuple[int, int, str], float]:
    found: dict[tuple[int, int, str], float] = {}
    for part in chunks(sorted(items)):
        query = select(MatchRow.item_key, MatchRow.revision, MatchRow.subject, MatchRow.score)
        for item, revision, subject, score in session.exec(query.where(col(MatchRow.item_key).in_(part))):
            found[item, revision, subject] = score
    return found


def _all_open(session: Session, due: Due) -> bool:
    """Whether nothing of it went out meanwhile."""
    return set(_open_alerts(session, due)) == {key for entry in due.entries for key in entry.keys}


def _open_alerts(session: Session, due: Due) -> list[int]:
    keys = [key for entry in due.entries for key in entry.keys]
    found: list[int] = []
    for part in chunks(keys):
        found += session.exec(
            select(AlertRow.key).where(col(AlertRow.key).in_(part), col(AlertRow.delivery_key).is_(None))
        )
    return found


def _labels_of_deliveries(session: Session, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for part in chunks(keys):
        query = select(AlertRow.delivery_key, SubscriptionRow.label).join(SubscriptionRow)
        for key, label in session.exec(query.where(col(AlertRow.delivery_key).in_(part)).order_by(col(AlertRow.key))):
            found[key or 0] = tuple(dict.fromkeys((*found.get(key or 0, ()), label)))
    return found


def _deliver(session: Session, due: Due, card: Card, now: datetime, file: Filed | None) -> bool:
    """The digest's delivery with the file that follows it, and that its alerts are in it."""
    dedupe = f"digest:{due.name}"
    if not insert_new(session, DeliveryRow, [_row(due.channel, dedupe, card, now)]):
        return False
    made = select(DeliveryRow.key).where(DeliveryRow.channel_key == due.channel.key, DeliveryRow.dedupe == dedupe)
    delivery = session.exec(made).one()
    for part in chunks([key for entry in due.entries for key in entry.keys]):
        inside = update(AlertRow).where(col(AlertRow.key).in_(part), col(AlertRow.delivery_key).is_(None))
        session.execute(inside.values(delivery_key=delivery))
    if file:
        _deliver_file(session, due.channel, f"{dedupe}:file", file, now)
    wake(session, [(due.channel.key, int(Rank.DIGEST))], now)
    return True


def _deliver_file(session: Session, channel: Channel, dedupe: str, file: Filed, now: datetime) -> None:
    card, attachment = file
    insert_new(session, DeliveryRow, [_row(channel, dedupe, card, now) | {"kind": Kind.FILE}])
    made = select(DeliveryRow.key).where(DeliveryRow.channel_key == channel.key, DeliveryRow.dedupe == dedupe)
    insert_new(session, AttachmentRow, [{"delivery_key": session.exec(made).one(), **asdict(attachment)}])


def _row(channel: Channel, dedupe: str, card: Card, now: datetime) -> dict[str, Any]:
    return {
        "channel_key": channel.key, "dedupe": dedupe, "card": card_to_data(card), "rank": int(Rank.DIGEST), "kind": "post",
        "state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "created_at": now,
    }  # fmt: skip
