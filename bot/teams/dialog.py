"""Form → the Adaptive Card of a dialog, and what was filled in → answers. Pure.

Teams tells a bot nothing while somebody types, so what a live field would change is behind a button of its own. The same
card also works as a message, for clients without dialogs.
"""

from collections.abc import Mapping
from typing import Any

from bot.teams.render import (
    FORM,
    Json,
    adaptive,
    attachment,
    clean,
    columns,
    envelope,
    one_line,
    paragraph,
    rows_of,
    title,
)
from core.card import Actions, Card
from core.chart import columns as text_columns
from core.form import Ask, Field, Filled, Form
from core.graphemes import truncate_graphemes
from core.wording import say

DO, SEEN = "do", "seen"
COUNT, SUBMIT = "count", "submit"
# What the name of a field with several choices begins with on the wire.
SEVERAL = "several:"
MAX_TEXT = 2_000
MAX_HINT = 300
SHORT_HINT = 30
MAX_FIELDS = 60
MAX_VALUES = 200
WRONG = {"color": "Attention", "weight": "Bolder"}
# More choices than this are a list that opens.
SHOWN_CHOICES = 12


def form_card(form: Form, lang: str, seen: Filled | None = None) -> Json:
    """The card of a form. `seen` is what it showed when it was opened, which it carries with it."""
    shown = seen if seen is not None else {field.name: field.value for field in form.fields}
    wrong = [one_line(f"{field.label}: {_problem(field)[1]}") for field in form.fields if field.error]
    body = [paragraph(truncate_graphemes(line, MAX_HINT), **WRONG) for line in wrong]
    body += [element for field in form.fields for element in _field(field)]
    if form.note:
        body.append(paragraph(truncate_graphemes(clean(form.note), MAX_TEXT), weight="Bolder"))
    carried = {FORM: form.id, SEEN: {name: list(value) for name, value in shown.items() if any(value)}}
    actions = [_submit(form.submit, {**carried, DO: SUBMIT})]
    if any(field.live for field in form.fields):
        actions.append(_submit(say(lang, "teams.count"), {**carried, DO: COUNT}))
    body += rows_of(actions)
    told = [form.title, *(f"{field.label}: {', '.join(field.value)} {field.error}".rstrip() for field in form.fields)]
    return envelope(body, clean("\n".join([*told, form.note]).strip()))


def opened(drawn: Json, heading: str, *, small: bool = False) -> Json:
    """The answer that shows a card as a dialog."""
    info = {"title": title(heading), "height": "small" if small else "large", "width": "medium"}
    return {"task": {"type": "continue", "value": {**info, "card": attachment(drawn)}}}


def result(card: Card, lang: str) -> Json:
    """What came of a dialog. It has no buttons: a dialog takes none that a command stands behind."""
    told = Card(tuple(block for block in card.blocks if not isinstance(block, Actions)))
    return opened(adaptive(told, lang), say(lang, "teams.done"), small=True)


def filled(data: Mapping[str, Any]) -> Filled:
    """What was filled in, by field. Several choices come as one text with commas; some clients leave out what was emptied."""
    told = [(n, v) for n, v in data.items() if n not in (FORM, DO, SEEN, "msteams", "line") and isinstance(v, str)]
    answers = {name.removeprefix(SEVERAL): _values(name, value) for name, value in told[:MAX_FIELDS]}
    return {**dict.fromkeys(seen(data), ()), **answers}


def seen(data: Mapping[str, Any]) -> Filled:
    """What the form showed when it was opened."""
    shown = data.get(SEEN)
    told = list(shown.items())[:MAX_FIELDS] if isinstance(shown, dict) else []
    return {
        name: tuple(one for one in values[:MAX_VALUES] if isinstance(one, str))
        for name, values in told
        if isinstance(values, list)
    }


def _values(name: str, value: str) -> tuple[str, ...]:
    value = value[:MAX_TEXT]
    several = name.startswith(SEVERAL)
    return tuple(filter(None, value.split(",")))[:MAX_VALUES] if several else ((value,) if value else ())


def _field(field: Field) -> list[Json]:
    pointed, told = _problem(field)
    drawn = columns(pointed, MAX_HINT, color="Attention") if pointed else []
    if told:
        drawn.append(paragraph(truncate_graphemes(told, MAX_HINT), **WRONG))
    drawn.append(_input(field))
    if field.hint and not _is_beside(field):
        drawn.append(paragraph(truncate_graphemes(clean(field.hint), MAX_HINT), size="Small", isSubtle=True))
    return drawn


def _problem(field: Field) -> tuple[str, str]:
    """What is wrong: lines whose columns matter, such as a query with a caret under it, and the sentence after them."""
    pointed, _, told = clean(field.error).rpartition("\n")
    return pointed, told


def _is_beside(field: Field) -> bool:
    """Whether the hint stands in the empty field itself: only where a narrow card shows all of it."""
    return field.ask is Ask.TEXT and text_columns(one_line(field.hint)) <= SHORT_HINT


def _input(field: Field) -> Json:
    label, several = one_line(field.label), field.ask is Ask.SEVERAL
    name = f"{SEVERAL}{field.name}" if several else field.name
    common: Json = {"id": name, "label": label}
    if field.required:
        common |= {"isRequired": True, "errorMessage": truncate_graphemes(f"{label}?", MAX_HINT)}
    if field.ask is Ask.TEXT:
        hint = {"placeholder": one_line(field.hint)} if field.hint and _is_beside(field) else {}
        return {"type": "Input.Text", **common, "value": ",".join(field.value), **hint, "maxLength": MAX_TEXT}
    if field.ask is Ask.YES:
        yes = field.choices[0]
        on = {"valueOn": yes.value, "valueOff": "", "value": yes.value if yes.value in field.value else ""}
        return {"type": "Input.Toggle", **common, "title": one_line(yes.label), **on}
    choices = [{"title": one_line(choice.label), "value": choice.value} for choice in field.choices]
    style = "expanded" if several and len(choices) <= SHOWN_CHOICES else "compact"
    return {
        "type": "Input.ChoiceSet", **common, "choices": choices, "value": ",".join(field.value),
        "isMultiSelect": several, "style": style, "wrap": True,
    }  # fmt: skip


def _submit(label: str, data: Json) -> Json:
    return {"type": "Action.Submit", "title": title(label), "data": data}
