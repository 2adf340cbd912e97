"""Deliveries → surfaces. Marked as being sent before the call and as sent after it; how it ended decides what is next.

Any number of processes run this at the same time: storage/lanes.py sees to it that they do not get into each other's way.
"""

import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from core.card import Card
from core.errors import StorageError
from core.model import Channel, Delivery, DeliveryState, Kind
from core.ports import UNTRACED, Finding, Found, Manners, Outcome, Post, Sent, Surface, Traces, Uncertain
from jobs.clock_jumps import ClockJumps
from jobs.report import Report
from storage.fates import HELD_BY
from storage.lanes import Ended, Task
from storage.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 100
# For so long a refusal is tried again; after so many it lets those behind it pass.
GIVE_UP = timedelta(days=1)
IN_THE_WAY = 12
# One that nobody can ask about is repeated until it was sent so often: each time it may arrive once more.
REPEATED = 5
# One that is not where it was sent is sent again at once so often, then ever later.
AT_ONCE_AGAIN = 3
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=1)
LONGEST_RETRY_AFTER = 86_400.0
UNCONFIGURED_DELAY = timedelta(minutes=5)
# Between the last moment at which a request may begin and its time-out's fitting into the lease: clocks differ a little.
MARGIN = 1.0
# A surface that cannot say for so long whether it has a post is one that cannot say.
ASKED_FOR = timedelta(days=1)
# A run ends after so long, that a flood does not keep the job from reporting; what is due comes with the next.
RUN = timedelta(seconds=60)
# A moment's patience, in seconds, in which more answers come: they are recorded in one transaction.
GATHER = 0.003
POLL = 0.1
DATABASE_WAITS = (0.1, 0.2, 0.5, 1, 2, 5, 5)


@dataclass(frozen=True, slots=True)
class Courier:
    """What a worker sends with. `owner` is its name among all workers, and no other's, ever.

    Once it is `stopping` no request begins any more, and a run ends when those that are on their way have ended.
    `befell` is told of a channel that takes nothing any more and of an installation that is over, after that is recorded.
    """

    store: Store
    surfaces: Mapping[str, Surface]
    draw: Callable[[Delivery], Card]
    clock: Callable[[], datetime]
    owner: str
    uncertain: Uncertain = Uncertain.HOLD
    at_once: int = AT_ONCE
    stopping: threading.Event = field(default_factory=threading.Event)
    jumps: ClockJumps = field(default_factory=ClockJumps)
    befell: Callable[[Channel, Sent], None] = lambda channel, sent: None
    traces: Traces = UNTRACED

    @property
    def manners(self) -> dict[str, Manners]:
        """Those of each configured surface."""
        return {name: surface.manners for name, surface in self.surfaces.items()}

    @property
    def patience(self) -> float:
        """Seconds within which a request must begin."""
        return max((manners.timeout for manners in self.manners.values()), default=0.0) + MARGIN

    @property
    def lease(self) -> timedelta:
        """How long a lane is ours: a request that begins in time also ends in time."""
        return timedelta(seconds=self.patience + max((m.timeout for m in self.manners.values()), default=0.0) + MARGIN)


def run(courier: Courier) -> Report:
    """Send and settle all that is due, each channel's oldest first, one a channel at a time."""
    return _Run(courier).run()


