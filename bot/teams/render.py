"""Card → Adaptive Card 1.5 and the message around it. Pure: no network, no state.

This is the one place where foreign text is made harmless for Teams. Nearly all of it goes into text runs, which no client
reads as markdown; a headline has to be a text block and has its marks broken. Whatever the input, a message stays under the
28 KB that Teams takes: pictures go first, long texts are cut by grapheme then, at last the tail is dropped and counted.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

from core.card import Actions, Block, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.chart import numbered, sparkline
from core.chart_png import picture as draw_picture
from core.form import Form
from core.graphemes import ELLIPSIS, truncate_graphemes
from core.text import safe_url
from core.wording import say

Json = dict[str, Any]

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
VERSION = "1.5"

# Bytes of JSON in UTF-8. Teams refuses a message from 28 KB on.
MAX_MESSAGE = 27_000
MAX_BODY = 18_000
MAX_SPOKEN = 1_500
MAX_SUMMARY = 600
MAX_BUTTONS = 5
MAX_MENU = 8
MAX_LINE = 2_000
# How many graphemes of one text are shown: the first of these with which the card is small enough.
TEXT_LIMITS = (4_000, 1_000, 300, 120)
MAX_URL = 2_000

RUN = "run"
FORM = "form"

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_GAP = "\u200b"
# What markdown, an entity or a date function begins with. A sign nobody sees keeps it from being read as one.
_MARKUP = re.compile(r"(?<=\])(?=[(\[:])|(?<=\{)(?=\{)|(?<=\\)(?=[^\w\s])|(?<=&)(?=#?\w+;)|(?<=<)(?=[/!?\w])")
_MARKS = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_LOOKALIKES = str.maketrans("*_~`", "∗＿∼ˋ")
_LIST = re.compile(r"^(?=[-+>#]|\d+[.)])")
_NO_BREAK_SPACE = "\u00a0"
# A word that no line of a narrow card takes; Han, Kana and Hangul break anywhere.
_LONG_WORD = re.compile(r"[^\s\u200b\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{28,}")
# Pixels, estimated: a row of buttons on a card of 300, a letter, a wide letter, what is around a label.
ROW, LETTER, WIDE_LETTER, AROUND = 262, 8, 14, 34


def message(card: Card, lang: str = "en", *, replace: bool = False, form: Button | None = None) -> Json:
    """An activity of type message with the card and, for notifications, its beginning. Never over 28 KB."""
    return wrapped(adaptive(card, lang, replace=replace, form=form), card)


def wrapped(drawn: Json, card: Card) -> Json:
    """The activity around a card that is drawn."""
    summary = truncate_graphemes(" ".join(clean(card.plain).split()), MAX_SUMMARY, size)
    return {"type": "message", "summary": summary or ELLIPSIS, "attachments": [attachment(drawn)]}


def text_message(card: Card) -> Json:
    """The same without a card, for a service that refuses ours. `textFormat` keeps Teams from reading markdown in it."""
    told = truncate_graphemes(clean(card.plain).strip(), MAX_BODY, size) or ELLIPSIS
    return {"type": "message", "textFormat": "plain", "text": _GAP.join(re.split("(?=<)", told))}


def attachment(drawn: Json) -> Json:
    """An Adaptive Card as a message and an invoke's answer carry it."""
    return {"contentType": CARD_TYPE, "content": drawn}


def adaptive(card: Card, lang: str = "en", *, replace: bool = False, form: Button | None = None) -> Json:
    """The card as Adaptive Card 1.5. With `replace` its buttons put their answer in its place, else beside it.

    `form` is a button more, whose command is the name of a form to open.
    """
    body: list[Json] = []
    for limit, pictures in ((TEXT_LIMITS[0], True), *((limit, False) for limit in TEXT_LIMITS)):
        body = [element for block in card.blocks for element in _draw(block, limit, replace, pictures=pictures)]
        if weight(body) <= MAX_BODY:
            break
    body = _fit(body, lang, MAX_BUTTONS - bool(form))
    if form:
        body.append({"type": "ActionSet", "actions": [open_form(form.label, form.command or "")]})
    return envelope(body, clean(card.plain).strip())


def envelope(body: Sequence[Json], plain: str) -> Json:
    """A card around its elements. `plain` says the same in text, for clients that draw no cards and for screen readers."""
    plain = _MARKUP.sub(_GAP, plain)
    drawn: Json = {"type": "AdaptiveCard", "version": VERSION, "body": list(body) or [paragraph(ELLIPSIS)]}
    spoken = truncate_graphemes(plain, MAX_SPOKEN, size) or ELLIPSIS
    drawn |= {"speak": spoken, "fallbackText": ""}
    room = MAX_MESSAGE - MAX_SUMMARY - 200 - weight(drawn)
    return {**drawn, "fallbackText": truncate_graphemes(plain, room, size) or ELLIPSIS}


