"""What is old is forgotten; what is not finished, and what keeps a thing from coming twice, is not."""

from datetime import timedelta

from core.card import say
from core.model import Alert, Decision, DeliveryState, Match, Reason
from core.query import parse
from core.search import wanted
from jobs import forget
from storage.lanes import Ended, Task
from storage.space_rows import AuditRow
from tests.conftest import NOW
from tests.storage.helpers import CBAM, SPAN, channel, claim, entry, feeds, poll, subscribe

KEEP = timedelta(days=30)
LATER = NOW + timedelta(days=31)


def stored(store, *numbers):
    """Items of a feed whose entries are old, oldest first."""
    if not store.feeds.all():
        feeds(store, "a")
        poll(store, "a", [])
    poll(store, "a", [entry(n, title=f"CBAM {n}", body=f"The text of {n}.") for n in numbers])
    return sorted(store.items.latest(None, 99), key=lambda item: item.key)


def alert(store, item, follower, decision, reason=Reason.MATCHED, **values):
    alerts = [Alert(follower, item, decision, reason, (SPAN,), **values)]
    store.ledger.write([item], [Match(item, CBAM, 9.0, (SPAN,))], alerts, NOW)


def send_all(store, now=NOW):
    while delivered := claim(store, now):
        ends = [Ended(Task(d), DeliveryState.SENT, now, message_id="m") for d in delivered]
        store.lanes.tick("worker", ends, now, 0, KEEP, {})


def texts(store) -> dict[str, str]:
    return {item.title: item.body for item in store.items.latest(None, 99)}


def test_texts_of_what_is_finished_go_and_the_rows_that_know_it_stay(store):
    follower = subscribe(store, channel(store))
    sent, digest, held, refused, unmatched = stored(store, 1, 2, 3, 4, 5)
    alert(store, sent, follower, Decision.NOW)
    send_all(store)
    alert(store, digest, follower, Decision.DIGEST)
    alert(store, held, follower, Decision.HELD, Reason.PAUSED, until=LATER + KEEP)
    alert(store, refused, follower, Decision.SUPPRESSED, Reason.MUTED)
    assert forget.run(store, LATER - timedelta(days=2), KEEP).worked is False
    assert forget.run(store, LATER, KEEP).counts == {
        "texts": 2,
        "cards": 0,
        "messages": 0,
        "refusals": 1,
        "model uses": 0,
        "audit": 0,
    }
    assert [bool(text) for _, text in sorted(texts(store).items())] == [False, True, True, False, True]
    assert store.ledger.told([sent, digest, held]).items == {(1, i.key) for i in (sent, digest, held)}
    assert unmatched.key not in {key for _, key in store.ledger.told([unmatched]).items}
    assert not forget.run(store, LATER, KEEP).worked
    assert store.search.keys(wanted(parse("CBAM")), 9, since=None) == sorted([digest.key, held.key], reverse=True)


def test_an_entry_whose_text_was_forgotten_is_not_news_when_it_comes_again(store):
    (item,) = stored(store, 1)
    alert(store, item, subscribe(store, channel(store)), Decision.NOW)
    send_all(store)
    assert forget.run(store, LATER, KEEP).counts["texts"] == 1
    (again,) = stored(store, 1)
    assert (again.key, again.revision) == (item.key, item.revision)


def test_cards_of_what_is_finished_go_only(store):
    place = channel(store)
    store.ledger.post(place, "a", say("a"), NOW)
    send_all(store)
    store.ledger.post(place, "b", say("b"), NOW)
    assert forget.run(store, LATER, KEEP).counts["cards"] == 1
    assert [delivery.card for delivery in store.ledger.recent(9)] == [say("b"), None]
    assert not store.ledger.post(place, "a", say("a"), LATER)


def test_messages_of_the_console_go_unless_a_delivery_may_ask_for_them(store):
    place = channel(store)
    for name in "ab":
        store.ledger.post(place, name, say(name), NOW)
    sent, other = reversed(store.ledger.recent(2))
    for delivery in (sent, other):
        store.console.post(place, say("x"), NOW, delivery=delivery.key)
    store.console.post(place, say("answer"), NOW, line="help")
    (first,) = claim(store, NOW)
    store.lanes.tick("worker", [Ended(Task(first), DeliveryState.SENT, NOW)], NOW, 0, KEEP, {})
    assert forget.run(store, LATER, KEEP).counts["messages"] == 2
    assert (store.console.shows(sent.key), store.console.shows(other.key)) == (False, True)


def test_an_installation_that_keeps_everything_forgets_nothing(store):
    store.ledger.post(channel(store), "a", say("a"), NOW)
    send_all(store)
    assert not forget.run(store, LATER, None).worked
    assert store.ledger.recent(1)[0].card == say("a")


def test_much_is_forgotten_in_several_turns(store, monkeypatch):
    monkeypatch.setattr(forget, "AT_ONCE", 2)
    place = channel(store)
    for number in range(5):
        store.ledger.post(place, f"{number}", say("x"), NOW)
    send_all(store)
    assert forget.run(store, LATER, KEEP).counts["cards"] == 5


def test_who_changed_what_goes_when_it_is_old(store):
    for at in (NOW, LATER):
        values = dict.fromkeys(
            ("surface", "workspace", "channel", "channel_name", "user_id", "user_name", "verb", "approved_by"), "x"
        )
        with store.database.write() as session:
            session.add(AuditRow(at=at, before={}, after={}, **values))
    assert forget.run(store, LATER, KEEP).counts["audit"] == 1
    assert [one.at for one in store.audit.of_workspace("x", "x")] == [LATER]
