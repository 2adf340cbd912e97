"""An item as people read it."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.card import Actions, Facts, Heading, Note, Paragraph
from core.gate import Refusal
from core.item_card import alert_card, source_line, summary_card, to_translate
from core.model import Evidence, Item, Tier
from core.summary import Cited
from core.written import Origin, Stated, Summary, Translation, as_summary

SEOUL = ZoneInfo("Asia/Seoul")
FIRST = "The EU will delay its carbon border levy until 2028."
SECOND = "Importers had asked for one more year of preparation."
ITEM = Item(
    "K7Q2",
    "CBAM delayed",
    f"{FIRST} {SECOND} A third sentence that is long enough to be prose.",
    "en",
    "Reuters",
    Tier.WIRE,
    link="https://n.example/a",
    published=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    found=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
)
BARE = Item("K7Q3", "", "")


def span(term: str, field: str = "body", weight: float = 1.0, start: int = 0) -> Evidence:
    return Evidence("cbam", term, "en", field, start, start + 4, weight)


def test_an_alert_has_headline_excerpt_facts_reason_and_buttons():
    card = alert_card(ITEM, ["CBAM", "Steel"], [span("CBAM", "title", 2.0), span("levy")], "en", SEOUL)
    heading, excerpt, cited, facts, why, actions = card.blocks
    assert heading == Heading("CBAM delayed", "https://n.example/a")
    assert isinstance(excerpt, Paragraph)
    assert excerpt.spans[0].text == f"{FIRST} [1] {SECOND} [2]"
    assert cited == Note("Excerpt, not a summary. [1]–[2] Reuters, #K7Q2")
    assert isinstance(facts, Facts)
    assert facts.pairs == (
        ("Topic", "CBAM, Steel"),
        ("Countries", "European Union"),
        ("Source", "Reuters (wire)"),
        ("Published", "Mon 2 Mar 2026, 10:00 KST"),
        ("Found", "Mon 2 Mar 2026, 11:00 KST"),
        ("Language", "en"),
    )
    assert why == Note("Why: “CBAM” in the title, “levy” in the text.")
    assert isinstance(actions, Actions)
    assert [(b.label, b.command, b.url) for b in actions.buttons] == [
        ("Open", None, "https://n.example/a"),
        ("Summary", "summary #K7Q2", None),
        ("Why?", "why #K7Q2", None),
        ("Follow story", "story #K7Q2 follow", None),
    ]
    assert [(b.label, b.command) for b in actions.more] == [
        ("Not relevant", "feedback #K7Q2 irrelevant"),
        ("Mute story", "mute story:#K7Q2"),
        ("Mute source, 7 days", 'mute source:"Reuters" until:7d'),
        ("Save", "save #K7Q2"),
    ]


def test_the_strongest_terms_come_first_each_once_and_four_at_most():
    evidence = [span("weak", weight=0.1), *[span(f"t{n}", start=n) for n in range(5)], span("t0"), span("top", "title")]
    why = alert_card(ITEM, ["x"], evidence, "en", SEOUL).blocks[4]
    assert why == Note("Why: “top” in the title, “t0” in the text, “t1” in the text, “t2” in the text.")


def test_an_item_of_which_little_is_known_says_so():
    card = alert_card(BARE, ["CBAM"], [], "en", SEOUL)
    assert card.plain.split("\n") == [
        "(without a title)",
        "The source gave a headline only.",
        "Topic: CBAM",
        "Source: source not named",
        "[Summary] summary #K7Q3",
        "[Why?] why #K7Q3",
        "[Follow story] story #K7Q3 follow",
        "[Not relevant] feedback #K7Q3 irrelevant",
        "[Mute story] mute story:#K7Q3",
        "[Save] save #K7Q3",
    ]
    assert source_line(BARE, "en", SEOUL) == "source not named"


def test_a_summary_cites_more_and_offers_no_summary():
    card = summary_card(ITEM, "ko", SEOUL)
    assert "[3]" in card.plain
    assert "요약이 아닌 원문 발췌입니다. [1]–[3] Reuters, #K7Q2" in card.plain
    assert "summary #" not in card.plain


def test_one_sentence_has_one_mark():
    card = summary_card(Item("K7Q2", "T", FIRST, "en", "Reuters"), "en", SEOUL)
    assert "Excerpt, not a summary. [1] Reuters, #K7Q2" in card.plain


def test_a_source_line_has_source_tier_and_date():
    assert source_line(ITEM, "en", SEOUL) == "Reuters · wire · Mon 2 Mar 2026, 10:00 KST"


def test_what_a_model_wrote_is_labelled_and_stands_beside_what_it_cites():
    one, two = Cited(FIRST, 0, len(FIRST)), Cited(SECOND, len(FIRST) + 1, len(FIRST) + 1 + len(SECOND))
    said = (Stated("The levy comes in 2028, as importers had asked.", (one, two)), Stated("It is delayed.", (one,)))
    written = Summary(said, Origin.MODEL, model="m-1")
    plain = summary_card(ITEM, "en", SEOUL, written=written).plain.split("\n")
    assert plain[1:5] == [
        "The levy comes in 2028, as importers had asked. [1] [2] It is delayed. [1]",
        "Written by the language model m-1, not by a person; every number, date and name stands in the sentences it cites. Reuters, #K7Q2",
        f"• [1] {FIRST}",
        f"• [2] {SECOND}",
    ]
    fallen_back = summary_card(ITEM, "en", SEOUL, written=as_summary((one,)))
    assert fallen_back == summary_card(ITEM, "en", SEOUL)


def test_a_card_says_who_else_has_the_story_and_leads_there():
    other = Item("K7Q9", "CBAM 연기", "", "ko", "연합뉴스")
    for card in (
        alert_card(ITEM, ["x"], [], "en", SEOUL, others=[other]),
        summary_card(ITEM, "en", SEOUL, others=[other]),
    ):
        assert "Also in 1 outlet (1 KO)." in card.plain
        assert "\n[Story] story #K7Q2" in card.plain
    assert "Also in" not in alert_card(ITEM, ["x"], [], "en", SEOUL).plain


def test_what_is_worth_translating_is_what_stands_in_another_language() -> None:
    assert to_translate(replace(ITEM, lang="ko"), "ko") == to_translate(replace(ITEM, lang=None), "en") == ()
    assert to_translate(replace(ITEM, lang="zh-TW"), "en")[0] == ITEM.title


def test_a_translation_stands_below_the_original_and_says_whose_it_is() -> None:
    lines = (ITEM.title, "One.", "Two.")
    translation = Translation("ko", lines, ("제목", None, "둘."), model="m-1")
    plain = summary_card(ITEM, "ko", SEOUL, translation=translation).plain
    assert plain.index(ITEM.title) < plain.index("m-1의 기계 번역입니다.") < plain.index("제목 둘.")


def test_no_translation_leaves_no_label() -> None:
    refused = Translation("ko", ("a",), (None,), model="m-1")
    assert summary_card(ITEM, "ko", SEOUL, translation=refused) == summary_card(ITEM, "ko", SEOUL)


def test_of_a_machines_translation_an_alert_shows_what_stands_above_it():
    korean = replace(ITEM, lang="ko")
    kept = Translation("en", (korean.title, "elsewhere"), ("IN ENGLISH", "NOT HERE"), model="tiny")
    told = alert_card(korean, [], [], "en", SEOUL, translation=kept).plain
    assert "IN ENGLISH" in told
    assert "NOT HERE" not in told
    nothing = Translation("en", ("elsewhere",), ("NOT HERE",), model="tiny")
    assert alert_card(korean, [], [], "en", SEOUL, translation=nothing) == alert_card(korean, [], [], "en", SEOUL)


def test_what_a_model_wrote_tells_what_of_it_is_shown_and_why_the_rest_is_not():
    dropped = (("By 99%.", Refusal.NUMBER),)
    summary = Summary((Stated("It rises.", ()),), Origin.MODEL, dropped=dropped)
    assert (summary.accepted, summary.refusals) == (("It rises.",), (Refusal.NUMBER,))
    assert replace(summary, origin=Origin.EXTRACT).accepted == ()
    translation = Translation("ko", ("a", "b"), ("가", None), dropped=dropped)
    assert (translation.accepted, translation.refusals) == (("가",), (Refusal.NUMBER,))


def test_a_page_that_is_not_stored_can_be_opened_and_not_followed():
    page = summary_card(replace(ITEM, id=""), "en", SEOUL)
    assert page.blocks[-1].buttons[0].url == ITEM.link
    assert "follow" not in page.plain
