"""What Slack says befell a workspace, a channel or a person, and what becomes of it here. Not for commands (receive.py).

Channels: archived, deleted, left or renamed; the bot let in again. People: who left hands over. The app: uninstalled, its
tokens revoked. What each means is in core/spaces.py and storage/fates.py; docs/slack.md tells people.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from slack_bolt.async_app import AsyncApp

from bot.slack.render import Json
from core.model import Channel
from core.roles import Person, Place
from core.spaces import Fate
from storage.audit import Actor
from storage.store import Store

log = logging.getLogger(__name__)

SURFACE = "slack"
_CLOSING = {
    "channel_archive": Fate.ARCHIVED,
    "group_archive": Fate.ARCHIVED,
    "channel_deleted": Fate.DELETED,
    "group_deleted": Fate.DELETED,
    "channel_left": Fate.REMOVED,
    "group_left": Fate.REMOVED,
}
_OPENING = ("channel_unarchive", "group_unarchive")
_RENAMING = ("channel_rename", "group_rename")


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Carries out what the events say. `ops` is where the installation's own people are told."""

    store: Store
    clock: Callable[[], datetime]
    ops: Channel | None = None

    def install(self, app: AsyncApp) -> None:
        """Look at every event that is known here, also at those that somebody else answers."""
        app.use(self._look)
        for name in HANDLERS:
            app.event(name)(_nothing)

    async def _look(self, body: Json, next: Callable[[], Awaitable[None]]) -> None:
        event = body.get("event")
        if isinstance(event, dict) and event.get("type") in HANDLERS:
            await asyncio.to_thread(self.happened, str(event["type"]), body, event)
        await next()

    def happened(self, name: str, body: Json, event: Json) -> None:
        """Carry out one event, once among all replicas."""
        event_id = str(body.get("event_id") or "")
        if event_id and not self.store.seen.first(f"slack-life:{event_id}", self.clock()):
            return
        workspace, enterprise = str(body.get("team_id") or ""), str(body.get("enterprise_id") or "")
        if workspace and enterprise:
            self.store.installations.meet(SURFACE, workspace, enterprise)
        place, user = Place(SURFACE, workspace, _channel_of(event)), Person("slack", "Slack")
        known = self.store.fates.known(SURFACE, workspace, place.channel) if place.channel else None
        actor = Actor(
            Place(SURFACE, workspace, place.channel, known.name if known else ""), user, name, self.clock(),
            known.key if known else 0,
        )  # fmt: skip
        with self.store.audit.acting(actor):
            HANDLERS[name](self, Happening(workspace, enterprise, known, event, body))

    def alive(self, workspace: str, address: str) -> None:
        """Somebody used us there: the workspace has us, and a channel that refused us may be tried again."""
        if self.store.spaces.has_left(SURFACE, workspace):
            self.store.spaces.come_back(SURFACE, workspace)
        channel = self.store.fates.known(SURFACE, workspace, address)
        if channel and self.store.fates.of(channel) is Fate.REFUSED:
            self.store.fates.reopen(channel, self.clock())


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: where it happened, the channel where it is about one that is known, and what Slack sent."""

    workspace: str
    enterprise: str
    channel: Channel | None
    event: Json
    body: Json


_Handler = Callable[[Lifecycle, Happening], None]


def _closed(life: Lifecycle, it: Happening) -> None:
    if it.channel:
        life.store.fates.close(
            it.channel, _CLOSING[str(it.event["type"])], str(it.event["type"]), life.clock(), life.ops
        )


def _opened(life: Lifecycle, it: Happening) -> None:
    if it.channel:
        life.store.fates.reopen(it.channel, life.clock())


def _renamed(life: Lifecycle, it: Happening) -> None:
    new = it.event.get("channel")
    if it.channel and isinstance(new, dict) and new.get("name"):
        life.store.fates.renamed(SURFACE, it.workspace, it.channel.address, str(new["name"])[:200])


def _moved(life: Lifecycle, it: Happening) -> None:
    old, new = str(it.event.get("old_channel_id") or ""), str(it.event.get("new_channel_id") or "")
    if old and new:
        life.store.fates.moved(SURFACE, it.workspace, old, new)


def _joined(life: Lifecycle, it: Happening) -> None:
    if it.channel and _is_us(it.event, it.body):
        life.store.fates.reopen(it.channel, life.clock())


def _left(life: Lifecycle, it: Happening) -> None:
    if it.channel and _is_us(it.event, it.body):
        life.store.fates.close(it.channel, Fate.REMOVED, "member_left_channel", life.clock(), life.ops)
    elif it.channel:
        life.store.roles.hand_over(SURFACE, it.workspace, str(it.event.get("user") or ""), it.channel.address)


def _user_changed(life: Lifecycle, it: Happening) -> None:
    user = it.event.get("user")
    if isinstance(user, dict) and user.get("deleted") is True and user.get("id"):
        life.store.roles.hand_over(SURFACE, it.workspace, str(user["id"]))


def _uninstalled(life: Lifecycle, it: Happening) -> None:
    log.warning("%s uninstalled us", it.workspace or it.enterprise)
    life.store.installations.end(SURFACE, it.enterprise, _team(it), "uninstalled", life.clock())


def _revoked(life: Lifecycle, it: Happening) -> None:
    tokens = it.event.get("tokens")
    if isinstance(tokens, dict) and tokens.get("bot"):
        log.warning("%s revoked our token", it.workspace or it.enterprise)
        life.store.installations.end(SURFACE, it.enterprise, _team(it), "tokens_revoked", life.clock())


HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(_CLOSING, _closed),
    **dict.fromkeys(_OPENING, _opened),
    **dict.fromkeys(_RENAMING, _renamed),
    "channel_id_changed": _moved,
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "user_change": _user_changed,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _revoked,
}


async def _nothing() -> None:
    """What there was to do about the event is done."""


def _channel_of(event: Json) -> str:
    """Some events name the channel by its id, some carry the whole of it."""
    channel = event.get("channel")
    return str(channel.get("id") or "") if isinstance(channel, dict) else str(channel or "")


def _team(it: Happening) -> str:
    """The workspace whose installation is meant, empty for that of the whole organisation."""
    first = next(iter(it.body.get("authorizations") or ()), None)
    wide = isinstance(first, dict) and first.get("is_enterprise_install") is True
    return "" if wide else it.workspace


def _is_us(event: Json, body: Json) -> bool:
    """Whether the event is about our own bot user, as Slack's authorizations name it."""
    bots = {a.get("user_id") for a in body.get("authorizations") or () if isinstance(a, dict) and a.get("is_bot")}
    return str(event.get("user") or "") in bots
