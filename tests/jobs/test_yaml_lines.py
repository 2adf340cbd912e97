"""YAML with line numbers: values, places, and the traps it refuses."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataFileError
from jobs.yaml_lines import MAX_BYTES, load, parse, unknown


def refused(text: str) -> DataFileError:
    with pytest.raises(DataFileError) as caught:
        parse(text, "f.yaml")
    return caught.value


def test_values_and_their_lines():
    file = parse("# head\na: 1\nb:\n- c: [x, y]\n- 2026-01-27\n", "f.yaml")
    assert file.data == {"a": 1, "b": [{"c": ["x", "y"]}, date(2026, 1, 27)]}
    assert [file.line("a"), file.line("b"), file.line("b", 0, "c"), file.line("b", 1)] == [2, 3, 4, 5]


def test_a_place_that_is_not_there_has_the_line_of_what_is_around_it():
    file = parse("a:\n- b: 1\n  c: 2\n", "f.yaml", first_line=10)
    assert file.line("a", 0, "missing", 3) == 11
    assert file.error("is missing", "a", 0, field="url").args == ("f.yaml:11: url: is missing",)


def test_an_error_names_the_last_name_on_the_way():
    file = parse("a:\n- b: 1\n- c: 2\n", "f.yaml")
    assert str(file.error("is odd", "a", 1, "c")) == "f.yaml:3: c: is odd"


def test_nothing_is_none():
    assert parse("# only a comment\n", "f.yaml").data is None


def test_spelled_scalars_stay_as_written():
    assert parse("a: no\nb: 007\nc: 2026-01-27\nd:\ne: 'x'", "f", spelled=True).data == {
        "a": "no",
        "b": "007",
        "c": "2026-01-27",
        "d": None,
        "e": "x",
    }


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: 2\na: 3", 3, "first is on line 1"),
        ("a: 1\nb: &x 2", 2, "anchors"),
        ("a: 1\nb: *x", 2, "anchors"),
        ("a: 1\nb: !!python/object/apply:os.system [x]", 2, "tags"),
        ("a: 1\nb: !local x", 2, "tags"),
        ("a: 1\nno: 2", 2, "quotes"),
        ("a: 1\n? [x]\n: 2", 2, "quotes"),
        ("a: 1\nb: 2026-13-45", 2, "date or number"),
        ("a: 1\nb: " + "9" * 5000, 2, "date or number"),
        ("a: 1\nb: c: d", 2, "YAML"),
        ("a: [1\nb: 2", 2, "YAML"),
        ("a: 1\n---\nb: 2", 2, "YAML"),
        ('a: 1\nb: "\\0"', 2, "control"),
        ("a: 1\nb: \x00", 2, "control"),
        ("a: 1\n<<: {b: 2}", 2, "YAML"),
        ("a: 1\nb: " + "[" * 100_000, 2, "deep"),
    ],
)
def test_traps_are_refused_with_their_line(text: str, line: int, problem: str):
    error = refused(text)
    assert (error.path, error.line) == ("f.yaml", line)
    assert problem in error.problem


def test_files_are_read_as_utf8_with_or_without_a_mark(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes("﻿이름: 값\n".encode())
    assert load(path).data == {"이름": "값"}


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [("a: 1\nb: 값\n".encode("cp949"), 2, "UTF-8"), (b"#" * (MAX_BYTES + 1), None, "larger")],
)
def test_files_that_cannot_be_read_are_named(tmp_path: Path, content: bytes, line: int | None, problem: str):
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(DataFileError, match=problem) as caught:
        load(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(DataFileError, match="cannot be read"):
        load(tmp_path / "none.yaml")


def test_an_unknown_name_gets_the_nearest_or_all():
    assert unknown("Titel", ["id", "title", "url"]) == "is unknown; did you mean title?"
    assert unknown("zzz", ["id", "title"]) == "is unknown; known are id, title"


@given(st.text(alphabet="ab:- \n[]{}'\"#&*!|>%?,0\t\\", max_size=60))
def test_any_text_is_data_or_a_named_error(text: str):
    try:
        lines = parse(text, "f.yaml").lines
    except DataFileError as error:
        lines = {(): error.line or 1}
    assert all(1 <= line <= text.count("\n") + 2 for line in lines.values())
