"""The facts row of a card, and who else has the story."""

from datetime import date

import pytest

from core.item_facts import country_name, fact_rows
from core.model import Tier
from core.outlets import also_in, official_first, outlet_count
from core.when import period_text
from tests.core.briefs import KNOWN, item

RICH = item(
    "K7Q2",
    "Korea wins $41.2bn of plant orders",
    "The Ministry of Finance and Economy said so with China and Egypt. Bids are due by 31 March 2026. The rules take effect on "
    "1 July 2026. A second meeting is on 5 May 2026. The fund has 3 trillion won. China agreed.",
)


def test_every_kind_of_fact_has_a_row_in_the_readers_language():
    assert fact_rows(RICH, KNOWN, "en") == [
        ("Deadline", "Tue 31 Mar 2026"),
        ("Takes effect", "Wed 1 Jul 2026"),
        ("Dates ahead", "Tue 5 May 2026"),
        ("Money", "$41.2bn, ₩3tn"),
        ("Countries", "China, South Korea, Egypt"),
        ("Agencies", "Ministry of Finance and Economy"),
    ]
    korean = dict(fact_rows(RICH, KNOWN, "ko"))
    assert korean["금액"] == "412억 달러, 3조 원"
    assert korean["기관"] == "재정경제부"


def test_an_item_without_facts_has_no_rows():
    assert fact_rows(item("A", "Nothing of note"), KNOWN, "en") == []


def test_an_agency_goes_by_its_name_on_the_day():
    renamed = item("A", "기획재정부 발표", lang="ko")
    assert fact_rows(renamed, KNOWN, "ko") == [("기관", "재정경제부")]
    assert fact_rows(item("A", "The Bureau of Old Things"), KNOWN, "en") == [("Agencies", "Bureau of Old Things")]


def test_dates_that_are_over_vague_or_unanchored_are_none_to_keep_in_mind():
    told = "It met on 5 January 2026, and again in 2027."
    assert fact_rows(item("A", "T", told), KNOWN, "en") == []
    assert fact_rows(item("A", "T", "It meets on 5 May 2026.", published=None), KNOWN, "en") == []


def test_a_country_that_nobody_knows_keeps_its_code():
    assert [country_name(code, "ko") for code in ("KR", "EU", "QX")] == ["대한민국", "유럽 연합", "QX"]


@pytest.mark.parametrize(
    ("first", "last", "en", "ko"),
    [
        ((2026, 4, 1), (2026, 4, 1), "Wed 1 Apr 2026", "2026년 4월 1일 (수)"),
        ((2026, 4, 1), (2026, 4, 30), "April 2026", "2026년 4월"),
        ((2026, 12, 1), (2026, 12, 31), "December 2026", "2026년 12월"),
        ((2026, 1, 1), (2026, 12, 31), "2026", "2026년"),
        ((2026, 4, 1), (2026, 6, 30), "Wed 1 Apr 2026 – Tue 30 Jun 2026", "2026년 4월 1일 (수) – 2026년 6월 30일 (화)"),
        ((2026, 4, 2), (2026, 4, 30), "Thu 2 Apr 2026 – Thu 30 Apr 2026", "2026년 4월 2일 (목) – 2026년 4월 30일 (목)"),
        ((2026, 4, 1), (2026, 4, 29), "Wed 1 Apr 2026 – Wed 29 Apr 2026", "2026년 4월 1일 (수) – 2026년 4월 29일 (수)"),
    ],
)  # fmt: skip
def test_periods_have_names(first, last, en, ko):
    assert period_text(date(*first), date(*last), "en") == en
    assert period_text(date(*first), date(*last), "ko") == ko


def test_other_outlets_are_counted_once_by_language():
    others = [
        item("B", "b", source="연합뉴스", lang="ko"), item("C", "c", source="연합뉴스", lang="ko"), item("D", "d", source="한경", lang="ko-KR"),
        item("E", "e", source="新华社", lang="zh"), item("F", "f", source="REUTERS"), item("G", "g", source=""),
    ]  # fmt: skip
    assert also_in(RICH, others, "en") == "Also in 3 outlets (2 KO, 1 ZH)."
    assert also_in(RICH, others[:1], "ko") == "다른 1개 매체에서도 보도 (1 KO)."
    assert also_in(RICH, [item("B", "b", source="X", lang=None)], "en") == "Also in 1 outlet."
    assert also_in(RICH, others[4:], "en") == ""


def test_official_sources_come_first_then_the_nearer_then_the_older():
    late = item("B", "b", published=RICH.published.replace(day=3))
    items = [
        item("D", "d", tier=None),
        late,
        RICH,
        item("C", "c", tier=Tier.OFFICIAL),
        item("E", "e", tier=Tier.PRESS, published=None),
    ]
    assert [one.id for one in official_first(items)] == ["C", "K7Q2", "B", "E", "D"]
    assert outlet_count(items) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It is to win 22 projects by 2026.",
        "The source says “by 2026” for this target.",
        "출처는 '2026년까지(by 2026)'라고 적었다.",
    ],
)
def test_a_bare_year_is_no_deadline_on_a_card(text):
    assert fact_rows(item("A", "T", text), KNOWN, "en") == []


def test_when_an_old_treaty_took_effect_is_not_on_the_card():
    told = "The old pact took effect in 2015. The change took effect on 1 February 2026. The law takes effect in 2027."
    assert fact_rows(item("A", "T", told), KNOWN, "en") == [("Takes effect", "Sun 1 Feb 2026, 2027")]
    undated = item("A", "T", "The pact took effect in May 2015.", published=None)
    assert dict(fact_rows(undated, KNOWN, "en"))["Takes effect"] == "May 2015"
