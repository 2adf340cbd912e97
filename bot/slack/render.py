"""Card → Block Kit blocks and the text beside them. Pure: no network, no state.

This is the one place where foreign text is made harmless for Slack. Whatever a feed says, it cannot ping, cannot fake a
link, cannot turn the reading direction and cannot break one of Slack's limits. Sizes are UTF-16 units after escaping,
which is never less than what Slack counts.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.card import Actions, Block, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.graphemes import ELLIPSIS, truncate_graphemes, utf16_length
from core.text import safe_url

Json = dict[str, Any]

MAX_BLOCKS = 50
MAX_SECTION = 3000
MAX_HEADER = 150
MAX_CONTEXT = 2000
MAX_FIELDS = 10
MAX_FIELD = 2000
MAX_BUTTONS = 25
MAX_BUTTON_TEXT = 75
MAX_BUTTON_VALUE = 2000
MAX_URL = 3000
MAX_TEXT = 4000
# Slack refuses a message from about 13,200 characters on and counts its own containers in (bolt-js issue 2509).
MAX_TOTAL = 12_500
BLOCK_OVERHEAD = 125

MAX_MENU = 5
MAX_OPTION_VALUE = 150

RUN_ACTION = "policywire.run"
OPEN_ACTION = "policywire.open"
MORE_ACTION = "policywire.more"
LIVE_ACTION = "policywire.live"

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# mrkdwn has no escape for its style marks, so a mark at the edge of a word becomes its look-alike.
_MARKS = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_LOOKALIKES = str.maketrans("*_~`", "∗＿∼ˋ")
_ZERO_WIDTH_SPACE = "\u200b"


def message(card: Card) -> Json:
    """`text` and, unless the card is empty, `blocks`, as chat.postMessage and response_url take them."""
    drawn = blocks(card)
    return {"text": text(card), "blocks": drawn} if drawn else {"text": text(card)}


def text(card: Card) -> str:
    """All that the card says, escaped, at most 4,000 characters. Never empty, since Slack refuses an empty message."""
    return escape(truncate_graphemes(_clean(card.plain).strip(), MAX_TEXT, _size)) or ELLIPSIS


def blocks(card: Card) -> list[Json]:
    """The card as Block Kit, within every limit. What does not fit is cut from the end, yet its buttons are kept."""
    drawn = [block for part in card.blocks for block in _draw(part)]
    _number_actions(drawn)
    return _fit(drawn)


def escape(text: str) -> str:
    """Text that Slack shows as it is instead of reading mentions, links and entities in it."""
    return text.translate(_ESCAPES)


def _draw(block: Block) -> Iterable[Json]:
    match block:
        case Heading(title, url):
            return _heading(title, url)
        case Paragraph(spans):
            return _sections([_mrkdwn(spans)])
        case Bullets(rows):
            return _sections([f"• {row}" for row in (_mrkdwn(row, MAX_SECTION - 2) for row in rows) if row])
        case Facts(pairs):
            return _facts(pairs)
        case Note(note):
            return _note(note)
        case Preformatted(content):
            return _preformatted(content)
        case Chart(about) as chart:  # its picture comes as a file
            return [*_note(about), *_preformatted(chart.table)]
        case Actions(buttons, more):
            return _actions(buttons, more)


def _heading(title: str, url: str | None) -> list[Json]:
    title = _one_line(title)
    if url and _safe_url(url):
        return _sections([_mrkdwn((Span(title, url=url, strong=True),))])
    return [{"type": "header", "text": plain(title, MAX_HEADER)}] if title else []


def _sections(lines: Sequence[str]) -> list[Json]:
    """Lines of mrkdwn, as many to a section as go in."""
    chunks: list[str] = []
    for line in lines:
        if chunks and utf16_length(chunks[-1]) + 1 + utf16_length(line) <= MAX_SECTION:
            chunks[-1] += "\n" + line
        elif line:
            chunks.append(line)
    return [{"type": "section", "text": _mrkdwn_object(chunk)} for chunk in chunks]


def _facts(pairs: Sequence[tuple[str, str]]) -> list[Json]:
    fields = [field for pair in pairs if (field := _field(*pair))]
    rows = [fields[i : i + MAX_FIELDS] for i in range(0, len(fields), MAX_FIELDS)]
    return [{"type": "section", "fields": [_mrkdwn_object(field) for field in row]} for row in rows]


def _field(label: str, value: str) -> str:
    head = _mrkdwn((Span(_one_line(label), strong=True),), MAX_FIELD // 2)
    tail = _mrkdwn((Span(value),), MAX_FIELD // 2 - 1)
    return "\n".join(filter(None, (head, tail)))


def _note(note: str) -> list[Json]:
    note = _clean(note).strip()
    return [{"type": "context", "elements": [plain(note, MAX_CONTEXT)]}] if note else []


def _preformatted(content: str) -> list[Json]:
    content = _clean(content).replace("`", "ˋ").rstrip()
    if not content.strip():
        return []
    fence = "```"
    body = escape(truncate_graphemes(content, MAX_SECTION - 2 * len(fence), _size))
    return [{"type": "section", "text": _mrkdwn_object(f"{fence}{body}{fence}")}]


def _actions(buttons: Sequence[Button], more: Sequence[Button]) -> list[Json]:
    menu = _menu(more)
    elements = [element for button in buttons if (element := _button(button))][: MAX_BUTTONS - len(menu)] + menu
    return [{"type": "actions", "elements": elements}] if elements else []


def _menu(more: Sequence[Button]) -> list[Json]:
    """The menu behind the buttons. What it cannot hold is left out, as a half command would do another thing."""
    lines = [(one.label, _clean(one.command or "").strip()) for one in more]
    options = [
        {"text": plain(_one_line(label) or ELLIPSIS, MAX_BUTTON_TEXT), "value": line}
        for label, line in lines
        if line and _size(line) <= MAX_OPTION_VALUE
    ]
    return [{"type": "overflow", "action_id": MORE_ACTION, "options": options[:MAX_MENU]}] if options else []


def _button(button: Button) -> Json | None:
    """None for a button that could not do what it says: a half command or a broken link is worse than none."""
    label = plain(_one_line(button.label) or ELLIPSIS, MAX_BUTTON_TEXT)
    if button.url:
        url = _safe_url(button.url)
        return {"type": "button", "action_id": OPEN_ACTION, "text": label, "url": url} if url else None
    command = _clean(button.command or "").strip()
    if not command or _size(command) > MAX_BUTTON_VALUE:
        return None
    return {"type": "button", "action_id": RUN_ACTION, "text": label, "value": command}


def _number_actions(drawn: Sequence[Json]) -> None:
    """Slack wants every action_id of a message to be its own."""
    buttons = [element for block in drawn if block["type"] == "actions" for element in block["elements"]]
    for number, button in enumerate(buttons):
        button["action_id"] += f".{number}"


def _fit(drawn: list[Json]) -> list[Json]:
    if len(drawn) <= MAX_BLOCKS and _weight(drawn) <= MAX_TOTAL:
        return drawn
    tail: list[Json] = [{"type": "context", "elements": [plain(ELLIPSIS, MAX_CONTEXT)]}]
    for block in drawn:
        if block["type"] == "actions" and _weight([*tail, block]) <= MAX_TOTAL // 2:
            tail.append(block)
            break
    kept: list[Json] = []
    for block in drawn:
        if len(kept) + len(tail) == MAX_BLOCKS or _weight([*kept, block, *tail]) > MAX_TOTAL:
            break
        kept.append(block)
    return kept + [block for block in tail if block not in kept]


def _weight(drawn: Sequence[Json]) -> int:
    written = json.dumps(drawn, ensure_ascii=False, separators=(",", ":"))
    return _size(written) + BLOCK_OVERHEAD * len(drawn)


def _mrkdwn(spans: Sequence[Span], limit: int = MAX_SECTION) -> str:
    """Spans as mrkdwn of at most `limit`; the span where the room ends is cut, those behind it are dropped."""
    out = ""
    for span in spans:
        room = limit - utf16_length(out) - len(_ZERO_WIDTH_SPACE)
        piece, cut = _styled(span, room)
        if piece:
            out += (_ZERO_WIDTH_SPACE if _needs_gap(out, piece) else "") + piece
        if cut:
            break
    return out.strip()


def _styled(span: Span, limit: int) -> tuple[str, bool]:
    """One span as mrkdwn, and whether it had to be cut. A link that leaves no room for its words is dropped."""
    url = _safe_url(span.url) if span.url else None
    words = _clean(span.text)
    if not words.strip():
        return (words if utf16_length(words) <= limit else ""), False
    before, after = _frame(url, strong=span.strong, code=span.code)
    if utf16_length(before + after) > limit // 2:
        before = after = ""
    if before:
        # A mark holds only where it touches a word, and only within a line.
        before, after = _edge(words[0]) + before, after + _edge(words[-1])
        words = _one_line(words)
    fitting = truncate_graphemes(words, limit - utf16_length(before + after), _size)
    shown = fitting.replace("`", "ˋ") if span.code else _MARKS.sub(_lookalike, fitting)
    if url:
        shown = shown.replace("|", "｜")
    return (before + escape(shown) + after if fitting else ""), fitting != words


def _edge(sign: str) -> str:
    return " " if sign.isspace() else ""


def _frame(url: str | None, *, strong: bool, code: bool) -> tuple[str, str]:
    before, after = ("*" if strong else "") + ("`" if code else ""), ("`" if code else "") + ("*" if strong else "")
    return (f"{before}<{escape(url)}|", f">{after}") if url else (before, after)


def _lookalike(mark: re.Match[str]) -> str:
    return mark.group().translate(_LOOKALIKES)


def _needs_gap(out: str, piece: str) -> bool:
    """Slack reads a style mark only at the edge of a word, so a particle glued to it needs an invisible space."""
    if not out:
        return False
    left, right = out[-1], piece[0]
    return (left in "*`" and right.isalnum()) or (right in "*`" and left.isalnum())


def _safe_url(url: str) -> str | None:
    """The URL as Slack takes it; None for what is no complete http(s) address or is too long."""
    sound = safe_url(url)
    return sound if sound and _size(sound) <= MAX_URL else None


def plain(text: str, limit: int) -> Json:
    """A plain text object of at most `limit`, in which nothing is markup."""
    return {"type": "plain_text", "text": truncate_graphemes(_clean(text), limit, _size), "emoji": False}


def _mrkdwn_object(text: str) -> Json:
    """`verbatim` keeps Slack from finding links, channels and people in the text on its own."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _clean(text: str) -> str:
    """Text without control characters, direction overrides and halves of surrogate pairs."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _size(text: str) -> int:
    """Length after escaping, in UTF-16 units."""
    return utf16_length(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))
