"""The tables of alerts and deliveries: what was decided, what is sent, at which pace. Rules of rows: storage/models.py."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.models import _key, _ref, _text, _time, metadata

__all__ = [
    "BUNDLED_AS",
    "FAILED",
    "HELD",
    "OPEN",
    "AlertRow",
    "DeliveryRow",
    "LaneRow",
    "MuteRow",
    "PaceRow",
    "ScheduleRow",
    "StopRow",
    "WishRow",
    "metadata",
]

# Literally the same in the index and in the queries: a database uses a partial index only where it sees the same words.
OPEN = "state IN ('pending', 'sending', 'uncertain')"
HELD = "state = 'held'"
FAILED = "state = 'failed'"
# The reason of a delivery that went with others in one card, before the card's name in the channel.
BUNDLED_AS = "bundled as "


class AlertRow(SQLModel, table=True):
    """The decision on one subscription and one item revision."""

    __tablename__: ClassVar[Any] = "alert"
    __table_args__ = (
        UniqueConstraint("subscription_key", "item_key", "revision"),
        Index(
            "ix_alert_digest",
            "subscription_key",
            "key",
            sqlite_where=text("decision = 'digest' AND delivery_key IS NULL"),
            postgresql_where=text("decision = 'digest' AND delivery_key IS NULL"),
        ),
    )
    key: int = _key()
    subscription_key: int = _ref("subscription", index=False)
    item_key: int = _ref("item")
    revision: int
    decision: str
    reason: str
    delivery_key: int | None = _ref("delivery", optional=True)
    created_at: datetime = _time(optional=False)


class DeliveryRow(SQLModel, table=True):
    """One sending to a channel. `dedupe` says what it is about: a channel gets the same thing once, whatever asks for it.

    `rank` is its class. `card` is kept where it cannot be drawn again from other rows. `owner` is the worker that sends
    or asks now; with `attempt` it fences what a worker records that was given up meanwhile. `parent_key` is the delivery
    whose message an edit changes and a thread reply answers.
    """

    __tablename__: ClassVar[Any] = "delivery"
    __table_args__ = (
        UniqueConstraint("channel_key", "dedupe"),
        Index("ix_delivery_open", "channel_key", "rank", "key", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_delivery_held", "held_until", sqlite_where=text(HELD), postgresql_where=text(HELD)),
        Index("ix_delivery_failed", "key", sqlite_where=text(FAILED), postgresql_where=text(FAILED)),
    )
    key: int = _key()
    channel_key: int = _ref("channel", index=False)
    item_key: int | None = _ref("item", optional=True)
    kind: str = "post"
    parent_key: int | None = _ref("delivery", optional=True)
    rank: int
    dedupe: str = Field(sa_column=Column(Text(), nullable=False))
    card: list[dict[str, Any]] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    state: str
    attempt: int = 0
    owner: str | None = None
    next_at: datetime = _time(optional=False)
    created_at: datetime = _time(optional=False)
    held_until: datetime | None = _time()
    first_at: datetime | None = _time()
    sending_since: datetime | None = _time()
    uncertain_since: datetime | None = _time()
    sent_at: datetime | None = _time()
    message_id: str | None = _text(optional=True)
    reason: str | None = _text(optional=True)


class LaneRow(SQLModel, table=True):
    """A channel's way out. One delivery at a time is on it, and only its `owner` may say how that ended.

    `next_at` is when there is something to do, None for never; `ready_at` is the channel's pace. `scope` is the surface
    with the workspace, `rank` the best class that waits.
    """

    __tablename__: ClassVar[Any] = "lane"
    __table_args__ = (
        Index(
            "ix_lane_due",
            "rank",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    scope: str = _text()
    rank: int
    next_at: datetime | None = _time()
    ready_at: datetime = _time(optional=False)
    lease_until: datetime | None = _time()
    owner: str | None = None


class PaceRow(SQLModel, table=True):
    """How soon all workers together may use a method of a workspace again: by our own pace, and by what it told us."""

    __tablename__: ClassVar[Any] = "pace"
    key: str = Field(primary_key=True)
    next_at: datetime = _time(optional=False)
    closed_until: datetime = _time(optional=False)


class ScheduleRow(SQLModel, table=True):
    """When a job is due next, whichever process runs it."""

    __tablename__: ClassVar[Any] = "schedule"
    name: str = Field(primary_key=True)
    next_at: datetime = _time(optional=False)


class StopRow(SQLModel, table=True):
    """That an administrator stopped all sending: `*`, or a surface with a workspace such as slack:T1."""

    __tablename__: ClassVar[Any] = "stop"
    scope: str = Field(primary_key=True)
    since: datetime = _time(optional=False)
    by: str = _text()


class WishRow(SQLModel, table=True):
    """When a channel wants to hear. Texts are those that core/rhythm.py reads; None is its default."""

    __tablename__: ClassVar[Any] = "wish"
    channel_key: int = Field(foreign_key="channel.key", primary_key=True)
    digest: str | None = None
    quiet: str | None = None
    cap: int | None = None
    paused_until: datetime | None = _time()
    digest_at: datetime | None = _time(index=True)
    digest_date: str | None = None
    offered_at: datetime | None = _time()
    sensitivity: str | None = None


class MuteRow(SQLModel, table=True):
    """What a channel does not want to hear of until then: a story, a source, a phrase."""

    __tablename__: ClassVar[Any] = "mute"
    __table_args__ = (UniqueConstraint("channel_key", "kind", "what"),)
    key: int = _key()
    channel_key: int = _ref("channel", index=False)
    kind: str
    what: str = _text()
    until: datetime = _time(optional=False)
    created_at: datetime = _time(optional=False)
    created_by: str = _text()
