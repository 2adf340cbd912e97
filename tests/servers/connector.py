"""Teams on loopback: a connector that answers what a test tells it to and records what it got, and a server of signing keys.

Not a copy of Microsoft's service: it speaks the few calls that a bot makes, and lies where a test wants it to.
"""

import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

Json = dict[str, Any]

BOT = "0f5a3c52-6d1e-4a57-9a1e-5d0c1b9f7a10"
TENANT = "7d1c2f9e-0b6b-4c53-8a45-3b7de0a7c001"
PERSON = {"id": "29:kim", "name": "Kim Minji", "aadObjectId": "b0f1a2c3-0000-4000-8000-00000000c0de"}
ISSUER = "https://api.botframework.com"
CHANNEL = "19:trade@thread.tacv2"
TEAM = "19:general@thread.tacv2"
CHAT = "a:1kim"

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Plan:
    """One answer. `hang_up` takes the request and closes the connection; `delay` is seconds, or until an event is set."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_up: bool = False
    wait: threading.Event | None = None


@dataclass(frozen=True)
class Received:
    """One request of ours. `path` is decoded and without the query."""

    method: str
    path: str
    query: str
    body: Json
    authorization: str | None

    @property
    def card(self) -> Json:
        """The Adaptive Card of a message."""
        content: Json = self.body["attachments"][0]["content"]
        return content

    @property
    def plain(self) -> str:
        """What a message says in text."""
        is_card = any("content" in one and "fallbackText" in one["content"] for one in self.body.get("attachments", []))
        return str(self.card["fallbackText"] if is_card else self.body.get("text", ""))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class FakeTeams:
    """Answers each call with the next planned answer whose path it contains, else with success and a new message id."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.asked: list[str] = []
        self.files: list[tuple[bytes, str | None, str | None]] = []
        self.channels: list[Json] = []
        self.key_requests = 0
        self.keys_wait: threading.Event | None = None
        self._plans: list[tuple[str, deque[Plan]]] = []
        self._changed = threading.Condition()
        self._made = 0
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def metadata_url(self) -> str:
        """What the SDK is told as the place of its OpenID metadata; it takes the keys from beside it."""
        return f"{self.url}/v1/.well-known/openidconfiguration"

    def plan(self, path: str, *answers: Plan) -> None:
        """The next answers to calls whose path, with its query, contains this."""
        self._plans.append((path, deque(answers)))

    def posts(self) -> list[Received]:
        """The messages that were posted or changed, refused ones included."""
        return [one for one in self.received if "/activities" in one.path]

    def wait_for(self, count: int) -> list[Received]:
        """The posted messages, once there are so many."""
        self.wait_until(lambda: len(self.posts()) >= count)
        return self.posts()

    def wait_until(self, look: Callable[[], bool], seconds: float = 20.0) -> None:
        """Returns when `look` says so; fails the test when it does not in time."""
        end = time.monotonic() + seconds
        with self._changed:
            while not look():
                left = end - time.monotonic()
                if left <= 0:
                    pytest.fail(f"waited in vain; Teams was called for {[one.path for one in self.received]}")
                self._changed.wait(min(left, 0.05))

    def token(self, *, key: str = "ours", kid: str = "k1", alg: str = "RS256", **claims: Any) -> str:
        """A token as Teams signs it; claims replace the right ones, None takes one away. `key` other is a forger's."""
        now = int(datetime.now(UTC).timestamp())  # noqa: TID251 - the SDK checks a token by the real clock
        told = {"iss": ISSUER, "aud": BOT, "iat": now, "nbf": now, "exp": now + 600, "serviceurl": self.url, **claims}
        payload = {name: value for name, value in told.items() if value is not None}
        signing: Any = {"ours": _KEY, "other": _OTHER_KEY, "none": None}[key]
        return jwt.encode(payload, signing, algorithm=alg, headers={"kid": kid})

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _next(self, path: str) -> Plan:
        for planned, answers in self._plans:
            if answers and planned in path:
                return answers.popleft()
        self._made += 1
        return Plan(201, {"id": f"m{self._made}"})

    def _read(self, path: str) -> Json:
        if path.endswith("/keys"):
            return self._keys()
        self.asked.append(path)
        return {"conversations": self.channels}

    def _keys(self) -> Json:
        self.key_requests += 1
        if self.keys_wait:
            self.keys_wait.wait(20)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_KEY.public_key()))
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256", "endorsements": ["msteams"]}]}


class _Handler(BaseHTTPRequestHandler):
    """One connection. `fake` is whose it is."""

    fake: FakeTeams
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._reply(Plan(200, self.fake._read(unquote(self.path))))

    def do_POST(self) -> None:
        self._take()

    def do_PUT(self) -> None:
        if self.path == "/drive":
            self._keep()
        else:
            self._take()

    def _keep(self) -> None:
        """Somebody's OneDrive: a file, its range, and a token that it must not get."""
        data = self.rfile.read(int(self.headers["Content-Length"]))
        with self.fake._changed:
            plan = self.fake._next(self.path)
            if plan.status < 300:
                self.fake.files.append((data, self.headers["Content-Range"], self.headers["Authorization"]))
        self._reply(plan)

    def _take(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if not raw:  # begun too late and broken off
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        one = Received(self.command, unquote(parts.path), parts.query, json.loads(raw), self.headers["Authorization"])
        with self.fake._changed:
            plan = self.fake._next(unquote(self.path))
            self.fake.received.append(one)
            self.fake._changed.notify_all()
        self._reply(plan)

    def _reply(self, plan: Plan) -> None:
        if plan.wait:
            plan.wait.wait(20)
        if plan.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = b"" if plan.body is None else json.dumps(plan.body).encode()
        with suppress(ConnectionError):  # the caller may have lost its patience
            self.send_response(plan.status)
            for name, value in {"Content-Type": "application/json", **plan.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def activity(text: str | None = None, /, *, service_url: str, place: str = CHAT, **more: Any) -> Json:
    """An activity as Teams sends it: from Kim in her chat, or with `place` a channel's id in that channel."""
    personal = place == CHAT
    conversation = {"id": place, "conversationType": "personal" if personal else "channel", "tenantId": TENANT}
    data: Json = {"tenant": {"id": TENANT}}
    if not personal:
        data |= {"team": {"id": TEAM}, "channel": {"id": place.partition(";")[0]}}
    made = {
        "type": "message", "id": more.pop("id", f"a{time.monotonic_ns()}"), "channelId": "msteams", "serviceUrl": service_url,
        "locale": "en-US", "from": dict(PERSON), "recipient": {"id": f"28:{BOT}", "name": "Policy"},
        "conversation": conversation, "channelData": data,
    }  # fmt: skip
    if text is not None and personal:
        made |= {"text": text}
    elif text is not None:
        mention = {"type": "mention", "text": "<at>Policy</at>", "mentioned": {"id": f"28:{BOT}", "name": "Policy"}}
        made |= {"text": f"<at>Policy</at> {text}", "entities": [mention]}
    return made | more
