"""Posting cards to Slack and saying how each sending ended. Not for answering commands (receive.py).

Slack has no idempotency key for bots, so nothing here is ever repeated behind the ledger's back: the one second call
follows a certain refusal of the blocks and posts the text alone. A post whose end nobody knows is looked for in the
channel's history by the delivery's id in its metadata (look_up.py). Speaks HTTP itself, because slack_sdk cannot tell a
connection that was never made from one that broke after the message was accepted.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from bot.slack import upload
from bot.slack.answer import code_of, json_object, seconds
from bot.slack.fates import BLOCKS_REFUSED, GONE, REFUSED, outcome_of
from bot.slack.look_up import EVENT_TYPE, History, read_page
from bot.slack.render import Json, message
from bot.slack.upload import Place
from core.ports import Attachment, Finding, Found, Manners, Outcome, Post, Rate, Sent
from core.secret import Secret
from core.states import Kind

logger = logging.getLogger(__name__)

SLACK_API = "https://slack.com/api/"

METHODS = {Kind.POST: "chat.postMessage", Kind.THREAD: "chat.postMessage", Kind.EDIT: "chat.update"}

MAX_ANSWER = 1_000_000
MAX_HISTORY = 20_000_000


# Slack's own: about one message a second a channel, some hundreds a minute a workspace, fifty histories a minute.
MANNERS = Manners(
    timeout=30, settling=35, channel=Rate(1.0), workspace=Rate(0.2, burst=20), look_up=Rate(1.25, burst=5)
)

T = TypeVar("T")
Tokens = Callable[[str], Secret | None]


class SlackSurface:
    """The Slack surface of core.ports.Surface.

    `token` is that of the one workspace, or a function that knows each workspace's: it may block, and gives None where there is
    none just now. `base_url` ends in `/api/`. `manners.timeout` is for one request in all, `connections` how many run at once. Lives on an
    event loop in a thread of its own, so that connections stay open between calls; `close` ends it. Goes through the proxy
    that HTTPS_PROXY and NO_PROXY name.
    """

    name = "slack"

    def __init__(
        self, token: str | Tokens, base_url: str = SLACK_API, *, manners: Manners = MANNERS, connections: int = 50
    ) -> None:
        self.manners = manners
        self._base = base_url.rstrip("/") + "/"
        self._proxy = way_out(self._base)
        self._token = token
        timeout = manners.timeout
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout / 3, 10))
        self._connections = connections
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-send", daemon=True)
        self._thread.start()
        self._session, self._slots = asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    def __repr__(self) -> str:
        return f"SlackSurface({self._base!r})"

    def __enter__(self) -> "SlackSurface":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        """One promise a post, in the same order; the posts go out side by side."""
        return self._promise([self._send(post) for post in posts], Sent(Outcome.WAIT, reason="closed"))

    def send(self, posts: Sequence[Post]) -> Sequence[Sent]:
        """`begin`, and wait for all of it."""
        return [promise.result() for promise in self.begin(posts)]

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        """Looks for each post in its channel's history."""
        return self._promise([self._find(post) for post in posts], Found(Finding.UNKNOWN, reason="closed"))

    def close(self) -> None:
        """Ends the connections and the thread, after telling whoever still waits how theirs ended."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _promise(self, work: Sequence[Coroutine[Any, Any, T]], closed: T) -> Sequence[Future[T]]:
        """Runs all of it on the loop. Waking the loop once for many is a good part of the cost of each."""
        promises: list[Future[T]] = [Future() for _ in work]
        if self._loop.is_closed():
            for one, promise in zip(work, promises, strict=True):
                one.close()
                promise.set_result(closed)
            return promises
        pairs = list(zip(work, promises, strict=True))
        self._loop.call_soon_threadsafe(self._start_all, pairs)
        return promises

    def _start_all(self, pairs: Sequence[tuple[Coroutine[Any, Any, T], Future[T]]]) -> None:
        for one, promise in pairs:
            self._start(one, promise)

    def _start(self, one: Coroutine[Any, Any, T], promise: Future[T]) -> None:
        def ended(task: asyncio.Task[T]) -> None:
            self._tasks.discard(task)
            if task.cancelled():
                promise.cancel()
            elif error := task.exception():
                promise.set_exception(error)
            else:
                promise.set_result(task.result())

        task = self._loop.create_task(one)
        self._tasks.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(ended)

    async def _open(self) -> tuple[aiohttp.ClientSession, asyncio.Semaphore]:
        # The semaphore is as wide as the pool: nobody waits for a connection while the request's clock is running.
        connector = aiohttp.TCPConnector(limit=self._connections)
        session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return session, asyncio.Semaphore(self._connections)

    async def _shut(self) -> None:
        await self._session.close()
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    async def _send(self, post: Post) -> Sent:
        try:
            if post.file:
                return await self._upload(post, post.file)
            method, body = METHODS[post.kind], message_of(post)
            sent = await self._call(post, method, Timely(json.dumps(body).encode(), post.begin_by))
            if sent.reason in BLOCKS_REFUSED and body.pop("blocks", None):
                logger.warning(
                    "Slack refused the blocks of delivery %s (%s), sending its text", post.delivery, sent.reason
                )
                return await self._call(post, method, Timely(json.dumps(body).encode(), post.begin_by))
            return sent
        except Exception as error:
            return _surprise(error)

    async def _upload(self, post: Post, file: Attachment) -> Sent:
        """Three requests, of which only the last posts anything."""
        given = Timely(upload.place_wanted(file, post.delivery), post.begin_by, upload.FORM)
        seen: list[bytes] = []
        asked = await self._call(post, "files.getUploadURLExternal", given, seen)
        if asked.outcome is not Outcome.SENT:
            return _not_yet(asked)
        place = upload.place_given(seen[0], self._base)
        if place is None:
            return Sent(Outcome.RETRY, reason="no_upload_url")
        if (problem := await self._bytes(place, file, post.begin_by)) is not None:
            return problem
        done = upload.completed(post, place, upload.file_name(file, post.delivery))
        sent = await self._call(post, "files.completeUploadExternal", Timely(done, post.begin_by, upload.FORM))
        return replace(sent, message_id=place.file_id) if sent.outcome is Outcome.SENT else sent

    async def _bytes(self, place: Place, file: Attachment, begin_by: float) -> Sent | None:
        """What went wrong with the bytes themselves, None where they are there. The token is not for their address."""
        timely = Timely(file.data, begin_by, "application/octet-stream")
        try:
            async with (
                self._slots,
                self._session.post(place.url, data=timely, allow_redirects=False, proxy=way_out(place.url)) as answer,
            ):
                return None if answer.status == 200 else Sent(Outcome.RETRY, reason=f"upload: http_{answer.status}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Sent(Outcome.RETRY, reason=f"upload: {type(error).__name__}")

    async def _call(self, post: Post, method: str, timely: "Timely", seen: list[bytes] | None = None) -> Sent:
        """One request and how it ended; the body of its answer goes into `seen`."""
        headers = await self._headers(post)
        if headers is None:
            return Sent(Outcome.WAIT, reason="not_installed", retry_after=self.manners.refused)
        try:
            async with self._slots:
                if self._session.closed:
                    return Sent(Outcome.WAIT, reason="closed")
                url = self._base + method
                request = self._session.post(
                    url, data=timely, headers=headers, allow_redirects=False, proxy=self._proxy
                )
                async with request as answer:
                    body = await _read(answer.content)
                    if seen is not None:
                        seen.append(body)
                    return self._patient(read_answer(answer.status, answer.headers, body))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError) as error:
            return Sent(Outcome.WAIT, reason=f"not_connected: {type(error).__name__}")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if timely.late:
                return Sent(Outcome.WAIT, reason="too_late", retry_after=0)
            # Only the name: an aiohttp error can hold the request with its Authorization header.
            return Sent(Outcome.UNCERTAIN, reason=f"no_answer: {type(error).__name__}")

    async def _headers(self, post: Post) -> Mapping[str, str] | None:
        """Those of the post's workspace, None where nobody speaks there just now."""
        if isinstance(self._token, str):
            return {"Authorization": f"Bearer {self._token}"}
        token = await asyncio.to_thread(self._token, post.channel.workspace)
        return {"Authorization": f"Bearer {token.reveal()}"} if token else None

    def _patient(self, sent: Sent) -> Sent:
        return replace(sent, retry_after=self.manners.refused) if sent.reason in REFUSED | GONE else sent

    async def _find(self, post: Post) -> Found:
        history, headers = History(post), await self._headers(post)
        if headers is None:
            return Found(Finding.UNKNOWN, reason="not_installed", retry_after=self.manners.refused)
        try:
            while True:
                async with self._slots:
                    if self._session.closed:
                        return Found(Finding.UNKNOWN, reason="closed")
                    request = self._session.get(
                        self._base + history.method,
                        params=history.arguments(),
                        headers=headers,
                        allow_redirects=False,
                        proxy=self._proxy,
                    )
                    async with request as answer:
                        page = read_page(answer.status, answer.headers, await _read(answer.content, MAX_HISTORY))
                if (found := history.turn(page)) is not None:
                    return found
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Found(Finding.UNKNOWN, reason=f"no_answer: {type(error).__name__}")


