"""Budget, cache and record of a language model, for every process that shares the database. Their rules: core/ports.py."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Update
from sqlmodel import col, delete, select, update

from core.gate import Refusal
from core.ports import Spent
from core.text import clean
from core.written import ModelUse, Purpose, Shortfall
from storage.engine import Database
from storage.language_rows import ModelAnswerRow, ModelSpendRow, ModelUseRow
from storage.upsert import insert_new

# Answers older than this are dropped when a new one comes.
KEPT = timedelta(days=30)
_MICRO = 1_000_000
# What is kept of a sentence in the record of a use.
SENTENCE = 400


class LanguageStore:
    """A SpendingLedger, an AnswerCache and a UseLog in tables."""

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

    def record(self, use: ModelUse) -> None:
        """Keeps one use, of each sentence the beginning."""
        surface, _, workspace = use.workspace.partition(":")
        row = {
            "at": use.at, "surface": surface, "workspace": workspace, "purpose": use.purpose, "item": use.item,
            "model": use.model, "tokens": use.tokens, "cost": _micro(use.cost), "shortfall": use.shortfall,
            "accepted": [clean(text, SENTENCE) for text in use.accepted],
            "dropped": [[clean(text, SENTENCE), why.value] for text, why in use.dropped],
        }  # fmt: skip
        with self._database.write() as session:
            insert_new(session, ModelUseRow, [row])

    def uses(self, surface: str, workspace: str, *, since: datetime, limit: int) -> list[ModelUse]:
        """What the model did for one workspace, the newest first."""
        mine = col(ModelUseRow.surface) == surface, col(ModelUseRow.workspace) == workspace
        return self._uses(mine, since, limit)

    def all_uses(self, *, since: datetime, limit: int) -> list[ModelUse]:
        """What it did for every workspace, the newest first."""
        return self._uses((), since, limit)

    def _uses(self, mine: Sequence[Any], since: datetime, limit: int) -> list[ModelUse]:
        query = select(ModelUseRow).where(ModelUseRow.at >= since, *mine)
        with self._database.read() as session:
            return [_use(row) for row in session.exec(query.order_by(col(ModelUseRow.key).desc()).limit(limit))]


def _use(row: ModelUseRow) -> ModelUse:
    return ModelUse(
        row.at,
        f"{row.surface}:{row.workspace}",
        Purpose(row.purpose),
        row.item,
        row.model,
        row.tokens,
        Decimal(row.cost) / _MICRO,
        Shortfall(row.shortfall) if row.shortfall else None,
        tuple(row.accepted),
        tuple((text, Refusal(why)) for text, why in row.dropped),
    )


def _of(workspace: str, day: date) -> Update:
    return update(ModelSpendRow).where(col(ModelSpendRow.workspace) == workspace, col(ModelSpendRow.day) == day)


def _micro(cost: Decimal) -> int:
    return int((cost * _MICRO).to_integral_value())
