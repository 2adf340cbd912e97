"""The people who run the installation are told once that deliveries are late, and once that they are not."""

from datetime import timedelta

import pytest

from core.card import say
from core.model import DeliveryState
from core.wording import LANGUAGES
from jobs import watch_deliveries
from storage.lanes import Ended, Task
from storage.measures import AGES
from storage.notices import Notice
from tests.conftest import NOW
from tests.storage.helpers import add_item, alert, channel, claim, subscribe

QUARTER = timedelta(minutes=15)


def end(store, delivery, state, now=NOW, **values) -> None:
    """What the worker that claimed it records."""
    store.lanes.tick("worker", [Ended(Task(delivery), state, now, **values)], now, 0, QUARTER, {})


def notices(store, ops) -> list[str]:
    return [d.card.plain for d in reversed(store.deliveries.listed(channel=ops)) if d.card]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_alarm_is_given_once_and_taken_back_once(store, lang):
    ops = store.subscriptions.channel("console", "local", "ops", lang=lang)
    assert not watch_deliveries.run(store, ops, NOW).worked
    alert(store, add_item(store, "a"), subscribe(store, channel(store)))
    assert not watch_deliveries.run(store, ops, NOW + QUARTER).worked
    late = NOW + QUARTER + timedelta(minutes=1)
    assert watch_deliveries.run(store, ops, late).counts == {"alarms": 1}
    assert not watch_deliveries.run(store, ops, late + QUARTER).worked
    (told,) = notices(store, ops)
    assert "16" in told
    assert "policywire deliveries pending" in told
    for delivery in claim(store, late):
        if delivery.channel.key != ops.key:
            end(store, delivery, DeliveryState.SENT, late)
    assert watch_deliveries.run(store, ops, late + QUARTER).counts == {"recovered": 1}
    assert not watch_deliveries.run(store, ops, late + QUARTER).worked
    assert len(notices(store, ops)) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_failed_is_told_together_and_once(store, lang):
    ops = store.subscriptions.channel("console", "local", "ops", lang=lang)
    follower = subscribe(store, channel(store))

    def fail(moment):
        alert(store, add_item(store, f"at {moment}"), follower)
        for delivery in claim(store, moment):
            end(store, delivery, DeliveryState.SENT if delivery.channel == ops else DeliveryState.FAILED, moment)

    fail(NOW)
    assert watch_deliveries.run(store, ops, NOW + QUARTER).counts == {"failures": 1}
    fail(NOW + 2 * QUARTER)
    fail(NOW + 3 * QUARTER)
    assert not watch_deliveries.run(store, ops, NOW + 4 * QUARTER).worked
    before = store.alarms.on(watch_deliveries.FAILURES)
    assert watch_deliveries.run(store, ops, NOW + 5 * QUARTER).counts == {"failures": 1}
    assert not watch_deliveries.run(store, ops, NOW + 10 * QUARTER).worked
    assert ["1" in notices(store, ops)[0], "2" in notices(store, ops)[1]] == [True, True]
    assert "policywire deliveries failed" in notices(store, ops)[1]
    assert not store.alarms.again(watch_deliveries.FAILURES, Notice(ops, say("again"), "again"), before, NOW)


def test_an_alarm_says_that_somebody_stopped_all(store):
    ops = channel(store, "ops")
    alert(store, add_item(store, "a"), subscribe(store, channel(store)))
    store.deliveries.stop("*", "U1", NOW)
    watch_deliveries.run(store, ops, NOW + 2 * QUARTER)
    assert "deliveries start" in notices(store, ops)[0]


def test_without_an_ops_channel_nobody_is_told(store):
    alert(store, add_item(store, "a"), subscribe(store, channel(store)))
    assert not watch_deliveries.run(store, None, NOW + 2 * QUARTER).worked


def test_what_was_held_counts_from_when_it_was_due(store):
    ops, place = channel(store, "ops"), channel(store)
    later = NOW + timedelta(days=30)
    store.ledger.post(place, "x", say("x"), NOW)
    (delivery,) = claim(store, NOW)
    end(store, delivery, DeliveryState.HELD, held_until=later)
    assert store.deliveries.retry(delivery.key, later)
    assert not watch_deliveries.run(store, ops, later + QUARTER).worked


def test_the_backlog_in_figures(store):
    place = channel(store)
    for number in range(3):
        store.ledger.post(place, f"{number}", say("x"), NOW - timedelta(seconds=number * 100))
    (delivery,) = claim(store, NOW)
    backlog = store.measures.backlog(NOW)
    assert (backlog.waiting, backlog.sending, backlog.uncertain, backlog.failed) == (3, 1, 0, 0)
    assert backlog.by_age == {age: {10.0: 1, 300.0: 2}.get(age, 0) for age in AGES}
    assert backlog.oldest == timedelta(seconds=200)
    end(store, delivery, DeliveryState.FAILED, lane_at=NOW + QUARTER, closed_until=NOW + QUARTER)
    backlog = store.measures.backlog(NOW)
    assert (backlog.waiting, backlog.failed, backlog.paced, backlog.closed) == (2, 1, 1, 1)
    later = store.measures.backlog(NOW + QUARTER)
    assert (later.paced, later.closed) == (0, 0)


def test_the_held_ones_wait_for_a_time_or_for_somebody(store):
    for number, until in enumerate((NOW + QUARTER, None)):
        place = channel(store, f"c{number}")
        store.ledger.post(place, "x", say("x"), NOW)
        (delivery,) = claim(store, NOW)
        end(store, delivery, DeliveryState.HELD, held_until=until)
    backlog = store.measures.backlog(NOW)
    assert (backlog.waiting, backlog.oldest, backlog.held, backlog.flagged) == (0, None, 1, 1)


def test_latency_is_from_first_seen_to_sent(store):
    follower = subscribe(store, channel(store))
    for number, seconds in enumerate((2, 7)):
        item = add_item(store, f"item {number}")
        alert(store, item, follower)
        (delivery,) = claim(store, NOW + timedelta(seconds=2 * number))
        end(store, delivery, DeliveryState.SENT, NOW + timedelta(seconds=seconds))
    assert sorted(store.measures.latencies(NOW)) == [2.0, 7.0]
    assert store.measures.latencies(NOW + timedelta(seconds=5)) == [7.0]
