"""Translations of what alerts show: one an item's revision and language, whoever reads it, and the alerts that want one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import and_, col, func, select

from core.following import FollowUp
from core.model import Delivery, DeliveryState, Item, Kind
from core.written import Translation
from storage.delivery_values import to_deliveries
from storage.engine import Database
from storage.follow_ups import insert_follow_ups
from storage.language_rows import TranslationRow
from storage.ledger_rows import DeliveryRow
from storage.models import ChannelRow, ItemRow
from storage.upsert import insert_new

# Alerts that are on their way or there. One that is held is drawn later, with what is known then.
TOLD = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)
# Only the newest deliveries are looked through.
NEWEST = 2_000


class TranslationStore:
    """Questions about translations of alerts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wanted(self, since: datetime, limit: int) -> list[Delivery]:
        """Alerts made since then about items in another language than their channel's, the newest first, one a translation.

        One that was tried is not wanted again, whatever came of it.
        """
        tried = and_(
            col(TranslationRow.item_key) == ItemRow.key,
            col(TranslationRow.revision) == ItemRow.revision,
            col(TranslationRow.lang) == ChannelRow.lang,
        )
        newest = func.max(col(DeliveryRow.key))
        query = (
            _alerts(select(newest), since)
            .outerjoin(TranslationRow, tried)
            .where(
                func.substr(col(ItemRow.lang), 1, 2) != ChannelRow.lang,
                col(TranslationRow.item_key).is_(None),
                col(DeliveryRow.state).in_(TOLD),
            )
            .group_by(col(ItemRow.key), col(ChannelRow.lang))
        )
        with self._database.read() as session:
            last = session.exec(select(newest)).first() or 0
            recent = query.where(col(DeliveryRow.key) > last - NEWEST)
            return to_deliveries(session, list(session.exec(recent.order_by(newest.desc()).limit(limit))))

    def keep(
        self, item: Item, lang: str, lines: Sequence[str], made: Translation, since: datetime, now: datetime
    ) -> int:
        """Keeps what became of a translation of these lines, and has the alerts that were sent without it edited. How many."""
        row = {
            "item_key": item.key, "revision": item.revision, "lang": lang, "model": made.model, "originals": list(lines),
            "lines": list(made.lines), "at": now,
        }  # fmt: skip
        with self._database.write() as session:
            if not insert_new(session, TranslationRow, [row]) or not any(made.lines):
                return 0
            mine = _alerts(select(DeliveryRow.key), since).where(ItemRow.key == item.key, ChannelRow.lang == lang)
            return insert_follow_ups(session, [FollowUp(key) for key in session.exec(mine) if key], now)

    def of(self, item: Item, lang: str) -> Translation | None:
        """The translation of an item's revision, if there is one."""
        with self._database.read() as session:
            row = session.get(TranslationRow, (item.key, item.revision, lang))
            return Translation(lang, tuple(row.originals), tuple(row.lines), model=row.model) if row else None


def _alerts(query: Any, since: datetime) -> Any:
    """Alerts about one item, each drawn when it is sent."""
    return (
        query.select_from(DeliveryRow)
        .join(ChannelRow, col(ChannelRow.key) == DeliveryRow.channel_key)
        .join(ItemRow, col(ItemRow.key) == DeliveryRow.item_key)
        .where(DeliveryRow.kind == Kind.POST, col(DeliveryRow.card).is_(None), col(DeliveryRow.created_at) >= since)
    )