class _Run:
    """One run: tasks go out to the surfaces, their ends come back through a queue, and each tick records and claims."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._counts: Counter[str] = Counter()
        self._ends: SimpleQueue[Ended] = SimpleQueue()
        self._under_way = 0
        self._manners = courier.manners
        self._befallen: SimpleQueue[tuple[Channel, Sent]] = SimpleQueue()

    def run(self) -> Report:
        clock = self._courier.clock
        until = clock() + RUN
        ended: list[Ended] = []
        while True:
            room = self._courier.at_once - self._under_way if self._may_claim(until) else 0
            begin_by = time.monotonic() + self._courier.patience
            tasks = self._tick(ended, room)
            self._under_way += len(tasks)
            self._start(tasks, begin_by)
            if not self._under_way:
                return Report(dict(self._counts))
            ended = self._gather()
            self._under_way -= len(ended)

    def _may_claim(self, until: datetime) -> bool:
        return self._courier.clock() < until and not self._courier.stopping.is_set()

    def _tick(self, ended: Sequence[Ended], room: int) -> list[Task]:
        courier = self._courier
        if not ended and room <= 0:
            return []
        if self._patiently(self._clock_was_set):
            log.warning("the clock was set; what is on its way gets all its time again")
            settling = timedelta(seconds=max((m.settling for m in self._manners.values()), default=0.0))
            self._patiently(lambda: courier.store.lanes.begin_anew(courier.clock(), courier.lease, settling))
        tasks = self._patiently(
            lambda: courier.store.lanes.tick(courier.owner, ended, courier.clock(), room, courier.lease, self._manners)
        )
        self._counts.update(_counted(end) for end in ended)
        while not self._befallen.empty():
            courier.befell(*self._befallen.get())
        return tasks

    def _clock_was_set(self) -> bool:
        courier = self._courier
        return courier.jumps.jumped(courier.clock(), lambda moment: courier.store.lanes.is_ahead(moment, courier.lease))

    def _patiently(self, step: Callable[[], T]) -> T:
        """A database that restarts must not make us forget what was sent. Recording it twice changes nothing."""
        for wait in DATABASE_WAITS:
            try:
                return step()
            except StorageError as error:
                log.warning("the ledger cannot be written, trying again: %s", error)
                time.sleep(wait)
        return step()

    def _start(self, tasks: Sequence[Task], begin_by: float) -> None:
        groups: dict[tuple[str, bool], list[Task]] = defaultdict(list)
        for task in tasks:
            groups[task.delivery.channel.surface, task.ask].append(task)
        for (name, ask), group in groups.items():
            surface = self._courier.surfaces.get(name)
            if surface is None:
                for task in group:
                    self._ends.put(_unconfigured(task, self._courier.clock()))
            else:
                self._hand_over(surface, group, ask, begin_by)

    def _hand_over(self, surface: Surface, tasks: Sequence[Task], ask: bool, begin_by: float) -> None:
        """Draw and start. What raises here is a mistake of ours, which ends one card or one call and no other."""
        posts: list[tuple[Task, Post]] = []
        for task in tasks:
            if (end := _without_asking(task, self._courier.clock())) is not None:
                self._ends.put(end)
                continue
            try:
                card = Card(()) if ask else self._drawn(task.delivery)
            except Exception as error:
                log.exception("delivery %s cannot be drawn", task.delivery.key)
                reason = f"cannot be drawn: {type(error).__name__}"
                self._ends.put(self._judge_sent(task, Sent(Outcome.RETRY, reason=reason)))
                continue
            posts.append((task, _post(task.delivery, card, begin_by)))
        only = [post for _, post in posts]
        if not only:
            return
        try:
            promises: Sequence[Future[Sent] | Future[Found]] = surface.find(only) if ask else surface.begin(only)
        except Exception as error:
            log.exception("%s raised", surface.name)
            for task, _ in posts:
                self._ends.put(self._judge(task, error))
            return
        for (task, _), promise in zip(posts, promises, strict=True):
            promise.add_done_callback(partial(self._done, task))

    def _drawn(self, delivery: Delivery) -> Card:
        return delivery.card if delivery.card is not None else self._courier.draw(delivery)

    def _done(self, task: Task, promise: "Future[Sent] | Future[Found]") -> None:
        # A promise must never end without a word: the run waits for it.
        try:
            end = self._judge(task, promise.result())
        except BaseException as error:
            end = self._judge(task, error)
        _tell(end)
        if end.state in (DeliveryState.SENT, DeliveryState.FAILED):
            self._courier.traces.delivered(task.delivery, end.state, end.now)
        self._ends.put(end)

    def _judge(self, task: Task, end: Sent | Found | BaseException) -> Ended:
        if isinstance(end, Found):
            return _judge_found(task, end, self._courier.clock(), self._courier.uncertain)
        if isinstance(end, Sent):
            return self._judge_sent(task, end)
        name = type(end).__name__
        return self._judge(
            task, Found(Finding.UNKNOWN, reason=name) if task.ask else Sent(Outcome.UNCERTAIN, reason=name)
        )

    def _judge_sent(self, task: Task, sent: Sent) -> Ended:
        if sent.outcome in (Outcome.CLOSED, Outcome.GONE):
            self._befallen.put((task.delivery.channel, sent))
        return _judge_sent(
            task, sent, self._courier.clock(), self._manners.get(task.delivery.channel.surface, Manners())
        )

    def _gather(self) -> list[Ended]:
        """What ended by now, at least one if there is one soon, and what more comes in a moment's patience."""
        ended: list[Ended] = []
        patience = POLL
        try:
            while len(ended) < self._under_way:
                ended.append(self._ends.get(timeout=patience))
                patience = GATHER
        except Empty:
            pass
        return ended


