"""`policywire run`: web, scheduler and worker in one process, until it is asked to stop."""

import asyncio
import logging
import socket
import sys
import threading
from contextlib import AsyncExitStack

from fastapi import FastAPI

from app.console_tools import build_sign_in, build_tools
from app.feed_wiring import ops_channel
from app.operations import build_operations_app, metrics_router, ready_router
from app.server import (
    build_chat_app,
    build_console_app,
    open_chat_port,
    open_console_port,
    open_operations_port,
    serve,
    stop_on_signals,
)
from app.slack_wiring import slack_endpoint
from app.start import settle
from app.teams_wiring import teams_endpoint
from app.waking import calls_answered
from app.websub import websub_router
from app.wiring import Product, clock
from bot.commands.overview import installation
from bot.commands.table import COMMANDS
from core.card import Card, Heading
from core.wording import say
from jobs.schedule import Schedule

log = logging.getLogger(__name__)

# A job that runs when the process is asked to stop gets this long, in seconds. Whoever stops it waits some ten in all.
GRACE = 4.0
# How long a busy thread keeps the others waiting. Chat platforms want to be acknowledged at once, whatever is polled or
# matched meanwhile; with Python's own 5 ms the slowest acknowledgements take longer (bench/ack.py).
SWITCH_SECONDS = 0.0005


async def run(product: Product, *, working: bool = True) -> bool:
    """Serve and work until SIGTERM or SIGINT; then let what runs finish. Says whether all of it did.

    Without `working` only the web is served, and `policywire worker` does the rest elsewhere.
    """
    settings = product.settings
    sys.setswitchinterval(SWITCH_SECONDS)
    settle()
    stop = asyncio.Event()
    stop_on_signals(stop)
    chat = build_chat_app()
    if product.websub:
        chat.include_router(websub_router(product.websub, clock))
    console_port = open_console_port(settings.console_host, settings.console_port, signed_in=settings.console_signs_in)
    chat_port = open_chat_port(settings.chat_host, settings.chat_port)
    console = build_console_app(
        product.store,
        product.dispatch,
        clock,
        lambda lang: status_card(product, lang),
        zone=settings.zone,
        lang=settings.language,
        completions=completions(product),
        tools=build_tools(product),
        sign_in=build_sign_in(settings),
        secret=settings.secret_key.get_secret_value() if settings.secret_key else "",
    )
    for site in (chat, console):
        site.include_router(ready_router(product.store, clock))
    console.include_router(metrics_router(product.store, clock))
    schedule = product.schedule()
    async with AsyncExitStack() as stack:
        if product.slack:
            ops = ops_channel(settings, product.store)
            given = (product.slack, settings, product.store, product.dispatch, clock, chat, product.home, ops)
            await stack.enter_async_context(slack_endpoint(*given))
        else:
            log.info("Slack is not configured; set SLACK_BOT_TOKEN to connect it")
        if product.teams:
            ops = ops_channel(settings, product.store)
            endpoint = teams_endpoint(product.teams, product.store, product.dispatch, clock, settings.zone, ops)
            chat.include_router(stack.enter_context(endpoint))
        # Whoever does the work is told of it, also by a process that serves only.
        stack.enter_context(calls_answered(product.store.database, schedule if working else None))
        if working:
            schedule.start()
        ended = threading.Event()
        stack.push_async_callback(finish, schedule, ended)
        stack.callback(product.stopping.set)
        log.info("open the console at %s; chat endpoints at %s", _address(console_port), _address(chat_port))
        await serve([(console, console_port), (chat, chat_port), *operations_site(product)], stop)
        log.info("stopping")
    log.info("stopped" if ended.is_set() else "stopped; a job that did not end in time comes again at the next start")
    return ended.is_set()


def operations_site(product: Product) -> list[tuple[FastAPI, socket.socket]]:
    """The port for probes and figures, where one is set."""
    settings = product.settings
    if settings.operations_port is None:
        return []
    listener = open_operations_port(settings.operations_host, settings.operations_port)
    return [(build_operations_app(product.store, clock), listener)]


def status_card(product: Product, lang: str) -> Card:
    """The console's page on how the installation fares."""
    return Card((Heading(say(lang, "status.title")), *installation(product.store, lang)))


def completions(product: Product) -> list[str]:
    """Command lines that the console offers while one types."""
    return [*(c.verb for c in COMMANDS), *(f"subscribe {topic}" for topic in product.catalogue.topics)]


async def finish(schedule: Schedule, ended: threading.Event) -> None:
    """Let running jobs end, in a thread that the process does not wait for."""

    def stop() -> None:
        schedule.stop()
        ended.set()

    threading.Thread(target=stop, name="stop", daemon=True).start()
    await asyncio.to_thread(ended.wait, GRACE)


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
