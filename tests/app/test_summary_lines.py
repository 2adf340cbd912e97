"""`policywire summarize`: one JSON object an item, with spans that hold in the item's own text."""

import json
from pathlib import Path

import pytest

from app.summary_lines import print_summaries

NEWS = "정부는 😀 강관에 관세를 매긴다고 밝혔다. 수입업체는 12월 1일부터 예치금을 내야 한다."


def told(capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[list[dict[str, object]], str]:
    out, err = capfdbinary.readouterr()
    return [json.loads(line) for line in out.decode().splitlines()], err.decode()


def test_each_item_is_a_line_with_its_spans(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    items = tmp_path / "items.jsonl"
    rows = [{"id": 7, "title": "관세", "body": NEWS, "lang": "ko"}, {"id": "b", "title": "Only a title"}]
    items.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    assert print_summaries(str(items)) == 0
    (first, second), err = told(capfdbinary)
    assert err == ""
    assert list(first) == ["id", "summary", "sentences"]
    assert (first["id"], first["summary"]) == (7, NEWS)
    spans = first["sentences"]
    assert isinstance(spans, list)
    assert [list(span) for span in spans] == [["field", "start", "end"]] * 2
    assert " ".join(NEWS[span["start"] : span["end"]] for span in spans) == NEWS
    assert {span["field"] for span in spans} == {"body"}
    assert second == {"id": "b", "summary": "", "sentences": []}


def test_a_line_that_is_no_item_is_named_and_passed_over(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": 1}\nnonsense\n[1]\n{"id": 2, "body": 5}\n' + "[" * 100_000 + "\n", "utf-8")
    assert print_summaries(str(items)) == 1
    lines, err = told(capfdbinary)
    assert [line["id"] for line in lines] == [1]
    assert [line.split(":")[2] for line in err.splitlines()] == ["2", "3", "4", "5"]
