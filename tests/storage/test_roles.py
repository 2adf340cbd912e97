"""Modes, editors, requests, heirs, and the audit log that sees all of it, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.model import Channel, Preferences
from core.roles import Mode, Person, Place
from storage.audit import Actor
from storage.roles import APPROVED, DECLINED, MOST_WAITING
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, STEEL

KIM, LEE = Person("U1", "kim"), Person("U2", "lee")


def place(store: Store, workspace: str = "T1", address: str = "C1", name: str = "trade") -> Channel:
    return store.subscriptions.channel("slack", workspace, address, name=name)


def actor(channel: Channel, person: Person = KIM, verb: str = "test") -> Actor:
    where = Place(channel.surface, channel.workspace, channel.address, channel.name)
    return Actor(where, person, verb, NOW, channel.key)


def test_a_channel_is_open_without_editors_until_somebody_says_otherwise(store: Store) -> None:
    channel = place(store)
    assert store.roles.of(channel).mode is Mode.OPEN
    for mode in (Mode.REQUEST, Mode.EDITORS, Mode.EDITORS):
        store.roles.set_mode(channel, mode)
        assert store.roles.of(channel).mode is mode
    assert store.roles.add_editor(channel, LEE, NOW)
    assert not store.roles.add_editor(channel, LEE, NOW + timedelta(1))
    assert store.roles.add_editor(channel, KIM, NOW + timedelta(1))
    assert store.roles.of(channel).editors == (LEE, KIM)
    assert store.roles.drop_editor(channel, LEE.id)
    assert not store.roles.drop_editor(channel, LEE.id)
    assert store.roles.of(channel).editors == (KIM,)
    assert store.roles.of(place(store, "T2")).editors == ()


def test_a_request_is_decided_once_and_by_its_channel_only(store: Store) -> None:
    channel, other = place(store), place(store, "T2")
    wish = store.roles.ask(channel, KIM, "subscribe cbam", "en", NOW)
    assert wish is not None
    assert store.roles.ask(channel, KIM, "subscribe cbam", "en", NOW) == wish
    assert store.roles.waiting(channel) == [wish]
    assert store.roles.waiting(other) == []
    assert store.roles.decide(other, wish.key, APPROVED, "U9", NOW) is None
    assert store.roles.decide(channel, wish.key, APPROVED, "U9", NOW) == wish
    assert store.roles.decide(channel, wish.key, DECLINED, "U9", NOW) is None
    assert store.roles.waiting(channel) == []


def test_of_two_editors_at_the_same_moment_one_decides(store: Store) -> None:
    channel = place(store)
    wish = store.roles.ask(channel, KIM, "subscribe cbam", "en", NOW)
    assert wish is not None
    with ThreadPoolExecutor(4) as pool:
        decided = list(pool.map(lambda by: store.roles.decide(channel, wish.key, APPROVED, by, NOW), "abcd"))
    assert [one for one in decided if one] == [wish]


def test_requests_do_not_pile_up_without_end(store: Store) -> None:
    channel = place(store)
    for number in range(MOST_WAITING):
        assert store.roles.ask(channel, KIM, f"subscribe t{number}", "en", NOW)
    assert store.roles.ask(channel, KIM, "subscribe one-more", "en", NOW) is None


def test_an_owner_who_leaves_hands_over_to_the_editors(store: Store) -> None:
    here, there, elsewhere = place(store), place(store, address="C2"), place(store, "T2")
    for channel in (here, there, elsewhere):
        store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), KIM.id, NOW)
    store.subscriptions.subscribe(here, STEEL, "Steel", Preferences(), "U7", NOW)
    store.roles.add_editor(here, KIM, NOW)
    store.roles.add_editor(here, LEE, NOW + timedelta(1))

    assert store.roles.hand_over("slack", "T1", KIM.id, here.address) == [(here, LEE)]
    assert [s.created_by for s in store.subscriptions.of_channel(here)] == [LEE.id, "U7"]
    assert store.roles.of(here).editors == (LEE,)
    assert [s.created_by for s in store.subscriptions.of_channel(there)] == [KIM.id]

    assert store.roles.hand_over("slack", "T1", KIM.id) == [(there, None)]
    assert [s.created_by for s in store.subscriptions.of_channel(there)] == [""]
    assert [s.created_by for s in store.subscriptions.of_channel(elsewhere)] == [KIM.id]


def test_what_an_actor_changes_is_in_the_log_with_before_and_after(store: Store) -> None:
    channel = place(store)
    with store.audit.acting(actor(channel)):
        store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(langs=("ko",)), KIM.id, NOW)
        store.subscriptions.change(channel, CBAM, Preferences(langs=("ko", "en")), NOW)
        store.wishes.set_cap(channel, 10, "Asia/Seoul", NOW)
        store.subscriptions.unsubscribe(channel, CBAM, NOW)
    store.wishes.set_cap(channel, 11, "Asia/Seoul", NOW)  # nobody's doing
    changes = store.audit.of_workspace("slack", "T1")
    made = "langs:ko sensitivity:balanced owner:U1"
    wide = "langs:ko,en sensitivity:balanced owner:U1"
    assert [(dict(c.before), dict(c.after)) for c in reversed(changes)] == [
        ({}, {"subscription cbam": made}),
        ({"subscription cbam": made}, {"subscription cbam": wide}),
        ({}, {"cap": "10"}),
        ({"subscription cbam": wide}, {}),
    ]
    assert {(c.place.channel, c.place.name, c.user, c.verb, c.at) for c in changes} == {
        ("C1", "trade", KIM, "test", NOW)
    }


def test_a_change_that_fails_leaves_no_entry_and_one_that_changes_nothing_neither(store: Store) -> None:
    channel = place(store)

    def fail() -> None:
        with store.audit.acting(actor(channel)), store.database.write() as session:
            session.connection()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.audit.acting(actor(channel)):
        store.subscriptions.unsubscribe(channel, CBAM, NOW)
    assert store.audit.everything() == []


def test_changes_by_two_at_the_same_time_are_told_apart(store: Store) -> None:
    channel = place(store)

    def change(number: int) -> None:
        person = Person(f"U{number}")
        with store.audit.acting(actor(channel, person)):
            store.wishes.set_cap(channel, number, "Asia/Seoul", NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(1, 17)))
    changes = list(reversed(store.audit.everything()))
    assert [c.after["cap"] for c in changes] == [c.user.id.removeprefix("U") for c in changes]
    assert [c.before.get("cap") for c in changes] == [None, *(c.after["cap"] for c in changes[:-1])]
    assert len(changes) == 16


def test_the_log_is_read_by_workspace_channel_and_time(store: Store) -> None:
    for workspace, address in (("T1", "C1"), ("T1", "C2"), ("T2", "C1")):
        channel = place(store, workspace, address)
        with store.audit.acting(actor(channel)):
            store.wishes.set_cap(channel, 5, "Asia/Seoul", NOW)
    assert len(store.audit.everything()) == 3
    assert {c.place.workspace for c in store.audit.of_workspace("slack", "T1")} == {"T1"}
    assert len(store.audit.of_workspace("slack", "T1", channel="C2")) == 1
    assert store.audit.of_workspace("teams", "T1") == []
    assert store.audit.of_workspace("slack", "T1", since=NOW + timedelta(seconds=1)) == []
    assert store.audit.everything(since=NOW + timedelta(seconds=1)) == []
    assert len(store.audit.everything(since=NOW, limit=2)) == 2


def test_an_entry_is_never_longer_than_it_must_be(store: Store) -> None:
    channel = place(store)
    with store.audit.acting(actor(channel)):
        store.roles.ask(channel, KIM, "subscribe " + "x" * 3_000, "en", NOW)
    (change,) = store.audit.everything()
    assert len(change.after["request 1"]) == 500
