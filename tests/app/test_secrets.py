"""No secret shows: the product is built with marked secrets, made to work and to fail, and everything it says is looked through."""

import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from app.checks import all_checks
from app.console_tools import build_tools
from app.operations import build_operations_app
from app.run import status_card
from app.server import build_console_app
from app.settings import Settings, env_name, load
from app.telemetry import CHATTY, start_logging
from app.wiring import Product, build, clock
from bot.commands.request import Request
from core.errors import PolicywireError
from core.secret import Secret
from core.spaces import Installation
from jobs.schedule import run_once
from jobs.vault import Vault, new_key
from storage.engine import Database
from storage.sealed import Sealer

MARK = "M4RKED"
# A port of the machine itself that nobody serves: what is sent there fails at once, with all that libraries say of it.
NOBODY = "127.0.0.1:9"
FEED_PASSWORD, OAUTH_TOKEN = f"feed-{MARK}", f"xoxe.xoxb-oauth-{MARK}"
KEY = new_key()
SECRETS = {
    "feed_proxy": f"http://me:proxy-{MARK}@{NOBODY}",
    "secret_key": KEY,
    "console_password_hash": f"$argon2id$v=19$m=8,t=1,p=1${MARK}$hash-{MARK}",
    "console_oidc_client_secret": f"oidc-{MARK}",
    "api_token": f"api-{MARK}-0123456789abcdef0123456789abcdef",
    "slack_bot_token": f"xoxb-{MARK}",
    "slack_app_token": f"xapp-{MARK}",
    "slack_signing_secret": f"signing-{MARK}",
    "slack_client_secret": f"client-{MARK}",
    "teams_client_secret": f"teams-{MARK}",
    "llm_key": f"llm-{MARK}",
    "traces_authorization": f"Bearer traces-{MARK}",
}
BESIDE = {
    "console_oidc_issuer": "https://sign-in.example",
    "console_oidc_client_id": "console",
    "slack_client_id": "1.2",
    "slack_api_url": f"http://{NOBODY}/api/",
    "teams_client_id": "00000000-0000-0000-0000-000000000001",
    "teams_tenant_ids": "00000000-0000-0000-0000-000000000002",
    "llm_url": f"http://{NOBODY}/v1",
    "llm_model": "none",
    "traces_url": f"http://{NOBODY}/v1/traces",
    "console_url": "https://console.example",
    "console_admins": "a@console.example",
    "public_url": "https://policy.example",
    "log_level": "DEBUG",
    "seed_corpus": "false",
}
# The product is built for one workspace, without these; tests of installations look at them.
ALONE = {"slack_client_secret", "slack_client_id"}
PAGES = ("/", "/items", "/feeds", "/topics", "/deliveries", "/audit", "/status", "/settings", "/healthz")


def shows(text: str) -> str | None:
    """What is around a secret in a text."""
    for secret in (MARK, KEY):
        if (at := text.find(secret)) >= 0:
            return text[max(0, at - 80) : at + 20]
    return None


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error; the log goes there once it is started."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in CHATTY}
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def environment(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it as an operator sets it, with a feed that nobody serves."""
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(f"feeds:\n  - {{id: locked, title: Locked, url: 'http://{NOBODY}/rss'}}\n", encoding="utf-8")
    given = {name: value for name, value in (SECRETS | BESIDE).items() if name not in ALONE}
    for name, value in (given | {"database_url": sqlite_url, "feeds_file": str(feeds)}).items():
        monkeypatch.setenv(env_name(name), value)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def product(environment: None, said: io.StringIO) -> Iterator[Product]:
    settings = load()
    start_logging(settings)
    product = build(settings)
    (feed,) = product.store.feeds.all()
    Vault(product.store, KEY).keep(feed, f"me:{FEED_PASSWORD}")
    made = Installation(
        "slack", "", "T1", "Acme", "A1", "B1", "U0BOT", ("chat:write",), Secret(OAUTH_TOKEN), None, None, "U7"
    )
    product.store.installations.save(made, clock())
    yield product
    product.close()


def test_every_secret_setting_is_marked_here() -> None:
    """Whoever adds a secret setting marks it above."""
    fields = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    assert fields - {"database_url"} == set(SECRETS)


def test_no_secret_shows_anywhere(product: Product, said: io.StringIO, sqlite_url: str) -> None:
    for job in product.jobs:
        run_once(product.store, job, clock)
    for text in ("status", "feeds", "admin", "help", "admin audit since:7d", "subscribe cbam", "list", "settings"):
        for surface, workspace in (("console", "local"), ("slack", "T1")):
            reply = product.dispatch(Request(surface, workspace, "C1", "U1", text, admin=True))
            assert shows(repr(reply)) is None, text
    console = TestClient(
        build_console_app(
            product.store, product.dispatch, clock, lambda lang: status_card(product, lang), tools=build_tools(product)
        ),
        base_url="http://127.0.0.1:8080",
    )
    operations = TestClient(build_operations_app(product.store, clock))
    answers = [*(console.get(path) for path in PAGES), operations.get("/readyz"), operations.get("/metrics")]
    assert sum(answer.status_code == 200 for answer in answers) > 6
    for answer in answers:
        assert shows(answer.text + str(answer.headers)) is None, answer.url
    for value in (product, product.settings, product.store.feeds.all(), product.surfaces, product.jobs, all_checks()):
        assert shows(f"{value!r} {value}") is None
    logging.getLogger("test").error("%s %s", product.settings, SECRETS["llm_key"])
    assert "locked" in said.getvalue()
    assert shows(said.getvalue()) is None
    product.store.database.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"locked" in kept
    assert shows(kept.decode(errors="replace")) is None


@pytest.mark.parametrize("name", [*SECRETS, "database_url"])
def test_a_wrong_secret_is_refused_without_showing_it(
    name: str, environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(env_name(name), f"wrong {MARK}://[\x01")
    try:
        settings = load()
        shown = f"{settings!r}"
        Sealer(settings.secret_key.get_secret_value() if settings.secret_key else None)
    except (PolicywireError, ValidationError) as error:
        shown = f"{error!r} {error} {getattr(error, 'user', '')}"
    assert shows(shown) is None


def test_an_unreachable_database_is_named_without_its_password() -> None:
    address = SecretStr(f"postgresql://me:{MARK}@{NOBODY}/wire")
    database = Database(address.get_secret_value())
    with pytest.raises(PolicywireError) as caught, database.read() as session:
        session.connection()
    assert shows(f"{caught.value!r} {caught.value} {caught.value.user} {address} {database.place}") is None
