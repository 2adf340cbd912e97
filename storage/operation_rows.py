"""The tables of running the product itself. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.models import _time, metadata

__all__ = ["AlarmRow", "metadata"]


class AlarmRow(SQLModel, table=True):
    """That something is wrong and the people who run the installation were told of it. It goes when it is well again."""

    __tablename__: ClassVar[Any] = "alarm"
    name: str = Field(primary_key=True)
    since: datetime = _time(optional=False)
