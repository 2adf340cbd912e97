"""Card → Adaptive Card: right by the schema, under 28 KB, nothing foreign read as markup, nothing said twice or lost."""

import json
from base64 import b64decode
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams.render import adaptive, inert, message, text_message
from core.card import Actions, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span, say
from core.chart import Series, sparkline
from tests.bot.teams.schema import problems

LIMIT = 28 * 1024

texts = st.text(max_size=40) | st.text(max_size=4).map(lambda text: text * 3_000)
urls = (
    st.none()
    | st.sampled_from(["https://ec.example/a?b=1&c=2", "javascript:alert(1)", "https://x.example/" + "y" * 3_000])
    | st.text(max_size=20)
)
spans = st.builds(Span, texts, urls, st.booleans(), st.booleans())
rows = st.lists(spans, max_size=4).map(tuple)
buttons = st.builds(Button, st.text(max_size=60), st.none() | st.text(max_size=30), urls)
series = st.lists(st.builds(Series, texts, st.tuples(st.integers(0, 99), st.integers(0, 9))), max_size=4).map(tuple)
blocks = st.one_of(
    st.builds(Heading, texts, urls),
    st.builds(Paragraph, rows),
    st.builds(Bullets, st.lists(rows, max_size=25).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(texts, texts), max_size=6).map(tuple)),
    st.builds(Note, texts),
    st.builds(Preformatted, texts),
    st.builds(Chart, texts, st.dates(date(2000, 1, 1)), series),
    st.builds(Actions, st.lists(buttons, max_size=8).map(tuple)),
)  # fmt: skip
cards = st.lists(blocks, max_size=6).map(lambda found: Card(tuple(found)))


def every(value: Any, kind: str) -> list[dict[str, Any]]:
    """All parts of a type."""
    if isinstance(value, list):
        return [one for part in value for one in every(part, kind)]
    if not isinstance(value, dict):
        return []
    inner = [one for part in value.values() for one in every(part, kind)]
    return [value, *inner] if str(value.get("type", "")).startswith(kind) else inner


def said(card: dict[str, Any]) -> str:
    """What a reader sees of the body, a line an element."""
    lines = []
    for element in every(card["body"], "RichTextBlock") + every(card["body"], "TextBlock"):
        inlines = element.get("inlines", [element.get("text")])
        lines.append("".join(one if isinstance(one, str) else one["text"] for one in inlines))
    return "\n".join(lines)


