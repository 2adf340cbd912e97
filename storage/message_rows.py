"""The tables of what goes with a message: files. Rules of rows: storage/models.py."""

from typing import Any, ClassVar

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.models import _text, metadata

__all__ = ["AttachmentRow", "metadata"]


class AttachmentRow(SQLModel, table=True):
    """The file of a delivery of kind `file`. It goes when the delivery's card goes."""

    __tablename__: ClassVar[Any] = "attachment"
    delivery_key: int = Field(foreign_key="delivery.key", primary_key=True)
    name: str = _text()
    media_type: str = _text()
    about: str = _text()
    data: bytes = Field(sa_column=Column(LargeBinary(), nullable=False))
