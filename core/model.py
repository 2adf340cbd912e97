"""The words of the product as frozen values. They hold data; deciding is done in the modules beside this one.

Every datetime is aware and in UTC. Optional values are None when the source did not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from core.card import Attachment, Card
from core.rhythm import Rhythm
from core.states import Decision as Decision
from core.states import DeliveryState as DeliveryState
from core.states import Kind as Kind
from core.states import Rank as Rank
from core.states import Reason as Reason
from core.wording import Words


class Tier(StrEnum):
    """How close to the origin a source is; official is closest."""

    OFFICIAL = "official"
    WIRE = "wire"
    PRESS = "press"
    BLOG = "blog"
    CORPUS = "corpus"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed asks to be read: at most every `minutes`, not in `skip_hours` (0–23) or on `skip_days` (Monday 0).

    Hours and days are counted in UTC.
    """

    minutes: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


class FeedKind(StrEnum):
    """What lies at a feed's address: a feed, a page that lists articles, or a sitemap."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class PageRule:
    """How a page that lists articles is read: CSS selectors, `row` in the page and the others inside a row.

    `link_template` makes the address where a script or a form holds only its parts, `page_template` that of the `pages`
    to read; both are explained in jobs/link_template.py. A list with a `form` (a=1&page={page}) is asked for by POST.
    """

    row: str
    title: str | None = None
    link: str | None = None
    date: str | None = None
    link_template: str | None = None
    page_template: str | None = None
    pages: int = 1
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A polled URL with what its last polls taught us. `key` is the storage number, `id` its name in feeds.yaml.

    `origin` is `file` or `user`: listed there, or added by a command. On the first poll entries of the last `backfill_days`
    are news. `moved_to` is where its address has led for good in the last `moved_polls` good polls, `listed` the guids of
    its last list, newest first, `hub` its WebSub hub. `ops_told_at` and `channels_told_at`: told of the fault it has.
    """

    id: str
    title: str
    url: str
    tier: Tier = Tier.PRESS
    lang: str | None = None
    country: str | None = None
    carries: str = ""
    reached: bool = False
    interval_minutes: int = 30
    kind: FeedKind = FeedKind.FEED
    page: PageRule | None = None
    key: int = 0
    etag: str | None = None
    modified: str | None = None
    body_hash: str | None = None
    baseline_at: datetime | None = None
    next_check_at: datetime | None = None
    checked_at: datetime | None = None
    ok_at: datetime | None = None
    error: str | None = None
    error_since: datetime | None = None
    failures: int = 0
    changed_at: datetime | None = None
    pace: Pace = Pace()
    origin: str = "file"
    backfill_days: int = 0
    moved_to: str | None = None
    moved_polls: int = 0
    listed: tuple[str, ...] = ()
    hub: str | None = None
    ops_told_at: datetime | None = None
    channels_told_at: datetime | None = None


class Mark(StrEnum):
    """What a publisher did to an item after publishing it."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed publishes, as parsed: plain text, absolute http(s) link, dates in UTC."""

    id: str
    title: str
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    body: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed's own title and language with its entries, in the feed's order. `hub` is its WebSub hub."""

    title: str
    link: str | None = None
    lang: str | None = None
    entries: tuple[Entry, ...] = ()
    pace: Pace = Pace()
    hub: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text of the corpus, as read from a file."""

    title: str
    body: str
    publisher: str | None = None
    published: datetime | None = None
    link: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """The only thing that is matched: an entry or a document, stored once.

    `id` is the short id people type (K7Q2), or any id a caller of `policywire match` gave; `key` is the storage number.
    `mark` is what its publisher did to it afterwards; a `late` one came with others after an outage. `story` is the id of the
    first item that reports the same event, empty until it was placed.
    """

    id: str
    title: str
    body: str
    lang: str | None = None
    source: str = ""
    tier: Tier | None = None
    country: str | None = None
    link: str | None = None
    published: datetime | None = None
    found: datetime | None = None
    revision: int = 1
    baseline: bool = False
    key: int = 0
    mark: Mark | None = None
    late: bool = False
    story: str = ""


