"""The one table of jobs and when they run, on APScheduler in memory. It knows nothing of what a job does."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.errors import PolicywireError
from jobs.report import Report
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A named step, how often it runs, and by how much a run may be shifted so that not all start together."""

    name: str
    seconds: float
    jitter: float
    run: Callable[[], Report]


def table(
    *,
    watch_corpus: Callable[[], Report],
    watch_feeds: Callable[[], Report],
    match_items: Callable[[], Report],
    deliver_alerts: Callable[[], Report],
) -> tuple[Job, ...]:
    """All jobs. Each reads what the one before it wrote, so their order in a first start is the data's way."""
    return (
        Job("watch_corpus", 5, 1, watch_corpus),
        Job("watch_feeds", 5, 1, watch_feeds),
        Job("match_items", 2, 0.2, match_items),
        Job("deliver_alerts", 1, 0.1, deliver_alerts),
    )


class Schedule:
    """The jobs of this process, each in a thread of its own and never twice at a time."""

    def __init__(self, store: Store, jobs: Sequence[Job], clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
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
        self._scheduler.shutdown(wait=True)

    def _one(self, job: Job) -> None:
        run_once(self._store, job, self._clock)


def run_once(store: Store, job: Job, clock: Callable[[], datetime]) -> Report | None:
    """Run a job and record how it went. An error is logged and recorded, and the job comes again."""
    try:
        report = job.run()
    except Exception as error:
        log.exception("job %s failed", job.name)
        told = error.user if isinstance(error, PolicywireError) else type(error).__name__
        _record(store, job, "", told, clock)
        return None
    if report.worked or report.errors:
        log.info("%s: %s", job.name, report)
        _record(store, job, str(report), "; ".join(report.errors) or None, clock)
    for line in report.errors:
        log.warning("%s: %s", job.name, line)
    return report


def _record(store: Store, job: Job, report: str, error: str | None, clock: Callable[[], datetime]) -> None:
    try:
        store.runs.finished(job.name, report, error, clock())
    except PolicywireError as problem:  # the database is the thing that fails: the log has it
        log.warning("could not record %s: %s", job.name, problem)


def _tell_skipped(event: JobExecutionEvent) -> None:
    log.debug("%s is still running or late; its next run stands for this one", event.job_id)
