"""What speaks for a topic and what against it."""

from core.match import Matcher
from core.model import Acronym, Item, Topic


def test_what_is_part_of_an_excluded_term_does_not_count() -> None:
    topic = Topic("k-c", "Korea–China", "agreements", aliases={"ko": ("한중",)}, exclude=("한중일",))
    matcher = Matcher([topic])
    assert not matcher.match(Item("1", "한중일 정상, 자유무역협정 논의", "한중일 협력도 다뤘다."))
    (found,) = matcher.match(Item("2", "한중 장관, 한중 협력과 한중일 회의 논의", "한중 교역이 늘었다."))
    assert {(e.field, e.start) for e in found.evidence} == {("title", 0), ("title", 7), ("body", 0)}


def test_a_noun_that_is_a_name_weighs_like_a_signal() -> None:
    topic = Topic("rare", "Rare earths", "sectors", nouns=("rare earth",), context=("export",))
    matcher = Matcher([topic])
    assert not matcher.match(Item("1", "A rare earth in the attic", "A rare earth was found."))
    assert not matcher.match(Item("2", "A rare earth in the attic", "The exports grew."))
    assert matcher.match(Item("3", "Rare earth prices up", "Exports of rare earths fell."))


def test_excluded_terms_in_one_place_subtract_once() -> None:
    topic = Topic("o", "Origin", "measures", aliases={"ko": ("원산지증명",)}, exclude=("원산지 표시", "원산지표시"))
    verdict = Matcher([topic]).explain(Item("1", "소식", "원산지증명 안내. 원산지 표시 단속."), "o")
    assert verdict.score == 0.5


def test_a_name_far_down_in_a_long_text_is_not_read() -> None:
    matcher = Matcher([Topic("cbam", "CBAM", "measures", aliases={"en": ("carbon border levy",)})])
    named = "The carbon border levy. The carbon border levy. The carbon border levy. "
    far = Item("1", "Notes", "word " * 5_000 + named * 3)
    assert not matcher.match(far)
    assert str(matcher.explain(far, "cbam").missing) == "none of its terms occurs"
    assert matcher.match(Item("2", "Carbon border levy", "word " * 5_000 + named))


def test_a_notice_takes_away_what_a_title_and_a_lead_give() -> None:
    topic = Topic(
        "cbam",
        "CBAM",
        "measures",
        acronyms=(Acronym("CBAM"),),
        notices=("places are limited", "masterclass", "early-bird"),
    )
    matcher = Matcher([topic])
    assert matcher.match(Item("1", "CBAM explained", "A masterclass on the CBAM was held for firms."))
    assert not matcher.match(Item("2", "CBAM masterclass", "Early-bird fee for CBAM. Places are limited."))
    assert "against it: masterclass" in str(matcher.explain(Item("2", "CBAM masterclass", ""), "cbam").missing)


def test_an_acronym_that_the_text_spells_out_otherwise_is_not_the_topics() -> None:
    topic = Topic(
        "cbam",
        "CBAM",
        "measures",
        aliases={"en": ("carbon border adjustment",)},
        acronyms=(Acronym("CBAM"), Acronym("CBA")),
    )
    matcher = Matcher([topic])
    assert not matcher.match(Item("1", "CBAM names a chief", "Central Bay Asset Management (CBAM) lends to homes."))
    assert matcher.match(Item("2", "CBAM from January", "The Carbon Border Adjustment Mechanism (CBAM) starts."))
    assert matcher.match(Item("3", "CBAM and the ETS", "The Emissions Trading System (ETS) stays."))
