"""Feeds: how they are doing, trying and adding one, OPML in and out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.console.frame import Desk, Form, OpmlFile
from bot.console.people import Role
from bot.console.receive import Values
from core.chart import bars_svg, days_until, filled
from core.errors import SourceError
from core.feed_words import span
from core.health import FeedState, Health
from core.model import Feed, Tier
from core.sources import feed_id, is_address
from storage.listing import Sieve

WORST_FIRST = (FeedState.FAILING, FeedState.SILENT, FeedState.LATE, FeedState.OK, FeedState.NEW)
DAYS, ITEMS = 30, 20
TIERS = (Tier.OFFICIAL, Tier.WIRE, Tier.PRESS, Tier.BLOG)


@dataclass(frozen=True, slots=True)
class Row:
    """A feed with how it is doing, and the time between publishing and finding in words."""

    feed: Feed
    health: Health
    carried: int
    lag: str


@dataclass(frozen=True)
class FeedPages:
    """The list, the page of one feed, and what can be done."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {
            ("GET", "/feeds"): self.feeds,
            ("POST", "/feeds/try"): self.try_,
            ("POST", "/feeds/add"): self.add,
            ("POST", "/feeds/import"): self.import_,
            ("GET", "/feeds/export"): self.export,
            ("POST", "/feeds/check"): self.check,
            ("POST", "/feeds/remove"): self.remove,
            ("GET", "/feed/{name}"): self.feed,
        }

    def feeds(self, request: WebRequest, state: str = "", q: str = "") -> Response:
        """Every feed, the worst first."""
        return self._list(request, state=state, q=q[:200])

    def try_(self, request: WebRequest, form: Form) -> Response:
        """What lies at an address; nothing is stored."""
        self.desk.require(request, form, Role.EDITOR)
        url = form.first("url").strip()
        if not is_address(url):
            return self._list(request, status=400, typed=form, problem="ui.feeds.no_address")
        return self._list(request, typed=form, tried=self.desk.tools.try_feed(url))

    def add(self, request: WebRequest, form: Form) -> Response:
        """Watch an address, by the same command that chat has."""
        self.desk.require(request, form, Role.ADMIN)
        url = form.first("url").strip()
        if not is_address(url):
            return self._list(request, status=400, typed=form, problem="ui.feeds.no_address")
        options = {name: form.first(name).strip() for name in ("tier", "lang", "country", "kind", "backfill")}
        typed = " ".join(f"{name}:{value}" for name, value in options.items() if value and " " not in value)
        reply = self.desk.run(request, self.desk.any_channel(), f"feeds add {url} {typed}".strip())
        return self._list(request, told=reply.card)

    def remove(self, request: WebRequest, form: Form) -> Response:
        """Watch a feed no longer that was added here."""
        self.desk.require(request, form, Role.ADMIN)
        feed = self._named(form.first("feed"))
        reply = self.desk.run(request, self.desk.any_channel(), f"feeds remove {feed.id}")
        return self._list(request, told=reply.card)

    def check(self, request: WebRequest, form: Form) -> Response:
        """Have a feed looked at now."""
        self.desk.require(request, form, Role.EDITOR)
        feed = self._named(form.first("feed"))
        self.desk.store.feeds.check_now([feed])
        return RedirectResponse(f"/feed/{feed.id}", 303)

    async def import_(self, request: WebRequest) -> Response:
        """Watch the feeds of an OPML file beside those that are watched."""
        async with request.form(max_files=1, max_fields=4) as posted:
            token, file = posted.get("token"), posted.get("file")
            self.desk.require(request, Values(token=(str(token or ""),)), Role.ADMIN)
            data = await file.read() if isinstance(file, UploadFile) else b""
        try:
            found = self.desk.tools.read_opml(data)
        except SourceError as error:
            return self._list(request, status=400, problem_text=error.user)
        return self._list(request, imported=(self._added(found), found))

    def export(self, request: WebRequest) -> Response:
        """All watched feeds as OPML."""
        data = self.desk.tools.write_opml(self.desk.store.feeds.all())
        name = 'attachment; filename="policywire-feeds.opml"'
        return Response(data, media_type="text/x-opml", headers={"Content-Disposition": name})

    def feed(self, request: WebRequest, name: str) -> Response:
        """One feed: its health, items a day, and its latest ones."""
        feed, store, now = self._named(name), self.desk.store, self.desk.clock()
        health = store.history.health([feed], now)[feed.key]
        days = days_until(now.date(), DAYS)
        counts = store.listing.per_day(Sieve(feed=feed.key, since=now - timedelta(days=DAYS)))
        page = self.desk.page(request, "feeds")
        label = f"{feed.title or feed.id}: {DAYS} × 24 h"
        return self.desk.answer(
            request, "feed.html", "feeds",
            row=self._row(feed, health, store.feeds.carried([feed])[feed.key], page.lang), days=DAYS,
            chart=Markup(bars_svg(days, filled(counts, days), label)),  # noqa: S704 - core/chart.py escapes
            items=store.listing.of_feed(feed.key, ITEMS), readers=store.history.readers(feed),
        )  # fmt: skip

    def _list(
        self, request: WebRequest, *, status: int = 200, state: str = "", q: str = "", **told: object
    ) -> Response:
        store, now = self.desk.store, self.desk.clock()
        every = store.feeds.all()
        wanted = q.casefold().strip()
        found = [f for f in every if wanted in f"{f.id} {f.title} {f.url} {f.country} {f.tier} {f.lang}".casefold()]
        health, carried, lang = store.history.health(found, now), store.feeds.carried(found), self.desk.lang(request)
        rows = [self._row(feed, health[feed.key], carried[feed.key], lang) for feed in found]
        counts = {one: sum(row.health.state is one for row in rows) for one in WORST_FIRST}
        rows = [row for row in rows if state in ("", row.health.state)]
        rows.sort(key=lambda row: (WORST_FIRST.index(row.health.state), row.feed.id))
        values = {"typed": Values(), "tried": None, "told": None, "imported": None, "problem": "", "problem_text": ""}
        return self.desk.answer(
            request, "feeds.html", "feeds",
            status=status, rows=rows, total=len(every), counts=counts, state=state, q=q, tiers=TIERS, **values | told,
        )  # fmt: skip

    def _row(self, feed: Feed, health: Health, carried: int, lang: str) -> Row:
        return Row(feed, health, carried, span(health.lag, lang) if health.lag is not None else "")

    def _named(self, name: str) -> Feed:
        found = next((feed for feed in self.desk.store.feeds.all() if feed.id == name), None)
        if found is None:
            raise HTTPException(404)
        return found

    def _added(self, found: OpmlFile) -> int:
        """How many of the feeds were not watched yet."""
        store = self.desk.store
        known = store.feeds.all()
        taken, urls = {feed.id for feed in known}, {feed.url for feed in known}
        added = 0
        for feed in found.feeds:
            if feed.url in urls:
                continue
            named = replace(feed, id=feed.id if feed.id not in taken else feed_id(feed.url, taken))
            added += store.feeds.add(named)
            taken.add(named.id)
        return added
