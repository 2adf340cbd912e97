"""The tables. Rows stay inside storage/: what leaves are the values of core/model.py.

`table=True` rows do not validate, so values are checked before they come here. Times are UTC (`Utc`), open sets are text.
"""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Alembic can only alter what has a name, so every constraint gets one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Utc(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite forgets zones, so they are taken off going in and put back coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; a guess about their zone would be wrong for somebody."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: times in the database are aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every time its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside. What PostgreSQL cannot hold (NUL) and UTF-8 cannot say (lone surrogates) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be kept."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


def _key() -> Any:
    return Field(default=None, sa_column=Column("key", Integer, primary_key=True, autoincrement=True))


def _ref(target: str, *, optional: bool = False, index: bool = True, unique: bool = False) -> Any:
    column: Column[Any] = Column(Integer, ForeignKey(f"{target}.key"), nullable=optional, index=index, unique=unique)
    return Field(default=None, sa_column=column)


def _time(*, optional: bool = True, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Utc(), nullable=optional, index=index))


def _text(*, optional: bool = False) -> Any:
    return Field(default=None if optional else "", sa_column=Column(Words(), nullable=optional))


def _json() -> Any:
    return Field(default=None, sa_column=Column(JSON(), nullable=False))


class FeedRow(SQLModel, table=True):
    """A polled URL and what its polls taught us. `active` is off when it left feeds.yaml."""

    __tablename__: ClassVar[Any] = "feed"
    key: int = _key()
    id: str = Field(unique=True)
    title: str = _text()
    url: str = _text()
    tier: str
    lang: str | None = None
    country: str | None = None
    carries: str = _text()
    interval_minutes: int = 30
    reached: bool = False
    active: bool = True
    etag: str | None = _text(optional=True)
    modified: str | None = _text(optional=True)
    body_hash: str | None = None
    baseline_at: datetime | None = _time()
    next_check_at: datetime | None = _time(index=True)
    checked_at: datetime | None = _time()
    ok_at: datetime | None = _time()
    error: str | None = _text(optional=True)
    error_since: datetime | None = _time()
    failures: int = 0
    changed_at: datetime | None = _time()
    pace: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON(), nullable=False))


class ItemRow(SQLModel, table=True):
    """An entry or a document, once. `identity` is what makes it the same one; `matched_revision` how far matching got.

    `dated` is when it was published, else found: what lists are ordered by.
    """

    __tablename__: ClassVar[Any] = "item"
    __table_args__ = (
        Index(
            "ix_item_unmatched",
            "key",
            sqlite_where=text("matched_revision < revision"),
            postgresql_where=text("matched_revision < revision"),
        ),
        Index("ix_item_dated", "dated", "key"),
    )
    key: int = _key()
    id: str = Field(unique=True)
    identity: str = Field(sa_column=Column(Text(), unique=True, nullable=False))
    feed_key: int | None = _ref("feed", optional=True)
    title: str = _text()
    body: str = _text()
    lang: str | None = None
    source: str = _text()
    tier: str | None = None
    country: str | None = None
    link: str | None = _text(optional=True)
    published: datetime | None = _time()
    found: datetime = _time(optional=False, index=True)
    dated: datetime = _time(optional=False)
    changed: datetime = _time(optional=False)
    revision: int = 1
    matched_revision: int = 0
    content_hash: str = Field(index=True)
    baseline: bool = False


class ItemRevisionRow(SQLModel, table=True):
    """The text of an earlier or the current revision."""

    __tablename__: ClassVar[Any] = "item_revision"
    item_key: int = Field(foreign_key="item.key", primary_key=True)
    revision: int = Field(primary_key=True)
    title: str = _text()
    body: str = _text()
    content_hash: str
    seen_at: datetime = _time(optional=False)


class CarriedRow(SQLModel, table=True):
    """That a feed carries an item, under which guid. It outlives the feed's window, so a bounced-back entry is not new."""

    __tablename__: ClassVar[Any] = "carried"
    __table_args__ = (UniqueConstraint("feed_key", "guid"), Index("ix_carried_content", "feed_key", "content_hash"))
    key: int = _key()
    feed_key: int = _ref("feed", index=False)
    guid: str = _text()
    content_hash: str
    item_key: int = _ref("item")
    seen_at: datetime = _time(optional=False)


