"""Conditional GETs of feeds: politely, safely, many at once. Not for reading what came, nor for when to come again.

The caller sees a plain generator; asyncio runs in a thread behind it, so that fetching goes on while a body is parsed.
"""

import asyncio
import queue
import re
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import aiohttp

from core.model import Feed
from core.ports import Fetched
from jobs.guard import Guard, RefusedAddress, heading_for
from jobs.inflate import ACCEPTED, Body, TooLarge, Unreadable
from jobs.link_template import PAGE_NUMBER
from jobs.manners import Manners

USER_AGENT = "Policywire/1.0 (feed reader)"
_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))
_LONGEST_PAUSE = 7 * 86_400
_ODD = re.compile(r"[\s\x00-\x1f\x7f]")
_MAX_AGE = re.compile(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one server may take of our time and memory. Seconds and bytes; `per_host` and `spacing` are our manners."""

    total: float = 30.0
    headers: float = 15.0
    connect: float = 10.0
    body: int = 10_000_000
    redirects: int = 5
    concurrency: int = 64
    per_host: int = 2
    spacing: float = 0.5


Results = queue.SimpleQueue[Fetched | BaseException | None]


class _Failure(Exception):
    """A fetch that brought no answer; the message is the code and its text."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")


class HttpFetcher:
    """Implements core.ports.Fetcher. Refuses addresses inside at connect time, except those of `allow_private`.

    `authorise` gives the headers that only a feed's own origin gets to see. `proxy` is a URL; `ca_bundle` a PEM file that
    replaces the system's authorities; `manners` are those of all fetchers that are to take turns. `Fetched.error` starts with a stable code: address, bad-url, connect, cut-short,
    dns, encoding, headers, protocol, proxy, redirects, timeout, tls, too-large.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        allow_private: Sequence[str] = (),
        limits: Limits | None = None,
        proxy: str | None = None,
        ca_bundle: str | None = None,
        authorise: Callable[[Feed], Mapping[str, str]] | None = None,
        manners: Manners | None = None,
    ) -> None:
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPTED}
        self._limits = limits or Limits()
        self._guard = Guard(allow_private)
        self._proxy = proxy
        self._ssl = ssl.create_default_context(cafile=ca_bundle)
        self._authorise = authorise or (lambda feed: {})
        self._manners = manners or Manners()

    def fetch(self, feeds: Sequence[Feed]) -> Iterator[Fetched]:
        """One result a feed, as they arrive. Closing the generator early ends what is under way."""
        results: Results = queue.SimpleQueue()
        run = _Run(self, feeds, results)
        thread = threading.Thread(target=run.main, name="fetch", daemon=True)
        thread.start()
        try:
            while (fetched := results.get()) is not None:
                if isinstance(fetched, BaseException):
                    raise fetched
                run.taken()
                yield fetched
        finally:
            run.stop()
            thread.join()

    def post(self, url: str, form: Mapping[str, str]) -> int:
        """The status that a form sent to `url` was answered with, 0 where no answer came. Follows no redirect."""
        try:
            return asyncio.run(self._send(url, form))
        except (_Failure, TimeoutError, aiohttp.ClientError, OSError, ValueError):
            return 0

    async def turn(self, host: str) -> None:
        """Returns when it is the caller's turn to ask `host`."""
        if wait := self._manners.wait_for(host, self._limits.spacing):
            await asyncio.sleep(wait)

    async def get(self, session: aiohttp.ClientSession, feed: Feed) -> Fetched:
        """One feed's answer. Never raises for what a server did."""
        host = _host(feed.url)
        if pause := self._manners.paused_for(host):
            return Fetched(feed, status=429, url=feed.url, retry_after=pause)
        try:
            async with asyncio.timeout(self._limits.total):
                fetched = await self._follow(session, feed)
        except _Failure as failure:
            return Fetched(feed, url=feed.url, error=str(failure))
        except TimeoutError:
            return Fetched(feed, url=feed.url, error=f"timeout: no complete answer within {self._limits.total:g} s")
        except Exception as error:  # what a server brought the HTTP client to must not stop the other feeds
            return Fetched(feed, url=feed.url, error=f"protocol: {type(error).__name__}")
        if fetched.status == 429:
            self._manners.pause(host, fetched.retry_after)
        return fetched

    async def _follow(self, session: aiohttp.ClientSession, feed: Feed) -> Fetched:
        """Goes along the redirects, each one checked like the first address."""
        url, permanent = feed.url, True
        for _ in range(self._limits.redirects + 1):
            response = await self._ask(session, feed, url)
            try:
                target = response.headers.get("Location")
                if response.status not in _REDIRECTS or not target:
                    moved = url if permanent and url != feed.url else None
                    return await self._answer(response, feed, url, moved)
                permanent = permanent and response.status in _PERMANENT
                url = _next_url(url, target)
            finally:
                response.release()
        raise _Failure("redirects", f"more than {self._limits.redirects} redirects")

    async def _ask(self, session: aiohttp.ClientSession, feed: Feed, url: str) -> aiohttp.ClientResponse:
        same = url == feed.url or _origin(url) == _origin(feed.url)
        headers = dict(self._authorise(feed)) if same else {}
        if feed.etag:
            headers["If-None-Match"] = feed.etag
        if feed.modified:
            headers["If-Modified-Since"] = feed.modified
        self._head_for(url)
        try:
            async with asyncio.timeout(self._limits.headers):
                # A list's form is for its own address: where a redirect leads is only read.
                form = feed.page.form if feed.page and url == feed.url else None
                if form is None:
                    return await session.get(url, headers=headers, allow_redirects=False, proxy=self._proxy)
                data, kind = form.replace(PAGE_NUMBER, "1"), {"Content-Type": "application/x-www-form-urlencoded"}
                return await session.post(
                    url, data=data, headers=headers | kind, allow_redirects=False, proxy=self._proxy
                )
        except TimeoutError:
            raise _Failure("timeout", f"no answer within {self._limits.headers:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _explained(error) from error

    def _head_for(self, url: str) -> None:
        """Refuses what is no address, and notes the name that is about to be connected to."""
        host = _host(url)
        if not host or _ODD.search(url) or urlsplit(url).scheme not in ("http", "https"):
            raise _Failure("bad-url", f"not an http(s) address: {_shown(url)}")
        if self._proxy and not self._guard.permits_name(host):
            raise _Failure("address", f"{host} is an address inside; refused")
        heading_for(host)

    async def _send(self, url: str, form: Mapping[str, str]) -> int:
        host = _host(url)
        if self._manners.paused_for(host):
            return 429
        await self.turn(host)
        async with self.session() as session, asyncio.timeout(self._limits.headers):
            self._head_for(url)
            async with session.post(url, data=dict(form), allow_redirects=False, proxy=self._proxy) as response:
                if response.status == 429:
                    self._manners.pause(host, _retry_after(response.headers))
                return response.status

    async def _answer(self, response: aiohttp.ClientResponse, feed: Feed, url: str, moved: str | None) -> Fetched:
        headers = response.headers
        unchanged = response.status == 304
        return Fetched(
            feed,
            status=response.status,
            body=await self._body(response) if response.status == 200 else b"",
            content_type=headers.get("Content-Type"),
            etag=_sendable(headers.get("ETag")) or (feed.etag if unchanged else None),
            modified=_sendable(headers.get("Last-Modified")) or (feed.modified if unchanged else None),
            url=url,
            moved=moved,
            retry_after=_retry_after(headers),
            max_age=_max_age(headers),
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = Body(response.headers.get("Content-Encoding"), self._limits.body)
        try:
            async for chunk in response.content.iter_any():
                body.add(chunk)
            return body.whole()
        except TooLarge:
            response.close()
            raise _Failure("too-large", f"more than {self._limits.body:,} bytes") from None
        except Unreadable as error:
            raise _Failure("encoding", str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _Failure("cut-short", f"the answer ended early ({type(error).__name__})") from error

    def session(self) -> aiohttp.ClientSession:
        """A session of this fetcher's settings; to be opened inside a running loop."""
        connector = aiohttp.TCPConnector(
            limit=0,
            ssl=self._ssl,
            socket_factory=None if self._proxy else self._guard.socket,
            keepalive_timeout=5,
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=self._limits.connect),
        )

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self._limits


class _Run:
    """One call of fetch: a loop in its own thread, hosts side by side, the feeds of a host one after another."""

    def __init__(self, fetcher: HttpFetcher, feeds: Sequence[Feed], results: Results) -> None:
        self._fetcher, self._feeds, self._results = fetcher, feeds, results
        self._loop = asyncio.new_event_loop()
        # The difference is what is under way and what nobody has taken yet: a slow reader slows the network, not memory.
        self._begun = self._taken = 0
        self._room, self._is_full = asyncio.Event(), False
        self._task: asyncio.Task[None] | None = None

    def main(self) -> None:
        """Runs to the end; the last result is None, whatever happens. A fault of ours is raised to the reader."""
        try:
            self._task = self._loop.create_task(self._all())
            with suppress(asyncio.CancelledError):
                self._loop.run_until_complete(self._task)
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        except BaseException as error:
            self._results.put(error)
        finally:
            self._loop.close()
            self._results.put(None)

    def taken(self) -> None:
        """Called by the reader for each result he took. The loop is woken only where somebody waits."""
        self._taken += 1
        if self._is_full:
            with suppress(RuntimeError):  # the loop is closed once the last result is there
                self._loop.call_soon_threadsafe(self._room.set)

    def stop(self) -> None:
        """Ends what is under way."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: self._task and self._task.cancel())

    async def _all(self) -> None:
        hosts: dict[str, deque[Feed]] = {}
        for feed in self._feeds:
            hosts.setdefault(_host(feed.url), deque()).append(feed)
        async with self._fetcher.session() as session, asyncio.TaskGroup() as group:
            for waiting in hosts.values():
                for _ in range(min(self._fetcher.limits.per_host, len(waiting))):
                    group.create_task(self._lane(session, waiting))

    async def _lane(self, session: aiohttp.ClientSession, waiting: deque[Feed]) -> None:
        while waiting:
            feed = waiting.popleft()
            await self._fetcher.turn(_host(feed.url))
            await self._place()
            self._results.put(await self._fetcher.get(session, feed))

    async def _place(self) -> None:
        """Takes one of the places, as soon as there is one."""
        while self._begun - self._taken >= self._fetcher.limits.concurrency:
            self._room.clear()
            # In this order: the reader looks at it after he has counted, so one of the two sees the other.
            self._is_full = True
            if self._begun - self._taken >= self._fetcher.limits.concurrency:
                await self._room.wait()
        self._is_full = False
        self._begun += 1


def _explained(error: Exception) -> _Failure:
    """The failure that an error of the HTTP client means."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RefusedAddress):
            return _Failure("address", str(cause))
        cause = getattr(cause, "os_error", None) or cause.__cause__
    text = str(error)[:200]
    match error:
        case aiohttp.ClientConnectorDNSError():
            return _Failure("dns", text)
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return _Failure("tls", text)
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return _Failure("proxy", text)
        case aiohttp.ClientConnectorError():
            return _Failure("connect", text)
        case aiohttp.InvalidURL() | ValueError():
            return _Failure("bad-url", text)
        case aiohttp.ClientResponseError():
            return _Failure("protocol", text)
    return _Failure("connect", text or type(error).__name__)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port
    except ValueError:
        return "", "", None


def _shown(url: str) -> str:
    """`url` for a message: short, and without the password it may carry."""
    return re.sub(r"//[^/@]*@", "//…@", url[:200])


def _next_url(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise _Failure("bad-url", f"redirected to no address: {_shown(target)}") from None


def _sendable(value: str | None) -> str | None:
    """The validator if it can be sent back byte for byte."""
    return value if value and value.isprintable() and len(value) <= 1_000 else None


def _retry_after(headers: Mapping[str, str]) -> int | None:
    """Seconds; a date is counted from the answer's own Date."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), _LONGEST_PAUSE)
    try:
        seconds = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return min(max(0, round(seconds.total_seconds())), _LONGEST_PAUSE)


def _max_age(headers: Mapping[str, str]) -> int | None:
    """Seconds for which the answer stays fresh, less those it has already spent in caches."""
    control = headers.get("Cache-Control", "")
    found = _MAX_AGE.search(control)
    if found is None or "no-cache" in control.lower() or "no-store" in control.lower():
        return None
    age = headers.get("Age", "0").strip()
    return max(0, int(found[1]) - (int(age[:9]) if age.isascii() and age.isdigit() else 0))
