"""The three Slack files against a real local Slack, with a dispatcher that echoes."""

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from bot.commands.request import Reply, Request, Visibility
from bot.slack.receive import build_app, events_router, socket_mode
from bot.slack.send import SlackSurface
from core.card import Actions, Bullets, Button, Card, Facts, Heading, Note, Paragraph, Span, say
from core.model import Channel
from core.ports import Outcome, Post

pytestmark = pytest.mark.e2e

ALERT = Card(
    (
        Heading("한중 FTA 서비스·투자 후속협상 <!channel>", url="https://example.com/news?id=1&lang=ko"),
        Paragraph((Span("The two sides agreed to meet "), Span("in March", strong=True), Span("."))),
        Facts((("Amount", "412억 달러"), ("Countries", "KR, CN"))),
        Note("Yonhap · wire · Korea–China FTA"),
        Actions((Button("Open", url="https://example.com/news?id=1"), Button("Summary", command="summary #K7Q2"))),
    )
)


@dataclass
class Echo:
    """Answers with what it was asked, and keeps the requests."""

    seen: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        self.seen.append(request)
        match request.text.split(maxsplit=1):
            case ["break", *_]:
                raise RuntimeError("the password is swordfish")
            case ["shout", *_]:
                return Reply(say(f"all hear {request.text}"), Visibility.CHANNEL)
            case ["subscribe", topic]:
                undo = Actions((Button("Undo", command=f"unsubscribe {topic}"),))
                done = Card((Paragraph((Span(f"{request.user} subscribed to {topic}"),)), undo))
                return Reply(say(f"Watching {topic} from now."), announce=done)
            case _:
                return Reply(say(f"heard {request.text}"))


@dataclass(frozen=True)
class Rig:
    """A local Slack with an echoing bot on it."""

    slack: Any
    echo: Echo


