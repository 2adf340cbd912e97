"""Every verb in Microsoft's own Teams test client: the golden conversations, line by line, and what their cards show."""

import asyncio
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml
from fastapi import FastAPI
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Reply, Request
from bot.commands.table import COMMANDS, WORDS
from bot.teams.activity import LOOPBACK, Trust
from bot.teams.answer import Answers
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.receive import Receiver
from bot.teams.render import inert, title
from bot.teams.sdk import Identity, Teams
from core.card import Actions, Block, Bullets, Card, Chart, Facts, Heading, Note, Paragraph, Preformatted
from core.catalogue import Catalogue
from storage.engine import Database
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS
from tests.e2e.browser import PATIENCE, open_page
from tests.e2e.face import SEOUL, filled_template
from tests.e2e.playground import EDITOR, running_client

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]
Json = dict[str, Any]

GOLDEN = Path(__file__).parents[1] / "data" / "commands.yaml"
TALKS: list[Json] = yaml.safe_load(GOLDEN.read_text("utf-8"))
# What the newest card says, without what nobody sees; a field of the page's own is no part of it.
NEWEST = """
([before, expected]) => {
  const cards = document.querySelectorAll(".ac-adaptiveCard");
  if (cards.length <= before) return false;
  const shown = cards[cards.length - 1].innerText.replace(/[\\s\\u200b\\u00a0]/g, "");
  window.newest = shown;
  return expected === shown;
}
"""
# The page gets slow when it holds many cards; loaded anew it holds none.
AT_A_TIME = 10


@dataclass
class Face:
    """The product on the test client. The next line that arrives is answered by `ask`, whatever else it is."""

    ask: Any = None
    typed: str = ""
    reply: Reply | None = None
    answered: threading.Event = field(default_factory=threading.Event)

    def __call__(self, request: Request) -> Reply:
        self.typed = request.text
        self.reply = self.ask()
        self.answered.set()
        return replace(self.reply, form=None, file=None)


@contextmanager
def serving(face: Face, store: Store) -> Iterator[str]:
    """The bot's endpoint on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    sdk = Teams(Identity())
    connector = Connector(sdk.client, sdk.token)
    files = Files(store.downloads, lambda: NOW, SEOUL)
    answers, trust = Answers(connector, store.teams, files), Trust(frozenset(), LOOPBACK, plain_http=True)
    receiver = Receiver(face, store, answers, files, trust, lambda: NOW, SEOUL)
    app = FastAPI()
    app.include_router(sdk.router(receiver))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/messages"
    finally:
        server.should_exit = True
        thread.join()
        receiver.close()
        connector.close()
        listener.close()


def shown(card: Card) -> str:
    """What people see of a card, without blanks."""
    return re.sub(r"[\s\u200b\u00a0]", "", "".join(text for block in card.blocks for text in _texts(block)))


def _texts(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return [inert(text)]
        case Note(text) | Preformatted(text):
            return [text]
        case Paragraph(spans):
            return [span.text for span in spans]
        case Bullets(rows):
            return [f"•{''.join(span.text for span in row)}" for row in rows]
        case Facts(pairs):
            return [f"{label}:{value}" for label, value in pairs]
        case Actions(buttons, more):
            return [*(title(button.label) for button in buttons), *(["..."] if more else [])]
        case Chart():
            raise AssertionError("no golden conversation has one")


def test_the_golden_conversations_hold_in_the_test_client(
    tmp_path: Path, sqlite_template: Path, free_port: Any, chromium: Browser
) -> None:
    template, catalogue, face = filled_template(tmp_path, sqlite_template), Catalogue(TOPICS), Face()
    shutil.copy(sqlite_template, tmp_path / "teams.db")
    database = Database(f"sqlite:///{tmp_path / 'teams.db'}")
    wrong: list[str] = []
    verbs: set[str] = set()
    with (
        serving(face, Store(database)) as endpoint,
        running_client(tmp_path, endpoint, free_port()) as url,
        open_page(chromium, 1100, 900) as page,
    ):
        lines = 0
        for number, talk in enumerate(TALKS):
            path = tmp_path / f"{number}.db"
            shutil.copy(template, path)
            own = Database(f"sqlite:///{path}")
            dispatch = Dispatcher(Store(own), catalogue, lambda: NOW, SEOUL)
            for turn in talk["turns"]:
                if lines % AT_A_TIME == 0:
                    page.goto(url)
                    page.locator(EDITOR).last.wait_for()
                lines += 1
                told = _turn(page, face, dispatch, talk, turn)
                wrong += [f"{talk['talk']}: {turn['line']!r}: {told}"] if told else []
                verbs |= {WORDS[word] for word in turn["line"].casefold().split() if word in WORDS}
            own.close()
    database.close()
    assert wrong == []
    # What people think of an item they say by a button: test_teams.py presses it.
    assert {command.verb for command in COMMANDS} - verbs == {"feedback"}


def _turn(page: Page, face: Face, dispatch: Dispatcher, talk: Json, turn: Json) -> str:
    """One line, typed; what is wrong with what the page shows of its answer."""
    who = {
        "surface": "slack",
        "workspace": "T1",
        "channel": talk["talk"],
        "user": "U1",
        **talk.get("as", {}),
        **turn.get("by", {}),
    }
    face.ask, face.reply = lambda: dispatch(Request(text=turn["line"], **who)), None
    face.answered.clear()
    before = page.locator(".ac-adaptiveCard").count()
    # An empty line cannot be sent, and the name of the home card is a card of Teams' own.
    line = " ".join(turn["line"].split()) or "status"
    page.locator(EDITOR).last.click()
    page.keyboard.insert_text(line)
    page.keyboard.press("Enter")
    assert face.answered.wait(PATIENCE / 1000), f"{line!r} did not arrive"
    assert face.reply is not None
    if face.reply.card.plain != turn["reply"] or face.typed != line:
        return f"{face.typed!r} was read, and {face.reply.card.plain!r} answered"
    expected = shown(face.reply.card)
    try:
        page.wait_for_function(NEWEST, arg=[before, expected], timeout=10_000)
    except Late:
        seen = str(page.evaluate("window.newest"))
        return f"{expected!r} is not {seen!r}"
    return ""
