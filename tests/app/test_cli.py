"""The installed command as a person or another program meets it: its forms are a promise."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Database
from storage.migrate import upgrade
from tests.app.conftest import COMMAND, Policywire, bare_environment

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Ministry of Tests</title><language>en</language>
<item><title>CBAM certificates priced</title><link>/news/1</link><guid isPermaLink="false">one</guid>
<pubDate>Fri, 27 Feb 2026 17:00:00 +0900</pubDate>
<description>&lt;p&gt;The price of &lt;b&gt;CBAM&lt;/b&gt; certificates is known.&lt;/p&gt;</description></item>
<item><title>한중 FTA 2단계 협상 재개</title><link>https://mot.example/news/2</link><guid isPermaLink="false">two</guid></item>
</channel></rss>"""
EMPTY = '<?xml version="1.0"?><rss version="2.0"><channel><title>Quiet</title></channel></rss>'
DOCUMENT = "---\ntitle: 핵심광물 점검\npublisher: 통상팀\ndate: 2026-01-27\nurl: https://team.example/m\nlang: ko\n---\n핵심광물 공급망을 점검했다.\n"
FIELDS = ["file", "id", "title", "link", "published", "updated", "summary", "body", "lang", "source"]


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(FEED, "utf-8")
    return path


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def item(**fields: object) -> bytes:
    return json.dumps({"id": 1, "title": "CBAM price", "body": ""} | fields, ensure_ascii=False).encode() + b"\n"


def test_parse_prints_one_line_an_entry_in_the_promised_form(policywire: Policywire, feed: Path) -> None:
    ran = policywire("parse", "feed.xml")
    assert (ran.status, ran.err) == (0, "")
    first, second = rows(ran.out)
    assert list(first) == list(second) == FIELDS
    assert first == {
        "file": "feed.xml", "id": "one", "title": "CBAM certificates priced", "link": "/news/1",
        "published": "2026-02-27T08:00:00Z", "updated": None, "summary": "The price of CBAM certificates is known.",
        "body": "The price of CBAM certificates is known.", "lang": "en", "source": "Ministry of Tests",
    }  # fmt: skip
    assert (second["link"], second["published"], second["body"]) == ("https://mot.example/news/2", None, "")


def test_parse_resolves_links_against_a_base(policywire: Policywire, feed: Path) -> None:
    ran = policywire("parse", "feed.xml", "--base", "https://mot.example/feeds/")
    assert [row["link"] for row in rows(ran.out)] == ["https://mot.example/news/1", "https://mot.example/news/2"]


def test_parse_of_nothing_prints_nothing(policywire: Policywire, tmp_path: Path) -> None:
    (tmp_path / "quiet.xml").write_text(EMPTY)
    ran = policywire("parse", "quiet.xml")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_what_cannot_be_read_is_one_line_and_the_others_are_printed(
    policywire: Policywire, feed: Path, tmp_path: Path
) -> None:
    (tmp_path / "none.xml").write_bytes(b"\x00\x01 this is no feed")
    (tmp_path / "folder").mkdir()
    ran = policywire("parse", "missing.xml", "none.xml", "folder", "feed.xml")
    assert ran.status == 1
    assert len(rows(ran.out)) == 2
    lines = ran.err.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["missing.xml", "none.xml", "folder"]
    assert lines[0] == "policywire: missing.xml: No such file or directory"


def test_parse_reads_documents(policywire: Policywire, tmp_path: Path) -> None:
    (tmp_path / "memo.md").write_text(DOCUMENT, "utf-8")
    ran = policywire("parse", "--document", "memo.md")
    (row,) = rows(ran.out)
    assert list(row) == FIELDS
    assert row | {"body": row["body"].strip()} == {
        "file": "memo.md", "id": "https://team.example/m", "title": "핵심광물 점검", "link": "https://team.example/m",
        "published": "2026-01-27T00:00:00Z", "updated": None, "summary": "", "body": "핵심광물 공급망을 점검했다.",
        "lang": "ko", "source": "통상팀",
    }  # fmt: skip


