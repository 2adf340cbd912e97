"""Sitemaps of every form, and those that mean harm."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SourceError
from core.model import Entry, ParsedFeed
from jobs import read_sitemap as door
from jobs.read_sitemap import is_sitemap, merged, read_rows, read_sitemap

HERE = "https://news.trade.go.kr/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*urls: str, more: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS} {more}>{"".join(urls)}</urlset>'.encode()


def url(loc: str, more: str = "") -> str:
    return f"<url><loc>{loc}</loc>{more}</url>"


def test_the_newest_comes_first_and_is_titled_by_its_address():
    data = urlset(
        url("https://news.trade.go.kr/2026/steel-quota_extended.html", "<lastmod>2026-03-01</lastmod>"),
        url(" /2026/%EA%B4%80%EC%84%B8-%EC%9D%B8%ED%95%98/ ", "<lastmod>2026-03-02T10:00:00+09:00</lastmod>"),
        url("https://news.trade.go.kr/view/1204", "<lastmod>not a day</lastmod>"),
    )
    entries = read_sitemap(data, address=HERE, lang="ko").feed.entries
    assert [(e.title, e.link, e.published) for e in entries] == [
        (
            "관세 인하",
            "https://news.trade.go.kr/2026/%EA%B4%80%EC%84%B8-%EC%9D%B8%ED%95%98/",
            datetime(2026, 3, 2, 1, tzinfo=UTC),
        ),
        (
            "steel quota extended",
            "https://news.trade.go.kr/2026/steel-quota_extended.html",
            datetime(2026, 3, 1, tzinfo=UTC),
        ),
        ("news.trade.go.kr/view/1204", "https://news.trade.go.kr/view/1204", None),
    ]


def test_a_news_sitemap_says_title_day_and_language():
    news = (
        "<news:news><news:publication><news:name>통상신문</news:name><news:language>ko</news:language></news:publication>"
        "<news:publication_date>2026-03-02T09:00:00Z</news:publication_date><news:title>한중 &lt;FTA&gt; &amp; 관세</news:title></news:news>"
    )
    picture = '<image:image xmlns:image="urn:i"><image:title>사진</image:title></image:image>'
    (entry,) = read_sitemap(urlset(url("https://n.kr/a", picture + news), more=NEWS), address=HERE).feed.entries
    assert (entry.title, entry.lang, entry.published) == (
        "한중 <FTA> & 관세",
        "ko",
        datetime(2026, 3, 2, 9, tzinfo=UTC),
    )


def test_an_index_names_the_newest_sitemaps_of_its_own_host():
    children = "".join(
        f"<sitemap><loc>https://news.trade.go.kr/s{n}.xml</loc><lastmod>2026-02-{n:02}</lastmod></sitemap>"
        for n in range(1, 9)
    )
    foreign = "<sitemap><loc>http://169.254.169.254/latest</loc><lastmod>2027-01-01</lastmod></sitemap>"
    data = f"<sitemapindex {NS}>{foreign}{children}</sitemapindex>".encode()
    sitemap = read_sitemap(data, address=HERE)
    assert sitemap.feed.entries == ()
    assert sitemap.children == tuple(f"https://news.trade.go.kr/s{n}.xml" for n in (8, 7, 6, 5, 4))


def test_zipped_and_plain_text_sitemaps():
    data = b"https://news.trade.go.kr/a-b\nhttps://news.trade.go.kr/c-d\n"
    assert is_sitemap(gzip.compress(data))
    titles = [entry.title for entry in read_sitemap(gzip.compress(data), address=HERE).feed.entries]
    assert titles == ["a b", "c d"]


def test_legacy_encodings_are_read_as_declared():
    data = '<?xml version="1.0" encoding="EUC-KR"?><urlset><url><loc>https://n.kr/똠-소식</loc></url></urlset>'.encode(
        "cp949"
    )
    assert read_sitemap(data, address=HERE).feed.entries[0].title == "똠 소식"


def test_links_that_are_no_web_addresses_are_dropped():
    data = urlset(url("javascript:alert(1)"), url("data:text/html,x"))
    assert [entry.link for entry in read_sitemap(data, address=HERE).feed.entries] == [None, None]


def test_only_the_newest_thousand_are_kept():
    data = urlset(
        *(url(f"https://n.kr/item-a{n}", f"<lastmod>{1990 + n // 100}-01-01</lastmod>") for n in range(1_500))
    )
    entries = read_sitemap(data, address=HERE).feed.entries
    assert len(entries) == door.MAX_ENTRIES
    assert entries[0].published == datetime(2004, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<html><body>no</body></html>", "not-a-sitemap"),
        (b"<rss><channel/></rss>", "not-a-sitemap"),
        (b"Not found", "not-a-sitemap"),
        (b"\x1f\x8b\x08broken", "not-a-sitemap"),
        (gzip.compress(b" " * (door.MAX_BYTES + 1)), "too-large"),
        (b" " * (door.MAX_BYTES + 1), "too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_what_is_no_sitemap_is_named(data: bytes, code: str):
    with pytest.raises(SourceError) as caught:
        read_sitemap(data, address=HERE)
    assert caught.value.code == code


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = f"{bomb}<urlset><url><loc>https://n.kr/x&b;&f;</loc></url></urlset>".encode()
    assert [entry.link for entry in read_sitemap(data, address=HERE).feed.entries] == ["https://n.kr/x"]


def test_a_truncated_sitemap_gives_what_is_whole():
    data = urlset(url("https://n.kr/first-one"), url("https://n.kr/second-one"))
    titles = [entry.title for entry in read_sitemap(data[:-30], address=HERE).feed.entries]
    assert titles[0] == "first one"


def test_sitemaps_are_merged_newest_first_each_address_once():
    def part(*entries: tuple[str, int]) -> ParsedFeed:
        return ParsedFeed("", entries=tuple(Entry(i, i, updated=datetime(2026, 1, d, tzinfo=UTC)) for i, d in entries))

    assert [e.id for e in merged([part(("a", 1), ("b", 3)), part(("c", 2), ("a", 1))]).entries] == ["b", "c", "a"]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise_anything_else(noise: bytes):
    for data in (noise, urlset(url("x"))[:-20] + noise, b"\x1f\x8b" + noise):
        try:
            read_rows(data, None, HERE, None)
        except SourceError as error:
            known = error.code in ("empty", "not-a-sitemap", "too-large")
            if not known:
                raise


def test_numbers_of_no_character_in_a_sitemap_do_no_harm():
    title = "<news:news><news:title>Quota&#xD83D; &#xD83D;&#xDE00;</news:title></news:news>"
    (entry,) = read_sitemap(urlset(url(f"{HERE}/1&#xDE00;", title), more=NEWS), address=HERE).feed.entries
    assert (entry.title, entry.link) == ("Quota \N{GRINNING FACE}", f"{HERE}/1")
