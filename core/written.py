"""What a reader is given of an item in few words: an extract, or a model's text that passed core/gate.py, why which, and its record.

Values only. The model's door is Summariser and Translator in core/ports.py.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.gate import Refusal
from core.summary import Cited


class Origin(StrEnum):
    """Whose words a summary has. It is shown beside them."""

    EXTRACT = "extract"
    MODEL = "model"


class Shortfall(StrEnum):
    """Why there is an extract, or no translation, though a model was asked for. For the audit."""

    BUDGET = "budget"
    PAUSED = "paused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate-limited"
    REJECTED = "rejected"
    BAD_ANSWER = "bad-answer"
    REFUSED = "refused"
    NO_TEXT = "no-text"


class Purpose(StrEnum):
    """What a model was asked for."""

    SUMMARY = "summary"
    TRANSLATION = "translation"


# A sentence of a model that was not shown, and why.
Dropped = tuple[str, Refusal]


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence and the sentences of the item it stands on; in an extract it is the one it cites."""

    text: str
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences in reading order; `dropped` are the model's that were not taken, `tokens` and `cost` what it took to ask."""

    sentences: tuple[Stated, ...]
    origin: Origin = Origin.EXTRACT
    shortfall: Shortfall | None = None
    dropped: tuple[Dropped, ...] = ()
    model: str = ""
    tokens: int = 0
    cost: Decimal = Decimal(0)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why sentences were dropped."""
        return tuple(why for _, why in self.dropped)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The model's own sentences that are shown."""
        return tuple(one.text for one in self.sentences) if self.origin is Origin.MODEL else ()


@dataclass(frozen=True, slots=True)
class Translation:
    """Machine translation, to be labelled so, line by line with the originals; None where a line was refused or none came."""

    lang: str
    originals: tuple[str, ...]
    lines: tuple[str | None, ...]
    shortfall: Shortfall | None = None
    dropped: tuple[Dropped, ...] = ()
    model: str = ""
    tokens: int = 0
    cost: Decimal = Decimal(0)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why lines were dropped."""
        return tuple(why for _, why in self.dropped)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The lines that are shown."""
        return tuple(line for line in self.lines if line)


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a model was asked and what became of its answer, for the audit. `workspace` is surface:id, `item` its short id.

    `shortfall` is None where something of it is shown; 0 tokens and none of these: the answer was kept from before.
    """

    at: datetime
    workspace: str
    purpose: Purpose
    item: str
    model: str
    tokens: int = 0
    cost: Decimal = Decimal(0)
    shortfall: Shortfall | None = None
    accepted: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def as_summary(extract: tuple[Cited, ...]) -> Summary:
    """An extract as a summary that quotes."""
    return Summary(tuple(Stated(one.text, (one,)) for one in extract))
