"""The read-only JSON API against its own description: whatever schemathesis makes of that, answers fit it and none is a failure of ours."""

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.server import build_console_app
from bot.commands.request import Reply
from bot.console.frame import Tools
from core.card import say
from core.catalogue import Catalogue
from core.model import Alert, Decision, Preferences, Reason
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store
from tests.conftest import NOW
from tests.storage.helpers import CBAM, add_item, feeds

HOME = "http://127.0.0.1:8080"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A console with a little in it."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('api')}/api.db")
    upgrade(database)
    store = Store(database)
    feeds(store, "moef")
    items = [add_item(store, f"CBAM {number}") for number in range(3)]
    trade = store.subscriptions.channel("console", "local", "trade", name="trade")
    heard = store.subscriptions.subscribe(trade, CBAM, "CBAM", Preferences(), "you", NOW)
    store.ledger.write(items[:1], [], [Alert(heard, items[0], Decision.NOW, Reason.MATCHED)], NOW)
    tools = Tools(catalogue=Catalogue([]))
    app = build_console_app(store, lambda _: Reply(say("heard")), lambda: NOW, lambda: say("well"), tools=tools)
    described = schemathesis.openapi.from_dict(TestClient(app, HOME).get("/api/openapi.json").json())
    described.app = app
    yield described
    database.close()


def test_answers_are_as_described(api: schemathesis.BaseSchema) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 5
    for operation in operations:
        _try(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        if any(operation.iter_parameters()):
            _try(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))


def _try(cases: SearchStrategy[schemathesis.Case]) -> None:
    @given(case=cases)
    @settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: schemathesis.Case) -> None:
        # That a query is refused is not in the description of a text.
        case.call_and_validate(base_url=f"{HOME}/api", excluded_checks=[positive_data_acceptance])

    answered()
