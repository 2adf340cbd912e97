"""The web servers on real ports."""

import asyncio
import contextlib
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from app.server import build_chat_app, build_console_app, open_chat_port, open_console_port, serve, stop_on_signals
from bot.commands.request import Reply
from core.card import say
from core.errors import PolicywireError, SettingError
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Running:
    """Both servers, in a thread of their own."""

    console: int
    chat: int


@pytest.fixture
def running(sqlite_store: Store) -> Iterator[Running]:
    sqlite_store.subscriptions.channel("console", "local", "trade", name="trade")
    console = build_console_app(
        sqlite_store, lambda request: Reply(say(request.text)), lambda: NOW, lambda lang: say("well")
    )
    with in_thread(console, build_chat_app()) as ports:
        yield Running(*ports)


@contextlib.contextmanager
def in_thread(*apps: FastAPI) -> Iterator[list[int]]:
    sockets = [open_console_port("127.0.0.1", 0) for _ in apps]
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve(list(zip(apps, sockets, strict=True)), stop)])
    thread.start()
    try:
        yield [listener.getsockname()[1] for listener in sockets]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
    assert not thread.is_alive()


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_both_ports_answer(running):
    assert ask(running.console, "/chat/trade")[0] == 200
    assert ask(running.chat, "/healthz") == (200, '{"status":"ok"}')
    assert ask(running.console, "/healthz") == (200, '{"status":"ok"}')


def test_the_chat_port_has_no_console(running):
    for path in ("/", "/chat/trade", "/status", "/messages/trade", "/static/console.css", "/docs", "/openapi.json"):
        assert ask(running.chat, path)[0] == 404


def test_the_console_is_not_reached_through_the_chat_ports_name(running):
    assert ask(running.console, "/chat/trade", Host=f"127.0.0.1:{running.chat}")[0] == 421
    assert ask(running.console, "/chat/trade", Host="tunnel.example")[0] == 421


def test_a_proxys_header_does_not_change_who_asks(running):
    assert ask(running.console, "/chat/trade", **{"X-Forwarded-For": "127.0.0.1"})[0] == 403


@pytest.mark.parametrize(
    "head",
    [
        b"GET /chat/trade HTTP/1.1\r\n",
        b"GET /chat/trade HTTP/1.0\r\n",
        b"GET /chat/trade HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        b"GET http://evil.example/chat/trade HTTP/1.1\r\nHost: evil.example\r\n",
    ],
)
def test_a_request_without_one_proper_host_gets_no_page(running, head):
    answer = raw(running.console, head + b"Connection: close\r\n\r\n")
    assert answer.split()[1] in {b"400", b"421"}
    assert b"<html" not in answer


def test_a_chunked_body_is_capped(running):
    host = f"127.0.0.1:{running.console}".encode()
    head = b"POST /chat/trade HTTP/1.1\r\nHost: " + host + b"\r\nOrigin: http://" + host + b"\r\nConnection: close\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answer = raw(running.console, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"1\r\nx\r\n0\r\n\r\n")
    assert answer.split()[1] == b"413"


def test_the_server_does_not_tell_what_it_is(running):
    host = f"127.0.0.1:{running.console}".encode()
    answer = raw(running.console, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
    assert b"uvicorn" not in answer.lower()


def test_the_ports_are_free_after_the_stop(sqlite_store):
    with in_thread(build_chat_app()) as (port,):
        assert ask(port, "/healthz")[0] == 200
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/healthz")
    open_chat_port("127.0.0.1", port).close()


def test_a_request_under_way_is_finished_at_the_stop():
    app, entered = build_chat_app(), threading.Event()

    @app.get("/slow")
    def slow() -> str:
        entered.set()
        time.sleep(0.5)
        return "done"

    answers: list[tuple[int, str]] = []
    with in_thread(app) as (port,):
        asking = threading.Thread(target=lambda: answers.append(ask(port, "/slow")))
        asking.start()
        entered.wait(5)
    asking.join(5)
    assert answers == [(200, '"done"')]


def test_a_signal_stops_both():
    async def until_signal() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)
        sites = [(build_chat_app(), open_chat_port("127.0.0.1", 0)) for _ in range(2)]
        await asyncio.wait_for(serve(sites, stop), 10)

    asyncio.run(until_signal())


def test_a_server_that_cannot_start_stops_the_others():
    @contextlib.asynccontextmanager
    async def broken(_: FastAPI):
        raise RuntimeError("no start")
        yield

    sites = [(app, open_chat_port("127.0.0.1", 0)) for app in (build_chat_app(), FastAPI(lifespan=broken))]

    async def run() -> None:
        await asyncio.wait_for(serve(sites, asyncio.Event()), 10)

    with pytest.raises(PolicywireError, match="stopped by itself"):
        asyncio.run(run())
    assert all(listener.fileno() == -1 for _, listener in sites)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", ""])
def test_the_console_is_never_bound_off_loopback(host):
    with pytest.raises(SettingError, match="CONSOLE_HOST"):
        open_console_port(host, 0)


def test_localhost_is_the_loopback_address():
    with open_console_port("localhost", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(("opened", "setting"), [(open_console_port, "CONSOLE_PORT"), (open_chat_port, "CHAT_PORT")])
def test_a_port_in_use_is_named_with_its_setting(opened, setting):
    with open_chat_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            SettingError, match=f"{setting}: cannot listen on 127.0.0.1 port {port}.*set {setting} to another port"
        ):
            opened("127.0.0.1", port)