def _tell(end: Ended) -> None:
    """A line that leads from the item to its message: where all went well, for those who look closely."""
    level = logging.DEBUG if end.state is DeliveryState.SENT else logging.INFO
    if not log.isEnabledFor(level):
        return
    delivery, channel = end.task.delivery, end.task.delivery.channel
    ids = {"delivery": delivery.key, "item": delivery.item.id if delivery.item else None, "message_id": end.message_id}
    place = f"{channel.surface}:{channel.workspace}:{channel.address}"
    log.log(level, "delivery %s to %s: %s", delivery.key, place, end.state, extra=ids | {"channel": place})


def _post(delivery: Delivery, card: Card, begin_by: float) -> Post:
    since, kind = delivery.first_at, delivery.kind
    return Post(delivery.key, delivery.channel, card, begin_by, since, kind, delivery.target, delivery.file)


def _without_asking(task: Task, now: datetime) -> Ended | None:
    """The end of what needs no surface: what follows a message that is not there, and an edit that may be repeated."""
    delivery = task.delivery
    if delivery.kind in (Kind.EDIT, Kind.THREAD) and delivery.target is None:
        return Ended(task, DeliveryState.SUPPRESSED, now, "the message it follows was not sent", counted=False)
    if delivery.kind is Kind.FILE and delivery.file is None:
        return Ended(task, DeliveryState.SUPPRESSED, now, "its file is kept no longer", counted=False)
    if task.ask and delivery.kind is Kind.EDIT:
        return Ended(task, DeliveryState.PENDING, now, "an edit may be repeated", next_at=now)
    return None


def _unconfigured(task: Task, now: datetime) -> Ended:
    """It may be configured tomorrow, and keeps its alerts."""
    later = now + UNCONFIGURED_DELAY
    reason = f"{task.delivery.channel.surface} is not configured"
    state = DeliveryState.UNCERTAIN if task.ask else DeliveryState.PENDING
    return Ended(task, state, now, reason, next_at=later, counted=False, lane_at=later)


