"""Slack's events about workspaces, channels and people, as they arrive, signed, over HTTP and through Bolt."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.slack.lifecycle import HANDLERS, Lifecycle
from core.model import Channel, Preferences, Subject, SubjectKind
from core.roles import Person
from core.secret import Secret
from core.spaces import Fate, Installation
from storage.engine import Database
from storage.sealed import new_key
from storage.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CBAM = Subject(SubjectKind.TOPIC, "cbam")
US = [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}]


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    database = Database(sqlite_url, new_key())
    yield Store(database)
    database.close()


@pytest.fixture
def channel(store: Store) -> Channel:
    made = store.subscriptions.channel("slack", "T1", "C1", name="trade")
    store.subscriptions.subscribe(made, CBAM, "CBAM", Preferences(), "U7", NOW)
    return made


@pytest.fixture
def happen(store: Store) -> Callable[..., None]:
    """Has an event happen; its id is new unless it is given."""
    life, numbers = Lifecycle(store, lambda: NOW), iter(range(1, 99))

    def event(name: str, event_id: str = "", **said: Any) -> None:
        body = {
            "team_id": said.pop("team_id", "T1"),
            "event_id": event_id or f"Ev{next(numbers)}",
            "authorizations": US,
        }
        body |= {key: said.pop(key) for key in ("enterprise_id", "authorizations") if key in said}
        life.happened(name, body, {"type": name, **said})

    return event


@pytest.mark.parametrize("kind", ["channel", "group"])
def test_archived_and_unarchived(store: Store, channel: Channel, happen: Callable[..., None], kind: str) -> None:
    happen(f"{kind}_archive", channel="C1", user="U9")
    assert store.fates.of(channel) is Fate.ARCHIVED
    happen(f"{kind}_unarchive", channel="C1", user="U9")
    assert store.fates.of(channel) is None


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("channel_deleted", Fate.DELETED),
        ("group_deleted", Fate.DELETED),
        ("group_left", Fate.REMOVED),
        ("channel_left", Fate.REMOVED),
    ],
)
def test_deleted_and_left(store: Store, channel: Channel, happen: Callable[..., None], name: str, fate: Fate) -> None:
    happen(name, channel="C1")
    assert store.fates.of(channel) is fate


def test_renamed_and_moved(store: Store, channel: Channel, happen: Callable[..., None]) -> None:
    happen("channel_rename", channel={"id": "C1", "name": "tariffs", "created": 1})
    happen("channel_id_changed", old_channel_id="C1", new_channel_id="C8")
    found = store.fates.known("slack", "T1", "C8")
    assert found is not None
    assert (found.key, found.name) == (channel.key, "tariffs")


def test_the_bot_is_removed_and_let_in_again(store: Store, channel: Channel, happen: Callable[..., None]) -> None:
    happen("member_left_channel", user="U5", channel="C1")
    assert store.fates.of(channel) is None
    happen("member_left_channel", user="U0BOT", channel="C1")
    assert store.fates.of(channel) is Fate.REMOVED
    happen("member_joined_channel", user="U5", channel="C1")
    assert store.fates.of(channel) is Fate.REMOVED
    happen("member_joined_channel", user="U0BOT", channel="C1")
    assert store.fates.of(channel) is None


def test_an_owner_who_leaves_hands_over_and_the_log_says_so(
    store: Store, channel: Channel, happen: Callable[..., None]
) -> None:
    store.roles.add_editor(channel, Person("U8", "lee"), NOW)
    happen("member_left_channel", user="U7", channel="C1")
    assert [s.created_by for s in store.subscriptions.of_channel(channel)] == ["U8"]
    happen("user_change", user={"id": "U8", "deleted": False})
    assert [s.created_by for s in store.subscriptions.of_channel(channel)] == ["U8"]
    happen("user_change", user={"id": "U8", "deleted": True})
    assert [s.created_by for s in store.subscriptions.of_channel(channel)] == [""]
    assert store.roles.of(channel).editors == ()
    changes = store.audit.of_workspace("slack", "T1")
    assert [(c.verb, c.user.name) for c in reversed(changes)] == [
        ("member_left_channel", "Slack"),
        ("user_change", "Slack"),
    ]
    assert "owner:U8" in str(changes[-1].after)


@pytest.mark.parametrize("order", [("app_uninstalled", "tokens_revoked"), ("tokens_revoked", "app_uninstalled")])
def test_uninstalled_in_either_order(
    store: Store, channel: Channel, happen: Callable[..., None], order: tuple[str, str]
) -> None:
    store.installations.save(Installation("slack", "", "T1", token=Secret("xoxb-1")), NOW)
    said = {"app_uninstalled": {}, "tokens_revoked": {"tokens": {"oauth": [], "bot": ["U0BOT"]}}}
    for name in order:
        happen(name, **said[name])
        assert store.installations.of("slack", "T1") is None
        assert store.spaces.has_left("slack", "T1")
    assert store.subscriptions.active() == []


def test_a_users_own_token_is_no_end_of_ours(store: Store, happen: Callable[..., None]) -> None:
    store.installations.save(Installation("slack", "", "T1", token=Secret("xoxb-1")), NOW)
    happen("tokens_revoked", tokens={"oauth": ["U9"], "bot": []})
    assert store.installations.of("slack", "T1") is not None


def test_an_organisations_uninstall_ends_all_its_workspaces(store: Store, happen: Callable[..., None]) -> None:
    store.installations.save(Installation("slack", "E1", "", token=Secret("xoxb-1")), NOW)
    happen("channel_archive", channel="C0", enterprise_id="E1")
    assert store.installations.of("slack", "T1") is not None
    wide = [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]
    happen("app_uninstalled", enterprise_id="E1", authorizations=wide)
    assert store.installations.of("slack", "T1") is None
    assert store.spaces.has_left("slack", "T1")


def test_a_repeated_event_changes_nothing(store: Store, channel: Channel, happen: Callable[..., None]) -> None:
    happen("channel_archive", event_id="Ev7", channel="C1")
    store.fates.reopen(channel, NOW)
    happen("channel_archive", event_id="Ev7", channel="C1")
    assert store.fates.of(channel) is None


@pytest.mark.parametrize("name", sorted(HANDLERS))
@pytest.mark.parametrize(
    "said", [{}, {"channel": "C404"}, {"channel": {"id": 7}}, {"channel": None, "user": ["x"], "tokens": "no"}]
)
def test_a_strange_event_breaks_nothing(happen: Callable[..., None], name: str, said: dict[str, Any]) -> None:
    happen(name, authorizations=[None, "x"], **said)


def test_a_command_says_that_the_workspace_is_there(store: Store, channel: Channel) -> None:
    life = Lifecycle(store, lambda: NOW)
    store.spaces.depart("slack", "T1", "uninstalled", NOW)
    store.fates.close(channel, Fate.REFUSED, "restricted_action", NOW)
    life.alive("T1", "C1")
    assert not store.spaces.has_left("slack", "T1")
    assert store.fates.of(channel) is None
    store.fates.close(channel, Fate.ARCHIVED, "is_archived", NOW)
    life.alive("T1", "C1")
    assert store.fates.of(channel) is Fate.ARCHIVED
