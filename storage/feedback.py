"""What people said of items, and what topics learned from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.learning import Label
from core.model import Channel, Item, Subject
from storage.engine import Database
from storage.items import to_item
from storage.models import FeedbackRow, ItemRow, TopicLearningRow
from storage.upsert import insert_new

# What is wrong with an item but has nothing to do with its topic teaches the topic nothing.
WRONG_TOPIC = "wrong-topic"
LABELS_MOST = 2_000


class Mode(StrEnum):
    """Whether what a topic learned is used: where it helps, always, or never."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Learning:
    """Where a topic's learning stands. `model` is kept as core/learning.py's data; it was made from `labels` labels."""

    mode: Mode = Mode.AUTO
    labels: int = 0
    model: Any = None
    at: datetime | None = None


class FeedbackStore:
    """Questions about feedback and learning."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(
        self,
        channel: Channel,
        item: Item,
        subjects: Iterable[Subject],
        by: str,
        now: datetime,
        *,
        useful: bool,
        reason: str = "",
    ) -> None:
        """A person's word on an item for these subjects. A later word of the same person takes its place."""
        with self._database.write() as session:
            for subject in subjects:
                key = {"channel_key": channel.key, "item_key": item.key, "topic": subject.key, "by": by}
                insert_new(session, FeedbackRow, [{**key, "useful": useful, "reason": reason, "at": now}])
                row = session.exec(select(FeedbackRow).filter_by(**key)).one()
                row.useful, row.reason, row.at = useful, reason, now
                session.add(row)

    def of_item(self, channel: Channel, item: Item) -> list[tuple[str, bool, str]]:
        """(subject key, useful, reason) of what the channel's people said of an item."""
        query = select(FeedbackRow).where(FeedbackRow.channel_key == channel.key, FeedbackRow.item_key == item.key)
        with self._database.read() as session:
            return [(row.topic, row.useful, row.reason) for row in session.exec(query.order_by(col(FeedbackRow.key)))]

    def counts(self) -> dict[str, int]:
        """How many items people labelled, by topic."""
        query = select(FeedbackRow.topic, func.count(func.distinct(FeedbackRow.item_key))).where(_teaches())
        with self._database.read() as session:
            return dict(session.exec(query.group_by(FeedbackRow.topic)).all())

    def labels(self, topic: str) -> list[Label]:
        """What people said of a topic's items, the newest LABELS_MOST; an item is relevant if most words on it say so."""
        query = select(FeedbackRow, ItemRow).join(ItemRow).where(FeedbackRow.topic == topic, _teaches())
        votes: dict[int, list[bool]] = {}
        items: dict[int, ItemRow] = {}
        with self._database.read() as session:
            for said, item in session.exec(
                query.order_by(col(FeedbackRow.at).desc(), col(FeedbackRow.key)).limit(LABELS_MOST)
            ):
                votes.setdefault(item.key, []).append(said.useful)
                items[item.key] = item
            return [Label(to_item(items[key]), sum(votes[key]) * 2 >= len(votes[key])) for key in sorted(votes)]

    def learning(self) -> Mapping[str, Learning]:
        """Where every topic stands that was ever switched or learned anything."""
        with self._database.read() as session:
            rows = session.exec(select(TopicLearningRow))
            return {row.topic: Learning(Mode(row.mode), row.labels, row.model, row.at) for row in rows}

    def switch(self, topic: str, mode: Mode, now: datetime) -> None:
        """Use what the topic learned or not."""
        with self._database.write() as session:
            row = _row(session, topic, now)
            row.mode, row.at = mode, now
            session.add(row)

    def learned(self, topic: str, labels: int, model: Any, now: datetime) -> None:
        """Keep what the topic learned from so many labels; None where there was nothing to learn."""
        with self._database.write() as session:
            row = _row(session, topic, now)
            row.labels, row.model, row.at = labels, model, now
            session.add(row)


def _teaches() -> Any:
    return col(FeedbackRow.useful) | (col(FeedbackRow.reason) == WRONG_TOPIC)


def _row(session: Session, topic: str, now: datetime) -> TopicLearningRow:
    insert_new(session, TopicLearningRow, [{"topic": topic, "mode": Mode.AUTO, "labels": 0, "model": None, "at": now}])
    return session.exec(select(TopicLearningRow).where(TopicLearningRow.topic == topic)).one()