@dataclass(frozen=True, slots=True)
class Acronym:
    """A word-bounded, case-sensitive short form. An ambiguous one counts only beside a context term."""

    term: str
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Agency:
    """A name of an authority, with the days (inclusive) on which it bore that name."""

    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A named stored query with aliases by language. Field meanings: seeds/topics.yaml, its head."""

    id: str
    name: str
    category: str
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: tuple[Acronym, ...] = ()
    nouns: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    parent: str | None = None
    hints: tuple[str, ...] = ()
    frames: tuple[tuple[str, ...], ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    noise: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    agencies: tuple[Agency, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One span that speaks for a verdict. `start` and `end` count code points of the original `field` (title, body)."""

    topic: str
    term: str
    lang: str
    field: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an item matched a topic or query (`subject`), with the spans that say so or what was missing."""

    subject: str
    matched: bool
    score: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    missing: Words | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation that can be addressed. `address` is the surface's own id for it."""

    surface: str
    workspace: str
    address: str
    name: str = ""
    lang: str = "en"
    key: int = 0


class SubjectKind(StrEnum):
    """What a subscription follows."""

    TOPIC = "topic"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic id or a canonical query."""

    kind: SubjectKind
    text: str

    @property
    def key(self) -> str:
        """What the database knows it by: the topic id, or a digest, since a query may be longer than an index takes."""
        if self.kind is SubjectKind.TOPIC:
            return self.text
        return "query:" + sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    @classmethod
    def of_verdict(cls, subject: str) -> "Subject":
        """The subject a `Verdict.subject` names: a topic id, or `query:` and the canonical query."""
        kind, _, query = subject.partition("query:")
        return cls(SubjectKind.QUERY, query) if not kind and query else cls(SubjectKind.TOPIC, subject)


class Sensitivity(StrEnum):
    """How much a subscription wants to hear: sure things only, the default, or anything that may concern it."""

    FEWER = "fewer"
    BALANCED = "balanced"
    MORE = "more"


class Dedupe(StrEnum):
    """What a channel hears of once: a story, a text however many sources carry it, or each item."""

    STORY = "story"
    EXACT = "exact"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What narrows a subscription. An empty tuple narrows nothing. `thread`: what changes in a story is told in its thread.

    With a `digest` what it brings is collected, whatever the channel's other subscriptions do.
    """

    langs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.BALANCED
    dedupe: Dedupe = Dedupe.STORY
    thread: bool = True
    digest: Rhythm | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel that follows a subject."""

    channel: Channel
    subject: Subject
    label: str
    preferences: Preferences = Preferences()
    created_at: datetime | None = None
    created_by: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """One subject that fits one revision of an item."""

    item: Item
    subject: Subject
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """The decision whether a subscription should hear of an item's revision. `until` is the end of a holding, if known.

    `joins` is the key of the item whose message tells of this one too.
    """

    subscription: Subscription
    item: Item
    decision: Decision
    reason: Reason
    evidence: tuple[Evidence, ...] = ()
    until: datetime | None = None
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One sending to one channel, tracked over its attempts. It is about an item, or is a card of its own.

    `labels` are the subscriptions it answers, `dedupe` is its name in the channel, `first_at` its first attempt. `parent` is
    the delivery that an edit changes and a thread reply answers, `target` that one's message (its id on the surface); `file`
    goes with a delivery of kind FILE.
    """

    channel: Channel
    item: Item | None
    labels: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    state: DeliveryState = DeliveryState.PENDING
    attempt: int = 0
    next_at: datetime | None = None
    created_at: datetime | None = None
    sent_at: datetime | None = None
    message_id: str | None = None
    reason: str | None = None
    key: int = 0
    rank: Rank = Rank.ALERT
    dedupe: str = ""
    card: Card | None = None
    held_until: datetime | None = None
    first_at: datetime | None = None
    uncertain_since: datetime | None = None
    kind: Kind = Kind.POST
    target: str | None = None
    parent: int | None = None
    file: Attachment | None = None
