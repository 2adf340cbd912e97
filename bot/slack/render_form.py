"""Form → Slack modal, and a modal's state → what was filled in. Pure: no network, no state.

Slack keeps what a person typed over an update of the view where block and action ids stay the same: they are the fields' names.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.render import LIVE_ACTION, MAX_BLOCKS, Json, blocks, plain
from core import wording
from core.card import Card
from core.form import Ask, Choice, Field, Filled, Form
from core.graphemes import ELLIPSIS

FORM_CALLBACK = "policywire.form."
ANSWER = "answer"

MAX_TITLE = 24
MAX_LABEL = 2000
MAX_OPTIONS = 100
MAX_CHECKS = 10
# As many choices are ticked in boxes, where all of them are seen at once; more are looked for in a menu.
BOXES = 2 * MAX_CHECKS
# Tells the blocks of a field with more boxes than a block takes.
PART = "~"
MAX_OPTION = 75
MAX_OPTION_VALUE = 150
MAX_INPUT = 3000
MAX_METADATA = 3000
MAX_ERROR = 150


@dataclass(frozen=True, slots=True)
class Place:
    """Where a modal was opened: its channel, and the way back to the person, if Slack gave one.

    `seen` is what the form showed at first.
    """

    channel: str
    name: str = ""
    response_url: str = ""
    seen: Filled | None = None

    def kept(self) -> str:
        """As a modal keeps it. What is too much is left out, the least needed first."""
        whole = {"channel": self.channel, "name": self.name, "url": self.response_url, "seen": self.seen}
        for names in (("channel", "name", "url", "seen"), ("channel", "name", "url"), ("channel", "name")):
            written = json.dumps({name: whole[name] for name in names}, ensure_ascii=False, separators=(",", ":"))
            if len(written) <= MAX_METADATA:
                return written
        return json.dumps({"channel": self.channel})

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Place":
        """The place that a modal kept."""
        try:
            kept = json.loads(view.get("private_metadata") or "{}")
        except ValueError:
            kept = {}
        seen = kept.get("seen")
        filled = {name: tuple(values) for name, values in seen.items()} if isinstance(seen, dict) else None
        return cls(kept.get("channel", ""), kept.get("name", ""), kept.get("url", ""), filled)


def form_view(form: Form, place: Place, lang: str) -> Json:
    """The modal that asks the form's questions, with the form's note at its end."""
    drawn = [block for field in form.fields for block in _inputs(field)][: MAX_BLOCKS - 1]
    note = [{"type": "context", "block_id": "note", "elements": [_words(form.note, MAX_INPUT)]}] if form.note else []
    return {
        **_modal(form.title, place, lang),
        "callback_id": FORM_CALLBACK + form.id,
        "submit": _words(form.submit, MAX_TITLE),
        "blocks": [*drawn, *note],
    }


def card_view(card: Card, place: Place, lang: str) -> Json:
    """A modal that says what a card says."""
    return {**_modal("Policywire", place, lang, "close"), "blocks": blocks(card)}


def waiting_view(lang: str, place: Place) -> Json:
    """What stands there while the answer is on its way: a trigger is good for three seconds only."""
    told = {"type": "section", "text": plain(wording.say(lang, "modal.waiting"), MAX_LABEL)}
    return {**_modal("Policywire", place, lang), "blocks": [told]}


def errors(form: Form) -> dict[str, str]:
    """What is wrong, by the block that it is shown at."""
    return {field.name: str(_words(field.error, MAX_ERROR)["text"]) for field in form.fields if field.error}


def filled(view: Mapping[str, Any]) -> Filled:
    """What was filled in, by the fields' names."""
    values = (view.get("state") or {}).get("values") or {}
    found: dict[str, tuple[str, ...]] = {}
    for block_id, block in values.items():
        name = block_id.partition(PART)[0]
        found[name] = (*found.get(name, ()), *_answers(next(iter(block.values()), {})))
    return found


