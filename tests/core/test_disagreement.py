"""Where the sources of one story say different things."""

import pytest

from core.disagreement import differences
from core.model import Tier
from core.passages import Read
from tests.core.briefs import KNOWN, item


def told(*items, lang="en"):
    found = differences([Read(one, KNOWN) for one in items], KNOWN, lang)
    return [tuple((text, one.id) for text, one in difference.sides) for difference in found]


def pair(one: str, other: str, **more):
    return told(item("A", "Tariffs", one), item("B", "Tariffs", other, "Yonhap", **more))


@pytest.mark.parametrize(
    ("one", "other", "sides"),
    [
        ("The ministry will raise the tariff on steel imports to 25%.", "The ministry will raise the tariff on steel imports to 15%.", ("25%", "15%")),
        ("Plant orders reached a record of $41.2bn last year, it said.", "Plant orders reached a record of $47.2bn last year, it said.", ("$41.2bn", "$47.2bn")),
        ("The new rules on battery labels start on 1 July 2026.", "The new rules on battery labels start on 1 August 2026.", ("Wed 1 Jul 2026", "Sat 1 Aug 2026")),
    ],
)  # fmt: skip
def test_another_figure_in_the_same_sentence_is_told(one, other, sides):
    assert pair(one, other) == [((sides[0], "A"), (sides[1], "B"))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plant orders reached a record of $41.2bn last year, it said.", "Plant orders reached a record of $41bn last year, it said."),
        ("Plant orders reached a record of $41.2bn last year, it said.", "Steel makers fear for $47.2bn of exports to Europe."),
        ("Plant orders reached a record of $41.2bn last year, it said.", "Plant orders reached a record of 90% last year, it said."),
        ("Plant orders reached a record of $41.2bn last year, it said.", "Plant orders reached a record of 7 last year, it said."),
        ("Orders of $2bn.", "Orders of $9bn."),
    ],
)  # fmt: skip
def test_what_is_rounded_or_about_something_else_is_no_difference(one, other):
    assert pair(one, other) == []


def test_the_currency_is_part_of_an_amount():
    assert pair(
        "The fund will lend exporters up to $3bn this year.", "The fund will lend exporters up to €3bn this year."
    )


def test_one_source_does_not_differ_from_itself_nor_one_language_from_another():
    one = "The ministry will raise the tariff on steel imports to 25%."
    assert told(item("A", "T", one), item("B", "T", one.replace("25", "15"), "reuters")) == []
    assert pair(one, one.replace("25", "15"), lang="fr") == []


def test_another_federation_is_told_across_languages():
    english = item("A", "Firms speak", "The Korea Federation of SMEs (KBIZ) asked for fair terms.")
    korean = item("B", "중견기업 입장", "중견기업연합회는 공정한 여건을 요구했다.", "연합뉴스", "ko", Tier.PRESS)
    assert told(english, korean, lang="ko") == [(("중소기업중앙회", "A"), ("중견기업연합회", "B"))]
    both = item("C", "T", "KBIZ, not FOMEK, said so. The Ministry of Finance and Economy did not.", "AP")
    assert told(english, both) == []
    assert told(english, item("D", "T", "KBIZ asked.", "AP")) == []
    ministry = item("E", "T", "The Ministry of Finance and Economy asked.", "AP")
    assert told(english, ministry) == []


def test_a_difference_is_told_once():
    one = "The ministry will raise the tariff on steel imports to 25%."
    items = [
        item("A", "T", one),
        item("B", "T", one.replace("25", "15"), "AP"),
        item("C", "T", one.replace("25", "15"), "dpa"),
    ]
    assert len(told(*items)) == 1
