"""What people decided, out of one database and into another: nothing is lost, nothing is taken away, mistakes have a line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from app.__main__ import cli
from app.portable import exported, take_over, write_private
from app.settings import Settings
from core.errors import DataFileError, PolicywireError
from core.model import Dedupe, Feed, Preferences, Sensitivity, Subject, SubjectKind, Tier
from core.query import parse
from core.rhythm import parse_quiet, parse_rhythm
from core.wishes import Mute, MuteKind
from jobs import portable
from storage.engine import Database
from storage.store import Store
from tests.conftest import NOW

ZONE = "Asia/Seoul"
SLACK = ("slack", "T1")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    topics = tmp_path / "topics.yaml"
    topics.write_text(
        "version: 2\ntopics:\n"
        "  - {id: cbam, name: CBAM, category: measures, aliases: {en: [carbon border adjustment], ko: [탄소국경조정]}}\n"
        "  - {id: rcep, name: RCEP, category: agreements, aliases: {en: [regional comprehensive economic partnership]}}\n",
        encoding="utf-8",
    )
    return Settings(_env_file=None, POLICYWIRE_TOPICS_FILE=str(topics))


@pytest.fixture
def other(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """An installation that nobody used yet."""
    path = tmp_path / "other.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield Store(database)
    database.close()


def fill(store: Store) -> None:
    trade = store.subscriptions.channel("slack", "T1", "C1", name="trade", lang="ko")
    steel = store.subscriptions.channel("slack", "T2", "C9", name="steel")
    wishes = Preferences(("ko", "en"), ("official",), ("CN",), Sensitivity.FEWER, Dedupe.EXACT, thread=False)
    query = parse('"export control" NOT 세미나').text
    store.subscriptions.subscribe(trade, Subject(SubjectKind.TOPIC, "cbam"), "CBAM", wishes, "U1", NOW)
    store.subscriptions.subscribe(trade, Subject(SubjectKind.QUERY, query), query, Preferences(), "U2", NOW)
    store.subscriptions.subscribe(steel, Subject(SubjectKind.TOPIC, "rcep"), "RCEP", Preferences(), "U9", NOW)
    store.wishes.set_digest(trade, parse_rhythm("weekly mon 09:00", ZONE), ZONE, NOW)
    store.wishes.set_quiet(trade, parse_quiet("19:00-08:00 weekends except:urgent", ZONE), ZONE, NOW)
    store.wishes.set_cap(trade, 7, ZONE, NOW)
    store.wishes.set_sensitivity(trade, Sensitivity.MORE, ZONE, NOW)
    store.wishes.pause(trade, NOW + timedelta(days=3), ZONE, NOW)
    store.wishes.mute(trade, Mute(MuteKind.PHRASE, "세미나: «yes»", NOW + timedelta(days=9)), "U1", NOW)
    topic = {"id": "cbam", "name": "CBAM, edited", "category": "measures", "aliases": {"en": ["carbon border tax"]}}
    store.topics.write({"cbam": topic, "rcep": None}, "U1", NOW)
    store.topics.write(
        {"rcep": {"id": "rcep", "name": "RCEP", "category": "agreements"} | {"aliases": {"en": ["RCEP"]}}}, "U1", NOW
    )
    store.feeds.add(Feed("ministry", "A ministry", "https://ministry.example/rss?key=1", Tier.OFFICIAL, "ko", "KR"))


def take(store: Store, settings: Settings, path: Path, workspace: tuple[str, str] | None = None) -> list[str]:
    return list(take_over(store, settings, path, workspace, NOW))


def test_what_goes_out_comes_in_again(store: Store, other: Store, settings: Settings, tmp_path: Path) -> None:
    fill(store)
    path = tmp_path / "all.yaml"
    write_private(path, exported(store, None, NOW))
    told = take(other, settings, path)
    assert told == ["topics: 2 edited", "feeds: 1 added", "channels: 2; 3 subscriptions made, 0 changed"]
    assert exported(other, None, NOW) == path.read_text(encoding="utf-8")
    trade = other.subscriptions.channels(*SLACK)[0]
    assert other.wishes.of(trade, NOW) == replace(store.wishes.of(store.subscriptions.channels(*SLACK)[0], NOW))
    assert {one.created_by for one in other.subscriptions.of_channel(trade)} == {"U1", "U2"}


def test_a_second_time_changes_nothing_and_nothing_is_taken_away(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    fill(store)
    path = tmp_path / "all.yaml"
    write_private(path, exported(store, None, NOW))
    trade = store.subscriptions.channels(*SLACK)[0]
    store.subscriptions.subscribe(trade, Subject(SubjectKind.TOPIC, "rcep"), "RCEP", Preferences(), "U3", NOW)
    store.subscriptions.change(trade, Subject(SubjectKind.TOPIC, "cbam"), Preferences(), NOW)
    before = store.topics.stamp()
    assert take(store, settings, path)[-1] == "channels: 2; 0 subscriptions made, 1 changed"
    assert take(store, settings, path) == [
        "topics: 0 edited",
        "feeds: 0 added",
        "channels: 2; 0 subscriptions made, 0 changed",
    ]
    assert len(store.subscriptions.of_channel(trade)) == 3
    assert store.topics.stamp() == before


def test_a_workspace_gets_and_gives_its_own_only(
    store: Store, other: Store, settings: Settings, tmp_path: Path
) -> None:
    fill(store)
    own = exported(store, SLACK, NOW)
    assert "T2" not in own
    assert "ministry" not in own
    path = tmp_path / "all.yaml"
    path.write_text(exported(store, None, NOW), encoding="utf-8")
    take(other, settings, path, SLACK)
    assert other.subscriptions.channels("slack", "T2") == []
    assert other.feeds.all() == []
    assert exported(other, SLACK, NOW) == own


def test_the_import_stands_in_the_log(other: Store, store: Store, settings: Settings, tmp_path: Path) -> None:
    fill(store)
    path = tmp_path / "all.yaml"
    path.write_text(exported(store, None, NOW), encoding="utf-8")
    take(other, settings, path)
    changes = other.audit.of_workspace(*SLACK)
    assert changes
    assert {(one.verb, one.user.name) for one in changes} == {("import", "policywire import")}


def test_the_file_is_for_its_owner_and_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    write_private(path, "version: 1\n")
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(PolicywireError, match="there already"):
        write_private(path, "")


CHANNEL = "version: 1\nchannels:\n- surface: slack\n  workspace: T1\n  address: C1\n"


@pytest.mark.parametrize(
    ("text", "line", "field", "problem"),
    [
        ("- 1\n", 1, None, "no file of «policywire export»"),
        ("version: 7\n", 1, "version", "reads version 1"),
        ("version: 1\nchanels: []\n", 2, "chanels", "did you mean channels"),
        ("version: 1\nchannels:\n- {surface: slack, workspace: T1}\n", 3, "address", "is missing"),
        ("version: 1\nchannels:\n- {surface: irc, workspace: T1, address: C}\n", 3, "surface", "'irc' is unknown"),
        (CHANNEL + "  digest: daily 25:00\n", 6, "digest", "25:00"),
        (CHANNEL + "  quiet: night\n", 6, "quiet", "from when to when"),
        (CHANNEL + "  cap: 0\n", 6, "cap", "from 1 to"),
        (CHANNEL + "  paused_until: 2026-03-02T09:00:00\n", 6, "paused_until", "needs a zone"),
        (CHANNEL + "  mutes:\n  - {kind: phrase, what: x}\n", 7, "until", "is missing"),
        (CHANNEL + "  follows:\n  - topic: cbam\n  - topic: cbm\n", 8, "topic", "did you mean cbam"),
        (CHANNEL + "  follows:\n  - label: x\n", 7, "follows", "topic: or query:"),
        (CHANNEL + "  follows:\n  - query: '(a'\n", 7, "query", ""),
        (CHANNEL + "  follows:\n  - topic: cbam\n    dedupe: never\n", 8, "dedupe", "is unknown"),
        (CHANNEL + "  follows:\n  - topic: cbam\n    thread: 1\n", 8, "thread", "true or false"),
        (CHANNEL + "  follows:\n  - topic: cbam\n    langs: ko\n", 8, "langs", "must be a list"),
        ("version: 1\ntopics:\n  cbam: {id: other}\n", 2, "topics", "another id"),
        ("version: 1\ntopics:\n  cbam:\n    id: cbam\n    name: x\n    category: nothing\n", 6, "cbam.category", "must be one of"),
        ("version: 1\nfeeds:\n- {id: a, title: A, url: 'ftp://x.example'}\n", 3, "url", "https://"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_line_and_field_and_changes_nothing(
    sqlite_store: Store, settings: Settings, tmp_path: Path, text: str, line: int, field: str | None, problem: str
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"wrong\.yaml") as caught:
        take(sqlite_store, settings, path)
    assert f":{line}:" in str(caught.value)
    assert (field or "") in str(caught.value)
    assert problem in str(caught.value)
    assert sqlite_store.subscriptions.everywhere() == []


def test_a_topic_that_is_followed_here_is_not_taken_out(
    sqlite_store: Store, settings: Settings, tmp_path: Path
) -> None:
    trade = sqlite_store.subscriptions.channel("slack", "T1", "C1")
    sqlite_store.subscriptions.subscribe(trade, Subject(SubjectKind.TOPIC, "rcep"), "RCEP", Preferences(), "U1", NOW)
    path = tmp_path / "out.yaml"
    path.write_text(portable.write(portable.Portable(topics={"rcep": None})), encoding="utf-8")
    with pytest.raises(PolicywireError, match="rcep"):
        take(sqlite_store, settings, path)


def test_the_commands_walk_from_one_database_to_another_and_forget(
    sqlite_url: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    fill(Store(database))
    database.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "app.data_commands._settings", lambda: settings.model_copy(update={"database_url": SecretStr(sqlite_url)})
    )
    run = CliRunner().invoke
    assert run(cli, ["export", "all.yaml"]).exit_code == 0
    assert "0 subscriptions made" in run(cli, ["import", "all.yaml"]).output
    assert "subscription" in run(cli, ["forget", "--user", "slack:T1:U1"]).output
    assert run(cli, ["forget", "--user", "slack:T1:U1"]).exit_code == 1
    assert "channel                      1 rows" in run(cli, ["forget", "--workspace", "slack:T1"]).output
    assert "T1" not in run(cli, ["export"]).output
    assert isinstance(run(cli, ["forget"]).exception, PolicywireError)
