"""Cards as Microsoft's own renderer (npm adaptivecards) draws them: 300 and 480 px wide, light and dark, nothing cut off."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft4Validator
from playwright.sync_api import Browser, Page

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Request
from bot.teams.dialog import form_card
from bot.teams.files import Files
from bot.teams.home import home_drawn
from bot.teams.package import korean, manifest
from bot.teams.render import adaptive
from core.card import Actions, Attachment, Button, Card, Chart, Heading, Paragraph, Preformatted, Span
from core.catalogue import Catalogue
from core.chart import Series
from core.digest_card import Piece, digest_card
from core.fate_card import fate_card
from core.item_card import alert_card
from core.model import Channel
from core.spaces import Fate
from core.wording import say
from storage.store import Store
from storage.teams import Conversation
from tests.bot.commands.conftest import NOW
from tests.bot.commands.conftest import catalogue as catalogue
from tests.bot.commands.conftest import filled as filled
from tests.bot.commands.conftest import matcher as matcher
from tests.e2e.browser import OUTPUT, open_page
from tests.servers.connector import BOT

NODE = Path(__file__).parent / "node_modules"
RENDERER = NODE / "adaptivecards/dist/adaptivecards.min.js"
SCHEMAS = NODE / "@microsoft/app-manifest/build/json-schemas/teams/v1.29"
SEOUL = ZoneInfo("Asia/Seoul")

# One card four times. What the renderer complains of, and what reaches beyond its column, is told.
DRAW = """
(card) => {
  const told = [];
  document.body.replaceChildren(Object.assign(document.createElement("style"), { textContent: "a { color: inherit }" }));
  document.body.style.cssText = "margin:0;display:flex;gap:16px;align-items:flex-start;font-family:sans-serif";
  for (const [dark, width] of [[false, 300], [true, 300], [false, 480], [true, 480]]) {
    const text = (normal, subtle) => ({ default: normal, subtle });
    const ink = dark ? text("#ffffff", "#d6d6d6") : text("#242424", "#616161");
    const accent = dark ? text("#9ea2ff", "#9ea2ff") : text("#4f52b2", "#4f52b2");
    const attention = dark ? text("#f9b4bc", "#f9b4bc") : text("#c50f1f", "#c50f1f");
    const style = { backgroundColor: dark ? "#292929" : "#ffffff", foregroundColors: { default: ink, accent, attention } };
    const drawn = new AdaptiveCards.AdaptiveCard();
    drawn.hostConfig = new AdaptiveCards.HostConfig({
      containerStyles: { default: style }, supportsInteractivity: true,
      actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal", actionAlignment: "left" },
    });
    const context = new AdaptiveCards.SerializationContext();
    drawn.parse(card, context);
    for (let at = 0; at < context.eventCount; at++) told.push(context.getEventAt(at).message);
    const column = document.createElement("div");
    column.style.cssText = `width:${width}px;flex:none;background:${style.backgroundColor};color:${ink.default}`;
    column.append(drawn.render());
    document.body.append(column);
    const edge = column.getBoundingClientRect();
    for (const element of column.querySelectorAll(":not(option)")) {
      const box = element.getBoundingClientRect();
      if (box.right > edge.right + 1 || box.left < edge.left - 1 || element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 0 && getComputedStyle(element).overflow === "hidden")
        told.push(`${width}: <${element.tagName} ${element.className}> ${element.textContent.slice(0, 40)} is cut off`);
    }
  }
  return told;
}
"""


def shown(page: Page, name: str, card: dict[str, Any]) -> list[str]:
    """What is wrong with how the card is drawn."""
    told: list[str] = page.evaluate(DRAW, card)
    page.screenshot(path=str(OUTPUT / f"card-{name}.png"), full_page=True)
    return told


def weekly(store: Store, lang: str) -> Card:
    """A weekly digest with the chart of its topics."""
    pieces = [Piece(item, ("CBAM & border carbon adjustments",), 3.0) for item in store.items.by_keys([1, 2, 3])]
    wave = tuple((day * 7) % 11 for day in range(28))
    names = ("CBAM & border carbon adjustments", "핵심광물 공급망", "Korea–China FTA")
    series = tuple(Series(name, tuple(value // (at + 1) for value in wave)) for at, name in enumerate(names))
    chart = Chart(say(lang, "digest.chart", count=28), NOW.date(), series)
    return digest_card(say(lang, "digest.title"), pieces, lang, SEOUL, chart=chart)


@pytest.fixture
def ask(filled: Store, catalogue: Catalogue) -> Callable[..., Any]:
    dispatch = Dispatcher(filled, catalogue, lambda: NOW, SEOUL)
    return lambda line, lang="en", **how: dispatch(
        Request("teams", "t", "19:trade", "kim", line, channel_name="trade", lang=lang, user_name="Kim", **how)
    )


@pytest.mark.e2e
@pytest.mark.timeout(200)
def test_the_cards_are_whole_at_every_width_and_in_both_themes(
    ask: Callable[..., Any], filled: Store, chromium: Browser
) -> None:
    assert RENDERER.exists(), "the renderer is not installed: run npm ci --prefix tests/e2e"
    ask("subscribe cbam")
    item = filled.items.latest(None, 1)[0]
    alert, english = (alert_card(item, ("Critical minerals",), (), lang, SEOUL) for lang in ("ko", "en"))
    place = Conversation("t", "19:trade", "channel", "https://smba.trafficmanager.net/kr")
    files = Files(filled.downloads, lambda: NOW, SEOUL, "https://policy.example")
    brief = Attachment("핵심광물-브리핑.docx", "application/octet-stream", b"x" * 40_000, "핵심광물 브리핑 · Kim")
    hostile = Card(
        (
            Heading("[click](https://x.example) **now** {{DATE(2026-01-01)}}", "https://x.example/" + "a" * 200),
            Paragraph((Span("https://x.example/" + "b" * 300), Span(" wide " + "한" * 300))),
            Preformatted("(CBAM OR 탄소국경\n ^\n" + "x" * 90),
            Actions(tuple(Button(f"구독 {n} Subscribe to this", "help") for n in range(5))),
        )
    )
    cards = {
        "alert-ko": adaptive(alert, "ko"),
        "alert": adaptive(english),
        **{f"digest-{lang}": adaptive(weekly(filled, lang), lang) for lang in ("en", "ko")},
        "why": adaptive(ask(f"why #{item.id}").card, replace=True),
        "brief-ko": adaptive(ask("브리핑 cbam since:60d", "ko").card, "ko", replace=True),
        "list-ko": adaptive(ask("목록", "ko").card, "ko", replace=True),
        "feeds-ko": adaptive(ask("출처", "ko").card, "ko", replace=True),
        "file-ko": adaptive(files.card(brief, place, "ko"), "ko"),
        "removed-ko": adaptive(fate_card(Channel("teams", "t", "19:trade", "통상", "ko"), Fate.REMOVED, "x", 3), "ko"),
        "status": adaptive(ask("").card),
        "help-ko": adaptive(ask("도움말", "ko").card, "ko"),
        "preview": adaptive(ask("preview cbam").card),
        "list": adaptive(ask("list").card),
        "settings": form_card(ask("settings").form, "en"),
        "wizard-ko": form_card(ask("구독", "ko").form, "ko"),
        "wrong": form_card(ask("subscribe", filled={"query": ("(CBAM OR",)}).form, "en"),
        "home": home_drawn(ask("status").card, "en"),
        "hostile": adaptive(hostile),
    }
    with open_page(chromium, 1640, 900) as page:
        page.goto("about:blank")
        page.add_script_tag(path=str(RENDERER))
        wrong = {name: told for name, card in cards.items() if (told := shown(page, name, card))}
        page.evaluate(DRAW, cards["hostile"])
        links = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.href)")
    assert wrong == {}
    assert not [link for link in links if link.startswith("https://x.example/)")]


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("name", "told", "wrong"),
    [
        ("MicrosoftTeams.schema.json", manifest(BOT, "https://policy.example", "1.2.3"), {"bots": [{"botId": "x"}]}),
        ("MicrosoftTeams.Localization.schema.json", korean(), {"money": "x"}),
    ],
    ids=["manifest", "korean"],
)
def test_the_package_is_right_by_microsofts_schemas(name: str, told: dict[str, Any], wrong: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / name).read_text("utf-8-sig"))
    assert [error.message for error in Draft4Validator(schema).iter_errors(told)] == []
    assert [*Draft4Validator(schema).iter_errors(told | wrong)]
