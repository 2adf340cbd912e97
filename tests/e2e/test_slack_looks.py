"""The local Slack's own page with each kind of card on it, in English and Korean: pictures for people, in tests/output/slack.

What is asserted is that the page shows the words; whether it looks well is for the eye.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot.slack import render
from core.digest_card import Piece, digest_card
from core.wording import say
from tests.e2e.face import SEOUL, Face, facing, filled_template, make_store

pytestmark = pytest.mark.e2e

OUTPUT = Path(__file__).parents[1] / "output" / "slack"
# A picture: its lines, and words that it has to show in either language.
CARDS = {
    "first-words": (["list"], ("Nothing is subscribed", "아직 구독이 없습니다")),
    "alert": (["subscribe cbam", "test"], ("CBAM certificate price", "CBAM certificate price")),
    "preview": (["preview cbam"], ("Preview", "미리보기")),
    "list": (["subscribe cbam", "list"], ("Subscriptions of this channel", "이 채널의 구독")),
    "digest": (["digest daily 08:30", "digest"], ("Digest", "다이제스트")),
    "why": (["subscribe cbam", "why #BANF"], ("Why #BANF", "#BANF의 이유")),
    "brief": (["brief cbam since:60d"], ("CBAM", "CBAM")),
    "feeds": (["feeds"], ("answering", "정상")),
    "summary": (["summary #VQNF"], ("Excerpt", "발췌")),
    "error": (["subscribe (CBAM OR 탄소국경"], ("Missing )", "탄소국경")),
    "settings-card": (["settings sensitivity:fewer"], ("Only sure hits", "확실한 것만")),
    "help": (["help subscribe"], ("subscribe", "구독")),
}


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Face]:
    folder = tmp_path_factory.mktemp("looks")
    template = filled_template(tmp_path_factory.mktemp("filled"), sqlite_template)
    with facing(folder, make_store(folder, template)) as face:
        yield face


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_card_is_shown(face: Face, chromium: Browser, lang: str) -> None:
    face.fixed = {"lang": lang}
    shots = OUTPUT / lang
    shots.mkdir(parents=True, exist_ok=True)
    page = chromium.new_page(viewport={"width": 1100, "height": 900})
    page.goto(face.slack.url)
    for name, (lines, words) in CARDS.items():
        channel = face.channel(f"{lang}-{name}")
        for line in lines:
            face.answers(line, channel)
        _go(page, f"{lang}-{name}")
        page.locator(".messages").get_by_text(words[lang == "ko"]).first.wait_for(timeout=15_000)
        page.screenshot(path=shots / f"{name}.png")
    channel = face.channel(f"{lang}-collected")
    pieces = [Piece(item, ("CBAM",), 3.0) for item in face.store.items.by_keys([1, 2, 3])]
    message = render.message(digest_card(say(lang, "digest.title"), pieces, lang, SEOUL))
    face.slack.ask("POST", "/api/chat.postMessage", {"channel": channel, **message}, face.slack.bot_token)
    _go(page, f"{lang}-collected")
    page.locator(".messages").get_by_text(say(lang, "digest.title")).first.wait_for(timeout=15_000)
    page.screenshot(path=shots / "digest-card.png")
    channel = face.channel(f"{lang}-modals")
    for line, title in (
        ("subscribe", ("Choose topics", "주제 고르기")),
        ("settings", ("Channel settings", "채널 설정")),
    ):
        face.slack.command(line, channel)
        face.modal(title[lang == "ko"])
        page.get_by_text(title[lang == "ko"]).first.wait_for(timeout=15_000)
        page.screenshot(path=shots / f"modal-{line}.png")
        face.ui({"t": "view_close", "user": face.slack.member}, lambda event: event["t"] == "view")
    face.home()
    _go(page, "policy")
    page.get_by_text(("Your channels", "내 채널")[lang == "ko"]).first.wait_for(timeout=15_000)
    page.screenshot(path=shots / "home.png")
    page.close()


def _go(page: Page, channel: str) -> None:
    page.locator(".sidebar-item", has_text=re.compile(rf"#?{re.escape(channel)}$")).click()
