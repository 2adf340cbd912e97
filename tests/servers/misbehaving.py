"""A web server on loopback that answers each path as a test tells it to, well or badly.

It speaks HTTP by hand, since the point is to send what no sane server library would.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Asked:
    """A request as it came: `target` is the request line's second word, header names are lower case, values as bytes."""

    target: str
    headers: Mapping[str, bytes]
    at: float
    form: bytes = b""


Answer = Callable[[Asked], Iterable[bytes]]


def http(
    body: bytes = b"",
    headers: Mapping[str, str | bytes] | None = None,
    status: str = "200 OK",
    length: int | None = None,
) -> bytes:
    """A whole answer. `length` is the Content-Length to claim, the true one if None, none at all if negative."""
    lines = [b"HTTP/1.1 " + status.encode()]
    size = len(body) if length is None else length
    if size >= 0:
        lines.append(b"Content-Length: %d" % size)
    for name, value in (headers or {}).items():
        lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def always(answer: bytes) -> Answer:
    """The same answer to everyone."""
    return lambda asked: [answer]


def redirect(target: str, status: str = "301 Moved Permanently", headers: Mapping[str, str] | None = None) -> Answer:
    """A redirect without a body."""
    return always(http(status=status, headers={"Location": target, **(headers or {})}))


def dripping(start: bytes, piece: bytes, pause: float) -> Answer:
    """`start`, then `piece` for ever, a pause apart."""

    def pieces(asked: Asked) -> Iterable[bytes]:
        yield start
        while True:
            time.sleep(pause)
            yield piece

    return pieces


def silent(asked: Asked) -> Iterable[bytes]:
    """Accepts, and says nothing for as long as the other side waits."""
    time.sleep(30)
    return ()


@dataclass
class Server:
    """Answers on 127.0.0.1 (and any other address of 127/8 given as `host`) until closed. `asked` holds all requests."""

    answers: dict[str, Answer] = field(default_factory=dict)
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    together: int = 0
    most_together: int = 0

    def __enter__(self) -> Self:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server((self.host, self.port), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of `path` here, under another name if given."""
        return f"http{'s' if self.tls else ''}://{host or self.host}:{self.port}{path}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self._open.add(connection)
            with connection, connection.makefile("rb") as lines:
                while self._turn(connection, lines.readline, lines.read):
                    pass
        except (OSError, ValueError):
            pass
        finally:
            with self._lock:
                self._open.discard(connection)

    def _turn(self, connection: socket.socket, line: Callable[[], bytes], read: Callable[[int], bytes]) -> bool:
        """One request and its answer. False once the other side has gone or the answer has no end of its own."""
        request = line().split()
        if len(request) < 2:
            return False
        headers: dict[str, bytes] = {}
        while (row := line().rstrip(b"\r\n")) and b":" in row:
            name, _, value = row.partition(b":")
            headers[name.decode("latin-1").lower()] = value.strip()
        form = read(int(headers.get("content-length", b"0")))
        asked = Asked(request[1].decode("latin-1"), headers, time.monotonic(), form)
        with self._lock:
            self.asked.append(asked)
            self.together += 1
            self.most_together = max(self.most_together, self.together)
        try:
            return self._answer(connection, asked)
        finally:
            with self._lock:
                self.together -= 1

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        path = asked.target.partition("?")[0]
        answer = self.answers.get(path) or self.answers.get("*") or always(http(status="404 Not Found"))
        sent = b""
        for piece in answer(asked):
            connection.sendall(piece)
            sent = sent or piece
        head = sent.partition(b"\r\n\r\n")[0].lower()
        return b"content-length" in head and b"connection: close" not in head
