"""The tables of a language model: what each workspace spent a day, and what it answered. Rules of rows: storage/models.py."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Date
from sqlmodel import Field, SQLModel

from storage.models import _text, _time, metadata

__all__ = ["ModelAnswerRow", "ModelSpendRow", "metadata"]


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
