"""The product's forms as pages, over the real commands."""

from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from core.card import say
from core.catalogue import Catalogue
from core.model import Topic

from .conftest import HOME, NOW, Bot, Browser
from .filled import stored
from .test_pages import text_of

TOPIC = Topic("cbam", "Border carbon", "measures", {"en": ("CBAM",)})


@pytest.fixture
def browser(sqlite_store):
    dispatch = Dispatcher(sqlite_store, Catalogue([TOPIC]), lambda: NOW, ZoneInfo("UTC"))
    return Browser(sqlite_store, Bot(dispatch), lambda lang: say("well"))


def filled(page, **answers: str) -> dict[str, str]:
    """What a browser sends of the form in the page, with these answers."""
    return {**{name: value for name, value in page.forms[-1].form_values() if name != "token"}, **answers}


def test_a_form_asks_with_labels_for_everything(browser, trade):
    page = browser.page("/form/subscribe?channel=trade")
    for field in page.xpath("//main//input[not(@type='hidden')][not(@type='checkbox')] | //main//select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")
    assert all(box.getparent().tag == "label" for box in page.xpath("//input[@type='checkbox']"))


def test_answers_are_counted_before_they_are_sent(browser, trade, sqlite_store):
    stored(sqlite_store, ("CBAM delayed", "x"))
    path = "/form/subscribe?channel=trade"
    answer = browser.submit(path, filled(browser.page(path), **{"topics.measures": "cbam"}))
    assert answer.status_code == 200
    assert "1 item" in answer.text
    assert sqlite_store.subscriptions.of_channel(trade) == []


def test_a_submitted_form_is_carried_out_in_its_channel(browser, trade, sqlite_store):
    path = "/form/subscribe?channel=trade"
    answer = browser.submit(path, filled(browser.page(path), **{"topics.measures": "cbam", "do": "submit"}))
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/trade#line")
    assert [one.label for one in sqlite_store.subscriptions.of_channel(trade)] == ["Border carbon"]
    assert "subscribe" in text_of(browser.page("/chat/trade").xpath("//article")[0])


def test_a_look_while_one_types_carries_nothing_out_whichever_button_it_brings_along(browser, trade, sqlite_store):
    path = "/form/subscribe?channel=trade"
    fields = filled(browser.page(path), **{"topics.measures": "cbam", "do": "submit"})
    assert browser.submit(path, fields, **{"HX-Request": "true"}).status_code == 200
    assert sqlite_store.subscriptions.of_channel(trade) == []


def test_a_wrong_answer_stands_beside_its_field(browser, trade):
    path = "/form/subscribe?channel=trade"
    answer = browser.submit(path, filled(browser.page(path), query="(CBAM", do="submit"))
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert 'value="(CBAM"' in answer.text


def test_settings_change_what_was_changed(browser, trade, sqlite_store):
    path = "/form/settings?channel=trade"
    page = browser.page(path)
    assert browser.submit(path, filled(page, do="submit")).status_code == 303
    assert page.xpath("//input[starts-with(@name, 'seen.')]")


@pytest.mark.parametrize("path", ["/form/none?channel=trade", "/form/subscribe?channel=none", "/form/subscribe"])
def test_a_form_that_is_none_is_not_found(browser, trade, path):
    assert browser.get(path).status_code == 404


def test_nothing_is_done_without_the_token(browser, trade, sqlite_store):
    answer = browser.post("/form/subscribe?channel=trade", {"topics.measures": "cbam", "do": "submit"}, Origin=HOME)
    assert answer.status_code == 403
    assert sqlite_store.subscriptions.of_channel(trade) == []
