"""What a reader is given of an item in few words: an extract, or a model's text that passed core/gate.py, and why which.

Values only. The model's door is Summariser and Translator in core/ports.py.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence and the sentences of the item it stands on; in an extract it is the one it cites."""

    text: str
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Sentences in reading order. `refusals` are those of the model's sentences that were dropped; `model` names it."""

    sentences: tuple[Stated, ...]
    origin: Origin = Origin.EXTRACT
    shortfall: Shortfall | None = None
    refusals: tuple[Refusal, ...] = ()
    model: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """Machine translation, to be labelled so, line by line with the originals; None where a line was refused or none came."""

    lang: str
    originals: tuple[str, ...]
    lines: tuple[str | None, ...]
    shortfall: Shortfall | None = None
    refusals: tuple[Refusal, ...] = ()
    model: str = ""
    tokens: int = 0


def as_summary(extract: tuple[Cited, ...]) -> Summary:
    """An extract as a summary that quotes."""
    return Summary(tuple(Stated(one.text, (one,)) for one in extract))
