"""Files and the items they became."""

from datetime import timedelta

from tests.storage.helpers import NOW, drafted

LATER = NOW + timedelta(hours=1)
LINK = "https://n.example/a"


def test_a_file_is_new_then_seen_then_revised(store):
    read = store.documents.read
    assert read("a.md", "1", drafted("one"), NOW) == "new"
    assert read("a.md", "2", drafted(" one "), NOW) == "seen"
    assert read("a.md", "3", drafted("two"), LATER) == "revised"
    (item,) = store.items.latest(None, 9)
    assert (item.revision, item.body, item.baseline, item.found) == (2, "two", False, NOW)
    assert store.documents.known()["a.md"].stamp == "3"


def test_a_renamed_file_with_the_same_text_is_not_new_even_after_a_revision(store):
    store.documents.read("a.md", "1", drafted("one"), NOW)
    assert store.documents.read("b.md", "1", drafted("one"), NOW) == "seen"
    store.documents.read("a.md", "2", drafted("two"), NOW)
    assert store.documents.read("c.md", "1", drafted("two"), NOW) == "seen"
    assert store.items.count() == 1


def test_a_copy_of_an_old_text_does_not_undo_a_revision(store):
    store.documents.read("a.md", "1", drafted("one", link=LINK), NOW)
    store.documents.read("a.md", "2", drafted("two", link=LINK), NOW)
    assert store.documents.read("a.md", "2", drafted("two", link=LINK), NOW) == "seen"
    assert store.items.latest(None, 9)[0].body == "two"


def test_a_translation_under_the_same_link_is_an_item_of_its_own(store):
    store.documents.read("en.md", "1", drafted("English", link=LINK, lang="en"), NOW)
    assert store.documents.read("ko.md", "1", drafted("한국어", link=LINK, lang="ko"), NOW) == "new"
    assert store.documents.read("ko.md", "2", drafted("한국어 본문", link=LINK, lang="ko"), NOW) == "revised"
    assert store.documents.read("renamed.md", "1", drafted("한국어 본문", link=LINK, lang="ko"), NOW) == "seen"
    assert {(i.lang, i.body, i.revision) for i in store.items.latest(None, 9)} == {
        ("en", "English", 1),
        ("ko", "한국어 본문", 2),
    }


def test_mended_front_matter_is_taken_over_without_a_revision(store):
    store.documents.read("a.md", "1", drafted("one", publisher="Typo"), NOW)
    mended = drafted("one", publisher="KITA", published=NOW - timedelta(days=3), lang="ko", link=LINK)
    assert store.documents.read("a.md", "2", mended, LATER) == "seen"
    (item,) = store.items.latest(None, 9)
    assert (item.source, item.lang, item.link, item.revision) == ("KITA", "ko", LINK, 1)
    assert item.published == NOW - timedelta(days=3)


def test_an_unreadable_file_keeps_its_error_since_the_first_until_it_is_mended(store):
    store.documents.unreadable("a.pdf", "1", "encrypted: It has a password.", NOW)
    store.documents.unreadable("a.pdf", "2", "no-text: \x00\ud800", LATER)
    known = store.documents.known()["a.pdf"]
    assert (known.stamp, known.error, known.error_since) == ("2", "no-text: \ufffd\ufffd", NOW)
    assert store.documents.read("a.pdf", "3", drafted("text"), LATER) == "new"
    known = store.documents.known()["a.pdf"]
    assert (known.error, known.error_since) == (None, None)


def test_a_file_that_broke_keeps_its_item(store):
    store.documents.read("a.md", "1", drafted("one"), NOW)
    store.documents.unreadable("a.md", "2", "no-text: empty", NOW)
    assert store.items.count() == 1
    assert store.documents.read("a.md", "3", drafted("two"), NOW) == "revised"


def test_errors_of_files_that_are_gone_are_forgotten(store):
    store.documents.read("kept.md", "1", drafted("one"), NOW)
    store.documents.unreadable("kept.md", "2", "no-text: empty", NOW)
    store.documents.unreadable("never.pdf", "1", "encrypted: locked", NOW)
    store.documents.unreadable("there.pdf", "1", "encrypted: locked", NOW)
    store.documents.forget_errors(["kept.md", "never.pdf"])
    assert {name: known.error for name, known in store.documents.known().items()} == {
        "kept.md": None,
        "there.pdf": "encrypted: locked",
    }
    assert store.documents.read("kept.md", "9", drafted("one"), NOW) == "seen"
