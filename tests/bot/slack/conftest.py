"""A Slack that answers what a test tells it to, over real HTTP on the loopback interface."""

import asyncio
import json
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.slack.receive import build_app
from tests.bot.slack.sender import SECRET, TOKEN, Desk, Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One answer. `body` as JSON or as it is; `hang_up` closes the connection instead, after reading the request."""

    body: Json | bytes = field(default_factory=lambda: {"ok": True, "ts": "1.2", "user_id": "U0BOT", "bot_id": "B0BOT"})
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0
    hang_up: bool = False


@dataclass(frozen=True)
class Received:
    """One request: the Web API method (or the path), what it said, and the connection it came over."""

    method: str
    body: Json
    authorization: str | None
    connection: int


class Server(ThreadingHTTPServer):
    """Takes many connections at once."""

    daemon_threads = True
    request_queue_size = 64


class FakeSlack:
    """Answers each request with the next planned answer for its path, else with success."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._plans: dict[str, deque[Answer]] = {}
        self._server = Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def plan(self, method: str, *answers: Answer) -> None:
        self._plans.setdefault(method, deque()).extend(answers)

    def calls(self, method: str) -> list[Json]:
        return [one.body for one in self.received if one.method == method]

    def wait_for(self, method: str, count: int = 1) -> list[Json]:
        """The bodies of the calls of a method, once there are `count` of them."""
        self.wait_until(lambda: len(self.calls(method)) >= count)
        return self.calls(method)

    def wait_until(self, look: Callable[[], bool]) -> None:
        """Returns when `look` says so; fails the test when it does not in time."""
        end = time.monotonic() + 5
        while not look():
            if time.monotonic() > end:
                pytest.fail(f"waited in vain; Slack was called for {[one.method for one in self.received]}")
            time.sleep(0.01)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                method = self.path.removeprefix("/api/")
                raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
                body = json.loads(raw) if raw.startswith(b"{") else dict(parse_qsl(raw.decode("utf-8", "replace")))
                auth = self.headers["Authorization"]
                fake.received.append(Received(method, body, auth, self.client_address[1]))
                planned = fake._plans.get(method)
                self._answer(planned.popleft() if planned else Answer())

            def _answer(self, answer: Answer) -> None:
                time.sleep(answer.delay)
                if answer.hang_up:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", **dict(answer.headers)}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                with suppress(ConnectionError):  # the caller may have lost its patience
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        return Handler


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy of the machine is not for the loopback interface."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    yield fake
    fake.close()


@pytest.fixture
def answer() -> Callable[..., Answer]:
    """Makes an answer; test modules cannot import from here."""
    return Answer


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join()
    running.run_until_complete(running.shutdown_default_executor())
    running.close()


@pytest.fixture
def workspace(slack: Any, desk: Desk, loop: asyncio.AbstractEventLoop) -> Workspace:
    address = slack.api_url.removesuffix("/")
    app = build_app(dispatch=desk, bot_token=TOKEN, signing_secret=SECRET, base_url=address)
    return Workspace(app, slack, loop)
