"""Files that people fetch by a link which ends. Who knows the link has the file; only its digest is kept here."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete
from sqlmodel import col, select

from core.card import Attachment
from storage.download_rows import DownloadRow
from storage.engine import Database
from storage.upsert import insert_new


class DownloadStore:
    """Keeping files for a while. `word` is a secret that nobody guesses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, word: str, file: Attachment, place: tuple[str, str, str], until: datetime) -> None:
        """Keep a file for somebody: surface, workspace and user, who is empty where it is for a channel."""
        surface, workspace, user = place
        row = {
            "digest": _digest(word), "surface": surface, "workspace": workspace, "user": user, "until": until,
            "name": file.name, "media_type": file.media_type, "about": file.about, "data": file.data,
        }  # fmt: skip
        with self._database.write() as session:
            insert_new(session, DownloadRow, [row])

    def find(self, word: str, now: datetime) -> Attachment | None:
        """The file of a word, None where there is none or its time is over."""
        mine = col(DownloadRow.digest) == _digest(word), col(DownloadRow.until) > now
        with self._database.read() as session:
            row = session.exec(select(DownloadRow).where(*mine)).first()
            return Attachment(row.name, row.media_type, row.data, row.about) if row else None

    def drop(self, word: str) -> None:
        """The file is not wanted any more."""
        with self._database.write() as session:
            session.execute(delete(DownloadRow).where(col(DownloadRow.digest) == _digest(word)))

    def forget(self, now: datetime) -> int:
        """Delete those whose time is over. How many they were."""
        with self._database.write() as session:
            gone = session.execute(delete(DownloadRow).where(col(DownloadRow.until) <= now))
            return int(getattr(gone, "rowcount", 0))


def _digest(word: str) -> str:
    return sha256(word.encode("utf-8", "replace")).hexdigest()
