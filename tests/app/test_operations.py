"""What machines ask a running installation, over its real routes."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from app.operations import build_operations_app
from core.ports import Spent
from core.spaces import Fate
from storage.engine import Database
from storage.store import Store
from tests.storage.helpers import NOW, add_item, alert, channel, feeds, subscribe

MONITORING = Path(__file__).resolve().parents[2] / "docs" / "monitoring"
WELL = {"database": True, "migrations": True, "scheduler": True, "lag": True}


def asked(store: Store, path: str, after: timedelta = timedelta(0)) -> Any:
    return TestClient(build_operations_app(store, lambda: NOW + after)).get(path)


def working(store: Store) -> None:
    """A scheduler that just ran its jobs."""
    store.firings.take("match_items", NOW, NOW)


def figures(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def checks(answer: Any) -> dict[str, bool]:
    return {name: check["ok"] for name, check in answer.json()["checks"].items()}


def test_an_installation_that_works_is_ready(store: Store) -> None:
    working(store)
    answer = asked(store, "/readyz")
    assert (answer.status_code, checks(answer)) == (200, WELL)


def test_without_a_scheduler_it_is_not(store: Store) -> None:
    assert checks(asked(store, "/readyz")) == WELL | {"scheduler": False}
    working(store)
    answer = asked(store, "/readyz", timedelta(minutes=11))
    assert (answer.status_code, checks(answer)) == (503, WELL | {"scheduler": False})
    assert "match_items" in answer.json()["checks"]["scheduler"]["told"]


def test_a_delivery_that_nobody_sends_makes_it_unready(store: Store) -> None:
    working(store)
    alert(store, add_item(store, "CBAM"), subscribe(store, channel(store)))
    assert asked(store, "/readyz", timedelta(minutes=9)).status_code == 200
    assert checks(asked(store, "/readyz", timedelta(minutes=16)))["lag"] is False


def test_without_its_database_it_is_alive_and_not_ready_and_names_no_place(tmp_path: Path) -> None:
    store = Store(Database(f"sqlite:///{tmp_path}/gone/away.db"))
    (tmp_path / "gone").rmdir()
    (tmp_path / "gone").write_text("no folder")
    answer = asked(store, "/readyz")
    assert (answer.status_code, checks(answer)) == (503, {"database": False})
    assert str(tmp_path) not in answer.text
    assert asked(store, "/healthz").status_code == 200
    assert figures(asked(store, "/metrics").text)["policywire_database_up",] == 0


def test_the_figures_are_those_of_the_database(store: Store) -> None:
    working(store)
    feeds(store, "one", "two")
    alert(store, add_item(store, "CBAM"), subscribe(store, channel(store)))
    store.fates.close(channel(store, "old"), Fate.ARCHIVED, "is_archived", NOW)
    store.language.reserve("slack:T1", NOW.date(), Spent(7), Spent(9))
    told = figures(asked(store, "/metrics", timedelta(seconds=90)).text)
    assert told["policywire_deliveries_waiting", "300"] == 1
    assert told["policywire_delivery_oldest_seconds",] == 90
    assert told["policywire_feeds", "new"] == 2
    assert told["policywire_items",] == 1
    assert told["policywire_items_waiting", "group"] == 1
    assert told["policywire_job_due_timestamp_seconds", "match_items"] == NOW.timestamp()
    assert told["policywire_database_up",] == 1
    assert told["policywire_channels_closed", "archived"] == 1
    assert told["policywire_model_tokens_today",] == 7


def test_every_figure_is_in_the_table_and_the_rules_and_the_dashboard_name_no_other(sqlite_store: Store) -> None:
    names = set(re.findall(r"^# TYPE (policywire_\w+)", asked(sqlite_store, "/metrics").text, re.MULTILINE))
    table = re.findall(r"^\| `(policywire_\w+)`", (MONITORING / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(table) == sorted(names)
    assert yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"]
    for file in ("alerts.yml", "dashboard.json"):
        used = set(re.findall(r"policywire_\w+", (MONITORING / file).read_text("utf-8")))
        assert used <= names, file


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nothing_secret_is_told(sqlite_store: Store, path: str) -> None:
    working(sqlite_store)
    alert(sqlite_store, add_item(sqlite_store, "HUSHED"), subscribe(sqlite_store, channel(sqlite_store, "C0SECRET")))
    assert not re.search("HUSHED|C0SECRET", asked(sqlite_store, path).text)
