"""The console in a real browser (Debian's Chromium): every page at both sizes, in both themes and languages, looked through by axe.

Pictures go to tests/output/. What a browser blocks or reports on a page is a failure.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.console_world import XSS, World, world

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

HERE = Path(__file__).parent
PICTURES = HERE.parents[0] / "output" / "console"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "chat": "/chat/trade", "items": "/items", "search": "/items?q=CBAM", "item": "/items/{item}", "topics": "/topics",
    "topic": "/topics/cbam", "topic-edit": "/topics/cbam/edit", "trends": "/topics/trends", "unmatched": "/topics/unmatched",
    "feeds": "/feeds", "feed": "/feed/ministry", "deliveries": "/deliveries", "delivery": "/deliveries/1", "pace": "/deliveries/pace",
    "why": "/deliveries/why?link=%23{item}&channel=1", "audit": "/audit", "status": "/status?check=true", "brief": "/brief?subject=cbam&days=90",
    "guide": "/guide", "subscribe": "/form/subscribe?channel=trade", "settings": "/form/settings?channel=trade", "address": "/alert-address?channel=trade", "api": "/api",
}  # fmt: skip
# Half of the pages in one pair, half in the other: each page at both sizes, in both themes and in both languages.
LOOKS = (
    ((1_400, "light", "en"), (400, "dark", "ko")),
    ((1_400, "dark", "ko"), (400, "light", "en")),
)
SERIOUS = ("serious", "critical")
# A machine that does four things at once is slow; nothing here waits by the clock.
PATIENCE = 20_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("console")) as found:
        yield found


Opened = Callable[..., Page]


@pytest.fixture
def opened(running: World, chromium: Browser) -> Iterator[Opened]:
    """Opens pages; in the end nothing may have been blocked, reported or asked of another machine."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(path: str, *, width: int = 1_400, scheme: str = "light", lang: str = "en") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "policywire_lang", "value": lang, "url": running.home}])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{path}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"{path}: a dialog {dialog.message}"))
        page.on("request", lambda sent: None if sent.url.startswith(running.home) else complaints.append(sent.url))
        page.goto(running.home + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def test_every_page_at_both_sizes_in_both_themes_and_languages(running: World, opened: Opened) -> None:
    item = next(one.id for one in running.product.store.items.latest(None, 50) if "CBAM" in one.title)
    axe = AXE.read_text("utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    for looks, names in zip(LOOKS, (list(PAGES)[::2], list(PAGES)[1::2]), strict=True):
        for width, scheme, lang in looks:
            page = opened("/items", width=width, scheme=scheme, lang=lang)
            for name in names:
                page.goto(running.home + PAGES[name].format(item=item))
                assert page.locator("h1").count() == 1, name
                assert page.get_attribute("html", "lang") == lang
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert sideways <= 0, f"{name} at {width} is {sideways} too wide"
                page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}-{lang}.png", full_page=name != "chat")
                found += [f"{name} {width} {scheme}: {one}" for one in _axe(page, axe)]
    assert found == []


def _axe(page: Page, axe: str) -> list[str]:
    """What axe finds serious. It is run beside the page, which lets no script of others in."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": axe})
    run = "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations))"
    told = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
    violations: list[dict[str, Any]] = json.loads(told["result"]["value"])
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in violations
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def test_a_topic_is_added_previewed_subscribed_and_alerts(running: World, opened: Opened) -> None:
    page = opened("/topics/new")
    page.get_by_label("Id", exact=True).fill("flower-shows")
    page.get_by_label("Name", exact=True).fill("Flower shows")
    page.get_by_label("Category").select_option("sectors")
    page.get_by_label("Names in English").fill("flower show\nflower exhibition")
    expect(page.locator("#preview")).to_contain_text("Minister opens the flower show", timeout=PATIENCE)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Flower shows")
    page.get_by_role("button", name="Subscribe #trade").click()
    expect(page.locator("article").last).to_contain_text("Flower shows")
    running.publisher.entries.append(("A flower show in Busan", "The city opens a flower show on Friday."))
    running.poll()
    expect(page.locator("#messages")).to_contain_text("A flower show in Busan", timeout=PATIENCE)


def test_the_form_counts_while_one_chooses(opened: Opened) -> None:
    page = opened("/form/subscribe?channel=trade")
    page.get_by_label("CBAM & border carbon adjustments").check()
    expect(page.locator("#note")).to_contain_text("30", timeout=PATIENCE)
    page.get_by_role("button", name="Subscribe", exact=True).click()
    expect(page).to_have_url(re.compile(r"/chat/trade(#.*)?$"))


def test_search_answers_while_one_types(opened: Opened) -> None:
    page = opened("/items")
    page.get_by_label("Search the stored items").fill("flower")
    expect(page.locator("#results .item").first).to_contain_text("flower", timeout=PATIENCE)
    expect(page.locator("#results")).not_to_contain_text("CBAM", timeout=PATIENCE)
    page.locator("#results .title").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("flower", ignore_case=True)


def test_a_feed_breaks_and_recovers(running: World, opened: Opened) -> None:
    running.publisher.broken = True
    running.poll()
    page = opened("/feeds")
    expect(page.locator("tbody tr").first).to_contain_text("failing")
    expect(page.locator("tbody tr").first).to_contain_text("http-500")
    page.locator("tbody th a").first.click()
    expect(page.locator(".fault")).to_contain_text("http-500")
    page.screenshot(path=PICTURES / "feed-broken-1400-light-en.png", full_page=True)
    running.publisher.broken = False
    page.get_by_role("button", name="Look now").click()
    running.work()
    page.reload()
    expect(page.locator(".fault")).to_have_count(0)


def test_what_is_hostile_stays_text(running: World, opened: Opened) -> None:
    running.publisher.title = f"Ministry {XSS}"
    running.publisher.entries.append(
        (f"CBAM {XSS}", f'CBAM rules change. {XSS} <a href="javascript:alert(1)">more</a>')
    )
    running.poll()
    document = Path(str(running.product.settings.corpus_dirs[0])) / "hostile.md"
    document.write_text(f"# CBAM {XSS}\n\nCBAM {XSS} applies.\n", encoding="utf-8")
    running.work()
    page = opened("/chat/trade")
    page.get_by_label("Command").fill(f'search "{XSS}"')
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article").last).to_contain_text("onerror")
    hostile = [one.id for one in running.product.store.items.latest(None, 100) if "<script>" in one.title]
    for path in (
        "/chat/trade",
        "/items",
        *(f"/items/{id}" for id in hostile),
        "/topics/cbam",
        "/feeds",
        "/feed/ministry",
        "/deliveries",
        "/topics/unmatched",
    ):
        page = opened(path)
        expect(page).not_to_have_title("owned")
        assert page.locator("main script, main img[onerror]").count() == 0, path


def test_one_gets_about_by_keyboard_alone(opened: Opened) -> None:
    page = opened("/items")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_theme_is_switched_and_stays(opened: Opened) -> None:
    page = opened("/items")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
