"""Inserting many rows where some may be there already, in the dialect of either database."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

# SQLite takes 32,766 parameters a statement; the widest table has under 20 columns.
CHUNK = 500

T = TypeVar("T")


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in runs of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; those that any unique key knows already are left as they are."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for part in chunks(rows):
        session.execute(dialect.insert(table).on_conflict_do_nothing(), [dict(row) for row in part])