def way_out(url: str) -> str | None:
    """The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY prescribe for an address.

    Asked once and not by aiohttp's trust_env, which reads the environment and .netrc in a thread for every request: half its cost.
    """
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


class Timely(aiohttp.BytesPayload):
    """A body that refuses to leave after its time. Asked at the last moment: a process may be frozen anywhere before."""

    def __init__(self, body: bytes, begin_by: float, content_type: str = "application/json; charset=utf-8") -> None:
        super().__init__(body, content_type=content_type)
        self._begin_by, self.late = begin_by, False

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Raises OSError when it is too late; then the request is never complete, and the connection ends."""
        if time.monotonic() > self._begin_by:
            self.late = True
            raise TimeoutError("too late to begin")
        await super().write_with_length(writer, content_length)


def message_of(post: Post) -> Json:
    """The arguments of chat.postMessage: the card, no previews, and the delivery's id to find the message by.

    An edit keeps the metadata of the message it changes.
    """
    said: Json = {"channel": post.channel.address, **message(post.card)}
    if post.kind is Kind.EDIT:
        return said | {"ts": post.target}
    thread = {"thread_ts": post.target} if post.kind is Kind.THREAD else {}
    marker = {"event_type": EVENT_TYPE, "event_payload": {"delivery": str(post.delivery)}}
    return said | thread | {"unfurl_links": False, "unfurl_media": False, "metadata": marker}


def read_answer(status: int, headers: Mapping[str, str], body: bytes) -> Sent:
    """What an answer of chat.postMessage says about the message. What cannot be read may have been posted."""
    if status == 429:
        return Sent(Outcome.WAIT, reason="ratelimited", retry_after=seconds(headers.get("Retry-After")))
    if status >= 500:
        return Sent(Outcome.UNCERTAIN, reason=f"http_{status}")
    answer = json_object(body)
    if answer is None:
        return Sent(Outcome.UNCERTAIN, reason=f"no_json: http_{status}")
    if answer.get("ok") is True:
        ts = answer.get("ts")
        return Sent(Outcome.SENT, message_id=ts if isinstance(ts, str) else None)
    code = code_of(answer.get("error"))
    return Sent(outcome_of(code), reason=code, retry_after=seconds(headers.get("Retry-After")))


def _not_yet(asked: Sent) -> Sent:
    """The end of a call that posts nothing: where nobody knows how it ended, it is simply made again."""
    return replace(asked, outcome=Outcome.RETRY) if asked.outcome is Outcome.UNCERTAIN else asked


def _surprise(error: BaseException) -> Sent:
    """An end nobody thought of, such as a surface closed in mid-sending. Only its name is safe to print."""
    logger.error("a sending to Slack ended in %s", type(error).__name__)
    return Sent(Outcome.UNCERTAIN, reason=f"no_answer: {type(error).__name__}")


async def _read(stream: aiohttp.StreamReader, most: int = MAX_ANSWER) -> bytes:
    """The body, or its head if it is longer than any answer of Slack: then it is no JSON any more."""
    body = b""
    async for chunk in stream.iter_any():
        body += chunk
        if len(body) > most:
            return body[:most]
    return body
