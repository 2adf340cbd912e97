"""tests/data/commands.yaml: lines in, what people read out. Each conversation is a channel of its own in one fixed store.

`as` says who talks, `by` in a turn who says this line instead.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands.request import Reply
from core.catalogue import Catalogue
from storage.store import Store
from tests.bot.commands.conftest import asking

FILE = Path(__file__).parents[2] / "data" / "commands.yaml"
TALKS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


def told(line: str, reply: Reply) -> dict[str, str]:
    """A turn in the form of the file."""
    turn = {"line": line, "seen_by": str(reply.visibility), "reply": reply.card.plain}
    return turn | ({"announce": reply.announce.plain} if reply.announce else {})


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["talk"])
def test_the_conversation_goes_as_written(talk: dict[str, Any], filled: Store, catalogue: Catalogue) -> None:
    ask = asking(filled, catalogue, channel=talk["talk"], **talk.get("as", {}))
    for turn in talk["turns"]:
        by = turn.get("by", {})
        assert ({"by": by} if by else {}) | told(turn["line"], ask(turn["line"], **by)) == turn
