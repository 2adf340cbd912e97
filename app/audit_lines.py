"""What `policywire audit` prints: the audit log, an entry a line, the oldest first."""

import json
from datetime import datetime, timedelta

from app.database import reading_store
from app.settings import Settings
from bot.commands.admin import MOST_EXPORTED, audit_line
from core.errors import SettingError


def audit_lines(settings: Settings, workspace: str, days: int, now: datetime) -> list[str]:
    """The entries of the last days, of one workspace (surface:id) or of all. Raises SettingError for what names none."""
    since = now - timedelta(days=days)
    surface, colon, name = workspace.partition(":")
    if workspace and not (surface and colon and name):
        raise SettingError("--workspace: write surface:id, such as slack:T0123ABC or console:local")
    with reading_store(settings) as store:
        found = (
            store.audit.of_workspace(surface, name, since=since, limit=MOST_EXPORTED)
            if workspace
            else store.audit.everything(since=since, limit=MOST_EXPORTED)
        )
    return [json.dumps(audit_line(change), ensure_ascii=False) for change in reversed(found)]
