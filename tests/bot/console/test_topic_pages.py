"""Topics: catalogue, one topic, editing with a preview, what none caught, trends."""

import pytest
from lxml import html

from bot.console.frame import Tools
from bot.console.receive import Values
from bot.console.topic_form import edited, fields_of
from core.card import say
from core.catalogue import Catalogue
from core.model import Alert, Decision, Preferences, Reason, Subject, SubjectKind
from core.topic_edits import edited as with_edits
from core.topic_edits import raw_of
from core.topics import topics_of
from storage.store import Store

from .conftest import NOW, Bot, Browser
from .filled import HOSTILE, stored
from .test_pages import text_of

PARTS = {
    "cbam": {"id": "cbam", "name": "Border carbon", "category": "measures", "aliases": {"en": ["CBAM", "border carbon"], "ko": ["탄소국경"]}, "related": ["steel"]},
    "steel": {"id": "steel", "name": "Steel", "category": "sectors", "aliases": {"en": ["steel quota"]}, "acronyms": [{"term": "SQ", "ambiguous": True}]},
}  # fmt: skip
FORM = {"name": "Flowers", "category": "sectors", "aliases.en": "flower show\r\nflower\r\n"}


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(topics_of(raw_of(PARTS)))


@pytest.fixture
def browser(sqlite_store: Store, bot: Bot, catalogue: Catalogue) -> Browser:
    def parts() -> dict[str, object]:
        return with_edits(PARTS, {key: one.data for key, one in sqlite_store.topics.edits().items()})

    tools = Tools(
        catalogue=catalogue, topic_parts=parts, topics_changed=lambda: catalogue.set_topics(topics_of(raw_of(parts())))
    )
    return Browser(sqlite_store, bot, lambda lang: say("well"), tools=tools)


def follow(store: Store, trade) -> object:
    return store.subscriptions.subscribe(
        trade, Subject(SubjectKind.TOPIC, "cbam"), "Border carbon", Preferences(), "you", NOW
    )


def test_the_catalogue_counts_hits_and_followers(browser, sqlite_store, trade):
    stored(sqlite_store, ("CBAM delayed", "x"), ("CBAM again", "x"))
    follow(sqlite_store, trade)
    rows = [text_of(row) for row in browser.page("/topics").xpath("//tbody/tr")]
    assert rows[0].startswith("Border carbon cbam")
    assert rows[0].endswith("2 1")
    assert [text_of(a) for a in browser.page("/topics?q=steel").xpath("//tbody//th/a")] == ["Steel"]
    assert "No topic is called so" in text_of(browser.page("/topics?q=nothing").xpath("//main")[0])


def test_a_topic_shows_names_chart_followers_and_items(browser, sqlite_store, trade):
    stored(sqlite_store, ("CBAM delayed", "x"))
    follow(sqlite_store, trade)
    page = browser.page("/topics/cbam?days=90")
    assert len(page.xpath("//svg[@role='img']//rect")) == 90
    text = text_of(page.xpath("//main")[0])
    assert "Border carbon: 1 in 90 days" in text
    assert "탄소국경" in text
    assert "#trade" in text
    assert page.xpath("//a[@class='title']/text()") == ["CBAM delayed"]
    assert page.xpath("//form[@action='/chat/trade']/button/@value") == ["subscribe cbam"]
    assert browser.get("/topics/none").status_code == 404


def test_a_preview_shows_what_an_edit_would_find(browser, sqlite_store, trade):
    stored(sqlite_store, ("Flower show opens", "x"), ("CBAM delayed", "x"))
    answer = browser.submit("/topics/new", {**FORM, "id": "flowers", "do": "preview"})
    preview = html.fromstring(answer.text).xpath("//section[@id='preview']")[0]
    assert "1 items in 30 days" in text_of(preview)
    assert "Flower show opens" in text_of(preview)
    fields = {**fields_of(PARTS["cbam"]), "aliases.en": "flower show", "do": "preview"}
    lost = html.fromstring(browser.submit("/topics/cbam/edit", fields).text).xpath("//section[@id='preview']")[0]
    assert "Found no moreCBAM delayed" in text_of(lost)
    assert sqlite_store.topics.edits() == {}


