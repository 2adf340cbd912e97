"""The last run of each scheduled job."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from storage.engine import Database
from storage.models import JobRunRow


@dataclass(frozen=True, slots=True)
class JobRun:
    """When a job last ran, what it said, and how it failed if it did. `finished_at` is None while it runs."""

    name: str
    started_at: datetime
    finished_at: datetime | None
    report: str
    error: str | None


class RunStore:
    """Questions about job runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def started(self, name: str, now: datetime) -> None:
        """A run begins; what the last one said stays until this one ends."""
        with self._database.write() as session:
            row = session.get(JobRunRow, name) or JobRunRow(name=name, started_at=now)
            row.started_at, row.finished_at = now, None
            session.add(row)

    def finished(self, name: str, report: str, error: str | None, now: datetime) -> None:
        """A run ends."""
        with self._database.write() as session:
            row = session.get(JobRunRow, name) or JobRunRow(name=name, started_at=now)
            row.finished_at, row.report, row.error = now, report, error
            session.add(row)

    def all(self) -> list[JobRun]:
        """The last run of each job."""
        with self._database.read() as session:
            rows = session.exec(select(JobRunRow).order_by(JobRunRow.name))
            return [JobRun(r.name, r.started_at, r.finished_at, r.report, r.error) for r in rows]
