"""Opening, migrating and refusing databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from core.errors import StorageError
from storage.engine import Database
from storage.migrate import current, head, upgrade
from storage.models import metadata


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/deep/er/new.db")
    return Database(request.getfixturevalue("empty_postgres"))


def test_migrations_make_the_tables_the_models_describe(empty: Database) -> None:
    assert current(empty) is None
    upgrade(empty)
    with empty.connection() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []
    assert current(empty) == head()
    empty.close()


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    upgrade(database)
    assert current(database) == head()


def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=r"9999.*newer"):
        upgrade(database)


def test_what_a_failing_block_wrote_is_gone(database: Database) -> None:
    insert = text(
        "INSERT INTO channel (surface, workspace, address, name, lang) VALUES ('console', 'local', 'x', '', 'en')"
    )
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.execute(insert)
        raise ZeroDivisionError
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
