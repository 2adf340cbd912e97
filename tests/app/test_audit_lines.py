"""`policywire audit` and `policywire model`: JSON lines, of one workspace or of all."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.audit_lines import audit_lines, model_lines
from app.settings import Settings
from core.errors import SettingError
from core.gate import Refusal
from core.roles import Person, Place
from core.written import ModelUse, Purpose
from storage.audit import Actor
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def changed(store: Store, workspace: str, at: datetime) -> None:
    channel = store.subscriptions.channel("slack", workspace, "C1", name="trade")
    with store.audit.acting(Actor(Place("slack", workspace, "C1", "trade"), Person("U1"), "digest", at, channel.key)):
        store.wishes.set_cap(channel, 5, "Asia/Seoul", at)


def test_entries_are_printed_the_oldest_first(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    changed(sqlite_store, "T1", NOW - timedelta(days=40))
    changed(sqlite_store, "T2", NOW - timedelta(days=2))
    changed(sqlite_store, "T3", NOW - timedelta(days=1))
    settings = Settings(DATABASE_URL=sqlite_url, _env_file=None)
    every = [json.loads(line) for line in audit_lines(settings, "", 30, NOW)]
    assert [one["workspace"] for one in every] == ["T2", "T3"]
    assert every[0] == {
        "at": "2026-02-28T09:00:00+00:00", "surface": "slack", "workspace": "T2", "channel": "C1", "channel_name": "trade",
        "user": "U1", "user_name": "", "verb": "digest", "approved_by": "", "before": {}, "after": {"cap": "5"},
    }  # fmt: skip
    assert [json.loads(line)["workspace"] for line in audit_lines(settings, "slack:T3", 30, NOW)] == ["T3"]
    with pytest.raises(SettingError, match="surface:id"):
        audit_lines(settings, "T3", 30, NOW)


def test_what_the_model_did_is_printed_with_what_was_dropped_and_why(sqlite_store: Store, sqlite_url: str) -> None:
    dropped = (("By 99%.", Refusal.NUMBER),)
    use = ModelUse(
        NOW, "slack:T1", Purpose.SUMMARY, "K7Q2", "tiny", 120, Decimal("0.0002"), None, ("It rises.",), dropped
    )
    sqlite_store.language.record(use)
    sqlite_store.language.record(ModelUse(NOW, "slack:T2", Purpose.TRANSLATION, "K7Q3", "tiny"))
    settings = Settings(DATABASE_URL=sqlite_url, _env_file=None)
    assert [json.loads(line)["workspace"] for line in model_lines(settings, "", 30, NOW)] == ["slack:T1", "slack:T2"]
    (told,) = [json.loads(line) for line in model_lines(settings, "slack:T1", 30, NOW)]
    assert told == {
        "at": "2026-03-02T09:00:00+00:00", "workspace": "slack:T1", "purpose": "summary", "item": "K7Q2", "model": "tiny",
        "tokens": 120, "cost": "0.0002", "shortfall": None, "accepted": ["It rises."],
        "dropped": [{"text": "By 99%.", "why": "number"}],
    }  # fmt: skip
    with pytest.raises(SettingError, match="surface:id"):
        model_lines(settings, "T1", 30, NOW)
