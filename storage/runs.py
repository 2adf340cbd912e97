"""The last run of each scheduled job."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select

from storage.engine import Database
from storage.models import JobRunRow


@dataclass(frozen=True, slots=True)
class JobRun:
    """When a job last had something to do, what it said, and how it failed if it did."""

    name: str
    started_at: datetime
    finished_at: datetime
    report: str
    error: str | None


class RunStore:
    """Questions about job runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def finished(self, name: str, started: datetime, report: str, error: str | None, now: datetime) -> None:
        """A run ended. One that raised has an error and no report."""
        with self._database.write() as session:
            row = session.get(JobRunRow, name) or JobRunRow(name=name)
            row.started_at, row.finished_at, row.report, row.error = started, now, report, error
            session.add(row)

    def recovered(self, name: str, started: datetime, now: datetime) -> None:
        """A run ended with nothing to do: where the last one raised, that is over."""
        with self._database.read() as session:
            row = session.get(JobRunRow, name)
        if row and row.error and not row.report:
            self.finished(name, started, "nothing to do", None, now)

    def all(self) -> list[JobRun]:
        """The last run of each job."""
        with self._database.read() as session:
            rows = session.exec(select(JobRunRow).order_by(JobRunRow.name))
            return [JobRun(r.name, r.started_at, r.finished_at, r.report, r.error) for r in rows]
