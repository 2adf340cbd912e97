"""The tables. Rows stay inside storage/: what leaves are the values of core/model.py.

`table=True` rows do not validate, so values are checked before they come here. Times are UTC (`Utc`), open sets are text.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    false,
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

PLACED = "story IS NOT NULL"
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

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Replace what cannot be kept."""
        return _storable


def _storable(value: str | None) -> str | None:
    # Nearly every text is in order, and this finds it so many times faster than the pattern does.
    if value is None or (value.isascii() and "\0" not in value):
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", value)
    return value.replace("\0", "\ufffd")


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


def _flag(name: str) -> Any:
    return Field(default=False, sa_column=Column(name, Boolean(), nullable=False, server_default=false()))


class FeedRow(SQLModel, table=True):
    """A polled URL and what its polls taught us. `active` is off when it left feeds.yaml.

    `origin` says where it is listed: in the file, or only here because a user added it. `listed` are the guids of its last
    list, newest first; `secret` are its credentials, encrypted.
    """

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
    kind: str = Field(default="feed", sa_column=Column(Text(), nullable=False, server_default="feed"))
    page: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    origin: str = Field(default="file", sa_column=Column(Text(), nullable=False, server_default="file"))
    backfill_days: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))
    moved_to: str | None = _text(optional=True)
    moved_polls: int = Field(default=0, sa_column=Column(Integer(), nullable=False, server_default="0"))
    listed: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    hub: str | None = _text(optional=True)
    secret: str | None = _text(optional=True)
    ops_told_at: datetime | None = _time()
    channels_told_at: datetime | None = _time()


class ItemRow(SQLModel, table=True):
    """An entry or a document, once. `identity` is what makes it the same one; `matched_revision` how far matching got.

    `dated` is when it was published, else found: what lists are ordered by. `body` comes late, since SQLite reads a row's
    columns from the front and a long text would stand in the way of the others. `mark` is what its publisher did to it
    afterwards; `late` one that came after an outage; `bare` one whose own page may have the text that its feed lacks. `story` is
    the id of the first item that reports the same event, its own or another's; None until it was placed.
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
        Index("ix_item_bare", "key", sqlite_where=text("bare"), postgresql_where=text("bare")),
        Index("ix_item_unplaced", "key", sqlite_where=text("story IS NULL"), postgresql_where=text("story IS NULL")),
        Index("ix_item_story", "story", "key", sqlite_where=text(PLACED), postgresql_where=text(PLACED)),
        Index("ix_item_feed", "feed_key", "dated"),
        Index("ix_item_source", "source", "dated"),
        Index("ix_item_tier", "tier", "dated"),
    )
    key: int = _key()
    id: str = Field(unique=True)
    identity: str = Field(sa_column=Column(Text(), unique=True, nullable=False))
    feed_key: int | None = _ref("feed", optional=True, index=False)
    title: str = _text()
    lang: str | None = None
    source: str = _text()
    tier: str | None = None
    country: str | None = None
    link: str | None = _text(optional=True)
    published: datetime | None = _time()
    found: datetime = _time(optional=False)
    dated: datetime = _time(optional=False)
    changed: datetime = _time(optional=False)
    revision: int = 1
    matched_revision: int = 0
    content_hash: str = Field(index=True)
    baseline: bool = False
    body: str = _text()
    mark: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    late: bool = _flag("late")
    bare: bool = _flag("bare")
    story: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))


class ItemRevisionRow(SQLModel, table=True):
    """The text of a revision, of all that an item had since it was first revised: one that never was has its text itself.

    `revision_kind` is what made it: text, withdrawn or corrected.
    """

    __tablename__: ClassVar[Any] = "item_revision"
    item_key: int = Field(foreign_key="item.key", primary_key=True)
    revision: int = Field(primary_key=True)
    title: str = _text()
    body: str = _text()
    content_hash: str
    seen_at: datetime = _time(optional=False)
    revision_kind: str = Field(default="text", sa_column=Column(Text(), nullable=False, server_default="text"))


class CarriedRow(SQLModel, table=True):
    """That a feed carries an item, under which guid. It outlives the feed's window, so a bounced-back entry is not new."""

    __tablename__: ClassVar[Any] = "carried"
    __table_args__ = (
        UniqueConstraint("feed_key", "guid"),
        Index("ix_carried_content", "feed_key", "content_hash"),
        Index("ix_carried_latest", "feed_key", "key"),
    )
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
    """A subject that fits a revision of an item, with its evidence. `dated` is the item's, for lists by subject."""

    __tablename__: ClassVar[Any] = "match"
    __table_args__ = (
        UniqueConstraint("item_key", "revision", "subject"),
        Index("ix_match_subject", "subject", "dated", "item_key"),
    )
    key: int = _key()
    item_key: int = _ref("item", index=False)
    revision: int
    subject: str = _text()
    dated: datetime = _time(optional=False)
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

    `subject_key` stands for the subject in the index: a query may be longer than an index takes. `digest_at` is when its own
    digest is due, if it has one, `digest_date` the local date of that.
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
    digest_at: datetime | None = _time(index=True)
    digest_date: str | None = None


class ConsoleMessageRow(SQLModel, table=True):
    """A message of the local console. One a delivery: the console can be asked what it already shows. A reply has a parent."""

    __tablename__: ClassVar[Any] = "console_message"
    key: int = _key()
    channel_key: int = _ref("channel")
    delivery_key: int | None = _ref("delivery", optional=True, unique=True, index=False)
    parent_key: int | None = _ref("console_message", optional=True)
    author: str = _text()
    line: str = _text()
    card: list[dict[str, Any]] = _json()
    private: bool = False
    posted_at: datetime = _time(optional=False)


class TopicVersionRow(SQLModel, table=True):
    """What an edit made of a topic, or of a part of the topics file that all share. None says that it was taken out."""

    __tablename__: ClassVar[Any] = "topic_version"
    __table_args__ = (UniqueConstraint("topic", "version"),)
    key: int = _key()
    topic: str
    version: int
    data: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    by: str = _text()
    at: datetime = _time(optional=False)


class TopicReachRow(SQLModel, table=True):
    """An edited topic with which stored items are still to be matched: those with keys under `below`, or all."""

    __tablename__: ClassVar[Any] = "topic_reach"
    topic: str = Field(primary_key=True)
    below: int | None = Field(default=None, sa_column=Column(Integer(), nullable=True))


class FeedbackRow(SQLModel, table=True):
    """What a person said of an item in a channel, about one of the channel's subjects. `reason` says what was wrong."""

    __tablename__: ClassVar[Any] = "feedback"
    __table_args__ = (
        UniqueConstraint("channel_key", "item_key", "topic", "by"),
        Index("ix_feedback_topic", "topic", "at"),
    )
    key: int = _key()
    channel_key: int = _ref("channel", index=False)
    item_key: int = _ref("item")
    topic: str
    by: str = _text()
    useful: bool
    reason: str = ""
    at: datetime = _time(optional=False)


class TopicLearningRow(SQLModel, table=True):
    """Whether a topic learns (`mode`: auto, on, off), and what it learned from how many labels."""

    __tablename__: ClassVar[Any] = "topic_learning"
    topic: str = Field(primary_key=True)
    mode: str
    labels: int = 0
    model: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    at: datetime = _time(optional=False)


class JobRunRow(SQLModel, table=True):
    """The last run of a scheduled job that had something to do."""

    __tablename__: ClassVar[Any] = "job_run"
    name: str = Field(primary_key=True)
    started_at: datetime = _time(optional=False)
    finished_at: datetime = _time(optional=False)
    report: str = _text()
    error: str | None = _text(optional=True)
