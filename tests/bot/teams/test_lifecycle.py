"""Coming, going and changing: what becomes of subscriptions, and who is told."""

from dataclasses import replace
from typing import Any

import pytest

from core.model import Channel, Preferences, Subject, SubjectKind
from storage.store import Store
from storage.teams import Conversation
from tests.bot.teams.conftest import Bot, MakeBot
from tests.conftest import NOW
from tests.servers.connector import BOT, CHANNEL, CHAT, PERSON, TEAM, TENANT, activity

ME = {"id": f"28:{BOT}"}


def follow(bot: Bot, address: str = CHANNEL) -> Channel:
    channel = bot.store.subscriptions.channel("teams", TENANT, address, name="Trade")
    subject = Subject(SubjectKind.TOPIC, "cbam")
    assert bot.store.subscriptions.subscribe(channel, subject, "CBAM", Preferences(), PERSON["aadObjectId"], NOW)
    bot.store.teams.refresh(Conversation(TENANT, address, "channel", bot.fake.url, name="Trade", team=TEAM))
    return channel


def followed(bot: Bot, address: str = CHANNEL) -> int:
    return sum(one.channel.address == address for one in bot.store.subscriptions.active())


def happens(bot: Bot, event: str, place: str = CHANNEL, name: str = "", kind: str = "standard", **more: Any) -> None:
    data = {
        "tenant": {"id": TENANT}, "team": {"id": TEAM, "name": "Sales"}, "eventType": event,
        "channel": {"id": place, "name": name, "type": kind},
    }  # fmt: skip
    sent = {"type": "conversationUpdate", "channelData": data, "service_url": bot.fake.url, "place": TEAM} | more
    assert bot.send(activity(None, **sent)).status_code == 200


def chat(bot: Bot) -> None:
    """Kim has a chat with the bot."""
    bot.store.teams.refresh(Conversation(TENANT, CHAT, "personal", bot.fake.url, person=PERSON["id"]))


def install(bot: Bot, action: str, place: str = TEAM) -> None:
    raw = activity(None, type="installationUpdate", action=action, place=place, service_url=bot.fake.url)
    assert bot.send(raw).status_code == 200


def test_added_to_a_team_it_says_once_what_to_do(make_bot: MakeBot) -> None:
    bot = make_bot()
    install(bot, "add")
    happens(bot, "teamMemberAdded", TEAM, membersAdded=[ME])
    (hello,) = bot.fake.wait_for(1)
    assert hello.path == f"/v3/conversations/{TEAM}/activities"
    assert "Nothing is subscribed here yet." in hello.plain
    assert "[Choose topics] topics" in hello.plain
    bot.say("list")
    bot.fake.wait_until(lambda: any(post.plain == "list!" for post in bot.fake.posts()))
    assert len(bot.fake.posts()) == 2


@pytest.mark.parametrize(
    ("kind", "told"), [("private", "only its members"), ("shared", "other teams or organisations")]
)
def test_in_a_private_or_shared_channel_it_says_who_sees_it(make_bot: MakeBot, kind: str, told: str) -> None:
    bot = make_bot()
    happens(bot, "channelMemberAdded", kind=kind, membersAdded=[ME])
    assert told in bot.fake.wait_for(1)[0].plain


def test_a_personal_chat_begins_with_the_home_card(make_bot: MakeBot) -> None:
    bot = make_bot()
    follow(bot)
    install(bot, "add", CHAT)
    (home,) = bot.fake.wait_for(1)
    assert home.path == f"/v3/conversations/{CHAT}/activities"
    assert "• Trade: CBAM" in home.plain
    assert "Feeds" in home.plain
    bot.say("홈", locale="ko-KR")
    assert "내가 구독한 채널" in bot.fake.wait_for(2)[1].plain


def test_removed_from_a_team_all_of_it_rests_and_the_remover_is_told(make_bot: MakeBot) -> None:
    bot = make_bot()
    chat(bot)
    follow(bot)
    follow(bot, "19:cars@thread.tacv2")
    happens(bot, "teamMemberRemoved", TEAM, membersRemoved=[ME])
    (told,) = bot.fake.wait_for(1)
    assert told.path == f"/v3/conversations/{CHAT}/activities"
    assert "2 subscriptions rest" in told.plain
    assert followed(bot) == followed(bot, "19:cars@thread.tacv2") == 0


def test_added_again_it_goes_on_and_says_so(make_bot: MakeBot) -> None:
    bot = make_bot()
    follow(bot)
    install(bot, "add")
    bot.fake.wait_for(1)
    install(bot, "remove")
    bot.fake.wait_until(lambda: followed(bot) == 0)
    install(bot, "add")
    bot.fake.wait_until(lambda: followed(bot) == 1)
    posts = bot.fake.wait_for(3)
    assert any(
        post.path.startswith(f"/v3/conversations/{CHANNEL}/") and "go on from now: 1" in post.plain for post in posts
    )


def test_a_mention_after_it_was_away_wakes_the_channel(make_bot: MakeBot) -> None:
    bot = make_bot()
    follow(bot)
    happens(bot, "channelDeleted", name="Trade")
    bot.fake.wait_for(1)
    bot.say("list", place=CHANNEL)
    posts = bot.fake.wait_for(3)
    assert "go on from now: 1" in posts[1].plain
    assert followed(bot) == 1


def test_a_deleted_channel_rests_and_its_team_is_told_then_it_is_restored(make_bot: MakeBot) -> None:
    bot = make_bot()
    follow(bot)
    happens(bot, "channelDeleted", name="Trade")
    (told,) = bot.fake.wait_for(1)
    assert told.path == f"/v3/conversations/{TEAM}/activities"
    assert "Trade was deleted or archived. Its 1 subscriptions rest" in told.plain
    assert followed(bot) == 0
    happens(bot, "channelRestored", name="Trade")
    assert "go on from now: 1" in bot.fake.wait_for(2)[1].plain
    assert followed(bot) == 1


