"""Slack's modals: a form is opened, counts along while it is filled in, and is carried out or says what is wrong.

What a form asks and does is known in bot/commands/forms.py; how it is drawn in render_form.py.
"""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import replace

import aiohttp
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import forms
from bot.commands.replies import LONGEST_LINE
from bot.commands.request import Reply, Request
from bot.slack import render_form
from bot.slack.ask import Questions
from bot.slack.render import Json
from bot.slack.render_form import FORM_CALLBACK, Place
from bot.slack.reply import Call, Replies, code, not_here
from core.form import Form

logger = logging.getLogger(__name__)

# Slack waits three seconds for what becomes of a submission. What takes longer is shown when it is done.
PATIENCE = 1.5
# Slack must have shown the waiting view before it can be replaced.
SETTLING = 0.5
VIEWS = 1_000


class Modals:
    """Opens and serves modals, with the client of the workspace that each is in."""

    def __init__(self, replies: Replies, questions: Questions) -> None:
        self._replies, self._questions = replies, questions
        self._newest: OrderedDict[str, int] = OrderedDict()

    async def open(self, call: Call, trigger: str) -> str | None:
        """A modal that says to wait: its id, None where the trigger was too old. To be followed by `show`."""
        view = render_form.waiting_view(call.request.lang, self.place(call))
        try:
            answer = await call.client.views_open(trigger_id=trigger, view=view)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            logger.info("a modal could not be opened: %s", _named(error))
            return None
        shown = answer.get("view")
        return str(shown["id"]) if isinstance(shown, dict) and shown.get("id") else None

    async def show(self, call: Call, view_id: str, reply: Reply) -> None:
        """The reply's form, else its card, in a modal that is open; what is for the channel is announced."""
        place = self.place(call)
        seen = {field.name: field.value for field in reply.form.fields} if reply.form else None
        view = self._view(call.request, reply, replace(place, seen=seen))
        await self._update(call.client, view_id, view)
        if reply.announce:
            await self._replies.announce(call, reply.announce)

    async def on_change(self, body: Json, client: AsyncWebClient) -> None:
        """A live field was answered: the form's note is made anew, unless another answer came meanwhile."""
        view = body.get("view") or {}
        number = self._newest[view["id"]] = self._newest.pop(view["id"], 0) + 1
        if len(self._newest) > VIEWS:
            self._newest.popitem(last=False)
        request = await self._request(body, client, submitted=False)
        form = (await self._replies.answer(request)).form
        if form and self._newest.get(view["id"]) == number:
            drawn = render_form.form_view(_told(form), Place.of(view), request.lang)
            await self._update(client, view["id"], drawn, view.get("hash"))

    async def on_submit(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """Carry the form out. Errors are shown at their fields, what came of it in the same modal."""
        view = body["view"]
        working = asyncio.create_task(self._carry_out(body, client))
        await asyncio.wait([working], timeout=PATIENCE)
        place = Place.of(view)
        if not working.done():
            await ack(response_action="update", view=render_form.waiting_view("", place))
            call, reply = await working
            await asyncio.sleep(SETTLING)
            await self._conclude(call, reply, view["id"])
            return
        call, reply = working.result()
        if reply is None:
            await ack()
            await self._replies.tell(call, not_here(call.request, self._again(call.request)))
        elif reply.form:
            await ack(response_action="errors", errors=render_form.errors(reply.form))
        else:
            await ack(response_action="update", view=self._view(call.request, reply, place))
            if reply.announce:
                await self._replies.announce(call, reply.announce)

    def place(self, call: Call) -> Place:
        """The place of a call."""
        return Place(call.request.channel, call.request.channel_name, call.response_url or "")

    async def _carry_out(self, body: Json, client: AsyncWebClient) -> tuple[Call, Reply | None]:
        """The reply; None where the bot is not in the channel, and nothing was done."""
        request = await self._request(body, client, submitted=True)
        call = Call(request, client, Place.of(body["view"]).response_url or None)
        if request.text == forms.SUBSCRIBE and await self._questions.is_outside(client, request.channel):
            return call, None
        return call, await self._replies.answer(request)

    async def _conclude(self, call: Call, reply: Reply | None, view_id: str) -> None:
        if reply is None:
            reply = Reply(not_here(call.request, self._again(call.request)))
        await self.show(call, view_id, reply)

    async def _request(self, body: Json, client: AsyncWebClient, *, submitted: bool) -> Request:
        view, user = body["view"], body["user"]
        place, workspace = Place.of(view), (body.get("team") or {}).get("id") or user.get("team_id", "")
        member = await self._questions.member(client, workspace, user["id"])
        return Request(
            surface="slack",
            workspace=workspace,
            channel=place.channel,
            user=user["id"],
            text=str(view.get("callback_id", "")).removeprefix(FORM_CALLBACK),
            channel_name=place.name,
            lang=member.lang,
            user_name=user.get("name") or user.get("username", ""),
            admin=member.admin,
            filled=render_form.filled(view),
            submitted=submitted,
            seen=place.seen,
        )

    def _again(self, request: Request) -> str:
        """The lines that the form stands for, so that Retry keeps what was chosen; the form where they are too much."""
        lines = "\n".join(forms.lines(request.text, request.filled or {}))
        return lines if 0 < len(lines) <= LONGEST_LINE else request.text

    def _view(self, request: Request, reply: Reply, place: Place) -> Json:
        if reply.form:
            return render_form.form_view(reply.form, place, request.lang)
        return render_form.card_view(reply.card, place, request.lang)

    async def _update(self, client: AsyncWebClient, view_id: str, view: Json, hash: str | None = None) -> None:
        try:
            await client.views_update(view_id=view_id, view=view, hash=hash)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            # A view that was closed or changed meanwhile needs no update.
            logger.info("a modal could not be updated: %s", _named(error))


def _told(form: Form) -> Form:
    """While somebody still types, what is wrong is said in the note; nothing is wrong with what was not typed yet."""
    if form.note:
        return form
    wrong = next((field.error for field in form.fields if field.error and field.value), "")
    return replace(form, note=wrong)


def _named(error: Exception) -> str:
    return code(error) if isinstance(error, SlackApiError) else type(error).__name__
