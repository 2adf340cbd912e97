"""The one table of jobs and when they run, on APScheduler in memory. It knows nothing of what a job does."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.errors import PolicywireError, StorageError
from jobs.report import Report
from storage.calls import Kind
from storage.store import Store

log = logging.getLogger(__name__)

# The errors of single inputs that a job's record keeps; feeds and documents keep their own.
ERRORS_KEPT = 5
# A firing that was taken keeps other processes away for so long, if the one that took it dies. A longer run may be joined by
# another: no job minds, since rows decide what is done.
TAKEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A named step, how often it runs, and by how much a run may be shifted so that not all start together.

    It runs in one process at a time, whichever comes first, unless it is one for `every` process. `queue` is the part of the
    work that it belongs to; the one that `answers` runs at once when something of its queue is to be done.
    """

    name: str
    seconds: float
    jitter: float
    run: Callable[[], Report]
    queue: Kind = Kind.DRAIN
    every: bool = False
    answers: bool = False


def table(
    *,
    watch_corpus: Callable[[], Report],
    watch_feeds: Callable[[], Report],
    complete_items: Callable[[], Report],
    feed_health: Callable[[], Report],
    websub: Callable[[], Report],
    match_items: Callable[[], Report],
    tell_followers: Callable[[], Report],
    watch_topics: Callable[[], Report],
    learn_topics: Callable[[], Report],
    send_digests: Callable[[], Report],
    translate_alerts: Callable[[], Report],
    deliver_alerts: Callable[[], Report],
    watch_deliveries: Callable[[], Report],
    offer_digests: Callable[[], Report],
    forget: Callable[[], Report],
    look_after_spaces: Callable[[], Report],
) -> tuple[Job, ...]:
    """All jobs. Each reads what the one before it wrote, so their order in a first start is the data's way."""
    return (
        Job("watch_corpus", 5, 1, watch_corpus, Kind.POLL),
        Job("watch_feeds", 5, 1, watch_feeds, Kind.POLL, answers=True),
        Job("complete_items", 15, 2, complete_items, Kind.POLL),
        Job("feed_health", 30, 3, feed_health, Kind.POLL),
        Job("websub", 60, 5, websub, Kind.POLL),
        Job("match_items", 2, 0.2, match_items, Kind.MATCH, answers=True),
        Job("tell_followers", 5, 0.5, tell_followers, Kind.MATCH),
        Job("watch_topics", 5, 0.5, watch_topics, Kind.MATCH, every=True),
        Job("learn_topics", 60, 5, learn_topics, Kind.MATCH),
        Job("send_digests", 5, 0.5, send_digests, Kind.DRAIN),
        Job("translate_alerts", 2, 0.2, translate_alerts, Kind.DRAIN),
        Job("deliver_alerts", 1, 0.1, deliver_alerts, Kind.DRAIN, every=True, answers=True),
        Job("watch_deliveries", 30, 3, watch_deliveries, Kind.DRAIN),
        Job("offer_digests", 3_600, 300, offer_digests, Kind.DRAIN),
        Job("forget", 3_600, 300, forget, Kind.DRAIN),
        Job("look_after_spaces", 60, 5, look_after_spaces, Kind.DRAIN),
    )


class Schedule:
    """The jobs of this process, each in a thread of its own and never twice at a time."""

    def __init__(self, store: Store, jobs: Sequence[Job], clock: Callable[[], datetime]) -> None:
        self._store, self._clock, self._jobs = store, clock, tuple(jobs)
        # Names of jobs that were called and have not begun since. Adding and discarding are each one step of Python.
        self._called: set[str] = set()
        self._stopping = threading.Event()
        defaults = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        executors = {"default": ThreadPoolExecutor(len(jobs))}
        self._scheduler = BackgroundScheduler(timezone="UTC", executors=executors, job_defaults=defaults)
        self._scheduler.add_listener(_tell_skipped, EVENT_JOB_MAX_INSTANCES | EVENT_JOB_MISSED)
        for job in jobs:
            trigger = IntervalTrigger(seconds=job.seconds, jitter=job.jitter, timezone="UTC")
            self._scheduler.add_job(self._one, trigger, args=[job], id=job.name, name=job.name, next_run_time=clock())

    def start(self) -> None:
        """Begin; the first run of each job is now."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let running jobs finish and start no more."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def answer(self, kind: Kind) -> None:
        """Something of this queue is to be done: run the job that does it now, and once more where it is running."""
        for job in self._jobs:
            if job.answers and job.queue is kind and job.name not in self._called and self._scheduler.running:
                self._called.add(job.name)
                self._scheduler.modify_job(job.name, next_run_time=self._clock())

    def _one(self, job: Job) -> None:
        called = job.name in self._called
        while True:
            self._called.discard(job.name)
            run_in_turn(self._store, job, self._clock, called=called)
            called = job.name in self._called
            if not called or self._stopping.is_set():
                return


def run_in_turn(store: Store, job: Job, clock: Callable[[], datetime], *, called: bool = False) -> Report | None:
    """Run a job unless another process runs it, or has just done so; one that was `called` in the second case too."""
    if job.every:
        return run_once(store, job, clock)
    now = clock()
    try:
        if called:
            store.firings.hasten(job.name, now, timedelta(seconds=job.seconds))
        if not store.firings.take(job.name, now, now + TAKEN):
            return None
    except StorageError as problem:
        log.warning("%s: not run without the database: %s", job.name, problem)
        return None
    report = run_once(store, job, clock)
    # A little sooner than the next firing here, which must not miss its turn by its own jitter.
    _record(job, lambda: store.firings.ended(job.name, clock() + timedelta(seconds=(job.seconds - job.jitter) / 2)))
    return report


def run_once(store: Store, job: Job, clock: Callable[[], datetime]) -> Report | None:
    """Run a job and record how it went. An error is logged and recorded, and the job comes again."""
    started = clock()
    try:
        report = job.run()
    except Exception as error:
        log.exception("job %s failed", job.name)
        told = error.user if isinstance(error, PolicywireError) else type(error).__name__
        _record(job, lambda: store.runs.finished(job.name, started, "", told, clock()))
        return None
    if report.worked or report.errors:
        log.info("%s: %s", job.name, report)
        errors = "; ".join(report.errors[:ERRORS_KEPT]) or None
        _record(job, lambda: store.runs.finished(job.name, started, str(report), errors, clock()))
    else:
        _record(job, lambda: store.runs.recovered(job.name, started, clock()))
    for line in report.errors:
        log.warning("%s: %s", job.name, line)
    return report


def _record(job: Job, write: Callable[[], None]) -> None:
    try:
        write()
    except PolicywireError as problem:  # the database is the thing that fails: the log has it
        log.warning("could not record %s: %s", job.name, problem)


def _tell_skipped(event: JobExecutionEvent) -> None:
    log.debug("%s is still running or late; its next run stands for this one", event.job_id)
