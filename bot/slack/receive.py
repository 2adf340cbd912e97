"""Slack commands, mentions, direct messages and buttons → Request, and the Reply back. Not for alerts (send.py).

Everything is acknowledged first and worked on afterwards. Repeats are told by their id in the memory of this process,
which is enough for one replica.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex

import aiohttp
from fastapi import APIRouter, HTTPException
from fastapi import Request as HttpRequest
from fastapi import Response as HttpResponse
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.commands.request import Reply, Request, Visibility
from bot.slack.render import OPEN_ACTION, RUN_ACTION, Json, message
from bot.slack.send import BLOCKS_REFUSED, SLACK_API
from core import wording
from core.card import Actions, Button, Card, Paragraph, Span, say
from core.errors import PolicywireError

logger = logging.getLogger(__name__)


def _discreet(record: logging.LogRecord) -> bool:
    """One line each: no page of traceback for every failed connection, and no ticket of a Socket Mode address."""
    record.msg, record.args = re.sub(r"ticket=[^&\s'\"]+", "ticket=…", record.getMessage()), ()
    record.exc_info = None
    return True


# slack_sdk writes response URLs and bodies to its log when that listens for DEBUG, so it gets one that never does.
sdk_logger = logging.getLogger("policywire.slack.sdk")
sdk_logger.setLevel(logging.INFO)
sdk_logger.addFilter(_discreet)

Dispatch = Callable[[Request], Reply]

REMEMBERED = 10_000
MAX_BODY = 1_000_000
NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})

_ENCODED = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """A request and the ways back to its sender: the response URL if Slack gave one, the thread it was written in."""

    request: Request
    response_url: str | None = None
    thread: str | None = None

    @property
    def direct(self) -> bool:
        """Whether this is a direct message, where there is nobody to hide an answer from."""
        return self.request.channel.startswith("D")


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
    bot_token: str,
    signing_secret: str | None = None,
    base_url: str = SLACK_API,
    command: str = "/policy",
) -> AsyncApp:
    """The Bolt app of one workspace. `base_url` ends in `/api/`; `dispatch` may block, it runs in a thread.

    Without a signing secret it serves Socket Mode only: no HTTP request can then be signed rightly.
    """
    app = AsyncApp(
        name="policywire", token=bot_token, signing_secret=signing_secret or token_hex(32), logger=sdk_logger
    )
    app.client.base_url = base_url.rstrip("/") + "/"
    app.client.retry_handlers = _patience()
    receiver = Receiver(app.client, dispatch, command)
    app.command(command)(receiver.on_command)
    app.action(re.compile(f"^{re.escape(RUN_ACTION)}"))(receiver.on_button)
    app.action(re.compile(f"^{re.escape(OPEN_ACTION)}"))(_acknowledge)
    app.event("app_mention")(receiver.on_mention)
    app.event("message")(receiver.on_message)
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
    """Turns what Slack sends into requests and carries the replies back."""

    def __init__(self, client: AsyncWebClient, dispatch: Dispatch, command: str) -> None:
        self._client, self._dispatch, self._command = client, dispatch, command
        self._once = Once()

    async def on_command(self, ack: AsyncAck, body: Json) -> None:
        """A slash command."""
        await ack()
        request = Request(
            surface="slack",
            workspace=body["team_id"],
            channel=body["channel_id"],
            user=body["user_id"],
            text=typed(body.get("text", "")),
            channel_name=_channel_name(body.get("channel_name", "")),
            user_name=body.get("user_name", ""),
        )
        await self._serve(body.get("trigger_id", ""), Call(request, body.get("response_url")))

    async def on_button(self, ack: AsyncAck, body: Json, action: Json) -> None:
        """A button with a command line, which counts as typed by the one who pressed it."""
        await ack()
        channel = body.get("channel") or {}
        request = Request(
            surface="slack",
            workspace=(body.get("team") or {}).get("id") or body["user"]["team_id"],
            channel=channel.get("id") or body["user"]["id"],
            user=body["user"]["id"],
            text=action.get("value", ""),
            channel_name=_channel_name(channel.get("name", "")),
            user_name=body["user"].get("username", ""),
        )
        thread = (body.get("message") or {}).get("thread_ts")
        await self._serve(body.get("trigger_id", ""), Call(request, body.get("response_url"), thread))

    async def on_mention(self, body: Json, event: Json, context: AsyncBoltContext) -> None:
        """A message that mentions the bot. In a direct message it arrives as a plain message as well."""
        if not str(event.get("channel", "")).startswith("D"):
            await self._on_text(body, event, context)

    async def on_message(self, body: Json, event: Json, context: AsyncBoltContext) -> None:
        """A direct message. What people say in channels to each other is none of our business."""
        if event.get("channel_type") == "im" and not event.get("subtype"):
            await self._on_text(body, event, context)

    async def _on_text(self, body: Json, event: Json, context: AsyncBoltContext) -> None:
        if event.get("bot_id") or not event.get("user"):
            return
        request = Request(
            surface="slack",
            workspace=body["team_id"],
            channel=event["channel"],
            user=event["user"],
            text=self._addressed(event.get("text", ""), context.bot_user_id or ""),
        )
        await self._serve(body.get("event_id", ""), Call(request, thread=event.get("thread_ts")))

    def _addressed(self, text: str, bot: str) -> str:
        """The command in a message: without the mention of the bot and without the slash command's name."""
        rest = typed(re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>[\s:,]*", "", text)).strip()
        return rest.removeprefix(self._command).lstrip() if rest.split(maxsplit=1)[:1] == [self._command] else rest

    async def _serve(self, key: str, call: Call) -> None:
        if not self._once.first(key):
            return
        reply = await asyncio.to_thread(self._answer, call.request)
        await self._tell(call, reply.card, public=reply.visibility is Visibility.CHANNEL)
        if reply.announce:
            await self._announce(call, reply.announce)

    def _answer(self, request: Request) -> Reply:
        try:
            return self._dispatch(request)
        except PolicywireError as error:
            logger.warning("command of %s in %s refused: %s", request.user, request.channel, error)
            return Reply(say(error.user))
        except Exception:
            logger.exception("command of %s in %s failed", request.user, request.channel)
            return Reply(say(wording.say(request.lang, "failed")))

    async def _announce(self, call: Call, card: Card) -> None:
        """One public line. Where the bot may not speak the caller learns how to let it in."""
        problem = await self._post(call.request.channel, message(card))
        if problem in NOT_HERE:
            await self._tell(call, not_here(call.request))

    async def _tell(self, call: Call, card: Card, *, public: bool = False) -> None:
        request = call.request
        if call.response_url:
            await self._respond(call.response_url, request, message(card), public=public)
        elif public or call.direct:
            await self._post(request.channel, message(card), call.thread)
        else:
            await self._post(request.channel, message(card), call.thread, only_for=request.user)

    async def _post(
        self, channel: str, body: Json, thread: str | None = None, *, only_for: str | None = None
    ) -> str | None:
        """Slack's error code, or None if the message stands."""
        problem = await self._try_to_post(channel, body, thread, only_for)
        if problem in BLOCKS_REFUSED:
            problem = await self._try_to_post(channel, _text_alone(body), thread, only_for)
        if problem:
            logger.warning("could not answer in %s: %s", channel, problem)
        return problem

    async def _try_to_post(self, channel: str, body: Json, thread: str | None, only_for: str | None) -> str | None:
        try:
            if only_for:
                await self._client.chat_postEphemeral(channel=channel, user=only_for, thread_ts=thread, **body)
            else:
                await self._client.chat_postMessage(
                    channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **body
                )
        except SlackApiError as error:
            return _code(error)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return type(error).__name__
        return None

    async def _respond(self, url: str, request: Request, body: Json, *, public: bool) -> None:
        """Answers through the response URL, which works in channels the bot is not in, and keeps the original."""
        how = {"response_type": "in_channel" if public else "ephemeral", "replace_original": False}
        problem = await _try_to_respond(url, {**how, **body})
        if problem in BLOCKS_REFUSED:
            problem = await _try_to_respond(url, {**how, **_text_alone(body)})
        if problem:
            logger.warning("could not answer %s in %s: %s", request.user, request.channel, problem)


async def _try_to_respond(url: str, body: Json) -> str | None:
    client = AsyncWebhookClient(url, retry_handlers=_patience(), logger=sdk_logger)
    try:
        answer = await client.send_dict(body)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return type(error).__name__
    refused = next((code for code in BLOCKS_REFUSED if code in answer.body), None)
    return refused or (None if answer.status_code == 200 else f"http {answer.status_code}")


def _code(error: SlackApiError) -> str:
    """The error code of a refusal; an answer that is no JSON has none."""
    data = getattr(error.response, "data", None)
    return str(data["error"]) if isinstance(data, dict) and data.get("error") else "no_json"


def _text_alone(body: Json) -> Json:
    return {"text": body["text"]}


def typed(text: str) -> str:
    """What the person typed, given Slack's encoding of it: `<#C1|trade>` is #trade, `<https://x|label>` is https://x."""
    plain = _ENCODED.sub(lambda found: _decoded(found[1]), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _decoded(inner: str) -> str:
    target, _, label = inner.partition("|")
    if target[:1] in ("@", "#"):
        return target[0] + (label.lstrip("@#") or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    # Slack makes a link of a bare domain (yna.co.kr) and of an address; the person typed the label.
    bare = target == f"http://{label}" and "/" not in label
    return label if bare or (target.startswith("mailto:") and label) else target


def not_here(request: Request) -> Card:
    """Tells a caller that the bot cannot speak in the channel, and how to mend it."""
    place = f"#{request.channel_name}" if request.channel_name else wording.say(request.lang, "this_channel")
    told = wording.say(request.lang, "not_here", channel=place)
    retry = Button(wording.say(request.lang, "retry"), command=request.text)
    return Card((Paragraph((Span(told),)), Actions((retry,))))


def _channel_name(name: str) -> str:
    """Slack calls every private conversation by these words instead of a name."""
    return "" if name in ("directmessage", "privategroup") else name


def _patience() -> list[AsyncRetryHandler]:
    """The only repeat that cannot post twice: after a refusal for the rate."""
    return [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _log_failure(error: Exception) -> None:
    logger.error("a Slack request could not be handled", exc_info=error)
