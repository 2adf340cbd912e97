"""What is remembered of Teams: its conversations and how to reach them, activities seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, delete, select

from storage.engine import Database
from storage.models import ChannelRow, SubscriptionRow
from storage.teams_rows import TeamsConversationRow, TeamsSeenRow
from storage.upsert import insert_new

SURFACE = "teams"
# Teams repeats an activity within minutes.
SEEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a chat or a channel is reached. `id` is without a thread; `kind` is personal, groupChat or channel.

    A personal chat is with a `person`, whom the tenant's directory calls `directory_id`.
    """

    tenant: str
    id: str
    kind: str
    service_url: str
    name: str = ""
    team: str = ""
    person: str = ""
    removed_at: datetime | None = None
    directory_id: str = ""


class TeamsStore:
    """Questions about Teams' conversations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, activity: str, now: datetime) -> bool:
        """Whether this activity was not seen before, by any process."""
        with self._database.write() as session:
            session.connection().execute(delete(TeamsSeenRow).where(col(TeamsSeenRow.at) < now - SEEN))
            return bool(insert_new(session, TeamsSeenRow, [{"activity": activity, "at": now}]))

    def refresh(self, conversation: Conversation) -> None:
        """Remember how it is reached. An empty name, team or person leaves what is known; nothing new writes nothing."""
        with self._database.read() as session:
            row = _row(session, conversation.tenant, conversation.id)
            if row and not _changes(row, conversation):
                return
        with self._database.write() as session:
            made = {
                "tenant": conversation.tenant, "conversation": conversation.id, "kind": conversation.kind,
                "service_url": conversation.service_url, "name": conversation.name, "team": conversation.team,
                "person": conversation.person, "directory_id": conversation.directory_id, "removed_at": None,
            }  # fmt: skip
            if insert_new(session, TeamsConversationRow, [made]):
                return
            row = _row(session, conversation.tenant, conversation.id)
            for name, value in _changes(row, conversation).items() if row else ():
                setattr(row, name, value)
            session.add(row)

    def find(self, tenant: str, conversation: str) -> Conversation | None:
        """How a conversation is reached; None where nobody ever wrote to us there."""
        with self._database.read() as session:
            row = _row(session, tenant, conversation)
            return _to_conversation(row) if row else None

    def chat_with(self, tenant: str, person: str) -> Conversation | None:
        """The personal chat with somebody, by their id on Teams or in the directory, if there is one."""
        query = select(TeamsConversationRow).where(
            TeamsConversationRow.tenant == tenant,
            or_(col(TeamsConversationRow.person) == person, col(TeamsConversationRow.directory_id) == person),
            col(TeamsConversationRow.removed_at).is_(None),
        )
        with self._database.read() as session:
            row = session.exec(query).first()
            return _to_conversation(row) if row else None

    def of_team(self, tenant: str, team: str) -> list[Conversation]:
        """The channels of a team that we know."""
        query = select(TeamsConversationRow).where(
            TeamsConversationRow.tenant == tenant, TeamsConversationRow.team == team
        )
        with self._database.read() as session:
            return [_to_conversation(row) for row in session.exec(query.order_by(col(TeamsConversationRow.key)))]

    def followed_by(self, tenant: str, person: str) -> list[tuple[str, list[str]]]:
        """Channels where this person subscribed to something, by name, and to what."""
        query = select(ChannelRow, SubscriptionRow).join(SubscriptionRow)
        query = query.where(
            ChannelRow.surface == SURFACE,
            ChannelRow.workspace == tenant,
            SubscriptionRow.created_by == person,
            col(SubscriptionRow.ended_at).is_(None),
        )
        found: dict[int, tuple[str, list[str]]] = {}
        with self._database.read() as session:
            for channel, subscription in session.exec(query.order_by(col(SubscriptionRow.key))):
                found.setdefault(channel.key, (channel.name, []))[1].append(subscription.label)
        return list(found.values())

    def leave(self, conversation: Conversation, now: datetime) -> bool:
        """The bot is gone from there. False where that was known, or nobody ever wrote to us there."""
        return self._mark(conversation, now)

    def come_back(self, conversation: Conversation) -> bool:
        """The bot is there again. False where it had not gone."""
        return self._mark(conversation, None)

    def _mark(self, place: Conversation, removed_at: datetime | None) -> bool:
        with self._database.write() as session:
            row = _row(session, place.tenant, place.id)
            if row is None or bool(row.removed_at) == bool(removed_at):
                return False
            row.removed_at = removed_at
            session.add(row)
            return True


def _changes(row: TeamsConversationRow, new: Conversation) -> dict[str, Any]:
    names = ("kind", "service_url", "name", "team", "person", "directory_id")
    told = {name: getattr(new, name) for name in names}
    return {name: value for name, value in told.items() if value and getattr(row, name) != value}


def _row(session: Session, tenant: str, conversation: str) -> TeamsConversationRow | None:
    query = select(TeamsConversationRow).where(
        TeamsConversationRow.tenant == tenant, TeamsConversationRow.conversation == conversation
    )
    return session.exec(query).first()


def _to_conversation(row: TeamsConversationRow) -> Conversation:
    return Conversation(
        row.tenant,
        row.conversation,
        row.kind,
        row.service_url,
        row.name,
        row.team,
        row.person,
        row.removed_at,
        row.directory_id,
    )
