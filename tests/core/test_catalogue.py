"""Topics by any of their names."""

import time

import pytest

from core.catalogue import Catalogue, name_in, names
from core.model import Acronym, Topic

FTA = Topic("ftas", "Free trade agreements", "agreements", {"ko": ("자유무역협정",)}, (Acronym("FTA"),))
KOREA_CHINA = Topic(
    "korea-china-fta", "Korea–China FTA", "agreements", {"ko": ("한중 FTA", "한·중 자유무역협정")}, parent="ftas"
)
CBAM = Topic("cbam", "EU carbon border", "climate", {"en": ("carbon border adjustment",)}, (Acronym("CBAM"),))
CATALOGUE = Catalogue([FTA, KOREA_CHINA, CBAM])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("korea-china-fta", KOREA_CHINA),
        ("Korea China FTA", KOREA_CHINA),
        ("한중FTA", KOREA_CHINA),
        ("cbam", CBAM),
        ("ＣＢＡＭ", CBAM),
        ("carbon-border adjustment", CBAM),
        ("steel", None),
        ("", None),
        ("!!", None),
    ],
)
def test_a_topic_is_found_by_any_name_however_spaced(text, topic):
    assert CATALOGUE.find(text) == topic


@pytest.mark.parametrize(
    ("text", "found"),
    [("자유무역", [FTA, KOREA_CHINA]), ("Climate", [CBAM]), ("carbon", [CBAM]), ("steel", []), ("", []), ("?!", [])],
)
def test_topics_are_searched_by_parts_of_names_and_by_category(text, found):
    assert CATALOGUE.search(text) == found


@pytest.mark.parametrize(
    ("text", "near"),
    [("korea-chnia-fta", ["korea-china-fta"]), ("cban", ["cbam"]), ("weather", []), ("", [])],
)
def test_a_misspelt_name_leads_to_the_nearest_topics(text, near):
    assert CATALOGUE.nearest(text) == near


def test_the_likest_come_first_and_no_more_than_asked_for():
    topics = [Topic(f"steel-tariff-{n}", f"Steel tariff {n}", "tariffs") for n in range(9)]
    assert Catalogue(topics).nearest("steel tariff 7", 2)[0] == "steel-tariff-7"
    assert len(Catalogue(topics).nearest("steel tariff 7", 2)) == 2


def test_a_long_text_is_compared_in_no_time():
    many = Catalogue(Topic(f"topic-{n}", f"Some long name of a topic {n}", "x") for n in range(500))
    started = time.perf_counter()
    many.nearest("name of a topic " * 1_000)
    assert time.perf_counter() - started < 1


def test_children_and_names():
    assert CATALOGUE.children(FTA) == ["korea-china-fta"]
    assert CATALOGUE.children(CBAM) == []
    assert names(CBAM) == ["cbam", "EU carbon border", "carbon border adjustment", "CBAM"]


def test_a_topics_family_is_all_below_it() -> None:
    steps = Topic("phase-two", "Phase two", "agreements", parent="korea-china-fta")
    assert [t.id for t in Catalogue([steps, FTA, KOREA_CHINA, CBAM]).family("ftas")] == [
        "ftas",
        "korea-china-fta",
        "phase-two",
    ]
    assert CATALOGUE.family("cbam") == [CBAM]


def test_topics_are_taken_over() -> None:
    catalogue = Catalogue([FTA, CBAM])
    catalogue.set_topics([KOREA_CHINA])
    assert (catalogue.find("cbam"), catalogue.find("한중FTA"), list(catalogue.topics)) == (
        None,
        KOREA_CHINA,
        ["korea-china-fta"],
    )


def test_a_topic_has_a_name_in_each_language_or_the_one_of_all() -> None:
    topic = Topic("cbam", "CBAM", "measures", names={"ko": "탄소국경조정제도"})
    assert [name_in(topic, lang) for lang in ("ko", "en")] == ["탄소국경조정제도", "CBAM"]
    assert Catalogue([topic]).find("탄소국경 조정제도") is topic
