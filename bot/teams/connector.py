"""Calls to Teams' connector, by the SDK's client with a time limit. Says how each ended, and repeats nothing by itself.

Not for what an end means: send.py judges a delivery's, answer.py an answer's.
"""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx
from microsoft_teams.common import Client

from bot.teams.activity import THREAD
from storage.teams import Conversation

log = logging.getLogger(__name__)

Json = dict[str, Any]

MAX_RETRY_AFTER = 24 * 3600.0
CONNECTIONS = 50
# How a call ended that got no answer.
NO_TOKEN, NOT_CONNECTED, TOO_LATE, NO_ANSWER, CLOSED = "no_token", "not_connected", "too_late", "no_answer", "closed"


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path` follows the service URL; nothing leaves after `begin_by` (seconds of time.monotonic())."""

    service_url: str
    method: str
    path: str
    body: Json | None = None
    begin_by: float = float("inf")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call ended: an HTTP status, or 0 and `problem`. `code` is the error's name in the answer, a short word."""

    status: int = 0
    body: Any = None
    problem: str = ""
    retry_after: float | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """The service's name for what was wrong, fit for a log line."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        word = error.get("code") if isinstance(error, dict) else None
        return "".join(c for c in str(word or "")[:80] if c.isascii() and (c.isalnum() or c in "_-"))

    @property
    def message_id(self) -> str | None:
        """The id of the activity that was made."""
        ident = self.body.get("id") if isinstance(self.body, dict) else None
        return ident if isinstance(ident, str) and ident else None

    @property
    def told(self) -> str:
        """The end in a few words for a log line and a status page."""
        return self.problem or (f"http_{self.status}: {self.code}" if self.code else f"http_{self.status}")


def post_to(conversation: str, *, targeted: bool = False) -> str:
    """The path to post to; `conversation` may carry a thread."""
    return f"/v3/conversations/{quote(conversation, safe='')}/activities" + (
        "?isTargetedActivity=true" if targeted else ""
    )


def message_at(conversation: str, activity: str) -> str:
    """The path of a message."""
    return f"/v3/conversations/{quote(conversation, safe='')}/activities/{quote(activity, safe='')}"


def in_thread(place: Conversation, root: str) -> str:
    """The conversation that replies to a message; only channels have threads."""
    return f"{place.id}{THREAD}{root}" if place.kind == "channel" else place.id


class Connector:
    """The way out to Teams. Lives on an event loop in a thread of its own; `close` ends it.

    `token` gives our credentials for a call, None where we have none; `timeout` is seconds for a call in all.
    """

    def __init__(
        self,
        client: Client,
        token: Callable[[], Awaitable[str | None]],
        *,
        timeout: float = 30.0,
        connections: int = CONNECTIONS,
    ) -> None:
        self._client, self._token, self._timeout = client, token, timeout
        self._loop = asyncio.new_event_loop()
        self._slots = asyncio.Semaphore(connections)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._thread = threading.Thread(target=self._loop.run_forever, name="teams-send", daemon=True)
        self._thread.start()

    def begin(self, calls: Sequence[Call]) -> Sequence[Future[Answer]]:
        """One promise a call, in the same order; they go out side by side."""
        promises: list[Future[Answer]] = [Future() for _ in calls]
        if self._closing:
            for promise in promises:
                promise.set_result(Answer(problem=CLOSED))
        else:
            self._loop.call_soon_threadsafe(self._start, list(zip(calls, promises, strict=True)))
        return promises

    def call(self, call: Call) -> Answer:
        """One call, waited for."""
        return self.begin([call])[0].result()

    def close(self) -> None:
        """Ends the connections and the thread, after telling whoever still waits how theirs ended."""
        if self._closing:
            return
        self._closing = True
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _start(self, pairs: Sequence[tuple[Call, "Future[Answer]"]]) -> None:
        for call, promise in pairs:
            task = self._loop.create_task(self._finish(call, promise))
            self._tasks.add(task)  # the loop itself holds tasks weakly
            task.add_done_callback(self._tasks.discard)

    async def _shut(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.http.aclose()

    async def _finish(self, call: Call, promise: "Future[Answer]") -> None:
        try:
            async with self._slots:
                answer = await self._call(call)
        except asyncio.CancelledError:
            answer = Answer(problem=NO_ANSWER)
        except Exception as error:
            # Only its name: an error of the client can hold the request with its Authorization header.
            log.error("a call to Teams ended in %s", type(error).__name__)
            answer = Answer(problem=NO_ANSWER)
        promise.set_result(answer)

    async def _call(self, call: Call) -> Answer:
        try:
            token = await asyncio.wait_for(self._token(), self._timeout)
        except Exception as error:
            log.warning("no token for Teams: %s", type(error).__name__)
            return Answer(problem=NO_TOKEN)
        body = _Timely(call)
        try:
            return await asyncio.wait_for(self._request(call, token, body), self._timeout)
        except httpx.HTTPStatusError as error:
            return read_answer(error.response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return Answer(problem=f"{NOT_CONNECTED}: {type(error).__name__}")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            return Answer(problem=TOO_LATE if body.late else f"{NO_ANSWER}: {type(error).__name__}")

    async def _request(self, call: Call, token: str | None, body: "_Timely") -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if call.body is not None:
            headers |= {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body.data))}
        content = body.stream() if call.body is not None else None
        answer = await self._client.request(call.method, call.service_url + call.path, headers=headers, content=content)
        return read_answer(answer)


class _Timely:
    """A JSON body that refuses to leave after its time. Asked at the last moment: a process may be frozen anywhere before."""

    def __init__(self, call: Call) -> None:
        self.data = json.dumps(call.body, ensure_ascii=False, separators=(",", ":")).encode()
        self._begin_by, self.late = call.begin_by, False

    async def stream(self) -> AsyncIterator[bytes]:
        """Raises OSError when it is too late; then the request is never complete, and the connection ends."""
        if time.monotonic() > self._begin_by:
            self.late = True
            raise TimeoutError("too late to begin")
        yield self.data


def read_answer(response: httpx.Response) -> Answer:
    """The answer of the service, whatever it is."""
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        body = None
    return Answer(response.status_code, body, retry_after=_seconds(response.headers))


def _seconds(headers: httpx.Headers) -> float | None:
    """Seconds of a Retry-After header, at most a day; a date counts from the answer's own."""
    told = headers.get("Retry-After", "")
    if told.isascii() and told.isdigit():
        return min(float(told), MAX_RETRY_AFTER)
    try:
        wait = parsedate_to_datetime(told) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return min(max(wait.total_seconds(), 0.0), MAX_RETRY_AFTER)