def _judge_sent(task: Task, sent: Sent, now: datetime, manners: Manners) -> Ended:
    reason, delivery = sent.reason or "no reason given", task.delivery
    ready = now + timedelta(seconds=manners.channel.interval)
    asked = timedelta(seconds=min(sent.retry_after or 0, LONGEST_RETRY_AFTER))
    match sent.outcome:
        case Outcome.SENT:
            return Ended(task, DeliveryState.SENT, now, message_id=sent.message_id, lane_at=ready)
        case Outcome.FAILED:
            return Ended(task, DeliveryState.FAILED, now, reason, lane_at=ready)
        case Outcome.UNCERTAIN:
            settled = now + timedelta(seconds=manners.settling)
            return Ended(task, DeliveryState.UNCERTAIN, now, reason, next_at=settled, lane_at=ready)
        case Outcome.CLOSED:
            return Ended(task, DeliveryState.HELD, now, f"{HELD_BY}{reason}", counted=False, lane_at=ready)
        case Outcome.WAIT | Outcome.GONE:
            later = now + max(asked, timedelta(seconds=1) if sent.retry_after is None else asked)
            closed = later if asked else None
            return Ended(
                task,
                DeliveryState.PENDING,
                now,
                reason,
                next_at=later,
                counted=False,
                lane_at=later,
                closed_until=closed,
            )
    if _is_given_up(delivery, now):
        return Ended(task, DeliveryState.FAILED, now, _given_up(delivery, reason), lane_at=ready)
    later = now + max(_backoff(delivery.attempt), asked)
    aside = delivery.attempt >= IN_THE_WAY
    return Ended(task, DeliveryState.PENDING, now, reason, next_at=later, lane_at=ready, aside=aside)


def _judge_found(task: Task, found: Found, now: datetime, policy: Uncertain) -> Ended:
    """Only an answer settles it. A surface that has none leaves it to the policy."""
    since = task.delivery.uncertain_since or now
    match found.finding:
        case Finding.SENT:
            return Ended(task, DeliveryState.SENT, now, message_id=found.message_id)
        case Finding.ABSENT if _is_given_up(task.delivery, now):
            return Ended(task, DeliveryState.FAILED, now, _given_up(task.delivery, task.delivery.reason))
        case Finding.ABSENT:
            attempt = task.delivery.attempt
            again = now if attempt <= AT_ONCE_AGAIN else now + _backoff(attempt - AT_ONCE_AGAIN)
            aside = attempt >= IN_THE_WAY
            return Ended(task, DeliveryState.PENDING, now, "it was not there", next_at=again, aside=aside)
        case Finding.UNKNOWN if now - since < ASKED_FOR:
            wait = timedelta(seconds=min(found.retry_after or 0, LONGEST_RETRY_AFTER))
            later = now + max(wait, FIRST_DELAY if found.retry_after is None else wait)
            closed = later if wait else None
            told = found.reason or task.delivery.reason
            return Ended(task, DeliveryState.UNCERTAIN, now, told, next_at=later, closed_until=closed)
    return _unknowable(task, now, policy)


def _unknowable(task: Task, now: datetime, policy: Uncertain) -> Ended:
    """The end of one about which nobody can be asked."""
    attempt = task.delivery.attempt
    if policy is Uncertain.HOLD:
        return Ended(task, DeliveryState.HELD, now, "nobody can say whether it arrived; send it again or drop it")
    if attempt >= REPEATED:
        return Ended(task, DeliveryState.FAILED, now, f"nobody can say whether it arrived, after {attempt} attempts")
    again = now if attempt == 1 else now + _backoff(attempt)
    return Ended(task, DeliveryState.PENDING, now, "nobody can say whether it arrived; repeated", next_at=again)


def _is_given_up(delivery: Delivery, now: datetime) -> bool:
    return delivery.first_at is not None and now - delivery.first_at >= GIVE_UP


def _given_up(delivery: Delivery, reason: str | None) -> str:
    return f"given up after {delivery.attempt} attempts in a day: {reason}"


def _counted(end: Ended) -> str:
    """The name under which the report counts it."""
    if end.state is DeliveryState.PENDING:
        return "retrying" if end.counted and not end.task.ask else "settled" if end.task.ask else "waiting"
    return str(end.state)


def _backoff(attempt: int) -> timedelta:
    """Doubling from five seconds to an hour."""
    return min(FIRST_DELAY * (1 << min(attempt - 1, 20)), LONGEST_DELAY)
