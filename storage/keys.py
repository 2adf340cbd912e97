"""«The column is one of these keys» as a statement that stays the same for any number of keys.

SQLAlchemy's own `in_` writes another statement for each length of its list; making that, and having PostgreSQL plan it, costs more
than most of the answers. For the statements that every message needs; elsewhere storage/upsert.py, `chunks`.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Keys(TypeDecorator[Iterable[int]]):
    """Whole numbers: an array for PostgreSQL, a list in JSON for SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database takes."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Integer))

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        """The numbers as the database takes them."""
        numbers = list(value or ())
        return json.dumps(numbers) if dialect.name == "sqlite" else numbers


class OneOf(FunctionElement[bool]):
    """`OneOf(column)`: whether the column is one of the parameter `keys`."""

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[int]) -> None:
        super().__init__(column, bindparam("keys", type_=Keys()))

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
