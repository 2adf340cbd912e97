"""Who may send us activities: the SDK's real validation, against keys of our own."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.teams.sdk import Gate, Identity
from tests.bot.teams.conftest import MakeBot
from tests.servers.connector import BOT, TENANT, activity

PAST, FUTURE = 1_700_000_000, 4_000_000_000


def test_a_right_token_opens(make_bot: MakeBot) -> None:
    bot = make_bot()
    assert bot.say("list").status_code == 200
    assert bot.fake.wait_for(1)[0].plain == "list!"
    assert bot.fake.key_requests == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "11111111-2222-3333-4444-555555555555"},
        {"aud": None},
        {"iss": "https://api.botframework.us"},
        {"iss": f"https://sts.windows.net/{TENANT}/"},
        {"iss": None},
        {"exp": PAST},
        {"exp": None, "nbf": FUTURE},
        {"serviceurl": "https://smba.trafficmanager.net/kr/"},
        {"serviceurl": None},
        {"key": "other"},
        {"kid": "k2"},
        {"key": "none", "alg": "none"},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_wrong_token_does_not(make_bot: MakeBot, claims: dict[str, Any]) -> None:
    bot = make_bot()
    assert bot.send(activity("list", service_url=bot.fake.url), bot.fake.token(**claims)).status_code == 401
    assert not bot.fake.posts()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic YTpi"])
def test_no_token_does_not(make_bot: MakeBot, header: str) -> None:
    bot = make_bot()
    raw = activity("list", service_url=bot.fake.url)
    assert bot.client.post("/api/messages", json=raw, headers={"Authorization": header}).status_code == 401
    assert bot.client.post("/api/messages", json=raw).status_code == 401


@pytest.mark.parametrize(
    "stranger",
    [
        {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "another"}, "channelData": {}},
        {"channelData": {"tenant": {"id": "another"}}},
        {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {}},
        {"channelId": "webchat"},
    ],
)
def test_a_foreign_tenant_or_channel_is_refused_however_right_its_token(
    make_bot: MakeBot, stranger: dict[str, Any]
) -> None:
    bot = make_bot()
    raw = activity("list", service_url=bot.fake.url) | stranger
    assert bot.send(raw).status_code == 403
    assert bot.store.teams.find(TENANT, "a:1") is None
    assert not bot.fake.posts()


def test_our_token_goes_to_no_other_host_than_teams(make_bot: MakeBot) -> None:
    bot = make_bot()
    elsewhere = "http://localhost:1/"
    raw = activity("list", service_url=elsewhere)
    assert bot.send(raw, bot.fake.token(serviceurl=elsewhere)).status_code == 403


def test_fetching_the_keys_does_not_hold_up_anybody_else(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.fake.keys_wait = threading.Event()
    with bot.client, ThreadPoolExecutor(1) as other:
        slow = other.submit(bot.say, "list")
        bot.fake.wait_until(lambda: bot.fake.key_requests == 1)
        # The same server and loop answer this one at once, while the keys are still on their way.
        assert bot.client.post("/api/messages", content=b"[]").status_code == 400
        assert not slow.done()
        bot.fake.keys_wait.set()
        assert slow.result(20).status_code == 200


def test_without_checks_everybody_is_heard_and_no_token_is_sent(make_bot: MakeBot) -> None:
    bot = make_bot(checked=False)
    raw = activity("list", service_url=bot.fake.url)
    assert bot.client.post("/api/messages", json=raw).status_code == 200
    assert bot.fake.wait_for(1)[0].authorization is None


def test_a_failing_sign_in_is_logged_without_its_words(make_bot: MakeBot, caplog: pytest.LogCaptureFixture) -> None:
    async def refused(scope: object, tenant: str | None) -> str:
        raise ValueError("AADSTS7000215 s3cret")

    bot = make_bot(token=refused)
    bot.say("list")
    bot.fake.wait_until(lambda: "could not answer" in caplog.text)
    assert "s3cret" not in caplog.text
    assert not bot.fake.received


def test_the_identity_never_prints_its_secret() -> None:
    assert "s3cret" not in repr(Identity(BOT, "s3cret"))


def test_the_sdk_never_listens_by_itself() -> None:
    with pytest.raises(NotImplementedError):
        asyncio.run(Gate().start(3978))
