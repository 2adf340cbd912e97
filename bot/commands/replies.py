"""The shapes of answers that several commands share."""

from collections.abc import Sequence

from bot.commands.request import Reply
from core.card import Actions, Block, Button, Card, Note, Paragraph, Preformatted, Span
from core.wording import say

BUTTONS = 5


def answer(*blocks: Block, announce: Card | None = None) -> Reply:
    """Seen by the caller only; `announce` by the channel."""
    return Reply(Card(blocks), announce=announce)


def text(*lines: str) -> Paragraph:
    """A paragraph of plain lines."""
    return Paragraph((Span("\n".join(lines)),))


def refuse(why: str, *, preformatted: bool = False) -> Reply:
    """Why nothing was done."""
    return answer(Preformatted(why) if preformatted else text(why))


def suggest(lang: str, why: str, lines: Sequence[str], *, ask: bool = True, note: str = "") -> Reply:
    """Why nothing was done, and command lines that could be meant, each a button."""
    question = [say(lang, "did_you_mean", words=", ".join(lines))] if ask else []
    notes = [Note(note)] if note else []
    return answer(text(why, *question), *notes, buttons(*((line, line) for line in lines)))


def buttons(*labelled: tuple[str, str]) -> Actions:
    """Buttons from (label, command line) pairs, as many as every surface can show."""
    return Actions(tuple(Button(label, command=line) for label, line in labelled[:BUTTONS]))


def code(line: str) -> tuple[Span, ...]:
    """A command line shown as such."""
    return (Span(line, code=True),)
