"""Slack commands, mentions, direct messages, buttons, forms and the App Home → Request. Not for alerts (send.py).

Everything is acknowledged first and worked on afterwards. Repeats are told by their id, here and among all replicas.
How replies go back is in reply.py and modals.py.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from secrets import token_hex

from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi import Response as HttpResponse
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands.glance import glance
from bot.commands.home import Section
from bot.commands.request import Reply, Request
from bot.slack.ask import Questions
from bot.slack.encoded import first_link, mentions, typed
from bot.slack.home_tab import DrawHome, HomeTab, channel_of
from bot.slack.modals import Modals
from bot.slack.render import LIVE_ACTION, MORE_ACTION, OPEN_ACTION, RUN_ACTION, Json
from bot.slack.render_form import FORM_CALLBACK, Place
from bot.slack.reply import Call, Dispatch, Replies, logger, not_here, patience, sdk_logger
from bot.slack.scopes import COMMAND
from bot.slack.send import SLACK_API
from bot.slack.speaking import Authorize
from core import wording
from core.card import say

# What an app's manifest has to name for all of this to arrive.
EVENTS = ("app_home_opened", "app_mention", "member_joined_channel", "message.im")
SUMMARISE = "policywire.summarise"

REMEMBERED = 10_000
MAX_BODY = 1_000_000
# A person's language is worth so long a wait before a modal is opened, in seconds.
SOON = 1.0


class Once:
    """Tells the first of several equal ids, among the last `size` seen."""

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._seen: OrderedDict[str, None] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether `key` was not seen before. The empty id is always new."""
        if key and key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > self._size:
            self._seen.popitem(last=False)
        return True


def build_app(
    *,
    dispatch: Dispatch,
    bot_token: str | None = None,
    signing_secret: str | None = None,
    base_url: str = SLACK_API,
    command: str = COMMAND,
    home: DrawHome | None = None,
    authorize: Authorize | None = None,
    first: Callable[[str], bool] = lambda _: True,
) -> AsyncApp:
    """The Bolt app of the one workspace that `bot_token` is of, or of all those that `authorize` knows.

    `base_url` ends in `/api/`; `dispatch` and `home` may block, they run in a thread. So does `first`, which says of the id of an
    event or action that no other replica took it up. Without a signing secret it serves Socket Mode only: no HTTP request can
    then be signed rightly.
    """
    secret, known = signing_secret or token_hex(32), {"token": bot_token} if bot_token else {"authorize": authorize}
    app = AsyncApp(name="policywire", signing_secret=secret, logger=sdk_logger, **known)
    app.client.base_url = base_url.rstrip("/") + "/"
    app.client.retry_handlers = patience()
    replies, questions = Replies(dispatch), Questions()
    modals, tab = Modals(replies, questions), HomeTab(home or _no_home, questions)
    receiver = Receiver(replies, questions, modals, tab, command, first)
    app.command(command)(receiver.on_command)
    for action in (RUN_ACTION, MORE_ACTION):
        app.action(re.compile(f"^{re.escape(action)}"))(receiver.on_button)
    app.action(re.compile(f"^{re.escape(OPEN_ACTION)}"))(_acknowledge)
    app.action(LIVE_ACTION)(receiver.on_change)
    app.action(re.compile(""))(receiver.on_unknown)
    app.view(re.compile(f"^{re.escape(FORM_CALLBACK)}"))(receiver.on_submit)
    app.view(re.compile(""))(_acknowledge)
    app.shortcut(SUMMARISE)(receiver.on_shortcut)
    app.event("app_home_opened")(receiver.on_home)
    app.event("member_joined_channel")(receiver.on_joined)
    app.event("app_mention")(receiver.on_mention)
    app.event("message")(receiver.on_message)
    app.event("user_change")(receiver.on_user_changed)
    app.error(_log_failure)
    return app


def events_router(app: AsyncApp) -> APIRouter:
    """`POST /slack/events` for signed HTTP: commands, events and buttons alike."""
    router, handler = APIRouter(), AsyncSlackRequestHandler(app)

    @router.post("/slack/events")
    async def receive(request: HttpRequest) -> HttpResponse:
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MAX_BODY:
            raise HTTPException(413)
        return await handler.handle(request)

    return router


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str) -> AsyncIterator[AsyncSocketModeHandler]:
    """Listens over Socket Mode while the context is open. Connecting goes on in the background until it succeeds."""
    handler = AsyncSocketModeHandler(app, app_token, logger=sdk_logger)
    connecting = asyncio.create_task(handler.connect_async())
    try:
        yield handler
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await handler.close_async()


