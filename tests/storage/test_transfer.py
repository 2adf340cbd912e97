"""A database moves to PostgreSQL in the middle of its work, and nothing is lost, sent twice or counted anew."""

from datetime import timedelta

import pytest

from core.card import say
from core.errors import StorageError
from core.model import DeliveryState
from core.query import parse
from core.search import wanted
from storage.engine import Database
from storage.lanes import Ended, Task
from storage.migrate import upgrade
from storage.store import Store
from storage.transfer import transfer
from tests.conftest import NOW
from tests.storage.helpers import add_item, alert, channel, claim, entry, feeds, poll, subscribe

LEASE = timedelta(minutes=1)


@pytest.fixture
def target(postgres_url) -> Database:
    database = Database(postgres_url)
    yield database
    database.close()


def fill(store: Store) -> None:
    """Some was sent, one is on its way, some waits."""
    feeds(store, "a")
    poll(store, "a", [entry(1), entry(2)])
    follower = subscribe(store, channel(store))
    for name in ("first", "second", "third"):
        alert(store, add_item(store, name), follower)
    (delivery,) = claim(store, NOW)
    store.lanes.tick("worker", [Ended(Task(delivery), DeliveryState.SENT, NOW, message_id="m1")], NOW, 0, LEASE, {})
    claim(store, NOW + LEASE)


def test_everything_moves_and_goes_on(sqlite_store, target):
    fill(sqlite_store)
    counts = transfer(sqlite_store.database, target, NOW)
    moved = Store(target)
    assert (counts["item"], counts["delivery"], counts["lane"]) == (5, 3, 1)
    before = {d.key: (d.state, d.attempt, d.message_id, d.item) for d in sqlite_store.ledger.recent(9)}
    assert {d.key: (d.state, d.attempt, d.message_id, d.item) for d in moved.ledger.recent(9)} == before
    assert moved.ledger.counts() == {"sent": 1, "sending": 1, "pending": 1}
    assert moved.search.keys(wanted(parse("second")), 9) == sqlite_store.search.keys(wanted(parse("second")), 9) != []
    assert (moved.deliveries.stops(), sqlite_store.deliveries.stops()[0][0]) == ([], "*")
    # The one that was on its way is looked for, and what comes gets numbers of its own.
    later = NOW + 3 * LEASE
    assert claim(moved, later) == []
    (task,) = moved.lanes.tick("other", [], later + LEASE, 9, LEASE, {})
    assert task.ask
    assert add_item(moved, "fourth").key > 5
    assert moved.ledger.post(channel(moved, "new"), "x", say("x"), NOW)
    assert claim(sqlite_store, later) == []


def test_a_database_that_is_used_is_left_alone(sqlite_store, target):
    fill(sqlite_store)
    channel(Store(target))
    with pytest.raises(StorageError, match="holds rows already"):
        transfer(sqlite_store.database, target, NOW)
    assert sqlite_store.deliveries.stops() == []


def test_both_must_have_the_tables_of_this_version(sqlite_store, empty_postgres):
    database = Database(empty_postgres)
    upgrade(database, "0004")
    with pytest.raises(StorageError, match="policywire migrate"):
        transfer(sqlite_store.database, database, NOW)
    database.close()
