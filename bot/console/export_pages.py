"""What leaves the console: a channel's alerts as feeds at an address of their own, its calendar, and briefs as files."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.brief import READ, by_story, texts
from bot.commands.calendar import FOLLOWED, agenda
from bot.commands.export import DOCX
from bot.commands.subject import label_of, named_topic
from bot.console.frame import Desk, Form
from bot.console.people import Role
from core.alert_feed import atom, json_feed
from core.brief import Brief
from core.brief import brief as write
from core.brief_card import brief_card, markdown
from core.brief_table import brief_csv, brief_json
from core.errors import QueryError
from core.ics import ics
from core.model import Channel, Preferences, Subject, SubjectKind
from core.query import parse
from core.when import day_text
from core.wording import say

TOLD, AHEAD = 50, 90
SPANS = (7, 30, 90, 365)
FORMATS = {"docx": DOCX, "md": "text/markdown", "csv": "text/csv", "json": "application/json"}
FEEDS = {"atom": "application/atom+xml", "json": "application/feed+json", "ics": "text/calendar"}

Text = Annotated[str, Query(max_length=2_000)]


@dataclass(frozen=True)
class ExportPages:
    """Files for other programs."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {
            ("GET", "/alert-address"): self.address,
            ("POST", "/alert-address"): self.renew,
            ("GET", "/alerts/{name}"): self.feed,
            ("GET", "/brief"): self.brief,
        }

    def address(self, request: WebRequest, channel: str = "") -> Response:
        """Where a channel's alerts can be read as a feed. Whoever knows an address reads it, so it is for editors."""
        self.desk.allow(request, Role.EDITOR)
        place = self._console_channel(channel)
        token = self.desk.store.sessions.feed_of(place, secrets.token_urlsafe(32), self.desk.clock())
        home = f"{request.url.scheme}://{request.url.netloc}"
        addresses = {kind: f"{home}/alerts/{token}.{kind}" for kind in FEEDS}
        return self.desk.answer(request, "alert_address.html", "chat", channel=place, addresses=addresses)

    def renew(self, request: WebRequest, form: Form) -> Response:
        """Give a channel's feeds another address; the old one leads nowhere."""
        self.desk.require(request, form, Role.EDITOR)
        place = self._console_channel(form.first("channel"))
        self.desk.store.sessions.renew_feed(place)
        return RedirectResponse(f"/alert-address?channel={quote(place.address, safe='')}", 303)

    def feed(self, request: WebRequest, name: str) -> Response:
        """A channel's alerts, or the dates ahead in what it follows, for who knows the address."""
        token, _, kind = name.rpartition(".")
        channel = self.desk.store.sessions.channel_of(token[:100]) if kind in FEEDS else None
        if channel is None:
            raise HTTPException(404)
        address = f"{request.url.scheme}://{request.url.netloc}{request.url.path}"
        title = f"Policywire #{channel.name or channel.address}"
        now = self.desk.clock()
        if kind == "ics":
            return Response(self._calendar(channel, now), media_type=FEEDS[kind])
        told = self.desk.store.trail.told(channel, TOLD)
        drawn = (
            atom(told, title, address, channel.lang, now)
            if kind == "atom"
            else json_feed(told, title, address, channel.lang)
        )
        return Response(drawn, media_type=FEEDS[kind])

    def brief(self, request: WebRequest, subject: Text = "", days: int = SPANS[0], format: str = "") -> Response:
        """What happened about a topic or query, each line cited; as a page, or as a file of one of the formats."""
        days, lang = days if days in SPANS else SPANS[0], self.desk.lang(request)
        docx = self.desk.tools.write_docx
        formats = [one for one in FORMATS if one != "docx" or docx]
        values: dict[str, Any] = {"subject": subject, "days": days, "spans": SPANS, "formats": formats}
        values |= {"catalogue": self.desk.tools.catalogue, "problem": "", "card": None}
        if not subject.strip():
            return self.desk.answer(request, "brief.html", "items", **values)
        try:
            told, title = self._written(subject, days, lang)
        except QueryError as error:
            return self.desk.answer(request, "brief.html", "items", **values | {"problem": error.user})
        card = brief_card(told, title, lang)
        if format == "docx" and docx:
            return _file(docx(card), format)
        if format in formats:
            return _file(_as_file(told, title, format, lang).encode(), format)
        return self.desk.answer(request, "brief.html", "items", **values | {"card": card, "count": told.items})

    def _written(self, wanted: str, days: int, lang: str) -> tuple[Brief, str]:
        """The brief and its title. Raises QueryError for what is neither a topic nor a query."""
        catalogue, store, now = self.desk.tools.catalogue, self.desk.store, self.desk.clock()
        topic = named_topic(catalogue, wanted)
        subject = Subject(SubjectKind.TOPIC, topic.id) if topic else Subject(SubjectKind.QUERY, parse(wanted).text)
        since = now - timedelta(days=days)
        found = texts(store, [subject], Preferences(), READ, since=since)
        zone = self.desk.look.zone
        told = write(by_story(store, found), self.desk.tools.known, now.astimezone(zone).date(), lang)
        date = day_text(since.astimezone(zone).date(), lang)
        return told, say(lang, "brief.title", label=label_of(catalogue, subject, lang), date=date)

    def _calendar(self, channel: Channel, now: datetime) -> str:
        store, today = self.desk.store, now.astimezone(self.desk.look.zone).date()
        followed = [one.subject for one in store.subscriptions.of_channel(channel)][:FOLLOWED]
        found, _ = agenda(store, self.desk.tools.known, followed, Preferences(), now, today, AHEAD)
        return ics(found, channel.lang, now)

    def _console_channel(self, address: str) -> Channel:
        found = next((c for c in self.desk.store.console.channels() if c.address == address), None)
        if found is None:
            raise HTTPException(404)
        return found


def _as_file(told: Brief, title: str, format: str, lang: str) -> str:
    match format:
        case "csv":
            return brief_csv(told, lang)
        case "json":
            return brief_json(told, title, lang)
        case _:
            return markdown(told, title, lang)


def _file(data: bytes, format: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="brief.{format}"'}
    return Response(data, media_type=FORMATS[format], headers=headers)
