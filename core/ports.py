"""The doors to the outside, as the jobs and the bot see them. Implementations live at the edges and are wired in app/."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.card import Card
from core.model import Channel, Feed, ParsedFeed


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one conditional GET brought. `status` 304 has no body; `error` is set instead of a status when none came.

    `retry_after` and `max_age` are seconds. `url` is the final address after redirects; `moved` is set only when every
    redirect on the way was permanent.
    """

    feed: Feed
    status: int = 0
    body: bytes = b""
    content_type: str | None = None
    etag: str | None = None
    modified: str | None = None
    url: str = ""
    moved: str | None = None
    retry_after: int | None = None
    max_age: int | None = None
    error: str | None = None


class Fetcher(Protocol):
    """Fetches feeds politely and safely."""

    def fetch(self, feeds: Sequence[Feed]) -> Iterable[Fetched]:
        """One result a feed, in the order they arrive. Never raises for what a server did."""
        ...


class FeedParser(Protocol):
    """Turns bytes into entries."""

    def __call__(self, data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
        """Raises SourceError for what is no feed."""
        ...


class Outcome(StrEnum):
    """How a sending ended. RETRY is a certain failure; UNCERTAIN may have been posted; FAILED will never succeed."""

    SENT = "sent"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Post:
    """A card on its way to a channel. `delivery` is the delivery's key, unique in the installation."""

    delivery: int
    channel: Channel
    card: Card


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer to a post. `reason` names why it was not sent; `retry_after` is seconds the surface asked for."""

    outcome: Outcome
    message_id: str | None = None
    reason: str | None = None
    retry_after: float | None = None


class Surface(Protocol):
    """A place where cards can be posted: Slack, Teams or the console."""

    name: str

    def send(self, posts: Sequence[Post]) -> Sequence[Sent]:
        """One result a post, in the same order. Posts of one call go to different channels. Never raises."""
        ...
