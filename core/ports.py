"""The doors to the outside, as the jobs and the bot see them. Implementations live at the edges and are wired in app/."""

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from core.card import Attachment as Attachment
from core.card import Card
from core.model import Channel, Delivery, DeliveryState, Evidence, Feed, Item, ParsedFeed
from core.states import Kind
from core.written import ModelUse, Summary, Translation


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


class PageReader(Protocol):
    """Reads one article that a person asks about."""

    def __call__(self, url: str) -> Item:
        """The article as an item without id and key, not stored. Raises SourceError."""
        ...


class Outcome(StrEnum):
    """How a sending ended.

    RETRY is a certain failure of this one, WAIT means that the surface takes nothing at all now and counts as no attempt;
    UNCERTAIN may have been posted; FAILED will never succeed. CLOSED is a channel that takes nothing of us until somebody
    changes that, GONE an installation that is over.
    """

    SENT = "sent"
    RETRY = "retry"
    WAIT = "wait"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CLOSED = "closed"
    GONE = "gone"


class Finding(StrEnum):
    """What a surface says of a post whose end nobody knows. UNKNOWN may be asked again, NEVER has no answer at all."""

    SENT = "sent"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    NEVER = "never"


class Uncertain(StrEnum):
    """What becomes of a post whose end nobody knows, on a surface that cannot be asked: the installation's choice."""

    REPEAT = "repeat"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Post:
    """A card on its way to a channel. `delivery` is the delivery's key, unique in the installation.

    Its request must not begin after `begin_by` (seconds of time.monotonic()): somebody else may have taken it over then.
    `since` is when it was first tried. `target` is the id of the message that an edit changes and a thread reply answers;
    `file` goes with a delivery of kind FILE.
    """

    delivery: int
    channel: Channel
    card: Card
    begin_by: float = math.inf
    since: datetime | None = None
    kind: Kind = Kind.POST
    target: str | None = None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer to a post. `reason` names why it was not sent; `retry_after` is seconds the surface asked for."""

    outcome: Outcome
    message_id: str | None = None
    reason: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a look-up. `message_id` where it was found; `retry_after` as in `Sent`."""

    finding: Finding
    message_id: str | None = None
    reason: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """One use every `interval` seconds, or up to `burst` at once after a time without any."""

    interval: float = 0.0
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Manners:
    """What a surface can bear and how long it takes, in seconds.

    `timeout` ends a request. `settling` is how long an unanswered post is left alone before the surface is asked for it:
    longer than the slowest accept. `refused` is how long to keep away from a workspace that refuses our credentials.
    `channel` paces posts to one channel, `workspace` those to all, `look_up` questions.
    """

    timeout: float = 30.0
    settling: float = 30.0
    refused: float = 60.0
    channel: Rate = Rate()
    workspace: Rate = Rate()
    look_up: Rate = Rate()


class Surface(Protocol):
    """A place where cards can be posted: Slack, Teams or the console."""

    name: str
    manners: Manners

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        """Start posting: one promise a post, in the same order. Posts of one call go to different channels. Never raises."""
        ...

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        """Start asking whether the posts are there: one promise a post, in the same order. Never raises."""
        ...


class Summariser(Protocol):
    """Puts an item into few sentences, by extract or by a model."""

    def summarise(
        self, item: Item, *, workspace: str, now: datetime, count: int = 3, evidence: Sequence[Evidence] = ()
    ) -> Summary:
        """At most `count` sentences, each citing the item's. Never raises: what fails is an extract that says why."""
        ...


class Translator(Protocol):
    """Translates lines of an item: its headline, the sentences of its summary."""

    def translate(self, item: Item, lines: Sequence[str], lang: str, *, workspace: str, now: datetime) -> Translation:
        """One translation a line, in the same order; None for a line that could not be had or was refused. Never raises."""
        ...


class Traces(Protocol):
    """Is told how long each step from a feed to its messages took. Never raises, never waits."""

    def polled(self, feed: Feed, source: str, at: datetime, ended: datetime, new: int, revised: int) -> None:
        """A poll brought items, found at `at` under the name `source`; `ended` is when they were stored."""
        ...

    def matched(self, items: Sequence[Item], matches: Sequence[int], began: datetime, ended: datetime) -> None:
        """Items were matched together, each with so many matches."""
        ...

    def delivered(self, delivery: Delivery, state: DeliveryState, ended: datetime) -> None:
        """A delivery ended, in this state."""
        ...


class _Untraced:
    def polled(self, *_: object, **__: object) -> None: ...
    def matched(self, *_: object, **__: object) -> None: ...
    def delivered(self, *_: object, **__: object) -> None: ...


# Where nobody asked for traces.
UNTRACED: Traces = _Untraced()


@dataclass(frozen=True, slots=True)
class Spent:
    """What a model's use costs: tokens, and money in the currency its price was set in."""

    tokens: int = 0
    cost: Decimal = Decimal(0)


class SpendingLedger(Protocol):
    """What each workspace spent on a day (UTC)."""

    def reserve(self, workspace: str, day: date, amount: Spent, limit: Spent) -> bool:
        """Books the amount unless the day's total would exceed the limit in tokens or cost; in one step. Whether it did.

        A limit of cost 0 is none.
        """
        ...

    def settle(self, workspace: str, day: date, reserved: Spent, used: Spent) -> None:
        """Replaces a reservation by what was used."""
        ...


class AnswerCache(Protocol):
    """Answers of a model by the digest of what it was asked. It may forget."""

    def get(self, key: str) -> str | None:
        """The answer kept under a key (64 hexadecimal digits), if any."""
        ...

    def put(self, key: str, answer: str, now: datetime) -> None:
        """Keeps an answer, of at most 64 KB."""
        ...


class UseLog(Protocol):
    """What a model was asked and what became of its answers, for those who answer for it."""

    def record(self, use: ModelUse) -> None:
        """Keeps one use."""
        ...
