"""Which item is in which story, on both databases."""

from dataclasses import replace
from datetime import timedelta

from storage.store import Store
from tests.storage.helpers import NOW, entry, feeds, poll


def items(store: Store, count: int):
    feeds(store, "a")
    poll(store, "a", [entry(n, published=NOW - timedelta(days=count - n)) for n in range(count)])
    return sorted(store.items.latest(None, 99), key=lambda item: item.key)


def test_items_without_a_story_come_oldest_first_and_only_once(store):
    first, second, third = items(store, 3)
    assert [item.id for item in store.stories.unplaced(2)] == [first.id, second.id]
    assert store.stories.assign({first.key: first.id, second.key: first.id}, {}, NOW) == 2
    assert [item.id for item in store.stories.unplaced(9)] == [third.id]
    assert store.stories.of([first.key, second.key, third.key]) == {first.key: first.id, second.key: first.id}


def test_a_placed_item_stays_where_it_was_put(store):
    first, second, _ = items(store, 3)
    store.stories.assign({first.key: first.id}, {}, NOW)
    assert store.stories.assign({first.key: "ZZZZ", second.key: "ZZZZ"}, {}, NOW) == 1
    assert store.stories.of([first.key, second.key]) == {first.key: first.id, second.key: "ZZZZ"}


def test_a_story_takes_another_in(store):
    first, second, third = items(store, 3)
    store.stories.assign({item.key: item.id for item in (first, second)}, {}, NOW)
    assert store.stories.count() == 0
    store.stories.assign({third.key: first.id}, {second.id: first.id}, NOW)
    assert [item.id for item in store.stories.members(second)] == [first.id, second.id, third.id]
    assert store.stories.count() == 1
    assert [(other.id, other.key, other.title, other.source, other.lang) for other in store.stories.others(second)] == [
        (item.id, item.key, item.title, item.source, item.lang) for item in (first, third)
    ]


def test_an_item_that_was_not_placed_is_alone(store):
    first, *_ = items(store, 2)
    assert store.stories.members(first) == [first]
    assert store.stories.others(first) == []
    assert store.stories.of([first.key]) == {}


def test_placements_of_a_time_are_read_back_in_parts(store):
    first, _, third = items(store, 3)
    store.stories.assign({first.key: first.id, third.key: first.id}, {}, NOW)
    first, third = (replace(item, story=first.id) for item in (first, third))
    assert store.stories.placed(NOW - timedelta(days=9), 0, 1) == [(first, first.id)]
    assert store.stories.placed(NOW - timedelta(days=9), first.key, 9) == [(third, first.id)]
    assert store.stories.placed(NOW - timedelta(days=2), 0, 9) == [(third, first.id)]
    assert store.stories.placed(NOW - timedelta(days=9), third.key, 9) == []
