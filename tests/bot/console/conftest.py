"""The console over a real store, and a browser's manners to ask it with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from lxml import html

from app.server import build_console_app
from bot.commands.request import Reply, Request
from core.card import Card, say
from core.model import Alert, Channel, Decision, Preferences, Reason
from storage.store import Store

from .filled import CBAM, HOSTILE, stored

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOME = "http://127.0.0.1:8080"


@dataclass
class Bot:
    """Carries commands out as told, and remembers them."""

    reply: Callable[[Request], Reply] = lambda request: Reply(say(f"You said {request.text}."))
    heard: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        self.heard.append(request)
        return self.reply(request)


class Browser:
    """Asks as a browser on this machine does; every test says where it behaves otherwise."""

    def __init__(self, store: Store, bot: Bot, status: Callable[[str], Card], **settings: object) -> None:
        self._moments = (NOW + timedelta(seconds=n) for n in range(1000))
        self.store, self.bot = store, bot
        self.app = build_console_app(store, bot, lambda: next(self._moments), status, **settings)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers)

    def submit(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Post a form with the token of the page that is shown now."""
        return self.post(
            path, {"token": self.token(), **fields}, Origin=HOME, **{"Sec-Fetch-Site": "same-origin"} | headers
        )

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return self.ask("POST", path, headers, data=fields)

    def ask(self, method: str, path: str, headers: dict[str, str], **more: object) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(once())

    def page(self, path: str) -> html.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return html.fromstring(answer.text)

    def token(self) -> str:
        home = self.get("/")
        page = html.fromstring(self.get(home.headers["location"]).text if home.is_redirect else home.text)
        return str(page.xpath("//input[@name='token']/@value")[0])


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def trade(sqlite_store: Store) -> Channel:
    return sqlite_store.subscriptions.channel("console", "local", "trade", name="trade")


@pytest.fixture
def browser(sqlite_store: Store, bot: Bot) -> Browser:
    return Browser(sqlite_store, bot, lambda lang: say("Everything is well."))


@pytest.fixture
def delivery(sqlite_store, trade):
    """The one delivery there is, pending, about an item with a hostile title."""
    heard = sqlite_store.subscriptions.subscribe(trade, CBAM, "Border carbon", Preferences(), "you", NOW)
    items = stored(sqlite_store, (f"CBAM {HOSTILE}", "x"))
    sqlite_store.ledger.write(items, [], [Alert(heard, items[0], Decision.NOW, Reason.MATCHED)], NOW)
    (entry,) = sqlite_store.trail.entries()
    return entry
