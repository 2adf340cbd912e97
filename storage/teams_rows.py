"""The tables of Teams: where each conversation is reached, and which activities were seen. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.models import _key, _text, _time, metadata

__all__ = ["TeamsConversationRow", "TeamsSeenRow", "metadata"]


class TeamsConversationRow(SQLModel, table=True):
    """A chat or channel that the bot was spoken to in. `team` is the id of its team, `person` whom a personal chat is with.

    `directory_id` is what the tenant's directory calls that person, which the rest of the product knows them by. `removed_at` is since when the bot is not there any more.
    """

    __tablename__: ClassVar[Any] = "teams_conversation"
    __table_args__ = (UniqueConstraint("tenant", "conversation"),)
    key: int = _key()
    tenant: str
    conversation: str = _text()
    kind: str
    service_url: str = _text()
    name: str = _text()
    team: str = Field(default="", index=True)
    person: str = Field(default="", index=True)
    directory_id: str = Field(default="", index=True)
    removed_at: datetime | None = _time()


class TeamsSeenRow(SQLModel, table=True):
    """An activity that was taken in, so that one sent twice is served once."""

    __tablename__: ClassVar[Any] = "teams_seen"
    activity: str = Field(primary_key=True)
    at: datetime = _time(optional=False, index=True)
