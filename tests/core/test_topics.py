import copy
from datetime import date
from typing import Any

import pytest

from core.model import Acronym, Agency
from core.topics import Path, problems_of, topics_of

RAW: dict[str, Any] = {
    "version": 2,
    "noise": ["operating profit"],
    "notices": ["vacancy"],
    "classes": {"carbon": ["carbon", "탄소"], "charge": ["levy"]},
    "agencies": {
        "kcs": [{"name": "관세청", "since": date(2025, 10, 1)}, {"name": "Customs", "until": date(2025, 9, 30)}]
    },
    "topics": [
        {
            "id": "cbam",
            "name": "CBAM",
            "category": "measures",
            "names": {"ko": "탄소국경"},
            "aliases": {"en": ["carbon border tax"], "ko": ["탄소국경세"]},
            "acronyms": ["CBAM", {"term": "CRM", "ambiguous": True}, {"term": "AEO"}],
            "signals": ["embedded + emissions", "锂"],
            "hints": ["certif*"],
            "context": ["=EU", "=미"],
            "exclude": ["bicycle"],
            "frames": [["carbon", "charge"]],
            "related": ["uk"],
            "agencies": ["kcs"],
        },
        {"id": "uk", "name": "UK", "category": "measures", "acronyms": ["UK-CBAM"], "parent": "cbam"},
    ],
}


def changed(path: Path, value: object) -> dict[str, Any]:
    """RAW with one value set; None takes it away."""
    raw = copy.deepcopy(RAW)
    place: Any = raw
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return raw


def test_a_sound_file_becomes_topics() -> None:
    assert problems_of(RAW) == []
    cbam, uk = topics_of(RAW)
    assert (cbam.id, cbam.name, cbam.category, cbam.parent) == ("cbam", "CBAM", "measures", None)
    assert cbam.aliases == {"en": ("carbon border tax",), "ko": ("탄소국경세",)}
    assert cbam.acronyms == (Acronym("CBAM"), Acronym("CRM", ambiguous=True), Acronym("AEO"))
    assert (cbam.signals, cbam.hints, cbam.context) == (("embedded + emissions", "锂"), ("certif*",), ("=EU", "=미"))
    assert (cbam.exclude, cbam.noise, cbam.related) == (("bicycle",), ("operating profit",), ("uk",))
    assert cbam.notices == ("vacancy",)
    assert cbam.agencies == (Agency("관세청", since=date(2025, 10, 1)), Agency("Customs", until=date(2025, 9, 30)))
    assert (cbam.name, cbam.names) == ("CBAM", {"ko": "탄소국경"})
    assert (cbam.frames, cbam.classes) == ((("carbon", "charge"),), {"carbon": ("carbon", "탄소"), "charge": ("levy",)})
    assert (uk.parent, uk.aliases, uk.agencies) == ("cbam", {}, ())


def test_noise_and_agencies_may_be_left_out() -> None:
    raw = changed(("noise",), None)
    del raw["agencies"], raw["topics"][0]["agencies"], raw["classes"], raw["topics"][0]["frames"]
    assert problems_of(raw) == []
    assert topics_of(raw)[0].noise == ()


T = ("topics", 0)


