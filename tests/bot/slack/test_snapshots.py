"""Each kind of card, form and page as Slack gets it, beside the last one that somebody looked at, and within Slack's limits.

A snapshot that is meant to change is deleted from tests/data/snapshots; the next run writes it anew and fails once.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block as SlackBlock

from bot.commands.dispatch import Dispatcher
from bot.commands.home import Home
from bot.commands.request import Reply, Request
from bot.slack import render
from bot.slack.home_tab import home_view
from bot.slack.render_form import Place, card_view, form_view
from core.catalogue import Catalogue
from core.digest_card import Piece, digest_card
from core.graphemes import utf16_length
from core.match import Matcher
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS, fill_store

FOLDER = Path(__file__).parents[2] / "data" / "snapshots"
SEOUL = ZoneInfo("Asia/Seoul")
Json = dict[str, Any]

# What a channel is asked one after the other, and what the picture of each answer is called.
LINES = {
    "first-words": "list",
    "subscribed": "subscribe cbam",
    "list": "list",
    "alert": "test",
    "preview": "preview cbam",
    "brief": "brief cbam since:60d",
    "summary": "summary #VQNF",
    "why": "why #BANF",
    "feeds": "feeds",
    "topics": "topics 광물",
    "settings": "settings sensitivity:fewer",
    "digest": "digest daily 08:30",
    "not-relevant": "feedback #BANF irrelevant",
    "bad-query": "subscribe (CBAM OR 탄소국경",
    "unknown": "subscrbe cbam",
    "help": "help subscribe",
}


# Those that are kept; the texts of the others are held by tests/data/commands.yaml.
KEPT = ("first-words", "list", "alert", "brief", "summary", "why", "feeds", "not-relevant", "bad-query", "digest-card")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(TOPICS)


@pytest.fixture
def store(sqlite_store: Store, tmp_path: Path) -> Store:
    return fill_store(sqlite_store, Matcher(TOPICS), tmp_path)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_each_card_is_as_it_was_looked_at(store: Store, catalogue: Catalogue, lang: str) -> None:
    dispatch = Dispatcher(store, catalogue, lambda: NOW, SEOUL)
    person = Request("slack", "T1", "C1", "U1", "", "trade", lang, "kim")

    def ask(text: str) -> Reply:
        return dispatch(replace(person, text=text))

    replies = {name: ask(line) for name, line in LINES.items()}
    drawn: Json = {name: render.message(reply.card) for name, reply in replies.items()}
    drawn |= {f"{name}-announced": render.message(r.announce) for name, r in replies.items() if r.announce}
    for form in ("subscribe", "settings"):
        shown = ask(form).form
        assert shown
        drawn[f"form-{form}"] = form_view(shown, Place("C1", "trade"), lang)
    drawn["modal"] = card_view(replies["subscribed"].card, Place("C1", "trade"), lang)
    pieces = [Piece(item, ("CBAM",), 3.0) for item in store.items.by_keys([1, 2, 3])]
    drawn["digest-card"] = render.message(digest_card("Digest", pieces, lang, SEOUL))
    home = Home(store, catalogue, lambda: NOW, SEOUL)
    drawn["home"] = home_view(home(replace(person, admin=True), {"C1"}))
    for message in drawn.values():
        check(message)
    compare(f"slack-{lang}", {name: drawn[name] for name in KEPT})


def compare(name: str, drawn: Json) -> None:
    file = FOLDER / f"{name}.json"
    if not file.exists():
        FOLDER.mkdir(exist_ok=True)
        file.write_text(json.dumps(drawn, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{file.name} was written; look at it and run again")
    assert drawn == json.loads(file.read_text("utf-8"))


def check(message: Json) -> None:
    """Slack's limits, with slack_sdk's models and those that they leave out."""
    blocks = message["blocks"]
    assert len(blocks) <= (100 if message.get("type") in ("modal", "home") else 50)
    assert utf16_length(json.dumps(blocks, ensure_ascii=False)) <= 13_000 or message.get("type") in ("modal", "home")
    for block in SlackBlock.parse_all(blocks):
        block.validate_json()
    assert 1 <= len(message.get("text", "x")) <= 4000
    for element in (one for block in blocks for one in block.get("elements", []) if isinstance(one, dict)):
        assert len(element["text"]["text"] if element["type"] == "button" else "x") <= 75
        assert len(element.get("value", "")) <= 2000
        assert all(len(option["value"]) <= 150 for option in element.get("options", []))
