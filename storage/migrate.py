"""Bringing a database to the revision this code was written for, by Alembic, the same on both databases."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from core.errors import StorageError
from storage.engine import Database
from storage.search import TABLE

# The lock under which PostgreSQL is migrated; no other program of the database uses this number.
LOCK = 0x706F6C6963790001


def upgrade(database: Database, revision: str = "head", beside: Callable[[Connection], None] | None = None) -> None:
    """Apply what is missing. Raises StorageError where the database is newer than the code.

    Of several processes that start at a time one does it, and the others wait for it. `beside` makes tables that are not
    ours, on PostgreSQL.
    """
    check_not_newer(database)
    with database.connection() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        if beside and not database.is_sqlite:
            beside(connection)


def current(database: Database) -> str | None:
    """The database's revision, None for an empty one."""
    with database.connection() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision this code was written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise StorageError("this copy of Policywire has no migrations; install it again")
    return revision


def check_not_newer(database: Database) -> None:
    """Refuse a database whose revision this code has never heard of."""
    found = current(database)
    if found is None:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(found)
    except CommandError as error:
        raise StorageError(
            f"the database {database.place} is at revision {found}, which this version does not know: it was written by a newer "
            "Policywire. Install that version, or restore a backup made before the upgrade."
        ) from error


def is_modelled(name: str | None, kind: str, parents: object = None) -> bool:
    """Whether storage/models.py describes a table; the full-text one is of another shape on each database."""
    return kind != "table" or not (name or "").startswith(TABLE)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
