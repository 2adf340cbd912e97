"""Deliveries reach their channels in order, once, and after trouble again."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.card import Card, say
from core.errors import StorageError
from core.model import Delivery
from core.ports import Finding, Found, Manners, Outcome, Post, Sent, Uncertain
from jobs import deliver_alerts
from jobs.clock_jumps import ClockJumps
from jobs.deliver_alerts import GIVE_UP, IN_THE_WAY, Courier
from storage.store import Store
from tests.conftest import NOW
from tests.storage.helpers import add_item, alert, channel, claim, subscribe

SENT = Sent(Outcome.SENT, "m1")
ABSENT = Found(Finding.ABSENT)
LOST = Sent(Outcome.UNCERTAIN, reason="connection lost")


def kept(value):
    promise: Future = Future()
    promise.set_result(value)
    return promise


@dataclass
class Platform:
    """A surface that answers as it was told to, and says yes to everything else."""

    name: str = "console"
    manners: Manners = field(default_factory=lambda: Manners(timeout=30, settling=40))
    script: list[Sent] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    asked: list[Post] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        self.calls.append(len(posts))
        assert len({post.channel.key for post in posts}) == len(posts)
        self.seen += [(post.channel.address, post.card.plain) for post in posts]
        return [kept(self.script.pop(0) if self.script else SENT) for _ in posts]

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        self.asked += posts
        return [kept(self.findings.pop(0) if self.findings else ABSENT) for _ in posts]


@dataclass
class Desk:
    """A store with alerts, a platform and a clock that is moved by hand."""

    store: Store
    platform: Platform = field(default_factory=Platform)
    now: datetime = NOW
    policy: Uncertain = Uncertain.HOLD
    jumps: ClockJumps | None = None

    def steady(self) -> float:
        return self.now.timestamp()

    def alert(self, *titles: str, channels: Sequence[str] = ("trade",)) -> None:
        followers = [self.store.subscriptions.of_channel(channel(self.store, c)) for c in channels]
        known = [
            f[0] if f else subscribe(self.store, channel(self.store, c))
            for f, c in zip(followers, channels, strict=True)
        ]
        for title in titles:
            alert(self.store, add_item(self.store, title), *known)

    def run(self, after: float = 0, draw: Callable[[Delivery], Card] = lambda delivery: say(delivery.item.title)):
        self.now += timedelta(seconds=after)
        surfaces = {self.platform.name: self.platform}
        courier = Courier(
            self.store,
            surfaces,
            draw,
            lambda: self.now,
            "worker",
            self.policy,
            jumps=self.jumps or ClockJumps(self.steady),
        )
        return deliver_alerts.run(courier).counts

    def last(self) -> Delivery:
        return self.store.ledger.recent(1)[0]


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def test_each_channel_gets_its_alerts_in_order_and_once(desk):
    desk.alert("a", "b", channels=("trade", "sales"))
    desk.alert("c")
    assert desk.run()["sent"] == 5
    assert [text for place, text in desk.platform.seen if place == "trade"] == ["a", "b", "c"]
    assert [text for place, text in desk.platform.seen if place == "sales"] == ["a", "b"]
    assert desk.platform.calls == [2, 2, 1]
    assert desk.run(3_600).get("sent") is None
    assert (desk.last().message_id, desk.last().sent_at) == ("m1", NOW)


def test_a_certain_failure_is_tried_again_ever_later_and_nothing_overtakes_it(desk):
    desk.alert("a", "b")
    desk.platform.script = [Sent(Outcome.RETRY, reason="503")] * 3
    desk.run()
    for wait in (5, 10, 20):
        before = len(desk.platform.seen)
        desk.run(wait - 1)
        assert len(desk.platform.seen) == before
        desk.run(1)
        assert len(desk.platform.seen) > before
    assert [text for _, text in desk.platform.seen] == ["a", "a", "a", "a", "b"]


def test_the_surface_may_ask_for_more_patience_and_never_for_less(desk):
    desk.alert("a")
    desk.platform.script = [
        Sent(Outcome.RETRY, reason="busy", retry_after=30),
        Sent(Outcome.RETRY, reason="busy", retry_after=0),
    ]
    assert desk.run()["retrying"] == 1
    assert desk.run(29).get("retrying") is None
    assert desk.run(1)["retrying"] == 1
    assert desk.run(9).get("sent") is None
    assert desk.run(1)["sent"] == 1


def test_an_uncertain_end_is_looked_for_after_a_while_and_repeated_only_if_it_is_not_there(desk):
    desk.alert("a", "b")
    desk.platform.script = [LOST]
    assert desk.run() == {"uncertain": 1}
    assert (desk.store.ledger.recent(2)[1].state, desk.store.ledger.recent(2)[1].reason) == (
        "uncertain",
        "connection lost",
    )
    assert desk.run(39) == {}
    assert desk.run(1) == {"settled": 1, "sent": 2}
    assert [(post.delivery, post.since) for post in desk.platform.asked] == [(desk.last().key - 1, NOW)]
    assert [text for _, text in desk.platform.seen] == ["a", "a", "b"]


def test_one_that_is_there_is_not_repeated(desk):
    desk.alert("a", "b")
    desk.platform.script = [LOST]
    desk.platform.findings = [Found(Finding.SENT, "m7")]
    desk.run()
    assert desk.run(40) == {"sent": 2}
    assert [text for _, text in desk.platform.seen] == ["a", "b"]
    assert desk.store.ledger.recent(2)[1].message_id == "m7"


def test_a_surface_that_cannot_say_now_is_asked_again_when_it_wants_to_be(desk):
    desk.alert("a")
    desk.platform.script = [LOST]
    desk.platform.findings = [Found(Finding.UNKNOWN, retry_after=20), Found(Finding.UNKNOWN, reason="broken")]
    desk.run()
    assert desk.run(40) == {"uncertain": 1}
    assert desk.run(19) == {}
    assert desk.run(1) == {"uncertain": 1}
    assert desk.last().reason == "broken"
    assert desk.run(5) == {"settled": 1, "sent": 1}


@pytest.mark.parametrize(
    ("findings", "wait"),
    [([Found(Finding.NEVER)], 40), ([Found(Finding.UNKNOWN)] * 9, 90_000)],
    ids=["never", "for days"],
)
def test_where_nobody_can_say_the_installation_decides(desk, findings, wait):
    desk.alert("a", "b")
    for desk.policy, told in ((Uncertain.HOLD, {"held": 1, "sent": 1}), (Uncertain.REPEAT, {"settled": 1, "sent": 1})):
        desk.platform.script, desk.platform.findings = [LOST], list(findings)
        desk.run()
        assert desk.run(wait) == told
        desk.alert("c")
    assert desk.store.ledger.counts() == {"held": 1, "sent": 2}


def test_a_surface_that_takes_nothing_now_uses_up_no_attempts(desk):
    desk.alert("a", channels=("trade", "sales"))
    desk.platform.script = [Sent(Outcome.WAIT, reason="ratelimited", retry_after=30)] * 40
    for _ in range(40):
        desk.run(31)
    desk.run(31)
    assert desk.store.ledger.counts() == {"sent": 2}


def test_what_can_never_succeed_ends_at_once_and_the_next_goes_out(desk):
    desk.alert("a", "b")
    desk.platform.script = [Sent(Outcome.FAILED, reason="is_archived")]
    assert desk.run() == {"failed": 1, "sent": 1}
    assert desk.store.ledger.recent(2)[1].reason == "is_archived"


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.UNCERTAIN])
def test_it_is_tried_for_a_day_and_then_given_up(desk, outcome):
    desk.alert("a")
    desk.platform.script = [Sent(outcome)] * 99
    while desk.last().state != "failed":
        assert desk.now - NOW < GIVE_UP + timedelta(hours=3)
        desk.run(600)
    assert desk.now - NOW >= GIVE_UP
    assert desk.last().reason.startswith(f"given up after {len(desk.platform.seen)} attempts in a day")
    desk.run(4_000)
    assert desk.store.deliveries.retry(desk.last().key, desk.now)
    desk.platform.script = [Sent(Outcome.RETRY)]
    assert desk.run()["retrying"] == 1


@pytest.mark.parametrize("outcome", [Outcome.RETRY, Outcome.UNCERTAIN])
def test_one_that_is_refused_again_and_again_lets_the_others_pass(desk, outcome):
    def draw(delivery: Delivery) -> Card:
        return say(delivery.item.title)

    desk.alert("poison", "b", "c")
    desk.platform.script = [Sent(outcome, reason="no")] * IN_THE_WAY
    for _ in range(2 * IN_THE_WAY):
        desk.run(3_600, draw)
    assert [text for _, text in desk.platform.seen] == ["poison"] * IN_THE_WAY + ["b", "c", "poison"]
    assert desk.store.ledger.counts() == {"sent": 3}


def test_a_surface_that_is_not_configured_keeps_its_alerts_for_as_long_as_it_takes(desk):
    desk.alert("a", "b")
    desk.platform.name = "slack"
    for _ in range(36):
        assert desk.run(4_000)["waiting"] == 1
    assert desk.store.ledger.recent(2)[1].reason == "console is not configured"
    desk.platform.name = "console"
    assert desk.run(4_000)["sent"] == 2
    assert desk.platform.seen == [("trade", "a"), ("trade", "b")]


def test_what_a_process_was_sending_when_it_died_is_looked_for_and_taken_up(desk):
    desk.alert("a")
    claim(desk.store, NOW, owner="another")
    assert desk.run(59) == desk.run(1) == desk.run(39) == {}
    assert desk.run(1) == {"settled": 1, "sent": 1}


def test_a_surface_that_raises_is_uncertain_and_stops_no_other(desk):
    class Broken(Platform):
        def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
            raise ConnectionError

    desk.alert("a")
    other = desk.store.subscriptions.channel("slack", "T", "C")
    alert(desk.store, add_item(desk.store, "b"), subscribe(desk.store, other))
    surfaces = {"slack": Broken("slack"), "console": desk.platform}
    counts = deliver_alerts.run(Courier(desk.store, surfaces, lambda d: say("x"), lambda: NOW, "worker")).counts
    assert (counts["sent"], counts["uncertain"]) == (1, 1)
    assert desk.store.ledger.counts() == {"sent": 1, "uncertain": 1}


def test_a_promise_that_breaks_is_uncertain(desk):
    class Broken(Platform):
        def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
            promise: Future[Sent] = Future()
            promise.set_exception(OSError())
            return [promise]

    desk.platform = Broken()
    desk.alert("a")
    assert desk.run() == {"uncertain": 1}
    assert desk.last().reason == "OSError"


def test_a_slow_channel_keeps_no_other_waiting(desk):
    class Slow(Platform):
        def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
            promises = super().begin(posts)
            for number, post in enumerate(posts):
                if post.channel.address == "slow":
                    promises[number] = Future()
                    later = threading.Timer(0.3, promises[number].set_result, [SENT])
                    later.start()
            return promises

    desk.platform = Slow()
    desk.alert("a", "b", channels=("slow", "quick"))
    assert desk.run() == {"sent": 4}
    assert [place for place, _ in desk.platform.seen][2:] == ["quick", "slow"]


def test_no_request_begins_when_the_lease_would_not_outlast_it(desk):
    courier = Courier(desk.store, {"console": desk.platform}, lambda d: say("x"), lambda: NOW, "worker")
    assert courier.lease.total_seconds() >= courier.patience + desk.platform.manners.timeout


def test_a_database_that_restarts_forgets_nothing_that_was_sent(desk, monkeypatch):
    desk.alert("a", "b")
    tick, faults = desk.store.lanes.tick, [None, StorageError("restarting"), StorageError("restarting")]

    def unsteady(*arguments):
        if faults and (fault := faults.pop(0)):
            raise fault
        return tick(*arguments)

    monkeypatch.setattr(desk.store.lanes, "tick", unsteady)
    monkeypatch.setattr(deliver_alerts, "DATABASE_WAITS", (0.01, 0.01, 0.01))
    assert desk.run() == {"sent": 2}
    assert [text for _, text in desk.platform.seen] == ["a", "b"]


def test_a_card_of_its_own_is_sent_as_it_is(desk):
    desk.store.ledger.post(channel(desk.store), "notice", say("as it is"), NOW)
    assert desk.run(draw=lambda d: say("drawn")) == {"sent": 1}
    assert desk.platform.seen == [("trade", "as it is")]


def test_a_card_that_cannot_be_drawn_holds_up_its_own_channel_only(desk):
    def draw(delivery: Delivery) -> Card:
        if delivery.channel.address == "trade":
            raise KeyError("wording")
        return say(delivery.item.title)

    desk.alert("a", channels=("trade", "sales"))
    counts = desk.run(draw=draw)
    assert (counts["retrying"], counts["sent"]) == (1, 1)
    desk.now += timedelta(seconds=5)
    assert desk.run(draw=lambda d: say("mended"))["sent"] == 1
    assert desk.platform.seen[-1] == ("trade", "mended")


def test_nothing_to_send_is_no_work(desk):
    assert desk.run() == {}


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-30)])
def test_a_clock_that_is_set_makes_nobody_ask_too_soon_or_wait_for_ever(desk, jump):
    gone = 0.0
    desk.jumps = ClockJumps(lambda: gone)
    desk.alert("a", "b")
    desk.platform.script = [LOST]
    assert desk.run() == {"uncertain": 1}
    desk.now += jump
    assert desk.run() == {}
    gone = 39.0
    assert desk.run(39) == {}
    gone = 40.0
    assert desk.run(1) == {"settled": 1, "sent": 2}
    assert desk.store.firings.take("job", desk.now, desk.now + timedelta(minutes=1))


def test_a_clock_that_is_set_takes_no_lane_away(desk):
    gone = 0.0
    desk.jumps = ClockJumps(lambda: gone)
    desk.alert("a")
    claim(desk.store, NOW, owner="another")
    assert desk.run() == {}
    desk.now += timedelta(days=1)
    assert desk.run() == {}
    gone = 59.0
    assert desk.run(59) == {}
    assert desk.store.ledger.counts() == {"sending": 1}


def test_a_clock_that_was_set_back_before_the_start_stops_nothing(desk):
    desk.alert("a", channels=("trade", "sales"))
    claim(desk.store, NOW, limit=1, owner="another")
    desk.now -= timedelta(days=1)
    desk.jumps = ClockJumps(desk.steady)
    assert desk.run() == {"sent": 1}
    assert desk.run(63) == {}
    assert desk.run(41) == {"settled": 1, "sent": 1}


def test_small_corrections_of_the_clock_are_none(desk):
    jumps = ClockJumps(lambda: 0.0)
    assert not jumps.jumped(NOW, lambda _: False)
    assert not jumps.jumped(NOW + timedelta(seconds=1), lambda _: False)
    assert jumps.jumped(NOW + timedelta(seconds=4), lambda _: False)
