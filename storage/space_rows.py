"""The tables of workspaces: roles, requests, audit, installations, fates of channels, what was seen. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.models import _json, _key, _ref, _text, _time, metadata
from storage.sealed import Sealed

__all__ = [
    "AuditRow",
    "ChannelFateRow",
    "ChannelRuleRow",
    "DepartureRow",
    "EditorRow",
    "GridTeamRow",
    "InstallationRow",
    "RequestRow",
    "SeenRow",
    "metadata",
]


class ChannelRuleRow(SQLModel, table=True):
    """A channel's mode, where it is not open to all its members."""

    __tablename__: ClassVar[Any] = "channel_rule"
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    mode: str


class EditorRow(SQLModel, table=True):
    """An editor of a channel. `user_id` is the surface's own id."""

    __tablename__: ClassVar[Any] = "editor"
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    user_id: str = Field(primary_key=True)
    name: str = _text()
    since: datetime = _time(optional=False)


class RequestRow(SQLModel, table=True):
    """A change that somebody asked the editors of a channel for. `decision` is approved or declined, None while it waits."""

    __tablename__: ClassVar[Any] = "change_request"
    key: int = _key()
    channel_key: int = _ref("channel")
    user_id: str
    user_name: str = _text()
    line: str = _text()
    lang: str
    at: datetime = _time(optional=False)
    decision: str | None = None
    decided_by: str = _text()
    decided_at: datetime | None = _time()


class AuditRow(SQLModel, table=True):
    """A change and who made it. Only added to. Names a place by its words, since it outlives the channel's row."""

    __tablename__: ClassVar[Any] = "audit"
    __table_args__ = (Index("ix_audit_workspace", "surface", "workspace", "at"),)
    key: int = _key()
    at: datetime = _time(optional=False)
    surface: str
    workspace: str
    channel: str = _text()
    channel_name: str = _text()
    user_id: str = _text()
    user_name: str = _text()
    verb: str
    approved_by: str = _text()
    before: dict[str, str] = _json()
    after: dict[str, str] = _json()


class InstallationRow(SQLModel, table=True):
    """Our credentials in a workspace, or in an organisation (`team` is empty). An ended one has none, and stays for a time.

    `refreshing_until` keeps all replicas but one from asking for the same new token.
    """

    __tablename__: ClassVar[Any] = "installation"
    __table_args__ = (UniqueConstraint("surface", "enterprise", "team"),)
    key: int = _key()
    surface: str
    enterprise: str = ""
    team: str = ""
    name: str = _text()
    app: str = ""
    bot: str = ""
    bot_user: str = ""
    scopes: str = _text()
    token: Any = Field(default=None, sa_column=Column(Sealed(), nullable=True))
    refresh: Any = Field(default=None, sa_column=Column(Sealed(), nullable=True))
    expires_at: datetime | None = _time()
    refreshing_until: datetime | None = _time()
    installed_by: str = _text()
    installed_at: datetime = _time(optional=False)
    ended_at: datetime | None = _time()
    end_reason: str = _text()


class GridTeamRow(SQLModel, table=True):
    """To which organisation a workspace belongs, as its events say: one token may serve them all."""

    __tablename__: ClassVar[Any] = "grid_team"
    surface: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    enterprise: str


class DepartureRow(SQLModel, table=True):
    """That a workspace has uninstalled us. Nothing is sent there; what it left is forgotten after a set time."""

    __tablename__: ClassVar[Any] = "departure"
    surface: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    since: datetime = _time(optional=False)
    reason: str = _text()


class ChannelFateRow(SQLModel, table=True):
    """Why a channel gets nothing. Its subscriptions wait, unless it was deleted."""

    __tablename__: ClassVar[Any] = "channel_fate"
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    fate: str
    reason: str = _text()
    since: datetime = _time(optional=False)


class SeenRow(SQLModel, table=True):
    """An event or action that some replica has taken up."""

    __tablename__: ClassVar[Any] = "seen"
    id: str = Field(primary_key=True)
    until: datetime = _time(optional=False, index=True)
