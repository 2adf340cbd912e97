"""Cards as Block Kit: what they look like, and that no input breaks a limit or does anything in Slack."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block as SlackBlock

from bot.slack import render
from core.card import Actions, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.chart import Series
from core.graphemes import utf16_length

PATIENT = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DATA = Path(__file__).parent / "data"

ALERT = Card(
    (
        Heading("한중 FTA 서비스·투자 후속협상 | 연합뉴스", url="https://example.com/news?id=1&lang=ko"),
        Paragraph((Span("Korea–China FTA", strong=True), Span(": the two sides meet in March [1]. R&D <agreed>."))),
        Facts((("Amount", "412억 달러"), ("Countries", "KR, CN"))),
        Note("Yonhap · wire · 2026-01-06 (Tue) 09:30 KST · also in 6 outlets"),
        Actions(
            (
                Button("Open", url="https://example.com/news?id=1&lang=ko"),
                Button("Summary", command="summary #K7Q2"),
                Button("Why?", command="why #K7Q2"),
            )
        ),
    )
)
LIST = Card(
    (
        Heading("2 subscriptions in #trade"),
        Bullets(
            (
                (Span("korea-china-fta", code=True), Span(" "), Span("Korea–China FTA", strong=True), Span("을 구독")),
                (
                    Span("query", code=True),
                    Span(" (CBAM OR 탄소국경) NOT *세미나*, "),
                    Span("feed", "https://example.com"),
                ),
            )
        ),
        Actions((Button("Undo", command="unsubscribe all"),)),
    )
)
ERROR = Card(
    (
        Paragraph((Span("That query cannot be read."),)),
        Preformatted(
            "(CBAM OR 탄소국경\n             ^\nMissing ) after position 13. Did you mean (CBAM OR 탄소국경)?"
        ),
        Actions((Button("Try it", command="subscribe (CBAM OR 탄소국경)"),)),
    )
)


@pytest.mark.parametrize(("name", "card"), [("alert", ALERT), ("list", LIST), ("error", ERROR)])
def test_a_card_looks_as_it_was_agreed(name: str, card: Card) -> None:
    assert render.message(card) == json.loads((DATA / f"{name}.json").read_text())


def test_an_empty_card_is_still_a_message() -> None:
    assert render.message(Card((Paragraph((Span(" "),)), Note(""), Bullets(()), Actions(())))) == {"text": "…"}


def mrkdwn(*spans: Span) -> str:
    [section] = render.blocks(Card((Paragraph(spans),)))
    return str(section["text"]["text"])


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("<!channel> <@U012345>", "&lt;!channel&gt; &lt;@U012345&gt;"),
        ("<https://evil.example|korea.kr>", "&lt;https://evil.example|korea.kr&gt;"),
        ("&lt;!here&gt;", "&amp;lt;!here&amp;gt;"),
        ("safe \u202etxt.exe\u202c \u2066x\u2069", "safe txt.exe x"),
        ("nul\x00 bell\x07 half\ud83d", "nul bell half"),
        ("'26년~ 수출 ~'27년", "'26년∼ 수출 ∼'27년"),
        ("*not bold* _nor this_ `code`", "∗not bold∗ ＿nor this＿ ˋcodeˋ"),
        ("5*3 snake_case 1~3월", "5*3 snake_case 1~3월"),
    ],
)
def test_foreign_text_does_nothing(foreign: str, shown: str) -> None:
    assert mrkdwn(Span(foreign)) == shown


def test_a_link_cannot_be_broken_out_of() -> None:
    assert mrkdwn(Span("a|b> <!here>\n*", url="https://example.com/?a=1&b=2")) == (
        "<https://example.com/?a=1&amp;b=2|a｜b&gt; &lt;!here&gt; ∗>"
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/|x>", "https://a b", "ftp://a.example", "//a"]
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert mrkdwn(Span("words", url=url)) == "words"
    assert render.blocks(Card((Actions((Button("Open", url=url),)),))) == []


def test_words_count_more_than_a_link_that_leaves_them_no_room() -> None:
    url = "https://example.com/" + "x" * 1600
    assert mrkdwn(Span("words", url=url)) == "words"


def test_a_style_glued_to_a_word_gets_an_invisible_gap() -> None:
    assert mrkdwn(Span("CBAM", strong=True), Span("을 구독")) == "*CBAM*\u200b을 구독"


def test_the_space_at_the_edge_of_a_styled_run_stays_outside_of_it() -> None:
    assert mrkdwn(Span("Topic:\n", strong=True), Span("CBAM"), Span(" Open", url="https://a.example")) == (
        "*Topic:* CBAM <https://a.example|Open>"
    )


def test_any_end_of_a_line_ends_a_line() -> None:
    assert mrkdwn(Span("a\r\nb\rc\u2028d")) == "a\nb\nc\nd"


def test_a_chart_is_a_table_of_text() -> None:
    chart = Chart("Items a day", date(2026, 3, 2), (Series("CBAM", (1, 2)), Series("Steel", (0, 1))))
    note, table = render.blocks(Card((chart,)))
    assert note["elements"][0]["text"] == "Items a day"
    assert "1. CBAM   " in table["text"]["text"]
    assert "2. Steel  " in table["text"]["text"]


def test_a_fence_cannot_be_closed_from_within() -> None:
    [section] = render.blocks(Card((Preformatted("a```\n<!here>"),)))
    assert section["text"]["text"] == "```aˋˋˋ\n&lt;!here&gt;```"


def test_a_button_that_could_not_do_what_it_says_is_left_out() -> None:
    row = Actions((Button("Long", command="x" * 2001), Button("None"), Button("Good", command="list")))
    [actions] = render.blocks(Card((row,)))
    assert [button["value"] for button in actions["elements"]] == ["list"]


def test_a_row_holds_as_many_buttons_as_slack_takes() -> None:
    [actions] = render.blocks(Card((Actions(tuple(Button(str(n), command="list") for n in range(30))),)))
    assert len(actions["elements"]) == 25


def test_a_long_card_ends_with_an_ellipsis_and_keeps_its_buttons() -> None:
    rows = tuple((Span(f"topic {number} " + "주제" * 20),) for number in range(1000))
    drawn = render.blocks(Card((Heading("All"), Bullets(rows), Actions((Button("Undo", command="undo"),)))))
    assert [block["type"] for block in (drawn[0], *drawn[-2:])] == ["header", "context", "actions"]
    assert drawn[-2]["elements"][0]["text"] == "…"
    assert drawn[1]["text"]["text"].startswith("• topic 0 ")


def test_more_than_fifty_blocks_are_cut() -> None:
    assert len(render.blocks(Card(tuple(Note(str(number)) for number in range(60))))) == 50


@pytest.mark.parametrize(
    ("block", "limit"),
    [
        (lambda text: Heading(text), 150),
        (lambda text: Heading(text, url="https://example.com"), 3000),
        (lambda text: Paragraph((Span(text),)), 3000),
        (lambda text: Preformatted(text), 3000),
        (lambda text: Note(text), 2000),
        (lambda text: Actions((Button(text, command="x"),)), 75),
    ],
)
@pytest.mark.parametrize("sign", ["한", "&", "😀", "👨‍👩‍👧", "a"])
def test_each_limit_is_used_but_not_passed(block: Any, limit: int, sign: str) -> None:
    [drawn] = render.blocks(Card((block(sign * 5000),)))
    texts = [text["text"] for text in text_objects(drawn)]
    unescaped = drawn["type"] in ("header", "context", "actions")
    [size] = [utf16_length(render.escape(text) if unescaped else text) for text in texts]
    assert limit - 40 < size <= limit
    assert "…" in texts[0]


def text_objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every text object in a block."""
    if isinstance(node, list):
        for one in node:
            yield from text_objects(one)
    elif isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn"):
            yield node
        for one in node.values():
            yield from text_objects(one)


