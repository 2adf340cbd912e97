"""Feedback becomes models, and models take hits away where they help, never silently."""

import pytest

from core.match import Matcher
from core.model import Match, Preferences, Reason, Subject, SubjectKind, Topic
from jobs import learn_topics, match_items
from jobs.learn_topics import Filters
from storage.feedback import Mode
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, add_item, channel

TOPIC = Topic("cbam", "CBAM", "measures", {"en": ("levy",)})


def teach(store: Store, count: int = 30) -> None:
    """People find weddings that mention a levy not relevant."""
    for number in range(count):
        party = number % 2 == 0
        title = f"Levy at the singer's wedding {number}" if party else f"Levy on steel imports {number}"
        item = add_item(store, title)
        store.feedback.say(
            channel(store), item, [CBAM], "mina", NOW, useful=not party, reason="wrong-topic" if party else ""
        )


def hits(store: Store, title: str) -> list[Match]:
    return [Match(add_item(store, title), CBAM, 2.0, ())]


def test_a_topic_learns_once_it_has_enough_labels_and_again_with_more(store: Store) -> None:
    teach(store, 19)
    assert not learn_topics.run(store, NOW).worked
    teach(store, 30)
    assert learn_topics.run(store, NOW).counts == {"topics learned": 1}
    assert not learn_topics.run(store, NOW).worked
    assert store.feedback.learning()["cbam"].labels == 30
    assert store.feedback.learning()["cbam"].model["with"] > store.feedback.learning()["cbam"].model["without"]


def test_labels_of_one_kind_teach_nothing_and_are_not_tried_for_ever(store: Store) -> None:
    for number in range(25):
        store.feedback.say(channel(store), add_item(store, f"Levy {number}"), [CBAM], "mina", NOW, useful=True)
    assert learn_topics.run(store, NOW).worked
    assert store.feedback.learning()["cbam"].model is None
    assert not learn_topics.run(store, NOW).worked


@pytest.mark.parametrize(("mode", "taken"), [(None, 1), (Mode.ON, 1), (Mode.AUTO, 1), (Mode.OFF, 0)])
def test_a_model_takes_hits_away_unless_it_is_switched_off(sqlite_store: Store, mode: Mode | None, taken: int) -> None:
    teach(sqlite_store)
    learn_topics.run(sqlite_store, NOW)
    if mode:
        sqlite_store.feedback.switch("cbam", mode, NOW)
    filters = Filters(sqlite_store)
    assert len(filters.unlearned(hits(sqlite_store, "A levy at the wedding of a singer"))) == taken
    assert filters.unlearned(hits(sqlite_store, "A levy on steel imports rises")) == set()
    query = Match(add_item(sqlite_store, "The wedding of a singer"), Subject(SubjectKind.QUERY, "cbam"), 1.0, ())
    assert filters.unlearned([query]) == set()


def test_a_model_that_does_not_help_is_used_only_where_it_is_switched_on(sqlite_store: Store) -> None:
    teach(sqlite_store)
    learn_topics.run(sqlite_store, NOW)
    model = sqlite_store.feedback.learning()["cbam"].model
    sqlite_store.feedback.learned("cbam", 30, model | {"with": model["without"]}, NOW)
    filters, match = Filters(sqlite_store), hits(sqlite_store, "A levy at the wedding of a singer")
    assert filters.unlearned(match) == set()
    sqlite_store.feedback.switch("cbam", Mode.ON, NOW)
    assert len(filters.unlearned(match)) == 1


def test_what_is_taken_away_is_recorded_with_its_reason(store: Store) -> None:
    teach(store)
    learn_topics.run(store, NOW)
    matcher, place = Matcher([TOPIC]), channel(store)
    queries, filters = match_items.Queries(matcher), Filters(store)
    match_items.run(store, matcher, queries, NOW)
    store.subscriptions.subscribe(place, CBAM, "CBAM", Preferences(), "you", NOW)
    party, steel = (
        add_item(store, "A levy at the wedding of a singer"),
        add_item(store, "A levy on steel imports rises"),
    )
    match_items.run(store, matcher, queries, NOW, unlearned=filters.unlearned)
    assert [one.reason for one in store.reasons.decided(place, party)] == [Reason.LEARNED]
    assert [one.reason for one in store.reasons.decided(place, steel)] == [Reason.MATCHED]
