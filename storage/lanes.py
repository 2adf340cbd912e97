"""Lanes: which worker sends what now, and how it ended. One row a channel holds its lease, its pace and its order.

A tick is one short transaction. It records what ended, fenced by owner and attempt, so that a worker which was frozen and
wakes changes nothing; then it claims due lanes, each with the oldest open delivery of its best class. The same queries serve
SQLite (BEGIN IMMEDIATE) and PostgreSQL (SKIP LOCKED). Not for deciding how an end is judged: jobs/deliver_alerts.py.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, bindparam, case, func, or_, select, text, update
from sqlmodel import Session

from core.model import Delivery, DeliveryState, Rank
from core.ports import Manners
from storage.deliveries import EVERYTHING
from storage.delivery_values import to_deliveries
from storage.engine import Database
from storage.keys import OneOf
from storage.ledger_rows import OPEN, metadata
from storage.pace import PACE, Budget
from storage.upsert import write_rows
from storage.wake import scope_of

LANE, DELIVERY, STOP, SCHEDULE = (metadata.tables[name] for name in ("lane", "delivery", "stop", "schedule"))
L, D = LANE.c, DELIVERY.c
AnyRow = Row[*tuple[Any, ...]]
# Statements are made once: making them takes longer than SQLite takes to answer.


def _time(name: str) -> BindParameter[datetime]:
    return bindparam(name, type_=L.next_at.type)


@dataclass(frozen=True, slots=True)
class Task:
    """A delivery that this worker is to send, or where `ask` is set, to ask its surface about."""

    delivery: Delivery
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How a task ended. `counted` says whether it was an attempt.

    `next_at` is when it may be tried or asked again, `lane_at` when its channel takes the next post, `closed_until` until
    when the surface told us to keep away from the method. `aside` takes it out of the way of those behind it.
    """

    task: Task
    state: DeliveryState
    now: datetime
    reason: str | None = None
    message_id: str | None = None
    next_at: datetime | None = None
    counted: bool = True
    lane_at: datetime | None = None
    closed_until: datetime | None = None
    held_until: datetime | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a lane does now: send or ask about `head`, or nothing before `next_at`. `lost` was left by a dead worker."""

    lane: AnyRow
    head: AnyRow | None
    lost: AnyRow | None
    next_at: datetime | None
    rank: int

    @property
    def ask(self) -> bool:
        return self.head is not None and self.head.state == DeliveryState.UNCERTAIN


class Lanes:
    """The ways out of the ledger, shared by all workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tick(
        self,
        owner: str,
        ended: Sequence[Ended],
        now: datetime,
        limit: int,
        lease: timedelta,
        manners: Mapping[str, Manners],
    ) -> list[Task]:
        """Record what ended and claim at most `limit` lanes for `lease`. `manners` by surface; others have none."""
        with self._database.write() as session:
            if ended:
                _record(session, owner, ended, now)
            chosen = _claim(session, owner, now, limit, lease, manners) if limit > 0 else []
        if not chosen:
            return []
        asked = {choice.head.key: choice.ask for choice in chosen if choice.head}
        with self._database.read() as session:
            return [Task(delivery, asked[delivery.key]) for delivery in to_deliveries(session, list(asked))]

    def is_ahead(self, now: datetime, lease: timedelta) -> bool:
        """Whether rows speak of a time that has not come: the clock was set back while nobody looked."""
        newest = select(D.created_at).order_by(D.key.desc()).limit(1)
        longest = select(func.max(L.lease_until))
        with self._database.read() as session:
            made, leased = session.connection().execute(newest).scalar(), session.connection().execute(longest).scalar()
        return bool((made and made > now) or (leased and leased > now + lease))

    def begin_anew(self, now: datetime, lease: timedelta, settling: timedelta) -> None:
        """The clock was set: leases and what is unanswered have all their time before them, what waits for a time does so no more.

        Done by every worker that notices it; to do it twice changes little and harms nothing.
        """
        open_ = text(f"delivery.{OPEN}")
        steps = (
            update(LANE).where(L.lease_until.is_not(None)).values(lease_until=now + lease),
            update(LANE).where(L.next_at.is_not(None)).values(next_at=now, ready_at=now),
            update(DELIVERY).where(open_, D.state == DeliveryState.UNCERTAIN).values(next_at=now + settling),
            update(DELIVERY).where(open_, D.state == DeliveryState.PENDING).values(next_at=now),
            update(PACE).values(next_at=now, closed_until=now),
            update(SCHEDULE).where(SCHEDULE.c.next_at > now).values(next_at=now),
        )
        with self._database.write() as session:
            # In the order of the lanes, as everybody locks them.
            session.connection().execute(select(L.channel_key).order_by(L.channel_key).with_for_update()).all()
            for step in steps:
                session.connection().execute(step)