def _answers(element: Mapping[str, Any]) -> tuple[str, ...]:
    if "selected_options" in element:
        return tuple(option["value"] for option in element["selected_options"] or ())
    if "selected_option" in element:
        return (element["selected_option"]["value"],) if element["selected_option"] else ()
    return (element["value"],) if element.get("value") else ()


def _modal(title: str, place: Place, lang: str, end: str = "cancel") -> Json:
    close = plain(wording.say(lang, f"modal.{end}"), MAX_TITLE)
    return {"type": "modal", "title": _words(title, MAX_TITLE), "close": close, "private_metadata": place.kept()}


def _inputs(field: Field) -> list[Json]:
    """The blocks of a field: one, but for boxes that need more."""
    if field.ask is not Ask.SEVERAL or not 0 < len(field.choices) <= BOXES:
        return [_input(field, field.name, field.label, _element(field))]
    options = _options(field)
    parts = [options[at : at + MAX_CHECKS] for at in range(0, len(options), MAX_CHECKS)]
    drawn = [
        _input(field, f"{field.name}{PART}{at}" if at else field.name, field.label, _boxes(field, part))
        for at, part in enumerate(parts)
    ]
    for more in drawn[1:]:
        more["label"] = _words(f"{field.label} {ELLIPSIS}", MAX_LABEL)
        more.pop("hint", None)
    return drawn


def _input(field: Field, block_id: str, label: str, element: Json) -> Json:
    if field.live and element["type"] == "plain_text_input":
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
    drawn = {
        "type": "input",
        "block_id": block_id,
        "label": _words(label, MAX_LABEL),
        "element": {"action_id": LIVE_ACTION if field.live else ANSWER, **element},
        "optional": not field.required,
        "dispatch_action": field.live,
    }
    return drawn | ({"hint": _words(field.hint, MAX_LABEL)} if field.hint else {})


def _element(field: Field) -> Json:
    if field.ask is Ask.TEXT:
        written: Json = {"type": "plain_text_input", "max_length": MAX_INPUT}
        return written | ({"initial_value": _cut(field.value[0], MAX_INPUT)} if field.value else {})
    options = _options(field)
    if field.ask is Ask.YES:
        return _boxes(field, options[:1])
    chosen = _chosen(field, options)
    if field.ask is Ask.SEVERAL:
        offered = {"options": options} if len(options) <= MAX_OPTIONS else {"option_groups": _groups(options)}
        return {"type": "multi_static_select", **offered, **({"initial_options": chosen} if chosen else {})}
    menu: Json = {"type": "static_select", "options": options[:MAX_OPTIONS]}
    return menu | ({"initial_option": chosen[0]} if chosen else {})


def _boxes(field: Field, options: Sequence[Json]) -> Json:
    chosen = _chosen(field, options)
    return {"type": "checkboxes", "options": options, **({"initial_options": chosen} if chosen else {})}


def _options(field: Field) -> list[Json]:
    return [_option(choice) for choice in field.choices if len(choice.value) <= MAX_OPTION_VALUE]


def _chosen(field: Field, options: Sequence[Json]) -> list[Json]:
    return [option for option in options if option["value"] in field.value]


def _groups(options: Sequence[Json]) -> list[Json]:
    """More options than a menu takes in one list, under the numbers of the first and last."""
    parts = [(at, options[at : at + MAX_OPTIONS]) for at in range(0, len(options), MAX_OPTIONS)]
    return [{"label": plain(f"{at + 1}–{at + len(part)}", MAX_OPTION), "options": part} for at, part in parts]


def _option(choice: Choice) -> Json:
    return {"text": _words(choice.label or choice.value, MAX_OPTION), "value": choice.value}


def _words(text: str, limit: int) -> Json:
    """Slack refuses a view in which a title, label or option says nothing."""
    said = plain(text, limit)
    return said if str(said["text"]).strip() else plain(ELLIPSIS, limit)


def _cut(text: str, limit: int) -> str:
    return str(plain(text, limit)["text"])
