"""Deliveries: the ledger, retry and drop, pace, and why a channel did not get something."""

import pytest

from core.model import Alert, Decision, DeliveryState, Preferences, Reason

from .conftest import HOME, NOW
from .filled import CBAM, HOSTILE, stored
from .test_pages import text_of


def test_the_ledger_lists_what_goes_where(browser, delivery):
    page = browser.page("/deliveries")
    (row,) = page.xpath("//tbody/tr")
    assert f"CBAM {HOSTILE}" in text_of(row)
    assert "#trade" in text_of(row)
    assert "waiting" in text_of(row)
    assert not page.xpath("//script[not(@src)]")
    assert browser.page("/deliveries?state=failed").xpath("//p[@class='empty']")
    assert browser.page(f"/deliveries?channel={delivery.channel.key + 1}").xpath("//p[@class='empty']")


def test_a_delivery_leads_to_its_item(browser, delivery):
    page = browser.page(f"/deliveries/{delivery.key}")
    assert f"/items/{delivery.item}" in page.xpath("//a/@href")
    assert "Border carbon: send at once" in text_of(page.xpath("//main")[0])


def test_drop_and_retry(browser, delivery, sqlite_store):
    path = f"/deliveries/{delivery.key}"
    assert browser.submit(f"{path}/drop", {}).headers["location"] == path
    assert sqlite_store.trail.entry(delivery.key).state is DeliveryState.SUPPRESSED
    assert "dropped by you" in text_of(browser.page(path).xpath("//main")[0])
    browser.submit(f"{path}/retry", {})
    assert sqlite_store.trail.entry(delivery.key).state is DeliveryState.PENDING


@pytest.mark.parametrize("what", ["retry", "drop"])
def test_nothing_is_done_without_the_token(browser, delivery, sqlite_store, what):
    assert browser.post(f"/deliveries/{delivery.key}/{what}", {}, Origin=HOME).status_code == 403
    assert sqlite_store.trail.entry(delivery.key).state is DeliveryState.PENDING


@pytest.mark.parametrize("key", ["0", "-1", "99", "99999999999999", "x"])
def test_a_delivery_that_is_none_is_not_found(browser, trade, key):
    assert browser.get(f"/deliveries/{key}").status_code in (400, 404)


def test_pace_by_channel(browser, delivery):
    cells = browser.page("/deliveries/pace").xpath("//tbody/tr/*")
    assert [text_of(cell) for cell in cells][:3] == ["#trade", "1", "0"]


def test_older_ones_are_behind_a_link(browser, trade, sqlite_store):
    heard = sqlite_store.subscriptions.subscribe(trade, CBAM, "CBAM", Preferences(), "you", NOW)
    items = stored(sqlite_store, *((f"Item {n}", "x") for n in range(60)))
    sqlite_store.ledger.write(items, [], [Alert(heard, item, Decision.NOW, Reason.MATCHED) for item in items], NOW)
    page = browser.page("/deliveries")
    assert len(page.xpath("//tbody/tr")) == 50
    assert len(browser.page(page.xpath("string(//p[@class='after']/a/@href)")).xpath("//tbody/tr")) == 10


def test_why_not_asks_as_the_channel(browser, bot, trade, sqlite_store):
    slack = sqlite_store.subscriptions.channel("slack", "T1", "C1", name="alerts")
    page = browser.page(f"/deliveries/why?link=https://a.example/1&channel={slack.key}")
    request = bot.heard[0]
    assert (request.surface, request.workspace, request.channel, request.text) == (
        "slack",
        "T1",
        "C1",
        "why https://a.example/1",
    )
    assert "You said why https://a.example/1." in text_of(page.xpath("//div[@id='answer']")[0])
    assert not browser.page("/deliveries/why?link=x&channel=999").xpath("//div[@id='answer']/*")
