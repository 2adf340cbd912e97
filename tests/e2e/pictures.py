"""The pictures of docs/user-guide.md, drawn anew from the running product: python -m tests.e2e.pictures

The whole product with the shipped topics and briefs and one synthetic feed (console_world.py), in Debian's Chromium. One picture a
verb is the answer in the console's chat, the others are pages. Reduced to 64 colours each, they stay a few kilobytes.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from app.wiring import clock
from tests.e2e.console_world import World, world

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
ENGLISH, KOREAN = "trade", "통상"
# A message is drawn in a window that it fits into, and cut where it is very tall.
WINDOW, TALLEST = 2_400, 900
AHEAD = timedelta(days=40)
NEWS = (
    ("CBAM: Commission moves the reporting deadline", "The Commission moves the deadline for CBAM reports to {day:%d %B %Y}. Importers of steel and aluminium pay EUR 1.2 billion less in 2026."),
    ("탄소국경조정제도 보고 기한 연장", "유럽연합 집행위원회는 탄소국경조정제도(CBAM) 보고 기한을 {day.year}년 {day.month}월 {day.day}일로 연장한다. 산업통상부는 철강·알루미늄 수출기업을 지원한다."),
)  # fmt: skip

# What is typed for the picture of each verb; {item} is an item about CBAM. What stands before it is typed first, unseen.
LINES: Mapping[str, tuple[str, ...]] = {
    "subscribe": ("subscribe (CBAM OR 탄소국경) NOT 세미나 from:official",),
    "list": ("list",),
    "unsubscribe": ("subscribe rcep", "unsubscribe rcep"),
    "preview": ("preview cbam days:30",),
    "latest": ("latest critical-minerals 3",),
    "search": ("search CBAM lang:en",),
    "summary": ("summary #{item}",),
    "story": ("story #{item}",),
    "brief": ("brief cbam since:30d",),
    "calendar": ("calendar next:365d",),
    "why": ("why #{item}",),
    "feedback": ("feedback #{item} useful",),
    "digest": ("digest weekly mon 09:00",),
    "digest-now": ("digest now",),
    "quiet": ("quiet 19:00-08:00 weekends except:urgent",),
    "pause": ("pause 3d",),
    "resume": ("resume",),
    "mute": ('mute "세미나 안내"',),
    "save": ("save #{item}",),
    "settings": ("settings",),
    "language": ("language en",),
    "test": ("test",),
    "topics": ("topics show cbam",),
    "feeds": ("feeds",),
    "admin": ("admin audit since:7d",),
    "requests": ("requests",),
    "status": ("status",),
    "help": ("help subscribe",),
}
IN_KOREAN: Mapping[str, tuple[str, ...]] = {
    "subscribe-ko": ("구독 cbam",),
    "preview-ko": ("미리보기 cbam days:30",),
    "why-ko": ("왜 #{item}",),
    "help-ko": ("도움말",),
}
PAGES: Mapping[str, str] = {
    "page-chat": "/chat/trade",
    "page-subscribe": "/form/subscribe?channel=trade",
    "page-item": "/items/{item}",
    "page-topic": "/topics/cbam",
    "page-why": "/deliveries/why?link=%23{item}&channel=1",
    "page-topic-edit": "/topics/cbam/edit",
    "page-feeds": "/feeds",
    "page-trends": "/topics/trends",
    "page-deliveries": "/deliveries",
    "page-guide": "/guide",
}


def main(wanted: list[str]) -> None:
    """Draw the named pictures, all where none is named."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as running, sync_playwright() as playwright:
        running.product.store.subscriptions.channel("console", "local", KOREAN, name=KOREAN, lang="ko")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        item = news(opened(browser, running, 860, WINDOW, "en"), running)
        for channel, lines in ((ENGLISH, LINES), (KOREAN, IN_KOREAN)):
            page = opened(browser, running, 860, WINDOW, "ko" if channel == KOREAN else "en")
            for name, typed in lines.items():
                if name == "digest-now":  # something has to wait for it
                    running.publisher.entries.append(("Steel importers prepare for CBAM", "Importers prepare."))
                    running.poll()
                for line in typed:
                    said(page, running, channel, line.format(item=item))
                if name == "digest-now":
                    running.work()
                    page.goto(f"{running.home}/chat/{channel}")
                if not wanted or name in wanted:
                    keep(name, page.screenshot(clip=place(page)))
        page = opened(browser, running, 1_100, TALLEST, "en")
        for name, path in PAGES.items():
            page.goto(running.home + path.format(item=item))
            if not wanted or name in wanted:
                keep(name, page.screenshot())
        browser.close()


def news(page: Page, running: World) -> str:
    """The id of an item that #trade was alerted of: it follows the topic, and the feed has news."""
    said(page, running, ENGLISH, "subscribe cbam")
    day = clock() + AHEAD
    running.publisher.entries += [(title, text.format(day=day)) for title, text in NEWS]
    running.poll()
    return next(one.id for one in running.product.store.items.latest(None, 50) if "Commission" in one.title)


def place(page: Page) -> FloatRect:
    """Where the last line that was typed and all that came of it stands."""
    typed = page.locator("article", has=page.locator(".typed")).last.bounding_box()
    last = page.locator("article").last.bounding_box()
    assert typed
    assert last
    height = last["y"] + last["height"] - typed["y"]
    return {"x": typed["x"] - 12, "y": typed["y"] - 12, "width": typed["width"] + 24, "height": height + 24}


def opened(browser: Browser, running: World, width: int, height: int, lang: str) -> Page:
    """A page in light colours and a language."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light")
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "policywire_lang", "value": lang, "url": running.home}])
    return context.new_page()


def said(page: Page, running: World, channel: str, line: str) -> None:
    """Send a line in a channel."""
    page.goto(f"{running.home}/chat/{channel}")
    page.fill("#line", line)
    page.press("#line", "Enter")
    page.wait_for_url("**#line")


def keep(name: str, data: bytes) -> None:
    """The picture as a file, cut where it is very tall."""
    taken = Image.open(BytesIO(data)).convert("RGB")
    cut = taken.crop((0, 0, taken.width, min(taken.height, TALLEST)))
    path = FOLDER / f"{name}.png"
    cut.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
