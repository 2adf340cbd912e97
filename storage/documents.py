"""The files of the corpus and the items they became."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from core.items import Draft
from storage.engine import Database
from storage.items import describe, insert_items, keys_by_identity, revise
from storage.models import DocumentRow, ItemRow
from storage.upsert import chunks


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
            item = self._item(session, row, draft)
            if item is None:
                draft = _free(session, draft)
                row.item_key = insert_items(session, [draft], now, feed_key=None, baseline=False)[draft.identity]
                outcome = "new"
            else:
                row.item_key = item.key
                outcome = _update(session, item, draft, now)
            session.add(row)
            return outcome

    def unreadable(self, path: str, stamp: str, error: str, now: datetime) -> None:
        """Record a file that could not be read, and why. Its item, if it had one, stays as it was."""
        with self._database.write() as session:
            row = self._row(session, path, stamp, now)
            row.error, row.error_since = error, row.error_since or now
            session.add(row)

    def forget_errors(self, paths: Sequence[str]) -> None:
        """Drop the errors of files that are gone: there is nothing left to mend. Items that they became stay."""
        with self._database.write() as session:
            for part in chunks(paths):
                for row in session.exec(select(DocumentRow).where(col(DocumentRow.path).in_(part))):
                    if row.item_key is None:
                        session.delete(row)
                    else:
                        row.stamp, row.error, row.error_since = "", None, None
                        session.add(row)

    @staticmethod
    def _item(session: Session, row: DocumentRow, draft: Draft) -> ItemRow | None:
        """The item that the file is: its own of before, else one with its link or its text.

        A text in another language under the same link is a translation, which is an item of its own.
        """
        if row.item_key is not None:
            return session.get(ItemRow, row.item_key)
        same_text = col(ItemRow.feed_key).is_(None) & (ItemRow.content_hash == draft.content_hash)
        item = session.exec(select(ItemRow).where(ItemRow.identity == draft.identity)).first()
        if item is None or _is_translation(item, draft):
            return session.exec(select(ItemRow).where(same_text).order_by(col(ItemRow.key))).first()
        return item

    @staticmethod
    def _row(session: Session, path: str, stamp: str, now: datetime) -> DocumentRow:
        row = session.exec(select(DocumentRow).where(DocumentRow.path == path)).first()
        if row is None:
            return DocumentRow(path=path, stamp=stamp, seen_at=now)
        row.stamp, row.seen_at = stamp, now
        return row


def _is_translation(item: ItemRow, draft: Draft) -> bool:
    return item.content_hash != draft.content_hash and bool(item.lang and draft.lang) and item.lang != draft.lang


def _free(session: Session, draft: Draft) -> Draft:
    """The draft under its text's name where a translation has its link."""
    taken = draft.identity in keys_by_identity(session, [draft.identity])
    return replace(draft, identity=f"hash:{draft.content_hash}") if taken else draft


def _update(session: Session, item: ItemRow, draft: Draft, now: datetime) -> str:
    """Let the file decide what the item says; an item that a feed brought first is the file's from now on."""
    if item.feed_key is not None:
        item.feed_key = None
        if item.baseline:  # a feed's history, but not the file's
            item.baseline, item.matched_revision = False, 0
    describe(item, draft)
    session.add(item)
    session.flush()
    if item.content_hash == draft.content_hash:
        return "seen"
    revise(session, {item.key: draft}, now)
    return "revised"
