"""Posting cards to Slack and saying how each sending ended. Not for answering commands (receive.py).

Slack has no idempotency key for bots, so nothing here is ever repeated behind the ledger's back: the one second call
follows a certain refusal of the blocks and posts the text alone. Speaks HTTP itself, because slack_sdk cannot tell a
connection that was never made from one that broke after the message was accepted.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

import aiohttp

from bot.slack.render import Json, message
from core.ports import Outcome, Post, Sent

logger = logging.getLogger(__name__)

SLACK_API = "https://slack.com/api/"
EVENT_TYPE = "policywire_delivery"

# A refusal that will be the same tomorrow. Every other refusal is certain too, and worth another attempt later.
_FINAL_CODES = """
    access_denied account_inactive as_user_not_supported channel_not_found ekm_access_denied enterprise_is_restricted
    invalid_arg_name invalid_arguments invalid_auth invalid_blocks invalid_blocks_format invalid_charset
    invalid_form_data invalid_json invalid_metadata_format invalid_metadata_schema invalid_post_type is_archived
    is_inactive json_not_object messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large
    method_deprecated missing_charset missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission
    no_text not_allowed_token_type not_authed not_in_channel org_login_required team_access_not_granted team_not_found
    token_expired token_revoked too_many_attachments two_factor_setup_required unknown_method user_is_bot
    user_is_restricted
"""
FINAL = frozenset(_FINAL_CODES.split())
FINAL_PREFIXES = ("restricted_action",)
# Slack's own words for these: some aspect of the operation may have succeeded.
UNSURE = frozenset({"fatal_error", "internal_error"})
BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

MAX_RETRY_AFTER = 24 * 3600.0
MAX_ANSWER = 1_000_000


class SlackSurface:
    """The Slack surface of core.ports.Surface, for one workspace.

    `base_url` ends in `/api/`. `timeout` is seconds for one request in all, `connections` how many run at once. Lives on
    an event loop in a thread of its own, so that connections stay open between calls; `close` ends it. Goes through the
    proxy that HTTPS_PROXY and NO_PROXY name.
    """

    name = "slack"

    def __init__(self, token: str, base_url: str = SLACK_API, *, timeout: float = 30, connections: int = 20) -> None:
        self._url = base_url.rstrip("/") + "/chat.postMessage"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, 10))
        self._connections = connections
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-send", daemon=True)
        self._thread.start()
        self._session, self._slots = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    def __repr__(self) -> str:
        return f"SlackSurface({self._url!r})"

    def __enter__(self) -> "SlackSurface":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, posts: Sequence[Post]) -> Sequence[Sent]:
        """One result a post, in the same order; the posts go out side by side."""
        if self._loop.is_closed():
            return [Sent(Outcome.RETRY, reason="closed")] * len(posts)
        return asyncio.run_coroutine_threadsafe(self._send_all(posts), self._loop).result()

    def close(self) -> None:
        """Ends the connections and the thread. The surface cannot be used afterwards."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._session.close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> tuple[aiohttp.ClientSession, asyncio.Semaphore]:
        # The semaphore is as wide as the pool: nobody waits for a connection while the request's clock is running.
        connector = aiohttp.TCPConnector(limit=self._connections)
        session = aiohttp.ClientSession(
            connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
        )
        return session, asyncio.Semaphore(self._connections)

    async def _send_all(self, posts: Sequence[Post]) -> Sequence[Sent]:
        ends = await asyncio.gather(*(self._send(post) for post in posts), return_exceptions=True)
        return [end if isinstance(end, Sent) else _surprise(end) for end in ends]

    async def _send(self, post: Post) -> Sent:
        body = message_of(post)
        sent = await self._post(body)
        if sent.reason in BLOCKS_REFUSED and body.pop("blocks", None):
            logger.warning("Slack refused the blocks of delivery %s (%s), sending its text", post.delivery, sent.reason)
            return await self._post(body)
        return sent

    async def _post(self, body: Json) -> Sent:
        try:
            async with (
                self._slots,
                self._session.post(self._url, json=body, headers=self._headers, allow_redirects=False) as answer,
            ):
                return read_answer(answer.status, answer.headers, await _read(answer.content))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            return Sent(Outcome.RETRY, reason=f"not_connected: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Only the name: an aiohttp error can hold the request with its Authorization header.
            return Sent(Outcome.UNCERTAIN, reason=f"no_answer: {type(error).__name__}")


def message_of(post: Post) -> Json:
    """The arguments of chat.postMessage: the card, no previews, and the delivery's id to find the message by."""
    marker = {"event_type": EVENT_TYPE, "event_payload": {"delivery": str(post.delivery)}}
    quiet = {"unfurl_links": False, "unfurl_media": False}
    return {"channel": post.channel.address, **message(post.card), **quiet, "metadata": marker}


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Sent:
    """What an answer of chat.postMessage says about the message. What cannot be read may have been posted."""
    if status == 429:
        return Sent(Outcome.RETRY, reason="ratelimited", retry_after=_seconds(headers.get("Retry-After")))
    if status >= 500:
        return Sent(Outcome.UNCERTAIN, reason=f"http_{status}")
    answer = _json_object(body)
    if answer is None:
        return Sent(Outcome.UNCERTAIN, reason=f"no_json: http_{status}")
    if answer.get("ok") is True:
        ts = answer.get("ts")
        return Sent(Outcome.SENT, message_id=ts if isinstance(ts, str) else None)
    code = _code(answer.get("error"))
    return Sent(outcome_of(code), reason=code, retry_after=_seconds(headers.get("Retry-After")))


def outcome_of(code: str) -> Outcome:
    """The fate of a message that Slack answered with an error code."""
    if code in FINAL or code.startswith(FINAL_PREFIXES):
        return Outcome.FAILED
    return Outcome.UNCERTAIN if code in UNSURE else Outcome.RETRY


def _surprise(error: BaseException) -> Sent:
    """An end nobody thought of, such as a surface closed in mid-sending. Only its name is safe to print."""
    logger.error("a sending to Slack ended in %s", type(error).__name__)
    return Sent(Outcome.UNCERTAIN, reason=f"no_answer: {type(error).__name__}")


async def _read(stream: aiohttp.StreamReader) -> bytes:
    """The body, or its head if it is longer than any answer of Slack: then it is no JSON any more."""
    body = b""
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER:
            return body[:MAX_ANSWER]
    return body


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def _code(error: object) -> str:
    """The error code as a short word fit for a log line and a status page."""
    word = error if isinstance(error, str) else ""
    return "".join(char for char in word[:80] if char.isascii() and (char.isalnum() or char in "_-")) or "unknown_error"


def _seconds(value: str | None) -> float | None:
    """Seconds of a Retry-After header, at most a day; None if it says nothing usable."""
    return min(float(value), MAX_RETRY_AFTER) if value and value.isascii() and value.isdigit() else None
