"""Who follows a story hears of its later reports, each once, by themselves; changes at once, mere reports not too often."""

from datetime import timedelta

import pytest

from core.model import Channel, Kind
from core.rhythm import parse_quiet
from jobs.tell_followers import Followers
from storage.people import Person
from storage.spaces import SpaceStore
from tests.jobs.test_follow_stories import DEAL, LATER, OTHER, Desk

MINUTE = timedelta(minutes=1)
KIM = Person("slack", "T1", "U1")
EFFECT = f"{DEAL} The agreement takes effect on 1 June 2026."


@pytest.fixture
def desk(store) -> Desk:
    desk = Desk(store)
    desk.follow()
    desk.read("Post", DEAL)
    desk.match()
    desk.send()
    return desk


def place(desk: Desk) -> Channel:
    return desk.store.subscriptions.channel("slack", "T1", "C1", lang="en")


def follow(desk: Desk, person: Person = KIM, here: Channel | None = None) -> Channel:
    told = desk.store.follows.follow(person, desk.item("Post"), here or place(desk), "Kim", "en", LATER)
    assert told is not None
    return told


def came(desk: Desk, followers: Followers, name: str = "", text: str = "") -> list[str]:
    """What followers are told after this report came: the texts, and where."""
    if name:
        desk.read(name, text)
        desk.match()
    before = {one.key for one in desk.store.ledger.recent(99)}
    followers.run(desk.now)
    fresh = [one for one in reversed(desk.store.ledger.recent(99)) if one.key not in before]
    return [f"{one.channel.address} {one.kind}: {one.card.plain}" for one in fresh if one.card]


def test_a_follower_is_told_alone_and_once(desk):
    assert follow(desk).address == "U1"
    followers = Followers(desk.store)
    assert came(desk, followers) == []
    (told,) = came(desk, followers, "Wire", f"{DEAL} Exporters welcome it.")
    assert told.startswith("U1 post: News of a story you follow: Korea and Egypt")
    assert "Wire" in told
    assert came(desk, followers, "Hanoi", OTHER) == []
    assert came(desk, Followers(desk.store)) == []


def test_mere_reports_wait_for_each_other_and_a_change_does_not(desk):
    follow(desk)
    followers = Followers(desk.store)
    assert len(came(desk, followers, "Wire", f"{DEAL} Exporters welcome it.")) == 1
    desk.now += MINUTE
    assert came(desk, followers, "Echo", f"{DEAL} Ports prepare.") == []
    (told,) = came(desk, followers, "Daily", EFFECT)
    assert "New effective date: Mon 1 Jun 2026" in told
    assert "Echo" in told
    desk.now += MINUTE
    assert came(desk, followers, "Ilbo", f"{DEAL} Says the Ilbo.") == []
    desk.now += timedelta(hours=1)
    (told,) = came(desk, followers)
    assert "Ilbo" in told


def test_quiet_hours_of_the_place_are_kept_and_nothing_is_lost(desk):
    place_of_kim = follow(desk)
    desk.store.wishes.set_quiet(place_of_kim, parse_quiet("00:00-23:59", "UTC"), "UTC", LATER)
    followers = Followers(desk.store)
    assert came(desk, followers, "Wire", f"{DEAL} Exporters welcome it.") == []
    desk.store.wishes.set_quiet(place_of_kim, None, "UTC", LATER)
    assert len(came(desk, followers)) == 1


def test_other_words_of_a_report_are_not_told_and_are_known_from_then_on(desk):
    follow(desk)
    followers = Followers(desk.store)
    assert came(desk, followers, "Post", f"{DEAL} A comma was added.") == []
    assert desk.store.follows.news(0, 9) == []


def test_who_unfollows_hears_nothing_more(desk):
    follow(desk)
    desk.read("Wire", f"{DEAL} Exporters welcome it.")
    desk.match()
    ((followed, items),) = desk.store.follows.news(0, 9)
    assert desk.store.follows.unfollow(KIM, desk.item("Wire"))  # by another item of the story
    assert not desk.store.follows.told(followed, items, None, desk.now)
    assert came(desk, Followers(desk.store)) == []
    assert not desk.store.follows.unfollow(KIM, desk.item("Post"))


def test_of_two_workers_one_tells(desk):
    follow(desk)
    desk.read("Wire", f"{DEAL} Exporters welcome it.")
    desk.match()
    ((followed, items),) = desk.store.follows.news(0, 9)
    assert len(came(desk, Followers(desk.store))) == 1
    assert not desk.store.follows.told(followed, items, None, desk.now)


def test_a_place_that_others_read_gets_it_in_the_thread_by_name(desk):
    follow(desk, Person("console", "local", "you"), desk.channel)
    (told,) = came(desk, Followers(desk.store), "Wire", f"{DEAL} Exporters welcome it.")
    assert told.startswith("trade thread: News of a story you follow")
    assert "For Kim, who follows this story." in told
    assert (Kind.THREAD, told.partition(": ")[2]) in desk.send()


def test_a_workspace_that_is_forgotten_leaves_no_followers(desk):
    follow(desk)
    SpaceStore(desk.store.database).forget("slack", "T1")
    assert desk.store.follows.of_person(KIM, 9) == []
    follow(desk)
    desk.store.forgetting.person("slack", "T1", "U1", LATER)
    assert desk.store.follows.of_person(KIM, 9) == []
