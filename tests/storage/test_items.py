"""Items are found again by what people know of them."""

from datetime import UTC, datetime, timedelta, timezone

from core.items import short_ids
from core.model import Match, Subject, SubjectKind
from storage.items import insert_items
from tests.storage.helpers import (
    CBAM,
    NOW,
    STEEL,
    add_item,
    alert,
    channel,
    claim,
    drafted,
    entry,
    feeds,
    poll,
    subscribe,
)


def test_an_item_is_found_by_its_id_in_any_case_and_by_its_decorated_link(store):
    item = add_item(store, "A", link="https://n.example/a")
    assert len(item.id) == 4
    assert store.items.by_id(item.id.lower()) == item
    assert store.items.by_link("http://n.example/a/?utm_source=x#y") == item
    assert store.items.by_id("0000") is None
    assert store.items.by_link("https://n.example/b") is None
    assert store.items.by_link("no address") is None


def test_a_short_id_that_is_taken_lengthens(store):
    wanted = next(short_ids(drafted("second").identity))
    with store.database.write() as session:
        insert_items(session, [drafted("first")], NOW, feed_key=None, baseline=False)
    with store.database.write() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE item SET id = :id"), {"id": wanted})
    store.documents.read("b.md", "1", drafted("second"), NOW)
    ids = {item.id for item in store.items.latest(None, 9)}
    assert ids == {wanted, list(short_ids(drafted("second").identity))[1]}
    assert store.items.by_id(wanted).body == "first"


def test_the_latest_are_ordered_by_publication_else_by_finding(store):
    add_item(store, "old", published=NOW - timedelta(days=9))
    add_item(store, "undated", NOW - timedelta(days=1))
    add_item(store, "new", published=NOW - timedelta(hours=1))
    add_item(store, "future", NOW - timedelta(days=2), published=NOW + timedelta(days=999))
    assert [i.title for i in store.items.latest(None, 3)] == ["new", "undated", "future"]


def test_the_latest_of_a_subject_and_language(store):
    korean, english = add_item(store, "ko", lang="ko"), add_item(store, "en", lang="en")
    other = add_item(store, "other", lang="en")
    store.ledger.write([korean, english], [Match(i, CBAM, 1.0, ()) for i in (korean, english)], [], NOW)
    store.ledger.write([other], [Match(other, STEEL, 1.0, ())], [], NOW)
    assert [i.title for i in store.items.latest(CBAM, 9)] == ["en", "ko"]
    assert [i.title for i in store.items.latest(CBAM, 9, ("ko",))] == ["ko"]
    assert [i.title for i in store.items.latest(None, 9, ("en",))] == ["other", "en"]
    assert store.items.latest(Subject(SubjectKind.QUERY, "x"), 9) == []


def test_a_subject_that_the_newest_revision_no_longer_fits_is_not_listed(store):
    item = add_item(store, "A")
    store.ledger.write([item], [Match(item, CBAM, 1.0, ())], [], NOW)
    store.documents.read("A.md", "2", drafted("Something else."), NOW)
    assert store.items.latest(CBAM, 9) == []


def test_unmatched_items_come_oldest_first_until_they_are_matched(store):
    items = [add_item(store, name) for name in "abc"]
    assert [i.title for i in store.items.unmatched(2)] == ["a", "b"]
    store.ledger.write(items[:2], [], [], NOW)
    assert [i.title for i in store.items.unmatched(9)] == ["c"]
    store.documents.read("a.md", "2", drafted("Something else.", title="a"), NOW)
    assert [(i.title, i.revision) for i in store.items.unmatched(9)] == [("a", 2), ("c", 1)]


def test_a_batch_has_room_for_so_much_text_and_at_least_for_one_item(store):
    feeds(store, "a")
    poll(store, "a", [entry(n, body=str(n) * 100) for n in range(5)])
    assert len(store.items.unmatched(9, room=250)) == 2
    assert len(store.items.unmatched(9, room=10)) == 1


def test_a_revision_written_while_the_one_before_was_matched_stays_open(store):
    item = add_item(store, "A")
    store.documents.read("A.md", "2", drafted("Something else."), NOW)
    store.ledger.write([item], [], [], NOW)
    assert [i.revision for i in store.items.unmatched(9)] == [2]


def test_times_come_back_aware_and_in_utc(store):
    seoul = timezone(timedelta(hours=9))
    published = datetime(2026, 3, 1, 8, 30, tzinfo=seoul)
    item = add_item(store, "A", NOW.astimezone(seoul), published=published)
    alert(store, item, subscribe(store, channel(store)), now=NOW.astimezone(seoul))
    (delivery,) = claim(store, NOW)
    for moment in (item.published, item.found, delivery.created_at, delivery.next_at):
        assert moment.tzinfo is UTC
    assert (item.published, item.found, delivery.created_at) == (published, NOW, NOW)


def test_an_empty_store_counts_nothing(store):
    assert (store.items.count(), store.items.unmatched(9), store.items.latest(None, 9)) == (0, [], [])