def test_a_new_topic_is_kept_and_shown(browser, sqlite_store, catalogue, trade):
    answer = browser.submit("/topics/new", {**FORM, "id": "flowers", "do": "save"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/topics/flowers")
    assert catalogue.topics["flowers"].aliases == {"en": ("flower show", "flower")}
    (edit,) = sqlite_store.topics.history("flowers")
    assert edit.by == "you"
    assert [(one.verb, one.after) for one in sqlite_store.audit.everything()] == [
        ("topics", {"topic flowers": "version 1"})
    ]


def test_a_look_while_one_types_keeps_nothing_whichever_button_it_brings_along(browser, sqlite_store, trade):
    for changes in ({}, {"name": ""}):
        fields = {**FORM, "id": "flowers", "do": "save", **changes}
        assert browser.submit("/topics/new", fields, **{"HX-Request": "true"}).status_code == 200
    assert sqlite_store.topics.history("flowers") == []


def test_an_edit_keeps_what_the_form_does_not_ask(browser, sqlite_store, catalogue, trade):
    fields = {**fields_of(PARTS["cbam"]), "name": "Carbon at the border", "do": "save"}
    assert browser.submit("/topics/cbam/edit", fields).status_code == 303
    assert catalogue.topics["cbam"].name == "Carbon at the border"
    assert catalogue.topics["cbam"].related == ("steel",)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "Bad Id"}, "id"),
        ({"id": "cbam"}, "id"),
        ({"id": "trends"}, "id"),
        ({"name": " "}, "name"),
        ({"category": "other"}, "category"),
        ({"aliases.en": ""}, "aliases.en"),
        ({"aliases.en": "!!!"}, "aliases.en"),
        ({"parent": "nowhere"}, "parent"),
        ({"signals": "\n".join(f"term {n}" for n in range(301))}, "aliases.en"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_kept(browser, sqlite_store, trade, changes, field):
    answer = browser.submit("/topics/new", {**FORM, "id": "flowers", "do": "save", **changes})
    assert answer.status_code == 400
    assert html.fromstring(answer.text).xpath(f"//*[@id='p-{field}']")
    assert sqlite_store.topics.edits() == {}


def test_what_a_form_shows_makes_the_same_topic_again():
    for id, part in PARTS.items():
        form = Values({name: (value,) for name, value in fields_of(part).items()})
        found = edited(form, PARTS, id)
        assert found.problems == {}
        assert found.part == part


def test_unmatched_shows_what_nobody_caught(browser, sqlite_store, trade):
    heard = follow(sqlite_store, trade)
    assert "Nothing slipped through" in text_of(browser.page("/topics/unmatched").xpath("//main")[0])
    items = stored(sqlite_store, ("CBAM delayed", HOSTILE), ("Flower show", "x"))
    alert = Alert(heard, items[0], Decision.NOW, Reason.MATCHED)
    sqlite_store.ledger.write(items[:1], [], [alert], NOW)
    page = browser.page("/topics/unmatched")
    assert page.xpath("//a[@class='title']/text()") == ["Flower show"]
    # It leads to a new topic that begins with its headline.
    (new,) = page.xpath("//a[starts-with(@href, '/topics/new?')]/@href")
    assert "Flower show" in browser.page(new).xpath("string(//textarea[@name='aliases.en'])")


def test_trends_draw_the_topics_and_say_them_as_text(browser, sqlite_store, trade):
    assert "No topic had an item" in text_of(browser.page("/topics/trends").xpath("//main")[0])
    stored(sqlite_store, ("CBAM delayed", "x"))
    page = browser.page("/topics/trends?days=90")
    assert page.xpath("//polyline/title/text()") == ["Border carbon: 1"]
    assert "Border carbon" in page.xpath("string(//pre)")


@pytest.mark.parametrize("path", ["/topics/new", "/topics/cbam/edit"])
def test_no_topic_is_edited_without_the_token(browser, sqlite_store, trade, path):
    answer = browser.post(path, {**FORM, "id": "flowers", "do": "save"}, Origin="http://127.0.0.1:8080")
    assert answer.status_code == 403
    assert sqlite_store.topics.edits() == {}


def test_hostile_names_are_text(browser, trade):
    for do in ("preview", "save"):
        answer = browser.submit(
            "/topics/new", {"id": HOSTILE, "name": HOSTILE, "category": HOSTILE, "aliases.en": HOSTILE, "do": do}
        )
        assert not html.fromstring(answer.text).xpath("//script[not(@src)]")


def test_the_days_of_a_chart_are_those_that_are_offered(browser, sqlite_store, trade):
    stored(sqlite_store, ("CBAM delayed", "x"))
    assert len(browser.page("/topics/cbam?days=7").xpath("//rect")) == 30
    assert browser.get("/topics/cbam?days=x").status_code == 400
