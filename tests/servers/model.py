"""An endpoint on loopback that speaks the chat-completions protocol, as well or as badly as a test wants."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

# A request's JSON → what is sent: text as the model's message, bytes as a whole body, or a function that writes itself.
Behaviour = Callable[[dict[str, Any]], "str | bytes | Callable[[BaseHTTPRequestHandler], None]"]


def completion(text: str, usage: dict[str, Any] | None = None) -> bytes:
    """A chat completion with one message."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return json.dumps(body | ({"usage": usage} if usage else {})).encode()


def status(code: int, headers: dict[str, str] | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    """An error answer."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        body = b'{"error": {"message": "no", "type": "x", "code": "x"}}'
        for name, value in {
            "Content-Length": str(len(body)),
            "Content-Type": "application/json",
            **(headers or {}),
        }.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def hanging(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says nothing at all for a while."""
    return lambda handler: time.sleep(seconds)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A blank every fiftieth of a second, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.02)


def stalling(handler: BaseHTTPRequestHandler) -> None:
    """Begins an answer and falls silent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.wfile.flush()
    time.sleep(60)


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Promises more than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')


class ModelServer:
    """Answers every POST as `behaviour` says. `asked` holds the requests' JSON, `keys` their Authorization headers."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(given)
                outer.keys.append(self.headers["Authorization"])
                answer = outer.behaviour(given)
                with suppress(OSError):
                    if callable(answer):
                        answer(self)
                        return
                    body = completion(answer) if isinstance(answer, str) else answer
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
