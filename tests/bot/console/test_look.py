"""The frame around every page: where one is, which theme and language one wants."""

import pytest
from lxml import html

from bot.console.frame import Check, Tools
from bot.console.pages import own_path
from core.card import say

from .conftest import NOW, Browser
from .test_pages import text_of

PAGES = (
    "/chat/trade",
    "/items",
    "/topics",
    "/topics/trends",
    "/topics/unmatched",
    "/topics/new",
    "/feeds",
    "/deliveries",
    "/deliveries/pace",
    "/deliveries/why",
    "/status",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_where_one_is(browser, trade, path):
    page = browser.page(path)
    assert len(page.xpath("//nav[1]/a[@aria-current]")) == 1
    assert page.xpath("count(//h1)") == 1
    assert page.xpath("count(//main)") == 1
    for field in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_speaks_the_language_one_wants(browser, trade, path):
    page = html.fromstring(browser.get(path, Cookie="policywire_lang=ko").text)
    assert page.get("lang") == "ko"
    assert text_of(page.xpath("//nav[1]/a")[1]) == "자료"


def test_a_theme_is_remembered_in_the_browser(browser, trade):
    answer = browser.submit("/look", {"theme": "dark", "back": "/items"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/items")
    assert "policywire_theme=dark" in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert html.fromstring(browser.get("/items", Cookie="policywire_theme=dark").text).get("data-theme") == "dark"
    assert 'policywire_theme=""' in browser.submit("/look", {"theme": ""}).headers["set-cookie"]


@pytest.mark.parametrize("cookie", ['policywire_theme="><script>', "policywire_lang=xx", "policywire_theme=neon"])
def test_what_nobody_can_want_is_passed_over(browser, trade, cookie):
    page = html.fromstring(browser.get("/items", Cookie=cookie).text)
    assert page.get("data-theme") is None
    assert page.get("lang") == "en"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/\n/x", "items"]
)
def test_one_is_led_back_to_this_site_only(path):
    assert own_path(path) == "/"


def test_one_is_led_back_to_where_one_was():
    assert own_path("/items?q=a") == "/items?q=a"


def test_the_settings_are_checked_when_asked(sqlite_store, bot, trade):
    tools = Tools(checks=lambda: [Check("database", True, "answers"), Check("slack", False, "<b>no</b>")])
    browser = Browser(sqlite_store, bot, lambda lang: say("well"), tools=tools)
    assert "Run the check now" in text_of(browser.page("/status").xpath("//section[@id='checks']")[0])
    rows = browser.page("/status?check=true").xpath("//section[@id='checks']//li")
    assert [text_of(row) for row in rows] == ["well database answers", "wrong slack <b>no</b>"]


def test_the_status_page_shows_what_the_jobs_did(browser, sqlite_store, trade):
    sqlite_store.runs.finished("watch_feeds", NOW, "3 polled", None, NOW)
    sqlite_store.deliveries.stop("*", "kim", NOW)
    text = text_of(browser.page("/status").xpath("//main")[0])
    assert "watch_feeds" in text
    assert "3 polled" in text
    assert "Sending is stopped: *" in text
