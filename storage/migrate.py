"""Bringing a database to the revision this code was written for, by Alembic, the same on both databases.

Older processes go on while a newer one has migrated: a migration adds, and what it adds may be left out. One that takes
something away says `breaks_older = True`; the database keeps which code it still serves. docs/operating.md has the rule.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, inspect, select, text

from core.errors import StorageError
from storage.engine import Database
from storage.search import TABLE

log = logging.getLogger(__name__)

# The lock under which PostgreSQL is migrated; no other program of the database uses this number.
LOCK = 0x706F6C6963790001
# Whoever waits to alter a table keeps everybody from reading it, so a migration waits a moment only and begins again: PostgreSQL
# names these two ends of a wait. In all it has a minute and a half.
LOCK_SECONDS, WAITS = 3, (0.2, 0.5, 1, 2, 3, *(5,) * 10)
IN_USE = {"55P03": "lock_not_available", "40P01": "deadlock_detected"}
# The oldest code that the tables serve, by the revision it was written for. Alembic's own table has no room for it.
FLOOR = Table("schema_floor", MetaData(), Column("revision", String, primary_key=True))


def upgrade(database: Database, revision: str = "head", beside: Callable[[Connection], None] | None = None) -> None:
    """Apply what is missing; nothing where a later version has migrated and its tables still serve this code.

    Of several processes that start at a time one does it, and the others wait for it. Older ones may be at work. `beside` makes
    tables that are not ours, on PostgreSQL. Raises StorageError where the database is too new, or stays in use.
    """
    if later_serves(database):
        return
    for wait in (*WAITS, None):
        try:
            _upgrade(database, revision, beside)
            break
        except StorageError as error:
            if wait is None or _state(error) not in IN_USE:
                raise
            log.warning("the tables are in use; migrating again in %s s", wait)
            time.sleep(wait)


def _upgrade(database: Database, revision: str, beside: Callable[[Connection], None] | None) -> None:
    with database.connection() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _keep_floor(connection)
        if beside and not database.is_sqlite:
            beside(connection)


def _state(error: StorageError) -> str:
    """PostgreSQL's own code of what went wrong, empty where it names none."""
    return str(getattr(getattr(error.__cause__, "orig", None), "sqlstate", None) or "")


def _keep_floor(connection: Connection) -> None:
    """Note which code the tables serve: everything since the last migration that broke with what was before it."""
    there = MigrationContext.configure(connection).get_current_revision()
    applied = ScriptDirectory.from_config(_config()).walk_revisions("base", there or "base")  # the latest first
    floor = next((one.revision for one in applied if getattr(one.module, "breaks_older", False)), "base")
    FLOOR.create(connection, checkfirst=True)
    connection.execute(delete(FLOOR))
    connection.execute(insert(FLOOR).values(revision=floor))


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
    if not _is_known(found):
        raise StorageError(
            f"the database {database.place} is at revision {found}, which this version does not know: it was written by a newer "
            "Policywire. Install that version, or restore a backup made before the upgrade."
        )


def later_serves(database: Database) -> bool:
    """Whether a later version has migrated the database and its tables still serve this code. StorageError where they do not."""
    if _is_known(current(database)):
        return False
    with database.connection() as connection:
        there = inspect(connection).has_table(FLOOR.name)
        floor = connection.execute(select(FLOOR)).scalar() if there else None
    if floor is None or not _is_known(floor):
        check_not_newer(database)
    return True


def _is_known(revision: str | None) -> bool:
    if revision in (None, "base"):
        return True
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def is_modelled(name: str | None, kind: str, parents: object = None) -> bool:
    """Whether storage/models.py describes a table; the full-text one is of another shape on each database."""
    return kind != "table" or not (name or "").startswith((TABLE, FLOOR.name))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
