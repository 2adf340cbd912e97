"""Edits of topics reach the running matcher and catalogue, and what is stored."""

from datetime import timedelta
from pathlib import Path

import pytest

from core.catalogue import Catalogue
from core.entities import Entities
from core.facts import Known, facts
from core.match import Matcher
from core.model import Item, Preferences, Subject, SubjectKind
from core.topic_edits import parts
from jobs import match_items, read_topics, write_topics
from jobs.topic_book import TopicBook
from jobs.watch_topics import PART, TopicWatch, refresh
from storage.store import Store
from tests.storage.helpers import NOW, add_item, channel

FILE = """\
topics:
- id: metals
  name: Metals
  category: sectors
  aliases: {en: [metal tariffs]}
- id: steel
  name: Steel
  category: sectors
  parent: metals
  aliases: {en: [steel tariffs]}
"""
LATER = NOW + timedelta(hours=1)
TIN = {"id": "steel", "name": "Tin", "category": "sectors", "parent": "metals", "aliases": {"en": ["tin tariffs"]}}


class Desk:
    """A running process, as far as topics matter."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.file = store, folder / "topics.yaml"
        self.file.write_text(FILE, "utf-8")
        book = TopicBook(self.file, store.topics)
        topics = book.read().topics
        self.catalogue, self.matcher = Catalogue(topics), Matcher(topics)
        self.watch = TopicWatch(book, self.matcher, store)
        self.pages = TopicBook(self.file, store.topics)
        refresh(self.pages, self.catalogue)

    def match(self) -> None:
        match_items.run(self.store, self.matcher, match_items.Queries(self.matcher), NOW)

    def again(self) -> list[int]:
        """Runs until nothing is left to match again; how many items each run took."""
        runs = []
        while taken := self.watch.match_again(LATER).counts:
            runs.append(taken["items matched again"])
        return runs

    def scores(self, topic: str) -> dict[str, float]:
        found = self.store.search.matched(Subject(SubjectKind.TOPIC, topic), 999, score=0.1)
        return {one.item.title: one.score for one in found}


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


def test_nothing_happens_while_nothing_is_edited(desk: Desk) -> None:
    assert not desk.watch.take_over(NOW).worked
    assert desk.again() == []


def test_an_edit_is_taken_over_and_what_is_stored_is_matched_again(desk: Desk) -> None:
    for title in ("Steel tariffs rise", "Tin tariffs rise", "Rain"):
        add_item(desk.store, title)
    desk.match()
    assert list(desk.scores("steel")) == list(desk.scores("metals")) == ["Steel tariffs rise"]
    desk.store.topics.write({"steel": TIN}, "mina", NOW)
    report = desk.watch.take_over(LATER)
    assert (report.counts["topics taken over"], report.errors) == (1, ())
    assert refresh(desk.pages, desk.catalogue).worked
    assert not refresh(desk.pages, desk.catalogue).worked
    assert desk.catalogue.topics["steel"].name == "Tin"
    assert desk.again() == [2]
    assert list(desk.scores("steel")) == list(desk.scores("metals")) == ["Tin tariffs rise"]
    assert desk.store.ledger.counts() == {}
    assert not desk.watch.take_over(LATER).worked
    add_item(desk.store, "Tin tariffs fall")
    desk.match()
    assert set(desk.scores("steel")) == {"Tin tariffs rise", "Tin tariffs fall"}


def test_facts_and_stories_know_an_edited_topic_without_a_restart(desk: Desk) -> None:
    known, entities = Known(), Entities()
    fresh = {"id": "tin-pact", "name": "Tin pact", "category": "agreements", "aliases": {"en": ["tin pact"]}}
    desk.store.topics.write({"tin-pact": fresh}, "mina", NOW)
    assert refresh(desk.pages, desk.catalogue, known, entities).worked
    found = facts(Item("A", "Ministers sign the tin pact", ""), known)
    assert [mention.id for mention in found.agreements] == ["tin-pact"]
    assert "topic:tin-pact" in entities.marks("the tin pact", "en")


def test_the_file_is_read_again_too_and_new_topics_find_what_is_stored(desk: Desk) -> None:
    add_item(desk.store, "Steel tariffs rise")
    desk.match()
    desk.file.write_text(
        FILE + "- id: all\n  name: All\n  category: measures\n  aliases: {en: [tariffs rise]}\n", "utf-8"
    )
    assert desk.watch.take_over(LATER).counts["topics taken over"] == 1
    assert desk.again() == [1]
    assert list(desk.scores("all")) == ["Steel tariffs rise"]


def test_a_mistake_leaves_the_topics_as_they_were(desk: Desk) -> None:
    desk.file.write_text(FILE.replace("category: sectors", "category: sector", 1), "utf-8")
    report = desk.watch.take_over(LATER)
    assert report.errors[0].startswith("the topics stay as they were: ")
    assert "category" in report.errors[0]
    assert not refresh(desk.pages, desk.catalogue).worked
    assert set(desk.catalogue.topics) == {"metals", "steel"}
    desk.file.write_text(FILE, "utf-8")
    desk.store.topics.write({"steel": {**TIN, "parent": "nowhere"}}, "mina", NOW)
    report = desk.watch.take_over(LATER)
    assert "steel.parent: nowhere is not in this file" in report.errors[0]
    desk.file.unlink()
    assert "cannot be read" in desk.watch.take_over(LATER).errors[0]
    assert set(desk.catalogue.topics) == {"metals", "steel"}


def test_a_topic_that_goes_is_told_where_it_is_followed(desk: Desk) -> None:
    steel = Subject(SubjectKind.TOPIC, "steel")
    desk.store.subscriptions.subscribe(channel(desk.store), steel, "Steel", Preferences(), "you", NOW)
    desk.store.topics.write({"steel": None}, "mina", NOW)
    report = desk.watch.take_over(LATER)
    assert report.counts["topics gone"] == 1
    assert report.errors == ("the topic steel is gone, and 1 channels follow it",)
    refresh(desk.pages, desk.catalogue)
    assert desk.catalogue.find("steel") is None


def test_much_is_matched_again_in_parts(desk: Desk) -> None:
    for number in range(PART + 10):
        add_item(desk.store, f"Tin tariffs {number}")
    desk.match()
    desk.store.topics.write({"steel": TIN}, "mina", NOW)
    desk.watch.take_over(LATER)
    assert desk.again() == [PART, 10]
    assert len(desk.scores("steel")) == PART + 10


def test_what_is_old_is_left_alone(desk: Desk) -> None:
    add_item(desk.store, "Tin tariffs rise")
    desk.match()
    desk.store.topics.write({"steel": TIN}, "mina", NOW)
    desk.watch.take_over(NOW + timedelta(days=91))
    assert desk.again() == []


def test_exported_topics_are_read_as_they_were(desk: Desk, tmp_path: Path) -> None:
    desk.store.topics.write(
        {"steel": TIN, "@noise": ["축구"], "@agencies": {"kcs": [{"name": "관세청", "since": "2026-01-02"}]}}, "m", NOW
    )
    edition = TopicBook(desk.file, desk.store.topics).read()
    copy = tmp_path / "copy.yaml"
    copy.write_text(write_topics.text(read_topics.values(desk.file) | {}), "utf-8")
    assert parts(read_topics.values(copy)) == parts(read_topics.values(desk.file))
    assert edition.versions == {"steel": 1, "@noise": 1, "@agencies": 1}
    assert edition.topics[0].noise == ("축구",)


def test_what_was_left_to_match_again_survives_a_restart(desk: Desk) -> None:
    for number in range(PART + 3):
        add_item(desk.store, f"Tin tariffs rise {number}")
    desk.match()
    desk.store.topics.write({"steel": TIN}, "mina", NOW)
    desk.watch.take_over(LATER)
    desk.watch.match_again(LATER)
    book = TopicBook(desk.file, desk.store.topics)
    desk.watch = TopicWatch(book, Matcher(book.read().topics), desk.store)
    assert not desk.watch.take_over(LATER).worked
    assert desk.again() == [3]
    assert len(desk.scores("steel")) == PART + 3
    assert desk.store.topics.reach() == {}
