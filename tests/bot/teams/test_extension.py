"""The message extension: searching items, and the summary of a link."""

import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Reply, Request
from core.card import say
from core.catalogue import Catalogue
from storage.store import Store
from tests.bot.teams.conftest import Bot, MakeBot
from tests.bot.teams.schema import problems
from tests.conftest import NOW
from tests.servers.connector import PERSON, Json


@pytest.fixture
def bot(filled: Store, catalogue: Catalogue, make_bot: MakeBot) -> Bot:
    return make_bot(Dispatcher(filled, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul")))


def search(bot: Bot, query: str, name: str = "query") -> Json:
    value = {"commandId": "search", "parameters": [{"name": name, "value": query}]}
    answer = bot.invoke("composeExtension/query", value)
    assert answer.status_code == 200
    found: Json = answer.json()["composeExtension"]
    return found


def test_an_item_is_found_and_can_be_inserted(bot: Bot) -> None:
    found = search(bot, "CBAM")
    assert found["type"] == "result"
    first = found["attachments"][0]
    assert first["preview"]["content"]["title"] == "EU publishes CBAM certificate price"
    assert problems(first["content"]) == []
    (row,) = (element for element in first["content"]["body"] if element["type"] == "ActionSet")
    assert [action["type"] for action in row["actions"]] == ["Action.OpenUrl"]


def test_before_anything_is_typed_the_newest_are_shown(bot: Bot) -> None:
    assert len(search(bot, "true", name="initialRun")["attachments"]) == 4


@pytest.mark.parametrize("query", ["nothinglikethat", "(CBAM OR"])
def test_nothing_found_and_a_wrong_query_are_told(bot: Bot, query: str) -> None:
    found = search(bot, query)
    assert found["type"] == "message"
    assert found["text"]


def summarised(bot: Bot, name: str, value: Any) -> Json:
    answer = bot.invoke(name, value)
    assert answer.status_code == 200
    card: Json = answer.json()["task"]["value"]["card"]["content"]
    assert problems(card) == []
    return card


LINKED = '<div>look: <a href="https://ec.example/cbam-price?id=7" title="x">this</a></div>'


def test_the_link_of_a_message_is_summarised(bot: Bot) -> None:
    card = summarised(bot, "composeExtension/fetchTask", {"messagePayload": {"body": {"content": LINKED}}})
    assert "EU publishes CBAM certificate price" in card["fallbackText"]


@pytest.mark.parametrize("body", [None, "no link", '<a href="javascript:alert(1)">x</a>', "https://user:pw@x.example/"])
def test_without_a_link_it_is_asked_for_and_then_summarised(bot: Bot, body: Any) -> None:
    card = summarised(bot, "composeExtension/fetchTask", {"messagePayload": {"body": {"content": body}}})
    assert card["body"][0]["type"] == "Input.Text"
    told = summarised(bot, "composeExtension/submitAction", {"data": {"link": "https://ec.example/cbam-price?id=7"}})
    assert "EU publishes CBAM certificate price" in told["fallbackText"]


def test_a_guest_searches_nothing(bot: Bot) -> None:
    guest = {**PERSON, "tenantId": "another"}
    value = {"parameters": [{"name": "query", "value": "CBAM"}]}
    assert bot.invoke("composeExtension/query", value, **{"from": guest}).status_code == 403


def test_a_summary_that_takes_long_comes_as_a_message(make_bot: MakeBot) -> None:
    done = threading.Event()

    def dispatch(request: Request) -> Reply:
        done.wait(20)
        return Reply(say(f"{request.text} at last"))

    bot = make_bot(dispatch, quick=0.01)
    card = summarised(bot, "composeExtension/fetchTask", {"messagePayload": {"body": {"content": LINKED}}})
    assert "Working on it" in card["fallbackText"]
    done.set()
    assert bot.fake.wait_for(1)[0].plain == "summary https://ec.example/cbam-price?id=7 at last"
