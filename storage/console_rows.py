"""The tables of the console: who is signed in, who guesses passwords, the feeds of channels. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.models import _text, _time, metadata

__all__ = ["ChannelFeedRow", "SessionRow", "SignInRow", "metadata"]


class SessionRow(SQLModel, table=True):
    """Somebody who is signed in. The browser has a secret, and here is only its digest. `role` is a number, the higher the more."""

    __tablename__: ClassVar[Any] = "console_session"
    digest: str = Field(primary_key=True)
    person: str = _text()
    name: str = _text()
    role: int
    created_at: datetime = _time(optional=False)
    expires_at: datetime = _time(optional=False, index=True)


class SignInRow(SQLModel, table=True):
    """Sign-ins that failed: how many since when, by the address they came from, or by `*` for all together."""

    __tablename__: ClassVar[Any] = "console_sign_in"
    origin: str = Field(primary_key=True)
    failures: int
    since: datetime = _time(optional=False)


class ChannelFeedRow(SQLModel, table=True):
    """The secret part of the address at which a channel's alerts can be read as a feed."""

    __tablename__: ClassVar[Any] = "channel_feed"
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    token: str = Field(unique=True)
    created_at: datetime = _time(optional=False)
