"""Feeds of every kind to entries."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.errors import SourceError
from core.model import Pace
from jobs import parse as door
from jobs.parse import parse, read
from tests.jobs.feeds import ATOM03, ATOM1, CDF, JSON1, RSS090, RSS091, RSS1, RSS2, atom, item, only, rss

DAY = datetime(2026, 3, 2, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _children_end() -> Iterator[None]:
    yield
    door.close()


def refused(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(data)
    return caught.value.code


@pytest.mark.parametrize("text", [RSS2, RSS1, ATOM1, ATOM03, JSON1], ids=["rss2", "rss1", "atom1", "atom03", "json"])
def test_every_format_says_the_same(text: str) -> None:
    feed = read(text.encode())
    assert (feed.title, feed.link, feed.lang) == ("Ministry", "https://m.example/", "en")
    (entry,) = feed.entries
    assert (entry.id, entry.title, entry.link) == ("g1", "Tariffs", "https://m.example/1")
    assert (entry.published, entry.body, entry.lang) == (NOON, "One & two", "en")


@pytest.mark.parametrize("text", [RSS090, RSS091, CDF], ids=["rss090", "rss091", "cdf"])
def test_old_formats_have_at_least_titles_and_links(text: str) -> None:
    feed = read(text.encode())
    assert feed.title == "Ministry"
    assert [(entry.title, entry.link, entry.id) for entry in feed.entries] == [
        ("Tariffs", "https://m.example/1", "https://m.example/1")
    ]


@pytest.mark.parametrize("text", [rss(""), atom(""), '{"version": "https://jsonfeed.org/version/1", "items": []}'])
def test_a_feed_without_entries_is_no_error(text: str) -> None:
    assert read(text.encode()).entries == ()


def test_the_door_and_the_plain_function_agree() -> None:
    data = rss(item() + item("関税", "/2", "<pubDate>2026.03.02</pubDate>"), "<ttl>60</ttl>").encode()
    assert parse(data, base="https://m.example/feed") == read(data, base="https://m.example/feed")


# What is no feed


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "not-a-feed"),
        (b"\0\0\0\0", "not-a-feed"),
        (b"<!DOCTYPE html><html><head><title>Page</title></head><body><p>x</p></body></html>", "html"),
        (b"\xef\xbb\xbf\n<!doctype HTML><p>Moved", "html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "html"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "html"),
        (b"<script>location='/'</script>", "html"),
        (b"<h1>503</h1>", "html"),
        (b"<?xml version='1.0'?><urlset><url><loc>https://m.example/</loc></url></urlset>", "not-a-feed"),
        (b"<opml><body><outline xmlUrl='x'/></body></opml>", "not-a-feed"),
        (b"<?xml version='1.0'?>", "not-a-feed"),
        (b'{"error": "no such feed"}', "not-a-feed"),
        (b'["rss"]', "not-a-feed"),
        (b'{"items": 3}', "not-a-feed"),
        (b"{broken", "not-a-feed"),
        (b"[" * 100_000, "not-a-feed"),
        (b"%PDF-1.7 \x00\xff", "not-a-feed"),
        (b"/etc/hostname", "not-a-feed"),
        (b"http://127.0.0.1/feed", "not-a-feed"),
        (b"x" * (door.MAX_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_feed_is_named(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_the_door_names_it_too() -> None:
    with pytest.raises(SourceError, match="web page") as caught:
        parse(b"<!doctype html><p>x")
    assert caught.value.code == "html"


# Encodings


@pytest.mark.parametrize(
    ("label", "codec", "title"),
    [
        ("EUC-KR", "cp949", "한중 FTA 후속협상 펲"),
        ("Shift_JIS", "cp932", "①重要鉱物の輸出管理㈱"),
        ("GB2312", "gb18030", "镕基 关于出口管制的公告€"),
        ("Big5", "big5hkscs", "經濟部公布新關稅"),
        ("ISO-2022-JP", "iso2022_jp", "輸出管理"),
        ("UTF-16", "utf-16", "관세"),
        ("EUC-KR", "utf-8", "실제로는 유니코드"),
        ("ISO-8859-1", "cp1252", "caf\u00e9 \u2013 \u20ac"),
    ],
)
def test_a_feed_is_decoded_as_browsers_would(label: str, codec: str, title: str) -> None:
    text = rss(item(title)).replace('version="1.0"', f'version="1.0" encoding="{label}"', 1)
    assert only(text.encode(codec)).title == title


# Identity


def test_an_id_is_the_guid_or_the_link_or_a_digest_of_the_content() -> None:
    assert only(rss(item(more="<guid> g1 </guid>"))).id == "g1"
    assert only(rss(item())).id == "https://m.example/1"
    digest = only(rss("<item><title>A</title><description>B</description></item>")).id
    assert digest == only(rss("<item>\n<title>A</title>  <description> B</description></item>", "<ttl>5</ttl>")).id
    assert digest != only(rss("<item><title>A</title><description>C</description></item>")).id
    assert digest.startswith("sha256:")


def test_a_huge_id_is_a_digest() -> None:
    assert len(only(rss(item(more=f"<guid>{'x' * 100_000}</guid>"))).id) < 100


def test_blanks_inside_a_link_are_escaped_as_browsers_do() -> None:
    (entry,) = read(rss(item(link=" https://m.example/a b.html?q=x y\n ")).encode()).entries
    assert entry.link == "https://m.example/a%20b.html?q=x%20y"


def test_a_guid_that_is_an_address_is_the_link_where_there_is_none() -> None:
    assert only(rss("<item><title>A</title><guid>https://m.example/9</guid></item>")).link == "https://m.example/9"


# Links


@pytest.mark.parametrize(
    ("channel", "base", "expected"),
    [
        ("<link>https://m.example/kr/</link>", "https://feeds.example/rss.xml", "https://m.example/kr/a?b=1"),
        ("<link>/kr/</link>", "https://feeds.example/rss.xml", "https://feeds.example/kr/a?b=1"),
        ("", "https://feeds.example/x/rss.xml", "https://feeds.example/x/a?b=1"),
        ("", None, "a?b=1"),
    ],
)
def test_relative_links_start_from_the_feeds_link_or_its_address(channel: str, base: str | None, expected: str) -> None:
    assert only(rss(item(link="a?b=1"), channel), base).link == expected


def test_xml_base_goes_before_all_others() -> None:
    entry = '<entry xml:base="{}"><id>g</id><title>T</title><link href="a"/></entry>'
    text = atom(entry.format("https://deep.example/x/"), '<link href="https://m.example/"/>')
    assert only(text, "https://feeds.example/").link == "https://deep.example/x/a"
    text = atom(entry.format("sub/"), '<link href="https://m.example/"/>', ' xml:base="https://base.example/"')
    assert only(text, "https://feeds.example/").link == "https://base.example/sub/a"
    text = atom("<entry><id>g</id><link href='a'/></entry>", attributes=' xml:base="/rel/"')
    assert only(text, "https://feeds.example/").link == "https://feeds.example/rel/a"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/hosts",
        "mailto:a@b",
        "http://",
        "https:///x",
        "http://[",
        "ftp://m.example/",
        "vbscript:x",
        "https://" + "x" * 3000,
    ],
)
@pytest.mark.parametrize("base", [None, "https://m.example/"])
def test_what_is_no_web_address_is_no_link(link: str, base: str | None) -> None:
    entry = only(rss(item(link=link, more="<guid isPermaLink='false'>g</guid>")), base)
    assert entry.link is None or entry.link.startswith("https://m.example/")
    assert "script" not in (entry.link or "")


def test_atom_links_to_the_article_go_before_enclosures() -> None:
    links = '<link rel="enclosure" href="https://m.example/a.mp3"/><link rel="self" href="https://m.example/self"/>{}'
    for article in ('<link href="https://m.example/1"/>', '<link rel="alternate" href="https://m.example/1"/>'):
        text = atom(f"<entry><id>g</id><title>T</title>{links.format(article)}</entry>")
        assert only(text).link == "https://m.example/1"


def test_an_rss_item_with_an_atom_link_keeps_its_own() -> None:
    prefix = ' xmlns:atom="http://www.w3.org/2005/Atom"'
    first = '<atom:link rel="standout" href="https://m.example/x"/>'
    text = rss(f"<item>{first}<title>T</title><link>https://m.example/1</link></item>", attributes=prefix)
    assert only(text).link == "https://m.example/1"
    text = rss('<item><title>T</title><atom:link href="https://m.example/1"/></item>', attributes=prefix)
    assert only(text).link == "https://m.example/1"


# Dates


@pytest.mark.parametrize("element", ["pubDate", "dc:date", "pubdate"])
@pytest.mark.parametrize(
    ("date", "lang", "expected"),
    [
        ("2026.03.02", "ko", DAY),
        ("2026년 3월 2일", "ko", DAY),
        ("<![CDATA[2026.03.02]]>", "ko", DAY),
        ("2026/3/2 21:00", "ko", NOON),
        ("Mon, 02 Mar 2026 21:00:00 KST", "ko", NOON),
        ("Mon, 02 Mar 2026 21:00:00 JST", "en", NOON),
        ("Mon, 02 Mar 2026 20:00:00 CST", "zh-cn", NOON),
        ("Mon, 02 Mar 2026 06:00:00 CST", "en-us", NOON),
        ("&lt;span&gt;2026-03-02T12:00:00Z&lt;/span&gt;", "en", NOON),
        ("2036-03-02", "en", DAY.replace(year=2036)),
        ("2026-02-30", "en", None),
        ("soon", "ko", None),
        ("", "ko", None),
    ],
)
def test_dates_are_read_in_the_feeds_language(element: str, date: str, lang: str, expected: datetime | None) -> None:
    text = rss(
        item(more=f"<{element}>{date}</{element}>"),
        f"<language>{lang}</language>",
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"',
    )
    entry = only(text)
    assert (entry.title, entry.published) == ("Tariffs", expected)


def test_a_date_is_never_made_up() -> None:
    assert only(rss(item(more="<guid isPermaLink='false'>12</guid>"))).published is None
    assert only(rss(item(more="<guid isPermaLink='false'>2026-01-05</guid><pubDate>soon</pubDate>"))).published is None


def test_published_falls_back_to_updated() -> None:
    entry = only(atom("<entry><id>g</id><title>T</title><updated>2026-03-02T12:00:00Z</updated></entry>"))
    assert (entry.published, entry.updated) == (NOON, NOON)
    text = "<published>2026-03-02T00:00:00Z</published><updated>2026-03-02T12:00:00Z</updated>"
    entry = only(atom(f"<entry><id>g</id><title>T</title>{text}</entry>"))
    assert (entry.published, entry.updated) == (DAY, NOON)


# Languages


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ko-KR", "ko"),
        ("kr", "ko"),
        ("Korean", "ko"),
        ("en_US", "en"),
        ("zh-CN", "zh"),
        ("zh-Hans-CN", "zh"),
        ("zh-TW", "zh-TW"),
        ("zh-Hant", "zh-TW"),
        ("zh-hk", "zh-TW"),
        ("ja-jp", "ja"),
        ("jp", "ja"),
        ("fr", "fr"),
        ("1234", None),
        ("", None),
        ("x" * 500, None),
    ],
)
def test_languages_are_normalised(tag: str, expected: str | None) -> None:
    assert read(rss(item(), f"<language>{tag}</language>").encode()).lang == expected
    assert read(atom("", attributes=f' xml:lang="{tag}"').encode()).lang == expected


def test_an_entry_may_have_its_own_language() -> None:
    entries = (
        '<entry xml:lang="ko"><id>a</id><title>관세</title></entry><entry><id>b</id><title>Tariffs</title></entry>'
    )
    feed = read(atom(entries, attributes=' xml:lang="en"').encode())
    assert [entry.lang for entry in feed.entries] == ["ko", "en"]


# Pace and hub


def test_a_feed_says_how_often_to_come_back() -> None:
    sy = ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
    channel = (
        "<ttl>20</ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>x</hour></skipHours>"
        "<skipDays><day>Saturday</day><day>sun</day><day>Someday</day></skipDays>"
        '<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency><atom:link rel="hub" href="/hub"/>'
    )
    feed = read(rss(item(), channel, sy).encode(), base="https://m.example/feed")
    assert feed.pace == Pace(360, frozenset({0, 7}), frozenset({5, 6}))
    assert feed.hub == "https://m.example/hub"
    assert read(RSS2.encode()).pace == Pace()
