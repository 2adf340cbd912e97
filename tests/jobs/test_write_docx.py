"""A card as a Word file that a reader of such files reads back."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

from core.card import Actions, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.chart import Series
from jobs.read_docx import read
from jobs.write_docx import card_docx

CARD = Card(
    (
        Heading("Brief: 탄소국경 <b>", "https://a.example/x?a=1&b=2"),
        Note("What changed"),
        Bullets(((Span("The levy is delayed ["), Span("#K7Q2", url="https://a.example/1"), Span("]")),)),
        Facts((("Deadline", "30 April"),)),
        Paragraph((Span("Plain\x00\ud800 and "), Span("strong", strong=True), Span("no link", url="javascript:x"))),
        Preformatted("a caret"),
        Chart("Items a day", date(2026, 3, 2), (Series("Steel", (2, 1)),)),
        Actions((Button("Open", url="https://a.example"),)),
        Note("2 items"),
    )
)


def test_all_that_a_card_says_is_in_the_file_and_nothing_of_its_buttons():
    document = read(card_docx(CARD), "brief.docx")
    assert document.title == "Brief: 탄소국경 <b>"
    for said in (
        "What changed",
        "The levy is delayed [#K7Q2]",
        "Deadline: 30 April",
        "Items a day",
        "1. Steel: 3",
        "strongno link",
        "a caret",
        "2 items",
    ):
        assert said in document.body
    assert "Open" not in document.body


def test_links_open_and_only_safe_ones_are_links():
    with ZipFile(BytesIO(card_docx(CARD))) as parts:
        targets = parts.read("word/_rels/document.xml.rels").decode()
    assert "https://a.example/x?a=1&amp;b=2" in targets
    assert "https://a.example/1" in targets
    assert "javascript" not in targets
