"""The feeds that a web page names."""

import pytest

from core.errors import SourceError
from jobs import discover as door
from jobs.discover import FoundFeed, discover

HERE = "https://www.trade.go.kr/news/"


def found(html: str, **more: str) -> list[tuple[str, str, bool]]:
    return [(feed.url, feed.title, feed.sure) for feed in discover(html.encode(), address=HERE, **more)]


def test_declared_feeds_come_first_in_the_pages_order():
    html = """<html><head><base href="/feeds/">
      <link rel="stylesheet" href="style.css"><link rel="alternate" hreflang="en" href="/en">
      <link REL="Alternate" TYPE="application/rss+xml; charset=utf-8" title=" 보도  자료 " href="press.xml">
      <link rel="alternate feed" type="application/atom+xml" href="https://other.example/atom">
      <link rel="alternate" type="application/feed+json" href="f.json">
      <link rel="alternate" type="application/json" href="/wp-json/1">
      </head><body><a href="/rss/all.do">RSS</a></body></html>"""
    assert found(html) == [
        ("https://www.trade.go.kr/feeds/press.xml", "보도 자료", True),
        ("https://other.example/atom", "", True),
        ("https://www.trade.go.kr/feeds/f.json", "", True),
        ("https://www.trade.go.kr/rss/all.do", "RSS", False),
    ]


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/x/rss">구독</a>',
        '<a href="/x/news.rss">뉴스</a>',
        '<a href="/feed/">x</a>',
        '<a href="/bbs/rss.xml?id=3">x</a>',
        '<a href="/board/list.do?type=9">RSS 구독하기</a>',
        '<a href="/board/list.do?type=9"><img src="i.gif" alt="RSS"></a>',
        '<a href="/board/list.do?type=9" title="RSS 2.0"></a>',
    ],
)
def test_links_that_look_like_feeds_are_offered_as_unsure(anchor: str):
    assert [sure for _, _, sure in found(f"<p>{anchor}</p>")] == [False]


@pytest.mark.parametrize(
    "anchor",
    [
        '<a href="/press">Press</a>',
        '<a href="/feedback">Feedback</a>',
        '<a href="javascript:rss()">RSS</a>',
        '<a href="#rss">RSS</a>',
        '<a href="https://feedly.com/i/subscription/feed/https://x">RSS</a>',
        '<a href="https://me:secret@www.trade.go.kr/rss">RSS</a>',
        f'<a href="{HERE}">RSS</a>',
        "<a>RSS</a>",
    ],
)
def test_other_links_are_not(anchor: str):
    assert found(f"<p>{anchor}</p>") == []


def test_the_same_feed_is_named_once_and_their_number_is_capped():
    many = "".join(f"<a href='/rss/{n}/rss.xml'>RSS</a><a href='/rss/{n}/rss.xml'>again</a>" for n in range(80))
    urls = [url for url, _, _ in found(many)]
    assert len(urls) == len(set(urls)) == door.MAX_FOUND


def test_titles_are_cleaned_of_what_moves_a_terminal():
    html = "<link rel=alternate type=application/rss+xml href=/f title='a&#27;[2Jb'>"
    assert "\x1b" not in found(html)[0][1]


def test_an_encoding_is_told_by_the_transport():
    data = "<a href='/rss'>産業 RSS</a>".encode("euc_jp")
    assert discover(data, address=HERE, content_type="text/html; charset=EUC-JP") == (
        FoundFeed("https://www.trade.go.kr/rss", "産業 RSS", False),
    )


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"<" * (door.MAX_BYTES + 1), "too-large")])
def test_what_is_no_page_is_named(data: bytes, code: str):
    with pytest.raises(SourceError) as caught:
        discover(data, address=HERE)
    assert caught.value.code == code
