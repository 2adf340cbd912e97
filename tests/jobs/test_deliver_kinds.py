"""Edits, thread replies and files: after the message they are about, once, and never for one that is not there."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.card import Attachment, say
from core.following import FollowUp
from core.model import Delivery, DeliveryState, Kind, Rank
from core.ports import Finding, Found, Manners, Outcome, Post, Sent
from jobs import deliver_alerts
from jobs.deliver_alerts import Courier
from storage.store import Store
from tests.conftest import NOW
from tests.storage.helpers import add_item, alert, channel, subscribe

LOST = Sent(Outcome.UNCERTAIN, reason="connection lost")
FILE = Attachment("brief.md", "text/markdown", b"# Brief", "The brief")


@dataclass
class Platform:
    """Gives every message an id of its own, unless told how a sending ends."""

    name: str = "console"
    manners: Manners = field(default_factory=lambda: Manners(timeout=30, settling=40))
    script: list[Sent] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    asked: list[Post] = field(default_factory=list)

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        self.posts += posts
        return [kept(self.script.pop(0) if self.script else Sent(Outcome.SENT, f"m{p.delivery}")) for p in posts]

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        self.asked += posts
        return [kept(Found(Finding.ABSENT)) for _ in posts]


@dataclass
class Desk:
    """A channel with one alert, a platform, and a clock moved by hand."""

    store: Store
    platform: Platform = field(default_factory=Platform)
    now: datetime = NOW
    drawn: int = 0

    def __post_init__(self) -> None:
        self.channel = channel(self.store)
        self.item = add_item(self.store, "CBAM")
        alert(self.store, self.item, subscribe(self.store, self.channel))

    @property
    def parent(self) -> Delivery:
        return self.store.ledger.recent(99)[-1]

    def run(self, after: float = 0) -> dict[str, int]:
        self.now += timedelta(seconds=after)
        courier = Courier(self.store, {"console": self.platform}, self._draw, lambda: self.now, "worker")
        return dict(deliver_alerts.run(courier).counts)

    def follow(self, *wanted: FollowUp) -> int:
        return self.store.ledger.follow(wanted, self.now)

    def edit(self) -> int:
        return self.follow(FollowUp(self.parent.key))

    def _draw(self, delivery: Delivery):
        self.drawn += 1
        return say(f"{delivery.kind} {delivery.item.title} for {', '.join(delivery.labels)}, drawing {self.drawn}")


def kept(value):
    promise: Future = Future()
    promise.set_result(value)
    return promise


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def test_an_edit_is_of_the_sent_message_and_says_what_it_says_now(desk):
    desk.run()
    assert desk.edit() == 1
    assert desk.run() == {"sent": 1}
    first, edit = desk.platform.posts
    assert (first.kind, first.target) == (Kind.POST, None)
    assert (edit.kind, edit.target, edit.card) == (
        Kind.EDIT,
        f"m{first.delivery}",
        say("edit CBAM for CBAM, drawing 2"),
    )


def test_what_was_not_sent_yet_needs_no_edit(desk):
    assert desk.edit() == 0
    assert desk.follow(FollowUp(desk.parent.key, say("changed"), "thread:1")) == 0
    assert desk.run() == {"sent": 1}
    assert len(desk.platform.posts) == 1


def test_edits_of_a_message_are_one_until_it_is_sent_and_the_next_is_another(desk):
    desk.run()
    assert [desk.edit() for _ in range(3)] == [1, 0, 0]
    desk.run()
    assert desk.edit() == 1
    desk.run()
    assert [post.kind for post in desk.platform.posts] == [Kind.POST, Kind.EDIT, Kind.EDIT]


def test_a_reply_is_sent_once_under_its_name_and_after_the_edits_before_it(desk):
    desk.run()
    reply = FollowUp(desk.parent.key, say("A new date"), "thread:7:1", desk.item.key)
    assert desk.follow(FollowUp(desk.parent.key), reply) == 2
    assert desk.follow(reply) == 0
    desk.run()
    assert [(post.kind, post.target) for post in desk.platform.posts[1:]] == [
        (Kind.EDIT, f"m{desk.parent.key}"),
        (Kind.THREAD, f"m{desk.parent.key}"),
    ]
    assert desk.platform.posts[-1].card == say("A new date")


def test_what_follows_a_message_that_never_came_is_dropped(desk):
    desk.platform.script = [LOST, Sent(Outcome.FAILED, reason="is_archived")]
    desk.run()
    assert desk.follow(FollowUp(desk.parent.key), FollowUp(desk.parent.key, say("x"), "thread:1")) == 2
    assert desk.run(40) == {"settled": 1, "failed": 1, "suppressed": 2}
    assert len(desk.platform.posts) == 2
    newest = desk.store.ledger.recent(1)[0]
    assert (newest.state, newest.reason) == (DeliveryState.SUPPRESSED, "the message it follows was not sent")
    assert desk.edit() == 0


def test_an_edit_that_may_have_come_is_repeated_without_asking_as_it_is_drawn_then(desk):
    desk.run()
    desk.edit()
    desk.platform.script = [LOST]
    assert desk.run() == {"uncertain": 1}
    assert desk.edit() == 1
    assert desk.run(40) == {"settled": 1, "sent": 2}
    assert desk.platform.asked == []
    assert [post.card.plain[-1] for post in desk.platform.posts] == ["1", "2", "3", "4"]


def test_a_reply_that_may_have_come_is_looked_for_in_its_thread(desk):
    desk.run()
    desk.follow(FollowUp(desk.parent.key, say("x"), "thread:1"))
    desk.platform.script = [LOST]
    desk.run()
    assert desk.run(40) == {"settled": 1, "sent": 1}
    (asked,) = desk.platform.asked
    assert (asked.kind, asked.target, asked.since) == (Kind.THREAD, f"m{desk.parent.key}", NOW)


def test_a_held_follow_up_waits(desk):
    desk.run()
    desk.follow(FollowUp(desk.parent.key, held_until=NOW + timedelta(hours=1)))
    assert desk.run() == {}
    assert desk.store.ledger.counts() == {"sent": 1, "held": 1}


def test_a_file_goes_with_its_card_before_alerts_and_once(desk):
    assert desk.store.ledger.post(desk.channel, "file:1", say("Here it is"), NOW, Rank.ANSWER, FILE)
    assert not desk.store.ledger.post(desk.channel, "file:1", say("Again"), NOW, Rank.ANSWER, FILE)
    desk.run()
    post, _ = desk.platform.posts
    assert (post.kind, post.file, post.card) == (Kind.FILE, FILE, say("Here it is"))


def test_a_file_that_is_kept_no_longer_is_not_sent_as_nothing(desk):
    desk.store.ledger.post(desk.channel, "file:1", say("Here it is"), NOW, Rank.ANSWER, FILE)
    desk.platform.script = [Sent(Outcome.FAILED, reason="missing_scope")]
    desk.run()
    assert desk.store.retention.cards(NOW + timedelta(days=1), 9) == 1
    key = desk.store.ledger.recent(1)[0].key
    assert desk.store.deliveries.retry(key, NOW)
    assert desk.run() == {"suppressed": 1}
