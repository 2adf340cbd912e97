"""`policywire worker`: jobs without the web. Any number of them share one PostgreSQL with `policywire web`."""

import asyncio
import logging
import threading
from collections.abc import Sequence

from app.run import finish, operations_site
from app.server import serve, stop_on_signals
from app.start import settle
from app.waking import calls_answered
from app.wiring import Product, clock
from core.errors import SettingError
from jobs.schedule import Schedule
from storage.calls import Kind

log = logging.getLogger(__name__)


async def work(product: Product, names: Sequence[str]) -> bool:
    """Do the work of these queues, of all where none is named, until SIGTERM or SIGINT; then let what runs finish.

    Says whether it did finish.
    """
    queues = chosen(names)
    jobs = [job for job in product.jobs if job.queue in queues]
    stop = asyncio.Event()
    stop_on_signals(stop)
    schedule = Schedule(product.store, jobs, clock)
    ended = threading.Event()
    with calls_answered(product.store.database, schedule, queues):
        schedule.start()
        log.info("working: %s", ", ".join(job.name for job in jobs))
        sites = operations_site(product)
        settle()
        await (serve(sites, stop) if sites else stop.wait())
        log.info("stopping")
        product.stopping.set()
        await finish(schedule, ended)
    return ended.is_set()


def chosen(names: Sequence[str]) -> tuple[Kind, ...]:
    """The queues of these names, all where none is named. Raises SettingError for one that is none."""
    for name in names:
        if name not in set(Kind):
            raise SettingError(f"{name} is no queue; there are {', '.join(Kind)}")
    return tuple(kind for kind in Kind if not names or kind in names)
