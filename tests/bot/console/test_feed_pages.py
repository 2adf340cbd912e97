"""Feeds: their health, trying and adding one, OPML."""

from datetime import timedelta

import pytest

from bot.commands.request import Reply
from bot.console.frame import OpmlFile, Tools, Tried
from core.card import say
from core.errors import SourceError
from core.model import Feed, Tier
from storage.store import Store

from .conftest import HOME, NOW, Bot, Browser
from .filled import stored
from .test_pages import text_of

URL = "https://ministry.example/rss"
TRIED = Tried(
    URL, "feed", "Ministry", "ko", True, 1, ((NOW, "<b>News</b>", "javascript:alert(1)"),), (), (("odd", "wait"),)
)


def read_opml(data: bytes) -> OpmlFile:
    if data != b"<opml/>":
        raise SourceError("not-opml", "x", user="This is no OPML file.")
    return OpmlFile(
        (Feed("new", "New", "https://new.example/"), Feed("official", "Known", "https://official.example/feed")),
        ("bad: url",),
    )


@pytest.fixture
def browser(sqlite_store: Store, bot: Bot) -> Browser:
    tools = Tools(
        try_feed=lambda url: TRIED, read_opml=read_opml, write_opml=lambda feeds: b"<opml>%d</opml>" % len(feeds)
    )
    return Browser(sqlite_store, bot, lambda lang: say("well"), tools=tools)


def test_the_worst_feed_stands_first_with_its_error(browser, sqlite_store):
    stored(sqlite_store, ("CBAM", "x"))
    stored(sqlite_store, ("CBAM", "x"), tier=Tier.PRESS)
    bad = next(feed for feed in sqlite_store.feeds.all() if feed.id == "press")
    sqlite_store.feeds.failed(bad, NOW, NOW + timedelta(hours=1), "http-500: <b>broken</b>")
    page = browser.page("/feeds")
    rows = [text_of(row) for row in page.xpath("//tbody/tr")]
    assert rows[0].startswith("Press")
    assert "http-500: <b>broken</b>" in rows[0]
    assert [text_of(a) for a in browser.page("/feeds?state=failing").xpath("//tbody//th/a")] == ["Press"]
    assert [text_of(a) for a in browser.page("/feeds?q=offic").xpath("//tbody//th/a")] == ["Official"]


def test_a_feeds_page_has_its_chart_and_items(browser, sqlite_store):
    stored(sqlite_store, ("CBAM delayed", "x"))
    page = browser.page("/feed/official")
    assert page.xpath("//svg/@role") == ["img"]
    assert page.xpath("string(//a[@class='title'])") == "CBAM delayed"
    assert browser.get("/feed/none").status_code == 404


def test_trying_an_address_shows_it_and_stores_nothing(browser, sqlite_store, trade):
    answer = browser.submit("/feeds/try", {"url": URL})
    assert answer.status_code == 200
    assert "&lt;b&gt;News&lt;/b&gt;" in answer.text
    assert "javascript:" not in answer.text
    assert sqlite_store.feeds.all() == []


def test_an_address_that_is_none_is_refused_beside_its_field(browser, trade):
    answer = browser.submit("/feeds/try", {"url": "file:///etc/passwd"})
    assert answer.status_code == 400
    assert "That is no address of the web" in answer.text


def test_adding_is_the_command_of_chat(browser, bot, trade):
    bot.reply = lambda request: Reply(say("Watching it."))
    answer = browser.submit(
        "/feeds/add", {"url": URL, "tier": "official", "lang": "ko", "country": "", "backfill": "7"}
    )
    assert bot.heard[0].text == f"feeds add {URL} tier:official lang:ko backfill:7"
    assert "Watching it." in answer.text


def test_removing_is_the_command_of_chat(browser, bot, sqlite_store, trade):
    sqlite_store.feeds.add(Feed("mine", "Mine", URL))
    assert browser.submit("/feeds/remove", {"feed": "mine"}).status_code == 200
    assert bot.heard[0].text == "feeds remove mine"


def test_a_feed_is_looked_at_when_asked(browser, sqlite_store, trade):
    stored(sqlite_store, ("CBAM", "x"))
    assert browser.submit("/feeds/check", {"feed": "official"}).headers["location"] == "/feed/official"
    assert sqlite_store.feeds.all()[0].next_check_at is None


def test_opml_goes_out_and_comes_in(browser, sqlite_store, trade):
    stored(sqlite_store, ("CBAM", "x"))
    answer = browser.get("/feeds/export")
    assert (answer.text, answer.headers["content-type"]) == ("<opml>1</opml>", "text/x-opml; charset=utf-8")
    token = browser.token()
    answer = browser.ask(
        "POST", "/feeds/import", {"Origin": HOME}, data={"token": token}, files={"file": ("f.opml", b"<opml/>")}
    )
    assert "1 added, 1 watched already, 1 refused" in answer.text
    assert {feed.id for feed in sqlite_store.feeds.all()} == {"official", "new"}
    answer = browser.ask(
        "POST", "/feeds/import", {"Origin": HOME}, data={"token": token}, files={"file": ("f.opml", b"x")}
    )
    assert answer.status_code == 400
    assert "This is no OPML file." in answer.text


@pytest.mark.parametrize(
    "path", ["/feeds/try", "/feeds/add", "/feeds/remove", "/feeds/check", "/feeds/import", "/look"]
)
def test_nothing_is_done_without_the_token(browser, bot, sqlite_store, trade, path):
    assert browser.post(path, {"url": URL, "feed": "x"}, Origin=HOME).status_code == 403
    assert bot.heard == []


def test_an_opml_file_may_be_larger_than_a_form(browser, sqlite_store, trade):
    data = {"token": browser.token()}
    answer = browser.ask(
        "POST", "/feeds/import", {"Origin": HOME}, data=data, files={"file": ("f.opml", b"x" * 200_000)}
    )
    assert answer.status_code == 400
    answer = browser.ask(
        "POST", "/feeds/import", {"Origin": HOME}, data=data, files={"file": ("f.opml", b"x" * 3_000_000)}
    )
    assert answer.status_code == 413