def test_parse_of_a_document_that_is_none(policywire: Policywire, tmp_path: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7 torn")
    ran = policywire("parse", "--document", "torn.pdf")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("policywire: torn.pdf: ")
    assert ran.err.count("\n") == 1


def test_match_accepts_what_parse_prints(policywire: Policywire, feed: Path) -> None:
    parsed = policywire("parse", "feed.xml")
    ran = policywire("match", "-", given=parsed.out.encode())
    assert (ran.status, ran.err) == (0, "")
    first, second = rows(ran.out)
    assert list(first) == ["id", "topics", "evidence"]
    assert (first["id"], first["topics"]) == ("one", ["cbam"])
    assert "korea-china-fta" in second["topics"]


def test_evidence_points_into_the_original_field(policywire: Policywire) -> None:
    title = "🚢 ＣＢＡＭ 그리고 탄소국경세"
    (told,) = rows(policywire("match", "-", "--topics", "cbam", given=item(title=title)).out)
    assert told["topics"] == ["cbam"]
    assert [list(e) for e in told["evidence"]] == [["topic", "term", "lang", "field", "start", "end", "weight"]] * len(
        told["evidence"]
    )
    assert {title[e["start"] : e["end"]] for e in told["evidence"]} >= {"ＣＢＡＭ", "탄소국경세"}
    assert {(e["topic"], e["field"]) for e in told["evidence"]} == {("cbam", "title")}


def test_only_the_topics_asked_for_are_tried(policywire: Policywire) -> None:
    both = item(title="CBAM and RCEP")
    assert set(rows(policywire("match", "-", given=both).out)[0]["topics"]) >= {"cbam", "rcep"}
    assert rows(policywire("match", "-", "--topics", "rcep, cptpp", given=both).out)[0]["topics"] == ["rcep"]


def test_a_query_stands_where_a_topic_would(policywire: Policywire) -> None:
    ran = policywire("match", "-", "--query", "CBAM NOT steel", given=item() + item(id="b", title="CBAM on steel"))
    first, second = rows(ran.out)
    assert (first["id"], first["topics"], first["evidence"][0]["topic"]) == (1, ["query"], "query")
    assert (second["topics"], second["evidence"]) == ([], [])


def test_items_may_come_with_a_mark_wrong_bytes_and_empty_lines(policywire: Policywire, tmp_path: Path) -> None:
    wrong = b'{"id": 2, "title": "CBAM \xff\xfe"}\r\n'
    (tmp_path / "items.jsonl").write_bytes(b"\xef\xbb\xbf" + item() + b"\n \n" + wrong)
    for ran in (
        policywire("match", "items.jsonl"),
        policywire("match", "-", given=(tmp_path / "items.jsonl").read_bytes()),
    ):
        assert (ran.status, ran.err) == (0, "")
        assert [(row["id"], row["topics"]) for row in rows(ran.out)] == [(1, ["cbam"]), (2, ["cbam"])]


NO_ITEMS = {
    b"no json": "Expecting value",
    b"[1, 2]": "a line is one JSON object",
    b'{"title": "x"}': "id is missing",
    b'{"id": 1, "title": 7}': "title is text or null, not int",
    b'{"id": 1, "title": "x", "tier": "vip"}': "tier is one of official, wire, press, blog, corpus, not 'vip'",
    b'{"id": 1, "title": "x", "published": "yesterday"}': "published is an RFC 3339 date, not 'yesterday'",
    b"[" * 100_000: "",
}


def test_a_line_that_is_no_item_is_named_and_the_others_are_matched(policywire: Policywire) -> None:
    ran = policywire("match", "-", given=item() + b"".join(line + b"\n" for line in NO_ITEMS) + item(id=3))
    assert ran.status == 1
    assert [row["id"] for row in rows(ran.out)] == [1, 3]
    lines = ran.err.splitlines()
    assert len(lines) == len(NO_ITEMS)
    for number, (line, told) in enumerate(zip(lines, NO_ITEMS.values(), strict=True), 2):
        assert line.startswith(f"policywire: -:{number}: ")
        assert told in line


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("match", "-", "--topics", "cbm"), "there is no topic 'cbm'; did you mean cbam?"),
        (("match", "-", "--topics", "xyzzy"), "there is no topic 'xyzzy'; «policywire topics» lists them"),
        (("match", "-", "--topics", "cbam", "--query", "x"), "--topics and --query exclude each other"),
        (("match", "-", "--query", "(CBAM OR"), "A word or phrase is missing at the end."),
        (("match", "nowhere.jsonl"), "cannot read nowhere.jsonl: No such file or directory"),
    ],
)  # fmt: skip
def test_a_wrong_wish_is_answered_before_anything_is_matched(
    policywire: Policywire, arguments: tuple[str, ...], told: str
) -> None:
    ran = policywire(*arguments, given=item())
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err or "Missing )" in ran.err
    assert "Traceback" not in ran.err


def test_topics_print_one_line_a_topic_in_the_promised_form(policywire: Policywire) -> None:
    told = rows(policywire("topics", "--json").out)
    assert len(told) >= 50
    assert all(list(row) == ["id", "name", "category", "aliases", "parent"] for row in told)
    by_id = {row["id"]: row for row in told}
    assert "탄소국경세" in by_id["cbam"]["aliases"]["ko"]
    assert by_id["cbam"]["parent"] is None
    assert {row["parent"] for row in told} <= {None, *by_id}
    assert policywire("topics", "핵심광물").out.split()[0] == "critical-minerals"
    assert policywire("topics", "cbm").out == "no topic fits 'cbm'; did you mean cbam?\n"


