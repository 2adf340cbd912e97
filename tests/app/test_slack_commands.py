"""`policywire slack manifest` and `policywire secrets`, through the command line's own door."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from app.__main__ import cli
from core.secret import Secret
from core.spaces import Installation
from storage.engine import Database
from storage.sealed import new_key
from storage.store import Store
from tests.storage.helpers import NOW

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls the command in a folder of its own, with these settings and no others."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "POLICYWIRE_PUBLIC_URL",
        "POLICYWIRE_SECRET_KEY",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
        "DATABASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str, **settings: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, words, env=settings)
        return done.exit_code, f"{done.output}{getattr(done.exception, 'user', '')}"

    return call


def test_the_manifest_is_written_as_yaml_or_json(run: Run) -> None:
    status, text = run("slack", "manifest")
    assert status == 0
    assert yaml.safe_load(text)["settings"]["socket_mode_enabled"] is True
    assert json.loads(run("slack", "manifest", "--format", "json")[1]) == yaml.safe_load(text)


def test_many_workspaces_need_an_address(run: Run) -> None:
    assert "POLICYWIRE_PUBLIC_URL" in run("slack", "manifest", "--many")[1]
    _, text = run("slack", "manifest", "--many", POLICYWIRE_PUBLIC_URL="https://policy.example")
    made = yaml.safe_load(text)
    assert made["oauth_config"]["redirect_urls"] == ["https://policy.example/slack/oauth_redirect"]
    assert made["settings"]["token_rotation_enabled"] is True


def test_keys_are_made_and_turned(run: Run, sqlite_url: str) -> None:
    old, new = new_key(), run("secrets", "new")[1].strip()
    database = Database(sqlite_url, old)
    Store(database).installations.save(Installation("slack", "", "T1", token=Secret("xoxb-1")), NOW)
    database.close()
    turned = run("secrets", "rotate", DATABASE_URL=sqlite_url, POLICYWIRE_SECRET_KEY=f"{new},{old}")
    assert turned == (0, "1 credential(s) are locked with the first key\n")
    assert run("secrets", "rotate", DATABASE_URL=sqlite_url, POLICYWIRE_SECRET_KEY=new)[0] == 0
    status, told = run("secrets", "rotate", DATABASE_URL=sqlite_url, POLICYWIRE_SECRET_KEY=old)
    assert status == 1
    assert "could not be unlocked" in told
    assert "xoxb" not in told
