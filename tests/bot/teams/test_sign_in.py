"""Our tokens: Microsoft's own library against a sign-in service of ours, which answers, refuses, or says nothing at all."""

import asyncio
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from requests import RequestException

from bot.teams.sign_in import SignIn, SignInError
from tests.servers.connector import BOT, TENANT

AUTHORITY = "https://login.example"
SCOPE = "https://api.botframework.com/.default"


@dataclass
class Answer:
    """What msal reads of an HTTP answer."""

    text: str
    status_code: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Service:
    """The sign-in service behind an HTTP client: its addresses, then this."""

    told: dict[str, Any]
    status: int = 200
    asked: list[str] = field(default_factory=list)

    def get(self, url: str, **_: Any) -> Answer:
        self.asked.append(url)
        base = f"{AUTHORITY}/{TENANT}"
        places = {
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "issuer": f"{base}/v2.0",
        }
        return Answer(json.dumps(places))

    def post(self, url: str, **_: Any) -> Answer:
        self.asked.append(url)
        return Answer(json.dumps(self.told), self.status)


def test_a_token_is_asked_for_once_in_our_tenant() -> None:
    service = Service({"access_token": "abc", "expires_in": 3600, "token_type": "Bearer"})
    sign_in = SignIn(BOT, "s3cret", AUTHORITY, http=service)

    async def both() -> list[str]:
        return await asyncio.gather(sign_in(SCOPE, TENANT), sign_in([SCOPE], TENANT))

    assert asyncio.run(both()) == ["abc", "abc"]
    assert [url for url in service.asked if url.endswith("/token")] == [f"{AUTHORITY}/{TENANT}/token"]


def test_a_refusal_is_told_without_the_services_own_words() -> None:
    service = Service({"error": "invalid_client", "error_description": "AADSTS7000215 s3cret"}, 401)
    with pytest.raises(SignInError, match=r"^no token: invalid_client$"):
        asyncio.run(SignIn(BOT, "s3cret", AUTHORITY, http=service)(SCOPE, TENANT))


@pytest.fixture
def silent() -> Iterator[str]:
    """A service that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


def test_a_silent_service_is_given_up_and_holds_up_nobody(silent: str) -> None:
    sign_in = SignIn(BOT, "s3cret", silent, timeout=0.2)

    async def meanwhile() -> tuple[bool, BaseException | None]:
        waiting = asyncio.ensure_future(sign_in(SCOPE, TENANT))
        await asyncio.sleep(0)
        ran = not waiting.done()  # the loop came back at once, with the question still open
        await asyncio.wait([waiting], timeout=30)
        return ran, waiting.exception()

    ran, error = asyncio.run(meanwhile())
    assert ran
    assert isinstance(error, RequestException)