@given(cards, st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_card_is_right_small_and_has_few_buttons(card: Card, form: bool) -> None:
    sent = message(card, "ko", form=Button("설정", command="settings") if form else None)
    drawn = sent["attachments"][0]["content"]
    assert problems(drawn) == []
    assert len(json.dumps(sent, ensure_ascii=False).encode()) < LIMIT
    pressed = [one for row in every(drawn, "ActionSet") for one in row["actions"]]
    assert len([one for one in pressed if one.get("mode") != "secondary"]) <= 5
    assert all(one["title"].strip() and len(one["title"]) < 50 for one in pressed if one["type"] != "Action.OpenUrl")
    assert all(one["url"].startswith("http") for one in every(drawn, "Action.OpenUrl"))
    assert not any("\u202e" in text for text in (said(drawn), drawn["fallbackText"]))


@given(cards)
@settings(max_examples=20, deadline=None)
def test_any_card_fits_as_text_too(card: Card) -> None:
    sent = text_message(card)
    assert sent["text"]
    assert len(json.dumps(sent, ensure_ascii=False).encode()) < LIMIT


def test_an_alert_as_it_is_drawn() -> None:
    card = Card(
        (
            Heading("CBAM: 첫 가격 공고", "https://ec.example/cbam"),
            Paragraph(
                (Span("The first price "), Span("was published", strong=True), Span(" [1]", url="https://ec.example/1"))
            ),
            Facts((("Source", "European Commission"),)),
            Bullets(((Span("steel"),), (Span("cement", code=True),))),
            Note("Found Mon 2 Mar 2026"),
            Actions((Button("Open", url="https://ec.example/cbam"), Button("Why?", command="why #K7Q2"))),
        )
    )
    drawn = adaptive(card)
    assert drawn["body"] == [
        {
            "type": "Container",
            "selectAction": {"type": "Action.OpenUrl", "url": "https://ec.example/cbam"},
            "items": [
                {"type": "TextBlock", "text": "CBAM: 첫 가격 공고", "style": "heading", "wrap": True, "size": "Medium", "weight": "Bolder"}
            ],
        },
        {
            "type": "RichTextBlock",
            "inlines": [
                "The first price ",
                {"type": "TextRun", "text": "was published", "weight": "Bolder"},
                {
                    "type": "TextRun", "text": " [1]", "color": "Accent", "underline": True,
                    "selectAction": {"type": "Action.OpenUrl", "url": "https://ec.example/1"},
                },
            ],
        },
        {
            "type": "RichTextBlock", "spacing": "Small",
            "inlines": [{"type": "TextRun", "text": "Source: ", "weight": "Bolder"}, "European Commission"],
        },
        {"type": "RichTextBlock", "spacing": "Small", "inlines": ["• ", "steel"]},
        {"type": "RichTextBlock", "spacing": "Small", "inlines": ["• ", {"type": "TextRun", "text": "cement", "fontType": "Monospace"}]},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Found Mon 2 Mar 2026", "size": "Small", "isSubtle": True}]},
        {
            "type": "ActionSet",
            "actions": [
                {"type": "Action.OpenUrl", "url": "https://ec.example/cbam", "title": "Open"},
                {"type": "Action.Execute", "title": "Why?", "verb": "run", "data": {"line": "why #K7Q2"}},
            ],
        },
    ]  # fmt: skip
    assert drawn["fallbackText"] == drawn["speak"] == card.plain


@pytest.mark.parametrize(
    "foreign",
    [
        "[click](https://evil.example)", "![x](https://evil.example/x.png)", "**bold** and _it_", "# big", "- list", "1. list",
        "{{DATE(2026-01-01)}}", "&lt;at&gt;", "<at>everyone</at>", r"\[a\](b)", "`code`", "> quote",
    ],
)  # fmt: skip
def test_a_foreign_headline_shows_as_it_is(foreign: str) -> None:
    (block,) = adaptive(Card((Heading(foreign),)))["body"]
    shown = block["text"]
    assert not any(mark in shown for mark in ("](", "**", "{{", "<at", "</at", "&lt;", "\\["))
    assert not shown.startswith(("#", "-", "1.", ">", "`"))
    assert shown.replace("\u200b", "").replace("∗", "*").replace("＿", "_").replace("ˋ", "`") == foreign
    # All other text is in runs, which no client reads as markdown.
    runs = adaptive(Card((Paragraph((Span(foreign),)), Note(foreign), Facts(((foreign, foreign),)))))
    assert not every(runs["body"], "TextBlock")


def test_words_keep_their_underscores() -> None:
    assert inert("korea_china_fta 3*4") == "korea_china_fta 3*4"


def test_columns_are_kept() -> None:
    one, caret = adaptive(Card((Preformatted("(CBAM OR 탄소\n ^"),)))["body"]
    assert one["inlines"] == [
        {"type": "TextRun", "text": "(CBAM\u00a0\u200bOR\u00a0\u200b탄소", "fontType": "Monospace"}
    ]
    assert caret["inlines"][0]["text"] == "\u00a0\u200b^"
    assert caret["spacing"] == "None"


def test_what_does_not_fit_is_counted_and_the_buttons_stay() -> None:
    rows = tuple((Span(f"{number} " + "핵심광물 " * 30),) for number in range(300))
    drawn = adaptive(Card((Heading("Digest"), Bullets(rows), Actions((Button("More", command="list"),)))))
    *body, more, buttons = drawn["body"]
    assert buttons["actions"][0]["title"] == "More"
    shown = len([element for element in body if element["type"] == "RichTextBlock"])
    assert more["inlines"][0]["text"] == f"and {300 - shown} more"
    assert 20 < shown < 300


def test_a_long_text_is_cut_before_anything_is_dropped() -> None:
    card = Card((Paragraph((Span("글" * 9_000),)), Note("found today")))
    assert said(adaptive(card)).endswith("…\nfound today")


@pytest.mark.parametrize("line", ["", " ", "x" * 3_000])
def test_a_button_that_could_do_nothing_is_left_out(line: str) -> None:
    assert not every(adaptive(Card((Actions((Button("Go", command=line), Button("At", url="ftp://x"))),))), "Action")


def test_line_ends_are_lines() -> None:
    assert said(adaptive(say("one\r\ntwo\n\nthree"))) == "one\ntwo\nthree"


def test_an_empty_card_is_a_card() -> None:
    assert problems(adaptive(Card(()))) == []


def test_only_an_answers_buttons_replace_it() -> None:
    card = Card((Actions((Button("Back", command="list"),)),))
    (row,) = adaptive(card, replace=True)["body"]
    assert row["actions"][0]["data"] == {"line": "list", "replace": True}


def test_buttons_come_in_rows_that_a_narrow_card_has_room_for() -> None:
    labels = ("Undo", "Broaden", "preview rare-earths", "핵심광물 공급망 대책 발표 미리보기를 봅니다", "Help")
    drawn = adaptive(Card((Actions(tuple(Button(label, command="help") for label in labels)),)))
    rows = [[action["title"] for action in row["actions"]] for row in drawn["body"]]
    assert rows == [["Undo", "Broaden"], ["preview rare-earths"], ["핵심광물 공급망 대책 발표 미리…"], ["Help"]]


def test_a_long_word_may_be_broken() -> None:
    drawn = adaptive(say("https://x.example/" + "b" * 60 + " 한" + "글" * 60))
    assert [len(part) for part in said(drawn).split("\u200b")][:3] == [24, 24, 24]
    assert said(drawn).replace("\u200b", "") == "https://x.example/" + "b" * 60 + " 한" + "글" * 60


def test_what_comes_second_is_a_menu_behind_the_buttons() -> None:
    first, second = (
        tuple(Button(name, command=name) for name in names) for names in (("Why", "Save"), ("Mute", "Drop"))
    )
    (row,) = adaptive(Card((Actions(first, second),)))["body"]
    assert [(one["title"], one.get("mode")) for one in row["actions"]] == [
        ("Why", None), ("Save", None), ("Mute", "secondary"), ("Drop", "secondary"),
    ]  # fmt: skip
    assert problems(adaptive(Card((Actions(first, second),)))) == []
    (alone,) = adaptive(Card((Actions((), second),)))["body"]
    assert [one.get("mode") for one in alone["actions"]] == [None, "secondary"]


CHART = Chart(
    "Items a day of the last 28 days",
    date(2026, 3, 2),
    (Series("CBAM 탄소국경", (0,) * 26 + (3, 5)), Series("Steel", (1,) * 28)),
)


def test_a_chart_is_a_picture_within_the_card_with_the_names_of_its_rows() -> None:
    drawn = adaptive(Card((CHART,)))
    assert problems(drawn) == []
    (image,) = every(drawn["body"], "Image")
    assert b64decode(image["url"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
    assert image["altText"] == CHART.about
    assert said(drawn).split("\n") == [CHART.about, "1. CBAM 탄소국경: 8", "2. Steel: 28"]
    assert "28" in drawn["fallbackText"]


def test_where_a_card_has_no_room_for_the_picture_its_rows_have_their_course_in_blocks() -> None:
    rows = tuple((Span("핵심광물 " * 30),) for _ in range(36))
    drawn = adaptive(Card((CHART, Bullets(rows))))
    assert not every(drawn["body"], "Image")
    shown = said(drawn).replace("\u200b", "").split("\n")
    assert shown[:3] == [CHART.about, "1. CBAM 탄소국경: 8", sparkline(CHART.series[0].values)]
    assert said(drawn).count("•") == 36  # what it tells goes before what it looks like
