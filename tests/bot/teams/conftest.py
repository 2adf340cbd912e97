"""A bot on a fake Teams: the real SDK with real token checks, the real connector, a dispatcher that a test gives."""

import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides

from bot.commands.request import Reply, Request
from bot.teams.activity import Trust
from bot.teams.answer import Answers
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.receive import Receiver
from bot.teams.sdk import Identity, Teams
from core.card import say
from storage.store import Store
from tests.bot.commands.conftest import catalogue as catalogue
from tests.bot.commands.conftest import filled as filled
from tests.bot.commands.conftest import matcher as matcher
from tests.conftest import NOW
from tests.servers.connector import BOT, TENANT, FakeTeams, Json, activity


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy of the machine is not for the loopback interface."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def fake() -> Iterator[FakeTeams]:
    fake = FakeTeams()
    yield fake
    fake.close()


@dataclass
class Bot:
    """The bot under test, and the ways to speak to it."""

    fake: FakeTeams
    store: Store
    client: TestClient
    receiver: Receiver
    connector: Connector
    trust: Trust
    files: Files

    def send(self, raw: Any, token: str | None = None, **headers: str) -> httpx.Response:
        """Post an activity as Teams does, with a right token unless another is given."""
        auth = {"Authorization": f"Bearer {self.fake.token() if token is None else token}"}
        return self.client.post("/api/messages", json=raw, headers=auth | headers)

    def say(self, text: str, /, **how: Any) -> httpx.Response:
        """Type something to the bot."""
        return self.send(activity(text, service_url=self.fake.url, **how))

    def press(self, data: Any, **how: Any) -> Json:
        """Press a button; the body of the answer."""
        value = {"action": {"type": "Action.Execute", "verb": "run", "data": data}, "trigger": "manual"}
        answer = self.invoke("adaptiveCard/action", value, **how)
        assert answer.status_code == 200
        body: Json = answer.json()
        return body

    def invoke(self, name: str, value: Any, **how: Any) -> httpx.Response:
        """Any other invoke."""
        how = {"type": "invoke", "name": name, "value": value, "service_url": self.fake.url} | how
        return self.send(activity(None, **how))


MakeBot = Callable[..., Bot]


SEOUL = ZoneInfo("Asia/Seoul")


def echo(request: Request) -> Reply:
    return Reply(say(f"{request.text}!"))


async def issued(scope: object, tenant: str | None) -> str:
    """A token of the shape that the SDK can read, in the place of the sign-in service's."""
    return TOKEN


TOKEN = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJwb2xpY3kifQ."


@pytest.fixture
def make_bot(fake: FakeTeams, sqlite_store: Store) -> Iterator[MakeBot]:
    """Builds the bot. `checked` off is the test client's mode, without tokens either way."""
    closing: list[Callable[[], None]] = []

    def make(
        dispatch: Callable[[Request], Reply] = echo,
        *,
        checked: bool = True,
        token: Callable[[Any, str | None], Awaitable[str]] = issued,
        timeout: float = 20.0,
        public_url: str | None = None,
        **options: Any,
    ) -> Bot:
        cloud = with_overrides(PUBLIC, openid_metadata_url=fake.metadata_url)
        sdk = Teams(Identity(BOT, tenant=TENANT, token=token, cloud=cloud) if checked else Identity(), timeout=timeout)
        connector = Connector(sdk.client, sdk.token, timeout=timeout)
        trust = Trust(frozenset({TENANT} if checked else ()), ("127.0.0.1",), plain_http=True)
        files = Files(sqlite_store.downloads, lambda: NOW, SEOUL, public_url)
        answers = Answers(connector, sqlite_store.teams, files, chance=lambda: 0.0)
        receiver = Receiver(dispatch, sqlite_store, answers, files, trust, lambda: NOW, SEOUL, **options)
        app = FastAPI()
        app.include_router(sdk.router(receiver))
        closing.extend([connector.close, receiver.close])
        return Bot(fake, sqlite_store, TestClient(app), receiver, connector, trust, files)

    yield make
    for close in reversed(closing):
        close()