@pytest.mark.parametrize(
    ("path", "value", "place", "text"),
    [
        (("topics",), None, ("topics",), "must be a list with at least one topic"),
        (("topics",), [], ("topics",), "must be a list with at least one topic"),
        (("topix",), [], ("topix",), "is no field here; did you mean topics?"),
        (("xyz",), 1, ("xyz",), "is no field here; known are version, topics, classes, ground, noise, notices, agencies"),
        (T, "cbam", T, "must be a mapping with id, name and category"),
        ((*T, "id"), None, (*T, "id"), "must be a text"),
        ((*T, "name"), " ", (*T, "name"), "must be a text"),
        ((*T, "category"), "measure", (*T, "category"), "must be one of agreements, measures, sectors, forums"),
        ((*T, "alias"), [], (*T, "alias"), "is no field here; did you mean aliases?"),
        ((*T, "aliases"), ["x"], (*T, "aliases"), "must be a mapping from language to terms"),
        ((*T, "aliases", "kr"), ["한국어"], (*T, "aliases", "kr"), "is no language here; known are en, ko, zh, ja"),
        ((*T, "aliases", "ko"), "탄소", (*T, "aliases", "ko"), "must be a list of terms"),
        ((*T, "aliases", "ko"), ["세"], (*T, "aliases", "ko", 0), "세 is one letter or syllable and would be found nearly everywhere"),
        ((*T, "signals"), [45], (*T, "signals", 0), "must be a text, not 45; put it between quotes"),
        ((*T, "signals"), ["…"], (*T, "signals", 0), "has no letter or digit: '…'"),
        ((*T, "signals"), ["a" * 201], (*T, "signals", 0), "may have 200 characters"),
        ((*T, "acronyms"), "CBAM", (*T, "acronyms"), "must be a list"),
        ((*T, "acronyms"), [{"term": "X1", "ambigous": True}], (*T, "acronyms", 0, "ambigous"), "is no field here; did you mean ambiguous?"),
        ((*T, "acronyms"), [{"ambiguous": True}], (*T, "acronyms", 0), "must be a text, not None; put it between quotes"),
        ((*T, "parent"), "cban", (*T, "parent"), "cban is not in this file; did you mean cbam?"),
        ((*T, "related"), ["zzz"], (*T, "related"), "zzz is not in this file"),
        ((*T, "related"), "uk", (*T, "related"), "must be a list"),
        ((*T, "agencies"), ["kcz"], (*T, "agencies"), "kcz is not in this file; did you mean kcs?"),
        (("topics", 1, "acronyms"), None, ("topics", 1, "aliases"), "must name the topic in at least one language"),
        ((*T, "frames"), "carbon", (*T, "frames"), "must be a list of lists of classes"),
        ((*T, "frames"), ["carbon"], (*T, "frames", 0), "must be a list of two classes or more"),
        ((*T, "frames"), [["carbon"]], (*T, "frames", 0), "must be a list of two classes or more"),
        ((*T, "frames"), [["carbon", "chage"]], (*T, "frames", 0), "chage is not in this file; did you mean charge?"),
        ((*T, "frames"), [["carbon", 7]], (*T, "frames", 0), "7 is not in this file"),
        ((*T, "names"), ["탄소"], (*T, "names"), "must be a mapping from language to a name"),
        ((*T, "names"), {"xx": "탄소"}, (*T, "names", "xx"), "is no language here; known are en, ko, zh, ja"),
        ((*T, "names"), {"ko": " "}, (*T, "names", "ko"), "must be a text"),
        (("classes",), ["carbon"], ("classes",), "must be a mapping from a name to words"),
        (("classes", "carbon"), [], ("classes", "carbon"), "must be a list of terms"),
        (("classes", "carbon"), "levy", ("classes", "carbon"), "must be a list of terms"),
        (("classes", "carbon"), ["ja:"], ("classes", "carbon", 0), "has no letter or digit: ''"),
        (("classes", "carbon"), [3], ("classes", "carbon", 0), "must be a text, not 3; put it between quotes"),
        (("classes", "carbon"), ["세"], ("classes", "carbon", 0), "세 is one letter or syllable and would be found nearly everywhere"),
        (("noise",), "x", ("noise",), "must be a list of terms"),
        (("agencies",), [], ("agencies",), "must be a mapping from key to names"),
        (("agencies", "kcs"), "관세청", ("agencies", "kcs"), "must be a list of mappings with name, since and until"),
        (("agencies", "kcs", 0, "form"), 1, ("agencies", "kcs", 0, "form"), "is no field here; known are name, since, until"),
        (("agencies", "kcs", 0, "name"), 1, ("agencies", "kcs", 0, "name"), "must be a text"),
        (("agencies", "kcs", 0, "since"), "soon", ("agencies", "kcs", 0, "since"), "must be a date such as 2026-01-02"),
        ((*T, "parent"), "uk", (*T, "parent"), "cbam is its own ancestor"),
        ((*T, "parent"), "cbam", (*T, "parent"), "cbam is its own ancestor"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_place(path: Path, value: object, place: Path, text: str) -> None:
    found = problems_of(changed(path, value))
    assert (place, text) in [(problem.path, problem.text) for problem in found]


def test_two_topics_of_one_id() -> None:
    found = problems_of(changed(("topics", 1, "id"), "cbam"))
    assert [problem.path for problem in found if problem.text == "cbam stands twice"] == [
        ("topics", 0, "id"),
        ("topics", 1, "id"),
    ]


@pytest.mark.parametrize("raw", [None, [], "topics", 3])
def test_what_is_no_mapping_at_all(raw: object) -> None:
    assert [problem.path for problem in problems_of(raw)] == [()]
