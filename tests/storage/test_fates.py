"""What befalls channels: what waits is held, owners are told once, and what is new comes again afterwards."""

from datetime import timedelta

import pytest

from core.model import Channel, DeliveryState, Preferences
from core.spaces import Fate
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, STEEL, add_item, alert, claim

DAY = timedelta(days=1)


def following(store: Store, address: str = "C1", owner: str = "U7") -> Channel:
    channel = store.subscriptions.channel("slack", "T1", address, name="trade")
    made = store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), owner, NOW)
    assert made is not None
    alert(store, add_item(store, f"Levy {address}"), made)
    return channel


def told(store: Store) -> list[tuple[str, str]]:
    """To whom cards of their own go, and what they say."""
    return [(d.channel.address, d.card.plain) for d in reversed(store.ledger.recent(9)) if d.card]


@pytest.mark.parametrize("fate", [Fate.ARCHIVED, Fate.REMOVED, Fate.REFUSED])
def test_a_closed_channel_gets_nothing_until_it_opens(store: Store, fate: Fate) -> None:
    channel = following(store)
    assert store.fates.close(channel, fate, "is_archived", NOW)
    assert not store.fates.close(channel, fate, "is_archived", NOW + DAY)
    assert store.fates.of(channel) is fate
    assert store.subscriptions.active() == []
    assert len(store.subscriptions.of_channel(channel)) == 1
    assert [address for address, _ in told(store)] == ["U7"]
    assert "#trade" in told(store)[0][1]
    assert [d.channel.address for d in claim(store)] == ["U7"]
    assert store.fates.reopen(channel, NOW + DAY)
    assert not store.fates.reopen(channel, NOW + DAY)
    assert store.fates.of(channel) is None
    assert len(store.subscriptions.active()) == 1
    assert [d.channel.address for d in claim(store, NOW + DAY)] == ["C1"]


def test_what_was_held_for_too_long_is_no_news(store: Store) -> None:
    channel = following(store)
    store.fates.close(channel, Fate.ARCHIVED, "channel_archive", NOW)
    store.fates.reopen(channel, NOW + 30 * DAY)
    assert [d.state for d in store.ledger.recent(9) if d.channel == channel] == [DeliveryState.SUPPRESSED]


def test_a_deleted_channel_ends_its_subscriptions_for_good(store: Store) -> None:
    channel = following(store)
    assert store.fates.close(channel, Fate.DELETED, "channel_deleted", NOW)
    assert store.subscriptions.of_channel(channel) == []
    assert not store.fates.reopen(channel, NOW + DAY)
    assert not store.fates.close(channel, Fate.ARCHIVED, "channel_archive", NOW + DAY)
    assert [d.state for d in store.ledger.recent(9) if d.channel == channel] == [DeliveryState.SUPPRESSED]


def test_every_owner_is_told_and_without_one_the_installation(store: Store) -> None:
    ops = store.subscriptions.channel("console", "local", "ops")
    channel = following(store)
    store.subscriptions.subscribe(channel, STEEL, "Steel", Preferences(), "U8", NOW)
    store.fates.close(channel, Fate.REMOVED, "member_left_channel", NOW, ops)
    assert sorted(address for address, _ in told(store)) == ["U7", "U8"]
    orphan = following(store, "C2", owner="")
    store.fates.close(orphan, Fate.REMOVED, "member_left_channel", NOW, ops)
    assert [address for address, _ in told(store)][-1] == "ops"


def test_a_channel_that_follows_nothing_bothers_nobody(store: Store) -> None:
    channel = store.subscriptions.channel("slack", "T1", "U7")
    assert store.fates.close(channel, Fate.REFUSED, "cannot_dm_bot", NOW)
    assert told(store) == []


def test_another_name_and_another_id(store: Store) -> None:
    channel = following(store)
    assert store.fates.renamed("slack", "T1", "C1", "tariffs")
    assert not store.fates.renamed("slack", "T2", "C1", "tariffs")
    assert store.fates.moved("slack", "T1", "C1", "C9")
    found = store.fates.known("slack", "T1", "C9")
    assert found is not None
    assert (found.key, found.name) == (channel.key, "tariffs")
    assert store.fates.known("slack", "T1", "C1") is None
    following(store, "C3")
    assert not store.fates.moved("slack", "T1", "C3", "C9")


def test_an_id_is_taken_up_once_and_forgotten_after_a_day(store: Store) -> None:
    assert [store.seen.first("slack:Ev1", NOW) for _ in range(3)] == [True, False, False]
    assert store.seen.first("slack:Ev2", NOW)
    assert store.seen.forget(NOW + DAY / 2) == 0
    assert store.seen.forget(NOW + 2 * DAY) == 2
    assert store.seen.first("slack:Ev1", NOW + 2 * DAY)
