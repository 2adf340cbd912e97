"""Numbers over days: SVG for a page, rows of text for a message; pictures are in core/chart_png.py. Counting is others' business.

The SVG carries classes and no styles, so a page's own sheet colours it and a strict policy lets it through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT, FOOT, SIDE = 960, 170, 18, 32
ROW = 30
# The width of a bar in text, in full blocks, and of a name before it.
BAR, NAME = 16, 24
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SPARKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Series:
    """A name with its number a day, the oldest day first. All series of a chart have the same days."""

    name: str
    values: tuple[int, ...]


def numbered(series: Sequence[Series]) -> tuple[Series, ...]:
    """The same with a number before each name, from 1: a picture has room for the number only."""
    return tuple(Series(f"{number}. {one.name}", one.values) for number, one in enumerate(series, 1))


def ceiling(values: Sequence[int]) -> int:
    """A round number that no value exceeds: the top of a chart."""
    most = max(values, default=0)
    size = 1
    while True:
        for first in (1, 2, 5):
            if first * size >= most:
                return max(first * size, 2)
        size *= 10


def days_until(last: date, count: int) -> tuple[date, ...]:
    """So many days up to `last`, the oldest first."""
    return tuple(last - timedelta(days=ago) for ago in reversed(range(count)))


def filled(counts: Mapping[date, int], days: Sequence[date]) -> tuple[int, ...]:
    """The numbers of these days, 0 where there is none."""
    return tuple(counts.get(day, 0) for day in days)


def bars_svg(days: Sequence[date], values: Sequence[int], label: str) -> str:
    """A bar a day. `label` says what it shows to those who do not see it; each bar tells its day and number."""
    top = ceiling(values)
    step = (WIDTH - SIDE) / max(len(days), 1)
    width = max(step - (2 if step > 6 else 0.5), 0.5)
    drawn = []
    for at, (day, value) in enumerate(zip(days, values, strict=True)):
        height = _height(value, top)
        told = f"<title>{day.isoformat()}: {value}</title>"
        drawn.append(
            f'<rect class="bar" x="{SIDE + at * step:.1f}" y="{HEIGHT - height:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" rx="1">{told}</rect>'
        )
    return _svg(label, top, days, "".join(drawn))


def lines_svg(days: Sequence[date], series: Sequence[Series], label: str) -> str:
    """A line for each series, told apart by class (line-0, line-1 …) and by its dashes, not by colour alone."""
    top = ceiling([value for one in series for value in one.values])
    step = (WIDTH - SIDE - 4) / max(len(days) - 1, 1)
    drawn = []
    for number, one in enumerate(series):
        points = " ".join(f"{SIDE + at * step:.1f},{HEIGHT - _height(v, top):.1f}" for at, v in enumerate(one.values))
        name = escape(f"{one.name}: {sum(one.values)}")
        drawn.append(f'<polyline class="line line-{number}" points="{points}"><title>{name}</title></polyline>')
    return _svg(label, top, days, "".join(drawn))


def row_svg(days: Sequence[date], values: Sequence[int], top: int) -> str:
    """A bar a day without axes, for a row among others in the scale of `top`. What is beside it says what it shows."""
    drawn = "".join(
        f'<rect class="bar" x="{at * 10}" y="{ROW * (1 - value / top):.1f}" width="8" height="{ROW * value / top:.1f}">'
        f"<title>{day.isoformat()}: {value}</title></rect>"
        for at, (day, value) in enumerate(zip(days, values, strict=True))
    )
    view = f"0 0 {max(len(days) * 10, 10)} {ROW}"
    return f'<svg class="row" aria-hidden="true" preserveAspectRatio="none" viewBox="{view}">{drawn}</svg>'


def text_table(series: Sequence[Series]) -> str:
    """A row a series, the largest first: its name, a bar of its sum, the sum, and its course as a line of blocks."""
    ranked = sorted(series, key=lambda one: -sum(one.values))
    most = max((sum(one.values) for one in ranked), default=0)
    names = [_cut(one.name) for one in ranked]
    wide = max(map(columns, names), default=0)
    rows = []
    for name, one in zip(names, ranked, strict=True):
        bar = text_bar(sum(one.values), most)
        pad = " " * (wide - columns(name))
        rows.append(f"{name}{pad}  {bar:<{BAR}} {sum(one.values):>4}  {sparkline(one.values)}".rstrip())
    return "\n".join(rows)


def text_bar(value: int, most: int) -> str:
    """A bar as long as its share of the longest; something is never nothing."""
    eighths = -(-value * BAR * 8 // most) if most else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def sparkline(values: Sequence[int]) -> str:
    """A sign a value."""
    most = max(values, default=0)
    return "".join(_SPARKS[-(-value * (len(_SPARKS) - 1) // most)] if most else _SPARKS[0] for value in values)


def columns(text: str) -> int:
    """How many columns a text takes where letters have one width: those of East Asia take two."""
    return sum(2 if "\u1100" <= sign <= "\uffdc" else 1 for sign in text)


def _cut(name: str) -> str:
    while columns(name) > NAME:
        name = name.removesuffix("…")[:-1] + "…"
    return name


def _height(value: int, top: int) -> float:
    return (HEIGHT - 12) * value / top


def _svg(label: str, top: int, days: Sequence[date], drawn: str) -> str:
    """The frame: a base line, the top and half of it, the first, the middle and the last day."""
    grid = "".join(
        f'<line class="grid" x1="{SIDE}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="axis" x="{SIDE - 5}" y="{y + 4:.1f}" text-anchor="end">{number}</text>'
        for number in (0, top // 2, top)
        for y in (HEIGHT - _height(number, top),)
    )
    places = (("start", SIDE, 0), ("middle", (WIDTH + SIDE) / 2, len(days) // 2), ("end", WIDTH, len(days) - 1))
    foot = "".join(
        f'<text class="axis" x="{x:.0f}" y="{HEIGHT + FOOT - 3}" text-anchor="{anchor}">{days[at]:%m-%d}</text>'
        for anchor, x, at in places
        if days
    )
    view = f"0 0 {WIDTH} {HEIGHT + FOOT}"
    return f'<svg class="chart" role="img" viewBox="{view}" aria-label={quoteattr(label)}>{grid}{drawn}{foot}</svg>'
