"""The two ways to a store. Apart from app/wiring.py, so that `status` need not load what `run` does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings
from core.errors import StorageError
from storage.engine import Database
from storage.migrate import current, head, later_serves, upgrade
from storage.store import Store


def open_store(settings: Settings) -> Store:
    """The store of a database that is brought to this code's revision, or is at a later one that still serves this code."""
    database = _database(settings)
    migrate(database)
    return Store(database)


def move(source: str, target: Database) -> dict[str, int]:
    """Copy everything from a database of this version; the number of rows by table."""
    from app.progress import shown
    from app.wiring import clock
    from storage.transfer import transfer

    if not source.startswith("sqlite:///") or not Path(source.removeprefix("sqlite:///")).is_file():
        raise StorageError("--from names no SQLite file; write sqlite:///var/policywire.db")
    database = Database(source)
    try:
        upgrade(database)
        return transfer(database, target, clock(), shown)
    finally:
        database.close()


def migrate(database: Database) -> None:
    """Bring a database to this code's revision, and on PostgreSQL the tables of what wakes the workers."""
    if database.is_sqlite:
        upgrade(database)
        return
    from jobs.wake_ups import prepare  # half a second that a SQLite need not wait for

    upgrade(database, beside=prepare)


@contextmanager
def reading_store(settings: Settings) -> Iterator[Store]:
    """The store of a database that has this code's tables already; to look at one must not change it."""
    database = _database(settings)
    try:
        if not later_serves(database) and current(database) != head():
            raise StorageError(
                f"the database {database.place} does not have this version's tables yet; "
                "start «policywire run», or «policywire migrate» for the tables alone"
            )
        yield Store(database)
    finally:
        database.close()


def _database(settings: Settings) -> Database:
    keys = settings.secret_key.get_secret_value() if settings.secret_key else None
    return Database(settings.database_url.get_secret_value(), keys)
