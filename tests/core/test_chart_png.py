"""A chart as a picture: read again, it has a row for each series and a bar for each day with a number."""

from datetime import date
from io import BytesIO

from PIL import Image

from core.card import Chart
from core.chart import Series
from core.chart_png import COLOURS, FOOT, LEFT, MOST, ROW, WIDTH, chart_png, picture, picture_after

LAST = date(2026, 3, 2)


def read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def coloured(image: Image.Image, row: int) -> list[int]:
    """How many points of its own colour each column right of the numbers has, in one row."""
    colour = tuple(bytes.fromhex(COLOURS[row][1:]))
    lines = range(ROW * row, ROW * (row + 1))
    return [sum(image.getpixel((x, y)) == colour for y in lines) for x in range(LEFT, WIDTH - 60)]


def test_a_bar_is_as_high_as_its_share_and_nothing_has_none():
    image = read(picture(Chart("Items a day", LAST, (Series("CBAM", (10, 0, 5)), Series("Steel", (0, 0, 1))))).data)
    assert image.size == (WIDTH, 2 * ROW + FOOT)
    first, second = coloured(image, 0), coloured(image, 1)
    third = len(first) // 3
    assert first[third // 2] == 2 * first[-third // 2] > 0
    assert not any(first[third + 4 : 2 * third - 4])
    assert not any(second[: 2 * third - 4])
    assert 0 < second[-third // 2] < first[-third // 2]


def test_a_picture_shows_six_series_and_stays_small():
    days = tuple(date.fromordinal(LAST.toordinal() - ago) for ago in reversed(range(28)))
    many = [Series(f"{number}", tuple((number * 7 + at * 5) % 23 for at in range(28))) for number in range(9)]
    data = chart_png(days, many)
    assert read(data).size == (WIDTH, MOST * ROW + FOOT)
    assert len(data) < 8_000


def test_without_days_or_series_there_is_an_empty_picture():
    assert read(chart_png((), ())).size == (WIDTH, ROW + FOOT)


def test_where_the_card_has_a_table_the_picture_follows_with_the_names():
    chart = Chart("Items a day", LAST, (Series("탄소국경", (1, 2)),))
    assert picture_after(chart, "console") is None
    assert picture_after(None, "slack") is None
    card, file = picture_after(chart, "slack") or (None, None)
    assert card is not None
    assert file is not None
    assert (card.plain, file.name, file.media_type) == (
        "Items a day\n1. 탄소국경: 3",
        "topics-2026-03-02.png",
        "image/png",
    )
