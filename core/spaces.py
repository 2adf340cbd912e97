"""Workspaces that installed us, and what may befall a channel. How it comes about a surface says, how it is kept storage/."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.secret import Secret


@dataclass(frozen=True, slots=True)
class Installation:
    """Our credentials in a workspace, or in a whole organisation: then `team` is empty.

    `expires_at` and `refresh` are set where tokens rotate. One that ended has neither token.
    """

    surface: str
    enterprise: str
    team: str
    name: str = ""
    app: str = ""
    bot: str = ""
    bot_user: str = ""
    scopes: tuple[str, ...] = ()
    token: Secret | None = None
    refresh: Secret | None = None
    expires_at: datetime | None = None
    installed_by: str = ""
    ended_at: datetime | None = None
    key: int = 0


class Fate(StrEnum):
    """Why a channel gets nothing. One that was deleted never will again; from the others it can come back."""

    ARCHIVED = "archived"
    REMOVED = "removed"
    REFUSED = "refused"
    DELETED = "deleted"
