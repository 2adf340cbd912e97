"""What is remembered of Teams."""

from dataclasses import replace
from datetime import timedelta

from storage.store import Store
from storage.teams import Conversation
from tests.conftest import NOW

PLACE = Conversation("t1", "19:trade", "channel", "https://one.example", name="Trade", team="19:general")


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
    chat = replace(chat, directory_id="b0f1")
    store.teams.refresh(chat)
    assert store.teams.chat_with("t1", "b0f1") == store.teams.chat_with("t1", "29:kim") == chat
    assert store.teams.chat_with("t1", "") is None
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


def test_where_the_bot_is_not_any_more_is_marked_once(store: Store) -> None:
    assert not store.teams.leave(PLACE, NOW)
    assert not store.teams.come_back(PLACE)
    store.teams.refresh(PLACE)
    assert store.teams.leave(PLACE, NOW)
    assert not store.teams.leave(PLACE, NOW + timedelta(days=1))
    assert store.teams.find("t1", "19:trade") == replace(PLACE, removed_at=NOW)
    assert store.teams.come_back(PLACE)
    assert not store.teams.come_back(PLACE)
    assert store.teams.find("t1", "19:trade") == PLACE
