"""Connections: SQLite in a file or PostgreSQL by address, behind one `Database` with a reading and a writing door."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from core.errors import StorageError
from storage.calls import Call, calls_of
from storage.sealed import Sealer, give_keys

DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}


class Database:
    """One database. Writers of SQLite share a single connection, so they queue here and never meet SQLITE_BUSY."""

    def __init__(self, url: str, keys: str | None = None) -> None:
        """Take `sqlite:///path` or `postgresql://…`, and the keys of its secrets (storage/sealed.py).

        Raises StorageError, in which the password never shows, and SettingError for a key that is none.
        """
        self.sealer = Sealer(keys)
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise StorageError(
                "DATABASE_URL is no database address; write sqlite:///var/policywire.db or postgresql://user:password@host/name"
            ) from error
        driver = DRIVERS.get(parsed.drivername, parsed.drivername)
        if driver not in DRIVERS.values():
            raise StorageError(f"DATABASE_URL names {parsed.drivername}; Policywire runs on sqlite or postgresql")
        self.url = parsed.set(drivername=driver)
        # Who looks on while somebody writes, within the same transaction: storage/audit.py.
        self.witness: Callable[[Session], AbstractContextManager[None]] = lambda _: nullcontext()
        self.is_sqlite = driver == "sqlite"
        self._tell: Callable[[frozenset[Call]], None] | None = None
        if self.is_sqlite:
            if not self.url.database:
                raise StorageError("DATABASE_URL has no file; write sqlite:///var/policywire.db")
            self._make_folder(Path(self.url.database).parent)
            self._writer = _sqlite(self.url, writer=True)
            self._reader = _sqlite(self.url, writer=False)
        else:
            self._writer = create_engine(
                self.url, pool_pre_ping=True, pool_size=10, connect_args={"connect_timeout": 10}
            )
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

        give_keys([self._writer.dialect, self._reader.dialect], self.sealer)

    @property
    def place(self) -> str:
        """Where the database is, fit for people: without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def libpq(self) -> str:
        """The address of a PostgreSQL as libpq takes it, with its password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with self._session(self._reader) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes commit together when the block ends, and not at all when it raises."""
        with self._session(self._writer) as session:
            with self.witness(session):
                yield session
            session.commit()
            calls = calls_of(session)
        if calls and self._tell:
            self._tell(calls)

    def listen(self, tell: Callable[[frozenset[Call]], None] | None) -> None:
        """Have `tell` hear what committed transactions leave to be done at once, or nobody. It neither raises nor waits."""
        self._tell = tell

    def close(self) -> None:
        """Give all connections back."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare writing connection in a transaction, for migrations.

        SQLite alters a table by copying it and dropping the old one, which references to it would forbid: they are not
        looked at meanwhile.
        """
        with self._named_errors(), self._writer.connect() as connection:
            self._look_at_references(connection, "OFF")
            try:
                with connection.begin():
                    yield connection
            finally:
                self._look_at_references(connection, "ON")

    def _look_at_references(self, connection: Connection, state: str) -> None:
        if self.is_sqlite:
            cursor = connection.connection.cursor()
            cursor.execute(f"PRAGMA foreign_keys={state}")
            cursor.close()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        with self._named_errors(), Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise StorageError(f"the database {self.place} does not answer: {_first_line(error)}") from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # its kinds are mistakes of ours, not of the database
                raise
            raise StorageError(f"the database {self.place} cannot be used: {_first_line(error)}") from error

    @staticmethod
    def _make_folder(folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"cannot make the folder {folder} for the database: {error.strerror}; set DATABASE_URL to a place you can write to"
            ) from error


def _sqlite(url: Any, *, writer: bool) -> Engine:
    pool: dict[str, int] = {"pool_size": 1, "max_overflow": 0} if writer else {"pool_size": 5}
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 30}, pool_timeout=120, **pool)

    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # sqlite3 must not begin transactions of its own; `begin` below does
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have the file keep a log ahead. The first process to do it needs the file to itself, and SQLite lets others fail at once."""
    for left in reversed(range(100)):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if not left or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(0.05)


def _first_line(error: Exception) -> str:
    told = str(getattr(error, "orig", None) or error).strip()
    return told.splitlines()[0] if told else "no reason given"
