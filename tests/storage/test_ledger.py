"""Matches, alerts and deliveries: written together, sent once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core.card import say
from core.model import Alert, Decision, Evidence, Match, Reason, Subject, SubjectKind
from storage.ledger import Written
from tests.storage.helpers import CBAM, NOW, SPAN, STEEL, add_item, alert, channel, claim, drafted, subscribe

SOON = NOW + timedelta(seconds=5)


def test_matches_alerts_and_deliveries_are_written_once_however_often(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    matches = [Match(item, CBAM, 1.0, (SPAN,)), Match(item, STEEL, 1.0, ())]
    alerts = [Alert(subscription, item, Decision.NOW, Reason.MATCHED, (SPAN,))]
    assert store.ledger.write([item], matches, alerts, NOW) == Written(2, 1, 1)
    assert store.ledger.write([item], matches, alerts, SOON) == Written(0, 0, 0)
    assert store.ledger.matches(item) == [("cbam", [SPAN]), ("steel", [])]
    assert store.ledger.counts() == {"pending": 1}
    assert store.ledger.told([item]).items == {(subscription.channel.key, item.key)}
    assert store.items.unmatched(9) == []


def test_a_fault_in_the_middle_leaves_nothing_behind(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    good = Alert(subscription, item, Decision.NOW, Reason.MATCHED)
    bad = Alert(replace(subscription, key=999), item, Decision.NOW, Reason.MATCHED)
    with pytest.raises(IntegrityError):
        store.ledger.write([item], [Match(item, CBAM, 1.0, ())], [good, bad], NOW)
    assert (store.ledger.matches(item), store.ledger.counts(), store.ledger.told([item]).items) == ([], {}, set())
    assert [i.key for i in store.items.unmatched(9)] == [item.key]
    store.ledger.write([item], [Match(item, CBAM, 1.0, ())], [good], NOW)
    assert store.ledger.counts() == {"pending": 1}


def test_a_suppressed_alert_has_no_delivery(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    suppressed = Alert(subscription, item, Decision.SUPPRESSED, Reason.OTHER_LANGUAGE)
    assert store.ledger.write([item], [], [suppressed], NOW) == Written(0, 1, 0)
    assert store.ledger.counts() == {}


def test_two_subscriptions_of_a_channel_share_one_delivery_with_both_labels(store):
    place = channel(store)
    query = Subject(SubjectKind.QUERY, "탄소국경 " * 300)
    both = [subscribe(store, place), subscribe(store, place, query, "a long query")]
    alert(store, add_item(store, "CBAM"), *both)
    (delivery,) = claim(store)
    assert (delivery.labels, delivery.evidence) == (("CBAM", "a long query"), (SPAN,))


def test_evidence_of_what_a_channel_does_not_follow_is_not_its_reason(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    other = Evidence("steel", "steel", "en", "body", 0, 5, 1.0)
    matches = [Match(item, CBAM, 1.0, (SPAN,)), Match(item, STEEL, 1.0, (other,))]
    store.ledger.write([item], matches, [Alert(subscription, item, Decision.NOW, Reason.MATCHED)], NOW)
    assert claim(store)[0].evidence == (SPAN,)


def test_matches_belong_to_a_revision(store):
    item = add_item(store, "A")
    store.ledger.write([item], [Match(item, CBAM, 1.0, (SPAN,))], [], NOW)
    store.documents.read("A.md", "2", drafted("Something else.", title="A"), NOW)
    (revised,) = store.items.unmatched(9)
    assert (store.ledger.matches(item), store.ledger.matches(revised)) == ([("cbam", [SPAN])], [])


def test_nothing_to_write_is_no_error(store):
    assert store.ledger.write([], [], [], NOW) == Written()
    assert store.ledger.recent(9) == claim(store) == []


def test_a_card_of_its_own_is_delivered_once_under_its_name(store):
    place = channel(store)
    assert store.ledger.post(place, "notice:feed:moef", say("The feed is broken."), NOW)
    assert not store.ledger.post(place, "notice:feed:moef", say("again"), SOON)
    (delivery,) = claim(store)
    assert (delivery.card, delivery.item, delivery.dedupe) == (say("The feed is broken."), None, "notice:feed:moef")


def test_what_waits_for_a_digest_is_known_and_has_no_delivery(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    store.ledger.write([item], [], [Alert(subscription, item, Decision.DIGEST, Reason.MATCHED)], NOW)
    assert store.ledger.told([item]).items == {(subscription.channel.key, item.key)}
    assert (store.ledger.counts(), claim(store)) == ({}, [])


def test_a_held_alert_has_a_delivery_that_waits(store):
    item, subscription = add_item(store, "CBAM"), subscribe(store, channel(store))
    store.ledger.write([item], [], [Alert(subscription, item, Decision.HELD, Reason.PAUSED, until=SOON)], NOW)
    assert (store.ledger.counts(), claim(store)) == ({"held": 1}, [])
    (delivery,) = store.ledger.recent(1)
    assert (delivery.held_until, delivery.reason) == (SOON, "paused")


def test_of_two_subscriptions_the_one_that_wants_it_now_wins(store):
    place = channel(store)
    item, first, second = add_item(store, "CBAM"), subscribe(store, place), subscribe(store, place, STEEL, "steel")
    alerts = [
        Alert(first, item, Decision.HELD, Reason.MATCHED, until=SOON),
        Alert(second, item, Decision.NOW, Reason.MATCHED),
    ]
    assert store.ledger.write([item], [], alerts, NOW).deliveries == 1
    assert claim(store)[0].labels == ("CBAM", "steel")
