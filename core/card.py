"""A message free of any surface: what is said and in which order, never how a surface draws it.

Text in a card is plain: renderers escape it. URLs are http(s) only, checked where they entered (core/text.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from core.chart import Series, days_until, numbered, text_table


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. With `url` it is a link; `strong` and `code` are the only styles a surface must have."""

    text: str
    url: str | None = None
    strong: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The headline of a card. At most one a card, and it comes first."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each row is a tuple of spans."""

    rows: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, short ones."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: source, dates, why this arrived."""

    text: str


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Text whose columns matter, such as a query with a caret under it."""

    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers a day of several series, the largest series first, up to and with the day `last`.

    Each surface draws it as it can: lines on a page and a table of text by core/chart.py, a picture by core/chart_png.py,
    in which a series bears its number, from 1. `about` says in words what it shows.
    """

    about: str
    last: date
    series: tuple[Series, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Its days, the oldest first."""
        return days_until(self.last, max((len(one.values) for one in self.series), default=0))

    @property
    def table(self) -> str:
        """The same as rows of text."""
        return text_table(numbered(self.series))


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled action. With `url` it opens a page; else `command` is the command line it stands for."""

    label: str
    command: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """A row of at most five buttons. `more` are those that a surface may put into a menu behind them."""

    buttons: tuple[Button, ...]
    more: tuple[Button, ...] = ()


Block = Heading | Paragraph | Bullets | Facts | Note | Preformatted | Chart | Actions


@dataclass(frozen=True, slots=True)
class Card:
    """Blocks from top to bottom. `plain` is the same in text, for notifications and screen readers."""

    blocks: tuple[Block, ...]

    @property
    def plain(self) -> str:
        """All that the card says, one block a line, without markup."""
        return "\n".join(line for block in self.blocks for line in _lines(block) if line)


def _lines(block: Block) -> Iterable[str]:
    match block:
        case Heading(text, url):
            return [f"{text} ({url})" if url else text]
        case Paragraph(spans):
            return [_flat(spans)]
        case Bullets(rows):
            return [f"• {_flat(row)}" for row in rows]
        case Facts(pairs):
            return [f"{label}: {value}" for label, value in pairs]
        case Note(text) | Preformatted(text):
            return [text]
        case Chart(about, _, series):
            return [about, *(f"{one.name}: {sum(one.values)}" for one in numbered(series))]
        case _:
            return [f"[{b.label}] {b.url or b.command or ''}".rstrip() for b in (*block.buttons, *block.more)]


def _flat(spans: Iterable[Span]) -> str:
    return "".join(f"{s.text} ({s.url})" if s.url and s.url != s.text else s.text for s in spans)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a card. `about` says in words what it shows."""

    name: str
    media_type: str
    data: bytes
    about: str


def say(*text: str) -> Card:
    """A card of plain paragraphs."""
    return Card(tuple(Paragraph((Span(t),)) for t in text))


def card_to_data(card: Card) -> list[dict[str, Any]]:
    """The card as JSON-ready data, for keeping."""
    return [{"block": type(block).__name__, **asdict(block, dict_factory=_values)} for block in card.blocks]


def _values(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in pairs}


def card_from_data(data: Sequence[Mapping[str, Any]]) -> Card:
    """The card that `card_to_data` kept."""
    return Card(tuple(_block_from_data(one) for one in data))


def _block_from_data(data: Mapping[str, Any]) -> Block:
    match data["block"]:
        case "Paragraph":
            return Paragraph(tuple(Span(**span) for span in data["spans"]))
        case "Bullets":
            return Bullets(tuple(tuple(Span(**span) for span in row) for row in data["rows"]))
        case "Facts":
            return Facts(tuple((label, value) for label, value in data["pairs"]))
        case "Actions":
            rows = (data["buttons"], data.get("more", ()))  # kept before there were menus
            return Actions(*(tuple(Button(**button) for button in row) for row in rows))
        case "Chart":
            series = tuple(Series(one["name"], tuple(one["values"])) for one in data["series"])
            return Chart(data["about"], date.fromisoformat(data["last"]), series)
        case name:
            kind: type[Heading | Note | Preformatted] = {
                "Heading": Heading,
                "Note": Note,
                "Preformatted": Preformatted,
            }[name]
            return kind(**{field.name: data[field.name] for field in fields(kind)})
