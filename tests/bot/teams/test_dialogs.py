"""Dialogs with the real forms: opened, counted live, refused with what is wrong, carried out; and the same as a message."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.teams.dialog import filled, form_card, seen
from core.catalogue import Catalogue
from core.form import Ask, Choice, Field, Form
from core.model import Channel
from storage.store import Store
from tests.bot.teams.conftest import Bot, MakeBot
from tests.bot.teams.schema import problems
from tests.conftest import NOW
from tests.servers.connector import CHANNEL, TENANT, Json


@pytest.fixture
def bot(filled: Store, catalogue: Catalogue, make_bot: MakeBot) -> Bot:
    return make_bot(Dispatcher(filled, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul")))


def dialog(answer: Any) -> Json:
    assert answer.status_code == 200
    task = answer.json()["task"]
    assert task["type"] == "continue"
    card: Json = task["value"]["card"]["content"]
    assert problems(card) == []
    return card


def inputs(card: Json) -> dict[str, Json]:
    return {element["id"]: element for element in card["body"] if element["type"].startswith("Input")}


def said(card: Json) -> str:
    runs = [run for element in card["body"] for run in element.get("inlines", [])]
    return "\n".join(run if isinstance(run, str) else run["text"] for run in runs)


def buttons(card: Json) -> dict[str, Json]:
    return {action["title"]: action["data"] for element in card["body"] for action in element.get("actions", [])}


def follows(bot: Bot) -> list[str]:
    channel: Channel = bot.store.subscriptions.channel("teams", TENANT, CHANNEL)
    return [one.subject.text for one in bot.store.subscriptions.of_channel(channel)]


def test_the_wizard_counts_and_subscribes(bot: Bot) -> None:
    card = dialog(bot.invoke("task/fetch", {"data": {"form": "subscribe"}}, place=CHANNEL))
    fields = inputs(card)
    assert all(field["label"] for field in fields.values())
    offers = {choice["value"]: name for name, field in fields.items() for choice in field.get("choices", [])}
    chosen = {offers["critical-minerals"]: "critical-minerals", offers["cbam"]: "cbam"}
    answers = {name: field.get("value", "") for name, field in fields.items()} | chosen

    counted = dialog(bot.invoke("task/submit", {"data": buttons(card)["Count the hits"] | answers}, place=CHANNEL))
    assert "2 " in said(counted)
    assert inputs(counted)[offers["cbam"]]["value"] == "cbam"
    assert follows(bot) == []

    done = dialog(bot.invoke("task/submit", {"data": buttons(counted)["Subscribe"] | answers}, place=CHANNEL))
    assert "now follows" in done["fallbackText"]
    assert not buttons(done)
    assert sorted(follows(bot)) == ["cbam", "critical-minerals"]
    (public,) = bot.fake.wait_for(1)
    assert public.query == ""
    assert "Kim Minji" in public.plain or "now follows" in public.plain


def test_a_wrong_answer_comes_back_with_what_is_wrong(bot: Bot) -> None:
    card = dialog(bot.invoke("task/fetch", {"data": {"form": "subscribe"}}, place=CHANNEL))
    wrong = buttons(card)["Subscribe"] | {"query": "(CBAM OR 탄소국경"}
    back = dialog(bot.invoke("task/submit", {"data": wrong}, place=CHANNEL))
    assert "Missing )" in said(back).partition("\n")[0]  # at the top, with the name of its field
    caret = next(one for one in back["body"] if "^" in str(one.get("inlines")))
    assert caret["inlines"][0]["fontType"] == "Monospace"
    assert "\u00a0" in caret["inlines"][0]["text"]
    assert inputs(back)["query"]["value"] == "(CBAM OR 탄소국경"
    assert follows(bot) == []


def test_settings_change_only_what_this_person_changed(bot: Bot) -> None:
    card = dialog(bot.invoke("task/fetch", {"data": {"form": "settings"}}, place=CHANNEL, locale="ko-KR"))
    answers = {name: field.get("value", "") for name, field in inputs(card).items()}
    bot.store.subscriptions.channel("teams", TENANT, CHANNEL)
    saved = buttons(card)["저장"] | answers | {"quiet": "19:00-08:00"}
    done = dialog(bot.invoke("task/submit", {"data": saved}, place=CHANNEL, locale="ko-KR"))
    channel = bot.store.subscriptions.channel("teams", TENANT, CHANNEL)
    wishes = bot.store.wishes.of(channel, NOW)
    assert str(wishes.quiet).startswith("19:00-08:00")
    assert wishes.digest is None
    assert done["fallbackText"]


def test_a_form_that_is_none_says_so(bot: Bot) -> None:
    assert "fallbackText" in dialog(bot.invoke("task/fetch", {"data": {"form": "money"}}))
    assert "fallbackText" in dialog(bot.invoke("task/fetch", {}))
    assert "fallbackText" in dialog(bot.invoke("task/submit", {"data": {"form": ["x"], "do": "submit"}}))


def test_without_dialogs_the_form_is_a_message_that_sends_its_answers(bot: Bot) -> None:
    bot.say("settings", place=CHANNEL)
    (answer,) = bot.fake.wait_for(1)
    data = buttons(answer.card)["Channel settings"]
    assert data == {"form": "settings", "msteams": {"type": "task/fetch"}}
    bot.say("", place=CHANNEL, text="", entities=[], value=data)
    drawn = bot.fake.wait_for(2)[1].card
    assert problems(drawn) == []
    answers = {name: field.get("value", "") for name, field in inputs(drawn).items()}
    sent = buttons(drawn)["Save"] | answers | {"cap": "7"}
    bot.say("", place=CHANNEL, text="", entities=[], value=sent)
    bot.fake.wait_for(3)
    channel = bot.store.subscriptions.channel("teams", TENANT, CHANNEL)
    assert bot.store.wishes.of(channel, NOW).cap == 7


def test_every_kind_of_question_is_right_by_the_schema() -> None:
    two = (Choice("a", "A"), Choice("b", "B"))
    fields = (
        Field("text", "Text", hint="such as x", value=("x",), error="too short", required=True),
        Field("one", "One", Ask.ONE, ("a",), two, required=True),
        Field("several", "Several", Ask.SEVERAL, ("a", "b"), two, hint="none is all"),
        Field("yes", "Yes", Ask.YES, (), (Choice("yes", "Really"),)),
    )
    card = form_card(Form("f", "Title", "Send", fields, note="About 3 a day."), "en")
    assert problems(card) == []
    shown = inputs(card)
    assert shown["several:several"]["value"] == "a,b"
    assert (shown["yes"]["valueOn"], shown["yes"]["value"]) == ("yes", "")
    assert "too short" in said(card)
    data = buttons(card)["Send"] | {"text": "y", "several:several": "b", "yes": "", "odd": 7}
    assert seen(data) == {"text": ("x",), "one": ("a",), "several": ("a", "b")}
    # What a client leaves out was emptied.
    assert filled(data) == {"text": ("y",), "one": (), "several": ("b",), "yes": ()}
