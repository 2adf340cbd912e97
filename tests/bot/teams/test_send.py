"""Posting to Teams: where a post goes, and how each end is judged."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from bot.teams.send import MANNERS, TeamsSurface, back_off
from core.card import Card, Heading, say
from core.model import Channel
from core.ports import Finding, Manners, Outcome, Post, Sent
from core.states import Kind
from storage.teams import Conversation
from tests.bot.teams.conftest import Bot, MakeBot
from tests.conftest import NOW
from tests.servers.connector import CHANNEL, CHAT, TENANT, Plan

Deliver = Callable[..., Sent]
TRADE = Channel("teams", TENANT, CHANNEL)


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    """A bot that was spoken to in a thread of the channel."""
    bot = make_bot()
    bot.store.teams.refresh(Conversation(TENANT, CHANNEL, "channel", bot.fake.url))
    return bot


def surface(bot: Bot, **manners: Any) -> TeamsSurface:
    return TeamsSurface(
        bot.connector, bot.store.teams, bot.trust, bot.files, manners=Manners(**manners), chance=lambda: 0.0
    )


def send(bot: Bot, card: Card | None = None, **post: Any) -> Sent:
    made = {"delivery": 1, "channel": TRADE, "card": card or say("news")} | post
    promise: Future[Sent] = surface(bot).begin([Post(**made)])[0]
    return promise.result(30)


def test_an_alert_goes_to_the_channel_and_not_to_its_last_thread(bot: Bot) -> None:
    bot.say("list", place=f"{CHANNEL};messageid=17")
    bot.fake.wait_for(1)
    assert send(bot) == Sent(Outcome.SENT, message_id="m3")
    post = bot.fake.posts()[-1]
    assert (post.method, post.path) == ("POST", f"/v3/conversations/{CHANNEL}/activities")
    assert post.plain == "news"
    assert post.authorization


def test_an_edit_changes_the_message_and_a_thread_answers_it(bot: Bot) -> None:
    assert send(bot, kind=Kind.EDIT, target="m9").message_id == "m9"
    assert send(bot, kind=Kind.THREAD, target="m9").outcome is Outcome.SENT
    edit, reply = bot.fake.posts()
    assert (edit.method, edit.path) == ("PUT", f"/v3/conversations/{CHANNEL}/activities/m9")
    assert (reply.method, reply.path) == ("POST", f"/v3/conversations/{CHANNEL};messageid=m9/activities")


def test_a_chat_has_no_threads(bot: Bot) -> None:
    bot.store.teams.refresh(Conversation(TENANT, CHAT, "personal", bot.fake.url))
    send(bot, kind=Kind.THREAD, target="m9", channel=Channel("teams", TENANT, CHAT))
    assert bot.fake.posts()[0].path == f"/v3/conversations/{CHAT}/activities"


@pytest.mark.parametrize(
    ("plan", "outcome", "reason"),
    [
        (Plan(429, headers={"Retry-After": "7"}), Outcome.RETRY, "http_429"),
        (Plan(412), Outcome.RETRY, "http_412"),
        (Plan(409), Outcome.RETRY, "http_409"),
        (Plan(401), Outcome.WAIT, "http_401"),
        (Plan(403, {"error": {"code": "BotNotInConversationRoster"}}), Outcome.CLOSED, "http_403: BotNotInConversationRoster"),
        (Plan(403, {"error": {"code": "MessageWritesBlocked"}}), Outcome.CLOSED, "http_403: MessageWritesBlocked"),
        (Plan(403), Outcome.CLOSED, "http_403"),
        (Plan(404, {"error": {"code": "ConversationNotFound"}}), Outcome.CLOSED, "http_404: ConversationNotFound"),
        (Plan(403, {"error": {"code": "InvalidBotApiHost"}}), Outcome.FAILED, "http_403: InvalidBotApiHost"),
        (Plan(405), Outcome.FAILED, "http_405"),
        (Plan(500), Outcome.UNCERTAIN, "http_500"),
        (Plan(502, "gateway"), Outcome.UNCERTAIN, "http_502"),
        (Plan(503, {"error": "busy"}), Outcome.UNCERTAIN, "http_503"),
        (Plan(504), Outcome.UNCERTAIN, "http_504"),
        (Plan(408), Outcome.UNCERTAIN, "http_408"),
        (Plan(302, headers={"Location": "http://127.0.0.1:1/"}), Outcome.UNCERTAIN, "http_302"),
        (Plan(hang_up=True), Outcome.UNCERTAIN, "no_answer: RemoteProtocolError"),
    ],
)  # fmt: skip
def test_how_a_post_ends(bot: Bot, plan: Plan, outcome: Outcome, reason: str) -> None:
    bot.fake.plan("/activities", plan)
    sent = send(bot)
    assert (sent.outcome, sent.reason) == (outcome, reason)
    assert len(bot.fake.posts()) == 1


@pytest.mark.parametrize("plan", [Plan(500), Plan(504), Plan(hang_up=True)])
def test_an_edit_can_be_repeated_and_is_never_uncertain(bot: Bot, plan: Plan) -> None:
    bot.fake.plan("/activities", plan)
    assert send(bot, kind=Kind.EDIT, target="m9").outcome is Outcome.RETRY


def test_an_answer_that_never_comes_is_uncertain(make_bot: MakeBot) -> None:
    bot = make_bot(timeout=0.2)
    bot.store.teams.refresh(Conversation(TENANT, CHANNEL, "channel", bot.fake.url))
    never = threading.Event()
    bot.fake.plan("/activities", Plan(wait=never))
    sent = send(bot)
    never.set()
    assert sent.outcome is Outcome.UNCERTAIN
    assert len(bot.fake.posts()) == 1


def test_nobody_there_is_no_attempt(bot: Bot) -> None:
    bot.fake.close()
    sent = send(bot)
    assert (sent.outcome, sent.reason) == (Outcome.WAIT, "not_connected: ConnectError")


def test_without_a_token_nothing_leaves(make_bot: MakeBot) -> None:
    async def refused(scope: object, tenant: str | None) -> str:
        raise ValueError("no")

    bot = make_bot(token=refused)
    bot.store.teams.refresh(Conversation(TENANT, CHANNEL, "channel", bot.fake.url))
    assert send(bot) == Sent(Outcome.WAIT, reason="no_token", retry_after=60)
    assert not bot.fake.received


def test_a_post_does_not_begin_after_its_time(bot: Bot) -> None:
    sent = send(bot, begin_by=time.monotonic() - 1)
    assert (sent.outcome, sent.retry_after) == (Outcome.WAIT, 0)
    assert not bot.fake.posts()


def test_a_refused_card_is_sent_as_text(bot: Bot) -> None:
    bot.fake.plan("/activities", Plan(413, {"error": {"code": "MessageSizeTooBig"}}))
    assert send(bot, Card((Heading("big news"),))).outcome is Outcome.SENT
    assert bot.fake.posts()[1].body == {"type": "message", "textFormat": "plain", "text": "big news"}


def test_throttling_backs_off_further_each_time_and_no_less_than_told(bot: Bot) -> None:
    bot.fake.plan("/activities", *[Plan(429, headers={"Retry-After": told}) for told in ("1", "1", "60", "soon")])
    there = surface(bot)
    waits = [there.begin([Post(1, TRADE, say("x"))])[0].result(30).retry_after for _ in range(5)]
    assert waits == [5, 10, 60, 40, None]


def test_back_off_has_a_limit_and_a_chance() -> None:
    assert back_off(1000, None, 0.0) == 600
    assert back_off(0, None, 1.0) == 6.25


def test_an_unknown_conversation_waits_for_somebody_to_write_there(bot: Bot) -> None:
    sent = send(bot, channel=Channel("teams", TENANT, "19:nobody@thread.tacv2"))
    assert sent.outcome is Outcome.RETRY


def test_where_the_app_was_removed_nothing_is_sent(bot: Bot) -> None:
    place = bot.store.teams.find(TENANT, CHANNEL)
    assert place
    bot.store.teams.leave(place, NOW)
    assert send(bot).outcome is Outcome.CLOSED
    assert not bot.fake.received


def test_what_becomes_of_one_message_closes_no_channel(bot: Bot) -> None:
    for kind, code in ((Kind.EDIT, ""), (Kind.THREAD, ""), (Kind.THREAD, "ActivityNotFoundInConversation")):
        bot.fake.plan("/activities", Plan(404, {"error": {"code": code}}))
        assert send(bot, kind=kind, target="m9").outcome is Outcome.FAILED


def test_what_is_for_a_person_goes_to_the_chat_with_them(bot: Bot) -> None:
    chat = Conversation(TENANT, CHAT, "personal", bot.fake.url, person="29:kim", directory_id="b0f1")
    bot.store.teams.refresh(chat)
    assert send(bot, channel=Channel("teams", TENANT, "b0f1")).outcome is Outcome.SENT
    assert bot.fake.posts()[0].path == f"/v3/conversations/{CHAT}/activities"


def test_a_service_url_that_is_not_teams_never_gets_our_token(bot: Bot) -> None:
    bot.store.teams.refresh(
        Conversation(TENANT, CHANNEL, "channel", f"http://localhost:{bot.fake.url.rpartition(':')[2]}")
    )
    assert send(bot).outcome is Outcome.FAILED
    assert not bot.fake.received


def test_teams_cannot_be_asked_for_a_post(bot: Bot) -> None:
    (found,) = surface(bot).find([Post(1, TRADE, Card(()))])
    assert found.result(0).finding is Finding.NEVER


def test_a_closed_surface_says_so(bot: Bot) -> None:
    there = surface(bot)
    there.close()
    there.close()
    (promise,) = there.begin([Post(1, TRADE, say("x"))])
    assert promise.result(30) == Sent(Outcome.WAIT, reason="closed")


def test_closing_tells_whoever_still_waits(bot: Bot) -> None:
    never = threading.Event()
    bot.fake.plan("/activities", Plan(wait=never))
    there = surface(bot)
    (promise,) = there.begin([Post(1, TRADE, say("x"))])
    bot.fake.wait_for(1)
    there.close()
    assert promise.result(30).outcome is Outcome.UNCERTAIN
    never.set()


def test_the_pace_keeps_every_limit_of_teams() -> None:
    every, burst = MANNERS.channel.interval, MANNERS.channel.burst
    for most, seconds in ((7, 1), (8, 2), (60, 30), (1_800, 3_600)):
        assert burst + seconds / every - 1 <= most
    assert MANNERS.workspace.burst + 1 / MANNERS.workspace.interval <= 50
