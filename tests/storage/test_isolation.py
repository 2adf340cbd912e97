"""Workspaces never see each other's things: every question of the store that takes or returns a channel's or workspace's data.

Two workspaces have the same channel, people and subjects, and each its own words. What is asked for one must not hold a word of
the other; what is changed in one must leave the other's rows as they are. A question that is new has to be put into one of the
three tables below, or the first test fails.
"""

import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.card import say
from core.model import Channel, Feed, Item, Preferences, Sensitivity, Subject, SubjectKind, Tier
from core.rhythm import parse_quiet, parse_rhythm
from core.roles import Mode, Person, Place
from core.secret import Secret
from core.spaces import Fate, Installation
from core.wishes import Mute, MuteKind
from core.written import ModelUse, Purpose
from storage import people
from storage.audit import Actor
from storage.engine import Database
from storage.models import metadata
from storage.sealed import new_key
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, STEEL, add_item, alert

DAY = timedelta(days=1)
ABOUT = re.compile(
    r"Channel|Subscription|Delivery\b|Person|Change|Installation|\bPlace|Notice|Alert|workspace|surface|channel"
)
WORDS = {"T1": "alpha", "T2": "beta"}

Ask = Callable[[Store, Channel, Item], Any]

# What is asked about one workspace or channel.
READS: dict[str, Ask] = {
    "audit.of_workspace": lambda s, c, i: s.audit.of_workspace("slack", c.workspace),
    "roles.of": lambda s, c, i: s.roles.of(c),
    "roles.asked_in": lambda s, c, i: [s.roles.asked_in("slack", c.workspace, key) for key in range(1, 9)],
    "roles.waiting": lambda s, c, i: s.roles.waiting(c),
    "installations.of": lambda s, c, i: s.installations.of("slack", c.workspace),
    "fates.known": lambda s, c, i: s.fates.known("slack", c.workspace, c.address),
    "subscriptions.channel": lambda s, c, i: s.subscriptions.channel("slack", c.workspace, c.address),
    "subscriptions.channels": lambda s, c, i: s.subscriptions.channels("slack", c.workspace),
    "subscriptions.in_workspace": lambda s, c, i: s.subscriptions.in_workspace("slack", c.workspace, [c.address]),
    "subscriptions.of_channel": lambda s, c, i: s.subscriptions.of_channel(c),
    "subscriptions.of_workspace": lambda s, c, i: s.subscriptions.of_workspace("slack", c.workspace),
    "digests.held_entries": lambda s, c, i: (s.digests.held_entries(c), c.name),
    "digests.inside": lambda s, c, i: (s.digests.inside(c, "2026-03-02"), c.name),
    "digests.waiting": lambda s, c, i: (s.digests.waiting(c), c.name),
    "wishes.of": lambda s, c, i: s.wishes.of(c, NOW),
    "deliveries.listed": lambda s, c, i: s.deliveries.listed(channel=c),
    "reasons.decided": lambda s, c, i: s.reasons.decided(c, i),
    "feedback.of_item": lambda s, c, i: (s.feedback.of_item(c, i), c.name),
    "people.lang": lambda s, c, i: (s.people.lang(people.Person("slack", c.workspace, "U7")), c.name),
    "follows.of_person": lambda s, c, i: (s.follows.of_person(people.Person("slack", c.workspace, "U7"), 9), c.name),
    "follows.follows": lambda s, c, i: (s.follows.follows(people.Person("slack", c.workspace, "U7"), i), c.name),
    "people.saved": lambda s, c, i: (s.people.saved(people.Person("slack", c.workspace, "U7"), 9), c.name),
    "spaces.has_left": lambda s, c, i: (s.spaces.has_left("slack", c.workspace), c.name),
    "fates.of": lambda s, c, i: (s.fates.of(c), c.name),
    "language.uses": lambda s, c, i: s.language.uses("slack", c.workspace, since=NOW - DAY, limit=9),
    "language.spent": lambda s, c, i: (s.language.spent(c.workspace, NOW.date()), c.name),
}
# What is changed in one workspace or channel.
CHANGES: dict[str, Ask] = {
    "roles.add_editor": lambda s, c, i: s.roles.add_editor(c, Person("U1"), NOW),
    "roles.ask": lambda s, c, i: s.roles.ask(c, Person("U1"), "digest now", "en", NOW),
    "roles.decide": lambda s, c, i: [s.roles.decide(c, key, "approved", "U9", NOW) for key in range(1, 9)],
    "roles.drop_editor": lambda s, c, i: s.roles.drop_editor(c, "U8"),
    "roles.hand_over": lambda s, c, i: s.roles.hand_over("slack", c.workspace, "U7"),
    "roles.set_mode": lambda s, c, i: s.roles.set_mode(c, Mode.EDITORS),
    "installations.end": lambda s, c, i: s.installations.end("slack", "", c.workspace, "uninstalled", NOW),
    "installations.meet": lambda s, c, i: s.installations.meet("slack", c.workspace, "E1"),
    "installations.save": lambda s, c, i: s.installations.save(Installation("slack", "", c.workspace), NOW),
    "installations.begin_renewal": lambda s, c, i: s.installations.begin_renewal(
        s.installations.of("slack", c.workspace), NOW, DAY
    ),  # type: ignore[arg-type]  # it is there
    "installations.renewed": lambda s, c, i: s.installations.renewed(
        s.installations.of("slack", c.workspace), Secret("n"), Secret("r"), NOW
    ),  # type: ignore[arg-type]  # it is there
    "spaces.depart": lambda s, c, i: s.spaces.depart("slack", c.workspace, "uninstalled", NOW),
    "spaces.come_back": lambda s, c, i: (
        s.spaces.depart("slack", c.workspace, "x", NOW),
        s.spaces.come_back("slack", c.workspace),
    ),
    "spaces.forget": lambda s, c, i: s.spaces.forget("slack", c.workspace),
    "fates.close": lambda s, c, i: s.fates.close(c, Fate.DELETED, "channel_deleted", NOW),
    "fates.reopen": lambda s, c, i: (s.fates.close(c, Fate.ARCHIVED, "x", NOW), s.fates.reopen(c, NOW)),
    "fates.moved": lambda s, c, i: s.fates.moved("slack", c.workspace, c.address, "C77"),
    "fates.renamed": lambda s, c, i: s.fates.renamed("slack", c.workspace, c.address, "other"),
    "subscriptions.change": lambda s, c, i: s.subscriptions.change(c, CBAM, Preferences(langs=("ko",)), NOW),
    "subscriptions.set_lang": lambda s, c, i: s.subscriptions.set_lang(c, "ko"),
    "subscriptions.subscribe": lambda s, c, i: s.subscriptions.subscribe(c, STEEL, "Steel", Preferences(), "U1", NOW),
    "subscriptions.unsubscribe": lambda s, c, i: s.subscriptions.unsubscribe(c, CBAM, NOW),
    "notices.to_people": lambda s, c, i: s.notices.to_people(c, ["U1"], say("Hello"), "notice:2", NOW),
    "ledger.post": lambda s, c, i: s.ledger.post(c, "notice:1", say("Hello"), NOW),
    "digests.bundle": lambda s, c, i: s.digests.bundle(c, _everybodys(s), say("Hello"), NOW),
    "offers.offer": lambda s, c, i: s.offers.offer(c, say("A digest?"), NOW),
    "digests.hold_longer": lambda s, c, i: s.digests.hold_longer(c, NOW + DAY),
    "digests.release": lambda s, c, i: s.digests.release(c, _everybodys(s), NOW),
    "digests.release_follow_ups": lambda s, c, i: s.digests.release_follow_ups(c, NOW),
    "wishes.mute": lambda s, c, i: s.wishes.mute(c, Mute(MuteKind.PHRASE, "x", NOW + DAY), "U1", NOW),
    "wishes.unmute": lambda s, c, i: s.wishes.unmute(c, Mute(MuteKind.PHRASE, "seminar", NOW + DAY)),
    "wishes.pause": lambda s, c, i: s.wishes.pause(c, NOW + DAY, "UTC", NOW),
    "wishes.set_cap": lambda s, c, i: s.wishes.set_cap(c, 3, "UTC", NOW),
    "wishes.set_digest": lambda s, c, i: s.wishes.set_digest(c, parse_rhythm("daily 08:30", "UTC"), "UTC", NOW),
    "wishes.set_quiet": lambda s, c, i: s.wishes.set_quiet(c, parse_quiet("19:00-08:00", "UTC"), "UTC", NOW),
    "wishes.set_sensitivity": lambda s, c, i: s.wishes.set_sensitivity(c, Sensitivity.FEWER, "UTC", NOW),
    "feedback.say": lambda s, c, i: s.feedback.say(c, i, [CBAM], "U1", NOW, useful=True),
    "forgetting.person": lambda s, c, i: s.forgetting.person("slack", c.workspace, "U7", NOW),
    "follows.follow": lambda s, c, i: s.follows.follow(
        people.Person("slack", c.workspace, "U1"), i, c, "Kim", "en", NOW
    ),
    "follows.unfollow": lambda s, c, i: s.follows.unfollow(people.Person("slack", c.workspace, "U7"), i),
    "people.forget": lambda s, c, i: s.people.forget(people.Person("slack", c.workspace, "U7"), i),
    "people.save": lambda s, c, i: s.people.save(people.Person("slack", c.workspace, "U1"), i, NOW),
    "people.set_lang": lambda s, c, i: s.people.set_lang(people.Person("slack", c.workspace, "U7"), "en"),
    "sessions.feed_of": lambda s, c, i: s.sessions.feed_of(c, f"token-{c.workspace}", NOW),
    "sessions.renew_feed": lambda s, c, i: s.sessions.renew_feed(c),
}
# What the jobs and the one who runs the installation ask of all at once; no command of a chat reaches these.
WHOLE = frozenset(
    """
    audit.everything installations.active installations.expiring history.readers notices.told subscriptions.active subscriptions.everywhere
    subscriptions.following stories.told_before
    ledger.recent ledger.write lanes.tick digests.held digests.held_keys wishes.of_all deliveries.by_key deliveries.oldest_open
    deliveries.failed_since alarms.begin
    alarms.again alarms.end console.channels console.edit console.file console.messages console.post console.shows listing.page
    follows.news follows.told trail.channels trail.entries trail.told sessions.channel_of language.reserve language.settle language.record
    language.all_uses translations.wanted subscriptions.following
    """.split()  # noqa: SIM905  # reads better than a list
)


