"""`policywire worker`: jobs without the web. Any number of them share one PostgreSQL with `policywire web`."""

import asyncio
import logging
import threading
from collections.abc import Sequence

from app.run import finish
from app.server import stop_on_signals
from app.wiring import Product, clock
from core.errors import SettingError
from jobs.schedule import Job, Schedule

log = logging.getLogger(__name__)


async def work(product: Product, names: Sequence[str]) -> bool:
    """Run these jobs, all where none is named, until SIGTERM or SIGINT; then let what runs finish. Says whether it did."""
    jobs = chosen(product.jobs, names)
    stop = asyncio.Event()
    stop_on_signals(stop)
    schedule = Schedule(product.store, jobs, clock)
    schedule.start()
    log.info("working: %s", ", ".join(job.name for job in jobs))
    await stop.wait()
    log.info("stopping")
    ended = threading.Event()
    await finish(schedule, ended)
    return ended.is_set()


def chosen(jobs: Sequence[Job], names: Sequence[str]) -> list[Job]:
    """The jobs of these names. Raises SettingError for one that is none."""
    known = {job.name: job for job in jobs}
    for name in names:
        if name not in known:
            raise SettingError(f"{name} is no job; there are {', '.join(known)}")
    return [job for job in jobs if not names or job.name in names]
