"""The local Slack (npm local-slack-linux-x64, loopback only) and the real product, as fixtures.

A missing rig is a failure, never a skip: `npm ci --prefix tests/e2e` installs it.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import launched

T = TypeVar("T")
Json = dict[str, Any]

HERE = Path(__file__).parent
BINARY = HERE / "node_modules/local-slack-linux-x64/bin/local-slack"
WAIT = 15.0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the module. Not for longer: while one is open, no other loop runs in this thread."""
    with launched() as browser:
        yield browser


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def until(look: Callable[[], T | None], what: Callable[[], str] | str, seconds: float = WAIT) -> T:
    """The first answer of `look` that says anything; fails the test when none came in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.03)
    pytest.fail(f"waited {seconds:g} s for {what if isinstance(what, str) else what()}")


@dataclass(frozen=True)
class LocalSlack:
    """A running local Slack with one workspace: two people, the bot, and channels with (trade, random) and without it."""

    url: str
    bot_token: str = "xoxb-e2e-bot-token"
    app_token: str = "xapp-e2e-app-token"
    signing_secret: str = "e2e-signing-secret"
    team: str = "T01TRADE"
    bot: str = "U0POLICY"
    member: str = "U01KIM"
    trade: str = "C01TRADE"
    random: str = "C02RANDOM"

    @property
    def api_url(self) -> str:
        """The `base_url` of a Slack client."""
        return f"{self.url}/api/"

    def command(self, text: str, channel: str | None = None, user: str | None = None) -> None:
        """Types `/policy text`."""
        where = {"channel": channel or self.trade, "user": user or self.member}
        self.ask("POST", "/_control/command", {**where, "command": "/policy", "text": text})

    def say(self, text: str, channel: str | None = None, user: str | None = None) -> None:
        """Writes a message; a channel named by the bot's user id is the direct conversation with it."""
        where = {"channel": channel or self.trade, "user": user or self.member}
        self.ask("POST", "/_control/message", {**where, "text": text})

    def press(self, message: Json, label: str, user: str | None = None) -> None:
        """Presses the button of a message that carries the label."""
        rows = (block["elements"] for block in message["blocks"] if block["type"] == "actions")
        button = next(button for row in rows for button in row if button.get("text", {}).get("text") == label)
        place = {"channel": message["channel"], "messageTs": message["ts"], "user": user or self.member}
        self.ask("POST", "/_control/interact", {**place, "action": button})

    def messages(self, channel: str | None = None) -> list[Json]:
        """All messages of a channel in their order; a private answer has `ephemeral_to`."""
        found: list[Json] = self.ask("GET", f"/_control/messages/{channel or self.trade}")["messages"]
        return found

    def message(self, says: str, channel: str | None = None, after: Json | None = None) -> Json:
        """Waits for the message of the bot whose text contains `says`; with `after` only later ones than that count."""

        def own() -> list[Json]:
            found = self.messages(channel)
            later = found[found.index(after) + 1 :] if after else found
            return [message for message in later if message.get("user") == self.bot]

        return until(
            lambda: next((message for message in own() if says in message["text"]), None),
            lambda: f"a message with {says!r} in {channel or self.trade}, which has {[m['text'] for m in own()]}",
        )

    def direct_channel(self, user: str | None = None) -> str:
        """The id of the direct conversation between a user and the bot."""
        opened = self.ask("POST", "/api/conversations.open", {"users": user or self.member}, self.bot_token)
        return str(opened["channel"]["id"])

    def plan(self, method: str, **answer: Any) -> None:
        """What the next call of a Web API method gets, see preload.js."""
        self.ask("POST", "/_plan", {"method": method, **answer})

    def calls(self, method: str) -> list[Json]:
        """The arguments of each call of a Web API method so far, refused ones included."""
        made = self.ask("GET", "/_calls")["calls"]
        return [call["arguments"] for call in made if call["method"] == method]

    def wait_until_connected(self) -> None:
        """Waits until a Socket Mode client has been let in."""
        until(
            lambda: any("socket connected" in entry["summary"] for entry in self.ask("GET", "/_control/log")["log"]),
            "a Socket Mode connection",
        )

    def ask(self, method: str, path: str, body: Json | None = None, token: str = "") -> Json:
        """One call of the rig's own interface."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with _direct.open(request, timeout=WAIT) as answer:
            found: Json = json.load(answer)
        return found


def _workspace(slack: LocalSlack, request_url: str | None) -> Json:
    mode = {"mode": "events", "requestUrl": request_url} if request_url else {"mode": "socket"}
    tokens = {"botToken": slack.bot_token, "appToken": slack.app_token, "signingSecret": slack.signing_secret}
    people = [("U01KIM", "kim"), ("U02LEE", "lee")]
    return {
        "workspace": {"name": "Trade Desk", "domain": "tradedesk", "teamId": slack.team},
        "app": {"appId": "A01POLICY", "botUserId": slack.bot, "botName": "policy", **tokens, **mode},
        "users": [
            {"id": key, "name": name, "real_name": name.title(), "email": f"{name}@example.com"} for key, name in people
        ],
        "channels": [
            {"id": slack.trade, "name": "trade", "members": ["U01KIM", "U02LEE", slack.bot]},
            {"id": slack.random, "name": "random", "members": ["U01KIM", "U02LEE", slack.bot]},
        ],
    }


@contextmanager
def _process(
    command: list[str], env: Mapping[str, str], log: Path, folder: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own whose output goes to a file; asked to stop, then made to, by its own id. It may run in a folder."""
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=env, stdout=output, stderr=output, cwd=folder) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(WAIT)
            except subprocess.TimeoutExpired:
                process.kill()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:]