@pytest.fixture
def store(request: pytest.FixtureRequest, sqlite_url: str) -> Any:
    database = Database(sqlite_url, new_key())
    yield Store(database)
    database.close()


@pytest.fixture
def item(store: Store) -> Item:
    return add_item(store, "Levy")


@pytest.fixture
def channels(store: Store, item: Item) -> dict[str, Channel]:
    """The same in both workspaces, in each one's own words."""
    made = {team: _filled(store, team, item) for team in WORDS}
    subscriptions = [s for c in made.values() for s in store.subscriptions.of_channel(c)]
    alert(store, item, *(s for s in subscriptions if s.subject == CBAM))
    return made


def _filled(store: Store, team: str, item: Item) -> Channel:
    word = WORDS[team]
    channel = store.subscriptions.channel("slack", team, "C1", name=f"trade-{word}")
    place, user = Place("slack", team, "C1", channel.name), people.Person("slack", team, "U7")
    tokens = Secret(f"token-{word}"), Secret(f"refresh-{word}"), NOW + DAY
    store.installations.save(Installation("slack", "", team, f"name-{word}", "", "", "", (), *tokens), NOW)
    with store.audit.acting(Actor(place, Person("U7", f"kim-{word}"), "test", NOW, channel.key)):
        store.subscriptions.subscribe(channel, CBAM, f"CBAM {word}", Preferences(), "U7", NOW)
        mine = Subject(SubjectKind.QUERY, f'"{word}"')
        store.subscriptions.subscribe(channel, mine, word, Preferences(sources=(word,)), "U7", NOW)
    store.roles.add_editor(channel, Person("U8", f"lee-{word}"), NOW)
    store.roles.ask(channel, Person("U6"), f"subscribe {word}", "en", NOW)
    store.wishes.mute(channel, Mute(MuteKind.PHRASE, "seminar", NOW + DAY), "U7", NOW)
    store.wishes.mute(channel, Mute(MuteKind.SOURCE, word, NOW + DAY), "U7", NOW)
    store.people.set_lang(user, "ko" if team == "T1" else "en")
    store.people.save(user, item, NOW)
    store.follows.follow(user, item, channel, f"kim-{word}", "en", NOW)
    store.language.record(ModelUse(NOW, f"slack:{team}", Purpose.SUMMARY, "K7Q2", "m", accepted=(word,)))
    store.ledger.post(channel, f"notice:{word}", say(f"For {word} only"), NOW)
    return channel


