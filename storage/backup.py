"""A backup is one SQLite file, whatever database it was taken from, and goes back into either kind.

It is taken while everything runs, as the database stood at one moment. What was to be sent then may have been sent since: after
a restore the surfaces are asked before anything of it is sent.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, func

from core.errors import StorageError
from core.model import DeliveryState
from storage.engine import Database
from storage.ledger_rows import DeliveryRow, LaneRow
from storage.migrate import check_not_newer, current, head, upgrade
from storage.transfer import Progress, copy_all, refuse_used, unseen

WHAT_TO_DO = "name another file, or move that one away"


def back_up(source: Database, path: Path, progress: Progress = unseen) -> dict[str, int]:
    """Write the database to a new file that only its owner may read; the number of rows by table.

    The file is there when it is whole. Raises StorageError where it cannot be written or is there already.
    """
    if path.exists():
        raise StorageError(f"{path} is there already; {WHAT_TO_DO}")
    if current(source) != head():
        raise StorageError(
            f"the database {source.place} does not have this version's tables; start «policywire migrate»"
        )
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(0o600)
        counts = _written(source, partial, progress)
        partial.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{path} cannot be written: {error}") from error
    finally:
        for left in (partial, *(partial.with_name(partial.name + end) for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)
    return counts


def restore(path: Path, target: Database, now: datetime, progress: Progress = unseen) -> dict[str, int]:
    """Bring a backup, also one of an older version, into an empty database; the number of rows by table. All of it or nothing.

    The file stays as it is. Raises StorageError where it is no backup, or the database holds something.
    """
    refuse_used(target)
    if not path.is_file():
        raise StorageError(f"there is no file {path}")
    with tempfile.TemporaryDirectory(prefix="policywire-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(path, copy)
        source = Database(f"sqlite:///{copy}")
        try:
            _refuse_foreign(source, path)
            upgrade(source)
            with source.read() as reading, target.write() as writing:
                counts = copy_all(reading, writing, progress)
                _ask_first(writing, now)
        finally:
            source.close()
    return counts


def _written(source: Database, path: Path, progress: Progress) -> dict[str, int]:
    target = Database(f"sqlite:///{path}")
    try:
        upgrade(target)
        with source.read() as reading, target.write() as writing:
            counts = copy_all(reading, writing, progress)
    finally:
        target.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        (told,) = connection.execute("PRAGMA integrity_check").fetchone()
    if told != "ok":
        raise StorageError(f"{path} came out damaged ({told}); is the disk in order?")
    return counts


def _refuse_foreign(source: Database, path: Path) -> None:
    """A file that is no database, or not ours, or of a later version."""
    try:
        if current(source) is None:
            raise StorageError(f"{path} is no backup of Policywire")
        check_not_newer(source)
    except StorageError as error:
        told = error.user.replace(source.place, str(path))
        raise StorageError(told) from error


def _ask_first(session: Session, now: datetime) -> None:
    """What was on its way when the backup was made may have arrived: its surface is asked before it is sent."""
    waiting = col(DeliveryRow.state).in_([DeliveryState.PENDING, DeliveryState.SENDING])
    over = and_(col(DeliveryRow.state) == DeliveryState.HELD, col(DeliveryRow.held_until) <= now)
    session.execute(
        update(DeliveryRow)
        .where(or_(waiting, over))
        .values(
            state=DeliveryState.UNCERTAIN,
            owner=None,
            reason="restored from a backup",
            sending_since=None,
            held_until=None,
            uncertain_since=now,
            next_at=now,
            first_at=func.coalesce(DeliveryRow.first_at, DeliveryRow.created_at),
        )
    )
    session.execute(update(LaneRow).values(owner=None, lease_until=None, next_at=now, ready_at=now))
