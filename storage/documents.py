"""The files of the corpus and the items they became."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.items import Draft
from storage.engine import Database
from storage.items import find_by_identity, insert_items, revise
from storage.models import DocumentRow


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A file as it was last seen."""

    path: str
    stamp: str
    error: str | None
    error_since: datetime | None


class DocumentStore:
    """Questions about corpus files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> dict[str, KnownDocument]:
        """All files by path."""
        with self._database.read() as session:
            rows = session.exec(select(DocumentRow).order_by(DocumentRow.path))
            return {row.path: KnownDocument(row.path, row.stamp, row.error, row.error_since) for row in rows}

    def read(self, path: str, stamp: str, draft: Draft, now: datetime) -> str:
        """Record a file that was read, with its item, in one transaction. Says new, revised or seen."""
        with self._database.write() as session:
            row = self._row(session, path, stamp, now)
            row.error = row.error_since = None
            known = row.item_key or find_by_identity(session, draft.identity)
            if known is None:
                known = insert_items(session, [draft], now, feed_key=None, baseline=False)[draft.guid]
                outcome = "new"
            else:
                outcome = "revised" if revise(session, known, draft, now) else "seen"
            row.item_key = known
            session.add(row)
            return outcome

    def unreadable(self, path: str, stamp: str, error: str, now: datetime) -> None:
        """Record a file that could not be read, and why. Its item, if it had one, stays as it was."""
        with self._database.write() as session:
            row = self._row(session, path, stamp, now)
            row.error, row.error_since = error, row.error_since or now
            session.add(row)

    def forget_errors(self, paths: list[str]) -> None:
        """Drop unreadable files that are gone: there is nothing left to mend."""
        with self._database.write() as session:
            gone = select(DocumentRow).where(col(DocumentRow.path).in_(paths), col(DocumentRow.item_key).is_(None))
            for row in session.exec(gone):
                session.delete(row)

    @staticmethod
    def _row(session: Session, path: str, stamp: str, now: datetime) -> DocumentRow:
        row = session.exec(select(DocumentRow).where(DocumentRow.path == path)).first()
        if row is None:
            return DocumentRow(path=path, stamp=stamp, seen_at=now)
        row.stamp, row.seen_at = stamp, now
        return row