def test_status_and_feeds_ask_for_a_start_and_change_nothing_before_it(policywire: Policywire) -> None:
    for command in ("status", "feeds"):
        ran = policywire(command)
        assert (ran.status, ran.out) == (2, "")
        assert "start «policywire run»" in ran.err
    assert policywire("migrate").out.startswith("sqlite:///var/policywire.db is at revision ")
    assert policywire("migrate").status == 0
    assert policywire("status").out.splitlines()[1:] == [
        "items       0", "feeds       0 watched, 0 failing", "documents   0 read, 0 unreadable", "deliveries  none",
    ]  # fmt: skip
    assert policywire("feeds").out.startswith("no feed is watched")


def test_check_says_of_each_part_whether_it_is_ready(policywire: Policywire, tmp_path: Path) -> None:
    ran = policywire("check")
    assert ran.status == 0
    assert [line[:4] for line in ran.out.splitlines()] == ["ok  "] * 7
    assert "none is polled, for POLICYWIRE_WATCH_FEEDS is off" in ran.out
    (tmp_path / "topics.yaml").write_text("topics:\n- id: a\n  name: A\n  categry: x\n")
    ran = policywire("check", POLICYWIRE_TOPICS_FILE="topics.yaml", POLICYWIRE_CORPUS_DIRS="/nowhere")
    assert ran.status == 1
    failed = [line for line in ran.out.splitlines() if line.startswith("FAIL")]
    assert failed[0].startswith("FAIL  topics: topics.yaml:")
    assert failed[1] == "FAIL  folder: /nowhere is no readable folder; make it or change POLICYWIRE_CORPUS_DIRS"
    assert len(failed) == 2


def test_check_of_a_wrong_setting_is_one_line(policywire: Policywire) -> None:
    ran = policywire("check", POLICYWIRE_LANGUAGE="fr")
    assert (ran.status, ran.out) == (1, "FAIL  settings: POLICYWIRE_LANGUAGE: Input should be 'en' or 'ko'\n")


@pytest.mark.parametrize(
    ("setting", "text", "place", "field"),
    [
        ("POLICYWIRE_TOPICS_FILE", "topics:\n- id: a\n  name: A\n  category: measures\n  aliases: {en: 7}\n", ":5", "aliases"),
        ("POLICYWIRE_TOPICS_FILE", "topics:\n- id: a\n  name: [", "", "YAML"),
        ("POLICYWIRE_FEEDS_FILE", "feeds:\n- id: a\n  title: A\n  url: ftp://x/\n", ":4", "url"),
        ("POLICYWIRE_FEEDS_FILE", "feeds:\n- id: a\n  titel: A\n  url: https://x.example/\n", "", "tit"),
    ],
)  # fmt: skip
def test_a_broken_file_stops_the_start_with_file_line_and_field(
    policywire: Policywire, tmp_path: Path, setting: str, text: str, place: str, field: str
) -> None:
    (tmp_path / "mine.yaml").write_text(text)
    ran = policywire("run", **{setting: "mine.yaml", "POLICYWIRE_WATCH_FEEDS": "true"})
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"policywire: mine.yaml{place}")
    assert field in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("command", ["run", "status", "check"])
def test_a_database_newer_than_the_code_is_refused(policywire: Policywire, tmp_path: Path, command: str) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db")
    upgrade(database)
    with database.connection() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.exec_driver_sql("UPDATE schema_floor SET revision = '9999'")
    database.close()
    ran = policywire(command, DATABASE_URL="sqlite:///new.db")
    told = ran.out if command == "check" else ran.err
    assert ran.status == (1 if command == "check" else 2)
    assert "is at revision 9999, which this version does not know" in told
    assert ran.err.count("\n") == (0 if command == "check" else 1)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://u:HUSH@h/d", "DATABASE_URL names mysql"),
        ("nonsense HUSH", "DATABASE_URL is no database address"),
        ("sqlite:////proc/nowhere/x.db", "set DATABASE_URL to a place you can write to"),
        ("postgresql://u:HUSH@127.0.0.1:1/d", "does not answer"),
    ],
)
def test_a_database_that_cannot_be_had_is_one_line_without_its_password(
    policywire: Policywire, url: str, told: str
) -> None:
    ran = policywire("run", DATABASE_URL=url)
    assert ran.status == 2
    assert told in ran.err
    assert "HUSH" not in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["topics"], ["topics", "--json"], ["parse", *["feed.xml"] * 300]])
def test_a_reader_that_closes_early_is_no_error_to_tell_of(tmp_path: Path, feed: Path, arguments: list[str]) -> None:
    with subprocess.Popen(
        [COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=bare_environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(30)


def test_help_teaches(policywire: Policywire) -> None:
    told = policywire("--help").out
    assert "policywire run              start everything, then open http://127.0.0.1:8080" in told
    assert "policywire parse feed.xml | policywire match --topics cbam -" in told
    for command in ("run", "migrate", "check", "status", "feeds", "topics", "parse", "match"):
        assert f"  {command} " in told
        assert policywire(command, "--help").status == 0
    assert policywire("latest").status == 2
    assert "No such command 'latest'" in policywire("latest").err
