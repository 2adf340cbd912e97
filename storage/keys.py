"""«The column is one of these» as a statement that stays the same for any number of keys or texts.

SQLAlchemy's own `in_` writes another statement for each length of its list; making that, and having PostgreSQL plan it, costs more
than most of the answers. For the statements that every message or poll needs; elsewhere storage/upsert.py, `chunks`.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Keys(TypeDecorator[Iterable[Any]]):
    """Whole numbers or texts: an array for PostgreSQL, a list in JSON for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, member: type[TypeEngine[Any]] = Integer) -> None:
        super().__init__()
        self.member = member

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database takes."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.member))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        """The members as the database takes them."""
        members = list(value or ())
        return json.dumps(members) if dialect.name == "sqlite" else members


class OneOf(FunctionElement[bool]):
    """`OneOf(column)`: whether the column, of numbers or of texts, is one of the parameter `keys`."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        member = Integer if isinstance(column.type, Integer) else Text
        super().__init__(column, bindparam("keys", type_=Keys(member)))

    def self_group(self, against: Any = None) -> "OneOf":
        """Itself: SQLite, for which SQLAlchemy would compare it with 1, finds no index behind a comparison."""
        return self


@compiles(OneOf, "sqlite")
def _in_sqlite(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"  # noqa: S608 - SQLAlchemy rendered both parts


@compiles(OneOf, "postgresql")
def _in_postgresql(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, keys = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({keys})"
