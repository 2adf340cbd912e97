"""The console's pages: each route reads what the page needs, or does what a form asks and leads back to the page.

Routes are plain functions, so they run in threads and may ask the database. Who gets this far was decided in guard.py.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.request import Reply, Request, Visibility
from bot.console import render
from bot.console.guard import SECURITY_HEADERS, Guard
from bot.console.receive import SURFACE, WORKSPACE, channel_name, command, form_fields, typed_line
from bot.console.render import Chat, Look, Page, chat_path
from bot.console.wording import words
from core.card import Card, Preformatted, say
from core.errors import CommandError, PolicywireError, StorageError
from core.model import Channel
from storage.store import Store

log = logging.getLogger(__name__)

SHOWN = 50
MOST_SHOWN = 1_000

Shown = Annotated[int, Query(ge=1, le=MOST_SHOWN)]


async def _read_form(request: WebRequest) -> Mapping[str, str]:
    return form_fields(await request.body())


Form = Annotated[Mapping[str, str], Depends(_read_form)]


@dataclass(frozen=True)
class Console:
    """The pages over one installation. The token in `look` is the secret that this process's own forms carry."""

    store: Store
    dispatch: Callable[[Request], Reply]
    clock: Callable[[], datetime]
    status: Callable[[], Card]
    look: Look
    completions: Sequence[str] = ()

    def install(self, app: FastAPI) -> None:
        """Add the guard, the routes, the static files and the error pages to an application."""
        app.add_middleware(Guard)
        app.include_router(self._router())
        app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
        app.add_exception_handler(HTTPException, self._refused)
        app.add_exception_handler(RequestValidationError, self._refused)
        app.add_exception_handler(StorageError, self._broken)
        app.add_exception_handler(Exception, self._broken)

    def home(self) -> Response:
        """The first channel, or the page that asks for one."""
        channels = self.store.console.channels()
        if channels:
            return RedirectResponse(chat_path(channels[0]), 303)
        return HTMLResponse(render.chat_html(self._page(None), Chat()))

    def chat(self, address: str, show: Shown = SHOWN) -> Response:
        """A channel's page with its newest messages."""
        return self._chat_page(self._channel(address), show)

    def messages(self, address: str, request: WebRequest) -> Response:
        """The newest messages alone, for the script that keeps the page fresh. 304 where they are as they were."""
        channel = self._channel(address)
        html = render.messages_html(Page(self.look, chosen=channel), self._chat(channel, SHOWN))
        tag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
        headers = {"ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    def send(self, address: str, form: Form) -> Response:
        """Carry a command out, keep its answer, and lead back to the page."""
        channel, line = self._channel(address), typed_line(form.get("line", ""))
        if not self._is_own(form):
            return self._chat_page(channel, status=403, line=line, problem=words(channel.lang).stale)
        try:
            request = command(channel, line)
        except CommandError as error:
            return self._chat_page(channel, status=400, line=line, problem=error.user)
        self._keep(channel, line, self._answer(request))
        return RedirectResponse(chat_path(channel) + "#line", 303)

    def make_channel(self, form: Form) -> Response:
        """Make a channel, or lead to the one that has the name already."""
        typed = form.get("name", "")
        if not self._is_own(form):
            return self._channel_refused(403, typed, words(self.look.lang).stale)
        try:
            name = channel_name(typed, self.look.lang)
        except CommandError as error:
            return self._channel_refused(400, typed, error.user)
        channel = self.store.subscriptions.channel(SURFACE, WORKSPACE, name, name=name, lang=self.look.lang)
        return RedirectResponse(chat_path(channel), 303)

    def status_page(self) -> Response:
        """How the installation fares."""
        return HTMLResponse(render.status_html(self._page(None), self.status()))

    def file(self, delivery: int) -> Response:
        """The file that came with a message, always to be kept and never to be shown as a page of ours."""
        found = self.store.console.file(delivery) if 0 < delivery < 2**31 else None
        if found is None:
            raise HTTPException(404)
        name = quote(found.name, safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(found.data, media_type=found.media_type, headers=headers)

    def _router(self) -> APIRouter:
        router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
        for method, path, page in (
            ("GET", "/", self.home),
            ("GET", "/chat/{address:path}", self.chat),
            ("POST", "/chat/{address:path}", self.send),
            ("GET", "/messages/{address:path}", self.messages),
            ("GET", "/file/{delivery}", self.file),
            ("POST", "/channels", self.make_channel),
            ("GET", "/status", self.status_page),
        ):
            router.add_api_route(path, page, methods=[method], response_model=None)
        return router

    def _channel(self, address: str) -> Channel:
        found = next((c for c in self.store.console.channels() if c.address == address), None)
        if found is None:
            raise HTTPException(404)
        return found

    def _page(self, chosen: Channel | None) -> Page:
        return Page(self.look, self.store.console.channels(), chosen)

    def _chat_page(
        self, channel: Channel, show: int = SHOWN, *, status: int = 200, line: str = "", problem: str = ""
    ) -> Response:
        chat = replace(self._chat(channel, show), line=line, problem=problem)
        return HTMLResponse(render.chat_html(self._page(channel), chat), status)

    def _chat(self, channel: Channel, show: int) -> Chat:
        found = self.store.console.messages(channel, show + 1)
        subscribed = bool(found) or bool(self.store.subscriptions.of_channel(channel))
        earlier = min(show + 2 * SHOWN, MOST_SHOWN) if len(found) > show < MOST_SHOWN else None
        return Chat(found[-show:], subscribed, earlier, completions=self.completions)

    def _channel_refused(self, status: int, typed: str, problem: str) -> Response:
        channels = self.store.console.channels()
        page = Page(self.look, channels, channels[0] if channels else None, name_error=problem, name_typed=typed)
        chat = self._chat(page.chosen, SHOWN) if page.chosen else Chat()
        return HTMLResponse(render.chat_html(page, chat), status)

    def _is_own(self, form: Mapping[str, str]) -> bool:
        return secrets.compare_digest(form.get("token", "").encode(), self.look.token.encode())

    def _answer(self, request: Request) -> Reply:
        try:
            return self.dispatch(request)
        except PolicywireError as error:
            return Reply(Card((Preformatted(error.user),)) if "\n" in error.user else say(error.user))
        except Exception:
            # The text of a command may hold anything, so the log names the channel only.
            log.exception("a command of the console channel %s failed", request.channel)
            return Reply(say(words(request.lang).failed))

    def _keep(self, channel: Channel, line: str, reply: Reply) -> None:
        private = reply.visibility is not Visibility.CHANNEL
        self.store.console.post(channel, reply.card, self.clock(), line=line, private=private)
        if reply.announce:
            self.store.console.post(channel, reply.announce, self.clock())

    def _refused(self, _: WebRequest, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        return HTMLResponse(render.problem_html(Page(self.look), words(self.look.lang).not_found), status)

    def _broken(self, _: WebRequest, error: Exception) -> Response:
        known = isinstance(error, StorageError)
        text = error.user if isinstance(error, StorageError) else words(self.look.lang).failed
        if known:
            log.error("the console cannot answer: %s", error)
        # Where nobody expected the error, the answer is sent outside the guard, which adds these otherwise.
        return HTMLResponse(render.problem_html(Page(self.look), text), 503 if known else 500, SECURITY_HEADERS)
