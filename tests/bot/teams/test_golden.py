"""tests/data/commands.yaml holds on Teams as in the dispatcher: each line as an activity, what the card says in text."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.request import Reply, Request
from core.catalogue import Catalogue
from storage.store import Store
from tests.bot.commands.conftest import asking
from tests.bot.teams.conftest import MakeBot

FILE = Path(__file__).parents[2] / "data" / "commands.yaml"
TALKS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["talk"])
def test_the_conversation_goes_as_written(
    talk: dict[str, Any], filled: Store, catalogue: Catalogue, make_bot: MakeBot
) -> None:
    ask = asking(filled, catalogue, channel=talk["talk"], **talk.get("as", {}))
    typed: list[str] = []
    by: dict[str, Any] = {}

    def dispatch(request: Request) -> Reply:
        typed.append(request.text)
        return replace(ask(request.text, **by), file=None)  # a file is a message more: test_files.py

    bot = make_bot(dispatch)
    place = f"19:{talk['talk']}@thread.tacv2"
    for number, turn in enumerate(talk["turns"]):
        by = turn.get("by", {})
        before = len(bot.fake.posts())
        bot.say(turn["line"], place=place)
        expected = [turn["reply"], *([turn["announce"]] if "announce" in turn else [])]
        posts = bot.fake.wait_for(before + len(expected))[before:]
        assert [post.plain.replace("\u200b", "") for post in posts] == expected, (number, turn["line"])
        assert (posts[0].query == "isTargetedActivity=true") == (turn["seen_by"] == "caller")
        assert [post.query for post in posts[1:]] == [""] * (len(posts) - 1)
    assert typed == [" ".join(turn["line"].split()) for turn in talk["turns"]]
