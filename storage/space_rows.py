"""The tables of workspaces: roles, requests, audit. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from storage.models import _json, _key, _ref, _text, _time, metadata

__all__ = ["AuditRow", "ChannelRuleRow", "EditorRow", "RequestRow", "metadata"]


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