@contextmanager
def running_slack(folder: Path, request_url: str | None = None) -> Iterator[LocalSlack]:
    """A local Slack in Socket Mode, or sending signed HTTP to `request_url`; its files go to the folder."""
    assert BINARY.exists(), "the local Slack is not installed: run npm ci --prefix tests/e2e"
    config, log = folder / "workspace.json", folder / "slack.log"
    config.write_text(json.dumps(_workspace(LocalSlack(""), request_url)))
    command = [str(BINARY), "--config", str(config), "--port", "0", "--base-host", "127.0.0.1"]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "BUN_OPTIONS": f"--preload {HERE / 'preload.js'}"}
    with _process([*command, "--files-dir", str(folder / "files")], env, log) as process:

        def address() -> str | None:
            assert process.poll() is None, f"the local Slack ended: {_tail(log)}"
            found = re.search(r"Control API:\s+(http://127\.0\.0\.1:\d+)/_control", log.read_text())
            return found and found[1]

        yield LocalSlack(until(address, lambda: f"the local Slack: {_tail(log)}"))


@pytest.fixture
def start_slack(tmp_path: Path) -> Iterator[Callable[..., LocalSlack]]:
    """Starts a local Slack in Socket Mode, or sending signed HTTP to `request_url`."""
    with ExitStack() as running:
        yield lambda request_url=None: running.enter_context(running_slack(tmp_path, request_url))


@dataclass(frozen=True)
class Policywire:
    """A running `policywire` process."""

    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        """What it wrote so far, standard output and error together."""
        return self.log.read_text(errors="replace")


@pytest.fixture
def start_policywire(tmp_path: Path) -> Iterator[Callable[..., Policywire]]:
    """Starts the installed `policywire` command and waits until it is ready.

    `env` are its only settings; it runs in a process of its own and is stopped when the test ends. Ready means that
    `ready_url` answers 200, or that its output contains `ready_line`.
    """
    with ExitStack() as running:

        def start(
            env: Mapping[str, str],
            *arguments: str,
            ready_url: str | None = None,
            ready_line: str | None = None,
            seconds: float = 60,
        ) -> Policywire:
            log = tmp_path / "policywire.log"
            command = [str(Path(sys.executable).with_name("policywire")), *(arguments or ("run",))]
            base = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
            product = Policywire(running.enter_context(_process(command, {**base, **env}, log)), log)

            def ready() -> bool:
                assert product.process.poll() is None, f"policywire ended: {_tail(log)}"
                return bool((ready_line and ready_line in product.output()) or (ready_url and _answers(ready_url)))

            until(ready, lambda: f"policywire: {_tail(log)}", seconds)
            return product

        yield start


def _answers(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
