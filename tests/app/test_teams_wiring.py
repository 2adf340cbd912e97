"""Teams in the process: the settings that go together, and the endpoint that they open."""

import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from app.__main__ import cli
from app.settings import Settings, load
from app.teams_wiring import build_teams, teams_endpoint
from bot.commands.request import Reply
from bot.teams.check import try_sign_in
from bot.teams.sdk import Identity
from core.card import say
from core.errors import SettingError
from storage.store import Store
from tests.conftest import NOW
from tests.servers.connector import BOT, TENANT, FakeTeams, activity

WHOLE = {"TEAMS_CLIENT_ID": BOT, "TEAMS_CLIENT_SECRET": "s3cret", "TEAMS_TENANT_IDS": f"{TENANT},{BOT}"}


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load(Path("/nonexistent/.env"))


def test_the_settings_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(monkeypatch, **WHOLE, TEAMS_ADMINS=BOT)
    assert (read.teams_tenant_ids, read.teams_admins) == ((TENANT, BOT), (BOT,))
    assert "s3cret" not in repr(read)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"TEAMS_CLIENT_ID": BOT}, "TEAMS_CLIENT_SECRET"),
        (WHOLE | {"TEAMS_TENANT_IDS": ""}, "TEAMS_TENANT_IDS"),
        (WHOLE | {"TEAMS_CLIENT_ID": "policy"}, "no id as Entra shows it"),
        (WHOLE | {"TEAMS_AUTHENTICATION": "false"}, "for a test client"),
        ({"TEAMS_AUTHENTICATION": "false", "POLICYWIRE_CHAT_HOST": "0.0.0.0"}, "must be 127.0.0.1"),
        ({"TEAMS_AUTHENTICATION": "false", "POLICYWIRE_CHAT_HOST": "::"}, "must be 127.0.0.1"),
    ],
)
def test_halves_and_open_doors_are_refused(monkeypatch: pytest.MonkeyPatch, values: dict[str, str], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        settings(monkeypatch, **values)


def test_without_settings_there_is_no_teams(monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> None:
    assert build_teams(settings(monkeypatch), sqlite_store, lambda: NOW) is None


def test_with_settings_tokens_are_asked_for(monkeypatch: pytest.MonkeyPatch, sqlite_store: Store) -> None:
    parts = build_teams(settings(monkeypatch, **WHOLE), sqlite_store, lambda: NOW)
    assert parts
    assert parts.trust.tenants == {TENANT, BOT}
    assert parts.trust.admits("https://smba.trafficmanager.net/kr/")
    for elsewhere in ("http://smba.trafficmanager.net/kr/", "https://127.0.0.1/", "https://smba.trafficmanager.net.evil.example/",
                      "https://smba.trafficmanager.net@evil.example/", "https://smba.trafficmanager.net:8443/"):  # fmt: skip
        assert not parts.trust.admits(elsewhere)
    app = FastAPI()
    with teams_endpoint(parts, sqlite_store, lambda request: Reply(say("x")), lambda: NOW, ZoneInfo("UTC")) as router:
        app.include_router(router)
        raw = activity("list", service_url="https://smba.trafficmanager.net/kr/")
        client = TestClient(app)
        assert client.post("/api/messages", json=raw).status_code == 401
        assert "has ended" in client.get("/files/unknown").text
    parts.surface.close()


def test_the_test_clients_mode_speaks_to_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    parts = build_teams(settings(monkeypatch, TEAMS_AUTHENTICATION="false"), sqlite_store, lambda: NOW)
    assert parts
    assert "not checked" in caplog.text
    fake, app = FakeTeams(), FastAPI()
    with teams_endpoint(
        parts, sqlite_store, lambda request: Reply(say(request.text)), lambda: NOW, ZoneInfo("UTC")
    ) as router:
        app.include_router(router)
        client = TestClient(app)
        elsewhere = activity("list", service_url="https://smba.trafficmanager.net/kr/")
        assert client.post("/api/messages", json=elsewhere).status_code == 403
        assert client.post("/api/messages", json=activity("list", service_url=fake.url)).status_code == 200
        assert fake.wait_for(1)[0].authorization is None
    parts.surface.close()
    fake.close()


class TestCommands:
    """`policywire teams package` and the line of `policywire check`."""

    def test_the_package_is_written(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name, value in {**WHOLE, "POLICYWIRE_PUBLIC_URL": "https://policy.example"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        done = CliRunner().invoke(cli, ["teams", "package", "--output", "app.zip"])
        assert done.exit_code == 0
        with zipfile.ZipFile(tmp_path / "app.zip") as archive:
            assert BOT in archive.read("manifest.json").decode()

    @pytest.mark.parametrize("missing", ["TEAMS_CLIENT_ID", "POLICYWIRE_PUBLIC_URL"])
    def test_what_is_missing_is_named(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
        values = {} if missing == "TEAMS_CLIENT_ID" else WHOLE | {"POLICYWIRE_PUBLIC_URL": "http://policy.example"}
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        done = CliRunner().invoke(cli, ["teams", "package"])
        assert isinstance(done.exception, SettingError)
        assert missing in done.exception.user

    def test_a_sign_in_that_fails_says_what_to_copy_again(self) -> None:
        async def refused(scope: object, tenant: str | None) -> str:
            raise ValueError("AADSTS7000215 s3cret")

        told = try_sign_in(Identity(BOT, tenant=TENANT, token=refused))
        assert told
        assert "TEAMS_CLIENT_SECRET" in told
        assert "s3cret" not in told

    def test_a_sign_in_that_works_is_no_problem(self) -> None:
        async def given(scope: object, tenant: str | None) -> str:
            return "eyJhbGciOiJub25lIn0.eyJhdWQiOiJwb2xpY3kifQ."

        assert try_sign_in(Identity(BOT, tenant=TENANT, token=given)) is None
        assert try_sign_in(Identity()) is not None
