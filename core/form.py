"""A form free of any surface: what is asked, never how a surface draws it (Slack: modal, Teams: dialog, console: page).

What a filled form means is a command line, made in bot/commands/forms.py: a form can do nothing that a line cannot.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Ask(StrEnum):
    """How a field is answered: free text, one of the choices, several of them, or yes (one choice, ticked or not)."""

    TEXT = "text"
    ONE = "one"
    SEVERAL = "several"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be chosen: `value` is what the form sends, `label` what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `value` is what is filled in; `error` says what is wrong with it; a `live` one changes the form's note."""

    name: str
    label: str
    ask: Ask = Ask.TEXT
    value: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    error: str = ""
    required: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Questions from top to bottom. `id` names the form (subscribe, settings), `note` is what it says by itself, such as how
    many alerts the answers so far would have brought."""

    id: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    note: str = ""


Filled = Mapping[str, tuple[str, ...]]
"""What was filled in, by the fields' names."""
