"""The time that all workers go by: the database server's, where they share one. Machines need not agree, and one that is wrong is harmless."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from core.errors import StorageError
from storage.engine import Database

# Asked again after so many seconds; in between the time goes on by the machine's own steady count.
TRUSTED = 1.0


class SharedClock:
    """The time of a PostgreSQL. Where it does not answer, the time goes on from when it last did; before that it is `own`."""

    def __init__(self, database: Database, own: Callable[[], datetime]) -> None:
        self._database, self._own = database, own
        self._known: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """Now, in UTC."""
        steady = time.monotonic()
        if self._known is None or steady - self._known[1] > TRUSTED:
            self._known = self._asked() or self._known
        if self._known is None:
            return self._own()
        told, at = self._known
        return told + timedelta(seconds=steady - at)

    def _asked(self) -> tuple[datetime, float] | None:
        before = time.monotonic()
        try:
            with self._database.read() as session:
                told: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
        except StorageError:
            return None
        return told.astimezone(UTC), (before + time.monotonic()) / 2
