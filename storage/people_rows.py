"""The tables of people: the language each reads, what each kept and follows. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.models import _key, _ref, _text, _time, metadata

__all__ = ["FollowRow", "FollowToldRow", "PersonRow", "SavedRow", "metadata"]


class PersonRow(SQLModel, table=True):
    """A user of a surface who chose a language."""

    __tablename__: ClassVar[Any] = "person"
    surface: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    lang: str


class SavedRow(SQLModel, table=True):
    """An item that a person put aside."""

    __tablename__: ClassVar[Any] = "saved"
    surface: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    item_key: int = Field(foreign_key="item.key", ondelete="CASCADE", primary_key=True)
    saved_at: datetime = _time(optional=False)


class FollowRow(SQLModel, table=True):
    """A person who follows the story of an item, told of it in a channel: their own, or one where `name` says for whom.

    `told_at` is when they were last told.
    """

    __tablename__: ClassVar[Any] = "follow"
    __table_args__ = (UniqueConstraint("surface", "workspace", "user", "item_key"),)
    key: int = _key()
    surface: str
    workspace: str
    user: str
    item_key: int = Field(foreign_key="item.key", ondelete="CASCADE", index=True)
    channel_key: int = _ref("channel")
    name: str = _text()
    since: datetime = _time(optional=False)
    told_at: datetime | None = _time()


class FollowToldRow(SQLModel, table=True):
    """An item's revision that a follower knows: it was there when they began to follow, or they were told of it."""

    __tablename__: ClassVar[Any] = "follow_told"
    follow_key: int = Field(foreign_key="follow.key", ondelete="CASCADE", primary_key=True)
    item_key: int = Field(foreign_key="item.key", ondelete="CASCADE", primary_key=True)
    revision: int = Field(primary_key=True)
