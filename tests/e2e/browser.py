"""A headless browser that sees this machine only: Debian's Chromium. The fixture `chromium` of conftest.py is the one way to it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUTPUT = Path(__file__).parents[1] / "output" / "teams"
# Milliseconds; a busy machine takes its time.
PATIENCE = 30_000
ALONE = (
    "--no-sandbox",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser. It finds no other machine."""
    path = shutil.which("chromium")
    assert path, "Chromium is not installed: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ALONE)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    """A page, closed in the end."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    try:
        yield page
    finally:
        page.close()
