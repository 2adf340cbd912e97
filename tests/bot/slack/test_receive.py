"""Requests from Slack over signed HTTP, and the answers, against a fake Slack on the loopback interface."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bot.commands.request import Reply, Request, Visibility
from bot.slack.receive import build_app
from core.card import say
from core.errors import CommandError
from tests.bot.slack.sender import SECRET, TOKEN, Desk, Json, Workspace


def test_a_command_reaches_the_dispatcher_as_it_was_typed(workspace: Workspace, desk: Desk, slack: Any) -> None:
    assert workspace.command("subscribe <#C9|energy> <https://a.example/x|x> R&amp;D") == 200
    [answer] = slack.wait_for("/respond")
    assert desk.asked == [
        Request(
            "slack",
            "T1",
            "C1",
            "U1",
            "subscribe #energy https://a.example/x R&D",
            "trade",
            user_name="kim",
            mentions={"#energy": "C9"},
        )
    ]
    assert answer["text"] == "done"
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)


def test_a_command_is_acknowledged_before_it_is_worked_on(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.gate.clear()
    assert workspace.command("list") == 200
    assert slack.calls("/respond") == []
    desk.gate.set()
    slack.wait_for("/respond")


def test_a_reply_for_the_channel_is_posted_for_all(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = Reply(say("for all"), Visibility.CHANNEL)
    workspace.command("test")
    assert slack.wait_for("/respond")[0]["response_type"] == "in_channel"
    workspace.mention("<@U0BOT> test", thread_ts="4.4")
    [posted] = slack.wait_for("chat.postMessage")
    assert (posted["text"], posted["thread_ts"]) == ("for all", "4.4")


def test_an_announcement_goes_to_the_channel(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = Reply(say("for you"), announce=say("for all"))
    workspace.command("subscribe cbam")
    [posted] = slack.wait_for("chat.postMessage")
    assert (posted["channel"], posted["text"], posted["unfurl_links"]) == ("C1", "for all", False)
    assert slack.calls("/respond")[0]["text"] == "for you"
    authorized = [one.authorization for one in slack.received if one.method == "chat.postMessage"]
    assert authorized == [f"Bearer {TOKEN}"]


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found"])
def test_where_the_bot_may_not_speak_the_caller_is_told_what_to_do(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any], code: str
) -> None:
    desk.reply = Reply(say("for you"), announce=say("for all"))
    slack.plan("chat.postMessage", answer({"ok": False, "error": code}))
    workspace.command("subscribe cbam")
    told = slack.wait_for("/respond", 2)[1]
    assert told["text"].startswith("I'm not in #trade. Type /invite @Policy, then press Retry.")
    assert told["blocks"][1]["elements"][0]["value"] == "subscribe cbam"


@pytest.mark.parametrize(
    "plan",
    [
        {"hang_up": True},
        {"status": 503, "body": {"ok": False}},
        {"status": 503, "body": b"upstream", "headers": (("Content-Type", "text/plain"),)},
        {"status": 502, "body": b"<html>", "headers": (("Content-Type", "text/html"),)},
        {"body": b"half an ans"},
    ],
)
def test_an_announcement_is_posted_once_even_if_its_answer_is_lost(
    workspace: Workspace,
    desk: Desk,
    slack: Any,
    answer: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
    plan: Json,
) -> None:
    desk.reply = Reply(say("for you"), announce=say("for all"))
    slack.plan("chat.postMessage", answer(**plan))
    workspace.command("subscribe cbam")
    slack.wait_until(lambda: "could not answer in C1" in caplog.text)
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("plan", "problem"),
    [({"hang_up": True}, "ServerDisconnectedError"), ({"status": 404, "body": b"expired_url"}, "http 404")],
)
def test_a_lost_response_url_is_not_tried_again_and_not_printed(
    workspace: Workspace,
    slack: Any,
    answer: Callable[..., Any],
    caplog: pytest.LogCaptureFixture,
    plan: Json,
    problem: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.plan("/respond", answer(**plan))
    workspace.command("list")
    slack.wait_until(lambda: f"could not answer U1 in C1: {problem}" in caplog.text)
    assert "/respond" not in caplog.text
    assert len(slack.calls("/respond")) == 1


def test_blocks_that_slack_refuses_are_left_out(workspace: Workspace, slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("/respond", answer(status=400, body=b"invalid_blocks"))
    workspace.command("list")
    first, second = slack.wait_for("/respond", 2)
    assert "blocks" in first
    assert second == {name: value for name, value in first.items() if name != "blocks"}
    slack.plan("chat.postEphemeral", answer({"ok": False, "error": "invalid_blocks"}))
    workspace.mention("<@U0BOT> list")
    first, second = slack.wait_for("chat.postEphemeral", 2)
    assert ("blocks" in first, "blocks" in second, second["text"]) == (True, False, "done")


def test_a_rate_limited_answer_is_given_later(workspace: Workspace, slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("/respond", answer(status=429, headers=(("Retry-After", "0"),)))
    workspace.command("list")
    first, second = slack.wait_for("/respond", 2)
    assert first == second


def test_a_button_counts_as_typed_by_the_one_who_pressed_it(workspace: Workspace, desk: Desk, slack: Any) -> None:
    assert workspace.button({"action_id": "policywire.run.3", "value": "why #K7Q2"}) == 200
    slack.wait_for("/respond")
    assert desk.asked == [Request("slack", "T1", "C1", "U1", "why #K7Q2", user_name="kim", mentions={})]


def test_a_button_of_an_installation_without_a_team_still_works(workspace: Workspace, desk: Desk, slack: Any) -> None:
    workspace.button({"action_id": "policywire.run.0", "value": "list"}, team=None, channel=None)
    slack.wait_for("/respond")
    assert (desk.asked[0].workspace, desk.asked[0].channel) == ("T1", "U1")


def test_a_link_button_is_only_acknowledged(workspace: Workspace, desk: Desk, slack: Any) -> None:
    assert workspace.button({"action_id": "policywire.open.0"}) == 200
    workspace.command("list")
    slack.wait_for("/respond")
    assert [request.text for request in desk.asked] == ["list"]


@pytest.mark.parametrize("text", ["<@U0BOT> list", "<@U0BOT|policy>: list", "<@U0BOT>, /policy list", "list <@U0BOT>"])
def test_a_mention_is_answered_to_its_sender_in_the_thread(
    workspace: Workspace, desk: Desk, slack: Any, text: str
) -> None:
    workspace.mention(text, thread_ts="4.4")
    [posted] = slack.wait_for("chat.postEphemeral")
    assert (posted["channel"], posted["user"], posted["thread_ts"], posted["text"]) == ("C1", "U1", "4.4", "done")
    assert desk.asked == [Request("slack", "T1", "C1", "U1", "list", mentions={})]


def test_a_direct_message_is_answered_openly(workspace: Workspace, desk: Desk, slack: Any) -> None:
    workspace.direct("latest cbam 5")
    assert slack.wait_for("chat.postMessage")[0]["channel"] == "D1"
    assert desk.asked == [Request("slack", "T1", "D1", "U1", "latest cbam 5", mentions={})]


def test_a_repeated_delivery_is_worked_on_once(workspace: Workspace, desk: Desk, slack: Any) -> None:
    for _ in range(3):
        assert workspace.mention("<@U0BOT> subscribe cbam", event_id="Ev7") == 200
    workspace.command("subscribe cbam", trigger="77.1")
    workspace.command("subscribe cbam", trigger="77.1")
    workspace.mention("<@U0BOT> list", event_id="Ev8")
    slack.wait_for("chat.postEphemeral", 2)
    slack.wait_for("/respond")
    assert sorted(request.text for request in desk.asked) == ["list", "subscribe cbam", "subscribe cbam"]


@pytest.mark.parametrize(
    "extra",
    [
        {"bot_id": "B9"},
        {"subtype": "message_changed"},
        {"channel_type": "channel", "channel": "C1"},
        {"user": None},
        {"user": "U0BOT"},
    ],
)
def test_what_is_not_meant_for_the_bot_is_left_alone(workspace: Workspace, desk: Desk, slack: Any, extra: Json) -> None:
    assert workspace.direct("list", **extra) == 200
    workspace.command("topics")
    slack.wait_for("/respond")
    assert [request.text for request in desk.asked] == ["topics"]


def test_a_mention_inside_a_direct_message_is_not_heard_twice(workspace: Workspace, desk: Desk, slack: Any) -> None:
    workspace.mention("<@U0BOT> list", event_id="Ev1", channel="D1")
    workspace.direct("<@U0BOT> list", event_id="Ev2")
    slack.wait_for("chat.postMessage")
    assert len(desk.asked) == 1


def test_a_failure_is_logged_and_told_without_its_words(
    workspace: Workspace, desk: Desk, slack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    desk.reply = RuntimeError("postgresql://user:hunter2@db")
    workspace.command("list")
    [answer] = slack.wait_for("/respond")
    assert answer["text"].startswith("Something went wrong")
    assert "hunter2" not in str(answer)
    assert "command of U1 in C1 failed" in caplog.text


def test_a_request_in_an_unknown_form_is_logged(
    workspace: Workspace, slack: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert workspace.event({"type": "app_mention", "text": "<@U0BOT> list"}, "Ev1") == 200
    slack.wait_until(lambda: "a Slack request could not be handled" in caplog.text)


def test_a_refusal_is_told_in_its_words_for_people(workspace: Workspace, desk: Desk, slack: Any) -> None:
    desk.reply = CommandError("topic 7 of T1 unknown", user="No such topic. Did you mean cbam?")
    workspace.command("subscribe cbma")
    assert slack.wait_for("/respond")[0]["text"] == "No such topic. Did you mean cbam?"


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": "wrong"}, 401),
        ({"age": 301}, 401),
        ({"headers": {"X-Slack-Signature": ""}}, 401),
        ({"headers": {"Content-Length": "1000001"}}, 413),
        ({"headers": {"Content-Length": "many"}}, 413),
    ],
)
def test_what_slack_did_not_sign_or_would_not_send_is_refused(
    workspace: Workspace, desk: Desk, how: Json, status: int
) -> None:
    assert workspace.command("list", **how) == status
    assert desk.asked == []


def test_an_altered_request_is_refused(workspace: Workspace, desk: Desk) -> None:
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=str(int(Clock().now())), body="text=list")
    assert workspace.post("text=unsubscribe", "text/plain", headers={"X-Slack-Signature": signature}) == 401
    assert desk.asked == []


def test_without_a_signing_secret_no_http_request_is_taken(
    slack: Any, desk: Desk, loop: asyncio.AbstractEventLoop
) -> None:
    app = build_app(dispatch=desk, bot_token=TOKEN, base_url=slack.api_url)
    assert Workspace(app, slack, loop).command("list", secret="guessed") == 401


def test_the_token_is_never_printed(
    workspace: Workspace, desk: Desk, slack: Any, answer: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack.plan("chat.postEphemeral", answer({"ok": False, "error": "invalid_auth"}), answer(hang_up=True))
    for number in range(3):
        workspace.mention("<@U0BOT> list", event_id=f"Ev{number}")
    slack.wait_until(lambda: caplog.text.count("could not answer in C1") == 2)
    assert "could not answer in C1: invalid_auth" in caplog.text
    assert "very-secret" not in caplog.text
