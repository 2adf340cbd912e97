"""What leaves the console: feeds of alerts, calendars, briefs, the API."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.console.frame import Tools
from bot.console.people import Role
from core.card import Card, Heading, say
from core.catalogue import Catalogue
from core.model import Alert, Decision, DeliveryState, Preferences, Reason
from core.ports import Manners
from storage.lanes import Ended

from .conftest import HOME, NOW, Browser
from .filled import CBAM, HOSTILE, TOPIC, stored
from .test_pages import text_of
from .test_sign_in import as_role, visitor


def title_of(card: Card) -> bytes:
    """A stand-in for the writer of Word files, which is of another package."""
    return next(block.text for block in card.blocks if isinstance(block, Heading)).encode()


@pytest.fixture
def browser(sqlite_store, bot) -> Browser:
    return Browser(
        sqlite_store, bot, lambda lang: say("well"), tools=Tools(catalogue=Catalogue([TOPIC]), write_docx=title_of)
    )


@pytest.fixture
def told(sqlite_store, trade):
    """One alert that #trade was sent."""
    heard = sqlite_store.subscriptions.subscribe(trade, CBAM, "Border carbon", Preferences(), "you", NOW)
    items = stored(
        sqlite_store, ("CBAM delayed", "The deadline is 31 March 2026. It was moved."), (f"CBAM {HOSTILE}", "x")
    )
    sqlite_store.ledger.write(items, [], [Alert(heard, items[0], Decision.NOW, Reason.MATCHED)], NOW)
    sent(sqlite_store)
    return items


def sent(store) -> None:
    tasks = store.lanes.tick("w", [], NOW, 9, timedelta(seconds=60), {"console": Manners()})
    ended = [Ended(task, DeliveryState.SENT, NOW, message_id="console:1") for task in tasks]
    store.lanes.tick("w", ended, NOW, 0, timedelta(seconds=60), {"console": Manners()})


def addresses(browser) -> list[str]:
    page = browser.page("/alert-address?channel=trade")
    return [urlsplit(text_of(code)).path for code in page.xpath("//dd/code")]


def test_a_channels_alerts_can_be_read_as_feeds(browser, told):
    atom, jsonfeed, ics = addresses(browser)
    answer = browser.get(atom)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "<title>CBAM delayed</title>" in answer.text
    assert HOSTILE not in answer.text
    assert [one["title"] for one in browser.get(jsonfeed).json()["items"]] == ["CBAM delayed"]
    calendar = browser.get(ics)
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260331" in calendar.text


def test_an_address_stays_until_it_is_changed(browser, told):
    before = addresses(browser)
    assert addresses(browser) == before
    assert browser.submit("/alert-address", {"channel": "trade"}).status_code == 303
    assert set(addresses(browser)).isdisjoint(before)
    assert browser.get(before[0]).status_code == 404


@pytest.mark.parametrize(
    "path", ["/alerts/x.atom", "/alerts/.json", "/alerts/x", "/alert-address?channel=none", "/alert-address"]
)
def test_an_address_that_is_none_leads_nowhere(browser, trade, path):
    assert browser.get(path).status_code == 404


def test_a_feed_needs_no_sign_in_but_its_address_does(sqlite_store, bot, browser, told):
    atom = addresses(browser)[0]
    guest = visitor(sqlite_store, bot)
    assert guest.get(atom).status_code == 200
    assert guest.get("/alert-address?channel=trade").status_code == 303
    assert as_role(guest, Role.VIEWER).get("/alert-address?channel=trade").status_code == 403


def test_a_brief_is_a_page_and_files(browser, told):
    page = browser.page("/brief?subject=cbam&days=30")
    assert "Border carbon" in text_of(page.xpath("//div[@class='card']")[0])
    assert not page.xpath("//script[not(@src)]")
    docx, markdown, csv, as_json = (browser.get(link) for link in page.xpath("//a[@download]/@href"))
    assert csv.text.startswith("\ufeffsection,statement")
    assert json.loads(as_json.text)["items"] == 2
    assert markdown.text.startswith("# ")
    assert docx.content == b"Brief: Border carbon, since Sat 31 Jan 2026"
    assert csv.headers["content-disposition"] == 'attachment; filename="brief.csv"'


def test_a_brief_of_nothing_offers_no_files(browser, told):
    page = browser.page("/brief?subject=steel&days=7")
    assert "Choose a longer one" in text_of(page.xpath("//p[@role='status']")[0])
    assert not page.xpath("//a[@download]")


def test_a_brief_of_a_bad_query_says_what_is_wrong(browser, trade):
    assert "^" in browser.page("/brief?subject=(CBAM").xpath("string(//pre[@role='alert'])")
    assert browser.get("/brief").status_code == 200


def test_the_api_tells_what_the_pages_tell(browser, told):
    listed = browser.get("/api/items?limit=1").json()
    assert [one["title"] for one in listed["items"]] == ["CBAM delayed"]
    assert listed["items"][0]["topics"] == ["cbam"]
    assert browser.get(f"/api/items?{listed['next']}").json()["items"][0]["id"] == told[1].id
    assert "deadline" in browser.get(f"/api/items/{told[0].id}").json()["body"]
    assert browser.get("/api/topics").json()[0]["aliases"]["ko"] == ["탄소국경"]
    assert browser.get("/api/feeds").json()[0]["state"] == "ok"
    (delivery,) = browser.get("/api/deliveries?state=sent").json()
    assert (delivery["title"], delivery["channel"]) == ("CBAM delayed", "trade")
    assert browser.get(f"/api/deliveries/{delivery['key']}").json() == delivery


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/items/none", 404), ("/api/items?q=(a", 400), ("/api/items?since=x", 422), ("/api/deliveries/99", 404),
        ("/api/deliveries?state=x", 422), ("/api/items?limit=0", 422), ("/api/nothing", 404), ("/api/items/a%0Ab", 404),
    ],
)  # fmt: skip
def test_the_api_says_what_is_wrong(browser, trade, path, status):
    answer = browser.get(path)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_the_api_describes_itself(browser, trade):
    schema = browser.get("/api/openapi.json").json()
    assert set(schema["paths"]) == {"/items", "/items/{id}", "/topics", "/feeds", "/deliveries", "/deliveries/{key}"}
    assert all(set(methods) == {"get"} for methods in schema["paths"].values())
    assert "GET /api/items" in text_of(browser.page("/api").xpath("//main")[0])


def test_the_api_changes_nothing(browser, trade):
    assert browser.ask("POST", "/api/items", {"Origin": HOME}).status_code == 405


def test_programs_sign_in_with_a_token(sqlite_store, bot, trade):
    guest = visitor(sqlite_store, bot, api_token="t" * 20)
    assert guest.get("/api/items").status_code == 401
    assert guest.get("/api/items", Authorization=f"Bearer {'t' * 20}").status_code == 200
    assert guest.get("/api/items", Authorization="Bearer wrong").status_code == 401
    assert guest.get("/items", Authorization=f"Bearer {'t' * 20}").status_code == 303
    without = visitor(sqlite_store, bot)
    assert without.get("/api/items", Authorization="Bearer ").status_code == 401
