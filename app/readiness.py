"""Whether this installation does its work: what `/readyz` answers from. Not whether a process is alive (`/healthz`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import PolicywireError, StorageError
from jobs.watch_deliveries import LATE
from storage.migrate import current, head, later_serves
from storage.store import Store

# A job whose next time passed so long ago has nobody who runs it. Longer than any run takes.
UNATTENDED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must be so, and whether it is. `told` names no address and no person."""

    name: str
    ok: bool
    told: str


def findings(store: Store, now: datetime) -> Iterator[Finding]:
    """Database, migrations, scheduler, lag, in this order. Without a database nothing else can be said."""
    try:
        revision = current(store.database)
    except PolicywireError:
        yield Finding("database", False, "does not answer")
        return
    yield Finding("database", True, "answers")
    yield _tried("migrations", lambda: _migrations(store, revision))
    yield _tried("scheduler", lambda: _scheduler(store, now))
    yield _tried("lag", lambda: _lag(store, now))


def _tried(name: str, look: Callable[[], tuple[bool, str]]) -> Finding:
    try:
        return Finding(name, *look())
    except PolicywireError:
        return Finding(name, False, "cannot be told: the database does not answer")


def _migrations(store: Store, revision: str | None) -> tuple[bool, str]:
    """While an upgrade rolls on, an older process is as ready as before: its tables still serve it."""
    if revision == head():
        return True, f"at {revision}"
    try:
        later = later_serves(store.database)
    except StorageError:
        later = False
    return later, f"at {revision}, later than this process's {head()}" if later else f"at {revision}, wants {head()}"


def _scheduler(store: Store, now: datetime) -> tuple[bool, str]:
    due = store.firings.due()
    if not due:
        return False, "no job has run yet"
    left = sorted(name for name, next_at in due.items() if now - next_at > UNATTENDED)
    return not left, f"nobody runs {', '.join(left)}" if left else "jobs run"


def _lag(store: Store, now: datetime) -> tuple[bool, str]:
    oldest = store.deliveries.oldest_open()
    waits = now - oldest if oldest else timedelta(0)
    return (
        waits <= LATE,
        "deliveries are on time" if waits <= LATE else f"a delivery waits for {waits.total_seconds():.0f} s",
    )
