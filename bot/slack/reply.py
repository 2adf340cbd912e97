"""Carrying a command's reply back to Slack: to its sender, to the channel, and what is said where the bot may not speak.

Not for alerts (send.py) and not for modals (modals.py).
"""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.commands.request import Reply, Request, Visibility
from bot.slack.fates import BLOCKS_REFUSED
from bot.slack.hand_over import hand_over
from bot.slack.render import Json, message
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
NOT_HERE = frozenset({"not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Call:
    """A request and the ways back to its sender: the workspace's client, the response URL if Slack gave one, the thread."""

    request: Request
    client: AsyncWebClient
    response_url: str | None = None
    thread: str | None = None

    @property
    def direct(self) -> bool:
        """Whether this is a direct message, where there is nobody to hide an answer from."""
        return self.request.channel.startswith("D")


class Replies:
    """Has requests answered, and carries the answers back."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch

    async def answer(self, request: Request) -> Reply:
        """The reply, worked out in a thread. Never raises."""
        return await asyncio.to_thread(self._answer, request)

    async def give(self, call: Call, reply: Reply) -> None:
        """The card to whom it is for, and the announcement to the channel."""
        await self.tell(call, reply.card, public=reply.visibility is Visibility.CHANNEL)
        if reply.announce:
            await self.announce(call, reply.announce)
        if reply.file and (problem := await hand_over(call.client, call.request.user, reply.file)):
            logger.warning("could not hand a file to %s: %s", call.request.user, problem)
            await self.tell(call, say(wording.say(call.request.lang, "file_not_sent", reason=problem)))

    async def announce(self, call: Call, card: Card) -> None:
        """One public line. Where the bot may not speak the caller learns how to let it in."""
        problem = await self._post(call, await asyncio.to_thread(message, card))
        if problem in NOT_HERE:
            await self.tell(call, not_here(call.request))

    async def tell(self, call: Call, card: Card, *, public: bool = False) -> None:
        """A card to the caller alone, or to all. Where there is no other way it comes as a direct message."""
        body = await asyncio.to_thread(message, card)  # a long card takes a while, and others wait to be acknowledged
        if call.response_url:
            await self._respond(call.response_url, call.request, body, public=public)
        elif public or call.direct:
            await self._post(call, body)
        elif await self._post(call, body, only_for=call.request.user) in NOT_HERE:
            await self._post(call, body, channel=call.request.user)

    def _answer(self, request: Request) -> Reply:
        try:
            return self._dispatch(request)
        except PolicywireError as error:
            logger.warning("command of %s in %s refused: %s", request.user, request.channel, error)
            return Reply(say(error.user))
        except Exception:
            logger.exception("command of %s in %s failed", request.user, request.channel)
            return Reply(say(wording.say(request.lang, "failed")))

    async def _post(self, call: Call, body: Json, *, channel: str = "", only_for: str | None = None) -> str | None:
        """Slack's error code, or None if the message stands."""
        where = {"channel": channel or call.request.channel, "thread_ts": None if channel else call.thread}
        problem = await _try_to_post(call.client, where, body, only_for)
        if problem in BLOCKS_REFUSED:
            problem = await _try_to_post(call.client, where, _text_alone(body), only_for)
        if problem:
            logger.warning("could not answer in %s: %s", where["channel"], problem)
        return problem

    async def _respond(self, url: str, request: Request, body: Json, *, public: bool) -> None:
        """Answers through the response URL, which works in channels the bot is not in, and keeps the original."""
        how = {"response_type": "in_channel" if public else "ephemeral", "replace_original": False}
        problem = await _try_to_respond(url, {**how, **body})
        if problem in BLOCKS_REFUSED:
            problem = await _try_to_respond(url, {**how, **_text_alone(body)})
        if problem:
            logger.warning("could not answer %s in %s: %s", request.user, request.channel, problem)


def not_here(request: Request, retry: str = "") -> Card:
    """Tells a caller that the bot cannot speak in the channel, and how to mend it. `retry` is a line other than theirs."""
    place = f"#{request.channel_name}" if request.channel_name else wording.say(request.lang, "this_channel")
    told = wording.say(request.lang, "not_here", channel=place)
    again = Button(wording.say(request.lang, "retry"), command=retry or request.text)
    return Card((Paragraph((Span(told),)), Actions((again,))))


def patience() -> list[AsyncRetryHandler]:
    """The only repeat that cannot post twice: after a refusal for the rate."""
    return [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]


async def _try_to_post(client: AsyncWebClient, where: Json, body: Json, only_for: str | None) -> str | None:
    try:
        if only_for:
            await client.chat_postEphemeral(user=only_for, **where, **body)
        else:
            await client.chat_postMessage(unfurl_links=False, unfurl_media=False, **where, **body)
    except SlackApiError as error:
        return code(error)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return type(error).__name__
    return None


async def _try_to_respond(url: str, body: Json) -> str | None:
    client = AsyncWebhookClient(url, retry_handlers=patience(), logger=sdk_logger)
    try:
        answer = await client.send_dict(body)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return type(error).__name__
    refused = next((code for code in BLOCKS_REFUSED if code in answer.body), None)
    return refused or (None if answer.status_code == 200 else f"http {answer.status_code}")


def code(error: SlackApiError) -> str:
    """The error code of a refusal; an answer that is no JSON has none."""
    data = getattr(error.response, "data", None)
    return str(data["error"]) if isinstance(data, dict) and data.get("error") else "no_json"


def _text_alone(body: Json) -> Json:
    return {"text": body["text"]}
