"""The table of what publishers' hubs promised us. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from storage.models import _text, _time, metadata

__all__ = ["HubLeaseRow", "metadata"]


class HubLeaseRow(SQLModel, table=True):
    """When a feed's hub is to be asked next for the address that it was asked for last."""

    __tablename__: ClassVar[Any] = "hub_lease"
    feed_key: int = Field(primary_key=True, foreign_key="feed.key")
    topic: str = _text()
    next_at: datetime = _time(optional=False)
