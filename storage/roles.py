"""Modes and editors of channels, requests to editors, and what becomes of an owner's subscriptions."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from core.model import Channel
from core.roles import Mode, Person, Rules, Wish, heir
from storage.engine import Database
from storage.models import ChannelRow, SubscriptionRow
from storage.space_rows import ChannelRuleRow, EditorRow, RequestRow
from storage.subscriptions import to_channel
from storage.upsert import insert_new

APPROVED, DECLINED = "approved", "declined"
# A channel's editors are not to be buried by one who asks and asks.
MOST_WAITING = 50


class RoleStore:
    """Questions about roles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, channel: Channel) -> Rules:
        """A channel's mode and editors."""
        with self._database.read() as session:
            return _rules(session, channel.key)

    def set_mode(self, channel: Channel, mode: Mode) -> None:
        """How the channel takes changes from now on."""
        with self._database.write() as session:
            insert_new(session, ChannelRuleRow, [{"channel_key": channel.key, "mode": mode}])
            ours = col(ChannelRuleRow.channel_key) == channel.key
            session.execute(update(ChannelRuleRow).where(ours).values(mode=mode))

    def add_editor(self, channel: Channel, person: Person, now: datetime) -> bool:
        """False where they were one already."""
        row = {"channel_key": channel.key, "user_id": person.id, "name": person.name, "since": now}
        with self._database.write() as session:
            return bool(insert_new(session, EditorRow, [row]))

    def drop_editor(self, channel: Channel, user: str) -> bool:
        """False where they were none."""
        with self._database.write() as session:
            result: Any = session.execute(
                delete(EditorRow).where(col(EditorRow.channel_key) == channel.key, col(EditorRow.user_id) == user)
            )
            return bool(result.rowcount)

    def ask(self, channel: Channel, person: Person, line: str, lang: str, now: datetime) -> Wish | None:
        """Put a change before the editors: the same one of the same person once. None where too much waits already."""
        waiting = _waiting(channel.key)
        with self._database.write() as session:
            same = select(RequestRow).where(*waiting, RequestRow.user_id == person.id, RequestRow.line == line)
            if known := session.exec(same).first():
                return _to_wish(known)
            if (session.exec(select(func.count(col(RequestRow.key))).where(*waiting)).one()) >= MOST_WAITING:
                return None
            who, name = person.id, person.name
            made = RequestRow(channel_key=channel.key, user_id=who, user_name=name, line=line, lang=lang, at=now)
            session.add(made)
            session.flush()
            return _to_wish(made)

    def waiting(self, channel: Channel) -> list[Wish]:
        """What a channel's editors are asked for, the oldest first."""
        with self._database.read() as session:
            query = select(RequestRow).where(*_waiting(channel.key)).order_by(col(RequestRow.key))
            return [_to_wish(row) for row in session.exec(query)]

    def asked_in(self, surface: str, workspace: str, key: int) -> Channel | None:
        """The channel of the workspace whose editors are asked by this request."""
        ours = RequestRow.key == key, ChannelRow.surface == surface, ChannelRow.workspace == workspace
        with self._database.read() as session:
            row = session.exec(select(ChannelRow).join(RequestRow).where(*ours)).first()
            return to_channel(row) if row else None

    def decide(self, channel: Channel, key: int, decision: str, by: str, now: datetime) -> Wish | None:
        """Approve or decline a request of this channel. None where it is none, or was decided already."""
        with self._database.write() as session:
            mine = (*_waiting(channel.key), col(RequestRow.key) == key)
            values = {"decision": decision, "decided_by": by, "decided_at": now}
            result: Any = session.execute(update(RequestRow).where(*mine).values(**values))
            if not result.rowcount:
                return None
            return _to_wish(session.exec(select(RequestRow).where(RequestRow.key == key)).one())

    def hand_over(
        self, surface: str, workspace: str, leaver: str, address: str | None = None
    ) -> list[tuple[Channel, Person | None]]:
        """Somebody left a channel, or (no address) the workspace: their subscriptions get an heir, their editorship ends.

        Returns the channels in which they owned something, each with its heir; None where nobody is left to take over.
        """
        places = [col(ChannelRow.surface) == surface, col(ChannelRow.workspace) == workspace]
        if address is not None:
            places.append(col(ChannelRow.address) == address)
        handed: list[tuple[Channel, Person | None]] = []
        with self._database.write() as session:
            keys = select(ChannelRow.key).where(*places)
            owned = col(SubscriptionRow.created_by) == leaver, col(SubscriptionRow.ended_at).is_(None)
            owning = select(SubscriptionRow.channel_key).where(*owned, col(SubscriptionRow.channel_key).in_(keys))
            for row in session.exec(select(ChannelRow).where(col(ChannelRow.key).in_(owning)).order_by("key")).all():
                person = heir(_rules(session, row.key), leaver)
                ours = *owned, col(SubscriptionRow.channel_key) == row.key
                session.execute(update(SubscriptionRow).where(*ours).values(created_by=person.id if person else ""))
                handed.append((to_channel(row), person))
            session.execute(
                delete(EditorRow).where(col(EditorRow.user_id) == leaver, col(EditorRow.channel_key).in_(keys))
            )
        return handed


def _rules(session: Session, channel_key: int) -> Rules:
    mode = session.exec(select(ChannelRuleRow.mode).where(ChannelRuleRow.channel_key == channel_key)).first()
    query = select(EditorRow).where(EditorRow.channel_key == channel_key)
    rows = session.exec(query.order_by(col(EditorRow.since), col(EditorRow.user_id)))
    return Rules(Mode(mode or Mode.OPEN), tuple(Person(row.user_id, row.name) for row in rows))


def _waiting(channel_key: int) -> tuple[Any, ...]:
    return col(RequestRow.channel_key) == channel_key, col(RequestRow.decision).is_(None)


def _to_wish(row: RequestRow) -> Wish:
    return Wish(row.key, Person(row.user_id, row.user_name), row.line, row.lang, row.at)