nasty = st.one_of(
    st.text(max_size=40),
    st.text("<>&|*_~`!@# \n\u202e\u0301한中😀👨‍", max_size=60),
    st.builds(
        lambda text, times: text * times, st.text("한&<a 😀\u0301", min_size=1, max_size=4), st.integers(1, 6000)
    ),
    st.sampled_from(["<!channel>", "<@U1>", "<https://e.example|x>", "```", ""]),
)
urls = st.one_of(
    st.none(),
    nasty,
    st.builds("https://example.com/{}".format, st.text("ab&|>< %한", max_size=30)),
    st.builds(lambda times: "https://example.com/" + "a&" * times, st.integers(0, 2000)),
)
spans = st.lists(st.builds(Span, nasty, urls, st.booleans(), st.booleans()), max_size=6).map(tuple)
buttons = st.lists(st.builds(Button, nasty, st.one_of(st.none(), nasty), urls), max_size=30).map(tuple)
series = st.lists(st.builds(Series, nasty, st.tuples(st.integers(0, 99), st.integers(0, 9))), max_size=9).map(tuple)
card_blocks = st.one_of(
    st.builds(Heading, nasty, urls),
    st.builds(Paragraph, spans),
    st.builds(Bullets, st.lists(spans, max_size=8).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(nasty, nasty), max_size=24).map(tuple)),
    st.builds(Note, nasty),
    st.builds(Preformatted, nasty),
    st.builds(Chart, nasty, st.dates(date(2000, 1, 1)), series),
    st.builds(Actions, buttons),
)
cards = st.lists(card_blocks, max_size=12).map(lambda blocks: Card(tuple(blocks)))


