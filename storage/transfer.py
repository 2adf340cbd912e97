"""Moving everything from one database to another, such as from SQLite to PostgreSQL, in the middle of whatever was going on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Table, inspect, select, text
from sqlmodel import Session, col, func
from sqlmodel import select as rows_of

from core.errors import StorageError
from core.search import entry
from storage.deliveries import EVERYTHING
from storage.engine import Database
from storage.items import to_item
from storage.ledger_rows import DeliveryRow
from storage.migrate import current, head, is_modelled
from storage.models import ChannelRow, FeedRow, ItemRow, metadata
from storage.search import TABLE, write_entries
from storage.store import Store

# Rows that are read and written at a time.
AT_ONCE = 1_000
MOVED = "«policywire migrate --from»"


# Given how many rows there are, it opens what is told, as rows are copied, how many more there were: a progress bar, or nothing.
Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]


def unseen(total: int) -> AbstractContextManager[Callable[[int], None]]:
    """The progress that nobody looks at."""
    return nullcontext(lambda _: None)


def transfer(source: Database, target: Database, now: datetime, progress: Progress = unseen) -> dict[str, int]:
    """Copy all rows into a migrated, empty database; the number of rows by table. Sending from the source is stopped then.

    All of it or nothing. What a worker was sending stays so: once its lease is over it is looked for before it is repeated.
    Raises StorageError where the two are not of this version, or the target holds something.
    """
    for database in (source, target):
        if current(database) != head():
            raise StorageError(
                f"the database {database.place} does not have this version's tables: «policywire migrate» makes them"
            )
    refuse_used(target)
    _refuse_unknown(source)
    # First of all: from now on nothing leaves the source, and it never will again by a process that is started by mistake.
    Store(source).deliveries.stop(EVERYTHING, MOVED, now)
    with source.write() as reading, target.write() as writing:
        counts = copy_all(reading, writing, progress)
        writing.connection().execute(
            text('DELETE FROM stop WHERE scope = :all AND "by" = :by'), {"all": EVERYTHING, "by": MOVED}
        )
    return counts


def copy_all(reading: Session, writing: Session, progress: Progress = unseen) -> dict[str, int]:
    """Copy all rows between two databases of this version, the second one empty; the number of rows by table."""
    tables = metadata.sorted_tables
    counts = {table.name: reading.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
    searched = reading.execute(text(f"SELECT count(*) FROM {TABLE}")).scalar_one()  # noqa: S608 - the name is ours
    with progress(sum(counts.values()) + searched) as told:
        for table in tables:
            _copy(reading.connection(), writing.connection(), table, told)
        _fill_search(reading, writing, told)
    if writing.get_bind().dialect.name != "sqlite":
        _go_on_counting(writing.connection())
    return {name: count for name, count in counts.items() if count}


def refuse_used(target: Database) -> None:
    """Raise StorageError where a database holds anything that a copy would mix with."""
    with target.read() as session:
        used = sum(
            session.exec(rows_of(func.count()).select_from(row)).one()
            for row in (ItemRow, ChannelRow, DeliveryRow, FeedRow)
        )
    if used:
        raise StorageError(f"the database {target.place} holds rows already; name an empty one in DATABASE_URL")


def _refuse_unknown(source: Database) -> None:
    """No table is left behind because some module was not loaded."""
    with source.read() as session:
        there = {name for name in inspect(session.connection()).get_table_names() if is_modelled(name, "table")}
    if unknown := there - set(metadata.tables) - {"alembic_version"}:
        raise StorageError(f"the database {source.place} has tables that nobody knows: {', '.join(sorted(unknown))}")


def _copy(source: Connection, target: Connection, table: Table, told: Callable[[int], None]) -> None:
    keys = list(table.primary_key.columns)
    result = source.execute(select(table).order_by(*keys).execution_options(yield_per=AT_ONCE))
    for part in result.mappings().partitions(AT_ONCE):
        target.execute(table.insert(), [dict(row) for row in part])
        told(len(part))


def _fill_search(source: Session, target: Session, told: Callable[[int], None]) -> None:
    """The full-text index is of another shape on each kind of database, so it is made from the items."""
    known = "rowid" if source.get_bind().dialect.name == "sqlite" else "item_key"
    keys = list(source.execute(text(f"SELECT {known} FROM {TABLE} ORDER BY {known}")).scalars())  # noqa: S608 - both names are ours
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        rows = source.exec(rows_of(ItemRow).where(col(ItemRow.key).in_(part)))
        write_entries(target, [entry(to_item(row)) for row in rows])
        told(len(part))


def _go_on_counting(target: Connection) -> None:
    """PostgreSQL counts apart from its rows: have each count go on behind the last one."""
    for table in metadata.sorted_tables:
        column: Any = table.autoincrement_column
        if column is None or not isinstance(column.type, Integer):
            continue
        sequence = target.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))).scalar()
        last = target.execute(select(func.max(column))).scalar()
        if sequence and last:
            target.execute(select(func.setval(sequence, last)))