def _everybodys(store: Store) -> list[int]:
    """The keys of all deliveries: a question about one channel takes none of another's, even by its key."""
    return [delivery.key for delivery in store.ledger.recent(99)]


def _questions(store: Store) -> dict[str, str]:
    """Every public question of the store with its signature."""
    parts = {name: part for name, part in vars(store).items() if name != "database"}
    return {
        f"{part}.{name}": str(inspect.signature(method))
        for part, asked in parts.items()
        for name, method in inspect.getmembers(asked, inspect.ismethod)
        if not name.startswith("_")
    }


def test_no_question_was_forgotten(store: Store) -> None:
    about = {name for name, signature in _questions(store).items() if ABOUT.search(signature.split("core.card")[0])}
    known = {*READS, *CHANGES, *WHOLE}
    assert about - known == set(), "put these into READS, CHANGES or WHOLE"
    assert known <= set(_questions(store))


@pytest.mark.parametrize("name", READS)
def test_what_is_asked_for_one_holds_nothing_of_the_other(
    store: Store, channels: dict[str, Channel], item: Item, name: str
) -> None:
    for team, other in (("T1", "T2"), ("T2", "T1")):
        told = repr(READS[name](store, channels[team], item))
        assert WORDS[other] not in told
        assert f"'{other}'" not in told
        assert WORDS[team] in told.replace("Secret(…)", WORDS[team])


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_in_one_leaves_the_other_as_it_is(
    store: Store, channels: dict[str, Channel], item: Item, name: str
) -> None:
    before = _rows_of(store, channels["T2"])
    CHANGES[name](store, channels["T1"], item)
    assert _rows_of(store, channels["T2"]) == before


def _rows_of(store: Store, channel: Channel) -> dict[str, list[Any]]:
    """Every row that belongs to the channel or its workspace, whatever table it is in."""
    found: dict[str, list[Any]] = {}
    with store.database.read() as session:
        for table in metadata.sorted_tables:
            named = [
                (table.c[column] == value)
                for column, value in (
                    ("channel_key", channel.key),
                    ("workspace", channel.workspace),
                    ("team", channel.workspace),
                )
                if column in table.c
            ]
            for mine in named:
                rows = session.connection().execute(select(table).where(mine)).all()
                found[f"{table.name}:{mine}"] = [repr(row) for row in rows]
    assert sum(map(len, found.values())) > 10
    return found


def test_credentials_of_feeds_are_no_workspaces_to_see(store: Store) -> None:
    """Feeds are the installation's. Their credentials leave the store by one question, which no command asks."""
    store.feeds.add(Feed("ec", "EC", "https://ec.example/rss?key=s3cret", Tier.PRESS))
    (feed,) = store.feeds.all()
    store.feeds.lock(feed, "sealed-credentials")
    assert "sealed-credentials" not in repr(store.feeds.all())
    assert "sealed-credentials" in repr(store.feeds.locked())
