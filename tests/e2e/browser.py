"""A headless browser that sees this machine only, Debian's Chromium, and where its screenshots go."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, sync_playwright

OUTPUT = Path(__file__).parents[1] / "output" / "teams"
# Milliseconds; a busy machine takes its time.
PATIENCE = 30_000


@contextmanager
def open_page(width: int, height: int) -> Iterator[Page]:
    """A page; requests to other machines are refused."""
    chromium = shutil.which("chromium")
    assert chromium, "there is no chromium: apt-get install chromium"
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--no-proxy-server"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        page.route("**/*", _local_only)
        try:
            yield page
        finally:
            browser.close()


def _local_only(route: Route) -> None:
    parts = urlsplit(route.request.url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
        route.abort()
    else:
        route.continue_()