@pytest.fixture(params=["socket", "http"])
def rig(request: pytest.FixtureRequest, start_slack: Callable[..., Any]) -> Iterator[Rig]:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    slack = start_slack() if request.param == "socket" else start_slack(f"http://127.0.0.1:{port}/slack/events")
    echo, ready, stop = Echo(), threading.Event(), threading.Event()

    def build() -> Any:
        secret = None if request.param == "socket" else slack.signing_secret
        return build_app(dispatch=echo, bot_token=slack.bot_token, signing_secret=secret, base_url=slack.api_url)

    async def listen() -> None:
        async with socket_mode(build(), slack.app_token):
            await asyncio.to_thread(slack.wait_until_connected)
            ready.set()
            await asyncio.to_thread(stop.wait)

    async def serve() -> None:
        api = FastAPI()
        api.include_router(events_router(build()))
        server = uvicorn.Server(uvicorn.Config(api, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        ready.set()
        await asyncio.to_thread(stop.wait)
        server.should_exit = True
        await serving

    thread = threading.Thread(target=lambda: asyncio.run(listen() if request.param == "socket" else serve()))
    thread.start()
    assert ready.wait(20)
    yield Rig(slack, echo)
    stop.set()
    thread.join()
    listener.close()


def test_a_command_is_answered_to_its_sender_only(rig: Rig) -> None:
    rig.slack.command("list <#C01TRADE|trade> &amp; <https://example.com/a|a>")
    answer = rig.slack.message("heard list")
    assert answer["text"] == "heard list #trade &amp; https://example.com/a"
    assert answer["ephemeral_to"] == rig.slack.member
    [request] = rig.echo.seen
    assert (request.surface, request.workspace, request.channel) == ("slack", rig.slack.team, rig.slack.trade)
    assert (request.user, request.channel_name) == (rig.slack.member, "trade")


def test_a_reply_to_the_channel_is_seen_by_all(rig: Rig) -> None:
    rig.slack.command("shout loudly")
    assert "ephemeral_to" not in rig.slack.message("all hear shout loudly")


def test_an_announcement_is_public_and_its_button_works(rig: Rig) -> None:
    rig.slack.command("subscribe cbam")
    assert rig.slack.message("Watching cbam")["ephemeral_to"] == rig.slack.member
    public = rig.slack.message("subscribed to cbam")
    assert "ephemeral_to" not in public
    rig.slack.press(public, "Undo", user="U02LEE")
    assert rig.slack.message("heard unsubscribe cbam")["ephemeral_to"] == "U02LEE"
    assert rig.slack.message("subscribed to cbam") == public
    pressed = Request("slack", rig.slack.team, rig.slack.trade, "U02LEE", "unsubscribe cbam", "trade", user_name="lee")
    assert replace(rig.echo.seen[-1], mentions=pressed.mentions) == pressed


def test_an_announcement_refused_by_slack_tells_how_to_invite_the_bot(rig: Rig) -> None:
    rig.slack.plan("chat.postMessage", error="not_in_channel")
    rig.slack.command("subscribe cbam")
    told = rig.slack.message("I'm not in #trade")
    assert told["ephemeral_to"] == rig.slack.member
    rig.slack.press(told, "Retry")
    assert "ephemeral_to" not in rig.slack.message("subscribed to cbam")


def test_a_mention_is_a_command(rig: Rig) -> None:
    rig.slack.say(f"<@{rig.slack.bot}> topics 광물")
    assert rig.slack.message("heard topics 광물")["ephemeral_to"] == rig.slack.member
    assert len(rig.echo.seen) == 1


def test_a_direct_message_is_a_command_and_is_answered_openly(rig: Rig) -> None:
    channel = rig.slack.direct_channel()
    rig.slack.say(f"<@{rig.slack.bot}>: /policy latest cbam 5", channel=channel)
    assert "ephemeral_to" not in rig.slack.message("heard latest cbam 5", channel=channel)
    assert len(rig.echo.seen) == 1


def test_talk_between_people_is_left_alone(rig: Rig) -> None:
    rig.slack.say("list the invoices, please")
    rig.slack.command("topics")
    rig.slack.message("heard topics")
    assert [request.text for request in rig.echo.seen] == ["topics"]


def test_a_failing_command_says_so_without_its_secrets(rig: Rig) -> None:
    rig.slack.command("break it")
    assert "swordfish" not in rig.slack.message("Something went wrong")["text"]
    assert not [message for message in rig.slack.messages() if "swordfish" in str(message)]


@pytest.fixture
def slack(start_slack: Callable[..., Any]) -> Any:
    return start_slack()


@pytest.fixture
def surface(slack: Any) -> Iterator[SlackSurface]:
    with SlackSurface(slack.bot_token, slack.api_url) as surface:
        yield surface


def post(slack: Any, delivery: int = 1, card: Card = ALERT, address: str = "") -> Post:
    return Post(delivery, Channel("slack", slack.team, address or slack.trade), card)


def test_an_alert_stands_in_the_channel_with_blocks_and_full_text(slack: Any, surface: SlackSurface) -> None:
    [sent] = surface.send([post(slack)])
    [message] = slack.messages()
    assert (sent.outcome, sent.message_id) == (Outcome.SENT, message["ts"])
    assert [block["type"] for block in message["blocks"]] == ["section", "section", "section", "context", "actions"]
    for said in ("한중 FTA", "&lt;!channel&gt;", "in March", "Amount: 412억 달러", "Yonhap", "[Summary] summary #K7Q2"):
        assert said in message["text"]
    assert not re.search(r"<[!@#]", str(message["blocks"]) + message["text"])
    [call] = slack.calls("chat.postMessage")
    assert call["metadata"] == {"event_type": "policywire_delivery", "event_payload": {"delivery": "1"}}
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)


def test_posts_to_several_channels_keep_their_results_apart(slack: Any, surface: SlackSurface) -> None:
    posts = [post(slack, 1), post(slack, 2, address="C0NOWHERE"), post(slack, 3, address=slack.random)]
    first, second, third = surface.send(posts)
    assert (first.outcome, third.outcome) == (Outcome.SENT, Outcome.SENT)
    assert (second.outcome, second.reason) == (Outcome.CLOSED, "channel_not_found")
    assert third.message_id == slack.messages(slack.random)[0]["ts"]


def test_a_rate_limit_waits_as_long_as_it_asks(slack: Any, surface: SlackSurface) -> None:
    slack.plan("chat.postMessage", status=429, retry_after=7)
    [sent] = surface.send([post(slack)])
    assert (sent.outcome, sent.retry_after) == (Outcome.WAIT, 7)
    assert (slack.messages(), len(slack.calls("chat.postMessage"))) == ([], 1)


@pytest.mark.parametrize("code", ["is_archived", "restricted_action_read_only_channel"])
def test_a_refusal_for_good_closes_the_channel_with_its_code(slack: Any, surface: SlackSurface, code: str) -> None:
    slack.plan("chat.postMessage", error=code)
    [sent] = surface.send([post(slack)])
    assert (sent.outcome, sent.reason) == (Outcome.CLOSED, code)


def test_a_lost_answer_is_uncertain_and_nothing_is_posted_twice(slack: Any, surface: SlackSurface) -> None:
    slack.plan("chat.postMessage", drop=True)
    [sent] = surface.send([post(slack)])
    assert (sent.outcome, len(slack.messages())) == (Outcome.UNCERTAIN, 1)


def test_a_server_error_is_uncertain(slack: Any, surface: SlackSurface) -> None:
    slack.plan("chat.postMessage", status=503)
    [sent] = surface.send([post(slack)])
    assert (sent.outcome, sent.reason) == (Outcome.UNCERTAIN, "http_503")


def test_refused_blocks_are_followed_by_the_text_alone(slack: Any, surface: SlackSurface) -> None:
    slack.plan("chat.postMessage", error="invalid_blocks")
    [sent] = surface.send([post(slack)])
    [message] = slack.messages()
    assert (sent.outcome, "blocks" in message) == (Outcome.SENT, False)
    assert "Amount: 412억 달러" in message["text"]


def test_a_list_of_any_length_is_accepted(slack: Any, surface: SlackSurface) -> None:
    rows = tuple((Span(f"topic-{number}", strong=True), Span(" 주제 " * 20)) for number in range(2000))
    [sent] = surface.send([post(slack, card=Card((Heading("Subscriptions"), Bullets(rows))))])
    assert sent.outcome is Outcome.SENT
