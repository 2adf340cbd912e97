"""Cards and pages as HTML, from the most hostile text there is."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from bot.console.render import Chat, Look, Page, card_html, chat_html, page_html, problem_html
from core.card import Actions, Bullets, Button, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted, Span
from core.chart import Series
from core.model import Channel
from storage.console import ConsoleMessage

ATTACKS = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></textarea></style><svg/onload=alert(1)>",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "&lt;script&gt;&#x3c;b>",
    "<!--", "]]>", "\x00<b>\x0b", "javascript:alert(1)", "\ud800", "a\u202eb",
)  # fmt: skip
TAGS = {
    "div", "h2", "p", "ul", "li", "dl", "dt", "dd", "pre", "a", "strong", "code", "form", "input", "button", "span",
    "figure", "figcaption", "ol", "svg", "rect", "title",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "dir", "class", "href", "rel", "target", "tabindex", "method", "action", "type", "name", "value", "title",
    "aria-hidden", "viewbox", "preserveaspectratio", "x", "y", "width", "height",
}  # fmt: skip
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

nasty = st.one_of(
    st.sampled_from(ATTACKS), st.text(st.sampled_from("<>\"'&{}%/=ax \u202e가"), max_size=20), st.text(max_size=20)
)
urls = st.one_of(st.none(), nasty, nasty.map("https://example.org/{}".format), nasty.map("javascript:{}".format))
spans = st.lists(st.builds(Span, nasty, urls, st.booleans(), st.booleans()), max_size=3).map(tuple)
buttons = st.lists(st.builds(Button, nasty, st.none() | nasty, urls), max_size=5).map(tuple)
series = st.lists(st.builds(Series, nasty, st.tuples(st.integers(0, 99), st.integers(0, 9))), max_size=4).map(tuple)
blocks = st.one_of(
    st.builds(Heading, nasty, urls),
    st.builds(Paragraph, spans),
    st.builds(Bullets, st.lists(spans, max_size=3).map(tuple)),
    st.builds(Facts, st.lists(st.tuples(nasty, nasty), max_size=3).map(tuple)),
    st.builds(Note, nasty),
    st.builds(Preformatted, nasty),
    st.builds(Chart, nasty, st.dates(date(2000, 1, 1)), series),
    st.builds(Actions, buttons),
)
cards = st.lists(blocks, max_size=4).map(tuple).map(Card)


def drawn(*parts):
    return html.fromstring(f"<div>{card_html(Card(parts), action='/chat/trade', token='T')}</div>")


@given(cards)
def test_no_card_brings_its_own_markup(card):
    page = html.fromstring(f"<div>{card_html(card, action='/chat/trade', token='T')}</div>")
    for element in page.iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        assert element.get("href", "https://").startswith(("https://", "http://"))
        assert element.get("action", "/chat/trade") == "/chat/trade"


@given(cards, nasty, nasty)
def test_no_page_can_be_broken_out_of(card, line, name):
    channel = Channel("console", "local", 'a"><script>b', name=name, key=1)
    page = Page(Look("T"), (channel,), channel, name_error=line, name_typed=line)
    chat = Chat((ConsoleMessage(1, name, line, card, True, NOW),), line=line, problem=line, completions=(line,))
    for text in (
        chat_html(page, chat),
        page_html("status.html", page, card=card, checks=None, runs=(), stops=()),
        problem_html(page, line),
    ):
        text.encode()
        drawn_page = html.fromstring(text)
        assert drawn_page.xpath("//script/@src") == ["/static/htmx.min.js", "/static/console.js"]
        assert not drawn_page.xpath(
            "//@*[starts-with(name(), 'on')] | //style | //svg[not(@class='row')] | //iframe | //@style"
        )
        assert not [h for h in drawn_page.xpath("//a/@href") if not h.startswith(("/", "#", "http://", "https://"))]


@pytest.mark.parametrize("attack", ATTACKS[:6])
def test_hostile_text_is_shown_as_it_is(attack):
    page = drawn(
        Heading(attack),
        Paragraph((Span(attack, strong=True),)),
        Facts(((attack, attack),)),
        Note(attack),
        Preformatted(attack),
    )
    for path in ("h2", "p/strong", "dl//dt", "dl//dd", "p[@class='note']", "pre"):
        assert page.xpath(f"string({path})").strip() == attack


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
        "vbscript:x", "//evil.example", "/chat/trade", "file:///etc/passwd", "https://", "https://a b", "http://[", "\x01https://x",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_web_is_text(url):
    page = drawn(Heading("T", url), Paragraph((Span("S", url),)), Actions((Button("B", url=url),)))
    assert not page.xpath(".//a")
    assert page.xpath("string(h2)").startswith("T (")
    assert page.xpath("string(p)").startswith("S (")
    assert page.xpath("string(.//span[@class='inert'])").startswith("B (")


def test_a_link_tells_the_other_side_nothing():
    page = drawn(Heading("T", "https://example.org/?a=1&b=2"), Actions((Button("Open", url="https://example.org/"),)))
    assert page.xpath(".//a/@href") == ["https://example.org/?a=1&b=2", "https://example.org/"]
    assert page.xpath(".//a/@rel") == ["noopener noreferrer"] * 2


def test_a_button_with_a_command_is_a_form_with_the_token():
    form = drawn(Actions((Button("Why?", command='why "<b>" #K7Q2'),))).xpath(".//form")[0]
    assert (form.get("method"), form.get("action")) == ("post", "/chat/trade")
    assert dict(form.form_values()) == {"token": "T"}
    button = form.xpath("button")[0]
    assert (button.get("name"), button.get("value"), button.text) == ("line", 'why "<b>" #K7Q2', "Why?")


def test_a_button_that_does_nothing_is_text():
    assert not drawn(Actions((Button("Later"),))).xpath(".//button | .//a")


def test_every_block_has_its_element():
    page = drawn(
        Heading("H"),
        Paragraph((Span("a "), Span("b", strong=True), Span("c", code=True))),
        Bullets(((Span("one"),), (Span("two", url="https://example.org/"),))),
        Facts((("Money", "$41.2bn"),)),
        Preformatted("  x\n  ^"),
        Chart("Items a day", date(2026, 3, 2), (Series("CBAM", (1, 2)),)),
    )
    assert [child.tag for child in page] == ["h2", "p", "ul", "dl", "pre", "figure"]
    assert page.xpath("figure/figcaption/text() | figure//li/span/text()") == ["Items a day", "CBAM", "3"]
    assert len(page.xpath("figure//rect")) == 2
    assert page.xpath("p/strong/text() | p/code/text()") == ["b", "c"]
    assert page.xpath("ul/li//text()") == ["one", "two"]
    assert page.xpath("string(pre)").strip("\n") == "  x\n  ^"


def test_preformatted_text_keeps_its_first_empty_line():
    # A browser drops one newline after <pre>; lxml keeps it.
    assert drawn(Preformatted("\nx")).xpath("string(pre)") == "\n\nx"


@pytest.mark.parametrize(
    ("text", "lang"), [("핵심광물 對策", "ko"), ("重要鉱物の備蓄", "ja"), ("商务部", "zh"), ("CBAM", None), ("", None)]
)
def test_text_names_the_script_it_is_drawn_in(text, lang):
    assert drawn(Note(text))[0].get("lang") == lang


def test_signs_that_turn_the_reading_direction_are_dropped():
    assert drawn(Note("fdp.\u202eexe\u2066\u200f\ufeff"))[0].text == "fdp.exe"
