"""A card says the same in text as in blocks, and survives being kept."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.card import (
    Actions,
    Bullets,
    Button,
    Card,
    Chart,
    Facts,
    Heading,
    Note,
    Paragraph,
    Preformatted,
    Span,
    card_from_data,
    card_to_data,
    say,
)
from core.chart import Series

URL = "https://n.example/a"
FULL = Card(
    (
        Heading("CBAM delayed", URL),
        Heading("No link"),
        Paragraph((Span("The "), Span("EU", strong=True), Span(" said", URL), Span(URL, URL))),
        Bullets(((Span("one"),), (Span("two", code=True),))),
        Facts((("Source", "Reuters"),)),
        Note("small print"),
        Preformatted("(a\n  ^"),
        Chart("Items a day", date(2026, 3, 2), (Series("CBAM", (1, 2)), Series("Steel", (0, 1)))),
        Actions((Button("Open", url=URL), Button("Why?", "why #K7Q2"), Button("Bare"))),
    )
)


def test_the_plain_text_says_all_that_the_card_says():
    assert FULL.plain.split("\n") == [
        f"CBAM delayed ({URL})",
        "No link",
        f"The EU said ({URL}){URL}",
        "• one",
        "• two",
        "Source: Reuters",
        "small print",
        "(a",
        "  ^",
        "Items a day",
        "1. CBAM: 3",
        "2. Steel: 1",
        f"[Open] {URL}",
        "[Why?] why #K7Q2",
        "[Bare]",
    ]


def test_blocks_without_text_leave_no_line():
    assert Card((Note(""), Paragraph(()), Note("x"))).plain == "x"


def test_a_card_of_paragraphs():
    assert say("one", "two") == Card((Paragraph((Span("one"),)), Paragraph((Span("two"),))))


def test_a_kept_card_comes_back_as_it_was():
    assert card_from_data(json.loads(json.dumps(card_to_data(FULL)))) == FULL


def test_a_block_of_another_version_is_refused():
    with pytest.raises(KeyError):
        card_from_data([{"block": "Carousel"}])


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_facts_come_back_as_they_were(pairs):
    card = Card((Facts(tuple(pairs)), Note("".join(label for label, _ in pairs))))
    assert card_from_data(json.loads(json.dumps(card_to_data(card)))) == card


def test_a_chart_has_its_days_and_a_table_with_a_row_a_series():
    chart = Chart("Items a day", date(2026, 3, 2), (Series("CBAM", (1, 2)), Series("Steel", (0, 1))))
    assert chart.days == (date(2026, 3, 1), date(2026, 3, 2))
    assert [row.split()[:2] for row in chart.table.splitlines()] == [["1.", "CBAM"], ["2.", "Steel"]]
