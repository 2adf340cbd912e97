"""The two ways to a store. Apart from app/wiring.py, so that `status` need not load what `run` does."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.settings import Settings
from core.errors import StorageError
from storage.engine import Database
from storage.migrate import check_not_newer, current, head, upgrade
from storage.store import Store


def open_store(settings: Settings) -> Store:
    """The store of a database that is brought to this code's revision."""
    database = Database(settings.database_url.get_secret_value())
    upgrade(database)
    return Store(database)


@contextmanager
def reading_store(settings: Settings) -> Iterator[Store]:
    """The store of a database that is at this code's revision already; to look at one must not change it."""
    database = Database(settings.database_url.get_secret_value())
    try:
        check_not_newer(database)
        if current(database) != head():
            raise StorageError(
                f"the database {database.place} does not have this version's tables yet; "
                "start «policywire run», or «policywire migrate» for the tables alone"
            )
        yield Store(database)
    finally:
        database.close()