def paragraph(text: str, **style: Any) -> Json:
    """An element of plain text; `style` as a TextRun takes it."""
    run = {"type": "TextRun", "text": text, **style}
    return {"type": "RichTextBlock", "inlines": [run if style else text]}


def rows_of(actions: Sequence[Json]) -> list[Json]:
    """Buttons in rows that a narrow card has room for: clients cut off what is beyond."""
    rows: list[list[Json]] = []
    room = 0
    for action in actions:
        wide = _width(action["title"]) + AROUND
        if wide > room:
            rows.append([])
            room = ROW
        rows[-1].append(action)
        room -= wide
    return [
        {"type": "ActionSet", "actions": row, **({"spacing": "Small"} if at else {})} for at, row in enumerate(rows)
    ]


def open_form(label: str, form: str) -> Json:
    """A button that opens a form as a dialog."""
    return {"type": "Action.Submit", "title": title(label), "data": {FORM: form, "msteams": {"type": "task/fetch"}}}


def breakable(text: str) -> str:
    """Text whose long words, such as addresses, may be broken."""
    return _LONG_WORD.sub(lambda word: _GAP.join(re.findall(".{1,24}", word.group())), text)


def open_button(form: Form | None) -> Button | None:
    """The button that a reply with a form gets."""
    return Button(form.title, command=form.id) if form else None


def title(label: str) -> str:
    """A button's label: one line, short enough for a narrow card."""
    return truncate_graphemes(one_line(label), ROW - AROUND, _width) or ELLIPSIS


