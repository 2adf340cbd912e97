"""Forgetting what is old, a little at a time. What is not finished is never touched, nor what keeps a thing from coming twice.

Rows of items, deliveries and what feeds carry stay for good: they are small, and an entry that bounces back after years
must find its own. What goes is what takes the room: texts, cards, evidence, and decisions not to tell anybody.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, or_, text, update
from sqlmodel import Session, col, select

from core.model import Decision, DeliveryState
from storage.engine import Database
from storage.language_rows import ModelUseRow, TranslationRow
from storage.ledger_rows import AlertRow, DeliveryRow
from storage.message_rows import AttachmentRow
from storage.models import ConsoleMessageRow, DocumentRow, ItemRevisionRow, ItemRow, MatchRow
from storage.search import TABLE
from storage.space_rows import AuditRow
from storage.upsert import chunks

FINAL = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED)


class RetentionStore:
    """What may be forgotten, and doing so. Each method takes at most `limit` rows and says how many it took."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cards(self, before: datetime, limit: int) -> int:
        """The cards and files of deliveries that were finished and made before this time. Their rows stay."""
        file = exists().where(col(AttachmentRow.delivery_key) == DeliveryRow.key)
        old = and_(col(DeliveryRow.created_at) < before, or_(col(DeliveryRow.card).is_not(None), file))
        done = select(DeliveryRow.key).where(col(DeliveryRow.state).in_(FINAL), old)
        with self._database.write() as session:
            keys = _first(session, done, limit)
            for part in chunks(keys):
                session.execute(update(DeliveryRow).where(col(DeliveryRow.key).in_(part)).values(card=None))
                session.execute(delete(AttachmentRow).where(col(AttachmentRow.delivery_key).in_(part)))
            return len(keys)

    def refusals(self, before: datetime, limit: int) -> int:
        """Decisions from before this time that a channel should not hear of an item."""
        keys = select(AlertRow.key).where(
            AlertRow.decision == Decision.SUPPRESSED,
            AlertRow.created_at < before,
            col(AlertRow.delivery_key).is_(None),
        )
        return self._take(keys, limit, delete(AlertRow), AlertRow.key)

    def messages(self, before: datetime, limit: int) -> int:
        """What the local console showed before this time, where no delivery in progress may still ask for it."""
        unfinished = exists().where(
            col(DeliveryRow.key) == col(ConsoleMessageRow.delivery_key), col(DeliveryRow.state).not_in(FINAL)
        )
        keys = select(ConsoleMessageRow.key).where(ConsoleMessageRow.posted_at < before, ~unfinished)
        return self._take(keys, limit, delete(ConsoleMessageRow), ConsoleMessageRow.key)

    def model_uses(self, before: datetime, limit: int) -> int:
        """What a language model did before this time."""
        keys = select(ModelUseRow.key).where(ModelUseRow.at < before)
        return self._take(keys, limit, delete(ModelUseRow), ModelUseRow.key)

    def audit(self, before: datetime, limit: int) -> int:
        """Who changed what before this time."""
        keys = select(AuditRow.key).where(AuditRow.at < before)
        return self._take(keys, limit, delete(AuditRow), AuditRow.key)

    def texts(self, before: datetime, limit: int) -> int:
        """The texts of items found and dated before this time: their bodies, revisions, evidence, and that search finds them.

        One stays that a delivery or a digest still waits for, that is to be matched, or that lies in a folder.
        """
        done = select(ItemRow.key).where(
            ItemRow.found < before,
            ItemRow.dated < before,
            ItemRow.body != "",
            ItemRow.matched_revision >= ItemRow.revision,
            ~or_(*_reasons_to_keep()),
        )
        with self._database.write() as session:
            keys = _first(session, done.order_by(col(ItemRow.key)), limit)
            for part in chunks(keys):
                _forget_texts(session, part)
            return len(keys)

    def _take(self, keys: Any, limit: int, statement: Any, key: Any) -> int:
        with self._database.write() as session:
            found = _first(session, keys, limit)
            for part in chunks(found):
                session.execute(statement.where(col(key).in_(part)))
            return len(found)


def _first(session: Session, keys: Select[Any], limit: int) -> list[int]:
    return list(session.execute(keys.limit(limit)).scalars())


def _reasons_to_keep() -> tuple[Any, ...]:
    return (
        exists().where(col(DeliveryRow.item_key) == col(ItemRow.key), col(DeliveryRow.state).not_in(FINAL)),
        exists().where(
            col(AlertRow.item_key) == col(ItemRow.key),
            col(AlertRow.decision) == Decision.DIGEST,
            col(AlertRow.delivery_key).is_(None),
        ),
        exists().where(col(DocumentRow.item_key) == col(ItemRow.key)),
    )


def _forget_texts(session: Session, keys: Sequence[int]) -> None:
    session.execute(update(ItemRow).where(col(ItemRow.key).in_(keys)).values(body=""))
    session.execute(update(ItemRevisionRow).where(col(ItemRevisionRow.item_key).in_(keys)).values(body=""))
    session.execute(delete(TranslationRow).where(col(TranslationRow.item_key).in_(keys)))
    session.execute(delete(MatchRow).where(col(MatchRow.item_key).in_(keys)))
    key = "rowid" if session.get_bind().dialect.name == "sqlite" else "item_key"
    session.connection().execute(text(f"DELETE FROM {TABLE} WHERE {key} = :key"), [{"key": k} for k in keys])  # noqa: S608 - both names are ours
