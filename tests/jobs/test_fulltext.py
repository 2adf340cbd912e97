"""Articles read from their pages, where the site allows it."""

from datetime import UTC, datetime

import pytest

from core.errors import SourceError
from core.model import Document, Entry
from jobs import read_html
from jobs.fulltext import completed, read_article, wants_text
from jobs.robots import LONGEST_DELAY, MAX_BYTES, Robots, address, robots_of

HERE = "https://news.example/2026/a"
SENTENCES = "정부는 핵심광물 공급망 협정을 체결했다. 협정은 4월 1일 발효한다. 중견기업은 원산지 증명을 준비해야 한다. "


def page(article: str, head: str = "") -> bytes:
    menu = "<nav><ul><li><a href=/>홈</a></li><li><a href=/login>로그인</a></li></ul></nav>"
    return f"<html><head><title>협정 체결</title>{head}</head><body>{menu}{article}<footer>저작권</footer></body></html>".encode()


def test_the_article_without_its_menus():
    data = page(f"<article><h1>협정 체결</h1><p>{SENTENCES * 3}</p><p>{SENTENCES}</p></article>")
    document = read_article(data, address=HERE)
    assert "4월 1일 발효한다" in document.body
    assert "로그인" not in document.body
    assert (document.title, document.link) == ("협정 체결", HERE)


def test_the_day_that_the_page_states():
    head = '<meta property="article:published_time" content="2026-03-02T10:00:00+09:00">'
    document = read_article(page(f"<article><p>{SENTENCES * 4}</p></article>", head), address=HERE)
    assert document.published == datetime(2026, 3, 2, tzinfo=UTC)


def test_an_article_in_euc_kr():
    data = page(f"<article><p>{SENTENCES * 4}</p></article>").decode().encode("cp949")
    assert "핵심광물" in read_article(data, address=HERE, content_type="text/html; charset=euc-kr").body


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (page("<p>로그인하세요</p>"), "text/html", "no-article"),
        (b"", None, "no-article"),
        (b"<i></i>" * read_html.MAX_TAGS, "text/html", "no-article"),
        (b"%PDF-1.7", "application/pdf", "not-html"),
        (b"<" * (read_html.MAX_HTML + 1), "text/html", "too-large"),
    ],
    ids=["login", "nothing", "tags", "pdf", "large"],
)
def test_what_holds_no_article_is_named(data: bytes, kind: str | None, code: str):
    with pytest.raises(SourceError) as caught:
        read_article(data, address=HERE, content_type=kind)
    assert caught.value.code == code


def test_only_entries_with_little_text_want_more():
    assert wants_text(Entry("1", "제목", HERE, summary="짧다"))
    assert not wants_text(Entry("1", "제목", None))
    assert not wants_text(Entry("1", "제목", HERE, body="길다" * 200))


def test_an_entry_takes_the_longer_text_and_keeps_its_title():
    entry = Entry("1", "제목", HERE, summary="요약 한 줄")
    assert completed(entry, Document("다른 제목", "본문이 훨씬 더 길다")).body == "본문이 훨씬 더 길다"
    assert completed(entry, Document("다른 제목", "본문이 훨씬 더 길다")).title == "제목"
    assert completed(entry, Document("", "짧")) is entry


RULES = b"""
User-agent: *
Disallow: /private/
Allow: /private/press/
Disallow: /*.pdf$
Crawl-delay: 5

User-agent: policywire
Disallow: /no-bots
Sitemap: https://news.example/sitemap.xml
"""


class TestRobots:
    @pytest.mark.parametrize(
        ("path", "agent", "allowed"),
        [
            ("/news/1", "other", True),
            ("/private/x", "other", False),
            ("/private/press/1", "other", True),
            ("/a/b.pdf", "other", False),
            ("/a/b.pdfx", "other", True),
            ("/no-bots/1", "Policywire", False),
            ("/private/x", "Policywire", True),
        ],
    )
    def test_the_longest_rule_of_our_group_counts(self, path: str, agent: str, allowed: bool):
        assert robots_of(200, RULES).allows(f"https://news.example{path}", agent) is allowed

    @pytest.mark.parametrize(
        ("status", "allowed"), [(404, True), (403, True), (429, False), (500, False), (503, False), (0, False)]
    )
    def test_without_a_file_the_status_decides(self, status: int, allowed: bool):
        robots = robots_of(status, b"User-agent: *\nDisallow: /")
        assert robots.allows(HERE) is allowed
        assert (robots.delay(), robots.sitemaps()) == (0.0, ())

    def test_delay_and_sitemaps(self):
        robots = robots_of(200, RULES)
        assert robots.delay("other") == 5
        assert robots.sitemaps() == ("https://news.example/sitemap.xml",)
        assert robots_of(200, b"User-agent: *\nCrawl-delay: 86400").delay() == LONGEST_DELAY

    def test_a_hostile_file_is_cut_and_read_in_time(self):
        robots = robots_of(200, b"User-agent: *\n" + b"Disallow: " + b"*a" * 400_000)
        assert robots.text is not None
        assert len(robots.text) <= MAX_BYTES
        assert Robots("\x00\xff<html>").allows(HERE)
        assert robots.allows("https://news.example/" + "b" * 2_000)

    def test_where_the_file_lies(self):
        assert address("https://news.example:8443/a/b?c") == "https://news.example:8443/robots.txt"
