"""The web servers of the process: the console on a loopback port, the chat endpoints on another one.

What the pages say is in bot/console; what the chat endpoints do is in bot/slack. Here they are put on ports.
"""

import asyncio
import contextlib
import secrets
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

import uvicorn
from fastapi import FastAPI

from app.operations import health_router
from bot.commands.request import Reply, Request
from bot.console.frame import Desk, Tools
from bot.console.pages import Console
from bot.console.render import Look
from bot.console.sign_in import SignIn
from core.card import Card
from core.errors import PolicywireError, SettingError
from storage.store import Store

CONSOLE_HOSTS = ("127.0.0.1", "localhost", "::1")
# A request that still runs when the process is asked to stop gets this long, in seconds.
GRACE = 5


def build_console_app(
    store: Store,
    dispatch: Callable[[Request], Reply],
    clock: Callable[[], datetime],
    status: Callable[[str], Card],
    *,
    zone: tzinfo = UTC,
    lang: str = "en",
    completions: Sequence[str] = (),
    tools: Tools | None = None,
    sign_in: SignIn | None = None,
    secret: str = "",
) -> FastAPI:
    """The console. `status` draws the card of its status page in a language; `completions` are offered in the command line.

    `tools` are the parts that the bot's pages cannot have by themselves. Times are shown in `zone`; `lang` is the language
    of new channels and of pages that belong to no channel. Without `sign_in` the pages answer this machine only; `secret`
    signs the cookie of a provider's sign-in.
    """
    app = _bare_app("Policywire console")
    app.include_router(health_router())
    look = Look(secrets.token_urlsafe(32), zone, lang)
    desk = Desk(store, dispatch, clock, status, look, completions, tools or Tools())
    Console(desk, sign_in, secret).install(app)
    return app


def build_chat_app() -> FastAPI:
    """The application that the chat platforms' endpoints are added to; by itself it answers /healthz only."""
    app = _bare_app("Policywire")
    app.include_router(health_router())
    return app


def open_console_port(host: str, port: int, *, signed_in: bool = False) -> socket.socket:
    """The console's listening socket. Raises SettingError off loopback where nobody has to sign in."""
    if host not in CONSOLE_HOSTS and not signed_in:
        raise SettingError(
            f"CONSOLE_HOST is {host}, but the console has no sign-in and is for this machine only; set it to 127.0.0.1"
        )
    return _listen("CONSOLE_PORT", "127.0.0.1" if host == "localhost" else host, port)


def open_chat_port(host: str, port: int) -> socket.socket:
    """The chat endpoints' listening socket. Raises SettingError where the address cannot be had."""
    return _listen("CHAT_PORT", host, port)


def open_operations_port(host: str, port: int) -> socket.socket:
    """The listening socket for probes and figures. Raises SettingError where the address cannot be had."""
    return _listen("OPERATIONS_PORT", host, port)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` at SIGTERM and SIGINT. For the running loop of the main thread."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


async def serve(sites: Sequence[tuple[FastAPI, socket.socket]], stop: asyncio.Event) -> None:
    """Serve each application on its socket until `stop` is set; then let what runs finish, and return.

    The sockets are closed in the end. Raises PolicywireError where a server ends by itself; the others are stopped then.
    """
    servers = [(_Server(_config(app)), listener) for app, listener in sites]
    running = [asyncio.create_task(_run(server, listener)) for server, listener in servers]
    asked = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*running, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for server, _ in servers:
            server.should_exit = True
        await asyncio.gather(*running, return_exceptions=True)
        asked.cancel()
        for _, listener in servers:
            listener.close()
    if not stop.is_set():
        raise PolicywireError("a web server stopped by itself; the lines above say why")


async def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # Where an application does not start, uvicorn leaves by SystemExit, which would tear the whole loop down.
    with contextlib.suppress(SystemExit):
        await server.serve([listener])


class _Server(uvicorn.Server):
    """A server that leaves signals to the process: two servers share its loop, and only one of them would hear."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: FastAPI) -> uvicorn.Config:
    # The process has its own logging. A proxy's headers are not believed; the console refuses them.
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )


def _bare_app(title: str) -> FastAPI:
    return FastAPI(title=title, openapi_url=None, docs_url=None, redoc_url=None)


def _listen(setting: str, host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise SettingError(
            f"{setting}: cannot listen on {host} port {port} ({error}); stop the program that uses it or set {setting} "
            "to another port"
        ) from error