@pytest.mark.parametrize(("gone", "back"), [("teamArchived", "teamUnarchived"), ("teamDeleted", "teamRestored")])
def test_a_team_that_is_archived_or_deleted_rests_until_it_is_back(make_bot: MakeBot, gone: str, back: str) -> None:
    bot = make_bot()
    chat(bot)
    follow(bot)
    happens(bot, gone, TEAM, "Sales")
    assert bot.fake.wait_for(1)[0].path == f"/v3/conversations/{CHAT}/activities"
    assert followed(bot) == 0
    happens(bot, back, TEAM, "Sales")
    bot.fake.wait_until(lambda: followed(bot) == 1)
    bot.fake.wait_for(3)


def test_a_team_that_is_deleted_for_good_takes_its_subscriptions_along(make_bot: MakeBot) -> None:
    bot = make_bot()
    chat(bot)
    channel = follow(bot)
    happens(bot, "teamDeleted", TEAM, "Sales")
    bot.fake.wait_for(1)
    happens(bot, "teamHardDeleted", TEAM, "Sales")
    assert "deleted for good, and with it its 1 subscriptions" in bot.fake.wait_for(2)[1].plain
    assert bot.store.subscriptions.of_channel(channel) == []
    happens(bot, "teamRestored", TEAM, "Sales")
    bot.fake.wait_for(3)
    assert followed(bot) == 0


def test_where_who_did_it_cannot_be_told_the_operators_are(make_bot: MakeBot, sqlite_store: Store) -> None:
    ops = sqlite_store.subscriptions.channel("console", "local", "ops")
    bot = make_bot(ops=ops)
    follow(bot)
    happens(bot, "teamMemberRemoved", TEAM, membersRemoved=[ME])
    bot.fake.wait_until(lambda: bool(bot.store.ledger.recent(1)))
    (told,) = bot.store.ledger.recent(9)
    assert told.channel == ops
    assert told.card is not None
    assert "not in #Trade any more" in told.card.plain
    assert followed(bot) == 0


@pytest.mark.parametrize("by", ["address", "team"])
def test_a_channel_that_moved_goes_on_and_is_told_once(make_bot: MakeBot, by: str) -> None:
    bot = make_bot()
    follow(bot)
    before = bot.store.teams.find(TENANT, CHANNEL)
    assert before
    bot.store.teams.refresh(
        replace(before, service_url=f"{bot.fake.url}/old") if by == "address" else replace(before, team="19:other")
    )
    for number in (1, 2):
        bot.say("x", place=CHANNEL, text=f"{number}", entities=[])
    (told,) = bot.fake.wait_for(1)
    assert "Teams has moved this channel" in told.plain
    assert told.path == f"/v3/conversations/{CHANNEL}/activities"
    assert bot.store.teams.find(TENANT, CHANNEL) == before
    assert followed(bot) == 1


def test_a_group_chat_that_is_renamed_keeps_its_subscriptions(make_bot: MakeBot) -> None:
    bot = make_bot()
    group = "19:group@thread.v2"
    follow(bot, group)
    where = {"id": group, "conversationType": "groupChat", "tenantId": TENANT}
    raw = activity(None, type="conversationUpdate", service_url=bot.fake.url, topicName="수출팀", conversation=where)
    assert bot.send(raw | {"channelData": {"tenant": {"id": TENANT}}}).status_code == 200
    assert "now called 수출팀" in bot.fake.wait_for(1)[0].plain
    assert followed(bot, group) == 1


@pytest.mark.parametrize(
    ("event", "told"),
    [("channelRenamed", "now called Cars"), ("channelShared", "now shared"), ("channelUnshared", "no longer shared")],
)
def test_what_changes_is_told_and_keeps_its_subscriptions(make_bot: MakeBot, event: str, told: str) -> None:
    bot = make_bot()
    follow(bot)
    happens(bot, event, name="Cars")
    (post,) = bot.fake.wait_for(1)
    assert told in post.plain
    assert followed(bot) == 1
    assert bot.store.subscriptions.channel("teams", TENANT, CHANNEL).name == "Cars"


def test_where_nothing_is_followed_a_new_name_is_nobodys_news(make_bot: MakeBot) -> None:
    bot = make_bot()
    happens(bot, "channelRenamed", name="Cars")
    bot.say("list")
    assert bot.fake.wait_for(1)[0].plain == "list!"


def test_uninstalled_by_a_person_its_chat_is_left(make_bot: MakeBot) -> None:
    bot = make_bot()
    chat(bot)
    install(bot, "remove", CHAT)
    bot.fake.wait_until(lambda: bot.store.teams.chat_with(TENANT, PERSON["id"]) is None)
    assert not bot.fake.posts()


def test_installed_again_by_a_person_its_chat_goes_on_with_the_home_card(make_bot: MakeBot) -> None:
    bot = make_bot()
    chat(bot)
    channel = bot.store.subscriptions.channel("teams", TENANT, CHAT)
    subject = Subject(SubjectKind.TOPIC, "cbam")
    assert bot.store.subscriptions.subscribe(channel, subject, "CBAM", Preferences(), PERSON["aadObjectId"], NOW)
    install(bot, "remove", CHAT)
    bot.fake.wait_until(lambda: followed(bot, CHAT) == 0)
    install(bot, "add", CHAT)
    (home,) = bot.fake.wait_for(1)
    assert home.plain.startswith("I am here again. Subscriptions that go on from now: 1.")
    assert "Here you type commands as they are" in home.plain
    assert followed(bot, CHAT) == 1
