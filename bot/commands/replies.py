"""The shapes of answers that several commands share."""

from collections.abc import Sequence

from bot.commands.request import Reply
from core.card import Actions, Block, Button, Card, Note, Paragraph, Preformatted, Span
from core.wording import say

BUTTONS = 5
# Slack keeps 2,000 characters with a button, and the query language takes as many; a cut command would say another thing.
LONGEST_LINE = 1_900


def answer(*blocks: Block, announce: Card | None = None) -> Reply:
    """Seen by the caller only; `announce` by the channel."""
    return Reply(card(*blocks), announce=announce)


def card(*blocks: Block) -> Card:
    """A card of these blocks; rows without a button are left out."""
    return Card(tuple(b for b in blocks if not isinstance(b, Actions) or b.buttons or b.more))


def text(*lines: str) -> Paragraph:
    """A paragraph of plain lines."""
    return Paragraph((Span("\n".join(lines)),))


def refuse(why: str, *, preformatted: bool = False) -> Reply:
    """Why nothing was done."""
    return answer(Preformatted(why) if preformatted else text(why))


def suggest(lang: str, why: str, lines: Sequence[str], *, meant: Sequence[str] = (), note: str = "") -> Reply:
    """Why nothing was done, and command lines to go on with, each a button; those in `meant` are asked about."""
    question = [say(lang, "did_you_mean", words=", ".join(meant))] if meant else []
    notes = [Note(note)] if note else []
    return answer(text(why, *question), *notes, buttons(*((line, line) for line in lines)))


def buttons(*labelled: tuple[str, str]) -> Actions:
    """Buttons from (label, command line) pairs, as many and as long as every surface can carry."""
    fitting = [pair for pair in labelled if len(pair[1]) <= LONGEST_LINE]
    return Actions(tuple(Button(label, command=line) for label, line in fitting[:BUTTONS]))


def code(line: str) -> tuple[Span, ...]:
    """A command line shown as such."""
    return (Span(line, code=True),)
