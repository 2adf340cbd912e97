"""`policywire run`: web, scheduler and worker in one process, until it is asked to stop."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from app.server import build_chat_app, build_console_app, open_chat_port, open_console_port, serve, stop_on_signals
from app.wiring import Product, clock
from bot.commands.request import Request
from bot.slack.receive import build_app, events_router, socket_mode
from core.card import Card

log = logging.getLogger(__name__)


async def run(product: Product) -> None:
    """Serve and work until SIGTERM or SIGINT; then let what runs finish."""
    settings = product.settings
    stop = asyncio.Event()
    stop_on_signals(stop)
    chat = build_chat_app()
    console_port = open_console_port(settings.console_host, settings.console_port)
    chat_port = open_chat_port(settings.chat_host, settings.chat_port)
    console = build_console_app(
        product.store, product.dispatch, clock, lambda: status_card(product), zone=settings.zone, lang=settings.language, completions=completions(product)
    )
    schedule = product.schedule()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_slack(product, chat))
        schedule.start()
        stack.push_async_callback(asyncio.to_thread, schedule.stop)
        log.info(
            "console: http://%s:%d  chat endpoints: http://%s:%d",
            "127.0.0.1",
            settings.console_port,
            settings.chat_host,
            settings.chat_port,
        )
        await serve([(console, console_port), (chat, chat_port)], stop)
        log.info("stopping")


def status_card(product: Product) -> Card:
    """What `status` answers in the console."""
    return product.dispatch(
        Request("console", "local", "trade", "you", "status", "trade", product.settings.language)
    ).card


def completions(product: Product) -> list[str]:
    """Command lines that the console offers while one types."""
    from bot.commands.table import COMMANDS

    return [*(c.verb for c in COMMANDS), *(f"subscribe {topic}" for topic in product.catalogue.topics)]


@asynccontextmanager
async def _slack(product: Product, chat: FastAPI) -> AsyncIterator[None]:
    """Slack's inbound side, where its tokens are set: a socket of ours, or signed requests to the chat port."""
    settings = product.settings
    if settings.slack_bot_token is None:
        log.info("Slack is not configured; set SLACK_BOT_TOKEN to connect it")
        yield
        return
    options: dict[str, Any] = (
        {"signing_secret": settings.slack_signing_secret.get_secret_value()} if settings.slack_signing_secret else {}
    )
    app = build_app(
        dispatch=product.dispatch,
        bot_token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        **options,
    )
    if settings.slack_app_token:
        async with socket_mode(app, settings.slack_app_token.get_secret_value()):
            yield
        return
    chat.include_router(events_router(app))
    yield
