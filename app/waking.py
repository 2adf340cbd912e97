"""Who hears what is to be done at once: the scheduler of this process, or over PostgreSQL one of many."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from jobs.schedule import Schedule
from storage.calls import Call, Kind
from storage.engine import Database


@contextmanager
def calls_answered(
    database: Database, schedule: Schedule | None, queues: Sequence[Kind] = tuple(Kind)
) -> Iterator[None]:
    """Have calls answered by a scheduler, and those of a process without one by another's. `queues`: which it answers."""
    if database.is_sqlite:
        database.listen(_within(schedule) if schedule else None)
        try:
            yield
        finally:
            database.listen(None)
        return
    from jobs.wake_ups import WakeUps  # half a second that a SQLite need not wait for

    with WakeUps(database.libpq, schedule.answer if schedule else None, queues) as wake_ups:
        database.listen(wake_ups.tell)
        try:
            yield
        finally:
            database.listen(None)


def _within(schedule: Schedule) -> Callable[[frozenset[Call]], None]:
    def tell(calls: frozenset[Call]) -> None:
        for kind in {call.kind for call in calls}:
            schedule.answer(kind)

    return tell
