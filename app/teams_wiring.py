"""Teams' parts built from the settings, where it is configured. The SDK takes a second to import, so only then."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from app.downloads import downloads_router
from app.settings import LOOPBACK, Settings
from bot.commands.request import Reply, Request
from core.model import Channel
from core.ports import Outcome, Sent
from storage.store import Store

if TYPE_CHECKING:
    from bot.teams.activity import Trust
    from bot.teams.connector import Connector
    from bot.teams.files import Files
    from bot.teams.sdk import Teams
    from bot.teams.send import TeamsSurface

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeamsParts:
    """What sends to Teams, and what receives from it."""

    sdk: "Teams"
    connector: "Connector"
    trust: "Trust"
    files: "Files"
    surface: "TeamsSurface"
    admins: frozenset[str]


def build_teams(settings: Settings, store: Store, clock: Callable[[], datetime]) -> TeamsParts | None:
    """The parts; None where Teams is not configured."""
    if not settings.teams_client_id and settings.teams_authentication:
        return None
    from bot.teams.activity import Trust
    from bot.teams.connector import Connector
    from bot.teams.files import Files
    from bot.teams.sdk import Identity, Teams
    from bot.teams.send import MANNERS, TeamsSurface

    if settings.teams_client_id and settings.teams_client_secret:
        secret = settings.teams_client_secret.get_secret_value()
        identity = Identity(settings.teams_client_id, secret, settings.teams_tenant_ids[0])
        trust = Trust(frozenset(settings.teams_tenant_ids))
    else:
        log.warning("requests to Teams' endpoint are not checked; it is reached from this machine only")
        identity, trust = Identity(), Trust(frozenset(), LOOPBACK, plain_http=True)
    sdk = Teams(identity, timeout=MANNERS.timeout)
    connector = Connector(sdk.client, sdk.token, timeout=MANNERS.timeout)
    files = Files(store.downloads, clock, settings.zone, settings.public_url)
    surface = TeamsSurface(connector, store.teams, trust, files)
    return TeamsParts(sdk, connector, trust, files, surface, frozenset(settings.teams_admins))


def befell_teams(store: Store, clock: Callable[[], datetime], ops: Channel | None) -> Callable[[Channel, Sent], None]:
    """What becomes of a channel on Teams that refused a message."""

    def happened(channel: Channel, sent: Sent) -> None:
        from bot.teams.lifecycle import befell

        if sent.outcome is Outcome.CLOSED:
            befell(store, channel, sent, clock(), ops)

    return happened


@contextmanager
def teams_endpoint(
    parts: TeamsParts,
    store: Store,
    dispatch: Callable[[Request], Reply],
    clock: Callable[[], datetime],
    zone: ZoneInfo,
    ops: Channel | None = None,
) -> Iterator[APIRouter]:
    """`POST /api/messages`, and the links to files, while the context is open."""
    from bot.teams.answer import Answers
    from bot.teams.receive import Receiver

    answers = Answers(parts.connector, store.teams, parts.files)
    receiver = Receiver(dispatch, store, answers, parts.files, parts.trust, clock, zone, admins=parts.admins, ops=ops)
    router = parts.sdk.router(receiver)
    router.include_router(downloads_router(store.downloads, clock))
    try:
        yield router
    finally:
        receiver.close()
