"""As whom we speak: the credentials of the workspace that a request came from."""

import asyncio
from collections.abc import Awaitable, Callable

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.tokens import SURFACE, Tokens
from storage.store import Store

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]


def authorizer(store: Store, tokens: Tokens) -> Authorize:
    """Who speaks in the workspace of a request; None where nobody installed us there."""

    def find(enterprise: str, team: str) -> AuthorizeResult | None:
        if enterprise and team:
            store.installations.meet(SURFACE, team, enterprise)
        found = store.installations.of(SURFACE, team, enterprise)
        token = tokens(team) if found and team else found.token if found else None
        if found is None or token is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise or None,
            team_id=team or None,
            bot_token=token.reveal(),
            bot_id=found.bot or None,
            bot_user_id=found.bot_user or None,
        )

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, **_: object
    ) -> AuthorizeResult | None:
        return await asyncio.to_thread(find, enterprise_id or "", team_id or "")

    return authorize
