"""What a language model did is recorded, whatever came of it."""

from decimal import Decimal

from core.gate import Refusal
from core.written import ModelUse, Purpose, Shortfall
from jobs.language_endpoint import Price
from tests.jobs.test_language_model import HONEST, NOW, item, model, sentences


class Log:
    """A UseLog that a test reads."""

    def __init__(self) -> None:
        self.uses: list[ModelUse] = []

    def record(self, use: ModelUse) -> None:
        self.uses.append(use)


def test_each_use_is_recorded_with_what_was_shown_and_what_was_dropped_and_why() -> None:
    first, _ = HONEST["en"]
    invented = "Duties of 99 percent apply."
    log = Log()
    with model(lambda asked: sentences((first, [1]), (invented, [1])), price=Price(Decimal(2), Decimal(4))) as (
        language,
        _,
    ):
        language.log = log
        told = language.summarise(item(), workspace="slack:T1", now=NOW)
        language.summarise(item(), workspace="slack:T1", now=NOW)
        language.summarise(item(body=""), workspace="slack:T1", now=NOW)
    made, kept = log.uses
    assert (made.at, made.workspace, made.purpose, made.item, made.model) == (
        NOW,
        "slack:T1",
        Purpose.SUMMARY,
        "K7Q2",
        "tiny",
    )
    assert (made.accepted, made.dropped) == ((first,), ((invented, Refusal.NUMBER),))
    assert made.tokens == told.tokens > 0
    assert made.cost == told.cost > 0
    assert (kept.tokens, kept.accepted) == (0, (first,))


def test_a_use_that_brought_nothing_says_why() -> None:
    log = Log()
    with model(lambda asked: "no JSON at all") as (language, _):
        language.log = log
        language.translate(item(), ["Duties rise"], "ko", workspace="slack:T1", now=NOW)
    (use,) = log.uses
    assert (use.purpose, use.shortfall, use.accepted) == (Purpose.TRANSLATION, Shortfall.BAD_ANSWER, ())