class Receiver:
    """Turns what Slack sends into requests and has the replies carried back."""

    def __init__(
        self,
        replies: Replies,
        questions: Questions,
        modals: Modals,
        tab: HomeTab,
        command: str,
        first: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._replies, self._questions, self._modals, self._tab = replies, questions, modals, tab
        self._command, self._first = command, first
        self._once = Once()

    async def on_command(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A slash command."""
        await ack()
        request = Request(
            surface="slack",
            workspace=body["team_id"],
            channel=body["channel_id"],
            user=body["user_id"],
            text=typed(body.get("text", "")),
            mentions=mentions(body.get("text", "")),
            channel_name=_channel_name(body.get("channel_name", "")),
            user_name=body.get("user_name", ""),
        )
        trigger = body.get("trigger_id", "")
        await self._serve(trigger, Call(request, client, body.get("response_url")), trigger)

    async def on_button(self, ack: AsyncAck, body: Json, action: Json, client: AsyncWebClient) -> None:
        """A button with a command line, or with several, which count as typed by the one who pressed it."""
        await ack()
        call, trigger, view = _pressed(body, action, client), body.get("trigger_id", ""), body.get("view") or {}
        if view.get("type") == "modal":
            await self._serve_in(view["id"], trigger, call)
            return
        await self._serve(trigger, call, trigger, in_modal=view.get("type") == "home")
        if view.get("type") == "home":
            await self._tab.publish(client, call.request.workspace, call.request.user, "")

    async def on_unknown(self, ack: AsyncAck, body: Json, action: Json, client: AsyncWebClient) -> None:
        """A button of another time: it cannot be told any more what it was for."""
        await ack()
        call = await self._known(_pressed(body, {**action, "value": ""}, client))
        if body.get("type") == "block_actions" and call.response_url:
            await self._replies.tell(call, say(wording.say(call.request.lang, "button.old")))

    async def on_change(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A live field of a form was answered."""
        await ack()
        await self._modals.on_change(body, client)

    async def on_submit(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """A form was submitted; the acknowledgement says what is wrong with it."""
        await self._modals.on_submit(ack, body, client)

    async def on_shortcut(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        """«Summarise with Policywire» on a message: the gist of what it links to."""
        await ack()
        link = first_link(body.get("message") or {})
        call = _pressed(body, {"value": f"summary {link}"}, client)
        if link:
            await self._serve(body.get("trigger_id", ""), call)
            return
        call = await self._known(call)
        await self._replies.tell(call, say(wording.say(call.request.lang, "shortcut.no_link")))

    async def on_home(self, body: Json, event: Json, client: AsyncWebClient) -> None:
        """Somebody opened the App Home."""
        if event.get("tab", "home") == "home":
            await self._tab.publish(client, body["team_id"], event["user"], event.get("channel", ""))

    async def on_joined(self, body: Json, event: Json, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """The bot was added to a channel: what it follows there, or how to begin, for all to see."""
        if event.get("user") != context.bot_user_id or not await self._is_first(body.get("event_id", "")):
            return
        who = event.get("inviter", "")
        call = await self._known(Call(Request("slack", body["team_id"], event["channel"], who, "list"), client))
        # Nobody in particular is answered: what somebody has for themselves is not for all to see.
        shown = await self._replies.answer(replace(call.request, user=""))
        await self._replies.tell(call, shown.card, public=True)

    async def on_mention(self, body: Json, event: Json, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A message that mentions the bot. In a direct message it arrives as a plain message as well."""
        if not str(event.get("channel", "")).startswith("D"):
            await self._on_text(body, event, context, client)

    async def on_message(self, body: Json, event: Json, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """A direct message. What people say in channels to each other is none of our business."""
        if event.get("channel_type") == "im" and not event.get("subtype"):
            await self._on_text(body, event, context, client)

    async def on_user_changed(self, body: Json, event: Json) -> None:
        """Somebody has another language, or administers the workspace from now on or no longer."""
        user = event.get("user")
        if isinstance(user, dict):
            self._questions.forget(str(body.get("team_id") or ""), str(user.get("id") or ""))

    async def _on_text(self, body: Json, event: Json, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        if event.get("bot_id") or not event.get("user"):
            return
        request = Request(
            surface="slack",
            workspace=body["team_id"],
            channel=event["channel"],
            user=event["user"],
            text=self._addressed(event.get("text", ""), context.bot_user_id or ""),
            mentions=mentions(event.get("text", ""), context.bot_user_id or ""),
        )
        await self._serve(body.get("event_id", ""), Call(request, client, thread=event.get("thread_ts")))

    def _addressed(self, text: str, bot: str) -> str:
        """The command in a message: without the mention of the bot and without the slash command's name."""
        rest = typed(re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>[\s:,]*", "", text)).strip()
        return rest.removeprefix(self._command).lstrip() if rest.split(maxsplit=1)[:1] == [self._command] else rest

    async def _serve(self, key: str, call: Call, trigger: str = "", *, in_modal: bool = False) -> None:
        """Answer what is new. A form, and what is asked `in_modal`, is shown in one where the trigger opens it."""
        if not await self._is_first(key):
            return
        wants_modal = bool(trigger) and (in_modal or bool(glance(call.request.text).form))
        with suppress(TimeoutError):
            call = await asyncio.wait_for(self._known(call), SOON if wants_modal else None)
        view_id = await self._modals.open(call, trigger) if wants_modal else None
        if view_id:
            for reply in await self._answers(call):
                await self._modals.show(call, view_id, reply)
            return
        for reply in await self._answers(call):
            await self._replies.give(call, reply)

    async def _serve_in(self, view_id: str, key: str, call: Call) -> None:
        """Answer a button of a modal within it."""
        if await self._is_first(key):
            call = await self._known(call)
            for reply in await self._answers(call):
                await self._modals.show(call, view_id, reply)

    async def _is_first(self, key: str) -> bool:
        """Whether nobody took this up, here or in another replica. The empty id is always new."""
        return self._once.first(key) and (not key or await asyncio.to_thread(self._first, f"slack:{key}"))

    async def _answers(self, call: Call) -> Sequence[Reply]:
        """A reply a line. Nothing is done where the bot would have to post and is not in the channel."""
        request, lines = call.request, call.request.text.split("\n")
        if any(glance(line).posts for line in lines) and await self._questions.is_outside(call.client, request.channel):
            return [Reply(not_here(request))]
        return [await self._replies.answer(replace(request, text=line)) for line in lines]

    async def _known(self, call: Call) -> Call:
        """The call with what Slack knows of its sender."""
        request = call.request
        member = await self._questions.member(call.client, request.workspace, request.user)
        return replace(call, request=replace(request, lang=member.lang, admin=member.admin))


def _pressed(body: Json, action: Json, client: AsyncWebClient) -> Call:
    """What somebody pressed, in the channel of its message, its modal or its part of the home."""
    user, channel, view = body["user"], body.get("channel") or {}, body.get("view") or {}
    if view.get("type") == "modal":
        place = Place.of(view)
        channel = {"id": place.channel, "name": place.name}
    elif view:
        address, name = channel_of(action.get("block_id") or "")
        channel = {"id": address, "name": name}
    request = Request(
        surface="slack",
        workspace=(body.get("team") or {}).get("id") or user["team_id"],
        channel=channel.get("id") or user["id"],
        user=user["id"],
        text=action.get("value") or (action.get("selected_option") or {}).get("value") or "",
        channel_name=_channel_name(channel.get("name", "")),
        user_name=user.get("username") or user.get("name", ""),
        mentions={},
    )
    return Call(request, client, body.get("response_url"), (body.get("message") or {}).get("thread_ts"))


def _channel_name(name: str) -> str:
    """Slack calls every private conversation by these words instead of a name."""
    return "" if name in ("directmessage", "privategroup") else name


def _no_home(request: Request, addresses: Collection[str]) -> Sequence[Section]:
    return ()


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _log_failure(error: Exception) -> None:
    logger.error("a Slack request could not be handled", exc_info=error)
