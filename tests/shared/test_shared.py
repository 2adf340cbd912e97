"""The product on real input: the documents it was conceived from, feeds captured in the wild, the draft it grew from.

Runs where the shared folder lies beside the checkout (`make shared-check`); nothing else needs that folder.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from core.errors import SourceError
from core.model import ParsedFeed
from jobs import read_feeds, read_topics
from jobs.parse import parse

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.shared

CAPTURED = sorted((SHARED / "feeds" / "captured").iterdir())
NO_FEED_CODES = {"not-a-feed", "html", "empty"}


def policywire(*arguments: str, given: str = "") -> list[dict[str, object]]:
    command = [sys.executable, "-m", "app", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    return [json.loads(line) for line in done.stdout.splitlines()]


def topics_of(name: str) -> set[str]:
    (document,) = policywire("parse", "--document", str(next((SHARED / "seeds").glob(name))))
    (verdict,) = policywire("match", "-", given=json.dumps(document))
    return set(verdict["topics"])


def test_the_first_original_is_about_the_agreement_the_barriers_and_the_firms() -> None:
    assert topics_of("000*") >= {"korea-china-fta", "non-tariff-barriers", "mid-sized-firms"}


def test_the_second_original_is_about_the_meeting_and_what_it_discussed() -> None:
    found = topics_of("002*")
    wanted = {
        "critical-minerals",
        "cptpp",
        "korea-egypt-cepa",
        "overseas-plants",
        "k-content",
        "foreign-economic-ministers",
    }
    assert found >= wanted
    assert "korea-china-fta" not in found


def result_of(data: bytes) -> ParsedFeed | str:
    """The feed, or the name of what is wrong with it."""
    try:
        return parse(data)
    except SourceError as error:
        return error.code


@pytest.mark.parametrize("file", CAPTURED, ids=lambda file: file.name)
def test_a_captured_feed_gives_entries_or_a_named_result(file: Path) -> None:
    data = file.read_bytes()
    result = result_of(data)
    if isinstance(result, ParsedFeed) and result.entries:
        assert all(entry.id for entry in result.entries)
    elif isinstance(result, ParsedFeed):
        assert data.count(b"<item") + data.count(b"<entry") == 0
    else:
        assert result in NO_FEED_CODES


def test_the_topics_keep_the_ids_of_their_draft() -> None:
    draft = yaml.safe_load((SHARED / "topics.yaml").read_text(encoding="utf-8"))
    kept = {topic.id for topic in read_topics.read(ROOT / "seeds" / "topics.yaml")}
    assert kept >= {topic["id"] for topic in draft["topics"]}


def test_the_feeds_are_those_of_confidence_a_and_b() -> None:
    with (SHARED / "feeds" / "sources.csv").open(encoding="utf-8") as stream:
        wanted = {row["url"] for row in csv.DictReader(stream) if row["confidence"] in ("A", "B")}
    feeds = read_feeds.read(ROOT / "seeds" / "feeds.yaml")
    assert {feed.url for feed in feeds} == wanted
    assert not any(feed.reached for feed in feeds)


def test_no_sentence_of_an_original_stands_in_the_corpus() -> None:
    corpus = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "seeds" / "corpus").glob("*.md"))
    squeezed = "".join(corpus.split())
    for original in (SHARED / "seeds").iterdir():
        words = original.read_text(encoding="utf-8").split()
        runs = ["".join(words[start : start + 12]) for start in range(len(words) - 12)]
        assert [run for run in runs if run in squeezed] == []
