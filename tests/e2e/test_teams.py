"""The product in Microsoft's own Teams test client, offline, in a headless browser.

The client has no dialogs, targeted messages and tokens: tests/bot/teams has those.
"""

import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import OUTPUT, PATIENCE, open_page
from tests.e2e.conftest import _process, _tail, until

HERE = Path(__file__).parent
CLIENT = HERE / "node_modules/@microsoft/m365agentsplayground/cli.js"
DOCUMENT = """---
title: 핵심광물 수출허가 대상 확대 고시
publisher: 통상자료 시험
date: 2026-02-28
lang: ko
---
정부는 갈륨과 희토류 등 핵심광물의 수출허가 대상을 확대한다고 고시했다. 수출 기업은 4월 1일까지 신고해야 한다.
"""

# Where the client lets people write; cards have text boxes too.
EDITOR = "[data-lexical-editor]"

expect.set_options(timeout=PATIENCE)
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
StartClient = Callable[[str, int], str]


@pytest.fixture
def start_client(tmp_path: Path) -> Iterator[StartClient]:
    """Starts the test client for a bot's endpoint; its address."""
    assert CLIENT.exists(), "the Teams test client is not installed: run npm ci --prefix tests/e2e"
    node = shutil.which("node")
    assert node
    with ExitStack() as running:

        def start(endpoint: str, port: int) -> str:
            log, url = tmp_path / "client.log", f"http://127.0.0.1:{port}"
            told = ["start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry"]
            env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "APPLICATION_INSIGHTS_NO_STATSBEAT": "1"}
            command = [node, "-r", str(HERE / "loopback.js"), str(CLIENT), *told]
            running.enter_context(_process(command, env, log))
            until(lambda: _answers(url), lambda: f"the Teams test client: {_tail(log)}", 60)
            return url

        yield start


def _answers(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def settings(folder: Path, chat: int, console: int) -> dict[str, str]:
    corpus = folder / "corpus"
    corpus.mkdir()
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'policywire.db'}",
        "POLICYWIRE_WATCH_FEEDS": "false",
        "POLICYWIRE_CORPUS_DIRS": str(corpus),
        "POLICYWIRE_CHAT_PORT": str(chat),
        "POLICYWIRE_CONSOLE_PORT": str(console),
        "TEAMS_AUTHENTICATION": "false",
    }


def go_to(page: Page, place: str) -> None:
    page.get_by_role("treeitem", name=re.compile(f"{place}$")).click()


def post(page: Page, place: str, line: str) -> None:
    """Start a post in a channel that mentions the bot."""
    go_to(page, place)
    page.locator(EDITOR).first.click()
    page.keyboard.type("@")
    page.get_by_role("menuitem", name="Test Bot").click()
    page.keyboard.type(line)
    page.get_by_role("button", name="Post").click()


def write(page: Page, line: str) -> None:
    """Send a message in the chat that is open."""
    page.locator(EDITOR).last.click()
    page.keyboard.type(line)
    page.keyboard.press("Enter")


def card(page: Page, says: str) -> Locator:
    """The newest card that says so."""
    return page.locator(".ac-adaptiveCard").filter(has_text=says).last


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=str(OUTPUT / f"{name}.png"))


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_a_newcomer_on_teams(
    start_policywire: Callable[..., object], start_client: StartClient, free_port: Callable[[], int], tmp_path: Path
) -> None:
    chat, console = free_port(), free_port()
    start_policywire(settings(tmp_path, chat, console), ready_url=f"http://127.0.0.1:{chat}/healthz")
    url = start_client(f"http://127.0.0.1:{chat}/api/messages", free_port())
    with open_page(1400, 1000) as page:
        page.goto(url)

        # The personal chat begins with the home card.
        expect(card(page, "You follow nothing in any channel yet.")).to_be_visible()
        shoot(page, "1-home")

        # A command that is typed.
        write(page, "help subscribe")
        expect(card(page, "Follow a topic, a phrase or a query")).to_be_visible()
        shoot(page, "2-help")

        # Action.Execute: the answer takes the card's place.
        page.get_by_role("button", name="Choose topics").click()
        expect(card(page, "critical-minerals")).to_be_visible()
        expect(card(page, "You follow nothing in any channel yet.")).to_have_count(0)
        shoot(page, "3-execute")

        # Action.Submit: what is typed into a card is searched for.
        write(page, "home")
        home = card(page, "You follow nothing in any channel yet.")
        home.get_by_label("Search what is stored").fill("CBAM")
        home.get_by_role("button", name="Search", exact=True).click()
        expect(card(page, "is also the topic cbam")).to_be_visible()
        shoot(page, "4-submit")

        # A mention in each of two channels, and an alert in both.
        for place in ("General", "Announcements"):
            post(page, place, "subscribe critical-minerals")
            expect(card(page, "Alex Wilber subscribed this channel to Critical minerals.")).to_be_visible()
            shoot(page, f"5-mention-{place}")
        (tmp_path / "corpus" / "notice.md").write_text(DOCUMENT, "utf-8")
        for place in ("General", "Announcements"):
            go_to(page, place)
            alert = card(page, "핵심광물 수출허가 대상 확대 고시")
            expect(alert).to_be_visible(timeout=2 * PATIENCE)
            expect(alert.get_by_role("button", name="Why?")).to_be_visible()
            shoot(page, f"6-alert-{place}")

        # The alert's buttons answer beside it.
        card(page, "핵심광물 수출허가 대상 확대 고시").get_by_role("button", name="Why?").click()
        expect(card(page, "critical-minerals")).to_be_visible()
        expect(card(page, "핵심광물 수출허가 대상 확대 고시").first).to_be_visible()
        shoot(page, "7-why")
