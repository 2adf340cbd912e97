"""policywire feeds …, the installed command against a server on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.engine import Database
from storage.store import Store
from tests.app.conftest import Policywire
from tests.servers.misbehaving import Server, always, http

URL = "https://ministry.example/rss"
BOARD = """<html><head><title>공지</title></head><body><table><tbody>
<tr><td>2</td><td class="subject"><a href="javascript:view('22')">철강 관세 고시</a></td><td>2026-03-02</td></tr>
<tr><td>1</td><td class="subject"><a href="javascript:view('21')">원산지 고시</a></td><td>2026-03-01</td></tr>
</tbody></table></body></html>"""
OWN = {"POLICYWIRE_FEED_ALLOW_PRIVATE": "127.0.0.0/8"}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        running.answers["/board"] = always(http(BOARD.encode(), {"Content-Type": "text/html; charset=utf-8"}))
        yield running


@pytest.fixture
def ready(policywire: Policywire) -> Policywire:
    assert policywire("migrate").status == 0
    return policywire


def test_a_page_is_tried_by_its_selectors(policywire: Policywire, server: Server) -> None:
    rule = [
        "--row",
        "tbody tr",
        "--title",
        ".subject a",
        "--date",
        "td:nth-child(3)",
        "--link-template",
        "/view?no={1}",
    ]
    ran = policywire("feeds", "test", server.url("/board"), *rule, **OWN)
    assert ran.status == 0
    assert "  2026-03-02  철강 관세 고시" in ran.out
    assert server.url("/view?no=22") in ran.out


def test_what_is_no_feed_says_what_to_do(policywire: Policywire, server: Server) -> None:
    ran = policywire("feeds", "test", server.url("/board"), **OWN)
    assert ran.status == 1
    assert "this is a web page that names no feed" in ran.out
    assert "→ watch it as a list: kind: page" in ran.out


@pytest.mark.parametrize(
    ("rule", "told"), [(["--title", "a"], "row"), (["--row", "tr[["], "row"), (["--row", "tr", "--link-template", "/x"], "link_template")]
)  # fmt: skip
def test_a_wrong_rule_names_its_field(policywire: Policywire, rule: list[str], told: str) -> None:
    ran = policywire("feeds", "test", "https://ministry.example/", *rule)
    assert ran.status == 2
    assert told in ran.err


def test_feeds_are_added_listed_and_removed(ready: Policywire) -> None:
    added = ready("feeds", "add", URL, "--tier", "official", "--lang", "ko", "--country", "KR", "--backfill", "7")
    assert (added.status, added.out) == (0, "watching ministry-example-rss\n")
    assert ready("feeds", "add", URL).status == 1
    for arguments in ([], ["list"], ["ministry"], ["--now"], ["ministry", "--now"]):
        assert ready("feeds", *arguments).out.split()[:3] == ["ministry-example-rss", "official", "ko"]
    assert ready("feeds", "nowhere").out == "no feed fits 'nowhere'\n"
    assert ready("feeds", "remove", "ministry-example-rss").status == 0
    assert ready("feeds", "remove", "ministry-example-rss").err.startswith("policywire: no watched feed is called")


@pytest.mark.parametrize(
    "options", [["--tier", "corpus"], ["--backfill", "91"], ["--country", "UK"], ["--kind", "page"]]
)
def test_a_wrong_option_adds_nothing(ready: Policywire, options: list[str]) -> None:
    assert ready("feeds", "add", URL, *options).status == 2
    assert ready("feeds").out.startswith("no feed is watched")


def test_feeds_travel_as_opml(ready: Policywire, tmp_path: Path) -> None:
    ready("feeds", "add", URL, "--tier", "official")
    assert ready("feeds", "export", "list.opml").status == 0
    assert ready("feeds", "export").out.encode() == (tmp_path / "list.opml").read_bytes()
    ready("feeds", "remove", "ministry-example-rss")
    assert ready("feeds", "import", "list.opml").out == "1 added, 0 watched already, 0 refused\n"
    assert ready("feeds", "import", "list.opml").out == "0 added, 1 watched already, 0 refused\n"
    (tmp_path / "bad.opml").write_text('<opml><body><outline text="x" xmlUrl="ftp://x.example/"/></body></opml>')
    refused = ready("feeds", "import", "bad.opml")
    assert (refused.status, refused.out) == (1, "0 added, 0 watched already, 1 refused\n")
    assert "must begin with https://" in refused.err
    assert ready("feeds", "import", "nothing.opml").status == 1


def test_credentials_are_kept_encrypted(ready: Policywire, tmp_path: Path) -> None:
    ready("feeds", "add", URL)
    offered = ready("feeds", "auth", "ministry-example-rss", given=b"reader:sesame\n")
    assert offered.status == 2
    key = offered.err.partition("POLICYWIRE_SECRET_KEY=")[2].split()[0]
    with_key = {"POLICYWIRE_SECRET_KEY": key}
    assert ready("feeds", "auth", "ministry-example-rss", given=b"sesame\n", **with_key).status == 1
    kept = ready("feeds", "auth", "ministry-example-rss", given=b"reader:sesame\n", **with_key)
    assert (kept.status, kept.err) == (0, "")
    assert b"sesame" not in (tmp_path / "var" / "policywire.db").read_bytes()
    database = Database(f"sqlite:///{tmp_path}/var/policywire.db")
    assert len(Store(database).feeds.locked()) == 1
    assert ready("feeds", "auth", "ministry-example-rss", "--forget").status == 0
    assert Store(database).feeds.locked() == {}
    database.close()


def test_a_key_that_is_none_is_named(ready: Policywire) -> None:
    ready("feeds", "add", URL)
    ran = ready("feeds", "auth", "ministry-example-rss", given=b"a:b\n", POLICYWIRE_SECRET_KEY="HUSH")
    assert ran.status == 2
    assert "POLICYWIRE_SECRET_KEY is no key" in ran.err
    assert "HUSH" not in ran.err
