"""What all pages of the console share: the product's parts, who asks, and how an answer is drawn. No page itself."""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.request import Reply, Request
from bot.console import render
from bot.console.people import OWNER, Person, Role
from bot.console.receive import SURFACE, WORKSPACE, Values, channel_name, form_values
from bot.console.render import Look, Page
from bot.console.wording import words
from core.card import Card, Preformatted, say
from core.catalogue import Catalogue
from core.errors import PolicywireError
from core.facts import NOTHING_KNOWN, Known
from core.model import Channel, Feed
from core.roles import Person as Who
from core.roles import Place
from storage.audit import Actor
from storage.store import Store

log = logging.getLogger(__name__)

THEMES = ("light", "dark")
LANGS = ("en", "ko")
THEME_COOKIE, LANG_COOKIE = "policywire_theme", "policywire_lang"
# Where the guard leaves who asks, and the token that this visitor's forms carry.
VISIT = "policywire.visit"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and the token of the forms that are drawn for them."""

    person: Person
    token: str


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the settings check."""

    name: str
    ok: bool
    told: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What a first look at an address found. `problems` are pairs of what is wrong and what to do."""

    url: str
    kind: str
    title: str = ""
    lang: str = ""
    readable: bool = False
    count: int = 0
    entries: tuple[tuple[datetime | None, str, str | None], ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlFile:
    """The feeds of an OPML file, and what was not taken over, a line each."""

    feeds: tuple[Feed, ...]
    refused: tuple[str, ...] = ()


def only_looks(request: WebRequest) -> bool:
    """Whether a script of the page asks, while one types. It may send the last pressed button along, and must change nothing."""
    return request.headers.get("HX-Request") == "true"


def _nothing_tried(url: str) -> Tried:
    return Tried(url, "nothing")


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pages need and app/ hands in, since the bot knows no jobs.

    `topic_parts` are the values of the topics as they are now (core/topic_edits.py); `topics_changed` has the catalogue
    tell them anew. `try_feed` looks at an address once. `read_opml` raises SourceError.
    Without `write_docx` a brief is no .docx file.
    """

    catalogue: Catalogue = field(default_factory=lambda: Catalogue(()))
    known: Known = NOTHING_KNOWN
    topic_parts: Callable[[], Mapping[str, Any]] = dict
    topics_changed: Callable[[], object] = bool
    try_feed: Callable[[str], Tried] = _nothing_tried
    read_opml: Callable[[bytes], OpmlFile] = lambda data: OpmlFile(())
    write_opml: Callable[[Sequence[Feed]], bytes] = lambda feeds: b""
    checks: Callable[[], Sequence[Check]] = tuple
    write_docx: Callable[[Card], bytes] | None = None


async def read_form(request: WebRequest) -> Values:
    """The fields of a posted form."""
    return form_values(await request.body())


Form = Annotated[Values, Depends(read_form)]


@dataclass(frozen=True)
class Desk:
    """The parts that pages work with. The token in `look` is the secret that this process's own forms carry."""

    store: Store
    dispatch: Callable[[Request], Reply]
    clock: Callable[[], datetime]
    status: Callable[[str], Card]
    look: Look
    completions: Sequence[str] = ()
    tools: Tools = field(default_factory=Tools)

    def visit(self, request: WebRequest) -> Visit:
        """Who asks. Where nobody has to sign in it is who sits at the machine."""
        found = request.scope.get(VISIT)
        return found if isinstance(found, Visit) else Visit(OWNER, self.look.token)

    def page(self, request: WebRequest, section: str, chosen: Channel | None = None, **values: Any) -> Page:
        """What stands around a page's middle, as this visitor wants it."""
        visit, cookies = self.visit(request), request.cookies
        theme, lang = cookies.get(THEME_COOKIE, ""), cookies.get(LANG_COOKIE, "")
        return Page(
            self.look,
            self.store.console.channels() if visit.person.role >= Role.VIEWER else (),
            chosen,
            section=section,
            theme=theme if theme in THEMES else "",
            wanted_lang=lang if lang in LANGS else "",
            path=request.url.path,
            person=visit.person,
            visit_token=visit.token,
            **values,
        )

    def answer(
        self, request: WebRequest, template: str, section: str, *, status: int = 200, **values: object
    ) -> Response:
        """A whole page."""
        return HTMLResponse(render.page_html(template, self.page(request, section), **values), status)

    def require(self, request: WebRequest, form: Values, role: Role) -> None:
        """Raise HTTPException 403 where a form is not of this visitor's own pages, or asks for what they may not do."""
        visit = self.visit(request)
        if not visit.token or not secrets.compare_digest(form.first("token").encode(), visit.token.encode()):
            raise HTTPException(403, "stale")
        if visit.person.role < role:
            raise HTTPException(403, "role")

    def allow(self, request: WebRequest, role: Role) -> None:
        """Raise HTTPException 403 where the visitor may not see what is asked for."""
        if self.visit(request).person.role < role:
            raise HTTPException(403, "role")

    def lang(self, request: WebRequest) -> str:
        """The language of pages that belong to no channel."""
        return self.page(request, "").lang

    def run(self, request: WebRequest, channel: Channel, line: str) -> Reply:
        """Carry a command line out in a console channel, as this visitor."""
        person = self.visit(request).person
        return self.carried_out(
            Request(
                SURFACE, channel.workspace, channel.address, person.id, line,
                channel_name=channel.name, lang=channel.lang, user_name=person.name, admin=person.role >= Role.ADMIN,
            )
        )  # fmt: skip

    def carried_out(self, request: Request) -> Reply:
        """The answer to a command; an error of the product is one too."""
        try:
            return self.dispatch(request)
        except PolicywireError as error:
            return Reply(Card((Preformatted(error.user),)) if "\n" in error.user else say(error.user))
        except Exception:
            # The text of a command may hold anything, so the log names the channel only.
            log.exception("a command of the console channel %s failed", request.channel)
            return Reply(say(words(request.lang).failed))

    def record(self, request: WebRequest, verb: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Write into the audit log what this visitor changed that is of no channel."""
        person = self.visit(request).person
        actor = Actor(Place(SURFACE, WORKSPACE, ""), Who(person.id, person.name), verb, self.clock())
        self.store.audit.record(actor, before, after)

    def any_channel(self) -> Channel:
        """A console channel for commands that belong to none: the first one."""
        channels = self.store.console.channels()
        name = channel_name("console")
        return channels[0] if channels else self.store.subscriptions.channel(SURFACE, WORKSPACE, name, name=name)
