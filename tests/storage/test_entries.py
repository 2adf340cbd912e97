"""What a feed carries becomes items once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.items import from_feed
from core.model import Document, Entry, Pace, ParsedFeed
from storage.feeds import Brought
from storage.store import Store
from tests.storage.helpers import NOW, drafted, entry, feeds, poll

LATER = NOW + timedelta(hours=1)


def titles(store: Store) -> list[str]:
    return sorted(item.title for item in store.items.latest(None, 10_000))


def test_the_same_link_is_one_item_and_every_carrier_is_noted(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1)])
    added = poll(store, "b", [entry(1, id="own guid", title="B's title", link="http://n.example/1?utm_source=b")])
    assert (added.new, added.revised, added.seen) == (0, 0, 1)
    (item,) = store.items.latest(None, 10)
    assert (item.title, item.source, store.items.carriers(item)) == ("Title 1", "Feed a", 2)


def test_without_a_link_each_feed_has_items_of_its_own(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1, link=None)])
    assert poll(store, "b", [entry(1, link=None)]).new == 1


def test_without_link_and_guid_the_text_is_the_item(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1, id="", link=None)])
    assert poll(store, "b", [entry(1, id="", link=None)]).new == 0
    assert poll(store, "b", [entry(2, id="", link=None)]).new == 1


@pytest.mark.parametrize(
    "again",
    [
        entry(1, id="another guid"),
        entry(1, id="another guid", link="http://n.example/1/#top"),
        entry(1, id="another guid", link=None),
        entry(1, id="another guid", link="https://moved.example/x"),
        entry(1, link="https://moved.example/x", title="Title 1, updated"),
    ],
)
def test_a_changed_guid_with_the_same_link_or_text_is_not_new_nor_a_moved_link_under_the_same_guid(store, again):
    feeds(store, "a")
    poll(store, "a", [entry(1)])
    assert poll(store, "a", [again], LATER).new == 0


def test_a_feed_that_shrinks_and_bounces_back_brings_nothing_twice(store):
    feeds(store, "a")
    full = [entry(n) for n in range(5)]
    assert [poll(store, "a", said).new for said in (full, full[:1], [], full)] == [5, 0, 0, 0]


def test_the_first_poll_even_an_empty_one_is_a_baseline_and_the_second_is_not(store):
    feeds(store, "full", "empty")
    poll(store, "full", [entry(1)])
    poll(store, "empty", [])
    poll(store, "full", [entry(1), entry(2)], LATER)
    poll(store, "empty", [entry(3)], LATER)
    assert {i.title: i.baseline for i in store.items.latest(None, 9)} == {
        "Title 1": True,
        "Title 2": False,
        "Title 3": False,
    }


def test_history_of_one_feed_is_news_where_it_is_new_in_another(store):
    feeds(store, "old", "new")
    poll(store, "old", [])
    poll(store, "new", [entry(1), entry(2)])
    for item in store.items.unmatched(9):
        store.ledger.write([item], [], [], NOW)
    poll(store, "old", [entry(1)], LATER)
    poll(store, "new", [entry(1), entry(2)], LATER)
    (news,) = store.items.unmatched(9)
    assert (news.title, news.baseline) == ("Title 1", False)


def test_the_owning_feed_revises_and_no_other(store):
    feeds(store, "a", "b")
    poll(store, "a", [entry(1, body="a says")])
    poll(store, "b", [entry(1, body="b says")])
    assert poll(store, "b", [entry(1, body="b says more")], LATER).revised == 0
    assert poll(store, "a", [entry(1, body="a says more")], LATER).revised == 1
    (item,) = store.items.latest(None, 9)
    assert (item.revision, item.body, item.found) == (2, "a says more", NOW)
    assert poll(store, "a", [entry(1, body="a says  more")], LATER).revised == 0


def test_a_revision_is_known_by_its_new_text_too(store):
    feeds(store, "a")
    poll(store, "a", [entry(1, link=None)])
    poll(store, "a", [entry(1, link=None, title="Edited")])
    assert poll(store, "a", [entry(1, link=None, title="Edited", id="new guid")]).new == 0


def test_two_tellings_of_one_article_in_a_feed_do_not_revise_it_in_turns(store):
    feeds(store, "a")
    told_twice = [entry(1, title="Story, updated"), entry(1, id="older", title="Story")]
    poll(store, "a", told_twice)
    assert [poll(store, "a", told_twice).revised for _ in range(2)] == [0, 0]
    assert titles(store) == ["Story, updated"]


def test_guids_that_number_places_make_no_news_old(store):
    feeds(store, "a")
    poll(store, "a", [entry(1, id="#1"), entry(2, id="#2")])
    added = poll(store, "a", [entry(3, id="#1"), entry(1, id="#2")], LATER)
    assert (added.new, added.revised, added.seen) == (1, 0, 1)
    assert titles(store) == ["Title 1", "Title 2", "Title 3"]
    assert all(store.items.carriers(item) == 1 for item in store.items.latest(None, 9))
    bounced = poll(store, "a", [entry(2, id="#1"), entry(3, id="#2"), entry(1, id="#3")], LATER)
    assert (bounced.new, bounced.revised) == (0, 0)
    assert {i.title for i in store.items.latest(None, 9) if not i.baseline} == {"Title 3"}


def test_a_short_text_that_recurs_is_new_and_a_long_one_is_not(store):
    feeds(store, "a")
    week = NOW + timedelta(days=7)
    notice, report = {"title": "Notice"}, {"title": "Report", "body": "long text " * 40}
    poll(store, "a", [entry(1, published=NOW, **notice), entry(2, published=NOW, **report)])
    assert poll(store, "a", [entry(3, published=week, **notice)]).new == 1
    assert poll(store, "a", [entry(4, published=week, **report)]).new == 0
    both = [entry(5, published=NOW + timedelta(days=d), title="Weekly") for d in (1, 8)]
    distinct = [replace(both[0], id="x", link="https://n.example/x"), both[1]]
    assert poll(store, "a", distinct).new == 2


def test_an_entry_listed_twice_is_one_item(store):
    feeds(store, "a")
    twice = [entry(1), entry(1), entry(1, id="other", link="https://mirror.example/1")]
    assert (poll(store, "a", twice).new, poll(store, "a", twice).new) == (1, 0)


@pytest.mark.parametrize(
    "hostile",
    [
        {"id": "x" * 100_000, "link": None},
        {"id": "가" * 5_000},
        {"link": "https://n.example/" + "a" * 2_000},
        {"link": "https://n.example/" + "a" * 50_000},
        {"title": "제목 " * 20_000},
        {"body": "본문 " * 200_000},
        {"id": "nul\x00", "title": "nul\x00 title", "body": "nul\x00 body", "link": None},
        {"id": "\ud800", "title": "lone \udfff", "summary": "\ud83d", "link": "https://n.example/\ud800"},
        {"link": "https://n.example/\x00"},
    ],
)
def test_what_a_feed_says_breaks_no_database(store, hostile):
    feeds(store, "a")
    said = [entry(1, **hostile), entry(2)]
    assert (poll(store, "a", said).new, poll(store, "a", said).seen) == (2, 2)


def test_a_poll_is_stored_whole_or_not_at_all(store):
    (feed,) = feeds(store, "a")
    good, bad = from_feed(feed, ParsedFeed("", entries=(entry(1), entry(2))))
    with pytest.raises(Exception, match="naive"):
        store.feeds.polled(feed, NOW, NOW, [good, replace(bad, published=NOW.replace(tzinfo=None))])
    assert (store.items.count(), store.feeds.all()[0].baseline_at) == (0, None)
    assert store.feeds.polled(feed, NOW, NOW, [good]).new == 1


def test_many_entries_at_once(store):
    feeds(store, "a")
    many = [entry(n, body=f"text {n}") for n in range(1_200)]
    assert poll(store, "a", many).new == 1_200
    changed = poll(store, "a", [replace(e, body=f"{e.body}!") for e in many], LATER)
    assert (changed.new, changed.revised) == (0, 1_200)
    assert len({item.id for item in store.items.latest(None, 2_000)}) == 1_200


def test_a_document_takes_an_item_over_from_its_feed(store):
    feeds(store, "a")
    poll(store, "a", [entry(1)])
    (item,) = store.items.unmatched(9)
    store.ledger.write([item], [], [], NOW)
    full = drafted("The whole article.", title="Title 1", link="https://n.example/1")
    assert store.documents.read("1.md", "1", full, LATER) == "revised"
    (news,) = store.items.unmatched(9)
    assert (news.key, news.body, news.baseline) == (item.key, "The whole article.", False)
    assert poll(store, "a", [entry(1, body="The feed's extract, again.")], LATER).revised == 0


def test_an_entry_of_a_document_is_not_new(store):
    feeds(store, "a")
    document = Document("Title 1", "The whole article.", link="https://n.example/1")
    store.documents.read("1.md", "1", drafted(document.body, title=document.title, link=document.link), NOW)
    poll(store, "a", [])
    added = poll(store, "a", [Entry("g", "Title 1", "https://n.example/1")], LATER)
    assert (added.new, added.revised, store.items.count()) == (0, 0, 1)


def test_what_feeds_of_one_batch_share_is_one_item_and_alike_ids_are_told_apart(store):
    first, second = feeds(store, "a", "b")
    # These two links would get the same shortest id.
    said = [(first, [entry(1), entry(29)]), (second, [entry(1, title="Another extract"), entry(1695)])]
    learned = {"body_hash": "x", "pace": Pace(), "hub": None, "listed": ()}
    polls = [
        Brought(feed, NOW, NOW, from_feed(feed, ParsedFeed("", entries=tuple(entries))), learned)
        for feed, entries in said
    ]
    assert [(added.new, added.revised, added.seen) for added in store.feeds.all_polled(polls)] == [(2, 0, 0), (1, 0, 1)]
    items = {item.title: item for item in store.items.latest(None, 9)}
    assert items["Title 1695"].id.startswith(items["Title 29"].id)
    assert store.items.carriers(items["Title 1"]) == 2
