"""Alerts through the ledger into Teams: uncertain sends under both policies, throttling, an outage. Nothing is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from app.teams_wiring import befell_teams
from bot.teams.send import TeamsSurface
from core.card import say
from core.model import Delivery, DeliveryState
from core.ports import Uncertain
from jobs import deliver_alerts
from jobs.deliver_alerts import REPEATED, Courier
from storage.teams import Conversation
from tests.bot.teams.conftest import Bot, MakeBot
from tests.conftest import NOW
from tests.servers.connector import CHANNEL, CHAT, TENANT, Plan
from tests.storage.helpers import add_item, alert, subscribe


@dataclass
class Desk:
    """A bot with a channel that follows something, and a clock that is moved by hand."""

    bot: Bot
    policy: Uncertain = Uncertain.HOLD
    now: datetime = NOW

    def alert(self, *titles: str) -> None:
        store = self.bot.store
        store.teams.refresh(Conversation(TENANT, CHANNEL, "channel", self.bot.fake.url))
        place = store.subscriptions.channel("teams", TENANT, CHANNEL)
        follows = store.subscriptions.of_channel(place)
        subscription = follows[0] if follows else subscribe(store, place)
        for title in titles:
            alert(store, add_item(store, title), subscription)

    def run(self, after: float = 0) -> None:
        self.now += timedelta(seconds=after)
        bot = self.bot
        surface = TeamsSurface(bot.connector, bot.store.teams, bot.trust, bot.files, chance=lambda: 0.0)
        draw = lambda delivery: say(delivery.item.title if delivery.item else "")  # noqa: E731 - a card in a word
        ops = bot.store.subscriptions.channel("console", "local", "ops")
        befell = befell_teams(bot.store, lambda: self.now, ops)
        surfaces = {"teams": surface}
        deliver_alerts.run(Courier(bot.store, surfaces, draw, lambda: self.now, "worker", self.policy, befell=befell))

    def last(self) -> Delivery:
        return self.bot.store.ledger.recent(1)[0]

    def told(self) -> list[str]:
        return [post.plain for post in self.bot.fake.posts()]


@pytest.fixture
def desk(make_bot: MakeBot) -> Desk:
    return Desk(make_bot())


LOST = [Plan(504), Plan(500), Plan(hang_up=True)]


@pytest.mark.parametrize("end", LOST)
def test_held_an_uncertain_alert_waits_for_an_administrator_and_the_next_goes_out(desk: Desk, end: Plan) -> None:
    desk.bot.fake.plan("/activities", end)
    desk.alert("one")
    desk.run()
    assert desk.last().state is DeliveryState.UNCERTAIN
    desk.run(31)
    held = desk.last()
    assert held.state is DeliveryState.HELD
    assert "nobody can say whether it arrived" in (held.reason or "")
    desk.alert("two")
    desk.run(3)
    assert desk.told() == ["one", "two"]


@pytest.mark.parametrize("end", LOST)
def test_repeated_an_uncertain_alert_arrives_and_may_be_there_twice(desk: Desk, end: Plan) -> None:
    desk.policy = Uncertain.REPEAT
    desk.bot.fake.plan("/activities", end)
    desk.alert("one")
    desk.run()
    assert desk.told() == ["one"]
    desk.run(31)
    desk.run(3)
    assert desk.told() == ["one", "one"]
    assert desk.last().state is DeliveryState.SENT


def test_repeating_ends_where_no_answer_ever_comes(desk: Desk) -> None:
    desk.policy = Uncertain.REPEAT
    desk.bot.fake.plan("/activities", *[Plan(504)] * 50)
    desk.alert("one")
    for _ in range(3 * REPEATED):
        desk.run(60)
    assert (desk.last().state, desk.told()) == (DeliveryState.FAILED, ["one"] * REPEATED)
    assert f"after {REPEATED} attempts" in (desk.last().reason or "")


def test_a_throttled_channel_waits_and_keeps_its_order(desk: Desk) -> None:
    desk.bot.fake.plan("/activities", Plan(429, headers={"Retry-After": "40"}), Plan(412))
    desk.alert("one", "two")
    desk.run()
    desk.run(39)
    assert desk.told() == ["one"]
    desk.run(2)
    for _ in range(3):
        desk.run(15)
    assert desk.told() == ["one", "one", "one", "two"]
    assert desk.last().state is DeliveryState.SENT


ROSTER = Plan(403, {"error": {"code": "BotNotInConversationRoster"}})


def test_where_the_app_was_removed_alerts_rest_the_owner_is_told_and_nothing_is_lost(desk: Desk) -> None:
    bot, store = desk.bot, desk.bot.store
    store.teams.refresh(Conversation(TENANT, CHAT, "personal", bot.fake.url, person="29:kim", directory_id="you"))
    bot.fake.plan(f"/v3/conversations/{CHANNEL}", ROSTER)
    desk.alert("one", "two")
    desk.run()
    desk.run(10)
    refused, told = bot.fake.posts()
    assert (refused.plain, told.path) == ("one", f"/v3/conversations/{CHAT}/activities")
    assert "not in" in told.plain
    assert store.subscriptions.active() == []
    assert {one.state for one in store.ledger.recent(9) if one.item} == {DeliveryState.HELD}
    # Somebody adds it again and mentions it: what waited goes out.
    bot.say("list", place=CHANNEL)
    bot.fake.wait_for(4)
    for _ in range(3):
        desk.run(10)
    assert desk.told()[-2:] == ["one", "two"]
    assert len(store.subscriptions.active()) == 1


def test_where_no_owner_can_be_reached_the_operators_are_told(desk: Desk) -> None:
    desk.bot.fake.plan(f"/v3/conversations/{CHANNEL}", ROSTER)
    desk.alert("one")
    desk.run()
    told = next(one for one in desk.bot.store.ledger.recent(9) if one.card)
    assert told.channel.surface == "console"


def test_an_unknown_conversation_gets_its_alert_when_somebody_writes_there(desk: Desk) -> None:
    store = desk.bot.store
    place = store.subscriptions.channel("teams", TENANT, CHANNEL)
    alert(store, add_item(store, "one"), subscribe(store, place))
    desk.run()
    assert desk.last().state is DeliveryState.PENDING
    desk.bot.say("list", place=CHANNEL)
    desk.bot.fake.wait_for(1)
    desk.run(10)
    assert desk.told() == ["list!", "one"]
