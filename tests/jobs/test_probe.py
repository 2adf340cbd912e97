"""What a first look at an address shows, against a real server."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.model import Entry, Feed, FeedKind, PageRule, ParsedFeed
from jobs import parse
from jobs.fetch import HttpFetcher, Limits
from jobs.probe import Probe, ProbeKind, lines, probe
from jobs.read_source import read_source
from tests.servers.misbehaving import Asked, Server, always, http, redirect

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RSS = """<rss version="2.0"><channel><title>보도자료</title><language>ko</language>
<item><title>한중 FTA</title><link>/a/1</link><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>관세 인하</title></item></channel></rss>"""
LIST = "<html><title>게시판</title><ul>{}</ul></html>"
RULE = PageRule(row="li", title="a", date="span", link_template="/v?no={1}", page_template="?p={page}", pages=3)


def row(number: int) -> str:
    return f"<li><a href=\"javascript:go('{number}')\">알림 {number}</a><span>2026.03.{number:02}</span></li>"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def fetcher() -> Iterator[HttpFetcher]:
    yield HttpFetcher(allow_private=["127.0.0.0/8"], limits=Limits(total=60, headers=60, spacing=0))
    parse.close()


def look(server: Server, fetcher: HttpFetcher, path: str, rule: PageRule | None = None) -> Probe:
    return probe(server.url(path), fetcher, parse.parse, NOW, rule=rule, lang="ko")


def serve(server: Server, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8") -> None:
    data = body.encode() if isinstance(body, str) else body
    server.answers[path] = always(http(data, {"Content-Type": kind}))


def test_a_feed_with_what_is_wrong_in_it(server: Server, fetcher: HttpFetcher):
    serve(server, "/feed", RSS, "application/rss+xml")
    server.answers["/old"] = redirect("/feed")
    seen = look(server, fetcher, "/old")
    assert seen.kind is ProbeKind.FEED
    assert [problem.code for problem in seen.problems] == ["moved", "no-dates", "no-links"]
    told = list(lines(seen))
    assert told[:5] == [
        f"address   {server.url('/feed')}",
        "kind      feed",
        "title     보도자료",
        "language  ko",
        "entries   2",
    ]
    assert "  2026-03-02  한중 FTA" in told
    assert f"              {server.url('/a/1')}" in told
    assert "  no date     관세 인하" in told
    assert "problem   1 of 2 entries have no link" in told


def test_a_page_by_its_rule_with_its_pages(server: Server, fetcher: HttpFetcher):
    bodies = {"": [9, 8], "p=2": [7, 6], "p=3": [6, 5]}

    def answer(asked: Asked) -> list[bytes]:
        return [http(LIST.format("".join(map(row, bodies[asked.target.partition("?")[2]]))).encode())]

    server.answers["/list"] = answer
    seen = look(server, fetcher, "/list", RULE)
    assert seen.kind is ProbeKind.PAGE
    assert seen.parsed is not None
    assert [entry.link for entry in seen.parsed.entries] == [server.url(f"/v?no={n}") for n in (9, 8, 7, 6, 5)]
    assert [problem.code for problem in seen.problems] == ["future"]
    assert "kind      page, read by its rule" in list(lines(seen))


def test_a_page_whose_rule_does_not_fit_says_what_to_mend(server: Server, fetcher: HttpFetcher):
    serve(server, "/list", LIST.format(row(1)))
    seen = look(server, fetcher, "/list", PageRule(row="tr.board"))
    assert seen.kind is ProbeKind.NOTHING
    assert [problem.code for problem in seen.problems] == ["no-rows"]
    assert "row" in seen.problems[0].todo


def test_a_page_by_a_rule_without_dates_and_links(server: Server, fetcher: HttpFetcher):
    serve(server, "/list", LIST.format(row(1)))
    seen = look(server, fetcher, "/list", PageRule(row="li", title="a"))
    assert [(problem.code, "template" in problem.todo or "date" in problem.todo) for problem in seen.problems] == [
        ("no-dates", True),
        ("no-links", True),
    ]


def test_a_sitemap_index_is_followed(server: Server, fetcher: HttpFetcher):
    child = (
        f"<sitemap><loc>{server.url('/s1.xml')}</loc></sitemap><sitemap><loc>{server.url('/gone.xml')}</loc></sitemap>"
    )
    serve(server, "/sitemap.xml", f"<sitemapindex>{child}</sitemapindex>", "text/xml")
    day = "<lastmod>2026-03-01</lastmod>"
    serve(server, "/s1.xml", f"<urlset><url><loc>{server.url('/steel-quota')}</loc>{day}</url></urlset>", "text/xml")
    seen = look(server, fetcher, "/sitemap.xml")
    assert seen.kind is ProbeKind.SITEMAP
    assert seen.problems == ()
    assert seen.parsed is not None
    assert [entry.title for entry in seen.parsed.entries] == ["steel quota"]


def test_a_web_page_shows_the_feeds_it_names(server: Server, fetcher: HttpFetcher):
    link = '<link rel="alternate" type="application/rss+xml" href="/feed" title="보도">'
    serve(server, "/", f"<!doctype html><html><head>{link}</head><body><a href='/x/rss.xml'>RSS</a></body></html>")
    seen = look(server, fetcher, "/")
    assert seen.kind is ProbeKind.HTML
    assert f"feed      {server.url('/feed')}  보도" in list(lines(seen))
    assert f"feed      {server.url('/x/rss.xml')}  RSS  (by its look)" in list(lines(seen))


def test_a_web_page_without_a_feed_leads_to_a_rule(server: Server, fetcher: HttpFetcher):
    serve(server, "/", "<!doctype html><html><body><p>안내</p></body></html>")
    (problem,) = look(server, fetcher, "/").problems
    assert problem.code == "no-feed"
    assert "page:" in problem.todo


@pytest.mark.parametrize(
    ("path", "code"), [("/404", "http-404"), ("/500", "http-503"), ("/empty", "empty"), ("/text", "not-a-feed")]
)
def test_what_cannot_be_read_says_what_to_do(server: Server, fetcher: HttpFetcher, path: str, code: str):
    server.answers["/500"] = always(http(status="503 Busy"))
    serve(server, "/empty", "")
    serve(server, "/text", "just words", "text/plain")
    seen = look(server, fetcher, path)
    assert seen.kind is ProbeKind.NOTHING
    assert [problem.code for problem in seen.problems] == [code]
    assert list(lines(seen))[-1].startswith("          → ")


def test_a_refused_address_names_the_setting(server: Server):
    seen = probe(server.url("/"), HttpFetcher(), parse.parse, NOW)
    assert [problem.code for problem in seen.problems] == ["address"]
    assert "POLICYWIRE_FEED_ALLOW_PRIVATE" in seen.problems[0].todo


def test_doubts_about_dates_links_and_emptiness(server: Server, fetcher: HttpFetcher):
    def feed(*items: str) -> str:
        return f"<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>"

    old = "<item><title>{}</title><link>https://e.org/a</link><pubDate>Mon, 06 Jan 2020 08:00:00 GMT</pubDate></item>"
    serve(server, "/none", feed())
    serve(server, "/old", feed(old.format("a"), old.format("b")))
    serve(
        server,
        "/untitled",
        feed("<item><link>https://e.org/a</link><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>"),
    )
    codes = {path: [p.code for p in look(server, fetcher, path).problems] for path in ("/none", "/old", "/untitled")}
    assert codes == {"/none": ["no-entries"], "/old": ["same-link", "stale"], "/untitled": ["no-titles"]}


def test_long_lists_are_cut():
    entries = tuple(Entry(str(n), str(n), "https://e.org/") for n in range(30))
    told = list(lines(Probe("u", "u", ProbeKind.FEED, ParsedFeed("", entries=entries))))
    assert told[-1] == "  … and 20 more"
    assert "title     (none)" in told


class TestReadSource:
    """The same door as the polls use."""

    def poll(self, server: Server, fetcher: HttpFetcher, feed: Feed, known: set[str] | None = None) -> ParsedFeed:
        (fetched,) = fetcher.fetch([feed])
        carried = known or set()
        return read_source(fetched, fetcher, parse.parse, lambda feed, entry: entry.id in carried)

    def test_further_pages_are_left_alone_once_the_last_entry_is_known(self, server: Server, fetcher: HttpFetcher):
        serve(server, "/list", LIST.format(row(9) + row(8)))
        feed = Feed("a", "A", server.url("/list"), kind=FeedKind.PAGE, page=RULE)
        self.poll(server, fetcher, feed, {server.url("/v?no=8")})
        assert len(server.asked) == 1
        # A notice pinned to the top is known for ever and says nothing about what is below it.
        self.poll(server, fetcher, feed, {server.url("/v?no=9")})
        assert len(server.asked) == 4

    def test_further_pages_end_at_an_empty_or_a_missing_one(self, server: Server, fetcher: HttpFetcher):
        answers = iter([http(LIST.format(row(9)).encode()), http(LIST.format("").encode())])
        server.answers["/list"] = lambda asked: [next(answers)]
        feed = Feed("a", "A", server.url("/list"), kind=FeedKind.PAGE, page=RULE)
        assert len(self.poll(server, fetcher, feed).entries) == 1
        answers = iter([http(LIST.format(row(9)).encode()), http(status="404 Not Found")])
        assert len(self.poll(server, fetcher, feed).entries) == 1

    def test_a_list_that_wants_a_form_is_asked_by_post_page_by_page(self, server: Server, fetcher: HttpFetcher):
        def board(asked: Asked) -> list[bytes]:
            number = {b"board=81&page=1": 9, b"board=81&page=2": 8}.get(asked.form)
            return [http(LIST.format(row(number)).encode()) if number else http(status="405 Method Not Allowed")]

        server.answers["/list"] = board
        rule = PageRule(
            row="li", title="a", date="span", link_template="/v?no={1}", form="board=81&page={page}", pages=2
        )
        feed = Feed("a", "A", server.url("/list"), kind=FeedKind.PAGE, page=rule)
        entries = self.poll(server, fetcher, feed).entries
        assert [entry.link for entry in entries] == [server.url("/v?no=9"), server.url("/v?no=8")]
        assert server.asked[0].headers["content-type"] == b"application/x-www-form-urlencoded"

    def test_an_index_whose_sitemaps_are_all_gone_is_an_error(self, server: Server, fetcher: HttpFetcher):
        serve(server, "/s", f"<sitemapindex><sitemap><loc>{server.url('/x')}</loc></sitemap></sitemapindex>")
        with pytest.raises(Exception, match="x: 404"):
            self.poll(server, fetcher, Feed("a", "A", server.url("/s"), kind=FeedKind.SITEMAP))

    def test_a_page_without_a_rule_is_an_error(self, server: Server, fetcher: HttpFetcher):
        serve(server, "/list", LIST)
        with pytest.raises(Exception, match="without a rule"):
            self.poll(server, fetcher, Feed("a", "A", server.url("/list"), kind=FeedKind.PAGE))
