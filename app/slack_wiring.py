"""Slack's parts put together: who speaks where, the surface for alerts, the endpoint for requests, the install page."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI

from app.settings import Settings
from bot.commands.request import Reply, Request
from bot.slack.home_tab import DrawHome
from bot.slack.install import PAGE, App, install_router
from bot.slack.lifecycle import Lifecycle
from bot.slack.receive import build_app, events_router, socket_mode
from bot.slack.send import SlackSurface
from bot.slack.speaking import authorizer
from bot.slack.tokens import SURFACE, Tokens
from core.model import Channel
from core.ports import Outcome, Sent
from core.secret import Secret
from core.spaces import Fate
from storage.store import Store

log = logging.getLogger(__name__)

_FATES = {"is_archived": Fate.ARCHIVED, "not_in_channel": Fate.REMOVED, "channel_not_found": Fate.REMOVED}


@dataclass(frozen=True, slots=True)
class SlackParts:
    """What Slack needs in a process. `tokens` are those of many workspaces, None where there is the one of the settings."""

    surface: SlackSurface
    tokens: Tokens | None = None

    def renew(self) -> tuple[int, int]:
        """Renew the tokens that end soon: how many were, how many could not be."""
        return self.tokens.renew_due() if self.tokens else (0, 0)


def build_slack(settings: Settings, store: Store, clock: Callable[[], datetime]) -> SlackParts | None:
    """The parts, where the settings ask for Slack."""
    base = settings.slack_api_url
    if settings.slack_bot_token:
        return SlackParts(SlackSurface(settings.slack_bot_token.get_secret_value(), base))
    if settings.slack_client_id and settings.slack_client_secret:
        secret = Secret(settings.slack_client_secret.get_secret_value())
        tokens = Tokens(store, settings.slack_client_id, secret, base, clock)
        return SlackParts(SlackSurface(tokens, base), tokens)
    return None


@asynccontextmanager
async def slack_endpoint(
    parts: SlackParts,
    settings: Settings,
    store: Store,
    dispatch: Callable[[Request], Reply],
    clock: Callable[[], datetime],
    chat: FastAPI,
    home: DrawHome,
    ops: Channel | None = None,
) -> AsyncIterator[None]:
    """Slack's inbound side: a socket of ours, or signed requests to the chat port; with an install page for many workspaces."""
    lifecycle = Lifecycle(store, clock, ops)

    def answer(request: Request) -> Reply:
        lifecycle.alive(request.workspace, request.channel)
        return dispatch(request)

    app = build_app(
        dispatch=answer,
        bot_token=settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None,
        signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None,
        base_url=settings.slack_api_url,
        home=home,
        authorize=authorizer(store, parts.tokens) if parts.tokens else None,
        first=lambda id: store.seen.first(id, clock()),
    )
    lifecycle.install(app)
    if parts.tokens:
        chat.include_router(install_router(_app(settings), store, clock))
        log.info("workspaces install us at %s%s", settings.public_url, PAGE)
    if settings.slack_app_token:
        async with socket_mode(app, settings.slack_app_token.get_secret_value()):
            yield
        return
    chat.include_router(events_router(app))
    yield


def befell(
    parts: SlackParts | None, store: Store, clock: Callable[[], datetime], ops: Channel | None
) -> Callable[[Channel, Sent], None]:
    """What becomes of a channel that refused a message, and of a workspace that does not know us any more."""

    def happened(channel: Channel, sent: Sent) -> None:
        reason = sent.reason or "no reason given"
        if sent.outcome is Outcome.CLOSED:
            store.fates.close(channel, _FATES.get(reason, Fate.REFUSED), reason, clock(), ops)
        elif channel.surface == SURFACE and parts and parts.tokens:
            gone = store.installations.of(SURFACE, channel.workspace)
            if gone:
                store.installations.end(SURFACE, gone.enterprise, gone.team, reason, clock())

    return happened


def _app(settings: Settings) -> App:
    secret, key = settings.slack_client_secret, settings.secret_key
    if not (settings.slack_client_id and secret and key and settings.public_url):
        raise AssertionError("the settings were checked")
    return App(
        settings.slack_client_id,
        Secret(secret.get_secret_value()),
        Secret(key.get_secret_value()),
        settings.public_url,
        settings.slack_api_url,
        settings.language,
    )
