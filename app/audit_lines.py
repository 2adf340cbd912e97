"""What `policywire audit` and `policywire model` print: who changed what, what the language model did; the oldest first."""

import json
from datetime import datetime, timedelta

from app.database import reading_store
from app.settings import Settings
from bot.commands.admin import MOST_EXPORTED, audit_line
from bot.commands.model_uses import use_line
from core.errors import SettingError


def audit_lines(settings: Settings, workspace: str, days: int, now: datetime) -> list[str]:
    """The entries of the last days, of one workspace (surface:id) or of all. Raises SettingError for what names none."""
    since = now - timedelta(days=days)
    surface, name = _parted(workspace)
    with reading_store(settings) as store:
        found = (
            store.audit.of_workspace(surface, name, since=since, limit=MOST_EXPORTED)
            if workspace
            else store.audit.everything(since=since, limit=MOST_EXPORTED)
        )
    return [json.dumps(audit_line(change), ensure_ascii=False) for change in reversed(found)]


def model_lines(settings: Settings, workspace: str, days: int, now: datetime) -> list[str]:
    """What the language model did in the last days, for one workspace (surface:id) or for all. Raises SettingError likewise."""
    since = now - timedelta(days=days)
    surface, name = _parted(workspace)
    with reading_store(settings) as store:
        found = (
            store.language.uses(surface, name, since=since, limit=MOST_EXPORTED)
            if workspace
            else store.language.all_uses(since=since, limit=MOST_EXPORTED)
        )
    return [json.dumps(use_line(use), ensure_ascii=False) for use in reversed(found)]


def _parted(workspace: str) -> tuple[str, str]:
    surface, colon, name = workspace.partition(":")
    if workspace and not (surface and colon and name):
        raise SettingError("--workspace: write surface:id, such as slack:T0123ABC or console:local")
    return surface, name
