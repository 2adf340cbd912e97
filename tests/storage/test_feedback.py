"""What people said, counted and kept; where topics stand."""

from datetime import timedelta

from core.model import Subject, SubjectKind
from storage.feedback import Learning, Mode
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, STEEL, add_item, channel


def test_a_persons_later_word_takes_the_place_of_the_first(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    store.feedback.say(place, item, [CBAM, STEEL], "mina", NOW, useful=True)
    store.feedback.say(place, item, [CBAM], "mina", NOW, useful=False, reason="wrong-topic")
    store.feedback.say(place, item, [CBAM], "jun", NOW, useful=True)
    assert store.feedback.of_item(place, item) == [
        ("cbam", False, "wrong-topic"),
        ("steel", True, ""),
        ("cbam", True, ""),
    ]
    assert store.feedback.of_item(channel(store, "sales"), item) == []
    assert store.feedback.counts() == {"cbam": 1, "steel": 1}


def test_only_what_is_about_the_topic_teaches_it(store: Store) -> None:
    place = channel(store)
    for number, (useful, reason) in enumerate(
        [(True, ""), (False, "wrong-topic"), (False, "duplicate"), (False, "old")]
    ):
        store.feedback.say(place, add_item(store, f"item {number}"), [CBAM], "mina", NOW, useful=useful, reason=reason)
    assert store.feedback.counts() == {"cbam": 2}
    assert [(label.item.title, label.relevant) for label in store.feedback.labels("cbam")] == [
        ("item 0", True),
        ("item 1", False),
    ]
    assert store.feedback.labels("steel") == []


def test_most_words_decide(store: Store) -> None:
    item, place = add_item(store, "CBAM"), channel(store)
    for name, useful in (("a", True), ("b", False), ("c", False)):
        store.feedback.say(place, item, [CBAM], name, NOW, useful=useful, reason="" if useful else "wrong-topic")
    (label,) = store.feedback.labels("cbam")
    assert not label.relevant


def test_a_query_may_be_spoken_of(store: Store) -> None:
    item, query = add_item(store, "CBAM"), Subject(SubjectKind.QUERY, "levy " * 300)
    store.feedback.say(channel(store), item, [query], "mina", NOW, useful=True)
    assert store.feedback.counts() == {query.key: 1}


def test_switching_and_learning_leave_each_other_alone(store: Store) -> None:
    assert store.feedback.learning() == {}
    store.feedback.learned("cbam", 24, {"bias": 0.5}, NOW)
    store.feedback.switch("cbam", Mode.OFF, NOW + timedelta(hours=1))
    store.feedback.switch("steel", Mode.ON, NOW)
    store.feedback.learned("cbam", 30, None, NOW)
    assert store.feedback.learning() == {
        "cbam": Learning(Mode.OFF, 30, None, NOW),
        "steel": Learning(Mode.ON, 0, None, NOW),
    }
