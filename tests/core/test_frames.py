"""Frames through the matcher: words of different classes that meet say a topic without its name."""

from dataclasses import replace

import pytest

from core.match import Matcher
from core.model import Item, Topic

LICENCES = Topic(
    id="export-controls",
    name="Export controls",
    category="measures",
    aliases={"en": ("export controls",)},
    exclude=("fishing",),
    frames=(("permit", "sale", "chip"), ("permit", "chip", "place")),
    classes={
        "permit": ("licen*", "nod", "허가"),
        "sale": ("sell*", "shipment", "수출"),
        "chip": ("chip", "반도체"),
        "place": ("=China", "중국"),
    },
)
OTHER = "Something else stands here."


def found(title: str, body: str = "", lang: str = "en") -> tuple[bool, list[tuple[str, str, float]]]:
    verdict = Matcher([LICENCES]).explain(Item("1", title, body, lang=lang), "export-controls")
    return verdict.matched, [(e.term, e.field, e.weight) for e in verdict.evidence]


@pytest.mark.parametrize(
    ("title", "body", "evidence"),
    [
        ("Maker needs licences to sell chips", "", [("licen* + sell* + chip", "title", 1.6)]),
        ("A quiet day", "A nod for shipments of chips.", [("nod + shipment + chip", "body", 1.5)]),
        ("Maker gets a nod", "It may sell its chips.", [("nod + sell* + chip", "title", 1.5)]),
        ("반도체 수출 허가", "", [("허가 + 수출 + 반도체", "title", 1.6)]),
    ],
)
def test_words_of_each_class_in_one_place_are_enough(
    title: str, body: str, evidence: list[tuple[str, str, float]]
) -> None:
    assert found(title, body) == (True, evidence)


@pytest.mark.parametrize(
    ("title", "body", "weights"),
    [
        ("Maker gets a nod", f"{OTHER} It sells widely. It makes chips.", [1.2]),
        (OTHER, f"{OTHER} A nod for shipments of chips.", [0.75]),
        ("Maker gets a nod", f"{OTHER} {OTHER} It sells. {OTHER} It makes chips.", []),
        (OTHER, "A nod came. It sells chips.", []),
        ("A nod for a chip", OTHER, []),
        (OTHER, f"{OTHER * 150} A nod for shipments of chips.", []),
    ],
)
def test_words_further_apart_or_further_down_are_not(title: str, body: str, weights: list[float]) -> None:
    matched, evidence = found(title, body)
    assert (matched, [weight for *_, weight in evidence]) == (False, weights)


def test_frames_that_meet_again_weigh_less_and_have_a_limit() -> None:
    _, evidence = found("Licence to sell chips to China")
    assert [weight for *_, weight in evidence] == [1.6, 0.8]


def test_no_room_is_left_beyond_the_limit() -> None:
    classes = {"a": ("alpha",), "b": ("beta",)}
    topic = Topic(
        "t", "T", "measures", {"en": ("name",)}, frames=(("a", "b"), ("b", "a"), ("a", "b", "a")), classes=classes
    )
    verdict = Matcher([topic]).explain(Item("1", "alpha beta", ""), "t")
    assert [e.weight for e in verdict.evidence] == [1.6, 0.8]


def test_a_sentence_with_a_name_says_no_more_by_a_frame() -> None:
    _, evidence = found("Export controls: a licence to sell chips")
    assert [term for term, *_ in evidence] == ["export controls"]


def test_what_is_excluded_subtracts_from_a_frame_too() -> None:
    assert found("A fishing licence to sell chips")[0] is False


def test_evidence_stands_where_the_first_word_does() -> None:
    title = "Chips: a nod to sell"
    (verdict,) = Matcher([LICENCES]).match(Item("1", title, ""))
    (evidence,) = verdict.evidence
    assert (title[evidence.start : evidence.end], evidence.lang) == ("nod", "en")


def test_far_down_a_frame_around_what_was_counted_already_adds_nothing() -> None:
    topic = replace(LICENCES, signals=("nod",))
    verdict = Matcher([topic]).explain(Item("1", OTHER, f"{OTHER} A nod for shipments of chips.", lang="en"), topic.id)
    assert [evidence.term for evidence in verdict.evidence] == ["nod"]


@pytest.mark.parametrize(
    ("title", "body", "weights"),
    [
        ("A nod to sell chips", "", [1.28]),
        ("A nod to sell chips", f"{OTHER} Trade grows.", [1.6]),
        ("A nod to sell chips to China", "", [1.6, 0.77]),
    ],
)
def test_without_a_word_of_trade_only_frames_of_many_classes_count_in_full(
    title: str, body: str, weights: list[float]
) -> None:
    frames = (("permit", "sale", "chip", "place"), ("permit", "sale", "chip"))
    topic = replace(LICENCES, frames=frames, ground=("trade",))
    verdict = Matcher([topic]).explain(Item("1", title, body, lang="en"), topic.id)
    assert [evidence.weight for evidence in verdict.evidence] == weights


@pytest.mark.parametrize(
    ("title", "matched"), [("食品表示の許可", True), ("许可表示食品", False), ("食品標識の許可", False)]
)
def test_a_word_of_japanese_texts_is_none_of_chinese_ones(title: str, matched: bool) -> None:
    topic = replace(LICENCES, frames=(("label", "permit"),), classes={"label": ("ja:表示",), "permit": ("許可",)})
    assert bool(Matcher([topic]).match(Item("1", title, ""))) is matched
