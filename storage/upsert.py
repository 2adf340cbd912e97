"""Inserting many rows where some may be there already, in the dialect of either database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from storage.models import metadata

# SQLite takes 32,766 parameters a statement; the widest table has under 20 columns.
CHUNK = 500

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in runs of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows; those that any unique key knows already are left as they are. Says how many were inserted."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(metadata.tables[str(table.__tablename__)]).on_conflict_do_nothing()
    statement = statement.execution_options(preserve_rowcount=True)
    inserted = 0
    for part in chunks(rows):
        inserted += session.connection().execute(statement, [dict(row) for row in part]).rowcount
    return inserted
