"""Edits of topics: every version of each is kept. What they mean: core/topic_edits.py. The versions of files are theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import Session, col

from core.model import Item, Match, Subject
from storage.engine import Database
from storage.ledger import match_row
from storage.models import MatchRow, TopicReachRow, TopicVersionRow, metadata
from storage.upsert import insert_new

NAMES = ("item_key", "revision", "subject")
MATCH = metadata.tables["match"]
SAME = delete(MATCH).where(*(MATCH.c[name] == bindparam(f"a_{name}") for name in NAMES))


@dataclass(frozen=True, slots=True)
class Version:
    """One edit. `data` is what the topic is since then, None where it was taken out. The first one has number 1."""

    topic: str
    number: int
    data: Any
    by: str
    at: datetime


class TopicStore:
    """Questions about edits of topics."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamp(self) -> int:
        """A number that grows with every edit."""
        with self._database.read() as session:
            return int(session.execute(select(func.coalesce(func.max(col(TopicVersionRow.key)), 0))).scalar_one())

    def edits(self) -> dict[str, Version]:
        """The last version of everything that was ever edited, in the order of the first edits."""
        with self._database.read() as session:
            rows = session.execute(select(TopicVersionRow).order_by(col(TopicVersionRow.key))).scalars()
            return {row.topic: _version(row) for row in rows}

    def history(self, topic: str) -> list[Version]:
        """All versions of one topic, the first one first."""
        query = (
            select(TopicVersionRow).where(col(TopicVersionRow.topic) == topic).order_by(col(TopicVersionRow.version))
        )
        with self._database.read() as session:
            return [_version(row) for row in session.execute(query).scalars()]

    def write(self, changes: Mapping[str, Any], by: str, now: datetime) -> dict[str, int]:
        """Make each change the next version of its topic, all in one transaction. Says their numbers.

        A value is checked before it comes here (core/topics.py, on the whole file with the change in it).
        """
        last = select(col(TopicVersionRow.topic), func.max(TopicVersionRow.version)).group_by(
            col(TopicVersionRow.topic)
        )
        with self._database.write() as session:
            numbers = {topic: number for topic, number in session.execute(last) if topic in changes}
            made = {topic: numbers.get(topic, 0) + 1 for topic in changes}
            rows = [
                {"topic": topic, "version": made[topic], "data": data, "by": by, "at": now}
                for topic, data in changes.items()
            ]
            insert_new(session, TopicVersionRow, rows)
            return made

    def reach(self) -> dict[str, int | None]:
        """Topics with which stored items are still to be matched, each with the key under which they lie (None: all)."""
        with self._database.read() as session:
            return {row.topic: row.below for row in session.execute(select(TopicReachRow)).scalars()}

    def set_reach(self, topics: Iterable[str], below: int | None) -> None:
        """Remember that stored items are still to be matched with these topics and no others."""
        with self._database.write() as session:
            _set_reach(session, topics, below)

    def rematched(
        self,
        items: Sequence[Item],
        subjects: Sequence[Subject],
        matches: Sequence[Match],
        now: datetime,
        left: Iterable[str] = (),
    ) -> None:
        """Make these the matches of the items' revisions with the subjects, nobody hearing of it.

        What matched and does no more keeps its evidence, since somebody may have got it for that, with a score of 0. `left`
        are the topics with which items under these are still to be matched.
        """
        of_items = col(MatchRow.item_key).in_([item.key for item in items])
        of_subjects = col(MatchRow.subject).in_([subject.key for subject in subjects])
        rows = [match_row(match, now) for match in matches]
        with self._database.write() as session:
            session.execute(update(MatchRow).where(of_items, of_subjects).values(score=0.0))
            if rows:
                session.connection().execute(SAME, [{f"a_{name}": row[name] for name in NAMES} for row in rows])
            insert_new(session, MatchRow, rows)
            _set_reach(session, left, min((item.key for item in items), default=None))


def _set_reach(session: Session, topics: Iterable[str], below: int | None) -> None:
    session.execute(delete(TopicReachRow))
    insert_new(session, TopicReachRow, [{"topic": topic, "below": below} for topic in sorted(topics)])


def _version(row: TopicVersionRow) -> Version:
    return Version(row.topic, row.version, row.data, row.by, row.at)
