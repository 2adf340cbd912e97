"""Which firing of a scheduled job counts, when several processes have the same schedule: a compare-and-swap decides."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, select

from storage.engine import Database
from storage.ledger_rows import ScheduleRow
from storage.upsert import insert_new


class FiringStore:
    """When each job is due next, whichever process runs it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, now: datetime, next_at: datetime) -> bool:
        """Whether this firing is ours; no other counts before `next_at`."""
        due = update(ScheduleRow).where(col(ScheduleRow.name) == name, col(ScheduleRow.next_at) <= now)
        with self._database.write() as session:
            if insert_new(session, ScheduleRow, [{"name": name, "next_at": next_at}]):
                return True
            return bool(session.connection().execute(due.values(next_at=next_at)).rowcount)

    def hasten(self, name: str, now: datetime, within: timedelta) -> None:
        """Have the job be due now, if it rests for at most `within`; one that runs is not disturbed."""
        resting = update(ScheduleRow).where(
            col(ScheduleRow.name) == name, col(ScheduleRow.next_at) > now, col(ScheduleRow.next_at) <= now + within
        )
        with self._database.write() as session:
            session.connection().execute(resting.values(next_at=now))

    def ended(self, name: str, next_at: datetime) -> None:
        """The firing that we took is over: the next one counts from then on."""
        with self._database.write() as session:
            session.connection().execute(
                update(ScheduleRow).where(col(ScheduleRow.name) == name).values(next_at=next_at)
            )

    def due(self) -> dict[str, datetime]:
        """When each job that ever ran is due next."""
        with self._database.read() as session:
            return dict(session.exec(select(ScheduleRow.name, ScheduleRow.next_at)).all())
