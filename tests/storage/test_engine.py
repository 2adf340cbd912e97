"""Opening, migrating and refusing databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from core.errors import StorageError
from storage.engine import Database
from storage.migrate import current, head, is_modelled, upgrade
from storage.models import metadata
from storage.store import Store
from tests.storage.helpers import NOW, drafted, entry, feeds, poll


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/deep/er/new.db")
    return Database(request.getfixturevalue("empty_postgres"))


def test_migrations_make_the_tables_the_models_describe(empty: Database) -> None:
    assert current(empty) is None
    upgrade(empty)
    with empty.connection() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"include_name": is_modelled}), metadata
        )
    assert differences == []
    assert current(empty) == head()
    empty.close()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    upgrade(database)
    assert current(database) == head()


def test_what_a_failing_block_wrote_is_gone(database: Database) -> None:
    insert = text(
        "INSERT INTO channel (surface, workspace, address, name, lang) VALUES ('console', 'local', 'x', '', 'en')"
    )

    def write_and_fail() -> None:
        with database.write() as session:
            session.execute(insert)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM channel")).scalar() == 0


def test_sqlite_is_opened_with_wal_full_sync_and_foreign_keys(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.write() as session:
        pragmas = [
            session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()
    assert pragmas == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["nonsense", "mysql://u:secret@h/d", "sqlite://"])
def test_an_address_of_no_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    database = Database("postgresql://user:hunter2@127.0.0.1:1/nothing")
    with pytest.raises(StorageError) as caught, database.read() as session:
        session.execute(text("SELECT 1"))
    assert "127.0.0.1" in str(caught.value)
    assert "hunter2" not in str(caught.value) + repr(database.url) + database.place
    database.close()


def test_a_reading_session_sees_one_state_and_writes_nothing(database: Database) -> None:
    add = text("INSERT INTO channel (surface, workspace, address, name, lang) VALUES ('s', 'w', :a, '', 'en')")
    count = text("SELECT count(*) FROM channel")
    with database.read() as session:
        assert session.execute(count).scalar() == 0
        with database.write() as writing:
            writing.execute(add, {"a": "x"})
        assert session.execute(count).scalar() == 0
    with database.read() as session:
        assert session.execute(count).scalar() == 1


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(StorageError, match=r"letter\.db cannot be used"):
        current(database)
    database.close()


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="naive"):
        store.feeds.due(datetime(2026, 1, 1), 1)  # noqa: DTZ001 - the naive time is the point


def test_writers_in_many_threads_queue_and_all_get_through(store: Store) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            store.subscriptions.channel("console", "local", f"{number}-{turn}")
            store.documents.read(f"{number}-{turn}.md", "1", drafted(f"text {number} {turn}"), NOW)
            store.documents.read(f"{number}-{turn}-same.md", "1", drafted(f"shared {turn}"), NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(store.console.channels()) == 40
    assert len(store.documents.known()) == 80
    assert store.items.count() >= 45
    assert len({item.id for item in store.items.latest(None, 99)}) == store.items.count()


def test_two_threads_that_meet_the_same_entry_store_it_once(store: Store) -> None:
    feeds(store, "a", "b", "c", "d")
    said = [entry(n) for n in range(30)]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda name: poll(store, name, said), "abcd"))
    assert store.items.count() == 30
    assert sum(one.new for one in added) >= 30
    assert all(store.items.carriers(item) == 4 for item in store.items.latest(None, 5))
