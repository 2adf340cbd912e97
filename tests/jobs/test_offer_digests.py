"""A channel that gets far more than it is used to is offered a digest, once."""

from datetime import timedelta

import pytest

from core.rhythm import parse_rhythm
from core.wording import LANGUAGES
from jobs import offer_digests
from tests.conftest import NOW
from tests.storage.helpers import CBAM, add_item, alert, channel, subscribe

LEAST = 3


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(offer_digests, "LEAST", LEAST)


def flood(store, follower, count: int, now=NOW) -> None:
    for number in range(count):
        alert(store, add_item(store, f"news {now:%d%H} {number}"), follower, now=now)


def offers(store, place) -> list[str]:
    return [d.card.plain for d in store.deliveries.listed(channel=place, limit=999) if d.card]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_flood_brings_one_offer(store, lang):
    place = store.subscriptions.channel("console", "local", "trade", lang=lang)
    follower = subscribe(store, place, CBAM)
    flood(store, follower, LEAST - 1)
    assert not offer_digests.run(store, NOW).worked
    flood(store, follower, 1, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=1)
    assert offer_digests.run(store, later).counts == {"offered": 1}
    assert not offer_digests.run(store, later).worked
    (told,) = offers(store, place)
    assert str(LEAST) in told
    assert store.wishes.of(place, later).digest is None


def test_one_that_is_used_to_much_is_left_alone(store):
    follower = subscribe(store, channel(store))
    for day in range(1, 5):
        flood(store, follower, 8, NOW - timedelta(days=day + 1))
    flood(store, follower, LEAST)
    assert not offer_digests.run(store, NOW).worked


def test_one_that_has_a_digest_is_not_offered_it(store):
    place = channel(store)
    follower = subscribe(store, place)
    store.wishes.set_digest(place, parse_rhythm("daily 08:30", "UTC"), "UTC", NOW)
    flood(store, follower, LEAST)
    assert not offer_digests.run(store, NOW).worked
