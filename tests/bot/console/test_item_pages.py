"""Items: the list with its search and filters, and the page of one."""

import pytest
from lxml import html

from bot.console.frame import Tools
from core.card import say
from core.catalogue import Catalogue
from core.model import Tier
from storage.store import Store

from .conftest import NOW, Bot, Browser
from .filled import HOSTILE, TOPIC, stored
from .test_pages import text_of


@pytest.fixture
def browser(sqlite_store: Store, bot: Bot) -> Browser:
    return Browser(sqlite_store, bot, lambda lang: say("well"), tools=Tools(catalogue=Catalogue([TOPIC])))


def shown(page: html.HtmlElement) -> list[str]:
    return [text_of(a) for a in page.xpath("//a[@class='title']")]


def test_an_empty_store_says_what_comes(browser):
    assert "Nothing is stored yet" in text_of(browser.page("/items").xpath("//main")[0])


def test_items_stand_newest_first_with_their_topics(browser, sqlite_store):
    stored(sqlite_store, ("CBAM delayed", "Text"), ("Flower show", "Text"))
    page = browser.page("/items")
    assert shown(page) == ["CBAM delayed", "Flower show"]
    assert page.xpath("//a[@class='chip']/@href") == ["/topics/cbam"]
    assert "2 stored" in text_of(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=cbam", ["CBAM delayed"]),
        ("tier=press", ["Press on CBAM"]),
        ("lang=en", ["CBAM delayed", "Flower show"]),
        ("source=Press", ["Press on CBAM"]),
        ("country=kr", ["CBAM delayed", "Press on CBAM", "Flower show"]),
        ("since=2026-03-02", ["CBAM delayed", "Press on CBAM"]),
        ("until=2026-03-01", ["Flower show"]),
        ("q=flower", ["Flower show"]),
        ("q=CBAM&tier=press", ["Press on CBAM"]),
        ("q=CBAM+NOT+delayed&sort=new", ["Press on CBAM"]),
        ("q=nothing+such", []),
    ],
)
def test_search_and_filters(browser, sqlite_store, query, found):
    stored(sqlite_store, ("CBAM delayed", "Text"), ("Flower show", "Text"))
    stored(sqlite_store, ("Press on CBAM", "Text"), tier=Tier.PRESS, lang="ko")
    assert sorted(shown(browser.page(f"/items?{query}"))) == sorted(found)


def test_the_next_page_goes_on_where_this_one_ends(browser, sqlite_store):
    stored(sqlite_store, *((f"Item {n}", "about tariffs") for n in range(30)))
    for query in ("", "?q=tariffs&sort=new"):
        first = browser.page(f"/items{query}")
        second = browser.page(first.xpath("string(//p[@class='after']/a/@href)"))
        assert [*shown(first), *shown(second)] == [f"Item {n}" for n in range(30)]
        assert not second.xpath("//p[@class='after']")


def test_a_bad_query_is_shown_with_its_caret(browser, sqlite_store):
    told = browser.page("/items?q=(CBAM").xpath("//pre[@role='alert']")[0].text_content()
    assert "^" in told
    assert "Missing )" in told


@pytest.mark.parametrize(
    "query", ["since=soon", "until=9999-12-31x", "after=x", "after=2026-03-02,x", "after=99999", "topic=%00"]
)
def test_nonsense_is_no_fault(browser, sqlite_store, query):
    stored(sqlite_store, ("CBAM delayed", "Text"))
    assert browser.get(f"/items?{query}").status_code == 200
    assert browser.get(f"/items?q=CBAM&{query}").status_code == 200


def test_a_short_id_leads_to_its_item(browser, sqlite_store):
    (item,) = stored(sqlite_store, ("CBAM delayed", "Text"))
    answer = browser.get(f"/items?q=%23{item.id.lower()}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/items/{item.id}")


def test_an_items_page_marks_the_evidence(browser, sqlite_store):
    (item,) = stored(sqlite_store, ("CBAM delayed", "Firms must register by 31 March 2026."))
    page = browser.page(f"/items/{item.id}")
    assert [text_of(mark) for mark in page.xpath("//h1/mark")] == ["CBAM"]
    assert page.xpath("string(//h1/mark/@title)") == "cbam: CBAM"
    assert "Firms must register" in text_of(page.xpath("//div[@class='text']")[0])
    assert "Border carbon" in text_of(page.xpath("//section[@aria-labelledby='h-why']")[0])
    assert not browser.page(f"/items/{item.id}?topic=other").xpath("//mark")


def test_an_earlier_revision_is_shown_as_such(browser, sqlite_store):
    (item,) = stored(sqlite_store, ("CBAM delayed", "Text"))
    sqlite_store.items.withdraw([item.key], NOW)
    page = browser.page(f"/items/{item.id}?revision=1")
    assert "earlier revision" in text_of(page.xpath("//section[@aria-labelledby='h-text']")[0])
    assert len(page.xpath("//section[@aria-labelledby='h-revisions']//li")) == 2


def test_a_long_text_is_behind_a_link(browser, sqlite_store):
    (item,) = stored(sqlite_store, ("Long", "word " * 6_000))
    page = browser.page(f"/items/{item.id}")
    link = page.xpath("string(//section[@aria-labelledby='h-text']//a[contains(@href,'whole')]/@href)")
    assert len(browser.page(link).xpath("string(//div[@class='text'])")) > len(
        page.xpath("string(//div[@class='text'])")
    )


def test_hostile_text_is_text(browser, sqlite_store):
    items = stored(sqlite_store, (f"CBAM {HOSTILE}", HOSTILE))
    for path in ("/items", f"/items/{items[0].id}", "/items?q=%3Cscript%3E&source=%22%3E%3Cscript%3E"):
        page = browser.page(path)
        assert page.xpath("//script/@src") == ["/static/htmx.min.js", "/static/console.js"]
        assert not page.xpath("//script[not(@src)]")


def test_an_unknown_item_is_not_found(browser):
    assert browser.get("/items/ZZZZ").status_code == 404
