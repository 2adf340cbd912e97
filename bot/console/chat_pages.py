"""The chat page: channels with their messages, and the command line. What a command does is the dispatcher's work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import Request as WebRequest

from bot.commands.request import Reply, Visibility
from bot.console import render
from bot.console.complete import complete
from bot.console.frame import Desk, Form
from bot.console.people import Role
from bot.console.receive import SURFACE, WORKSPACE, Values, channel_name, typed_line
from bot.console.receive import command as check_length
from bot.console.render import Chat, chat_path
from bot.console.wording import words
from core.errors import CommandError
from core.model import Channel

SHOWN = 50
MOST_SHOWN = 1_000

Shown = Annotated[int, Query(ge=1, le=MOST_SHOWN)]


@dataclass(frozen=True)
class ChatPages:
    """Routes are plain functions, so they run in threads and may ask the database."""

    desk: Desk

    @property
    def routes(self) -> Mapping[tuple[str, str], object]:
        """Method and path of each page."""
        return {
            ("GET", "/"): self.home,
            ("GET", "/chat/{address:path}"): self.chat,
            ("POST", "/chat/{address:path}"): self.send,
            ("GET", "/messages/{address:path}"): self.messages,
            ("GET", "/file/{delivery}"): self.file,
            ("GET", "/complete"): self.completed,
            ("POST", "/channels"): self.make_channel,
        }

    def home(self, request: WebRequest) -> Response:
        """The first channel, or the page that asks for one."""
        channels = self.desk.store.console.channels()
        if channels:
            return RedirectResponse(chat_path(channels[0]), 303)
        return HTMLResponse(render.chat_html(self.desk.page(request, "chat"), Chat()))

    def chat(self, request: WebRequest, address: str, show: Shown = SHOWN) -> Response:
        """A channel's page with its newest messages."""
        return self._page(request, self._channel(address), show)

    def messages(self, request: WebRequest, address: str) -> Response:
        """The newest messages alone, for the script that keeps the page fresh. 304 where they are as they were."""
        channel = self._channel(address)
        html = render.messages_html(self.desk.page(request, "", channel), self._chat(channel, SHOWN))
        tag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
        headers = {"ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return HTMLResponse(html, headers=headers)

    def send(self, request: WebRequest, address: str, form: Form) -> Response:
        """Carry a command out, keep its answer, and lead back to the page."""
        channel, line = self._channel(address), typed_line(form.first("line"))
        if refusal := self._refusal(request, form, channel.lang):
            return self._page(request, channel, status=403, line=line, problem=refusal)
        try:
            text = check_length(channel, line).text
        except CommandError as error:
            return self._page(request, channel, status=400, line=line, problem=error.user)
        self._keep(request, channel, line, self.desk.run(request, channel, text))
        return RedirectResponse(chat_path(channel) + "#line", 303)

    def make_channel(self, request: WebRequest, form: Form) -> Response:
        """Make a channel, or lead to the one that has the name already."""
        typed, lang = form.first("name"), self.desk.lang(request)
        if refusal := self._refusal(request, form, lang):
            return self._channel_refused(request, 403, typed, refusal)
        try:
            name = channel_name(typed, lang)
        except CommandError as error:
            return self._channel_refused(request, 400, typed, error.user)
        channel = self.desk.store.subscriptions.channel(SURFACE, WORKSPACE, name, name=name, lang=self.desk.look.lang)
        return RedirectResponse(chat_path(channel), 303)

    def completed(self, request: WebRequest, line: Annotated[str, Query(max_length=4_000)] = "") -> Response:
        """What the line may go on to be, as options of the command line's list."""
        lines = complete(line, self.desk.tools.catalogue)
        return HTMLResponse(render.page_html("completions.html", self.desk.page(request, ""), lines=lines))

    def file(self, delivery: int) -> Response:
        """The file that came with a message, always to be kept and never to be shown as a page of ours."""
        found = self.desk.store.console.file(delivery) if 0 < delivery < 2**31 else None
        if found is None:
            raise HTTPException(404)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"}
        return Response(found.data, media_type=found.media_type, headers=headers)

    def _channel(self, address: str) -> Channel:
        found = next((c for c in self.desk.store.console.channels() if c.address == address), None)
        if found is None:
            raise HTTPException(404)
        return found

    def _page(
        self,
        request: WebRequest,
        channel: Channel,
        show: int = SHOWN,
        *,
        status: int = 200,
        line: str = "",
        problem: str = "",
    ) -> Response:
        chat = replace(self._chat(channel, show), line=line, problem=problem)
        return HTMLResponse(render.chat_html(self.desk.page(request, "chat", channel), chat), status)

    def _chat(self, channel: Channel, show: int) -> Chat:
        store = self.desk.store
        found = store.console.messages(channel, show + 1)
        subscribed = bool(found) or bool(store.subscriptions.of_channel(channel))
        earlier = min(show + 2 * SHOWN, MOST_SHOWN) if len(found) > show < MOST_SHOWN else None
        return Chat(found[-show:], subscribed, earlier, completions=self.desk.completions)

    def _channel_refused(self, request: WebRequest, status: int, typed: str, problem: str) -> Response:
        channels = self.desk.store.console.channels()
        chosen = channels[0] if channels else None
        page = self.desk.page(request, "chat", chosen, name_error=problem, name_typed=typed)
        chat = self._chat(chosen, SHOWN) if chosen else Chat()
        return HTMLResponse(render.chat_html(page, chat), status)

    def _refusal(self, request: WebRequest, form: Values, lang: str) -> str:
        """Why nothing is done: unlike elsewhere it stands beside what was typed, which is kept."""
        try:
            self.desk.require(request, form, Role.EDITOR)
        except HTTPException as error:
            return words(lang).stale if error.detail == "stale" else words(lang).may_not
        return ""

    def _keep(self, request: WebRequest, channel: Channel, line: str, reply: Reply) -> None:
        post, now = self.desk.store.console.post, self.desk.clock()
        post(channel, reply.card, now, line=line, private=reply.visibility is not Visibility.CHANNEL)
        if reply.announce:
            post(channel, reply.announce, self.desk.clock())
