"""One alert a story: what joins it edits the message, what changes is told in its thread, whoever is quicker."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from core.alerting import decide
from core.card import say
from core.entities import Entities
from core.items import from_document
from core.match import Matcher
from core.model import Decision, Document, Item, Kind, Match, Preferences, Subject, SubjectKind, Topic
from core.ports import Surface
from core.rhythm import parse_rhythm
from core.wishes import Mute, MuteKind
from jobs import deliver_alerts, group_items, match_items, read_agencies, read_topics, send_digests
from jobs.deliver_alerts import Courier
from jobs.group_items import Grouping
from jobs.match_items import Queries
from storage.ledger import Written
from storage.store import Store
from tests.conftest import NOW
from tests.jobs.test_deliver_kinds import Platform
from tests.storage.helpers import entry, feeds, poll

SEEDS = Path(__file__).parents[2] / "seeds"
LATER = NOW + timedelta(hours=1)
EGYPT = Topic("egypt", "Egypt", "agreements", {"en": ("trade agreement",), "ko": ("무역협정",)})
DEAL = "Korea and Egypt sign a trade agreement in Cairo after four rounds of talks on cars and chemicals."
OTHER = "Vietnam opens an anti-dumping case on Chinese steel coils; its trade agreement with Peru is not concerned."
SUBJECT = Subject(SubjectKind.TOPIC, "egypt")


@cache
def entities() -> Entities:
    return Entities(read_topics.read(SEEDS / "topics.yaml"), read_agencies.read(SEEDS / "agencies.yaml"))


@dataclass
class Desk:
    """The way from documents to messages, over a store."""

    store: Store
    now: datetime = LATER
    platform: Platform = field(default_factory=Platform)

    def __post_init__(self) -> None:
        self.matcher = Matcher([EGYPT])
        self.queries, self.grouping = Queries(self.matcher), Grouping(entities())

    def follow(self, channel: str = "trade", **wishes) -> None:
        place = self.store.subscriptions.channel("console", "local", channel)
        self.store.subscriptions.subscribe(place, SUBJECT, "Egypt", Preferences(**wishes), "you", NOW)

    @property
    def channel(self):
        return self.store.subscriptions.channel("console", "local", "trade")

    def read(self, name: str, text: str, **values) -> None:
        given = {"title": text, "body": text, "lang": "en", "published": NOW, "publisher": name} | values
        self.store.documents.read(name, f"{self.now}{text}", from_document(Document(**given), name), self.now)

    def match(self):
        def place(items):
            return group_items.placed(self.store, self.grouping, items, self.now)

        return match_items.run(self.store, self.matcher, self.queries, self.now, place=place).counts

    def send(self) -> list[tuple[Kind, str]]:
        """What the channel got since the last time: what it does, and the items told by then."""
        before = len(self.platform.posts)
        surfaces: dict[str, Surface] = {"console": self.platform}
        deliver_alerts.run(Courier(self.store, surfaces, self._draw, lambda: self.now, "worker"))
        return [(post.kind, post.card.plain) for post in self.platform.posts[before:]]

    def _draw(self, delivery):
        return say(f"{delivery.item.source}+{len(self.store.stories.others(delivery.item))}")

    def item(self, name: str) -> Item:
        return next(item for item in self.store.items.latest(None, 99) if item.source == name)


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def test_reports_that_come_together_are_one_message(desk):
    desk.follow()
    for name in ("Post", "Wire", "Daily"):
        desk.read(name, f"{DEAL} Said the {name}.")
    desk.read("Hanoi", OTHER)
    assert desk.match() == {"items": 4, "matches": 4, "alerts": 4, "deliveries": 2}
    assert desk.send() == [(Kind.POST, "Post+2"), (Kind.POST, "Hanoi+0")]


def test_a_later_report_edits_the_message_and_one_that_changes_something_replies(desk):
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    desk.send()
    desk.read("Wire", f"{DEAL} Exporters welcome it.")
    desk.match()
    assert desk.send() == [(Kind.EDIT, "Post+1")]
    desk.read("Daily", f"{DEAL} The agreement takes effect on 1 June 2026.")
    desk.match()
    edit, reply = desk.send()
    assert edit == (Kind.EDIT, "Post+2")
    assert reply[0] is Kind.THREAD
    assert "Monday, 1 June 2026" in reply[1] or "1 Jun 2026" in reply[1]
    assert desk.match() == {}


def test_a_report_in_another_language_counts_where_only_one_is_asked_for(desk):
    desk.follow(langs=("en",))
    desk.read("Post", DEAL)
    desk.match()
    desk.send()
    korean = "한국과 이집트가 카이로에서 자동차와 화학 제품에 관한 네 차례 협상 끝에 무역협정에 서명했다."
    desk.read("Ilbo", korean, lang="ko")
    desk.match()
    assert desk.send() == [(Kind.EDIT, "Post+1")]


def test_who_wants_each_item_gets_each(desk):
    desk.follow(dedupe="off")
    for name in ("Post", "Wire"):
        desk.read(name, f"{DEAL} Said the {name}.")
    desk.match()
    assert [kind for kind, _ in desk.send()] == [Kind.POST, Kind.POST]


def test_the_same_text_is_told_once_where_that_is_asked_for(desk):
    desk.follow(dedupe="exact")
    feeds(desk.store, "a", "b")
    for name in "ab":
        poll(desk.store, name, [entry(0)], NOW)  # what a first poll brings is no news
    for number, name in enumerate("ab", 1):
        poll(desk.store, name, [entry(number, title="Cairo", body=DEAL)], LATER)
        desk.match()
    desk.read("Daily", f"{DEAL} More to follow.")
    desk.match()
    assert [(kind, text.partition("+")[0]) for kind, text in desk.send()] == [
        (Kind.POST, "Feed a"),
        (Kind.POST, "Daily"),
    ]


def test_muting_one_item_silences_the_whole_story(desk):
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    desk.send()
    desk.store.wishes.mute(
        desk.channel, Mute(MuteKind.STORY, desk.item("Post").id, LATER + timedelta(days=7)), "you", LATER
    )
    desk.read("Wire", f"{DEAL} The agreement takes effect on 1 June 2026.")
    desk.match()
    assert desk.send() == []


def test_wishes_hold_what_matches(desk):
    desk.follow()
    desk.store.wishes.pause(desk.channel, LATER + timedelta(hours=2), "UTC", LATER)
    desk.read("Post", DEAL)
    desk.match()
    assert desk.store.ledger.counts() == {"held": 1}


def test_an_item_taken_back_edits_its_message_and_says_so_in_the_thread(desk):
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    desk.send()
    assert desk.store.items.withdraw([desk.item("Post").key], LATER) == 1
    desk.match()
    (edit, _), (thread, text) = desk.send()
    assert (edit, thread) == (Kind.EDIT, Kind.THREAD)
    assert text.startswith("Withdrawn by its publisher")
    assert desk.match() == {}


def collect(desk: Desk) -> None:
    """A day later, what waited for its time goes out."""
    desk.now += timedelta(days=1)
    send_digests.run(desk.store, desk.now, ZoneInfo("UTC"))


@pytest.mark.parametrize("sent", [True, False], ids=["after it was sent", "while it waits"])
def test_what_a_digest_told_is_put_right_in_its_thread_once(desk, sent):
    desk.follow()
    desk.store.wishes.set_digest(desk.channel, parse_rhythm("daily 18:00", "UTC"), "UTC", desk.now)
    desk.read("Post", f"{DEAL} Applications must be filed by 15 December 2026.")
    desk.match()
    collect(desk)
    got = desk.send() if sent else []
    desk.read("Post", f"{DEAL} Applications must be filed by 8 December 2026.")
    desk.match()
    assert desk.store.items.withdraw([desk.item("Post").key], desk.now) == 1
    desk.match()
    got += desk.send()
    assert [kind for kind, _ in got] == [Kind.POST, Kind.THREAD, Kind.THREAD]
    assert ["Digest" in got[0][1], "8 Dec 2026" in got[1][1], "Withdrawn" in got[2][1]] == [True] * 3
    assert (desk.match(), desk.send()) == ({}, [])


@pytest.mark.parametrize("late", [True, False], ids=["an outage", "a pause"])
def test_what_a_bundle_told_is_put_right_in_its_thread(desk, late):
    desk.follow(dedupe="off")
    if late:
        feeds(desk.store, "Post")
        poll(desk.store, "Post", [entry(0)], NOW)
        entries = [entry(n, title=f"Cairo {n}", body=f"{DEAL} {n}") for n in range(1, 8)]
        poll(desk.store, "Post", entries, LATER, late=True)
    else:
        desk.store.wishes.pause(desk.channel, LATER + timedelta(hours=1), "UTC", LATER)
        for number in range(7):
            desk.read(f"Post {number}", f"{DEAL} Number {number}.")
    desk.match()
    collect(desk)
    assert [kind for kind, _ in desk.send()] == [Kind.POST]
    one = desk.store.items.latest(None, 1)[0]
    (decided,) = desk.store.reasons.decided(desk.channel, one)
    assert decided.sending.bundled
    assert desk.store.items.withdraw([one.key], desk.now) == 1
    desk.match()
    ((kind, text),) = desk.send()
    assert (kind, "Withdrawn" in text, f"#{one.id}" in text) == (Kind.THREAD, True, True)


def test_a_revision_of_an_item_that_joined_is_told_in_the_storys_thread(desk):
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    desk.read("Wire", f"{DEAL} Applications must be filed by 15 December 2026.")
    desk.match()
    desk.send()
    desk.now += timedelta(minutes=10)
    desk.read("Wire", f"{DEAL} Applications must be filed by 8 December 2026.")
    desk.match()
    assert [(kind, "8 Dec 2026" in text) for kind, text in desk.send()] == [(Kind.THREAD, True)]


def test_a_revision_that_moves_a_deadline_is_told_in_the_thread_each_time_it_moves(desk):
    text = DEAL + " Applications must be filed by {} December 2026."
    desk.follow()
    desk.read("a", text.format(15))
    desk.match()
    assert [kind for kind, _ in desk.send()] == [Kind.POST]
    told = []
    for day in (8, 4):
        desk.now += timedelta(minutes=10)
        desk.read("a", text.format(day))
        desk.match()
        told += [plain.split(" — ")[0] for kind, plain in desk.send() if kind is Kind.THREAD]
    assert told == ["New deadline: Tue 8 Dec 2026", "New deadline: Fri 4 Dec 2026"]


@pytest.mark.parametrize("wish", [True, False])
def test_a_revision_in_other_words_or_for_who_wants_no_threads_is_an_edit_alone(desk, wish):
    desk.follow(thread=wish)
    desk.read("a", DEAL + " Applications must be filed by 15 December 2026.")
    desk.match()
    desk.send()
    desk.now += timedelta(minutes=10)
    day = 15 if wish else 8
    desk.read("a", DEAL + f" Whoever applies has to file by {day} December 2026.")
    desk.match()
    assert [kind for kind, _ in desk.send()] == [Kind.EDIT]


def test_a_story_whose_message_failed_gets_a_new_one(desk):
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    (delivery,) = desk.store.ledger.recent(9)
    with desk.store.database.write() as session:
        session.connection().exec_driver_sql(f"UPDATE delivery SET state = 'failed' WHERE key = {delivery.key}")
    desk.read("Wire", f"{DEAL} Exporters welcome it.")
    assert desk.match()["deliveries"] == 1
    assert desk.send() == [(Kind.POST, "Wire+1")]


def test_stories_that_merge_later_have_their_messages_edited_and_the_first_one_goes_on(desk):
    desk.follow()
    for name, text in (("Post", DEAL), ("Hanoi", OTHER)):
        desk.read(name, text)
    desk.match()
    desk.send()
    desk.store.stories.assign({}, {desk.item("Hanoi").id: desk.item("Post").id}, LATER)
    assert desk.send() == [(Kind.EDIT, "Hanoi+1")]
    edit, second, first = desk.store.ledger.recent(3)
    before = [desk.store.stories.told_before(one) for one in (edit, second, first)]
    assert before == [desk.item("Post"), desk.item("Post"), None]
    desk.read("Wire", f"{DEAL} Exporters welcome it.")
    desk.match()
    assert desk.send() == [(Kind.EDIT, "Post+2"), (Kind.EDIT, "Hanoi+2")]


def test_who_wants_each_item_is_not_pointed_elsewhere_when_stories_merge(desk):
    desk.follow(dedupe="off")
    for name, text in (("Post", DEAL), ("Hanoi", OTHER)):
        desk.read(name, text)
    desk.match()
    desk.send()
    desk.store.stories.assign({}, {desk.item("Hanoi").id: desk.item("Post").id}, LATER)
    assert desk.send() == []
    assert desk.store.stories.told_before(desk.store.ledger.recent(1)[0]) is None


def test_of_many_workers_that_match_a_storys_items_at_once_one_makes_the_message(desk):
    desk.follow()
    for number in range(6):
        desk.read(f"Paper {number}", f"{DEAL} Number {number} says so.")
    items = group_items.placed(desk.store, desk.grouping, desk.store.items.unmatched(9), LATER)
    followers = desk.store.subscriptions.active()
    all_have_looked = Barrier(len(items))

    def decided(item: Item) -> Written | None:
        told = desk.store.ledger.told([item])
        all_have_looked.wait(30)
        match = Match(item, SUBJECT, 2.0, ())
        return desk.store.ledger.write([item], [match], decide([match], followers, told), LATER)

    with ThreadPoolExecutor(len(items)) as pool:
        written = list(pool.map(decided, items))
    assert [one.deliveries for one in written if one] == [1]
    assert desk.match()["deliveries"] == 0
    (post,) = desk.store.ledger.recent(99)
    assert (post.kind, post.dedupe) == (Kind.POST, f"story:{items[0].story}")
    for item in items:
        (found,) = desk.store.reasons.decided(desk.channel, item)
        assert found.decision == (Decision.NOW if item.key == post.item.key else Decision.JOINED)
    assert [kind for kind, _ in desk.send()] == [Kind.POST]
