"""The console's messages, and the last runs of jobs."""

from datetime import timedelta

from core.card import say
from tests.storage.helpers import NOW, add_item, alert, channel, claim, subscribe

LATER = NOW + timedelta(minutes=1)


def test_messages_come_newest_last_and_only_a_channels_own(store):
    trade, sales = channel(store, "trade"), channel(store, "sales")
    for number in range(4):
        store.console.post(trade, say(f"card {number}"), NOW)
    store.console.post(sales, say("other"), NOW, author="you", line="help \x00", private=True)
    assert [m.card for m in store.console.messages(trade, 2)] == [say("card 2"), say("card 3")]
    (message,) = store.console.messages(sales, 9)
    assert (message.author, message.line, message.private, message.posted_at) == ("you", "help \ufffd", True, NOW)


def test_a_card_comes_back_with_whatever_it_said(store):
    place = channel(store)
    store.console.post(place, say("nul \x00 lone \ud800 한국어"), NOW)
    assert store.console.messages(place, 1)[0].card.plain.endswith("한국어")


def test_a_delivery_is_shown_once(store):
    place = channel(store)
    alert(store, add_item(store, "A"), subscribe(store, place))
    (delivery,) = claim(store, NOW, 1)
    for _ in range(2):
        store.console.post(place, say("alert"), NOW, delivery=delivery.key)
    assert len(store.console.messages(place, 9)) == 1


def test_only_the_consoles_channels_are_its_own(store):
    channel(store, "trade")
    store.subscriptions.channel("slack", "T1", "C1")
    assert [c.address for c in store.console.channels()] == ["trade"]


def test_a_job_keeps_what_its_last_run_said(store):
    store.runs.finished("b", NOW, "1 polled", None, NOW)
    store.runs.finished("a", NOW, "", "boom \x00", NOW)
    store.runs.finished("b", NOW, "2 polled", "x: y", LATER)
    first, second = store.runs.all()
    assert (first.name, first.report, first.error) == ("a", "", "boom \ufffd")
    assert (second.started_at, second.finished_at, second.report, second.error) == (NOW, LATER, "2 polled", "x: y")


def test_a_job_that_raised_recovers_when_it_next_runs_through(store):
    store.runs.finished("raised", NOW, "", "boom", NOW)
    store.runs.finished("worked", NOW, "2 polled", "one feed failed", NOW)
    for name in ("raised", "worked", "unknown"):
        store.runs.recovered(name, LATER, LATER)
    assert [(r.name, r.error, r.finished_at) for r in store.runs.all()] == [
        ("raised", None, LATER),
        ("worked", "one feed failed", NOW),
    ]
