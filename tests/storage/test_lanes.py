"""Lanes: one delivery a channel at a time, in order, by one worker, however many there are and however they end."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.card import say
from core.model import Delivery, DeliveryState, Rank
from core.ports import Manners, Rate
from storage.lanes import Ended, Task
from storage.store import Store
from tests.storage.helpers import NOW, add_item, alert, channel, subscribe

LEASE = timedelta(seconds=60)
SENT, PENDING, UNCERTAIN = DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.UNCERTAIN


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@dataclass
class Worker:
    """One of many."""

    store: Store
    name: str = "worker"
    manners: Mapping[str, Manners] = field(default_factory=lambda: {"console": Manners(settling=10)})

    def tick(self, seconds: float = 0, *ended: Ended, limit: int = 99) -> list[Task]:
        return self.store.lanes.tick(self.name, ended, after(seconds), limit, LEASE, self.manners)

    def send_all(self, seconds: float = 0) -> list[str]:
        """Sends until there is no more. In the order of sending."""
        told: list[str] = []
        tasks = self.tick(seconds)
        while tasks:
            told += [title(task) for task in tasks]
            tasks = self.tick(seconds, *(Ended(task, SENT, after(seconds), message_id="m") for task in tasks))
        return told


def title(task: Task) -> str:
    delivery = task.delivery
    return delivery.item.title if delivery.item else delivery.card.plain if delivery.card else ""


def end(task: Task, state: DeliveryState, seconds: float, **values) -> Ended:
    return Ended(task, state, after(seconds), **values)


def fill(store: Store, *titles: str, places: tuple[str, ...] = ("trade",)) -> None:
    for place in places:
        if not store.subscriptions.of_channel(channel(store, place)):
            subscribe(store, channel(store, place))
    for name in titles:
        followers = [s for p in places for s in store.subscriptions.of_channel(channel(store, p))]
        alert(store, add_item(store, name), *followers)


def newest(store: Store) -> Delivery:
    return store.ledger.recent(1)[0]


@pytest.fixture
def worker(store) -> Worker:
    return Worker(store)


def test_each_channel_gets_one_at_a_time_and_in_order(store, worker):
    fill(store, "a", "b", "c", places=("trade", "sales"))
    for seconds, name in enumerate("abc"):
        tasks = worker.tick(seconds)
        assert sorted((t.delivery.channel.address, title(t), t.delivery.attempt, t.ask) for t in tasks) == [
            ("sales", name, 1, False),
            ("trade", name, 1, False),
        ]
        assert worker.tick(seconds) == Worker(store, "other").tick(seconds) == []
        worker.tick(seconds, *(end(t, SENT, seconds, message_id=f"m{t.delivery.key}") for t in tasks), limit=0)
    assert store.ledger.counts() == {"sent": 6}
    assert (newest(store).sent_at, newest(store).message_id, newest(store).reason) == (
        after(2),
        f"m{newest(store).key}",
        None,
    )


def test_what_comes_while_a_lane_is_idle_or_busy_is_seen(store, worker):
    fill(store, "a")
    (task,) = worker.tick()
    fill(store, "b")
    (second,) = worker.tick(1, end(task, SENT, 1))
    assert worker.tick(2, end(second, SENT, 2)) == worker.tick(3) == []
    fill(store, "c")
    assert [title(t) for t in worker.tick(4)] == ["c"]


def test_a_failure_waits_for_its_time_and_nothing_of_its_class_overtakes_it(store, worker):
    fill(store, "a", "b")
    (task,) = worker.tick()
    assert worker.tick(1, end(task, PENDING, 1, reason="503", next_at=after(6))) == []
    assert worker.tick(5) == []
    (again,) = worker.tick(6)
    assert (title(again), again.delivery.attempt, again.delivery.reason) == ("a", 2, "503")
    assert [title(t) for t in worker.tick(7, end(again, DeliveryState.FAILED, 7, reason="gone \x00"))] == ["b"]
    assert store.ledger.counts() == {"failed": 1, "sending": 1}


def test_what_was_no_attempt_counts_as_none(store, worker):
    fill(store, "a")
    for seconds in range(3):
        (task,) = worker.tick(seconds)
        assert task.delivery.attempt == 1
        worker.tick(seconds, end(task, PENDING, seconds, counted=False, next_at=after(seconds)), limit=0)


def test_a_better_class_goes_first_and_passes_one_that_waits(store, worker):
    place = channel(store)
    store.ledger.post(place, "digest", say("digest"), NOW, Rank.DIGEST)
    fill(store, "alert")
    store.ledger.post(place, "answer", say("answer"), NOW, Rank.ANSWER)
    assert worker.send_all() == ["answer", "alert", "digest"]
    fill(store, "late")
    (task,) = worker.tick(1)
    worker.tick(1, end(task, UNCERTAIN, 1, next_at=after(30)), limit=0)
    store.ledger.post(place, "answer 2", say("answer 2"), NOW, Rank.ANSWER)
    fill(store, "later")
    assert worker.send_all(2) == ["answer 2"]


def test_answers_of_any_channel_go_before_alerts_of_others(store, worker):
    fill(store, "a", places=("one", "two", "three"))
    store.ledger.post(channel(store, "four"), "x", say("answer"), after(1), Rank.ANSWER)
    assert [title(t) for t in worker.tick(2, limit=1)] == ["answer"]


def test_no_more_channels_than_asked_for(store, worker):
    fill(store, "a", places=tuple("12345"))
    assert [len(worker.tick(limit=2)) for _ in range(4)] == [2, 2, 1, 0]


def test_what_a_dead_worker_was_sending_is_asked_about_before_it_is_sent_again(store, worker):
    fill(store, "a", "b")
    worker.tick()
    heir = Worker(store, "heir")
    assert heir.tick(59) == []
    assert heir.tick(60) == []
    assert (newest_first(store)[-1].state, newest_first(store)[-1].reason) == (UNCERTAIN, "interrupted")
    assert heir.tick(69) == []
    (question,) = heir.tick(70)
    assert (title(question), question.ask, question.delivery.first_at, question.delivery.attempt) == ("a", True, NOW, 1)
    (again,) = heir.tick(71, end(question, PENDING, 71, reason="it was not there", next_at=after(71)))
    assert (title(again), again.ask, again.delivery.attempt) == ("a", False, 2)
    assert [title(t) for t in heir.tick(72, end(again, SENT, 72))] == ["b"]


def test_an_uncertain_one_that_is_found_is_sent(store, worker):
    fill(store, "a")
    (task,) = worker.tick()
    worker.tick(1, end(task, UNCERTAIN, 1, reason="no answer", next_at=after(11)), limit=0)
    (question,) = worker.tick(11)
    assert question.delivery.uncertain_since == after(1)
    worker.tick(12, end(question, UNCERTAIN, 12, next_at=after(20)), limit=0)
    (question,) = worker.tick(20)
    assert (question.delivery.uncertain_since, question.delivery.attempt) == (after(1), 1)
    assert worker.tick(21, end(question, SENT, 21, message_id="m9")) == []
    assert (newest(store).state, newest(store).message_id, newest(store).uncertain_since) == (SENT, "m9", None)


def test_a_frozen_worker_that_wakes_changes_nothing(store, worker):
    fill(store, "a", "b")
    (lost,) = worker.tick()
    heir = Worker(store, "heir")
    heir.tick(60)
    assert worker.tick(61, end(lost, SENT, 61, message_id="late"), limit=0) == []
    assert newest_first(store)[-1].state is UNCERTAIN
    (question,) = heir.tick(70)
    worker.tick(70, end(lost, DeliveryState.FAILED, 70), limit=0)
    (again,) = heir.tick(71, end(question, PENDING, 71))
    worker.tick(72, end(lost, SENT, 72, message_id="late"), limit=0)
    assert worker.tick(72) == []
    heir.tick(73, end(again, SENT, 73, message_id="m"), limit=0)
    worker.tick(74, end(lost, PENDING, 74), limit=0)
    assert (newest_first(store)[-1].state, newest_first(store)[-1].message_id) == (SENT, "m")


def test_an_end_recorded_twice_changes_nothing(store, worker):
    fill(store, "a", "b")
    (task,) = worker.tick()
    (second,) = worker.tick(1, end(task, SENT, 1, message_id="m"))
    assert worker.tick(2, end(task, SENT, 2, message_id="other")) == []
    assert worker.tick(3, end(second, SENT, 3)) == []
    assert store.ledger.counts() == {"sent": 2}
    assert newest_first(store)[-1].message_id == "m"


def newest_first(store: Store) -> list[Delivery]:
    return store.ledger.recent(99)


def test_many_workers_never_have_one_channel_twice(store):
    fill(store, "a", "b", places=tuple(str(n) for n in range(20)))
    workers = [Worker(store, f"w{n}") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        tasks = [t for part in pool.map(lambda n: workers[n % 6].tick(limit=4), range(12)) for t in part]
    tasks += workers[0].tick()
    assert len({task.delivery.channel.key for task in tasks}) == len(tasks) == 20
    assert {title(task) for task in tasks} == {"a"}


def test_a_channels_pace_is_kept(store, worker):
    fill(store, "a", "b", places=("one", "two"))
    one, two = worker.tick()
    assert worker.tick(1, end(one, SENT, 1, lane_at=after(2)), end(two, SENT, 1, lane_at=after(3))) == []
    assert len(worker.tick(2)) == 1
    assert len(worker.tick(3)) == 1


def test_a_workspaces_pace_is_shared_by_all_workers(store):
    fill(store, "a", places=tuple("123456"))
    manners = {"console": Manners(workspace=Rate(1.0, burst=2))}
    workers = [Worker(store, f"w{n}", manners) for n in range(2)]
    counts = [len(workers[n % 2].tick(n / 2)) for n in range(10)]
    assert counts == [2, 0, 1, 0, 1, 0, 1, 0, 1, 0]


def test_a_surface_that_asks_for_patience_closes_the_whole_workspace(store, worker):
    fill(store, "a", places=("one", "two", "three"))
    (task,) = worker.tick(limit=1)
    told = end(
        task,
        PENDING,
        1,
        reason="ratelimited",
        counted=False,
        next_at=after(31),
        lane_at=after(31),
        closed_until=after(31),
    )
    assert worker.tick(1, told) == worker.tick(30) == []
    assert len(worker.tick(31)) == 3


def test_questions_have_a_pace_of_their_own(store):
    worker = Worker(store, manners={"console": Manners(look_up=Rate(5.0))})
    fill(store, "a", places=("one", "two"))
    tasks = worker.tick()
    assert [t.ask for t in worker.tick(1, *(end(t, UNCERTAIN, 1, next_at=after(1)) for t in tasks))] == [True]
    fill(store, "b", places=("three",))
    assert [title(t) for t in worker.tick(2)] == ["b"]
    assert [t.ask for t in worker.tick(6)] == [True]


@pytest.mark.parametrize("scope", ["*", "console:local"])
def test_a_stop_holds_what_is_there_and_what_comes(store, worker, scope):
    fill(store, "a")
    store.deliveries.stop(scope, "U1", NOW)
    store.deliveries.stop(scope, "U2", after(1))
    fill(store, "b")
    assert worker.tick() == []
    assert store.deliveries.stops() == [(scope, NOW, "U1")]
    assert (store.deliveries.go_on(scope), store.deliveries.go_on(scope)) == (True, False)
    assert worker.send_all(2) == ["a", "b"]


def test_a_stop_of_one_workspace_stops_no_other(store, worker):
    fill(store, "a")
    store.deliveries.stop("slack:T1", "U1", NOW)
    assert worker.send_all() == ["a"]


def test_what_is_on_its_way_when_all_is_stopped_is_recorded(store, worker):
    fill(store, "a")
    (task,) = worker.tick()
    store.deliveries.stop("*", "U1", NOW)
    assert worker.tick(1, end(task, SENT, 1)) == []
    assert store.ledger.counts() == {"sent": 1}


def test_an_administrator_retries_and_drops(store, worker):
    fill(store, "a", "b", "c")
    (task,) = worker.tick()
    assert not store.deliveries.drop(task.delivery.key, "U1", NOW)
    assert not store.deliveries.retry(task.delivery.key, NOW)
    (second,) = worker.tick(1, end(task, DeliveryState.FAILED, 1, reason="is_archived"))
    (third,) = worker.tick(2, end(second, DeliveryState.HELD, 2, reason="nobody can say"))
    worker.tick(3, end(third, PENDING, 3, next_at=after(99)), limit=0)
    assert store.deliveries.drop(third.delivery.key, "U1", after(4))
    assert store.deliveries.retry(task.delivery.key, after(4))
    assert store.deliveries.retry(second.delivery.key, after(4))
    assert worker.send_all(5) == ["a", "b"]
    dropped = store.deliveries.by_key(third.delivery.key)
    assert (dropped.state, dropped.reason) == (DeliveryState.SUPPRESSED, "dropped by U1")
    assert [d.key for d in store.deliveries.listed([SENT])] == [second.delivery.key, task.delivery.key]
    assert store.deliveries.listed(channel=channel(store, "other")) == []
    assert store.deliveries.by_key(999) is None


def test_the_oldest_that_waits_is_known(store, worker):
    assert store.deliveries.oldest_open() is None
    fill(store, "a")
    assert store.deliveries.oldest_open() == NOW
    worker.send_all()
    assert store.deliveries.oldest_open() is None
