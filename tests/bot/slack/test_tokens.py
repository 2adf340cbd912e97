"""Tokens of many workspaces: renewed early, once, and gone where Slack says so. Nothing secret in logs and errors."""

import logging
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.slack.send import SlackSurface
from bot.slack.tokens import Tokens
from core.card import say
from core.model import Channel
from core.ports import Outcome, Post
from core.secret import Secret
from core.spaces import Installation
from jobs import look_after_spaces
from storage.engine import Database
from storage.sealed import new_key
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAM = Installation("slack", "", "T1", token=Secret("xoxb-old"), refresh=Secret("xoxe-old"), expires_at=NOW + 12 * HOUR)
NEW = {"ok": True, "access_token": "xoxb-new", "refresh_token": "xoxe-new", "expires_in": 43_200}


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
    made = Store(database)
    made.installations.save(TEAM, NOW)
    yield made
    database.close()


@pytest.fixture
def tokens(store: Store, slack: Any, clock: Clock) -> Tokens:
    return Tokens(store, "1.2", Secret("client-secret"), slack.api_url, clock)


def test_a_token_is_renewed_two_hours_before_its_end(
    tokens: Tokens, store: Store, slack: Any, answer: Any, clock: Clock
) -> None:
    slack.plan("oauth.v2.access", answer(NEW))
    assert tokens.renew_due() == (0, 0)
    clock.now = NOW + 10 * HOUR + timedelta(seconds=1)
    report = look_after_spaces.run(store, tokens.renew_due, clock.now)
    assert report.counts["renewed"] == 1
    assert tokens("T1") == Secret("xoxb-new")
    (asked,) = slack.calls("oauth.v2.access")
    assert (asked["grant_type"], asked["refresh_token"]) == ("refresh_token", "xoxe-old")
    assert slack.received[0].authorization == "Basic " + b64encode(b"1.2:client-secret").decode()
    assert tokens.renew_due() == (0, 0)


def test_one_that_is_over_is_renewed_when_it_is_needed(tokens: Tokens, slack: Any, answer: Any, clock: Clock) -> None:
    slack.plan("oauth.v2.access", answer(NEW))
    clock.now = NOW + 13 * HOUR
    assert tokens("T1") == Secret("xoxb-new")


def test_while_another_renews_the_old_one_goes_on_as_long_as_it_lives(
    tokens: Tokens, store: Store, slack: Any, clock: Clock
) -> None:
    clock.now = NOW + 11 * HOUR
    (ending,) = store.installations.expiring("slack", NOW + 13 * HOUR)
    assert store.installations.begin_renewal(ending, clock.now, timedelta(hours=3))
    assert tokens.renew_due() == (0, 0)
    assert tokens("T1") == Secret("xoxb-old")
    clock.now = NOW + 13 * HOUR
    assert tokens("T1") is None
    assert slack.calls("oauth.v2.access") == []


@pytest.mark.parametrize(
    "plan",
    [
        {"hang_up": True},
        {"status": 500},
        {"body": b"<html>xoxb-leak"},
        {"body": {"ok": True, "access_token": "xoxb-leak"}},
        {"body": {"ok": False, "error": "ratelimited"}},
    ],
)
def test_a_failure_keeps_the_old_token_and_prints_none(
    tokens: Tokens,
    store: Store,
    slack: Any,
    answer: Any,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    plan: dict[str, Any],
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.plan("oauth.v2.access", answer(**plan))
    clock.now = NOW + 11 * HOUR
    report = look_after_spaces.run(store, tokens.renew_due, clock.now)
    assert len(report.errors) == 1
    assert tokens("T1") == Secret("xoxb-old")
    ours = [record for record in caplog.records if record.name.startswith(("bot", "jobs", "storage"))]
    assert not any(
        word in f"{record.getMessage()} {record.exc_info}" for record in ours for word in ("xox", "client-secret")
    )
    assert "xox" not in f"{tokens!r} {store.installations.of('slack', 'T1')!r}"


def test_a_void_refresh_token_ends_the_installation(
    tokens: Tokens, store: Store, slack: Any, answer: Any, clock: Clock
) -> None:
    slack.plan("oauth.v2.access", answer({"ok": False, "error": "invalid_refresh_token"}))
    clock.now = NOW + 13 * HOUR
    assert tokens("T1") is None
    assert store.spaces.has_left("slack", "T1")


def test_each_workspace_is_spoken_to_with_its_own_token(tokens: Tokens, store: Store, slack: Any) -> None:
    store.installations.save(replace(TEAM, team="T2", token=Secret("xoxb-two")), NOW)
    posts = [Post(number, Channel("slack", team, "C1"), say("Hello")) for number, team in enumerate(("T1", "T2", "T3"))]
    with SlackSurface(tokens, slack.api_url) as surface:
        ends = surface.send(posts)
        found = [promise.result() for promise in surface.find(posts[2:])]
    assert [end.outcome for end in ends] == [Outcome.SENT, Outcome.SENT, Outcome.WAIT]
    assert (ends[2].reason, found[0].reason) == ("not_installed", "not_installed")
    assert sorted(one.authorization for one in slack.received) == ["Bearer xoxb-old", "Bearer xoxb-two"]
