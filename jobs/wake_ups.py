"""Calls between processes, carried by Procrastinate on the product's PostgreSQL. The only module that knows Procrastinate.

A wake-up says no more than that something is to be done; what it is stands in the rows, so one that is lost costs a
second until the next look, and one that comes twice costs a look. Nothing here may stop or delay what it serves.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from types import TracebackType
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from storage.calls import Call, Kind

log = logging.getLogger(__name__)
logging.getLogger("procrastinate").setLevel(logging.WARNING)

# Procrastinate's tables are in a schema of their own, so that they can be made anew when it changes them: what they lose is harmless.
SCHEMA = "policywire_wake_ups"
# So many wake-ups of a kind are enough for what one transaction left: each of them has all be done that is due.
ENOUGH = 8
# Between two attempts to reach a database that does not answer, in seconds.
AGAIN = 2.0
# A worker looks for wake-ups that it did not hear of so often, in seconds.
LOOK = 1.0
# A wake-up that some worker took and did not finish in so many seconds was taken by one that died.
STALLED = 60.0


def prepare(connection: Connection) -> None:
    """Make Procrastinate's tables, or make them anew where they are another version's. Within the caller's transaction."""
    version = procrastinate.__version__
    told = connection.execute(
        text("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = :name"), {"name": SCHEMA}
    ).scalar()
    if told == version:
        return
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    for statement in (f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE", f"CREATE SCHEMA {SCHEMA}", _path(SCHEMA)):
        connection.execute(text(statement))
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.execute(text(_path(str(path))))
    connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '{version}'"))


def _path(schemas: str) -> str:
    return f"SET LOCAL search_path TO {schemas}"


class WakeUps:
    """Sends calls out, and has those of `queues` answered, on an event loop in a thread of its own.

    `url` is a libpq address; without `answer` this process hears none. While the database does not answer there are none.
    """

    def __init__(self, url: str, answer: Callable[[Kind], None] | None, queues: Sequence[Kind] = tuple(Kind)) -> None:
        self._url, self._answer, self._queues = url, answer, queues
        self._loop = asyncio.new_event_loop()
        self._waiting: set[Call] = set()
        self._news, self._stop = asyncio.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="wake-ups", daemon=True)

    def __enter__(self) -> "WakeUps":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def tell(self, calls: Collection[Call]) -> None:
        """Have somebody answer these calls soon. Neither raises nor waits."""
        try:
            self._loop.call_soon_threadsafe(self._take, frozenset(calls))
        except RuntimeError:  # the loop has ended: so has the process, nearly
            log.debug("told too late: %s", calls)

    def _take(self, calls: frozenset[Call]) -> None:
        self._waiting |= calls
        self._news.set()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        stopped = asyncio.create_task(self._stop.wait())
        while not stopped.done():
            served = asyncio.create_task(self._serve())
            await asyncio.wait({served, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if served.done() and (error := served.exception()):
                # Only its name: an error of a driver may quote the address it was given.
                log.warning("wake-ups rest for %g s: %s", AGAIN, type(error).__name__)
                await asyncio.wait({stopped}, timeout=AGAIN)
            served.cancel()
            await asyncio.wait({served})

    async def _serve(self) -> None:
        connector = procrastinate.PsycopgConnector(
            conninfo=self._url, kwargs={"options": f"-c search_path={SCHEMA}"}, min_size=1, max_size=3, timeout=10
        )
        app = procrastinate.App(connector=connector)
        tasks = {kind: app.task(name=kind, queue=kind, pass_context=False)(self._answering(kind)) for kind in Kind}
        async with app.open_async(), asyncio.TaskGroup() as group:
            group.create_task(self._send(tasks))
            if self._answer:
                await _clear(app)
                group.create_task(
                    app.run_worker_async(
                        queues=list(self._queues),
                        install_signal_handlers=False,
                        delete_jobs="always",
                        concurrency=4,
                        fetch_job_polling_interval=LOOK,
                    )
                )

    def _answering(self, kind: Kind) -> Callable[..., Any]:
        async def answer(key: int) -> None:
            if self._answer:
                self._answer(kind)

        return answer

    async def _send(self, tasks: dict[Kind, Any]) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            calls, self._waiting = self._waiting, set()
            for call in _enough(calls):
                lock = f"{call.kind}:{call.key}"
                try:
                    await tasks[call.kind].configure(queueing_lock=lock).defer_async(key=call.key)
                except AlreadyEnqueued:
                    continue


async def _clear(app: procrastinate.App) -> None:
    """Forget the wake-ups that a dead worker had taken."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


def _enough(calls: Iterable[Call]) -> list[Call]:
    """A few of each kind."""
    chosen: dict[Kind, list[Call]] = {kind: [] for kind in Kind}
    for call in sorted(calls, key=lambda one: one.key):
        if len(chosen[call.kind]) < ENOUGH:
            chosen[call.kind].append(call)
    return [call for kind in Kind for call in chosen[kind]]
