"""What a migration takes from processes that were written for the tables before it. A test holds the migrations to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Inspector, inspect

Columns = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table's shape: columns by name with (type, may be empty, has a default), and what its rows must be."""

    columns: dict[str, tuple[str, bool, bool]]
    unique: frozenset[Columns]
    references: frozenset[tuple[Columns, str]]
    checks: frozenset[str]


def schema(connection: Connection) -> dict[str, Table]:
    """The shape of every table."""
    inspector = inspect(connection)
    return {name: _table(inspector, name) for name in inspector.get_table_names()}


def _table(inspector: Inspector, name: str) -> Table:
    def by_itself(column: Any) -> bool:
        return column["default"] is not None or bool(column.get("autoincrement") is True)

    unique = [inspector.get_pk_constraint(name)["constrained_columns"]]
    unique += [one["column_names"] for one in inspector.get_unique_constraints(name)]
    unique += [one["column_names"] for one in inspector.get_indexes(name) if one["unique"]]
    return Table(
        {c["name"]: (str(c["type"]), c["nullable"], by_itself(c)) for c in inspector.get_columns(name)},
        frozenset(tuple(sorted(map(str, columns))) for columns in unique),
        frozenset((tuple(k["constrained_columns"]), k["referred_table"]) for k in inspector.get_foreign_keys(name)),
        frozenset(str(one["sqltext"]) for one in inspector.get_check_constraints(name)),
    )


def taken(before: dict[str, Table], after: dict[str, Table]) -> list[str]:
    """What older code relied on and does not find any more, in words; empty where it runs on."""
    gone = [f"the table {name} is gone" for name in before.keys() - after.keys()]
    return sorted(
        gone + [told for name in before.keys() & after.keys() for told in _of(name, before[name], after[name])]
    )


def _of(name: str, old: Table, new: Table) -> Iterator[str]:
    for column, (kind, empty, _) in old.columns.items():
        if column not in new.columns:
            yield f"{name}.{column} is gone"
        elif (now := new.columns[column])[0] != kind:
            yield f"{name}.{column} was {kind} and is {now[0]}"
        elif now[1] != empty:
            yield f"{name}.{column} {'may' if now[1] else 'must not'} be empty now"
    for column in new.columns.keys() - old.columns.keys():
        _, empty, filled = new.columns[column]
        if not (empty or filled):
            yield f"{name}.{column} is new, and older code leaves it empty"
    yield from (f"{name} is unique by {', '.join(one)} no more" for one in old.unique - new.unique)
    yield from (
        f"{name} is unique by {', '.join(one)} now" for one in new.unique - old.unique if old.columns.keys() & set(one)
    )
    known = {one for one in new.references - old.references if old.columns.keys() & set(one[0])}
    yield from (f"{name} must refer to {table} by {', '.join(columns)} now" for columns, table in known)
    yield from (f"{name} is checked for {one} now" for one in new.checks - old.checks)
