"""Digests of single subscriptions beside what the channel's others do."""

from datetime import timedelta

import pytest

from core.alerting import decide
from core.model import Match, Preferences, Subject, SubjectKind
from core.rhythm import parse_rhythm
from tests.jobs.test_send_digests import Desk
from tests.storage.helpers import CBAM, SPAN, add_item

DAILY = Preferences(digest=parse_rhythm("daily 18:00", "Asia/Seoul"))
STEEL = Subject(SubjectKind.TOPIC, "steel")


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def collecting(desk: Desk) -> None:
    """Steel is collected, CBAM comes at once."""
    desk.store.subscriptions.subscribe(desk.place, STEEL, "Steel", DAILY, "you", desk.now)


def test_a_subscription_with_a_digest_of_its_own_collects_and_the_others_do_not(desk):
    collecting(desk)
    desk.news("first")
    desk.news("beam", "rod", subject=STEEL)
    assert desk.said() == ["first"]
    assert desk.run() == {}
    assert desk.at(2, "18:00").run() == {"digests": 1}
    assert desk.run() == {}
    _, digest = desk.said()
    assert ["first" in digest, "beam" in digest, "rod" in digest, "Steel" in digest] == [False, True, True, True]
    key = desk.store.subscriptions.of_channel(desk.place)[1].key
    assert desk.out()[1].dedupe == f"digest:2026-03-02:{key}"
    desk.news("slab", subject=STEEL)
    assert desk.at(3, "18:00").run() == {"digests": 1}
    assert len(desk.out()) == 3


def test_what_comes_by_itself_is_not_collected_too(desk):
    collecting(desk)
    item = add_item(desk.store, "levy on steel", desk.now)
    matches = [Match(item, subject, 9.0, (SPAN,)) for subject in (STEEL, CBAM)]
    alerts = decide(matches, desk.store.subscriptions.active(), now=desk.now)
    desk.store.ledger.write([item], matches, alerts, desk.now)
    assert desk.said() == ["levy on steel"]
    assert desk.at(2, "18:00").run() == {}
    (delivery,) = desk.out()
    assert set(delivery.labels) == {"CBAM", "Steel"}


def test_beside_a_channels_digest_one_of_its_own_is_a_message_of_its_own(desk):
    collecting(desk)
    desk.digest("daily 08:00")
    desk.news("first")
    desk.news("beam", subject=STEEL)
    assert desk.at(3, "08:00").run() == {"digests": 2}
    assert ["first" in text for text in desk.said()] == [True, False]
    assert ["beam" in text for text in desk.said()] == [False, True]


def test_a_digest_of_its_own_that_ends_brings_what_waited_and_a_paused_one_waits(desk):
    collecting(desk)
    desk.news("beam", subject=STEEL)
    desk.store.wishes.pause(desk.place, desk.now + timedelta(days=2), "Asia/Seoul", desk.now)
    assert desk.at(2, "18:00").run() == {}
    assert desk.at(4, "10:00").run() == {"digests": 1}
    desk.news("rod", subject=STEEL)
    desk.store.subscriptions.change(desk.place, STEEL, Preferences(), desk.now)
    assert desk.run() == {"digests": 1}
    desk.news("slab", subject=STEEL)
    assert desk.said()[-1] == "slab"
    assert desk.at(5, "18:00").run() == {}


def test_a_subscription_that_ends_before_its_digest_still_gets_it_and_no_other(desk):
    collecting(desk)
    desk.news("beam", subject=STEEL)
    desk.store.subscriptions.unsubscribe(desk.place, STEEL, desk.now)
    assert desk.at(2, "18:00").run() == {"digests": 1}
    assert desk.at(9, "18:00").run() == {}
