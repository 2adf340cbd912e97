"""`policywire stories`: a line an item in the order of the input, with the final stories."""

import json
from pathlib import Path

import pytest

from app.story_lines import print_stories
from core.errors import PolicywireError

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
REBAR = {
    "id": "en",
    "title": "Commerce sets duties on Korean rebar",
    "body": "The US Department of Commerce found dumping margins of 11.72 to 27.4 percent on rebar from South Korea.",
    "lang": "en",
    "published": "2026-11-10T15:00:00Z",
}
KOREAN = {
    "id": 7,
    "title": "미 상무부, 한국산 철근에 27.4% 반덤핑 판정",
    "body": "미국 상무부가 한국산 철근에 11.72~27.40%의 덤핑마진을 산정했다.",
    "lang": "ko",
    "published": "2026-11-10T16:00:00Z",
}
OTHER = {"id": "x", "title": "Lanterns beside the pond", "body": "Neighbours sang until midnight.", "lang": "en"}


def stories(
    folder: Path, capsys: pytest.CaptureFixture[str], *lines: object
) -> tuple[int, list[dict[str, object]], str]:
    path = folder / "items.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    status = print_stories(str(path), SEEDS / "topics.yaml", SEEDS / "agencies.yaml")
    told = capsys.readouterr()
    return status, [json.loads(line) for line in told.out.splitlines()], told.err


def test_items_are_placed_by_publication_and_printed_in_the_order_of_the_input(tmp_path, capsys):
    status, printed, _ = stories(tmp_path, capsys, KOREAN, OTHER, REBAR)
    assert status == 0
    assert printed == [{"id": 7, "story": "en"}, {"id": "x", "story": "x"}, {"id": "en", "story": "en"}]


def test_of_one_moment_the_first_line_comes_first(tmp_path, capsys):
    same = KOREAN | {"published": REBAR["published"]}
    assert [line["story"] for line in stories(tmp_path, capsys, same, REBAR)[1]] == ["7", "7"]


def test_an_undated_item_is_as_old_as_the_one_before_it(tmp_path, capsys):
    undated = {name: value for name, value in KOREAN.items() if name != "published"}
    assert [line["story"] for line in stories(tmp_path, capsys, undated, REBAR)[1]] == ["7", "7"]
    assert [line["story"] for line in stories(tmp_path, capsys, REBAR, undated)[1]] == ["en", "en"]


def test_stories_merged_later_are_told_of_all_their_items(tmp_path, capsys):
    signed = "Indonesia and the EU signed a trade pact in Bali."
    opened = "European cars pay no duty after 5 years. Palm oil from Indonesia enters within a quota of 250,000 tonnes."
    lines = [
        {"id": "a", "lang": "en", "title": "Indonesia and EU sign trade pact", "body": signed},
        {"id": "b", "lang": "en", "title": "EU and Indonesia in trade pact on palm oil", "body": opened},
        {
            "id": "c",
            "lang": "en",
            "title": "Indonesia and EU sign trade pact on palm oil",
            "body": f"{signed} {opened}",
        },
    ]
    assert [line["story"] for line in stories(tmp_path, capsys, *lines[:2])[1]] == ["a", "b"]
    assert [line["story"] for line in stories(tmp_path, capsys, *lines)[1]] == ["a", "a", "a"]


def test_a_line_that_is_no_item_is_named_and_the_others_are_printed(tmp_path, capsys):
    status, printed, told = stories(
        tmp_path, capsys, "{", {"title": "no id"}, "[1]", REBAR | {"published": "soon"}, OTHER
    )
    assert status == 1
    assert printed == [{"id": "x", "story": "x"}]
    assert [line.rpartition("items.jsonl:")[2].partition(":")[0] for line in told.splitlines()] == ["1", "2", "3", "4"]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(PolicywireError, match="cannot read"):
        print_stories(str(tmp_path / "none"), SEEDS / "topics.yaml", SEEDS / "agencies.yaml")