_END = (
    update(DELIVERY)
    .where(D.key == bindparam("b_key"))
    .values(
        owner=None,
        sending_since=None,
        uncertain_since=case(
            (bindparam("b_uncertain", type_=D.uncertain_since.type).is_(None), None),
            else_=func.coalesce(D.uncertain_since, bindparam("b_uncertain", type_=D.uncertain_since.type)),
        ),
    )
)
_ENDED = ("state", "reason", "message_id", "sent_at", "next_at", "held_until", "attempt", "rank")
_END = _END.values({name: bindparam(f"v_{name}", type_=D[name].type) for name in _ENDED})


_FREE = (
    update(LANE)
    .where(L.channel_key == bindparam("b_channel"))
    .values(
        owner=None,
        lease_until=None,
        next_at=bindparam("b_now", type_=L.next_at.type),
        ready_at=bindparam("b_ready", type_=L.ready_at.type),
    )
)


def _record(session: Session, owner: str, ended: Sequence[Ended], now: datetime) -> None:
    mine = _mine(session, owner, ended)
    if not mine:
        return
    connection = session.connection()
    write_rows(connection, _END, [_end_values(end) for end in mine])
    free = [{"b_channel": e.task.delivery.channel.key, "b_now": now, "b_ready": e.lane_at or now} for e in mine]
    write_rows(connection, _FREE, free)
    closed = {(*_verb(end.task), end.closed_until) for end in mine if end.closed_until}
    if closed:
        Budget(session, now).close(closed)


_MINE = (
    select(D.key, D.attempt)
    .join(LANE, D.channel_key == L.channel_key)
    .where(OneOf(D.key), L.owner == bindparam("owner"), D.owner == bindparam("owner"))
    .where(D.state.in_([DeliveryState.SENDING, DeliveryState.UNCERTAIN]))
    .order_by(L.channel_key)
    .with_for_update(of=LANE)
)


def _mine(session: Session, owner: str, ended: Sequence[Ended]) -> list[Ended]:
    """The ends that are still this worker's to tell. Their lanes are locked, in one order for all workers."""
    by_key = {end.task.delivery.key: end for end in ended}
    rows = session.connection().execute(_MINE, {"keys": list(by_key), "owner": owner}).all()
    return [by_key[key] for key, attempt in rows if attempt == by_key[key].task.delivery.attempt]


def _end_values(end: Ended) -> dict[str, Any]:
    delivery = end.task.delivery
    return {
        "b_key": delivery.key, "b_uncertain": end.now if end.state is DeliveryState.UNCERTAIN else None,
        "v_state": end.state, "v_reason": end.reason, "v_message_id": end.message_id, "v_held_until": end.held_until,
        "v_sent_at": end.now if end.state is DeliveryState.SENT else None, "v_next_at": end.next_at or end.now,
        "v_attempt": delivery.attempt - (0 if end.counted or end.task.ask else 1),
        "v_rank": int(Rank.ASIDE if end.aside else delivery.rank),
    }  # fmt: skip


def _verb(task: Task) -> tuple[str, str]:
    channel = task.delivery.channel
    return scope_of(channel.surface, channel.workspace), "ask" if task.ask else "send"


_STOPPED = select(STOP.c.scope).where(or_(STOP.c.scope == L.scope, STOP.c.scope == EVERYTHING)).correlate(LANE)
# Not begun here: a lane without a lease, or whose lease is over.
_DUE = (
    select(L.channel_key, L.scope, L.rank, L.next_at)
    .where(
        L.next_at <= _time("now"),
        L.ready_at <= _time("now"),
        or_(L.lease_until.is_(None), L.lease_until <= _time("now")),
        ~_STOPPED.exists(),
    )
    .order_by(L.rank, L.next_at)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
)


def _claim(
    session: Session, owner: str, now: datetime, limit: int, lease: timedelta, manners: Mapping[str, Manners]
) -> list[_Choice]:
    connection = session.connection()
    lanes = connection.execute(_DUE, {"now": now, "most": limit}).all()
    if not lanes:
        return []
    heads = _heads(session, [lane.channel_key for lane in lanes])
    choices = [_choose(lane, heads.get(lane.channel_key, []), now, manners) for lane in lanes]
    _give_up_lost(session, [choice for choice in choices if choice.lost], now, manners)
    going, waiting = Budget(session, now).admit(
        [(c, c.lane.scope, "ask" if c.ask else "send", _rate(c, manners)) for c in choices if c.head]
    )
    _start(session, owner, going, now, lease)
    idle = [(c.lane.channel_key, c.next_at, c.rank) for c in choices if not c.head]
    _put_off(session, [*idle, *((c.lane.channel_key, at, c.rank) for c, at in waiting)])
    return going


