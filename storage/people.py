"""What the product knows of people: the language each chose, the items each put aside, where each is written to. Not who may do what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from core.model import Item
from storage.engine import Database
from storage.people_rows import PersonRow, SavedRow
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a surface, by the surface's own ids."""

    surface: str
    workspace: str
    user: str


class PeopleStore:
    """Questions about people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lang(self, person: Person) -> str:
        """The language that a person chose, empty where the surface's own counts."""
        query = select(PersonRow.lang).where(*_is(PersonRow, person))
        with self._database.read() as session:
            return session.exec(query).first() or ""

    def set_lang(self, person: Person, lang: str) -> None:
        """Speak this language to a person from now on; the empty one is the surface's again."""
        with self._database.write() as session:
            session.execute(delete(PersonRow).where(*_is(PersonRow, person)))
            if lang:
                insert_new(session, PersonRow, [{**_named(person), "lang": lang}])

    def save(self, person: Person, item: Item, now: datetime) -> bool:
        """Put an item aside. False where it was."""
        row = {**_named(person), "item_key": item.key, "saved_at": now}
        with self._database.write() as session:
            return bool(insert_new(session, SavedRow, [row]))

    def forget(self, person: Person, item: Item) -> bool:
        """Put an item aside no longer. False where it was not."""
        with self._database.write() as session:
            result: Any = session.execute(
                delete(SavedRow).where(*_is(SavedRow, person), col(SavedRow.item_key) == item.key)
            )
            return bool(result.rowcount)

    def saved(self, person: Person, limit: int) -> Sequence[int]:
        """The keys of the items that a person put aside, the last one first."""
        query = select(SavedRow.item_key).where(*_is(SavedRow, person))
        query = query.order_by(col(SavedRow.saved_at).desc(), col(SavedRow.item_key).desc()).limit(limit)
        with self._database.read() as session:
            return list(session.exec(query))


def _is(row: type[PersonRow] | type[SavedRow], person: Person) -> tuple[Any, ...]:
    return tuple(getattr(row, name) == value for name, value in _named(person).items())


def _named(person: Person) -> dict[str, str]:
    return {"surface": person.surface, "workspace": person.workspace, "user": person.user}
