"""What is wrong just now, and that somebody was told: each alarm once when it begins, once when it ends, by whatever process."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.engine import Database
from storage.notices import Notice, insert_notices
from storage.operation_rows import AlarmRow
from storage.upsert import insert_new


class AlarmStore:
    """Alarms by name, each with the notice that tells of it; both are written or neither."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def on(self, name: str) -> datetime | None:
        """Since when the alarm lasts; None where all is well."""
        with self._database.read() as session:
            return session.exec(select(AlarmRow.since).where(AlarmRow.name == name)).first()

    def begin(self, name: str, notice: Notice, now: datetime) -> bool:
        """The alarm begins. False where it lasts already."""
        with self._database.write() as session:
            begun = bool(insert_new(session, AlarmRow, [{"name": name, "since": now}]))
            if begun:
                insert_notices(session, [notice], now)
            return begun

    def again(self, name: str, notice: Notice, before: datetime | None, now: datetime) -> bool:
        """Tell of one that was told last at `before`, if ever. False where another process did meanwhile."""
        with self._database.write() as session:
            if before is None:
                first = bool(insert_new(session, AlarmRow, [{"name": name, "since": now}]))
            else:
                mine = update(AlarmRow).where(col(AlarmRow.name) == name, col(AlarmRow.since) == before)
                result: Any = session.execute(mine.values(since=now))
                first = bool(result.rowcount)
            if first:
                insert_notices(session, [notice], now)
            return first

    def end(self, name: str, notice: Notice, now: datetime) -> bool:
        """The alarm is over. False where there was none."""
        with self._database.write() as session:
            result: Any = session.execute(delete(AlarmRow).where(col(AlarmRow.name) == name))
            if result.rowcount:
                insert_notices(session, [notice], now)
            return bool(result.rowcount)
