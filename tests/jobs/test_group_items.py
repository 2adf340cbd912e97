"""Items become stories: across languages, across restarts, beside other processes."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from core.entities import Entities
from core.items import from_document
from core.model import Document, Item
from core.story import Placed
from jobs import group_items, read_agencies, read_topics, watch_corpus
from jobs.group_items import Grouping, settled
from jobs.schedule import Job, run_once
from storage.store import Store
from tests.conftest import NOW

SEEDS = Path(__file__).parents[2] / "seeds"
LATER = NOW + timedelta(hours=1)
DEAL = "Korea and Egypt sign a trade agreement in Cairo after four rounds of talks on cars and chemicals."


@cache
def entities() -> Entities:
    return Entities(read_topics.read(SEEDS / "topics.yaml"), read_agencies.read(SEEDS / "agencies.yaml"))


def grouping() -> Grouping:
    return Grouping(entities())


def read(store: Store, name: str, text: str, **values: object) -> Item:
    """A document in the store, published now unless `values` say otherwise."""
    given = {"title": text, "body": text, "lang": "en", "published": NOW} | values
    store.documents.read(name, text, from_document(Document(**given), name), NOW)
    (item,) = (item for item in store.items.latest(None, 99) if item.title == given["title"])
    return item


def stories(store: Store, *items: Item) -> list[str]:
    found = store.stories.of([item.key for item in items])
    return [found[item.key] for item in items]


@pytest.fixture
def _seeds(store: Store) -> None:
    watch_corpus.run(store, [SEEDS / "corpus"], NOW)


@pytest.mark.usefixtures("_seeds")
def test_the_shipped_briefs_join_their_translations(store):
    report = group_items.run(store, grouping(), LATER)
    assert report.counts == {"remembered": 0, "items": 4, "joined": 2, "merged": 0}
    found = {item.key: item for item in store.items.latest(None, 9)}
    by_story: dict[str, set[str | None]] = {}
    for key, story in store.stories.of(list(found)).items():
        by_story.setdefault(story, set()).add(found[key].lang)
    assert list(by_story.values()) == [{"en", "ko"}, {"en", "ko"}]
    assert group_items.run(store, grouping(), LATER).counts == {"remembered": 0}


def test_a_story_goes_on_after_a_restart(store):
    first = read(store, "a", DEAL)
    group_items.run(store, grouping(), LATER)
    second = read(store, "b", f"{DEAL} Exporters welcome it.")
    report = group_items.run(store, grouping(), LATER)
    assert report.counts["remembered"] == 1
    assert stories(store, first, second) == [first.id, first.id]
    assert [item.id for item in store.stories.members(second)] == [first.id, second.id]


def test_what_another_process_placed_is_taken_up(store):
    mine, other = grouping(), grouping()
    first = read(store, "a", DEAL)
    group_items.run(store, other, LATER)
    group_items.run(store, mine, LATER)
    second = read(store, "b", f"{DEAL} Exporters welcome it.")
    group_items.run(store, mine, LATER)
    assert stories(store, second) == [first.id]


def test_what_is_older_than_the_window_is_not_remembered(store):
    first = read(store, "a", DEAL, published=NOW - timedelta(days=30))
    group_items.run(store, grouping(), LATER)
    second = read(store, "b", f"{DEAL} Exporters welcome it.")
    assert group_items.run(store, grouping(), LATER).counts["remembered"] == 0
    assert stories(store, first, second) == [first.id, second.id]


def test_an_item_that_cannot_be_compared_is_a_story_of_its_own(store):
    class Broken(Entities):
        def marks(self, text: str, lang: str | None) -> tuple[str, ...]:
            if "trip" in text:
                raise ValueError("tripped")
            return super().marks(text, lang)

    bad, good = read(store, "a", "A text to trip over"), read(store, "b", DEAL)
    report = group_items.run(store, Grouping(Broken()), LATER)
    assert report.errors == (f"#{bad.id} cannot be compared; it is a story of its own, and the log has the details",)
    assert stories(store, bad, good) == [bad.id, good.id]


def test_a_merge_of_merges_ends_at_the_last_heir():
    placed = {1: Placed("i1", "B", False, ("C",)), 2: Placed("i2", "A", False, ("B",)), 3: Placed("i3", "C", False)}
    assert settled(placed) == ({1: "A", 2: "A", 3: "A"}, {"C": "A", "B": "A"})
    assert settled({1: Placed("i1", "i1", True)}) == ({1: "i1"}, {})


def test_the_job_runs_in_the_schedule(store):
    read(store, "a", DEAL)
    group = grouping()
    report = run_once(store, Job("group_items", 2, 0.2, lambda: group_items.run(store, group, LATER)), lambda: LATER)
    assert str(report) == "1 items"
    assert [run.name for run in store.runs.all()] == ["group_items"]
