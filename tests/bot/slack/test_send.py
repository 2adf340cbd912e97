"""How each way a sending can end is told, and that nothing is ever sent twice or printed that is secret."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.send import SlackSurface, message_of, outcome_of, read_answer
from core.card import Card, Heading, Paragraph, Span, say
from core.model import Channel
from core.ports import Manners, Outcome, Post, Sent

TOKEN = "xoxb-123-very-secret"
CARD = Card((Heading("한중 FTA", url="https://example.com/1"), Paragraph((Span("The two sides meet."),))))


def post(delivery: int = 7, address: str = "C1") -> Post:
    return Post(delivery, Channel("slack", "T1", address), CARD)


@pytest.fixture
def surface(slack: Any) -> Iterator[SlackSurface]:
    with SlackSurface(TOKEN, slack.api_url.removesuffix("/")) as surface:
        yield surface


def test_a_post_says_everything_slack_needs(slack: Any, surface: SlackSurface) -> None:
    assert surface.send([post()]) == [Sent(Outcome.SENT, message_id="1.2")]
    [received] = slack.received
    assert (received.method, received.authorization) == ("chat.postMessage", f"Bearer {TOKEN}")
    assert received.body == message_of(post())
    assert received.body["channel"] == "C1"
    assert received.body["text"] == "한중 FTA (https://example.com/1)\nThe two sides meet."
    assert received.body["metadata"] == {"event_type": "policywire_delivery", "event_payload": {"delivery": "7"}}
    assert received.body["unfurl_links"] is received.body["unfurl_media"] is False


def test_results_stand_in_the_order_of_the_posts(slack: Any, surface: SlackSurface, answer: Callable[..., Any]) -> None:
    slack.plan("chat.postMessage", *(answer({"ok": True, "ts": "9"}, delay=0.1) for _ in range(2)))
    slack.plan("chat.postMessage", answer({"ok": False, "error": "not_in_channel"}))
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(surface.send, [post(1, "C1"), post(2, "C2")])
        while len(slack.received) < 2:
            time.sleep(0.005)
        quick = surface.send([post(3, "C3")])
    assert quick == [Sent(Outcome.CLOSED, reason="not_in_channel")]
    assert slow.result() == [Sent(Outcome.SENT, message_id="9")] * 2


def test_posts_go_out_side_by_side_and_connections_are_kept(
    slack: Any, surface: SlackSurface, answer: Callable[..., Any]
) -> None:
    slack.plan("chat.postMessage", *(answer(delay=0.1) for _ in range(10)))
    start = time.monotonic()
    sent = surface.send([post(number) for number in range(10)])
    assert time.monotonic() - start < 0.8
    assert {one.outcome for one in sent} == {Outcome.SENT}
    before = {one.connection for one in slack.received}
    surface.send([post(11)])
    assert slack.received[-1].connection in before


def test_more_posts_than_connections_do_not_run_out_of_time(slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("chat.postMessage", *(answer(delay=0.1) for _ in range(6)))
    with SlackSurface(TOKEN, slack.api_url, manners=Manners(timeout=0.5), connections=1) as surface:
        assert {one.outcome for one in surface.send([post(number) for number in range(6)])} == {Outcome.SENT}


@pytest.mark.parametrize(
    ("plan", "outcome", "reason"),
    [
        ({"hang_up": True}, Outcome.UNCERTAIN, "no_answer: ServerDisconnectedError"),
        ({"status": 500}, Outcome.UNCERTAIN, "http_500"),
        ({"status": 503, "body": b"upstream"}, Outcome.UNCERTAIN, "http_503"),
        ({"body": b"<html>"}, Outcome.UNCERTAIN, "no_json: http_200"),
        ({"body": b"[]"}, Outcome.UNCERTAIN, "no_json: http_200"),
        ({"body": b'{"ok": "yes"}'}, Outcome.UNCERTAIN, "no_json: http_200"),
        ({"body": b"[" * 100_000}, Outcome.UNCERTAIN, "no_json: http_200"),
        ({"body": b'{"ok": true, "x": "' + b"x" * 1_100_000 + b'"}'}, Outcome.UNCERTAIN, "no_json: http_200"),
        (
            {"status": 307, "headers": (("Location", "/api/elsewhere"),), "body": b""},
            Outcome.UNCERTAIN,
            "no_json: http_307",
        ),
        ({"body": {"ok": False, "error": "fatal_error"}}, Outcome.UNCERTAIN, "fatal_error"),
        ({"body": {"ok": False, "error": "is_archived"}}, Outcome.CLOSED, "is_archived"),
        ({"body": {"ok": False, "error": "message_limit_exceeded"}}, Outcome.WAIT, "message_limit_exceeded"),
        ({"body": {"ok": False, "error": "a new one\n"}}, Outcome.RETRY, "anewone"),
        ({"body": {"ok": False}}, Outcome.RETRY, "unknown_error"),
    ],
)
def test_each_end_is_told_apart_and_tried_once(
    slack: Any, surface: SlackSurface, answer: Callable[..., Any], plan: Any, outcome: Outcome, reason: str
) -> None:
    slack.plan("chat.postMessage", answer(**plan))
    assert surface.send([post()]) == [Sent(outcome, reason=reason)]
    assert len(slack.received) == 1


def test_an_answer_that_does_not_come_in_time_is_uncertain(slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("chat.postMessage", answer(delay=0.6))
    with SlackSurface(TOKEN, slack.api_url, manners=Manners(timeout=0.2)) as surface:
        assert surface.send([post()]) == [Sent(Outcome.UNCERTAIN, reason="no_answer: TimeoutError")]
    assert len(slack.received) == 1


def test_a_connection_that_was_never_made_was_no_attempt() -> None:
    with SlackSurface(TOKEN, "http://127.0.0.1:1/api/") as surface:
        [sent] = surface.send([post()])
    assert (sent.outcome, sent.reason) == (Outcome.WAIT, "not_connected: ClientConnectorError")


def test_a_connection_that_nobody_takes_in_time_was_no_attempt() -> None:
    with socket.socket() as deaf, ExitStack() as queue:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        with SlackSurface(
            TOKEN, f"http://127.0.0.1:{deaf.getsockname()[1]}/api/", manners=Manners(timeout=0.6)
        ) as surface:
            assert surface.send([post()]) == [Sent(Outcome.WAIT, reason="not_connected: ConnectionTimeoutError")]


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30), ("999999", 86_400), ("soon", None), ("-1", None), ("²", None)]
)
def test_a_rate_limit_waits_for_the_time_it_names(header: str, seconds: float | None) -> None:
    told = read_answer(429, {"Retry-After": header}, b"")
    assert told == Sent(Outcome.WAIT, reason="ratelimited", retry_after=seconds)


def test_blocks_that_slack_refuses_are_left_out(slack: Any, surface: SlackSurface, answer: Callable[..., Any]) -> None:
    slack.plan("chat.postMessage", answer({"ok": False, "error": "msg_blocks_too_long"}))
    assert surface.send([post()]) == [Sent(Outcome.SENT, message_id="1.2")]
    first, second = slack.calls("chat.postMessage")
    assert "blocks" in first
    assert second == {name: value for name, value in first.items() if name != "blocks"}


def test_text_that_slack_refuses_as_well_fails(slack: Any, surface: SlackSurface, answer: Callable[..., Any]) -> None:
    slack.plan(
        "chat.postMessage", *(answer({"ok": False, "error": code}) for code in ("invalid_blocks", "msg_too_long"))
    )
    assert surface.send([post()]) == [Sent(Outcome.FAILED, reason="msg_too_long")]


@pytest.mark.parametrize(
    "code",
    """missing_scope msg_too_long msg_blocks_too_long no_text
    no_permission""".split(),  # noqa: SIM905 - reads better than a list
)
def test_what_will_not_change_by_waiting_fails(code: str) -> None:
    assert outcome_of(code) is Outcome.FAILED


@pytest.mark.parametrize(
    "code",
    [
        "ratelimited",
        "message_limit_exceeded",
        "service_unavailable",
        "team_added_to_org",
        "token_expired",
    ],
)
def test_what_is_not_about_the_message_waits(code: str) -> None:
    assert outcome_of(code) is Outcome.WAIT


@settings(deadline=None)
@given(st.integers(100, 599), st.dictionaries(st.just("Retry-After"), st.text()), st.binary())
def test_no_answer_breaks_the_reader(status: int, headers: dict[str, str], body: bytes) -> None:
    assert read_answer(status, headers, body).outcome in Outcome


def test_the_token_is_never_printed(
    slack: Any, surface: SlackSurface, answer: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    plans = (
        {"hang_up": True},
        {"body": b"<html>"},
        {"status": 500},
        {"body": {"ok": False, "error": "invalid_blocks"}},
    )
    slack.plan("chat.postMessage", *(answer(**plan) for plan in plans))
    sent = [surface.send([post()]) for _ in plans]
    assert "secret" not in f"{caplog.text} {sent} {surface!r} {surface}"


def test_a_companys_proxy_is_used(slack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", slack.url)
    with SlackSurface(TOKEN, "http://slack.example/api/") as surface:
        assert surface.send([post()])[0].outcome is Outcome.SENT
    assert slack.received[0].method == "http://slack.example/api/chat.postMessage"


def test_a_surface_closed_in_mid_sending_leaves_no_caller_behind(slack: Any, answer: Callable[..., Any]) -> None:
    slack.plan("chat.postMessage", answer(delay=0.3))
    surface = SlackSurface(TOKEN, slack.api_url, connections=1)
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(surface.send, [post(1), post(2)])
        slack.wait_for("chat.postMessage")
        surface.close()
        ends = sending.result(5)
    assert [end.outcome for end in ends] == [Outcome.UNCERTAIN, Outcome.WAIT]


def test_a_closed_surface_posts_nothing(slack: Any) -> None:
    surface = SlackSurface(TOKEN, slack.api_url)
    surface.close()
    assert surface.send([post()]) == [Sent(Outcome.WAIT, reason="closed")]
    assert slack.received == []


def test_a_closed_surface_can_be_closed_again(slack: Any) -> None:
    surface = SlackSurface(TOKEN, slack.api_url)
    surface.send([Post(1, Channel("slack", "T1", "C1"), say("x"))])
    surface.close()
    surface.close()


def test_a_request_does_not_begin_after_its_time(slack: Any, surface: SlackSurface) -> None:
    late = Post(7, Channel("slack", "T1", "C1"), CARD, begin_by=time.monotonic() - 0.01)
    assert surface.send([late]) == [Sent(Outcome.WAIT, reason="too_late", retry_after=0)]
    assert slack.calls("chat.postMessage") == []


def test_one_that_waits_for_a_connection_until_it_is_too_late_does_not_begin(
    slack: Any, answer: Callable[..., Any]
) -> None:
    slack.plan("chat.postMessage", answer(delay=0.3))
    with SlackSurface(TOKEN, slack.api_url, connections=1) as surface:
        second = Post(8, Channel("slack", "T1", "C2"), CARD, begin_by=time.monotonic() + 0.1)
        ends = surface.send([post(7), second])
    assert [end.outcome for end in ends] == [Outcome.SENT, Outcome.WAIT]
    assert len(slack.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_refused_credentials_keep_everybody_away_for_a_while_and_lose_nothing(
    slack: Any, answer: Callable[..., Any], code: str
) -> None:
    slack.plan("chat.postMessage", answer({"ok": False, "error": code}))
    with SlackSurface(TOKEN, slack.api_url, manners=Manners(refused=9)) as surface:
        outcome = Outcome.WAIT if code == "invalid_auth" else Outcome.GONE
        assert surface.send([post()]) == [Sent(outcome, reason=code, retry_after=9)]