def clean(text: str) -> str:
    """Text without control characters, direction signs and halves of surrogate pairs; no date function begins in it."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).replace("{{", "{" + _GAP + "{")


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(clean(text).split())


def inert(text: str) -> str:
    """Text for an element that reads markdown, so that it shows as it is."""
    marks = _MARKS.sub(lambda found: found.group().translate(_LOOKALIKES), text)
    return _LIST.sub(_GAP, _MARKUP.sub(_GAP, marks))


def size(text: str) -> int:
    """Bytes of a text within JSON."""
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def weight(drawn: Any) -> int:
    """Bytes of a value as it is sent."""
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode())


def _draw(block: Block, limit: int, replace: bool, *, pictures: bool) -> Iterable[Json]:
    match block:
        case Heading(text, url):
            return _heading(text, url, limit)
        case Paragraph(spans):
            return _paragraphs(spans, limit)
        case Bullets(rows):
            return [_row(row, limit) for row in rows if any(clean(span.text).strip() for span in row)]
        case Facts(pairs):
            return [_pair(label, value, limit) for label, value in pairs]
        case Note(text):
            return _small(text, limit)
        case Preformatted(text):
            return columns(text, limit)
        case Chart():
            return _chart(block, limit, picture=pictures)
        case Actions(buttons, more):
            return _actions(buttons, more, replace)


def _small(text: str, limit: int) -> list[Json]:
    small = {"size": "Small", "isSubtle": True}
    return [paragraph(line, **small) for line in _cut(text, limit).split("\n") if line.strip()]


def _chart(chart: Chart, limit: int, *, picture: bool) -> list[Json]:
    """What it shows, its picture within the card, and the names of its rows; without the picture each has its course in blocks."""
    drawn = _small(chart.about, limit)
    if picture:
        data = b64encode(draw_picture(chart).data).decode()
        alternative = truncate_graphemes(one_line(chart.about), limit) or ELLIPSIS
        drawn.append(
            {"type": "Image", "url": f"data:image/png;base64,{data}", "altText": alternative, "size": "Stretch"}
        )
    for one in numbered(chart.series):
        drawn += _small(f"{one.name}: {sum(one.values)}", limit)
        drawn += [] if picture else columns(sparkline(one.values), limit)
    return drawn


def _heading(text: str, url: str | None, limit: int) -> list[Json]:
    told = breakable(inert(truncate_graphemes(one_line(text), limit)))
    if not told:
        return []
    block = {"type": "TextBlock", "text": told, "style": "heading", "wrap": True, "size": "Medium", "weight": "Bolder"}
    link = _link(url)
    return [{"type": "Container", "selectAction": link, "items": [block]}] if link else [block]


def _paragraphs(spans: Sequence[Span], limit: int) -> list[Json]:
    """One element a line: clients do not agree on what a line end within an element is."""
    lines: list[list[str | Json]] = [[]]
    for span in spans:
        first, *rest = _cut(span.text, limit).split("\n")
        lines[-1] += _run(first, span)
        for line in rest:
            lines.append(_run(line, span))
    return [{"type": "RichTextBlock", "inlines": line} for line in lines if _says(line)]


def _row(row: Sequence[Span], limit: int) -> Json:
    inlines = [inline for span in row for inline in _run(one_line_kept(_cut(span.text, limit)), span)]
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": ["• ", *inlines]}


def one_line_kept(text: str) -> str:
    """Line ends as blanks; blanks at the edges stay, for other text follows."""
    return text.replace("\n", " ")


def _pair(label: str, value: str, limit: int) -> Json:
    head = {"type": "TextRun", "text": f"{truncate_graphemes(one_line(label), 80)}: ", "weight": "Bolder"}
    told = breakable(truncate_graphemes(one_line(value), limit))
    return {"type": "RichTextBlock", "spacing": "Small", "inlines": [head, *([told] if told else [])]}


def columns(text: str, limit: int, **style: Any) -> list[Json]:
    """Text whose columns matter: a line an element, with blanks that are kept; `style` as a TextRun takes it."""
    lines = [line.replace(" ", _NO_BREAK_SPACE + _GAP) for line in _cut(text.rstrip(), limit).split("\n")]
    shown = [paragraph(line or _NO_BREAK_SPACE, fontType="Monospace", **style) for line in lines]
    return [line if at == 0 else {**line, "spacing": "None"} for at, line in enumerate(shown)]


def _actions(buttons: Sequence[Button], more: Sequence[Button], replace: bool) -> list[Json]:
    """Rows of buttons; behind the last one a menu of those that come second."""
    first, second = ([action for b in part if (action := _button(b, replace))] for part in (buttons, more))
    rows = rows_of(first or second[:1])
    menu = [{**action, "mode": "secondary"} for action in (second if first else second[1:])[:MAX_MENU]]
    return [*rows[:-1], {**rows[-1], "actions": [*rows[-1]["actions"], *menu]}] if rows and menu else rows


def _button(button: Button, replace: bool) -> Json | None:
    """None for a button that could not do what it says: a half command or a broken link is worse than none."""
    label = title(button.label)
    if button.url:
        link = _link(button.url)
        return {**link, "title": label} if link else None
    line = clean(button.command or "").strip()
    if not line or size(line) > MAX_LINE:
        return None
    data = {"line": line, **({"replace": True} if replace else {})}
    return {"type": "Action.Execute", "title": label, "verb": RUN, "data": data}


def _width(text: str) -> int:
    return sum(WIDE_LETTER if east_asian_width(sign) in "WF" else LETTER for sign in text)


def _run(text: str, span: Span) -> list[str | Json]:
    if not text:
        return []
    link = _link(span.url)
    style: Json = {
        **({"weight": "Bolder"} if span.strong else {}),
        **({"fontType": "Monospace"} if span.code else {}),
        **({"selectAction": link, "color": "Accent", "underline": True} if link else {}),
    }
    return [{"type": "TextRun", "text": text, **style} if style else text]


def _says(line: Sequence[str | Json]) -> bool:
    return any((inline if isinstance(inline, str) else inline["text"]).strip() for inline in line)


def _link(url: str | None) -> Json | None:
    sound = safe_url(url)
    return {"type": "Action.OpenUrl", "url": sound} if sound and size(sound) <= MAX_URL else None


def _cut(text: str, limit: int) -> str:
    return breakable(truncate_graphemes(clean(text), limit))


def _fit(body: list[Json], lang: str, most: int) -> list[Json]:
    """At most so many buttons in all, and no more than fits; its buttons are kept whatever is dropped."""
    body = _few_buttons(body, most)
    if weight(body) <= MAX_BODY:
        return body
    buttons = [element for element in body if element["type"] == "ActionSet"]
    room = MAX_BODY - weight(buttons) - 200
    kept: list[Json] = []
    rest = [element for element in body if element["type"] != "ActionSet"]
    for element in rest:
        room -= weight(element) + 1
        if room < 0:
            break
        kept.append(element)
    more = paragraph(say(lang, "more", count=len(rest) - len(kept)), size="Small", isSubtle=True)
    return [*kept, more, *buttons]


def _few_buttons(body: Sequence[Json], room: int) -> list[Json]:
    kept: list[Json] = []
    for element in body:
        if element["type"] == "ActionSet":
            first = [action for action in element["actions"] if "mode" not in action][:room]
            menu = [action for action in element["actions"] if "mode" in action] if first else []
            element = {**element, "actions": [*first, *menu]}
            room -= len(first)
            if not element["actions"]:
                continue
        kept.append(element)
    return kept
