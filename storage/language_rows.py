"""The tables of a language model: what each workspace spent a day, what it answered, what became of it,
and translations of what alerts show. Rules of rows: storage/models.py.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column, Date, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from storage.models import _text, _time, metadata

__all__ = ["ModelAnswerRow", "ModelSpendRow", "ModelUseRow", "TranslationRow", "metadata"]


class ModelSpendRow(SQLModel, table=True):
    """What a workspace spent on a day (UTC): tokens, and money in millionths of the currency that its price was set in."""

    __tablename__: ClassVar[Any] = "model_spend"
    workspace: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date(), primary_key=True))
    tokens: int = Field(default=0, sa_column=Column(BigInteger(), nullable=False))
    cost: int = Field(default=0, sa_column=Column(BigInteger(), nullable=False))


class ModelAnswerRow(SQLModel, table=True):
    """An answer under the digest of what was asked."""

    __tablename__: ClassVar[Any] = "model_answer"
    digest: str = Field(primary_key=True)
    answer: str = _text()
    at: datetime = _time(optional=False, index=True)


class ModelUseRow(SQLModel, table=True):
    """What a model was asked for, and the sentences of its answer that were shown or dropped. `cost` is in millionths."""

    __tablename__: ClassVar[Any] = "model_use"
    key: int | None = Field(default=None, primary_key=True)
    at: datetime = _time(optional=False, index=True)
    surface: str
    workspace: str
    purpose: str
    item: str
    model: str
    tokens: int = Field(default=0, sa_column=Column(BigInteger(), nullable=False))
    cost: int = Field(default=0, sa_column=Column(BigInteger(), nullable=False))
    shortfall: str | None = None
    accepted: list[str] = Field(default_factory=list, sa_column=Column(JSON(), nullable=False))
    dropped: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON(), nullable=False))


class TranslationRow(SQLModel, table=True):
    """A model's translation of the lines that an alert shows of an item's revision; null for one that it could not do right."""

    __tablename__: ClassVar[Any] = "translation"
    item_key: int = Field(
        sa_column=Column(Integer(), ForeignKey("item.key", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    )
    revision: int = Field(primary_key=True)
    lang: str = Field(primary_key=True)
    model: str
    originals: list[str] = Field(sa_column=Column(JSON(), nullable=False))
    lines: list[str | None] = Field(sa_column=Column(JSON(), nullable=False))
    at: datetime = _time(optional=False)
