from pathlib import Path

import pytest

from core.errors import DataFileError
from core.match import Matcher
from core.model import Item
from jobs.read_topics import check, read

SEEDS = Path(__file__).parents[2] / "seeds" / "topics.yaml"
GOOD = """\
version: 2
topics:
- id: cbam
  name: CBAM
  category: measures
  aliases:
    en: [carbon border tax]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "topics.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert [topic.id for topic in read(path)] == ["cbam"]
    assert check(path) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("category: measures", "category: measure", 5, "topics.0.category"),
        ("  name: CBAM\n", "", 3, "topics.0.name"),
        ("name: CBAM", "nam: CBAM", 4, "topics.0.nam"),
        ("[carbon border tax]", "[carbon border tax,\n    '…']", 8, "topics.0.aliases.en.1"),
        ("en:", "kr:", 7, "topics.0.aliases.kr"),
        ("id: cbam\n", "id: cbam\n  parent: cbm\n", 4, "topics.0.parent"),
        ("id: cbam\n", "id: cbam\n  acronyms: CBAM\n", 4, "topics.0.acronyms"),
        ("id: cbam\n", "id: cbam\n  acronyms: [{term: X1, tirm: 1}]\n", 4, "topics.0.acronyms.0.tirm"),
    ],
)
def test_a_mistake_names_file_line_and_field(tmp_path: Path, old: str, new: str, line: int, field: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(DataFileError) as caught:
        read(path)
    assert (caught.value.path, caught.value.line, caught.value.field) == (str(path), line, field)
    assert (line, field) in [(error.line, error.field) for error in check(path)]


def test_a_mistake_in_a_merged_value_is_placed_where_it_is_written(tmp_path: Path) -> None:
    text = (
        GOOD.replace("- id: cbam\n", "- &base\n  id: cbam\n").replace("[carbon border tax]", "['…']")
        + "- <<: *base\n  id: two\n"
    )
    assert [error.line for error in check(written(tmp_path, text))] == [8, 8]


def test_every_mistake_is_listed(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("category: measures", "kategory: x").replace("en:", "kr:"))
    assert len(check(path)) == 3


@pytest.mark.parametrize(
    "text", ["topics: [", "a: b: c", "\t- x", "topics: !!python/object:os.system {}", "x: \x07", ""]
)
def test_what_is_no_topics_file_is_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataFileError):
        read(path)
    assert len(check(path)) == 1


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="cannot be read"):
        read(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"topics: \xff")
    with pytest.raises(DataFileError, match="UTF-8"):
        read(tmp_path / "latin.yaml")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(read(SEEDS))


def test_the_shipped_topics_are_sound() -> None:
    assert check(SEEDS) == []
    topics = read(SEEDS)
    assert len(topics) >= 50
    assert all({"en", "ko", "zh", "ja"} <= topic.aliases.keys() for topic in topics)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Korea–China FTA joint committee meets", "korea-china-fta"),
        ("韓中FTA、第2段階交渉へ", "korea-china-fta"),
        ("핵심 광물 비축 확대", "critical-minerals"),
        ("關鍵礦產供應鏈", "critical-minerals"),
        ("EU 탄소국경조정제도 시행", "cbam"),
        ("商务部公布出口管制清单", "export-controls"),
        ("反ダンピング関税を課す", "trade-remedies"),
        ("レアアース輸出", "critical-minerals"),
    ],
)
def test_the_shipped_topics_find_their_own(matcher: Matcher, title: str, topic: str) -> None:
    assert topic in {verdict.subject for verdict in matcher.match(Item("x", title, ""))}


@pytest.mark.parametrize(
    "title",
    [
        "Germany trims feed-in tariff for solar roofs",
        "축구 대표팀, 중국에 완승",
        "Fans in Section 232 get the best view of the stadium",
        "Doctors warn against lithium supplements",
        "배달앱 음식점 원산지 표시 위반",
        "How to export settings from the video editor",
    ],
)
def test_the_shipped_topics_leave_other_senses_alone(matcher: Matcher, title: str) -> None:
    assert matcher.match(Item("x", title, "")) == []
