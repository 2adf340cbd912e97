"""A backup is taken from a running database of either kind and goes back into either kind."""

import sqlite3
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import StorageError
from core.model import DeliveryState
from core.query import parse
from core.search import wanted
from storage.backup import back_up, restore
from storage.engine import Database
from storage.lanes import Ended, Task
from storage.migrate import upgrade
from storage.store import Store
from tests.storage.helpers import NOW, add_item, alert, channel, claim, entry, feeds, poll, subscribe

LEASE = timedelta(minutes=1)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    database = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    upgrade(database)
    yield database
    database.close()


def fill(store: Store) -> None:
    """One was sent, one waits."""
    feeds(store, "a")
    poll(store, "a", [entry(1)])
    follower = subscribe(store, channel(store))
    for name in ("first", "second"):
        alert(store, add_item(store, name), follower)
    (delivery,) = claim(store, NOW)
    store.lanes.tick("worker", [Ended(Task(delivery), DeliveryState.SENT, NOW, message_id="m1")], NOW, 0, LEASE, {})


def test_what_was_backed_up_comes_back(store: Store, tmp_path: Path, fresh: Database) -> None:
    fill(store)
    counts = back_up(store.database, tmp_path / "b.db")
    add_item(store, "after the backup")
    assert restore(tmp_path / "b.db", fresh, NOW) == counts
    back = Store(fresh)
    assert sorted(item.title for item in back.items.latest(None, 9)) == ["Title 1", "first", "second"]
    assert [s.label for s in back.subscriptions.of_channel(channel(back))] == ["CBAM"]
    assert back.search.keys(wanted(parse("second")), 9) == store.search.keys(wanted(parse("second")), 9) != []


def test_it_goes_back_into_postgresql_too(sqlite_store: Store, tmp_path: Path, postgres_url: str) -> None:
    fill(sqlite_store)
    back_up(sqlite_store.database, tmp_path / "b.db")
    target = Database(postgres_url)
    restore(tmp_path / "b.db", target, NOW)
    assert add_item(Store(target), "third").key == 4
    target.close()


def test_what_was_to_be_sent_is_asked_for_before_it_is_sent(store: Store, tmp_path: Path, fresh: Database) -> None:
    fill(store)
    back_up(store.database, tmp_path / "b.db")
    later = NOW + timedelta(hours=3)
    restore(tmp_path / "b.db", fresh, later)
    back = Store(fresh)
    assert back.ledger.counts() == {"sent": 1, "uncertain": 1}
    (task,) = back.lanes.tick("worker", [], later, 9, LEASE, {})
    assert task.ask
    assert task.delivery.first_at == NOW


def test_only_its_owner_may_read_it_and_it_is_one_file(sqlite_store: Store, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    back_up(sqlite_store.database, tmp_path / "kept" / "b.db")
    (file,) = (tmp_path / "kept").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_is_written_over(store: Store, tmp_path: Path, fresh: Database) -> None:
    (tmp_path / "b.db").write_text("mine")
    with pytest.raises(StorageError, match="is there already"):
        back_up(store.database, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_text() == "mine"
    back_up(store.database, tmp_path / "c.db")
    channel(Store(fresh))
    with pytest.raises(StorageError, match="holds rows already"):
        restore(tmp_path / "c.db", fresh, NOW)


def test_a_folder_that_is_not_there_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/b\.db cannot be written"):
        back_up(sqlite_store.database, tmp_path / "nowhere" / "b.db")


def test_what_is_no_backup_is_refused_and_stays_as_it_is(tmp_path: Path, fresh: Database) -> None:
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE x (y)").connection.close()
    (tmp_path / "text.db").write_text("not a database at all, but long enough to be looked at as one")
    for name in ("other.db", "text.db", "missing.db"):
        before = (tmp_path / name).read_bytes() if (tmp_path / name).exists() else None
        with pytest.raises(StorageError, match=name):
            restore(tmp_path / name, fresh, NOW)
        assert before is None or (tmp_path / name).read_bytes() == before


def test_a_backup_of_an_older_version_is_brought_to_this_one(tmp_path: Path, fresh: Database) -> None:
    old = Database(f"sqlite:///{tmp_path / 'old.db'}")
    upgrade(old, "0005")
    with old.connection() as connection:
        connection.exec_driver_sql(
            "INSERT INTO channel (surface, workspace, address, name, lang) VALUES ('console', 'local', 'c', 'old', 'ko')"
        )
    old.close()
    restore(tmp_path / "old.db", fresh, NOW)
    assert Store(fresh).subscriptions.channel("console", "local", "c").name == "old"
