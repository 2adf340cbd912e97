"""Budget and cache of a language model, for every process that shares the database. The rules of both: core/ports.py."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Update
from sqlmodel import col, delete, select, update

from core.ports import Spent
from storage.engine import Database
from storage.language_rows import ModelAnswerRow, ModelSpendRow
from storage.upsert import insert_new

# Answers older than this are dropped when a new one comes.
KEPT = timedelta(days=30)
_MICRO = 1_000_000


class LanguageStore:
    """A SpendingLedger and an AnswerCache in tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(self, workspace: str, day: date, amount: Spent, limit: Spent) -> bool:
        """Books the amount unless the day's total would exceed the limit; a cost of 0 as limit is no limit on cost."""
        cost = _micro(amount.cost)
        room = col(ModelSpendRow.tokens) + amount.tokens <= limit.tokens
        with self._database.write() as session:
            insert_new(session, ModelSpendRow, [{"workspace": workspace, "day": day, "tokens": 0, "cost": 0}])
            book = _of(workspace, day).where(room)
            if limit.cost:
                book = book.where(col(ModelSpendRow.cost) + cost <= _micro(limit.cost))
            booked = session.exec(
                book.values(tokens=ModelSpendRow.tokens + amount.tokens, cost=ModelSpendRow.cost + cost)
            )
            return bool(booked.rowcount)

    def settle(self, workspace: str, day: date, reserved: Spent, used: Spent) -> None:
        """Replaces a reservation by what was used."""
        tokens, cost = used.tokens - reserved.tokens, _micro(used.cost) - _micro(reserved.cost)
        with self._database.write() as session:
            session.exec(
                _of(workspace, day).values(tokens=ModelSpendRow.tokens + tokens, cost=ModelSpendRow.cost + cost)
            )

    def spent(self, workspace: str, day: date) -> Spent:
        """The total of a day."""
        with self._database.read() as session:
            row = session.get(ModelSpendRow, (workspace, day))
            return Spent(row.tokens, Decimal(row.cost) / _MICRO) if row else Spent()

    def get(self, key: str) -> str | None:
        """The answer kept under a key, if any."""
        with self._database.read() as session:
            return session.exec(select(ModelAnswerRow.answer).where(ModelAnswerRow.digest == key)).first()

    def put(self, key: str, answer: str, now: datetime) -> None:
        """Keeps an answer, and drops those that are too old."""
        with self._database.write() as session:
            session.exec(delete(ModelAnswerRow).where(col(ModelAnswerRow.at) < now - KEPT))
            insert_new(session, ModelAnswerRow, [{"digest": key, "answer": answer, "at": now}])


def _of(workspace: str, day: date) -> Update:
    return update(ModelSpendRow).where(col(ModelSpendRow.workspace) == workspace, col(ModelSpendRow.day) == day)


def _micro(cost: Decimal) -> int:
    return int((cost * _MICRO).to_integral_value())
