"""Which events and actions were taken up already, by whichever replica. Slack repeats an event for up to an hour."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from storage.engine import Database
from storage.space_rows import SeenRow
from storage.upsert import insert_new

REMEMBERED = timedelta(days=1)


class SeenStore:
    """Telling the first of several equal ids."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, id: str, now: datetime) -> bool:
        """Whether nobody took this up in the last day. Of two that ask at the same time one is told so."""
        with self._database.write() as session:
            return bool(insert_new(session, SeenRow, [{"id": id[:200], "until": now + REMEMBERED}]))

    def forget(self, now: datetime) -> int:
        """Forget what is over. How many they were."""
        with self._database.write() as session:
            gone = session.execute(delete(SeenRow).where(col(SeenRow.until) < now))
            return int(getattr(gone, "rowcount", 0))
