"""Microsoft's own Teams test client, npm @microsoft/m365agentsplayground, offline, and what people do in it.

It has no dialogs, targeted messages and tokens: tests/bot/teams has those.
"""

import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import OUTPUT, PATIENCE
from tests.e2e.conftest import _process, _tail, until

HERE = Path(__file__).parent
CLIENT = HERE / "node_modules/@microsoft/m365agentsplayground/cli.js"
# Where the client lets people write; cards have text boxes too.
EDITOR = "[data-lexical-editor]"

expect.set_options(timeout=PATIENCE)
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextmanager
def running_client(folder: Path, endpoint: str, port: int) -> Iterator[str]:
    """The test client for a bot's endpoint; its address."""
    assert CLIENT.exists(), "the Teams test client is not installed: run npm ci --prefix tests/e2e"
    node = shutil.which("node")
    assert node
    log, url = folder / "client.log", f"http://127.0.0.1:{port}"
    told = ["start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--disable-telemetry"]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "APPLICATION_INSIGHTS_NO_STATSBEAT": "1"}
    with _process(
        [node, "-r", str(HERE / "loopback.js"), str(CLIENT), *told], env, log, folder
    ):  # it writes a log of its own
        until(lambda: _answers(url), lambda: f"the Teams test client: {_tail(log)}", 60)
        yield url


def _answers(url: str) -> bool:
    try:
        with _direct.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


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
