"""Bare items get the text of their own page and of the documents it links to, from a real server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.items import LONG_TEXT, from_feed
from core.model import Feed, Item, ParsedFeed
from jobs.complete_items import Completer
from jobs.fetch import HttpFetcher, Limits
from storage.store import Store
from tests.servers.hangul import hwpx, paragraph, section
from tests.servers.misbehaving import Asked, Server, always, http
from tests.storage.helpers import NOW, entry

LATER = NOW + timedelta(minutes=1)
ARTICLE = "<html><body><article><h1>Quota</h1>{}</article></body></html>"
LONG = "<p>" + " ".join(f"The ministry set quota number {n} for steel plate from March." for n in range(60)) + "</p>"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        running.answers["/robots.txt"] = always(http(status="404 Not Found"))
        yield running


@pytest.fixture
def completer(sqlite_store: Store) -> Completer:
    limits = Limits(spacing=0.0)
    return Completer(sqlite_store, HttpFetcher(allow_private=["127.0.0.0/8"], limits=limits))


def news(store: Store, server: Server, path: str = "/1") -> Item:
    """An item of which its feed gave the headline only."""
    store.feeds.sync([Feed("m", "Ministry", server.url("/rss"))])
    (feed,) = store.feeds.all()
    store.feeds.polled(feed, NOW, NOW, (), body_hash="w")  # the baseline, of which no page is read
    (feed,) = store.feeds.all()
    drafts = from_feed(feed, ParsedFeed("", entries=(entry(1, title="Quota", link=server.url(path)),)))
    store.feeds.polled(feed, NOW, NOW, drafts, body_hash="x", bare=True)
    (item,) = store.items.latest(None, 9)
    return item


def paths(server: Server) -> list[str]:
    return [asked.target for asked in server.asked]


def test_an_article_is_read_from_its_own_page(sqlite_store: Store, server: Server, completer: Completer) -> None:
    server.answers["/1"] = always(http(ARTICLE.format(LONG).encode()))
    item = news(sqlite_store, server)
    assert completer.run(LATER).counts == {"completed": 1}
    (read,) = sqlite_store.items.by_keys([item.key])
    assert "quota number 59" in read.body
    assert completer.run(LATER).counts == {}


def test_where_the_page_says_little_its_documents_are_read(
    sqlite_store: Store, server: Server, completer: Completer
) -> None:
    link = '<p>See the notice.</p><a href="/files/notice.hwpx">notice.hwpx</a><a href="https://elsewhere.example/x.pdf">x.pdf</a>'
    server.answers["/1"] = always(http(ARTICLE.format(link).encode(), {"Content-Type": "text/html"}))
    lines = ["갈륨 수출 허가제를 4월 1일부터 시행한다.", "신청은 3월 15일까지 전략물자관리시스템에서 받는다."]
    notice = hwpx([section("".join(paragraph(f"<hp:t>{line}</hp:t>") for line in lines))])
    server.answers["/files/notice.hwpx"] = always(http(notice))
    item = news(sqlite_store, server)
    assert completer.run(LATER).counts == {"completed": 1}
    (read,) = sqlite_store.items.by_keys([item.key])
    assert "갈륨 수출 허가제를 4월 1일부터 시행한다." in read.body
    assert len(read.body) < LONG_TEXT
    assert paths(server) == ["/robots.txt", "/1", "/files/notice.hwpx"]


@pytest.mark.parametrize("notice", [b"not a document", b"<html>log in first</html>", b""])
def test_a_document_that_cannot_be_read_costs_the_page_nothing(
    sqlite_store: Store, server: Server, completer: Completer, notice: bytes
) -> None:
    page = ARTICLE.format(
        '<p>The ministry set a quota for steel plate and will give out its shares from the first of March.</p><a href="/notice.pdf">notice.pdf</a>'
    )
    server.answers["/1"] = always(http(page.encode()))
    server.answers["/notice.pdf"] = always(http(notice))
    item = news(sqlite_store, server)
    assert completer.run(LATER).counts == {"completed": 1}
    (read,) = sqlite_store.items.by_keys([item.key])
    assert "quota for steel plate" in read.body


def test_what_robots_txt_forbids_is_left_alone(sqlite_store: Store, server: Server, completer: Completer) -> None:
    server.answers["/robots.txt"] = always(http(b"User-agent: *\nDisallow: /1"))
    news(sqlite_store, server)
    assert completer.run(LATER).counts == {"forbidden": 1}
    assert paths(server) == ["/robots.txt"]


def test_a_page_that_is_away_for_now_is_asked_again_for_some_hours(
    sqlite_store: Store, server: Server, completer: Completer
) -> None:
    answers = iter([http(status="503 Busy"), http(ARTICLE.format(LONG).encode())])

    def one_after_the_other(asked: Asked) -> list[bytes]:
        return [next(answers)]

    server.answers["/1"] = one_after_the_other
    news(sqlite_store, server)
    assert completer.run(LATER).counts == {}
    assert completer.run(LATER + timedelta(minutes=5)).counts == {"completed": 1}


def test_a_page_that_stays_away_is_given_up(sqlite_store: Store, server: Server, completer: Completer) -> None:
    server.answers["/1"] = always(http(status="503 Busy"))
    news(sqlite_store, server)
    assert completer.run(NOW + timedelta(hours=7)).counts == {"unreadable": 1}
    assert sqlite_store.items.bare(9) == []
