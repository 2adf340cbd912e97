"""What makes two entries or documents one item."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.items import (
    ALPHABET,
    LONG_TEXT,
    canonical_link,
    clean_lines,
    content_hash,
    from_document,
    from_entry,
    from_feed,
    is_bare,
    language_of,
    link_identity,
    same_text,
    short_ids,
)
from core.model import Document, Entry, Feed, ParsedFeed, Tier

FEED = Feed("moef", "Finance ministry", "https://moef.example/rss", tier=Tier.OFFICIAL, country="KR")
OTHER = Feed("wire", "A wire", "https://wire.example/rss")
DAY = datetime(2026, 3, 2, tzinfo=UTC)


def parsed(*entries: Entry, **values: object) -> ParsedFeed:
    return ParsedFeed("", entries=entries, **values)


def one(entry: Entry, feed: Feed = FEED):
    return from_entry(feed, parsed(entry), entry)


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a/1",
        "https://NEWS.example:443/a/1/",
        "https://news.example/a/1#comments",
        "https://news.example/a/1?utm_source=rss&UTM_medium=x",
        "https://news.example/a/1?fbclid=abc",
        "https://news.example/a/1;jsessionid=0AF?&gclid=1",
    ],
)
def test_one_article_has_one_canonical_link(other):
    assert canonical_link(other) == canonical_link("https://news.example/a/1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://n.example/view?id=1", "https://n.example/view?id=2"),
        ("https://n.example/view?id=1&page=2", "https://n.example/view?id=1"),
        ("https://n.example/view?q=%C7%D1", "https://n.example/view?q=%C1%DF"),  # EUC-KR: no UTF-8, and yet two
        ("https://n.example/A", "https://n.example/a"),
        ("https://n.example:8080/a", "https://n.example/a"),
        ("https://n.example/view?id=", "https://n.example/view"),
    ],
)
def test_what_tells_articles_apart_stays_in_the_link(one, other):
    assert canonical_link(one) != canonical_link(other)


def test_spellings_of_one_escape_are_one_link():
    spellings = [
        "https://n.example/한?q=중",
        "https://n.example/%ed%95%9c?q=%ec%a4%91",
        "https://n.example/%ED%95%9C?q=중",
    ]
    assert len({canonical_link(spelling) for spelling in spellings}) == 1


def test_an_unsafe_address_has_no_identity():
    assert link_identity("javascript:alert(1)") is None
    assert link_identity("https://n.example/a") == link_identity("http://n.example/a/")


def test_an_item_is_known_by_its_link_in_every_feed():
    entry = Entry("1", "A", "https://n.example/a")
    same = Entry("other guid", "B", "http://n.example/a?utm_source=x")
    assert one(entry).identity == one(same, OTHER).identity


def test_without_a_link_the_feed_and_its_guid_name_an_item():
    entry = Entry("guid-1", "A", None, body="text")
    changed = Entry("guid-1", "B", None, body="more text")
    assert one(entry).identity == one(changed).identity
    assert one(entry).identity != one(entry, OTHER).identity


@pytest.mark.parametrize("made_up", ["", "sha256:0f0f"])
def test_without_link_and_guid_the_text_names_an_item(made_up):
    entry = Entry(made_up, "A", None, body="text")
    assert one(entry).identity == one(entry, OTHER).identity
    assert one(entry).identity != one(Entry(made_up, "A", None, body="other")).identity


def test_an_entry_becomes_a_draft_with_all_it_said():
    entry = Entry("g", " A\x00  title ", "https://n.example/a", None, DAY, "summary", "", "en")
    draft = from_entry(Feed("f", "", "https://f.example/"), ParsedFeed("Feed's own title"), entry)
    assert (draft.title, draft.body, draft.lang, draft.source) == ("A title", "summary", "en", "Feed's own title")
    assert (draft.guid, draft.published, draft.link) == ("g", DAY, "https://n.example/a")


@pytest.mark.parametrize("guid", ["x" * 201, "nul\x00byte", "lone \ud800 surrogate", "line\nbreak"])
def test_a_guid_that_no_database_takes_is_kept_by_its_digest(guid):
    draft = one(Entry(guid, "A"))
    assert draft.guid.isprintable()
    assert len(draft.guid) < 100
    draft.guid.encode()
    assert draft.guid != one(Entry(guid + "y", "A")).guid


def test_entries_that_say_nothing_are_left_out():
    assert from_feed(FEED, parsed(Entry("1", "", "https://n.example/a"), Entry("2", "Something"))) == [
        one(Entry("2", "Something"))
    ]


def test_ordinary_entries_keep_their_names():
    entries = [Entry(f"g{n}", f"Title {n}", f"https://n.example/{n}") for n in range(3)]
    assert from_feed(FEED, parsed(*entries)) == [one(entry) for entry in entries]


@pytest.mark.parametrize(
    "link", ["https://moef.example/", "https://moef.example/rss", "https://moef.example/list.do?board=7"]
)
def test_a_front_page_or_list_as_the_link_names_no_article(link):
    feed = parsed(Entry("1", "One", link), Entry("2", "Two", link), link="https://moef.example/list.do?board=7")
    first, second = from_feed(FEED, feed)
    assert first.identity != second.identity
    assert (first.link, first.guid) == (link, "1")
    # What names an entry today names it when it is alone in the feed tomorrow.
    assert from_feed(FEED, parsed(Entry("1", "One", link), link=feed.link)) == [first]


def test_a_link_that_many_different_entries_share_names_none_of_them():
    link = "https://n.example/board"
    drafts = from_feed(FEED, parsed(*(Entry(link, f"Title {n}", link) for n in range(3))))
    assert len({d.identity for d in drafts}) == len({d.guid for d in drafts}) == 3


def test_a_link_that_two_entries_share_is_one_article_told_twice():
    link = "https://n.example/a"
    first, second = from_feed(FEED, parsed(Entry("1", "Story", link), Entry("2", "Story, updated", link)))
    assert first.identity == second.identity


def test_a_guid_that_different_entries_share_names_none_of_them():
    linked = from_feed(FEED, parsed(*(Entry("0", f"Title {n}", f"https://n.example/{n}") for n in range(2))))
    bare = from_feed(FEED, parsed(Entry("0", "One"), Entry("0", "Two")))
    for drafts in (linked, bare):
        assert len({d.identity for d in drafts}) == len({d.guid for d in drafts}) == 2


def test_an_entry_listed_twice_keeps_its_guid():
    entry = Entry("1", "One", "https://n.example/1")
    assert [d.guid for d in from_feed(FEED, parsed(entry, entry))] == ["1", "1"]


@pytest.mark.parametrize(
    ("text", "declared", "lang"),
    [
        ("산업통상부는 핵심 광물 수출 규정을 발표했다.", "en-US", "ko"),  # a template's default, left in
        ("산업통상부는 핵심 광물 수출 규정을 발표했다.", None, "ko"),
        ("The ministry of trade announced new rules for exporters of minerals.", "ko", "en"),
        ("The ministry of trade announced new rules for exporters of minerals.", "de", "de"),
        ("KOTRA", "ko", "ko"),
        ("経済産業省 発表", "ja", "ja"),
        ("商務部公告 ECFA", "zh-TW", "zh-TW"),
        ("Names of companies such as 삼성 and 현대 in an English text of this length", "en", "en"),
        ("42", None, None),
    ],
)
def test_a_declared_language_is_believed_unless_the_script_belies_it(text, declared, lang):
    assert language_of(text, declared) == lang


def test_short_texts_of_different_days_are_two_and_long_ones_are_one():
    short = one(Entry("1", "Notice", published=DAY))
    long = one(Entry("1", "Notice", published=DAY, body="x" * LONG_TEXT))
    assert same_text(short, DAY)
    assert same_text(short, None)
    assert same_text(one(Entry("1", "Notice")), DAY)
    assert not same_text(short, DAY + timedelta(days=7))
    assert same_text(long, DAY + timedelta(days=7))


def test_a_document_is_known_by_its_link_else_by_its_text():
    bare = Document("T", "Text of the brief.")
    linked = Document("T", "Text of the brief.", link="https://n.example/a")
    assert from_document(bare, "a.md").identity == from_document(bare, "b.md").identity
    assert from_document(linked, "a.md").identity == one(Entry("1", "x", "http://n.example/a")).identity
    site = Document("T", "Text of the brief.", link="https://n.example/")
    assert from_document(site, "a.md").identity == from_document(bare, "a.md").identity


def test_a_document_tells_its_publisher_and_language():
    document = Document("제목", "본문입니다. 길이가 있습니다.", "무역협회", DAY)
    draft = from_document(document, "a.md")
    assert (draft.source, draft.lang, draft.tier, draft.published) == ("무역협회", "ko", Tier.CORPUS, DAY)
    assert from_document(Document("T", "B", lang="ja"), "a").lang == "ja"


def test_white_space_changes_no_content():
    assert content_hash("A  b", "c\n\nd") == content_hash("A b ", "c d")
    assert content_hash("A b", "c") != content_hash("A", "b c")
    assert content_hash("\ud800", "") != content_hash("", "")


def test_lines_stay_lines_whatever_ends_them():
    assert clean_lines("a\r\nb\rc\n\n\n\nd\x07e", 100) == "a\nb\nc\n\nd e"
    assert clean_lines("x" * 50, 10) == "x" * 10


@given(st.text())
def test_short_ids_grow_and_use_letters_nobody_confuses(identity):
    ids = list(short_ids(identity.encode("utf-8", "replace").decode()))
    assert [len(i) for i in ids] == list(range(4, 13))
    assert all(longer.startswith(shorter) for shorter, longer in pairwise(ids))
    assert set(ids[-1]) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


@given(st.from_regex(r"https?://[a-z]{1,9}\.example(:[0-9]{1,4})?/[a-zA-Z0-9/%한중?&=;#.]{0,30}", fullmatch=True))
def test_a_canonical_link_is_its_own_canonical_link(url):
    once = canonical_link(url)
    assert canonical_link(once) == once


@pytest.mark.parametrize(
    ("link", "body", "bare"),
    [("https://a.example/1", "Short.", True), (None, "Short.", False), ("https://a.example/1", "word " * 80, False)],
)
def test_an_entry_that_says_little_is_bare(link, body, bare):
    assert is_bare(one(Entry(id="1", title="T", link=link, body=body))) is bare


def test_a_declared_language_is_believed_of_a_text_in_two_scripts():
    assert language_of("CBAM registration EU ETS importers 규정 시행", "ko") == "ko"
