"""Items become matches, alerts and deliveries."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from core.items import from_document
from core.match import Matcher
from core.model import Document, Item, Preferences, Subject, SubjectKind, Topic, Verdict
from core.query import parse
from jobs import match_items
from jobs.match_items import Queries
from storage.store import Store
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)
STEEL = Topic("steel", "Steel", "metals", {"en": ("steel tariff",)})
COPPER = Topic("copper", "Copper", "metals", {"en": ("copper tariff",)})
BOTH = "The steel tariff rises. The copper tariff falls."


@dataclass
class Desk:
    """A store with the job over it."""

    store: Store
    matcher: Matcher = field(default_factory=lambda: Matcher([STEEL, COPPER]))

    def __post_init__(self) -> None:
        self.queries = Queries(self.matcher)

    def follow(self, channel: str, text: str, kind: SubjectKind = SubjectKind.TOPIC, now=NOW, **wishes) -> None:
        place = self.store.subscriptions.channel("console", "local", channel)
        subject = Subject(kind, parse(text).text if kind is SubjectKind.QUERY else text)
        self.store.subscriptions.subscribe(place, subject, text, Preferences(**wishes), "you", now)

    def read(self, text: str, name: str = "a", now=LATER, **values) -> None:
        draft = from_document(Document(**({"title": name, "body": text, "lang": "en"} | values)), name)
        self.store.documents.read(name, f"{now}{text}", draft, now)

    def run(self):
        return match_items.run(self.store, self.matcher, self.queries, LATER).counts

    def deliveries(self) -> list[tuple[str, str, tuple[str, ...]]]:
        found = self.store.ledger.recent(99)
        return [(d.channel.address, d.item.title, d.labels) for d in reversed(found)]


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store)


def test_a_matching_item_is_delivered_to_who_follows_its_topic(desk):
    desk.follow("trade", "steel")
    desk.follow("other", "copper")
    desk.read("The steel tariff rises.")
    assert desk.run() == {"items": 1, "matches": 1, "alerts": 1, "deliveries": 1}
    assert desk.deliveries() == [("trade", "a", ("steel",))]
    assert desk.run() == {}


def test_two_subscriptions_that_match_one_item_give_one_delivery_with_both_labels(desk):
    desk.follow("trade", "steel")
    desk.follow("trade", "tariff NOT nickel", SubjectKind.QUERY)
    desk.read("The steel tariff rises.")
    assert desk.run() == {"items": 1, "matches": 2, "alerts": 2, "deliveries": 1}
    assert desk.deliveries() == [("trade", "a", ("steel", "tariff NOT nickel"))]


def test_a_revision_does_not_alert_again_but_one_that_newly_matches_does(desk):
    desk.follow("trade", "steel")
    desk.read("The steel tariff rises.", "first")
    desk.read("Nothing of interest happened.", "second")
    desk.run()
    desk.read("The steel tariff rises again.", "first")
    desk.read("The steel tariff surprises all.", "second")
    assert desk.run()["deliveries"] == 1
    assert [title for _, title, _ in desk.deliveries()] == ["first", "second"]
    desk.read("The steel tariff surprises nobody.", "second")
    assert desk.run()["deliveries"] == 0


def test_who_subscribes_after_an_item_was_found_is_not_alerted(desk):
    desk.read(BOTH, now=NOW)
    desk.follow("trade", "steel", now=LATER)
    assert desk.run()["deliveries"] == 0


def test_who_subscribes_before_an_item_is_found_is_alerted_though_matching_comes_later(desk):
    desk.follow("trade", "steel", now=LATER)
    desk.read(BOTH, now=LATER)
    assert desk.run()["deliveries"] == 1


@pytest.mark.parametrize(
    ("wishes", "delivered"),
    [
        ({"langs": ("en",)}, 1),
        ({"langs": ("ko",)}, 0),
        ({"sources": ("corpus",)}, 1),
        ({"sources": ("official",)}, 0),
        ({"countries": ("KR",)}, 0),
    ],
)
def test_preferences_narrow(desk, wishes, delivered):
    desk.follow("trade", "steel", **wishes)
    desk.read(BOTH)
    assert desk.run()["deliveries"] == delivered


def test_who_unsubscribed_is_not_alerted_and_their_query_is_dropped(desk):
    desk.follow("trade", "tariff", SubjectKind.QUERY)
    desk.read(BOTH)
    desk.run()
    place = desk.store.subscriptions.channel("console", "local", "trade")
    desk.store.subscriptions.unsubscribe(place, Subject(SubjectKind.QUERY, parse("tariff").text), LATER)
    desk.read("Another tariff.", "b")
    assert desk.run() == {"items": 1, "matches": 0, "alerts": 0, "deliveries": 0}


def test_a_fault_while_writing_leaves_all_to_the_next_run(desk):
    desk.follow("trade", "steel")
    desk.read(BOTH)
    with pytest.raises(ValueError, match="naive"):
        _raise_cause(lambda: match_items.run(desk.store, desk.matcher, desk.queries, LATER.replace(tzinfo=None)))
    assert (desk.deliveries(), desk.store.ledger.counts()) == ([], {})
    assert desk.run()["deliveries"] == 1


def _raise_cause(call) -> None:
    try:
        call()
    except Exception as error:
        raise getattr(error, "orig", None) or error from error


def test_more_items_than_a_batch_are_all_matched(desk, monkeypatch):
    monkeypatch.setattr(match_items, "BATCH", 2)
    desk.follow("trade", "steel")
    for number in range(5):
        desk.read(f"The steel tariff rises by {number}.", str(number))
    assert desk.run() == {"items": 5, "matches": 5, "alerts": 5, "deliveries": 5}
    assert [title for _, title, _ in desk.deliveries()] == list("01234")


class Tripping(Matcher):
    """A matcher that some text trips."""

    def match(self, item: Item, *given, **options) -> list[Verdict]:
        if "trap" in item.body:
            raise RecursionError
        return super().match(item, *given, **options)


def test_an_item_that_trips_the_matcher_is_named_and_stops_nothing(store):
    desk = Desk(store, Tripping([STEEL]))
    desk.follow("trade", "steel")
    desk.read("It is a trap.", "a")
    desk.read("The steel tariff rises.", "b")
    report = match_items.run(store, desk.matcher, desk.queries, LATER)
    assert (report.counts["items"], report.counts["deliveries"]) == (2, 1)
    assert "cannot be matched" in report.errors[0]
    assert desk.run() == {}


def test_a_stored_query_that_cannot_be_read_is_named_once_and_stops_nothing(desk):
    place = desk.store.subscriptions.channel("console", "local", "old")
    broken = Subject(SubjectKind.QUERY, "(tariff")
    desk.store.subscriptions.subscribe(place, broken, "old", Preferences(), "you", NOW)
    desk.follow("trade", "steel")
    errors = []
    for name in "ab":
        desk.read(f"The steel tariff rises {name}.", name)
        errors += match_items.run(desk.store, desk.matcher, desk.queries, LATER).errors
    assert len(errors) == 1
    assert "(tariff" in errors[0]
    assert len(desk.deliveries()) == 2
    desk.store.subscriptions.unsubscribe(place, broken, LATER)
    desk.read("The steel tariff rises c.", "c")
    assert desk.run()["deliveries"] == 1
