"""The read-only JSON API under /api, and its description in OpenAPI. What it says is what the pages say; it changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Path, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk
from bot.console.item_pages import NEEDED, Asked, ItemPages
from core.errors import StorageError
from core.model import DeliveryState, Item

MOST = 100
LONGEST_KEY = 2**31 - 1

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Word = Annotated[str, Query(max_length=200)]


class ItemOut(BaseModel):
    """A stored item without its text."""

    id: str
    title: str
    source: str
    tier: str | None
    lang: str | None
    country: str | None
    link: str | None
    published: datetime | None
    found: datetime | None
    revision: int
    topics: list[str]


class WholeItem(ItemOut):
    """A stored item with its text."""

    body: str
    story: str | None


class Items(BaseModel):
    """A page of items. `next` is the query of the following page, None on the last."""

    items: list[ItemOut]
    next: str | None


class TopicOut(BaseModel):
    """A topic and its names by language."""

    id: str
    name: str
    category: str
    parent: str | None
    aliases: dict[str, list[str]]


class FeedOut(BaseModel):
    """A watched feed and how it is doing. `lag` is in seconds."""

    id: str
    title: str
    url: str
    tier: str
    lang: str | None
    country: str | None
    state: str
    items_a_day: float
    norm: float | None
    lag: float | None
    error: str | None
    last_ok: datetime | None


class DeliveryOut(BaseModel):
    """One delivery."""

    key: int
    surface: str
    workspace: str
    channel: str
    item: str | None
    title: str
    labels: list[str]
    state: str
    reason: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None


class Problem(BaseModel):
    """What went wrong."""

    detail: str


@dataclass(frozen=True)
class Api:
    """The API over a desk."""

    desk: Desk

    def application(self) -> FastAPI:
        """An application of its own, to be mounted under /api."""
        app = FastAPI(
            title="Policywire", version="1", description="Read-only. Times are in UTC.",
            docs_url=None, redoc_url=None, openapi_url="/openapi.json", servers=[{"url": "/api"}], root_path_in_servers=False,
        )  # fmt: skip
        wrong: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (400, 404)}
        routes: tuple[tuple[str, Callable[..., Any], type[Any]], ...] = (
            ("/items", self.items, Items),
            ("/items/{id}", self.item, WholeItem),
            ("/topics", self.topics, list[TopicOut]),
            ("/feeds", self.feeds, list[FeedOut]),
            ("/deliveries", self.deliveries, list[DeliveryOut]),
            ("/deliveries/{key}", self.delivery, DeliveryOut),
        )
        for path, page, model in routes:
            app.add_api_route(path, page, methods=["GET"], response_model=model, responses=wrong)
        app.add_exception_handler(StorageError, _unavailable)
        return app

    def items(
        self,
        q: Annotated[str, Query(max_length=2_000, description="A query, as in search.")] = "",
        topic: Word = "",
        source: Word = "",
        tier: Word = "",
        lang: Word = "",
        country: Word = "",
        since: date | None = None,
        until: date | None = None,
        story: Word = "",
        after: Word = "",
        limit: Limit = 25,
    ) -> Items:
        """Stored items, newest first; with `q` those that answer it, best first."""
        first, last = (day.isoformat() if day else "" for day in (since, until))
        asked = Asked(q.strip(), topic, source, tier, lang, country, first, last, story)
        listed = ItemPages(self.desk).listed(asked, after, limit)
        if listed.problem:
            raise HTTPException(400, listed.problem)
        topics = self.desk.store.listing.topics_of(listed.items, NEEDED)
        found = [ItemOut(**_item(item, topics.get(item.key, []))) for item in listed.items]
        return Items(items=found, next=listed.following or None)

    def item(self, id: Annotated[str, Path(max_length=20)]) -> WholeItem:
        """One item with its text."""
        found = self.desk.store.items.by_id(id)
        if found is None:
            raise HTTPException(404, "no item has this id")
        topics = self.desk.store.listing.topics_of([found], NEEDED).get(found.key, [])
        story = self.desk.store.stories.of([found.key]).get(found.key)
        return WholeItem(**_item(found, topics), body=found.body, story=story)

    def topics(self) -> list[TopicOut]:
        """All topics."""
        return [
            TopicOut(
                id=t.id, name=t.name, category=t.category, parent=t.parent,
                aliases={lang: list(names) for lang, names in t.aliases.items()},
            )
            for t in self.desk.tools.catalogue.topics.values()
        ]  # fmt: skip

    def feeds(self) -> list[FeedOut]:
        """All watched feeds."""
        store, now = self.desk.store, self.desk.clock()
        every = store.feeds.all()
        health = store.history.health(every, now)
        return [
            FeedOut(
                id=f.id, title=f.title, url=f.url, tier=f.tier, lang=f.lang, country=f.country, state=h.state,
                items_a_day=h.items_a_day, norm=h.norm, lag=h.lag.total_seconds() if h.lag is not None else None,
                error=f.error, last_ok=f.ok_at,
            )
            for f, h in ((feed, health[feed.key]) for feed in every)
        ]  # fmt: skip

    def deliveries(
        self,
        state: DeliveryState | None = None,
        before: Annotated[int, Query(ge=0, le=LONGEST_KEY)] = 0,
        limit: Limit = 50,
    ) -> list[DeliveryOut]:
        """Deliveries, the newest first."""
        entries = self.desk.store.trail.entries([state] if state else [], 0, limit, before)
        return [_delivery(entry) for entry in entries]

    def delivery(self, key: Annotated[int, Path(ge=1, le=LONGEST_KEY)]) -> DeliveryOut:
        """One delivery."""
        entry = self.desk.store.trail.entry(key)
        if entry is None:
            raise HTTPException(404, "no delivery has this key")
        return _delivery(entry)


def _item(item: Item, topics: list[str]) -> dict[str, Any]:
    names = ("id", "title", "source", "tier", "lang", "country", "link", "published", "found", "revision")
    return {name: getattr(item, name) for name in names} | {"topics": topics}


def _delivery(entry: Any) -> DeliveryOut:
    channel = entry.channel
    return DeliveryOut(
        key=entry.key, surface=channel.surface, workspace=channel.workspace, channel=channel.name or channel.address,
        item=entry.item or None, title=entry.title, labels=list(entry.labels), state=entry.state, reason=entry.told,
        attempts=entry.attempt, created_at=entry.created_at, sent_at=entry.sent_at,
    )  # fmt: skip


def _unavailable(_: WebRequest, error: Exception) -> Response:
    return JSONResponse({"detail": getattr(error, "user", "the database does not answer")}, 503)
