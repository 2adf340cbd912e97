"""Commands by message, mention, slash and button, and the way their answers take."""

import threading
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.request import Reply, Request, Visibility
from bot.teams.activity import ActivityError, Trust
from bot.teams.activity import read as read_activity
from core.card import Actions, Button, Card, Heading, say
from core.errors import CommandError, StorageError
from tests.bot.teams.conftest import TOKEN, Bot, MakeBot
from tests.servers.connector import CHANNEL, CHAT, PERSON, TEAM, TENANT, Plan, activity

THREAD = f"{CHANNEL};messageid=1700000000000"


def test_a_personal_message_is_a_command_and_answered_in_the_chat(make_bot: MakeBot) -> None:
    asked: list[Request] = []

    def dispatch(request: Request) -> Reply:
        asked.append(request)
        return Reply(say("one thing"))

    bot = make_bot(dispatch)
    assert bot.say("list", locale="ko-KR").status_code == 200
    (post,) = bot.fake.wait_for(1)
    assert asked == [Request("teams", TENANT, CHAT, PERSON["aadObjectId"], "list", lang="ko", user_name="Kim Minji")]
    assert (post.path, post.query) == (f"/v3/conversations/{CHAT}/activities", "")
    assert post.plain == "one thing"
    assert post.authorization == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("<at>Policy</at>\xa0subscribe  cbam\r\n", "subscribe cbam"),
        ("subscribe &quot;A &amp; B&quot; <at>Policy</at>", 'subscribe "A & B"'),
        ("<at>Policy</at> /policy help", "help"),
        ("<at>Policy</at> /help", "help"),
        ("<at>Policy</at> ask <at id=\"1\">Lee</at>", "ask @Lee"),
        ("<at>Policy</at>", ""),
    ],
)  # fmt: skip
def test_what_was_typed_is_read_without_the_mention(make_bot: MakeBot, text: str, typed: str) -> None:
    bot = make_bot()
    bot.say("x", place=THREAD, text=text)
    (post,) = bot.fake.wait_for(1)
    assert post.plain == f"{typed}!"


