"""The product in Microsoft's own Teams test client: the first steps of a newcomer, from the home card to alerts in two channels."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import PATIENCE, open_page
from tests.e2e.playground import card, go_to, post, running_client, shoot, write

DOCUMENT = """---
title: 핵심광물 수출허가 대상 확대 고시
publisher: 통상자료 시험
date: 2026-02-28
lang: ko
---
정부는 갈륨과 희토류 등 핵심광물의 수출허가 대상을 확대한다고 고시했다. 수출 기업은 4월 1일까지 신고해야 한다.
"""


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


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_a_newcomer_on_teams(
    start_policywire: Callable[..., object], free_port: Callable[[], int], tmp_path: Path, chromium: Browser
) -> None:
    chat, console = free_port(), free_port()
    start_policywire(settings(tmp_path, chat, console), ready_url=f"http://127.0.0.1:{chat}/healthz")
    endpoint = f"http://127.0.0.1:{chat}/api/messages"
    with running_client(tmp_path, endpoint, free_port()) as url, open_page(chromium, 1400, 1000) as page:
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

        # What comes second is a menu: the alert is not relevant, and why.
        alert = page.locator(".ac-adaptiveCard").filter(has_text="핵심광물 수출허가 대상 확대 고시").first
        alert.locator("button", has_text="...").click()
        page.get_by_text("Not relevant", exact=True).last.click()
        expect(card(page, "What is wrong with")).to_be_visible()
        page.get_by_role("button", name="Minor").click()
        expect(card(page, "Noted for")).to_be_visible()
        shoot(page, "8-feedback")
