"""Wake-ups between processes: one is enough, a lost one costs nothing, and nobody waits for them."""

import threading
import time
from collections import Counter

import psycopg
import pytest
from sqlalchemy import text

from core.card import say
from jobs import wake_ups
from jobs.wake_ups import SCHEMA, WakeUps, prepare
from storage.calls import Call, Kind
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.conftest import NOW
from tests.storage.helpers import channel

PATIENCE = 30.0


class Hearer:
    """What a process is told to do."""

    def __init__(self) -> None:
        self.heard: Counter[Kind] = Counter()
        self.news = threading.Condition()

    def __call__(self, kind: Kind) -> None:
        with self.news:
            self.heard[kind] += 1
            self.news.notify_all()

    def wait_for(self, kind: Kind, count: int = 1) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.heard[kind] >= count, PATIENCE), self.heard


@pytest.fixture
def queued(postgres_url) -> Database:
    database = Database(postgres_url)
    upgrade(database, beside=prepare)
    yield database
    with database.connection() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    database.close()


def waiting(database: Database) -> list[str]:
    with database.connection() as connection:
        rows = connection.execute(text(f"SELECT queueing_lock FROM {SCHEMA}.procrastinate_jobs ORDER BY id"))
        return list(rows.scalars())


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_one_process_writes_another_is_told_of(queued):
    hearer, store = Hearer(), Store(queued)
    with WakeUps(queued.libpq, hearer), WakeUps(queued.libpq, None) as served:
        queued.listen(served.tell)
        store.ledger.post(channel(store), "x", say("x"), NOW)
        hearer.wait_for(Kind.DRAIN)
        store.feeds.check_now([])
        store.ledger.post(channel(store), "y", say("y"), NOW)
        hearer.wait_for(Kind.DRAIN, 2)
    until(lambda: waiting(queued) == [])
    assert hearer.heard == {Kind.DRAIN: 2}


def test_a_worker_hears_its_queues_only_and_the_rest_waits_once(queued):
    hearer = Hearer()
    calls = [Call(Kind.DRAIN, 1), Call(Kind.POLL, 7), Call(Kind.POLL, 7)]
    with WakeUps(queued.libpq, hearer, [Kind.DRAIN]) as both:
        both.tell(calls)
        hearer.wait_for(Kind.DRAIN)
        both.tell(calls)
        hearer.wait_for(Kind.DRAIN, 2)
        until(lambda: waiting(queued) == ["poll:7"])
    assert hearer.heard[Kind.POLL] == 0
    with WakeUps(queued.libpq, hearer, [Kind.POLL]):
        hearer.wait_for(Kind.POLL)


def test_a_thousand_channels_are_a_few_wake_ups(queued):
    with WakeUps(queued.libpq, None) as deaf:
        deaf.tell({Call(Kind.DRAIN, key) for key in range(1_000)})
        until(lambda: len(waiting(queued)) == wake_ups.ENOUGH)


def test_a_database_that_ends_connections_is_reached_again(queued, monkeypatch):
    monkeypatch.setattr(wake_ups, "AGAIN", 0.05)
    hearer = Hearer()
    with WakeUps(queued.libpq, hearer) as both:
        both.tell([Call(Kind.DRAIN, 1)])
        hearer.wait_for(Kind.DRAIN)
        with psycopg.connect(queued.libpq, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        count = hearer.heard[Kind.DRAIN]
        until(lambda: both.tell([Call(Kind.DRAIN, 2)]) or hearer.heard[Kind.DRAIN] > count)


def test_without_a_database_nobody_waits_and_the_address_is_not_told(caplog, monkeypatch):
    monkeypatch.setattr(wake_ups, "AGAIN", 0.05)
    with WakeUps("postgresql://you:secret@127.0.0.1:1/none?connect_timeout=1", Hearer()) as deaf:
        deaf.tell([Call(Kind.DRAIN, 1)])
    deaf.tell([Call(Kind.DRAIN, 1)])
    assert "secret" not in caplog.text


def test_what_a_dead_worker_had_taken_is_forgotten(queued):
    jobs = f"{SCHEMA}.procrastinate_jobs"
    with queued.connection() as connection:
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        connection.execute(
            text(f"INSERT INTO {jobs} (queue_name, task_name, status) VALUES ('drain', 'drain', 'doing')")
        )
        assert connection.execute(text(f"SELECT count(*) FROM {jobs}")).scalar() == 1
    hearer = Hearer()
    with WakeUps(queued.libpq, hearer) as both:
        both.tell([Call(Kind.DRAIN, 1)])
        hearer.wait_for(Kind.DRAIN)
        until(lambda: waiting(queued) == [])


def test_tables_of_another_version_are_made_anew(queued):
    with queued.connection() as connection:
        connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS '0.0'"))
        connection.execute(text(f"DROP TABLE {SCHEMA}.procrastinate_workers CASCADE"))
        prepare(connection)
        assert connection.execute(text("SELECT to_regclass('item')")).scalar() == "item"
    assert waiting(queued) == []
