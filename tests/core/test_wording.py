"""All wording stands in every language, with the same blanks to fill."""

from string import Formatter

import pytest

from core.model import Tier
from core.wording import LANGUAGES, TEXTS, items, say


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_said_in_every_language_with_the_same_blanks(key):
    texts = TEXTS[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert len({frozenset(blanks(text)) for text in texts.values()}) == 1


def test_what_is_filled_in_is_never_read_as_a_blank():
    assert say("en", "no_item", name="{key} {0}") == "No stored item is called {key} {0}."


def test_a_language_that_is_not_spoken_here_gets_english():
    assert say("fr", "card.open") == say("en", "card.open") == "Open"
    assert say("ko", "card.open") == "원문"


def test_numbers_of_items():
    assert [items("en", n) for n in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert items("ko", 2).startswith("2")


def test_every_tier_has_a_name():
    assert all(say("en", f"tier.{tier}") for tier in Tier)
