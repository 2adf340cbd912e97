"""Writing many rows at little cost, where some may be there already, in the dialect of either database.

SQLAlchemy compiles a statement once; its work on each single row is what this file leaves out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Boolean, Connection, Dialect, Executable, Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from storage.models import Utc, metadata

# SQLite takes 32,766 parameters a statement; the widest table has under 20 columns.
CHUNK = 500
# Values that are asked for in one go.
ASKED = 5_000

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
    """A compiled statement: its SQL, its parameters in order, what some of them go through, and what is the same in all rows."""

    sql: str
    names: tuple[str, ...]
    converts: tuple[tuple[int, Convert], ...]
    same: Mapping[str, Any]
    positional: bool

    def parameters(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The rows as the driver takes them."""
        full = [{**self.same, **row} for row in rows] if self.same else rows
        made = [self._values(row) for row in full]
        return made if self.positional else [dict(zip(self.names, values, strict=True)) for values in made]

    def _values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = [row[name] for name in self.names]
        for at, convert in self.converts:
            values[at] = convert(values[at])
        return tuple(values)


def among(session: Session, statement: Executable, values: Sequence[Any], **fixed: Any) -> Iterator[Any]:
    """The rows of a statement with `OneOf` (storage/keys.py), for any number of values."""
    for part in chunks(values, ASKED):
        yield from session.connection().execute(statement, {"keys": part, **fixed})


@lru_cache
def _insert(table: str, dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(metadata.tables[table]).on_conflict_do_nothing()


@lru_cache
def _compiled(statement: Any, dialect: Dialect, given: tuple[str, ...]) -> _Many:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(given))
    order = compiled.positiontup if compiled.positional else list(compiled.binds)
    names = tuple(order or ())
    converts = [(at, _convert(compiled.binds[name].type, dialect)) for at, name in enumerate(names)]
    # Columns that the rows leave out have plain values as defaults; none of ours is computed.
    left_out = compiled.insert_prefetch if isinstance(statement, Insert) else ()
    same = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    same |= {column.key: getattr(column.default, "arg", None) for column in left_out}
    needed = tuple((at, convert) for at, convert in converts if convert)
    return _Many(str(compiled), names, needed, same, compiled.positional)


def _convert(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, Boolean):  # both drivers take it as it is
        return None
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    # Rows that are written together share most of their times.
    return lru_cache(maxsize=256)(convert) if convert and isinstance(kind, Utc) else convert
