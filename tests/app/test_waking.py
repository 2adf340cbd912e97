"""What is written is worked on at once, in this process or in another."""

import threading
from datetime import UTC, datetime

import pytest

from app.waking import calls_answered
from app.worker import chosen
from core.card import say
from core.errors import SettingError
from jobs.report import Report
from jobs.schedule import Job, Schedule
from storage.calls import Kind
from tests.conftest import NOW
from tests.storage.helpers import channel

LONG = 3_600.0


def now() -> datetime:
    import time

    return datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC)


class Deliverer:
    """A job that looks what there is to deliver."""

    def __init__(self, store) -> None:
        self.store, self.runs = store, threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> Report:
        self.gate.wait(30)
        self.runs.release()
        return Report()


@pytest.mark.parametrize("every", [True, False])
def test_a_job_comes_at_once_when_it_is_called_and_again_when_called_meanwhile(sqlite_store, every):
    deliverer = Deliverer(sqlite_store)
    schedule = Schedule(sqlite_store, [Job("deliver_alerts", LONG, 0, deliverer, every=every, answers=True)], now)
    with calls_answered(sqlite_store.database, schedule):
        schedule.start()
        assert deliverer.runs.acquire(timeout=30)
        deliverer.gate.clear()
        sqlite_store.ledger.post(channel(sqlite_store), "a", say("a"), NOW)
        sqlite_store.ledger.post(channel(sqlite_store), "b", say("b"), NOW)
        deliverer.gate.set()
        assert deliverer.runs.acquire(timeout=30)
        schedule.stop()
    sqlite_store.ledger.post(channel(sqlite_store), "c", say("c"), NOW)


def test_queues_are_named(sqlite_store):
    assert chosen([]) == tuple(Kind)
    assert chosen(["match", "drain"]) == (Kind.DRAIN, Kind.MATCH)
    with pytest.raises(SettingError, match="deliver is no queue; there are drain, poll, match"):
        chosen(["deliver"])
