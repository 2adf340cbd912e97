"""The install page: whose state it is, that it works once and not for long, and what comes of Slack's answer."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.slack.install import BACK, COOKIE, PAGE, App, check_state, install_router, make_state
from bot.slack.scopes import SCOPES
from core.secret import Secret
from storage.engine import Database
from storage.sealed import new_key
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = Secret("state-key")
GOOD: dict[str, Any] = {
    "ok": True, "access_token": "xoxb-secret-1", "refresh_token": "xoxe-secret-2", "expires_in": 43_200, "token_type": "bot",
    "scope": "chat:write,commands", "bot_user_id": "U0BOT", "app_id": "A1", "team": {"id": "T1", "name": "Acme & Söhne"},
    "enterprise": None, "is_enterprise_install": False, "authed_user": {"id": "U7"},
}  # fmt: skip


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    database = Database(sqlite_url, new_key())
    yield Store(database)
    database.close()


@pytest.fixture
def browser(store: Store, slack: Any, clock: Clock) -> Iterator[TestClient]:
    web = FastAPI()
    app = App("1.2", Secret("client-secret"), KEY, "https://policy.example", slack.api_url)
    web.include_router(install_router(app, store, clock))
    with TestClient(web, base_url="https://policy.example", follow_redirects=False) as client:
        yield client


def begin(browser: TestClient) -> str:
    """Opens the page; the state in its link."""
    page = browser.get(PAGE)
    assert page.status_code == 200
    link = page.text.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    asked = parse_qs(urlsplit(link).query)
    assert urlsplit(link).path == "/oauth/v2/authorize"
    assert asked["redirect_uri"] == ["https://policy.example/slack/oauth_redirect"]
    assert asked["scope"] == [",".join(SCOPES)]
    return asked["state"][0]


def test_a_workspace_installs_us(browser: TestClient, store: Store, slack: Any, answer: Any) -> None:
    slack.plan("oauth.v2.access", answer(GOOD))
    done = browser.get(BACK, params={"state": begin(browser), "code": "c-1"})
    assert done.status_code == 200
    assert "Acme &amp; Söhne" in done.text
    assert slack.calls("oauth.v2.access")[0]["code"] == "c-1"
    found = store.installations.of("slack", "T1")
    assert found is not None
    assert (found.token, found.refresh, found.bot, found.bot_user) == (
        Secret("xoxb-secret-1"), Secret("xoxe-secret-2"), "B0BOT", "U0BOT",
    )  # fmt: skip
    assert (found.expires_at, found.installed_by, found.scopes) == (
        NOW + timedelta(hours=12),
        "U7",
        ("chat:write", "commands"),
    )


def test_an_organisation_installs_us(browser: TestClient, store: Store, slack: Any, answer: Any) -> None:
    wide = GOOD | {"team": None, "enterprise": {"id": "E1", "name": "Holding"}, "is_enterprise_install": True}
    slack.plan("oauth.v2.access", answer(wide))
    assert "Holding" in browser.get(BACK, params={"state": begin(browser), "code": "c"}).text
    found = store.installations.of("slack", "T5", "E1")
    assert found is not None
    assert (found.enterprise, found.team) == ("E1", "")


def test_the_cookie_is_for_this_page_and_no_script(browser: TestClient) -> None:
    cookie = browser.get(PAGE).headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "secure", "samesite=lax", "path=/slack", "max-age=600"))


def test_a_state_works_once(browser: TestClient, store: Store, slack: Any, answer: Any) -> None:
    slack.plan("oauth.v2.access", answer(GOOD), answer(GOOD))
    state = begin(browser)
    assert browser.get(BACK, params={"state": state, "code": "c"}).status_code == 200
    assert browser.get(BACK, params={"state": state, "code": "c"}).status_code == 400
    assert len(slack.calls("oauth.v2.access")) == 1


@pytest.mark.parametrize("change", ["", "other browser", "over", "altered", "nonsense", "unsigned"])
def test_another_state_is_refused_before_slack_is_asked(
    browser: TestClient, slack: Any, clock: Clock, change: str
) -> None:
    state = begin(browser)
    if change == "other browser":
        browser.cookies.set(COOKIE, "someone-else", domain="policy.example", path="/slack")
    clock.now += timedelta(minutes=11) if change == "over" else timedelta()
    sent = {"": "", "altered": f"9{state}", "nonsense": "x.y.z", "unsigned": state.rpartition(".")[0]}.get(
        change, state
    )
    refused = browser.get(BACK, params={"state": sent, "code": "c"})
    assert refused.status_code == 400
    assert "Open the install page again" in refused.text
    assert slack.received == []


def test_whoever_declines_is_told_that_nothing_happened(browser: TestClient, slack: Any) -> None:
    told = browser.get(BACK, params={"state": begin(browser), "error": "access_denied"})
    assert "Nothing was installed" in told.text
    assert slack.received == []


@pytest.mark.parametrize(
    ("plan", "status", "said"),
    [
        ({"body": {"ok": False, "error": "invalid_code"}}, 400, "invalid_code"),
        ({"body": {"ok": False, "error": "<script>"}}, 502, "could not be finished"),
        ({"body": b"<html>xoxb-secret-9"}, 502, "could not be finished"),
        ({"body": {"ok": True}}, 502, "could not be finished"),
        ({"body": GOOD | {"team": None}}, 502, "could not be finished"),
        ({"body": GOOD | {"expires_in": "soon"}}, 502, "could not be finished"),
        ({"hang_up": True}, 502, "could not be finished"),
    ],
)
def test_what_goes_wrong_is_told_without_a_secret(
    browser: TestClient,
    store: Store,
    slack: Any,
    answer: Any,
    caplog: pytest.LogCaptureFixture,
    plan: dict[str, Any],
    status: int,
    said: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.plan("oauth.v2.access", answer(**plan))
    told = browser.get(BACK, params={"state": begin(browser), "code": "code-secret"})
    assert (told.status_code, said in told.text) == (status, True)
    assert "<script>" not in told.text
    assert store.installations.active("slack") == []
    ours = " ".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "asyncio"))
    )
    assert not any(word in f"{ours} {told.text}" for word in ("xoxb", "xoxe", "client-secret", "code-secret"))


def test_without_a_key_nothing_is_installed(sqlite_store: Store, slack: Any, answer: Any, clock: Clock) -> None:
    web = FastAPI()
    web.include_router(
        install_router(App("1.2", Secret("s"), KEY, "https://policy.example", slack.api_url), sqlite_store, clock)
    )
    slack.plan("oauth.v2.access", answer(GOOD))
    with TestClient(web, base_url="https://policy.example") as client:
        assert client.get(BACK, params={"state": begin(client), "code": "c"}).status_code == 500


def test_states_of_another_key_are_not_ours() -> None:
    state = make_state(KEY, "b", NOW)
    assert check_state(KEY, state, "b", NOW)
    assert not check_state(Secret("other"), state, "b", NOW)
    assert not check_state(KEY, state, "", NOW)
