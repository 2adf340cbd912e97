"""Items: looking through what is stored, and all that is known of one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk
from bot.console.highlight import pieces
from bot.console.render import item_path
from core.errors import QueryError
from core.item_facts import fact_rows
from core.items import LONGEST_ID, SHORTEST_ID
from core.model import Evidence, Item, Match, Sensitivity, Tier
from core.query import Query as Wanted
from core.query import parse
from core.scoring import THRESHOLD
from core.search import wanted
from core.view import View
from storage.listing import Place, Sieve

SHOWN = 25
# Candidates that a query looks at before an answer, and how many are read at a time.
TRIED, PART = 2_000, 25
# Characters of an item's text on its page; what lies beyond is behind a link.
SHOWN_TEXT = 20_000
LONGEST = 100_000
NEEDED = THRESHOLD[Sensitivity.BALANCED]
LANGS = ("ko", "en", "zh", "ja")

Text = Annotated[str, Query(max_length=2_000)]
Word = Annotated[str, Query(max_length=200)]
_SHORT = re.compile(rf"\s*#([0-9A-Za-z]{{{SHORTEST_ID},{LONGEST_ID}}})\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for, as typed."""

    q: str = ""
    topic: str = ""
    source: str = ""
    tier: str = ""
    lang: str = ""
    country: str = ""
    since: str = ""
    until: str = ""
    story: str = ""
    sort: str = ""

    def query(self, **changes: str) -> str:
        """The same as a query string, without what is empty."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered beside the text."""
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name not in ("q", "sort"))

    def sieve(self, zone: tzinfo) -> Sieve:
        """What the columns of an item can tell."""
        until = _moment(self.until, zone)
        return Sieve(
            topic=self.topic, score=NEEDED, source=self.source, tier=self.tier, lang=self.lang,
            country=self.country.upper(), story=self.story.upper().removeprefix("#"),
            since=_moment(self.since, zone), until=until + timedelta(days=1) if until else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of results. `following` is the query string of the next page; `problem` says why there are none."""

    items: list[Item] = field(default_factory=list)
    following: str = ""
    problem: str = ""


@dataclass(frozen=True)
class ItemPages:
    """The list and the page of one item."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {("GET", "/items"): self.items, ("GET", "/items/{short}"): self.item}

    def items(
        self,
        request: WebRequest,
        q: Text = "",
        topic: Word = "",
        source: Word = "",
        tier: Word = "",
        lang: Word = "",
        country: Word = "",
        since: Word = "",
        until: Word = "",
        story: Word = "",
        sort: Word = "",
        after: Word = "",
    ) -> Response:
        """What is stored, newest first or best first, narrowed by filters."""
        if (short := _SHORT.fullmatch(q)) and (found := self.desk.store.items.by_id(short[1])):
            return RedirectResponse(item_path(found.id), 303)
        asked = Asked(q.strip(), topic, source, tier, lang, country, since, until, story, sort)
        listed = self.listed(asked, after)
        store, catalogue = self.desk.store, self.desk.tools.catalogue
        topics = store.listing.topics_of(listed.items, NEEDED)
        named = {key: [catalogue.topics[t] for t in ids if t in catalogue.topics] for key, ids in topics.items()}
        return self.desk.answer(
            request, "items.html", "items",
            asked=asked, listed=listed, topics=named, catalogue=catalogue, sources=store.listing.sources(),
            tiers=list(Tier), langs=LANGS, total=store.items.count(),
        )  # fmt: skip

    def listed(self, asked: Asked, after: str, limit: int = SHOWN) -> Listed:
        """A page of what is asked for."""
        try:
            sieve = asked.sieve(self.desk.look.zone)
            query = parse(asked.q) if asked.q else None
        except QueryError as error:
            return Listed(problem=error.user)
        except ValueError:
            return Listed(problem="date")
        if query is None:
            items, place = self.desk.store.listing.page(sieve, limit, _place(after))
            following = f"{place.dated.isoformat()},{place.key}" if place else ""
            return Listed(items, asked.query(after=following) if following else "")
        skip = int(after) if after.isdecimal() and len(after) < 5 else 0
        found = list(islice(self._answering(query, sieve, best_first=asked.sort != "new"), skip, skip + limit + 1))
        return Listed(found[:limit], asked.query(after=str(skip + limit)) if len(found) > limit else "")

    def _answering(self, query: Wanted, sieve: Sieve, *, best_first: bool) -> Iterator[Item]:
        """Items that answer a query and pass the sieve, read as far as they are asked for."""
        store = self.desk.store
        keys = store.search.keys(wanted(query.root), TRIED, best_first=best_first, since=sieve.since, until=sieve.until)
        for start in range(0, len(keys), PART):
            part = keys[start : start + PART]
            passing = store.listing.fitting(part, sieve)
            for item in store.items.by_keys([key for key in part if key in passing]):
                if View(item).holds(query.root):
                    yield item

    def item(
        self, request: WebRequest, short: str, revision: int = 0, whole: bool = False, topic: Word = ""
    ) -> Response:
        """One item: its text with the evidence marked in it, revisions, facts, story, and what became of it."""
        store = self.desk.store
        found = store.items.by_id(short)
        if found is None:
            raise HTTPException(404)
        revisions = store.listing.revisions(found)
        shown = next((one for one in revisions if one.number == revision), None)
        matches = [match for match in store.reasons.matches(found).values() if match.score > 0]
        present = shown is None or shown.number == found.revision
        evidence = _evidence(matches, topic) if present else []
        title, body = (shown.title, shown.body) if shown else (found.title, found.body)
        limit = LONGEST if whole else SHOWN_TEXT
        lang = self.desk.lang(request)
        return self.desk.answer(
            request, "item.html", "items",
            item=found, shown=shown, present=present, revisions=revisions, matches=matches, topic=topic,
            title=pieces(title, evidence, "title", LONGEST), body=pieces(body, evidence, "body", limit),
            rest=max(0, len(body) - limit), facts=fact_rows(found, self.desk.tools.known, lang),
            catalogue=self.desk.tools.catalogue, needed=NEEDED, steps=store.trail.of_item(found),
            others=store.stories.others(found), story=store.stories.of([found.key]).get(found.key, ""),
        )  # fmt: skip


def _evidence(matches: list[Match], topic: str) -> list[Evidence]:
    return [one for match in matches if topic in ("", match.subject.text) for one in match.evidence]


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """The first moment of a day. Raises ValueError for what is no date."""
    return datetime.combine(date.fromisoformat(text), time(), zone) if text else None


def _place(text: str) -> Place | None:
    """Where a page begins; what is no place is the beginning."""
    moment, _, key = text.partition(",")
    try:
        dated = datetime.fromisoformat(moment)
        return Place(dated, int(key)) if dated.tzinfo else None
    except ValueError:
        return None
