"""What is remembered of Teams."""

from dataclasses import replace
from datetime import timedelta

from core.model import Channel, Preferences, Subject, SubjectKind
from storage.store import Store
from storage.teams import Conversation
from tests.conftest import NOW

PLACE = Conversation("t1", "19:trade", "channel", "https://one.example", name="Trade", team="19:general")
CBAM = Subject(SubjectKind.TOPIC, "cbam")


def follow(store: Store, subject: Subject = CBAM) -> Channel:
    channel = store.subscriptions.channel("teams", PLACE.tenant, PLACE.id)
    assert store.subscriptions.subscribe(channel, subject, "CBAM", Preferences(langs=("ko",)), "kim", NOW)
    return channel


def test_a_conversation_is_kept_and_refreshed(store: Store) -> None:
    store.teams.refresh(PLACE)
    store.teams.refresh(PLACE)
    assert store.teams.find("t1", "19:trade") == PLACE
    store.teams.refresh(replace(PLACE, service_url="https://two.example", name="", team=""))
    assert store.teams.find("t1", "19:trade") == replace(PLACE, service_url="https://two.example")
    assert store.teams.find("t2", "19:trade") is None


def test_a_chat_is_found_by_its_person(store: Store) -> None:
    chat = Conversation("t1", "a:1", "personal", "https://one.example", person="29:kim")
    store.teams.refresh(chat)
    assert store.teams.chat_with("t1", "29:kim") == chat
    assert store.teams.chat_with("t2", "29:kim") is None
    store.teams.leave(chat, NOW)
    assert store.teams.chat_with("t1", "29:kim") is None


def test_the_channels_of_a_team(store: Store) -> None:
    other = replace(PLACE, id="19:cars", name="Cars")
    for place in (PLACE, other, replace(PLACE, id="19:else", team="19:other")):
        store.teams.refresh(place)
    assert store.teams.of_team("t1", "19:general") == [PLACE, other]


def test_an_activity_is_new_once_and_again_after_a_day(store: Store) -> None:
    assert store.teams.first("a", NOW)
    assert not store.teams.first("a", NOW + timedelta(hours=23))
    assert store.teams.first("b", NOW + timedelta(hours=23))
    assert store.teams.first("a", NOW + timedelta(hours=25))


def test_what_a_channel_follows_rests_while_the_bot_is_away(store: Store) -> None:
    store.teams.refresh(PLACE)
    channel = follow(store)
    ended = Subject(SubjectKind.TOPIC, "cptpp")
    follow(store, ended)
    store.subscriptions.unsubscribe(channel, ended, NOW)
    later, back = NOW + timedelta(days=1), NOW + timedelta(days=2)
    assert store.teams.leave(PLACE, later) == 1
    assert store.teams.leave(PLACE, later) == 0
    assert store.subscriptions.of_channel(channel) == []
    assert store.teams.come_back(PLACE, back) == 1
    assert store.teams.come_back(PLACE, back) == 0
    (again,) = store.subscriptions.of_channel(channel)
    assert (again.subject, again.preferences.langs, again.created_at, again.created_by) == (CBAM, ("ko",), back, "kim")


def test_where_nobody_wrote_there_is_nothing_to_leave(store: Store) -> None:
    assert store.teams.leave(PLACE, NOW) == 0
    assert store.teams.come_back(PLACE, NOW) == 0
