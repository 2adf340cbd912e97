"""The product's commands on a real local Slack, in this process: a small fixed store, the real dispatcher, Bolt on top.

Not for alerts: nothing is polled and nothing is sent by itself.
"""

import asyncio
import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import uvicorn
from fastapi import FastAPI

from bot.commands.dispatch import Dispatcher
from bot.commands.home import Home
from bot.commands.request import Reply, Request
from bot.slack.receive import build_app, events_router, socket_mode
from core.catalogue import Catalogue
from core.match import Matcher
from storage.engine import Database
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS, fill_store
from tests.e2e.conftest import LocalSlack, running_slack, until

Json = dict[str, Any]
SEOUL = ZoneInfo("Asia/Seoul")


@dataclass
class Face:
    """A local Slack with the product on it. `fixed` is said of every request, such as its language."""

    slack: LocalSlack
    address: str
    dispatch: Callable[[Request], Reply]
    store: Store
    fixed: Json = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        request = replace(request, **self.fixed)
        self.asked.append(request)
        return self.dispatch(request)

    def channel(self, name: str) -> str:
        """A new channel that the bot is in."""
        made = self.slack.ask("POST", "/api/conversations.create", {"name": name}, self.slack.bot_token)
        return str(made["channel"]["id"])

    def answers(self, line: str, channel: str, user: str | None = None, count: int = 1) -> list[Json]:
        """Types a command and waits until the bot has said so many things more."""
        before = len(self._own(channel))
        self.slack.command(line, channel, user)
        return self.said(channel, before, count, line)

    def said(self, channel: str, before: int, count: int = 1, what: str = "") -> list[Json]:
        """What the bot said in a channel after its first `before` messages, once that are `count`."""
        return until(
            lambda: own if len(own := self._own(channel)[before:]) >= count else None,
            lambda: f"{count} answers to {what!r}; there are {[m['text'] for m in self._own(channel)[before:]]}",
        )

    def _own(self, channel: str) -> list[Json]:
        return [one for one in self.slack.messages(channel) if one.get("user") == self.slack.bot]

    def ui(self, send: Json | None = None, look: Callable[[Json], Any] = bool, seconds: float = 15) -> Any:
        """Sends one word of the browser's, and waits for the first event of the page (`init` is the first) that `look` likes."""

        async def talk() -> Any:
            url = self.slack.url.replace("http", "ws", 1) + "/ui"
            async with aiohttp.ClientSession() as session, session.ws_connect(url) as page:
                if send:
                    await page.send_json(send)
                async for frame in page:
                    if found := look(json.loads(frame.data)):
                        return found
                raise AssertionError("the page was closed")

        # In a thread, because a browser that a test drives has a loop of its own in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(asyncio.wait_for(talk(), seconds))).result()

    def modal(self, title: str, without: str = "One moment") -> Json:
        """Waits for the modal that is on top to have this title, and to be more than a waiting one."""

        def look(event: Json) -> Json | None:
            stack = event.get("stack") or (event.get("state") or {}).get("modalStack") or []
            top = stack[-1] if stack else {}
            fits = top and top["title"]["text"] == title and without not in json.dumps(top, ensure_ascii=False)
            return top if fits else None

        found: Json = self.ui(look=look)
        return found

    def submit(self, values: Json, look: Callable[[Json], Any], user: str | None = None) -> Any:
        """Submits the modal that is on top."""
        return self.ui({"t": "view_submit", "user": user or self.slack.member, "values": values}, look)

    def home(self, user: str | None = None) -> Json:
        """Opens the App Home, and waits for the page."""
        who = user or self.slack.member

        def look(event: Json) -> Json | None:
            return event["view"] if event["t"] == "home" and event["user"] == who else None

        found: Json = self.ui({"t": "open_home", "user": who}, look)
        return found


def make_store(folder: Path, template: Path) -> Store:
    """A new store with four items from two feeds and a memo."""
    path = folder / f"face-{len(list(folder.glob('face-*.db')))}.db"
    shutil.copy(template, path)
    return Store(Database(f"sqlite:///{path}"))


def filled_template(folder: Path, empty: Path) -> Path:
    """The file of a filled store, to be copied."""
    path = folder / "filled.db"
    shutil.copy(empty, path)
    database = Database(f"sqlite:///{path}")
    fill_store(Store(database), Matcher(TOPICS), folder)
    database.close()
    return path


@contextmanager
def facing(folder: Path, store: Store, *, over_http: bool = False) -> Iterator[Face]:
    """The product on a local Slack, in Socket Mode or over signed HTTP."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events"
    catalogue = Catalogue(TOPICS)
    dispatch = Dispatcher(store, catalogue, lambda: NOW, SEOUL)
    home = Home(store, catalogue, lambda: NOW, SEOUL)
    with running_slack(folder, address if over_http else None) as slack:
        face = Face(slack, address, dispatch, store)
        secret = slack.signing_secret if over_http else None
        ready, stop = threading.Event(), threading.Event()

        async def run() -> None:
            app = build_app(
                dispatch=face,
                bot_token=slack.bot_token,
                signing_secret=secret,
                base_url=slack.api_url,
                home=lambda request, addresses: home(replace(request, **face.fixed), addresses),
            )
            if not over_http:
                async with socket_mode(app, slack.app_token):
                    await asyncio.to_thread(slack.wait_until_connected)
                    ready.set()
                    await asyncio.to_thread(stop.wait)
                return
            api = FastAPI()
            api.include_router(events_router(app))
            server = uvicorn.Server(uvicorn.Config(api, log_level="warning", lifespan="off"))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            ready.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await serving

        thread = threading.Thread(target=lambda: asyncio.run(run()))
        thread.start()
        try:
            assert ready.wait(30)
            yield face
        finally:
            stop.set()
            thread.join()
            listener.close()
            store.database.close()
