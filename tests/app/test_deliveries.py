"""`policywire deliveries …`, and the queues that a worker may be given."""

import pytest

from app.worker import chosen
from core.card import say
from core.errors import SettingError
from storage.calls import Kind
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.app.conftest import Policywire
from tests.storage.helpers import NOW, channel


@pytest.fixture
def store(policywire: Policywire, tmp_path):
    """The database that the command looks at, with one delivery."""
    database = Database(f"sqlite:///{tmp_path}/var/policywire.db")
    upgrade(database)
    store = Store(database)
    store.ledger.post(channel(store), "notice:1", say("a notice"), NOW)
    yield store
    database.close()


def test_a_delivery_is_listed_shown_dropped_and_sent_after_all(policywire: Policywire, store: Store) -> None:
    assert "pending" in policywire("deliveries").out
    assert policywire("deliveries", "failed").out == ""
    shown = policywire("deliveries", "show", "1")
    assert (shown.status, "notice:1" in shown.out) == (0, True)
    assert policywire("deliveries", "drop", "1").out == "1 will not be sent\n"
    assert "dropped by an administrator" in policywire("deliveries", "suppressed").out
    assert policywire("deliveries", "drop", "1").status == 1
    assert policywire("deliveries", "retry", "1").out == "1 will be sent\n"
    assert policywire("deliveries", "show", "9").status == 1


def test_all_sending_is_stopped_and_goes_on(policywire: Policywire, store: Store) -> None:
    assert policywire("deliveries", "stop").out == "all sending is stopped\n"
    assert policywire("deliveries", "stop", "slack:T1").out == "sending to slack:T1 is stopped\n"
    assert policywire("deliveries").out.startswith("STOPPED  everything since ")
    assert policywire("deliveries", "start").status == 0
    assert policywire("deliveries", "start").status == 1
    assert [scope for scope, _, _ in store.deliveries.stops()] == ["slack:T1"]


def test_a_worker_does_the_work_of_the_queues_it_was_given() -> None:
    assert chosen([]) == tuple(Kind)
    assert chosen(["drain"]) == (Kind.DRAIN,)
    with pytest.raises(SettingError, match="there are drain, poll, match"):
        chosen(["deliver"])
