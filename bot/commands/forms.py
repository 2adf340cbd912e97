"""The forms, and the command lines that a filled one stands for: a form can do nothing that a line cannot.

`subscribe` and `settings` are drawn by every surface from the same `Form`. How a surface asks: core/form.py, and
`Request.filled` in bot/commands/request.py. Nothing here changes anything.
"""

from collections.abc import Callable, Mapping

from bot.commands import settings_form, subscribe_form
from bot.commands.context import Context
from bot.commands.settings_form import language_name as language_name
from core.form import Filled, Form

SUBSCRIBE, SETTINGS = "subscribe", "settings"

_FORMS: Mapping[str, Callable[[Context, Filled], Form]] = {SUBSCRIBE: subscribe_form.form, SETTINGS: settings_form.form}
_LINES: Mapping[str, Callable[[Filled], tuple[str, ...]]] = {
    SUBSCRIBE: subscribe_form.lines,
    SETTINGS: settings_form.lines,
}
IDS = tuple(_FORMS)


def form(id: str, context: Context, filled: Filled) -> Form:
    """The form with these answers in it, each checked; what is not answered has what counts now.

    Nothing filled in at all is a new form, of which nothing is said to be wrong.
    """
    return _FORMS[id](context, filled)


def lines(id: str, filled: Filled) -> tuple[str, ...]:
    """The command lines that the answers stand for, in the order in which they are to be carried out.

    For answers in which `form` found no error. A field that is not among them has no line.
    """
    return _LINES[id](filled)


def changed(form: Form, filled: Filled, seen: Filled) -> Filled:
    """The answers that differ from what the form showed: another person may have changed the others meanwhile."""
    shown = {field.name: tuple(seen.get(field.name, field.value)) for field in form.fields}
    return {name: value for name, value in filled.items() if name in shown and tuple(value) != shown[name]}


def wrong(form: Form) -> Mapping[str, str]:
    """What is wrong with the answers, by the fields' names."""
    return {field.name: field.error for field in form.fields if field.error}