class DocumentRow(SQLModel, table=True):
    """A file of the corpus. `stamp` is its size and modification time; an unreadable one keeps its named error."""

    __tablename__: ClassVar[Any] = "document"
    key: int = _key()
    path: str = Field(sa_column=Column(Words(), unique=True, nullable=False))
    stamp: str
    item_key: int | None = _ref("item", optional=True)
    error: str | None = _text(optional=True)
    error_since: datetime | None = _time()
    seen_at: datetime = _time(optional=False)


class MatchRow(SQLModel, table=True):
    """A subject that fits a revision of an item, with its evidence."""

    __tablename__: ClassVar[Any] = "match"
    __table_args__ = (
        UniqueConstraint("item_key", "revision", "subject"),
        Index("ix_match_subject", "subject", "item_key"),
    )
    key: int = _key()
    item_key: int = _ref("item", index=False)
    revision: int
    subject: str = _text()
    score: float
    evidence: list[dict[str, Any]] = _json()


class ChannelRow(SQLModel, table=True):
    """A conversation on a surface."""

    __tablename__: ClassVar[Any] = "channel"
    __table_args__ = (UniqueConstraint("surface", "workspace", "address"),)
    key: int = _key()
    surface: str
    workspace: str
    address: str
    name: str = _text()
    lang: str = "en"


class SubscriptionRow(SQLModel, table=True):
    """A channel that follows a subject. An ended one stays, for the record.

    `subject_key` stands for the subject in the index: a query may be longer than an index takes.
    """

    __tablename__: ClassVar[Any] = "subscription"
    __table_args__ = (
        Index(
            "uq_subscription_active",
            "channel_key",
            "subject_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    key: int = _key()
    channel_key: int = _ref("channel")
    kind: str
    subject: str = _text()
    subject_key: str
    label: str = _text()
    preferences: dict[str, Any] = _json()
    created_at: datetime = _time(optional=False)
    created_by: str = _text()
    ended_at: datetime | None = _time()


class AlertRow(SQLModel, table=True):
    """The decision on one subscription and one item revision."""

    __tablename__: ClassVar[Any] = "alert"
    __table_args__ = (UniqueConstraint("subscription_key", "item_key", "revision"),)
    key: int = _key()
    subscription_key: int = _ref("subscription", index=False)
    item_key: int = _ref("item")
    revision: int
    decision: str
    reason: str
    delivery_key: int | None = _ref("delivery", optional=True)
    created_at: datetime = _time(optional=False)


class DeliveryRow(SQLModel, table=True):
    """One sending of an item to a channel: a channel never gets an item twice, whatever its subscriptions."""

    __tablename__: ClassVar[Any] = "delivery"
    __table_args__ = (
        UniqueConstraint("channel_key", "item_key"),
        Index(
            "ix_delivery_open",
            "channel_key",
            "key",
            sqlite_where=text("state NOT IN ('sent', 'failed')"),
            postgresql_where=text("state NOT IN ('sent', 'failed')"),
        ),
    )
    key: int = _key()
    channel_key: int = _ref("channel", index=False)
    item_key: int = _ref("item")
    state: str
    attempt: int = 0
    next_at: datetime = _time(optional=False)
    created_at: datetime = _time(optional=False)
    sending_since: datetime | None = _time()
    sent_at: datetime | None = _time()
    message_id: str | None = _text(optional=True)
    reason: str | None = _text(optional=True)


class ConsoleMessageRow(SQLModel, table=True):
    """A message of the local console. One a delivery: the console can be asked what it already shows."""

    __tablename__: ClassVar[Any] = "console_message"
    key: int = _key()
    channel_key: int = _ref("channel")
    delivery_key: int | None = _ref("delivery", optional=True, unique=True, index=False)
    author: str = _text()
    line: str = _text()
    card: list[dict[str, Any]] = _json()
    private: bool = False
    posted_at: datetime = _time(optional=False)


class JobRunRow(SQLModel, table=True):
    """The last run of a scheduled job."""

    __tablename__: ClassVar[Any] = "job_run"
    name: str = Field(primary_key=True)
    started_at: datetime = _time(optional=False)
    finished_at: datetime | None = _time()
    report: str = _text()
    error: str | None = _text(optional=True)