def test_a_private_answer_in_a_channel_is_a_targeted_message_in_its_thread(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.say("list", place=THREAD)
    (post,) = bot.fake.wait_for(1)
    assert post.path == f"/v3/conversations/{THREAD}/activities"
    assert post.query == "isTargetedActivity=true"
    assert post.body["recipient"] == {"id": PERSON["id"]}


def test_a_slash_command_needs_no_mention_and_talk_among_people_is_left_alone(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.say("x", place=CHANNEL, text="lunch?", entities=[])
    bot.say("x", place=CHANNEL, text="/list", entities=[], recipient={"id": "28:bot", "isTargeted": True})
    (post,) = bot.fake.wait_for(1)
    assert post.plain == "list!"


def test_where_nothing_is_targeted_the_answer_goes_to_the_personal_chat(make_bot: MakeBot) -> None:
    bot = make_bot()
    refused = Plan(400, {"error": {"code": "BadSyntax"}})
    bot.fake.plan("isTargetedActivity", refused, refused)
    bot.fake.plan("/v3/conversations", Plan(201, {"id": "a:new"}))
    bot.say("list", place=THREAD)
    first, second = bot.fake.wait_for(2)
    assert (first.query, second.query) == ("isTargetedActivity=true", "")
    assert second.path == "/v3/conversations/a:new/activities"
    bot.say("help", place=THREAD)
    assert bot.fake.wait_for(4)[3].path == "/v3/conversations/a:new/activities"
    begun = [one for one in bot.fake.received if one.path == "/v3/conversations"]
    assert [one.body["members"] for one in begun] == [[{"id": PERSON["id"]}]]


def test_where_the_person_cannot_be_reached_alone_the_channel_is_told_to_ask_elsewhere(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.fake.plan("isTargetedActivity", Plan(403))
    bot.fake.plan("/v3/conversations", Plan(403), Plan(403))  # as the command comes, and again for its answer
    bot.say("list", place=THREAD)
    _, told = bot.fake.wait_for(2)
    assert told.path == f"/v3/conversations/{THREAD}/activities"
    assert "Kim Minji" in told.plain
    assert "list" not in told.plain


def test_a_public_answer_and_an_announcement_are_for_all(make_bot: MakeBot) -> None:
    def dispatch(request: Request) -> Reply:
        if request.text == "test":
            return Reply(say("sample"), Visibility.CHANNEL)
        return Reply(say("done"), announce=say("Kim did it"))

    bot = make_bot(dispatch)
    bot.say("test", place=THREAD)
    bot.fake.wait_for(1)
    bot.say("subscribe", place=THREAD)
    posts = bot.fake.wait_for(3)
    assert [(post.plain, post.query) for post in posts] == [
        ("sample", ""), ("done", "isTargetedActivity=true"), ("Kim did it", ""),
    ]  # fmt: skip


def test_one_sent_twice_is_served_once(make_bot: MakeBot) -> None:
    bot = make_bot()
    raw = activity("list", service_url=bot.fake.url, id="7")
    assert [bot.send(raw).status_code for _ in range(3)] == [200, 200, 200]
    bot.say("help")
    bot.fake.wait_until(lambda: any(post.plain == "help!" for post in bot.fake.posts()))
    assert sorted(post.plain for post in bot.fake.posts()) == ["help!", "list!"]


def test_a_throttled_answer_is_tried_again(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.fake.plan("/activities", Plan(429, headers={"Retry-After": "0"}))
    bot.say("list")
    assert [post.plain for post in bot.fake.wait_for(2)] == ["list!", "list!"]


def test_an_answer_whose_card_is_refused_is_sent_as_text(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.fake.plan("/activities", Plan(413))
    bot.say("list")
    _, text = bot.fake.wait_for(2)
    assert text.body == {"type": "message", "textFormat": "plain", "text": "list!"}


@pytest.mark.parametrize(
    ("error", "told"),
    [(CommandError("x", user="Say which topic."), "Say which topic."), (ValueError("x"), "Something went wrong")],
)
def test_an_error_is_an_answer(make_bot: MakeBot, error: Exception, told: str) -> None:
    def dispatch(request: Request) -> Reply:
        raise error

    bot = make_bot(dispatch)
    bot.say("list")
    assert bot.fake.wait_for(1)[0].plain.startswith(told)


class TestButtons:
    """Action.Execute."""

    def test_an_answers_button_puts_the_next_answer_in_its_place(self, make_bot: MakeBot) -> None:
        card = Card((Heading("Next"), Actions((Button("Back", command="list"),))))
        bot = make_bot(lambda request: Reply(card))
        body = bot.press({"line": "list", "replace": True}, place=CHANNEL)
        assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
        assert body["value"]["fallbackText"] == card.plain
        assert body["value"]["body"][-1]["actions"][0]["data"] == {"line": "list", "replace": True}
        assert not bot.fake.posts()

    def test_an_alerts_button_is_answered_beside_it(self, make_bot: MakeBot) -> None:
        bot = make_bot()
        body = bot.press({"line": "why #K7Q2"}, place=THREAD)
        assert body["type"] == "application/vnd.microsoft.activity.message"
        assert [(post.plain, post.query) for post in bot.fake.wait_for(1)] == [
            ("why #K7Q2!", "isTargetedActivity=true")
        ]

    def test_what_takes_long_is_answered_when_it_is_done(self, make_bot: MakeBot) -> None:
        done = threading.Event()

        def dispatch(request: Request) -> Reply:
            done.wait(20)
            return Reply(say("at last"))

        bot = make_bot(dispatch, quick=0.01)
        body = bot.press({"line": "brief", "replace": True})
        assert body["value"] == "Working on it; the answer follows."
        done.set()
        assert bot.fake.wait_for(1)[0].plain == "at last"

    def test_pressed_once_and_sent_twice_does_it_once(self, make_bot: MakeBot) -> None:
        asked: list[str] = []

        def dispatch(request: Request) -> Reply:
            asked.append(request.text)
            return Reply(say("ok"))

        bot = make_bot(dispatch)
        bot.press({"line": "list", "replace": True}, id="9")
        assert bot.press({"line": "list", "replace": True}, id="9")["value"] == "That is being done already."
        assert asked == ["list"]

    @pytest.mark.parametrize("data", [None, {}, {"line": 7}, "list", {"command": "list"}])
    def test_an_old_button_says_so(self, make_bot: MakeBot, data: Any) -> None:
        body = make_bot().press(data, locale="ko")
        assert (body["statusCode"], body["type"]) == (400, "application/vnd.microsoft.error")
        assert "도움말" in body["value"]["message"]

    def test_a_button_that_sends_its_value_is_a_command_too(self, make_bot: MakeBot) -> None:
        bot = make_bot()
        bot.say("x", place=CHANNEL, text="", entities=[], value={"line": "list"})
        assert bot.fake.wait_for(1)[0].plain == "list!"


def test_who_administers_is_a_setting(make_bot: MakeBot) -> None:
    asked: list[bool] = []

    def dispatch(request: Request) -> Reply:
        asked.append(request.admin)
        return Reply(say("ok"))

    bot = make_bot(dispatch, admins=frozenset({PERSON["aadObjectId"]}))
    bot.say("admin")
    bot.fake.wait_for(1)
    bot.send(activity("admin", service_url=bot.fake.url, **{"from": {"id": "29:lee", "aadObjectId": "other"}}))
    bot.fake.wait_for(2)
    assert asked == [True, False]


def test_a_guest_of_a_shared_channel_is_not_served(make_bot: MakeBot) -> None:
    def dispatch(request: Request) -> Reply:
        raise AssertionError("never asked")

    bot = make_bot(dispatch)
    bot.say("list", place=CHANNEL, **{"from": {**PERSON, "tenantId": "another"}})
    assert "organisation" in bot.fake.wait_for(1)[0].plain


def test_an_invoke_that_is_not_ours_is_declined(make_bot: MakeBot) -> None:
    assert make_bot().invoke("signin/verifyState", {}).status_code == 501


def test_what_cannot_be_taken_in_now_is_asked_for_again(make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = make_bot()

    def broken(*_: object) -> bool:
        raise StorageError("the database is away")

    monkeypatch.setattr(bot.store.teams, "first", broken)
    assert bot.say("list").status_code == 503


class TestMalformed:
    """Whatever arrives gets a defined answer, and the next activity is served."""

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 50_000])
    def test_what_is_no_json_object_is_refused(self, make_bot: MakeBot, body: bytes) -> None:
        bot = make_bot()
        auth = {"Authorization": f"Bearer {bot.fake.token()}"}
        assert bot.client.post("/api/messages", content=body, headers=auth).status_code == 400
        assert bot.say("list").status_code == 200

    @pytest.mark.parametrize("missing", ["type", "conversation", "serviceUrl", "from"])
    def test_what_lacks_a_part_is_refused(self, make_bot: MakeBot, missing: str) -> None:
        bot = make_bot()
        raw = activity("list", service_url=bot.fake.url)
        del raw[missing]
        assert bot.send(raw).status_code == 400

    @pytest.mark.parametrize(
        "odd",
        [
            {"type": 7}, {"id": None}, {"text": ["list"]}, {"entities": {"a": 1}}, {"entities": [None, {"type": "mention"}]},
            {"channelData": "x"}, {"locale": 3}, {"conversation": {"id": CHAT, "conversationType": "party"}},
            {"recipient": None}, {"from": {"id": "x" * 600}}, {"membersAdded": [1]}, {"value": "x"}, {"type": "trace"},
        ],
    )  # fmt: skip
    def test_what_is_odd_never_breaks_it(self, make_bot: MakeBot, odd: dict[str, Any]) -> None:
        bot: Bot = make_bot()
        raw = activity("list", service_url=bot.fake.url) | odd
        assert bot.send(raw).status_code in (200, 400, 403)
        bot.say("help")
        bot.fake.wait_until(lambda: any(post.plain == "help!" for post in bot.fake.posts()))

    def test_one_that_is_too_large_is_refused(self, make_bot: MakeBot) -> None:
        bot = make_bot()
        assert bot.say("x" * 1_000_001).status_code == 413


def test_a_channel_is_asked_for_its_name_once(make_bot: MakeBot) -> None:
    asked: list[str] = []

    def dispatch(request: Request) -> Reply:
        asked.append(request.channel_name)
        return Reply(say("ok"))

    bot = make_bot(dispatch)
    bot.fake.channels = [{"id": TEAM, "name": None}, {"id": CHANNEL, "name": "통상 Trade"}]
    for count, place in enumerate((CHANNEL, CHANNEL, TEAM), 1):
        bot.say("list", place=place)
        bot.fake.wait_for(count)
    assert asked == ["통상 Trade", "통상 Trade", "General"]
    assert bot.fake.asked == [f"/v3/teams/{TEAM}/conversations"] * 2


things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from([CHANNEL, TENANT, "mention", "channel"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
fields = [
    "text",
    "entities",
    "channelData",
    "conversation",
    "from",
    "recipient",
    "value",
    "locale",
    "membersAdded",
    "action",
]


@given(st.dictionaries(st.sampled_from(fields), things, max_size=6))
@settings(max_examples=150, deadline=None)
def test_whatever_an_activity_holds_reading_it_says_what_is_wrong(odd: dict[str, Any]) -> None:
    trust = Trust(frozenset({TENANT}), ("127.0.0.1",), plain_http=True)
    status = 200
    try:
        read = read_activity(activity("list", service_url="http://127.0.0.1:1") | odd, trust)
        assert (read.place.tenant, type(read.text)) == (TENANT, str)
    except ActivityError as error:
        status = error.status
    assert status in (200, 400, 403)


def test_whoever_uses_it_in_a_channel_can_be_reached_alone_from_then_on(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.fake.plan("/v3/conversations", Plan(403), Plan(201, {"id": "m1"}), Plan(201, {"id": "a:lee"}))
    bot.say("list", place=CHANNEL)
    bot.fake.wait_for(1)
    bot.say("list", place=CHANNEL)  # refused today: not asked again
    bot.fake.wait_for(2)
    assert len([one for one in bot.fake.received if one.path == "/v3/conversations"]) == 1
    lee = {"id": "29:lee", "name": "Lee", "aadObjectId": "b0f1a2c3-0000-4000-8000-00000000beef"}
    for count in (3, 4):
        bot.say("list", place=CHANNEL, **{"from": lee})
        bot.fake.wait_for(count)
    begun = [one.body for one in bot.fake.received if one.path == "/v3/conversations"]
    assert [one["members"] for one in begun] == [[{"id": PERSON["id"]}], [{"id": "29:lee"}]]
    chat = bot.store.teams.chat_with(TENANT, lee["aadObjectId"])
    assert chat is not None
    assert chat.person == "29:lee"