@PATIENT
@given(cards)
def test_no_input_breaks_a_limit_of_slack(card: Card) -> None:
    drawn = render.blocks(card)
    assert len(drawn) <= 50
    assert utf16_length(json.dumps(drawn, ensure_ascii=False)) <= 13_000
    for block in drawn:
        LIMITS[block["type"]](block)
    for element in SlackBlock.parse_all(drawn):
        element.validate_json()
    names = [button["action_id"] for block in drawn if block["type"] == "actions" for button in block["elements"]]
    assert len(set(names)) == len(names)


@PATIENT
@given(cards)
def test_no_input_pings_links_or_turns_the_reading_direction(card: Card) -> None:
    message = render.message(card)
    written = json.dumps(message, ensure_ascii=False)
    written.encode()
    assert 1 <= utf16_length(message["text"]) <= 4000
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]|\\u00[01]|\\ud[89a-f]", written.replace("\\u000a", ""))
    marked = [text["text"] for text in text_objects(message.get("blocks", [])) if text["type"] == "mrkdwn"]
    for text in (message["text"], *marked):
        own_links_out = re.sub(r"<https?://[^<>|\s]+\|([^<>|\n]+)>", r"\1", text) if text in marked else text
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", own_links_out)


def size(text: str) -> int:
    return utf16_length(render.escape(text))


def check_section(block: dict[str, Any]) -> None:
    if "text" in block:
        assert 1 <= utf16_length(block["text"]["text"]) <= 3000
    assert len(block.get("fields", [])) <= 10
    assert all(1 <= utf16_length(field["text"]) <= 2000 for field in block.get("fields", []))


def check_header(block: dict[str, Any]) -> None:
    assert 1 <= size(block["text"]["text"]) <= 150


def check_context(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 10
    assert all(1 <= size(element["text"]) <= 3000 for element in block["elements"])


def check_actions(block: dict[str, Any]) -> None:
    assert 1 <= len(block["elements"]) <= 25
    for button in block["elements"]:
        assert 1 <= size(button["text"]["text"]) <= 75
        assert ("url" in button) != ("value" in button)
        assert 1 <= size(button.get("value", "x")) <= 2000
        assert 1 <= size(button.get("url", "x")) <= 3000
        assert len(button["action_id"]) <= 255


LIMITS = {"section": check_section, "header": check_header, "context": check_context, "actions": check_actions}
