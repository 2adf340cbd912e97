"""Numbers over days as SVG and as rows of text."""

from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chart import (
    NAME,
    Series,
    bars_svg,
    columns,
    days_until,
    filled,
    lines_svg,
    row_svg,
    sparkline,
    text_bar,
    text_table,
)

LAST = date(2026, 3, 2)


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_days_end_with_the_last_one():
    assert days_until(LAST, 3) == (date(2026, 2, 28), date(2026, 3, 1), LAST)


def test_days_without_a_number_have_none():
    assert filled({LAST: 4}, days_until(LAST, 2)) == (0, 4)


def test_each_bar_tells_its_day_and_stands_as_high_as_its_share():
    days = days_until(LAST, 3)
    bars = drawn(bars_svg(days, (0, 5, 10), "CBAM")).findall("rect")
    assert [bar.findtext("title") for bar in bars] == ["2026-02-28: 0", "2026-03-01: 5", "2026-03-02: 10"]
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights[0] == 0
    assert heights[2] == pytest.approx(2 * heights[1])


def test_a_row_has_a_bar_a_day_in_the_scale_it_is_given():
    bars = drawn(row_svg(days_until(LAST, 3), (0, 5, 10), 20)).findall("rect")
    assert [(bar.get("x"), bar.get("height")) for bar in bars] == [("0", "0.0"), ("10", "7.5"), ("20", "15.0")]


def test_the_axis_names_a_round_top_and_the_first_and_last_day():
    texts = [text.text for text in drawn(bars_svg(days_until(LAST, 30), (0,) * 29 + (37,), "x")).findall("text")]
    assert texts == ["0", "25", "50", "02-01", "02-16", "03-02"]


def test_a_chart_of_nothing_is_a_chart():
    assert drawn(bars_svg((), (), "none")).get("role") == "img"
    assert drawn(lines_svg((), (), "none")).findall("polyline") == []


def test_a_line_for_each_series_with_its_name():
    chart = drawn(lines_svg(days_until(LAST, 2), (Series("A", (1, 2)), Series("B", (2, 0))), "trend"))
    lines = chart.findall("polyline")
    assert [line.get("class") for line in lines] == ["line line-0", "line line-1"]
    assert [line.findtext("title") for line in lines] == ["A: 3", "B: 2"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))))
def test_no_name_breaks_out(name):
    chart = drawn(lines_svg((LAST,), (Series(name, (1,)),), name))
    assert chart.get("aria-label") is not None
    assert {child.tag for child in chart} == {"line", "text", "polyline"}


def test_a_table_puts_the_largest_first_and_aligns_wide_signs():
    rows = text_table((Series("CBAM", (1, 0, 1)), Series("핵심광물", (4, 4, 0)))).splitlines()
    assert rows == ["핵심광물  ████████████████    8  ██▁", "CBAM      ████                2  █▁█"]


def test_a_long_name_is_cut_to_its_columns():
    row = text_table((Series("가" * 40, (1,)),))
    name = row.split("  ")[0]
    assert name.endswith("…")
    assert columns(name) <= NAME


def test_a_table_of_nothing_is_empty():
    assert text_table(()) == ""


def test_something_is_never_nothing():
    assert text_bar(0, 0) == text_bar(0, 9) == ""
    assert text_bar(1, 10_000) == "▏"
    assert sparkline((0, 0)) == "▁▁"
    assert sparkline(()) == ""
