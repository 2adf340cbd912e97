"""What a channel is told about an item: matches with their scores, decisions, sendings."""

from dataclasses import replace
from datetime import timedelta

from core.model import Alert, Decision, DeliveryState, Item, Match, Reason, Subject, SubjectKind, Subscription
from storage.lanes import Ended, Task
from storage.reasons import Sending
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, SPAN, STEEL, add_item, alert, channel, claim, drafted, subscribe

QUERY = Subject(SubjectKind.QUERY, "steel levy")


def ended(store: Store, state: DeliveryState, **how: object) -> None:
    """What was claimed ends so."""
    (delivery,) = claim(store)
    end = Ended(Task(delivery), state, NOW, **how)
    store.lanes.tick("worker", [end], NOW, 0, timedelta(minutes=1), {})


def suppressed(store: Store, item: Item, subscription: Subscription, reason: Reason) -> None:
    store.ledger.write([item], [], [Alert(subscription, item, Decision.SUPPRESSED, reason)], NOW)


def test_matches_tell_score_and_evidence_the_strongest_first(store: Store) -> None:
    item = add_item(store, "CBAM")
    matches = [Match(item, STEEL, 1.2, ()), Match(item, CBAM, 2.0, (SPAN,)), Match(item, QUERY, 1.0, ())]
    assert not store.reasons.is_matched(item)
    store.ledger.write([item], matches, [], NOW)
    assert store.reasons.is_matched(item)
    told = store.reasons.matches(item)
    assert [(key, m.score, m.evidence) for key, m in told.items()] == [
        ("cbam", 2.0, (SPAN,)),
        ("steel", 1.2, ()),
        (QUERY.key, 1.0, ()),
    ]
    assert [m.subject.kind for m in told.values()] == [SubjectKind.TOPIC, SubjectKind.TOPIC, SubjectKind.QUERY]
    assert store.reasons.matches(replace(item, revision=2)) == {}
    assert not store.reasons.is_matched(replace(item, key=999))


def test_a_decision_names_its_subscription_and_its_sending(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    made, other = subscribe(store, place), subscribe(store, channel(store, "sales"))
    alert(store, item, made, other)
    (told,) = store.reasons.decided(place, item)
    assert (told.subscription, told.active, told.decision, told.reason) == (made, True, Decision.NOW, Reason.MATCHED)
    assert told.sending == Sending(DeliveryState.PENDING, 0, None, None)


def test_a_sending_tells_how_it_ended(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    alert(store, item, subscribe(store, place))
    ended(store, DeliveryState.FAILED, reason="channel_archived")
    (told,) = store.reasons.decided(place, item)
    assert told.sending == Sending(DeliveryState.FAILED, 1, None, "channel_archived")


def test_what_was_suppressed_has_no_sending_and_an_ended_subscription_says_so(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    made = subscribe(store, place)
    suppressed(store, item, made, Reason.OTHER_LANGUAGE)
    store.subscriptions.unsubscribe(place, CBAM, NOW)
    (told,) = store.reasons.decided(place, item)
    assert (told.active, told.reason, told.sending) == (False, Reason.OTHER_LANGUAGE, None)


def test_what_was_sent_stays_the_answer_after_a_revision(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    made = subscribe(store, place)
    alert(store, item, made)
    ended(store, DeliveryState.SENT, message_id="1")
    store.documents.read("CBAM.md", "2", drafted("It is delayed again.", title="CBAM"), NOW)
    (revised,) = store.items.by_keys([item.key])
    suppressed(store, revised, made, Reason.ALREADY_ALERTED)
    (told,) = store.reasons.decided(place, revised)
    assert (told.revision, told.sending) == (1, Sending(DeliveryState.SENT, 1, NOW, None))