_OLDEST = [
    select(func.min(D.key))
    .where(D.channel_key == L.channel_key, D.rank == int(rank), text(f"delivery.{OPEN}"))
    .correlate(LANE)
    .scalar_subquery()
    for rank in Rank
]
_OLDEST_KEYS = select(*_OLDEST).select_from(LANE).where(OneOf(L.channel_key))
_HEADS = select(D.key, D.channel_key, D.rank, D.state, D.next_at).where(OneOf(D.key)).order_by(D.channel_key, D.rank)


def _heads(session: Session, channels: Sequence[int]) -> dict[int, list[AnyRow]]:
    """The oldest open delivery of each class of these channels, the best class first."""
    connection = session.connection()
    keys = [key for row in connection.execute(_OLDEST_KEYS, {"keys": channels}) for key in row if key is not None]
    heads: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(_HEADS, {"keys": keys}):
        heads[row.channel_key].append(row)
    return heads


def _choose(lane: AnyRow, heads: Sequence[AnyRow], now: datetime, manners: Mapping[str, Manners]) -> _Choice:
    """A class whose head waits lets the next class go first; what lies behind that head waits with it."""
    lost = next((head for head in heads if head.state == DeliveryState.SENDING), None)
    ready = next((head for head in heads if head is not lost and head.next_at <= now), None)
    times = [head.next_at for head in heads if head is not lost]
    if lost:
        times.append(now + _settling(lane.scope, manners))
    best = min((head.rank for head in heads), default=int(max(Rank)))
    return _Choice(lane, ready, lost, min(times, default=None), best)


def _give_up_lost(session: Session, lost: Sequence[_Choice], now: datetime, manners: Mapping[str, Manners]) -> None:
    """A sending whose lease is over may have been posted: nobody repeats it before the surface was asked."""
    by_wait: dict[timedelta, list[int]] = defaultdict(list)
    for choice in lost:
        if choice.lost:
            by_wait[_settling(choice.lane.scope, manners)].append(choice.lost.key)
    for settling, keys in by_wait.items():
        fields = {
            "state": DeliveryState.UNCERTAIN, "reason": "interrupted", "owner": None, "sending_since": None,
            "uncertain_since": now, "next_at": now + settling,
        }  # fmt: skip
        session.connection().execute(update(DELIVERY).where(D.key.in_(keys)).values(**fields))


_SEND = (
    update(DELIVERY)
    .where(OneOf(D.key))
    .values(
        state=DeliveryState.SENDING,
        attempt=D.attempt + 1,
        owner=bindparam("b_owner"),
        sending_since=_time("b_now"),
        first_at=func.coalesce(D.first_at, _time("b_now")),
    )
)
_ASK = update(DELIVERY).where(OneOf(D.key)).values(owner=bindparam("b_owner"))
_LEASE = update(LANE).where(OneOf(L.channel_key)).values(owner=bindparam("b_owner"), lease_until=_time("b_until"))


def _start(session: Session, owner: str, going: Sequence[_Choice], now: datetime, lease: timedelta) -> None:
    connection = session.connection()
    sends = [choice.head.key for choice in going if choice.head and not choice.ask]
    asks = [choice.head.key for choice in going if choice.head and choice.ask]
    if sends:
        connection.execute(_SEND, {"keys": sends, "b_owner": owner, "b_now": now})
    if asks:
        connection.execute(_ASK, {"keys": asks, "b_owner": owner})
    if going:
        lanes = [choice.lane.channel_key for choice in going]
        connection.execute(_LEASE, {"keys": lanes, "b_owner": owner, "b_until": now + lease})


def _put_off(session: Session, later: Sequence[tuple[int, datetime | None, int]]) -> None:
    """These lanes have nothing to do before their time, None: before something new comes."""
    by_time: dict[tuple[datetime | None, int], list[int]] = defaultdict(list)
    for channel_key, at, rank in later:
        by_time[at, rank].append(channel_key)
    for (at, rank), keys in by_time.items():
        fields = {"next_at": at, "rank": rank, "owner": None, "lease_until": None}
        session.connection().execute(update(LANE).where(L.channel_key.in_(keys)).values(**fields))


def _settling(scope: str, manners: Mapping[str, Manners]) -> timedelta:
    return timedelta(seconds=_manners(scope, manners).settling)


def _rate(choice: _Choice, manners: Mapping[str, Manners]) -> Any:
    known = _manners(choice.lane.scope, manners)
    return known.look_up if choice.ask else known.workspace


def _manners(scope: str, manners: Mapping[str, Manners]) -> Manners:
    return manners.get(scope.partition(":")[0], Manners())
