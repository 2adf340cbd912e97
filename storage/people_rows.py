"""The tables of people: the language each reads, what each kept. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.models import _time, metadata

__all__ = ["PersonRow", "SavedRow", "metadata"]


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
