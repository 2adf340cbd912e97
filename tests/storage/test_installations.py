"""Installations: whose token speaks where, one renewal among many, an end in either order, secrets that stay secret."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.errors import SettingError
from core.model import DeliveryState, Preferences
from core.roles import Person
from core.secret import Secret
from core.spaces import Installation
from storage.engine import Database
from storage.sealed import Sealer, new_key
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, add_item, alert, claim, feeds

OLD, NEW = new_key(), new_key()
HOURS = timedelta(hours=1)
TEAM = Installation(
    "slack", "", "T1", "Acme", "A1", "B1", "U0BOT", ("chat:write", "commands"), Secret("xoxe.xoxb-token"),
    Secret("xoxe-1-refresh"), NOW + 12 * HOURS, "U7",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest) -> Iterator[Database]:
    database = Database(request.getfixturevalue(f"{request.param}_url"), OLD)
    yield database
    database.close()


@contextmanager
def with_keys(kept: Database, keys: str) -> Iterator[Store]:
    """The same database, opened with other keys."""
    database = Database(kept.url.render_as_string(hide_password=False), keys)
    yield Store(database)
    database.close()


@pytest.fixture
def store(kept: Database) -> Store:
    return Store(kept)


def secret_of(found: Installation | None) -> str | None:
    return found.token.reveal() if found and found.token else None


def test_what_was_installed_is_found_again_and_no_secret_lies_open(store: Store, kept: Database) -> None:
    store.installations.save(TEAM, NOW)
    found = store.installations.of("slack", "T1")
    assert found is not None
    assert replace(found, key=0) == TEAM
    assert store.installations.of("slack", "T2") is None
    assert store.installations.of("teams", "T1") is None
    with kept.read() as session:
        (row,) = session.execute(text("SELECT token, refresh FROM installation")).all()
    assert "xox" not in str(row)
    assert "xox" not in f"{found!r} {found} {found.token} {TEAM!r}"


def test_a_long_token_is_kept_whole(store: Store) -> None:
    store.installations.save(replace(TEAM, token=Secret("x" * 4_000)), NOW)
    assert secret_of(store.installations.of("slack", "T1")) == "x" * 4_000


def test_an_organisations_installation_speaks_in_its_workspaces(store: Store) -> None:
    wide = replace(TEAM, enterprise="E1", team="", token=Secret("wide"))
    store.installations.save(wide, NOW)
    assert store.installations.of("slack", "T5") is None
    assert secret_of(store.installations.of("slack", "T5", "E1")) == "wide"
    store.installations.meet("slack", "T5", "E1")
    assert secret_of(store.installations.of("slack", "T5")) == "wide"
    store.installations.save(replace(TEAM, enterprise="E1", team="T5", token=Secret("own")), NOW)
    assert secret_of(store.installations.of("slack", "T5")) == "own"
    store.installations.end("slack", "E1", "T5", "uninstalled", NOW)
    assert secret_of(store.installations.of("slack", "T5")) == "wide"
    assert not store.spaces.has_left("slack", "T5")
    store.installations.end("slack", "E1", "", "uninstalled", NOW)
    assert store.installations.of("slack", "T5") is None
    assert store.spaces.has_left("slack", "T5")


def test_a_workspace_that_joins_an_organisation_has_one_installation(store: Store) -> None:
    store.installations.save(TEAM, NOW)
    store.installations.save(replace(TEAM, enterprise="E1", token=Secret("later")), NOW)
    assert [secret_of(one) for one in store.installations.active("slack")] == ["later"]


def test_of_many_replicas_one_renews(store: Store) -> None:
    store.installations.save(TEAM, NOW)
    assert store.installations.expiring("slack", NOW + 11 * HOURS) == []
    (ending,) = store.installations.expiring("slack", NOW + 13 * HOURS)
    with ThreadPoolExecutor(6) as pool:
        begun = list(pool.map(lambda _: store.installations.begin_renewal(ending, NOW, timedelta(minutes=1)), range(6)))
    assert begun.count(True) == 1
    assert store.installations.begin_renewal(ending, NOW + timedelta(minutes=2), timedelta(minutes=1))
    assert store.installations.renewed(ending, Secret("t2"), Secret("r2"), NOW + 24 * HOURS)
    assert secret_of(store.installations.of("slack", "T1")) == "t2"
    assert not store.installations.renewed(ending, Secret("t3"), Secret("r3"), NOW + 36 * HOURS)
    assert secret_of(store.installations.of("slack", "T1")) == "t2"
    assert not store.installations.begin_renewal(ending, NOW + HOURS, HOURS)


@pytest.mark.parametrize("order", [("uninstalled", "tokens_revoked"), ("tokens_revoked", "uninstalled")])
def test_in_either_order_credentials_go_and_deliveries_stop(
    store: Store, kept: Database, order: tuple[str, str]
) -> None:
    store.installations.save(TEAM, NOW)
    channel = store.subscriptions.channel("slack", "T1", "C1")
    made = store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), "U7", NOW)
    assert made is not None
    alert(store, add_item(store, "Levy"), made)
    assert store.installations.end("slack", "", "T1", order[0], NOW)
    assert not store.installations.end("slack", "", "T1", order[1], NOW)
    assert store.installations.of("slack", "T1") is None
    with kept.read() as session:
        assert session.execute(text("SELECT token, refresh, expires_at FROM installation")).all() == [
            (None, None, None)
        ]
    assert claim(store, NOW + HOURS) == []
    assert [(d.state, d.reason) for d in store.ledger.recent(5)] == [(DeliveryState.SUPPRESSED, order[0])]
    assert store.subscriptions.active() == []
    assert store.subscriptions.of_channel(channel) == [made]

    store.installations.save(TEAM, NOW + HOURS)
    assert [s.key for s in store.subscriptions.active()] == [made.key]
    alert(store, add_item(store, "Quota"), made, now=NOW + HOURS)
    assert [d.item.title for d in claim(store, NOW + 2 * HOURS) if d.item] == ["Quota"]


def test_what_a_workspace_left_is_deleted_and_nothing_of_others(store: Store, kept: Database) -> None:
    for team in ("T1", "T2"):
        store.installations.save(replace(TEAM, team=team), NOW)
        channel = store.subscriptions.channel("slack", team, "C1", name=f"trade-{team}")
        made = store.subscriptions.subscribe(channel, CBAM, "CBAM", Preferences(), "U7", NOW)
        assert made is not None
        alert(store, add_item(store, f"Levy of {team}"), made)
        store.wishes.set_cap(channel, 5, "Asia/Seoul", NOW)
        store.roles.ask(channel, Person("U1", "kim"), f"subscribe {team}", "en", NOW)
    store.installations.end("slack", "", "T1", "uninstalled", NOW)
    assert store.spaces.gone_before(NOW) == []
    (gone,) = store.spaces.gone_before(NOW + HOURS)
    assert store.spaces.forget(gone.surface, gone.workspace) == 1
    with kept.read() as session:
        left = {
            table: str(session.execute(text(f'SELECT * FROM "{table}"')).all())
            for table in ("channel", "departure", "stop", "lane", "change_request", "audit")
        }
        counts = {
            table: session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()
            for table in (
                "installation",
                "channel",
                "subscription",
                "alert",
                "delivery",
                "wish",
                "lane",
                "change_request",
                "item",
            )
        }
    assert "T1" not in str(left)
    assert counts == {
        "installation": 1, "channel": 1, "subscription": 1, "alert": 1, "delivery": 1, "wish": 1, "lane": 1, "change_request": 1, "item": 2,
    }  # fmt: skip
    assert store.installations.of("slack", "T2") is not None


def test_keys_are_turned_and_what_no_key_unlocks_is_told(store: Store, kept: Database) -> None:
    store.installations.save(TEAM, NOW)
    (feed,) = feeds(store, "ec")
    store.feeds.lock(feed, Sealer(OLD).seal(Secret("user:password")))
    with with_keys(kept, f"{NEW},{OLD}") as both:
        assert secret_of(both.installations.of("slack", "T1")) == "xoxe.xoxb-token"
        assert both.installations.turn_keys() == (3, 0)
    with with_keys(kept, NEW) as alone:
        assert secret_of(alone.installations.of("slack", "T1")) == "xoxe.xoxb-token"
        ((_, sealed),) = alone.feeds.locked().values()
    assert Sealer(NEW).unseal(sealed) == Secret("user:password")
    assert store.installations.turn_keys() == (0, 3)


def test_with_a_lost_key_the_installation_is_there_and_its_token_is_not(
    store: Store, kept: Database, caplog: pytest.LogCaptureFixture
) -> None:
    store.installations.save(TEAM, NOW)
    with with_keys(kept, NEW) as other, caplog.at_level(logging.ERROR):
        found = other.installations.of("slack", "T1")
    assert found is not None
    assert found.token is None
    assert "POLICYWIRE_SECRET_KEY" in caplog.text


def test_without_a_key_nothing_is_kept(sqlite_store: Store) -> None:
    with pytest.raises(Exception, match="POLICYWIRE_SECRET_KEY") as caught:
        sqlite_store.installations.save(TEAM, NOW)
    assert "xox" not in str(caught.value)
    with pytest.raises(SettingError, match="no key"):
        Sealer("nonsense")
    assert sqlite_store.installations.active("slack") == []
