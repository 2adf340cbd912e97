"""The table of files that wait to be fetched. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.models import _text, _time, metadata

__all__ = ["DownloadRow", "metadata"]


class DownloadRow(SQLModel, table=True):
    """A file that may be fetched until its time, by the digest of the secret word in its link. An empty `user` is a channel."""

    __tablename__: ClassVar[Any] = "download"
    digest: str = Field(primary_key=True)
    surface: str
    workspace: str
    user: str
    name: str = _text()
    media_type: str = _text()
    about: str = _text()
    data: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
    until: datetime = _time(optional=False, index=True)
