"""Edits over a topics file: what differs, and the file with the edits in it."""

from datetime import date

from core.topic_edits import changes, edited, parts, raw_of
from core.topics import problems_of, topics_of

CBAM = {
    "id": "cbam",
    "name": "CBAM",
    "category": "measures",
    "aliases": {"en": ["carbon border tax"]},
    "agencies": ["kcs"],
}
STEEL = {"id": "steel", "name": "Steel", "category": "sectors", "aliases": {"en": ["steel"]}}
RAW = {
    "version": 2,
    "noise": ["football"],
    "agencies": {
        "kcs": [{"name": "Customs", "since": date(2026, 1, 2)}, {"name": "Old Customs", "until": date(2026, 1, 1)}]
    },
    "topics": [CBAM, STEEL],
}


def test_a_file_taken_apart_and_put_together_is_the_same() -> None:
    kept = parts(RAW)
    assert list(kept) == ["cbam", "steel", "@noise", "@agencies"]
    assert kept["@agencies"]["kcs"][0]["since"] == "2026-01-02"
    again = raw_of(kept)
    assert again == RAW
    assert topics_of(again) == topics_of(RAW)


def test_only_what_differs_is_an_edit() -> None:
    before = parts(RAW)
    after = parts({**RAW, "noise": [], "topics": [{**CBAM, "name": "Carbon"}, {**STEEL, "id": "metal"}]})
    found = changes(before, after)
    assert list(found) == ["cbam", "metal", "steel", "@noise"]
    assert (found["steel"], found["@noise"], found["cbam"]["name"]) == (None, None, "Carbon")
    assert edited(before, found) == after
    assert changes(before, before) == {}


def test_a_topic_that_was_taken_out_stays_out_and_a_new_one_stands_last() -> None:
    kept = edited(parts(RAW), {"cbam": None, "gone": None, "gas": {**STEEL, "id": "gas"}})
    assert [topic.id for topic in topics_of(raw_of(kept))] == ["steel", "gas"]


def test_what_is_no_date_is_left_for_the_check_to_refuse() -> None:
    kept = edited(parts(RAW), {"@agencies": {"kcs": [{"name": "Customs", "since": "soon", "until": 5}]}})
    assert [problem.path[-1] for problem in problems_of(raw_of(kept))] == ["since", "until"]
