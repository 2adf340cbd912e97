"""Writing many rows at little cost, where some may be there already, in the dialect of either database.

SQLAlchemy compiles a statement once; its work on each single row is what this file leaves out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Executable, Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from storage.models import Utc, metadata

# SQLite takes 32,766 parameters a statement; the widest table has under 20 columns.
CHUNK = 500

T = TypeVar("T")
Convert = Callable[[Any], Any]


def chunks(values: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The values in runs of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows; those that any unique key knows already are left as they are. Says how many were inserted.

    All rows have the same columns.
    """
    connection = session.connection()
    statement = _insert(str(table.__tablename__), connection.dialect.name)
    return sum(write_rows(connection, statement, part) for part in chunks(rows))


def write_rows(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> int:
    """Run a statement that is kept (a module's own) once for each row of its parameters. Says how many rows it met."""
    if not rows:
        return 0
    many = _compiled(statement, connection.dialect, tuple(rows[0]))
    counted = {"preserve_rowcount": True}
    return connection.exec_driver_sql(many.sql, many.parameters(rows), execution_options=counted).rowcount


@dataclass(frozen=True, slots=True)
class _Many:
    """A compiled statement: its SQL, each parameter's name with what it goes through, and what is the same in all rows."""

    sql: str
    converts: tuple[tuple[str, Convert | None], ...]
    same: Mapping[str, Any]
    positional: bool

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The rows as the driver takes them."""
        full = [{**self.same, **row} for row in rows] if self.same else rows
        if self.positional:
            return [tuple([c(row[name]) if c else row[name] for name, c in self.converts]) for row in full]
        return [{name: c(row[name]) if c else row[name] for name, c in self.converts} for row in full]


def among(session: Session, statement: Executable, values: Sequence[Any], **fixed: Any) -> Iterator[Any]:
    """The rows of a statement whose parameter `these` takes a list, for any number of values."""
    for part in chunks(values):
        yield from session.connection().execute(statement, {"these": part, **fixed})


@lru_cache
def _insert(table: str, dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(metadata.tables[table]).on_conflict_do_nothing()


@lru_cache
def _compiled(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Many:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    converts = [(name, _convert(compiled.binds[name].type, dialect)) for name in order or ()]
    # Columns that the rows leave out have plain values as defaults; none of ours is computed.
    left_out = compiled.insert_prefetch if isinstance(statement, Insert) else ()
    same = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    same |= {column.key: getattr(column.default, "arg", None) for column in left_out}
    return _Many(str(compiled), tuple(converts), same, compiled.positional)


def _convert(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    # Rows that are written together share most of their times.
    return lru_cache(maxsize=256)(convert) if convert and isinstance(kind, Utc) else convert
