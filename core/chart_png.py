"""Numbers over days as a PNG picture, for surfaces that show files and no pages. Pure; the only home of Pillow.

A row of bars for each series, one below the other. The picture holds digits only (the number of each series, its sum, the
highest bar, days as 03-02), so that it needs no font of any language: names are text beside it (core/card.py, `Chart`).
"""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from core.card import Attachment, Card, Chart, Note
from core.chart import Series, ceiling, numbered

WIDTH, ROW, FOOT = 720, 52, 26
LEFT, RIGHT, GAP = 68, 56, 10
# Told apart by their places and numbers; the colours only help, and are far enough from white.
COLOURS = ("#0072b2", "#c24e00", "#007a5a", "#8f3f71", "#7a5c00", "#3b3b3b")
MOST = len(COLOURS)
# Surfaces whose cards have no pictures without a public address, and whose channels take files.
DRAWN_AS_TEXT = frozenset({"slack"})
_PAPER, _GRID, _INK = "#ffffff", "#d5d9de", "#4a5158"


def picture(chart: Chart) -> Attachment:
    """A chart as a file."""
    data = chart_png(chart.days, chart.series)
    return Attachment(f"topics-{chart.last:%Y-%m-%d}.png", "image/png", data, chart.about)


def picture_after(chart: Chart | None, surface: str) -> tuple[Card, Attachment] | None:
    """What follows a card with this chart where the surface draws it as text: the picture, and the names of its rows."""
    if chart is None or surface not in DRAWN_AS_TEXT:
        return None
    names = tuple(Note(f"{one.name}: {sum(one.values)}") for one in numbered(chart.series))
    return Card((Note(chart.about), *names)), picture(chart)


def chart_png(days: Sequence[date], series: Sequence[Series]) -> bytes:
    """The first six series, each as long as `days`, all in one scale. Two to five kilobytes, on white, 720 pixels wide."""
    shown = series[:MOST]
    top = ceiling([value for one in shown for value in one.values])
    image = Image.new("RGB", (WIDTH, ROW * max(len(shown), 1) + FOOT), _PAPER)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(15)
    for number, one in enumerate(shown):
        base = ROW * (number + 1)
        draw.line([(LEFT, base), (WIDTH - RIGHT, base)], _GRID)
        draw.line([(LEFT, base - _height(top, top)), (WIDTH - RIGHT, base - _height(top, top))], _GRID)
        draw.text((LEFT - 8, base - _height(top, top)), str(top), _INK, font, "rm")
        draw.text((WIDTH - RIGHT + 8, base - ROW / 2), str(sum(one.values)), COLOURS[number], font, "lm")
        _badge(draw, font, number, base)
        for at, value in enumerate(one.values):
            left, right = _x(at, len(days)), _x(at + 1, len(days)) - 2
            if value:
                draw.rectangle([left, base - _height(value, top), max(right, left), base - 1], COLOURS[number])
    for at in dict.fromkeys((0, len(days) // 2, len(days) - 1)) if days else ():
        middle = (_x(at, len(days)) + _x(at + 1, len(days))) / 2
        draw.text((middle, image.height - FOOT / 2), f"{days[at]:%m-%d}", _INK, font, "mm")
    kept = BytesIO()
    image.quantize(32, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _badge(
    draw: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, number: int, base: int
) -> None:
    middle = base - ROW / 2
    draw.ellipse([6, middle - 11, 28, middle + 11], COLOURS[number])
    draw.text((17, middle), str(number + 1), _PAPER, font, "mm")


def _x(at: int, days: int) -> int:
    return LEFT + at * (WIDTH - LEFT - RIGHT) // max(days, 1)


def _height(value: int, top: int) -> int:
    """Pixels; something is never nothing."""
    return -(-(ROW - GAP) * value // top)
