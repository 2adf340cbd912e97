"""Upgrades: once, under a lock, with older processes at work, and with the data of the very first version kept."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import storage
from core.errors import StorageError
from core.query import parse
from core.search import wanted
from storage import migrate
from storage.engine import Database
from storage.migrate import check_not_newer, current, head, later_serves, upgrade
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, claim
from tests.storage.schema_rule import schema, taken

FIRST = Path(__file__).resolve().parents[1] / "data" / "first_schema"
MIGRATIONS = ScriptDirectory(str(Path(storage.__file__).parent / "migrations"))


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new.db"
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def first(url: str) -> str:
    """The address of a database as the first version left it: its dump, which no later change of ours reaches."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.executescript((FIRST / "sqlite.sql").read_text("utf-8"))
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute((FIRST / "postgres.sql").read_text("utf-8").encode())
    return url


def test_the_first_version_s_data_is_whole_after_all_upgrades(first: str) -> None:
    database = Database(first)
    assert current(database) == "0001"
    upgrade(database)
    assert current(database) == head()
    store, moment = Store(database), datetime(2026, 3, 1, tzinfo=UTC)
    (feed,) = store.feeds.all()
    assert (feed.id, feed.baseline_at, store.feeds.carried([feed])) == ("moef", moment, {1: 1})
    (item,) = store.items.latest(CBAM, 9)
    told = (item.id, item.title, item.body, item.found, store.items.carriers(item))
    assert told == ("K7Q2", "CBAM", "text", moment, 1)
    (subscription,) = store.subscriptions.active()
    assert (subscription.subject, subscription.preferences.langs) == (CBAM, ("ko",))
    assert store.search.keys(wanted(parse("cbam text").root), 9) == [item.key]
    assert store.documents.known()["/corpus/a.md"].stamp == "1"
    assert store.console.messages(subscription.channel, 9)[0].line == "help"
    assert store.runs.all()[0].report == "1 polled"
    (delivery,) = claim(store, NOW)
    assert delivery.item
    assert (delivery.labels, delivery.item.id, delivery.channel.address) == (("CBAM",), "K7Q2", "C1")
    database.close()


def test_each_migration_leaves_older_processes_at_work_or_says_that_it_breaks_with_them(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/new.db")  # both kinds get the same tables
    told, found = set(), {}
    with empty.connection() as connection:
        before = schema(connection)
    for script in reversed(list(MIGRATIONS.walk_revisions())):
        upgrade(empty, script.revision)
        with empty.connection() as connection:
            after = schema(connection)
        if reasons := taken(before, after):
            found[script.revision] = reasons
        if getattr(script.module, "breaks_older", False):
            told.add(script.revision)
        before = after
    empty.close()
    assert set(found) == told, found


TABLE = "CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER, UNIQUE (n))"


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER, x TEXT, UNIQUE (n))", []),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER, x TEXT NOT NULL DEFAULT '', UNIQUE (n))", []),
        ("CREATE TABLE b (k INTEGER PRIMARY KEY)", ["the table a is gone"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, UNIQUE (n))", ["a.m is gone"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m TEXT, UNIQUE (n))", ["a.m was INTEGER and is TEXT"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER NOT NULL, UNIQUE (n))", ["a.m must not be empty now"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT, m INTEGER, UNIQUE (n))", ["a.n may be empty now"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER, x TEXT NOT NULL, UNIQUE (n))", ["a.x is new, and older code leaves it empty"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER)", ["a is unique by n no more"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER UNIQUE, UNIQUE (n))", ["a is unique by m now"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER REFERENCES a (k), UNIQUE (n))", ["a must refer to a by m now"]),
        ("CREATE TABLE a (k INTEGER PRIMARY KEY, n TEXT NOT NULL, m INTEGER, UNIQUE (n), CONSTRAINT c CHECK (m > 1))", ["a is checked for m > 1 now"]),
    ],
)  # fmt: skip
def test_the_rule_sees_what_older_code_would_miss(sql: str, told: list[str]) -> None:
    shapes = []
    for statement in (TABLE, sql):
        with create_engine("sqlite://").connect() as connection:
            connection.exec_driver_sql(statement)
            shapes.append(schema(connection))
    assert taken(*shapes) == told


def _later(database: Database, floor: str) -> None:
    """What a later version leaves behind that migrated while this one runs."""
    with database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM schema_floor"))
        connection.execute(text("INSERT INTO schema_floor VALUES (:floor)"), {"floor": floor})


def test_tables_of_a_later_version_that_serve_this_one_are_used_and_left_alone(database: Database) -> None:
    assert not later_serves(database)
    _later(database, head())
    assert later_serves(database)
    upgrade(database)
    assert current(database) == "9999"
    with pytest.raises(StorageError, match=r"9999.*newer"):  # what copies every column must know every column
        check_not_newer(database)


def test_tables_of_a_later_version_that_broke_with_this_one_are_refused(database: Database) -> None:
    _later(database, "9998")
    with pytest.raises(StorageError, match=r"9999.*newer"):
        upgrade(database)


def _process(url: str, gate: Any, ends: Any) -> None:
    """A process that starts at the same moment as another one."""
    database = Database(url)
    gate.wait(30)
    try:
        upgrade(database)
        ends.put(current(database))
    except BaseException as error:
        ends.put(repr(error))
    finally:
        database.close()


def test_of_processes_that_start_at_a_time_one_migrates_and_all_go_on(url: str) -> None:
    forked = multiprocessing.get_context("fork")
    gate, ends = forked.Barrier(3), forked.Queue()
    processes = [forked.Process(target=_process, args=(url, gate, ends)) for _ in range(3)]
    for process in processes:
        process.start()
    assert [ends.get(timeout=60) for _ in processes] == [head()] * 3
    for process in processes:
        process.join(30)


def test_tables_in_use_are_waited_for_and_nobody_is_kept_from_them_for_long(
    empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.05)
    monkeypatch.setattr(migrate, "WAITS", (0.01,))
    database = Database(empty_postgres)
    upgrade(database, "0012")
    with psycopg.connect(empty_postgres) as backup:
        backup.execute("SELECT count(*) FROM wish")  # a transaction that stays open, as a backup's does
        with pytest.raises(StorageError, match="lock timeout"):
            upgrade(database)
        assert current(database) == "0012"
        monkeypatch.setattr(migrate, "WAITS", (0.05,) * 200)
        ending = threading.Timer(0.2, backup.rollback)
        ending.start()
        upgrade(database)
        ending.join()
    assert current(database) == head()
    database.close()
