"""agencies.yaml: what is accepted, and that every problem names its line and field; the shipped file."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from core.agencies import Agencies, Agency
from core.errors import DataFileError
from jobs.read_agencies import read

SHIPPED = Path(__file__).resolve().parents[2] / "seeds" / "agencies.yaml"
GOOD = """version: 1
agencies:
- id: old-name
  country: KR
  names: {en: [ Old   Name ], ko: [옛 이름, 옛이름]}
  acronyms: [OLD]
  since: 2001-02-03
  until: 2026-01-01
  successors: [new-name]
- id: new-name
  country: KR
  names: {en: [New Name]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "agencies.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_file(tmp_path: Path):
    assert read(written(tmp_path, GOOD)) == [
        Agency(
            "old-name",
            "KR",
            {"en": ("Old Name",), "ko": ("옛 이름", "옛이름")},
            ("OLD",),
            date(2001, 2, 3),
            date(2026, 1, 1),
            ("new-name",),
        ),
        Agency("new-name", "KR", {"en": ("New Name",)}),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ("agencies:", "agency:", "2: agency", "did you mean agencies?"),
        ("version: 1", "version: 2", "1: version", "reads version 1"),
        ("- id: new-name\n  country: KR", "- country: KR", "10: id", "is missing"),
        ("- id: new-name", "- id: old-name", "10: id", "same as on line 3"),
        ("- id: new-name", "- id: New Name", "10: id", "small letters"),
        ("country: KR\n  names: {en: [New", "country: Korea\n  names: {en: [New", "11: country", "no country code"),
        ("  acronyms: [OLD]", "  acronyms: OLD", "6: acronyms", "must be a list"),
        ("  acronyms: [OLD]", "  acronyms: [1]", "6: acronyms", "must be text"),
        ("  acronyms: [OLD]", "  acronyms: ['  ']", "6: acronyms", "is empty"),
        ("  acronyms: [OLD]", f"  acronyms: [{'x' * 121}]", "6: acronyms", "longer than 120"),
        ("  acronyms: [OLD]", f"  acronyms: [{'x, ' * 41}]", "6: acronyms", "more than 40"),
        ("  acronyms: [OLD]", "  acronym: [OLD]", "6: acronym", "did you mean acronyms?"),
        ("since: 2001-02-03", "since: yesterday", "7: since", "must be a day"),
        ("since: 2001-02-03", "since: 2001-02-03 04:05:06", "7: since", "must be a day"),
        ("since: 2001-02-03", "since: 2026-01-02", "8: until", "before since"),
        ("[new-name]", "[lost-name]", "9: successors", "no agency of this file"),
        ("{en: [New Name]}", "{}", "12: names", "names by language"),
        ("{en: [New Name]}", "{fr: [Nom]}", "12: names", "is unknown; known are en, ko, zh, ja"),
        ("{en: [New Name]}", "[New Name]", "12: names", "names by language"),
    ],
)
def test_a_problem_names_its_line_and_field(tmp_path: Path, old: str, new: str, place: str, problem: str):
    assert old in GOOD
    with pytest.raises(DataFileError) as caught:
        read(written(tmp_path, GOOD.replace(old, new)))
    assert f"agencies.yaml:{place}" in str(caught.value)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "must hold `agencies:`"), ("agencies: 3", "must be a list of agencies"), ("agencies: [x]", "set of fields")],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, problem: str):
    with pytest.raises(DataFileError, match=problem):
        read(written(tmp_path, text))


def test_the_shipped_file_covers_the_world():
    agencies = read(SHIPPED)
    countries = Counter(agency.country for agency in agencies)
    assert len(agencies) >= 40
    assert all(countries[code] >= 3 for code in ("KR", "US", "EU", "CN", "JP", "TW", "GB", "INT"))
    assert all({"en", "ko", "zh", "ja"} == set(agency.names) for agency in agencies)


def test_no_name_stands_for_two_bodies_of_the_shipped_file():
    agencies = read(SHIPPED)
    lines = Agencies(agencies)
    bodies: dict[str, set[str]] = {}
    for agency in agencies:
        for name in {*agency.acronyms, *(name for names in agency.names.values() for name in names)}:
            bodies.setdefault(name, set()).add(lines.line(agency.id))
    assert {name: ids for name, ids in bodies.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("body", "day", "names"),
    [
        ("kr-moef", date(2026, 1, 1), ["기획재정부"]),
        ("kr-moef", date(2026, 1, 2), ["재정경제부", "기획예산처"]),
        ("kr-motie", date(2025, 9, 30), ["산업통상자원부"]),
        ("kr-motie", date(2025, 10, 1), ["산업통상부"]),
        ("kr-kipo", date(2025, 10, 1), ["지식재산처"]),
        ("gb-dit", date(2023, 2, 7), ["영국 기업통상부"]),
    ],
)
def test_renamed_bodies_have_the_name_of_the_day(body: str, day: date, names: list[str]):
    assert [agency.name("ko") for agency in Agencies(read(SHIPPED)).on(body, day)] == names
