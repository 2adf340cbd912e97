"""Card and page → HTML. Pure: values in, text out, by Jinja2 with autoescape always on.

The one place where foreign text is made harmless for a browser: everything is escaped, a link is http(s) or plain text,
and no control or direction sign gets through.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.console.people import OWNER, Person, Role
from bot.console.receive import MAX_LINE, MAX_NAME
from bot.console.wording import words
from core.card import Block, Card, Chart, Span
from core.catalogue import name_in
from core.chart import Series, ceiling, row_svg
from core.ledger_words import sending_text, setting_text, told_text, value_text
from core.model import Channel
from core.text import HAN, HANGUL, KANA, safe_url
from core.when import moment_text
from core.wording import TEXTS, say
from storage.console import ConsoleMessage

# Controls but tab and newline, and the signs that turn the reading direction so that one text passes for another.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SCRIPTS = (("ja", re.compile(f"[{KANA}]")), ("ko", re.compile(f"[{HANGUL}]")), ("zh", re.compile(f"[{HAN}]")))


@dataclass(frozen=True, slots=True)
class Look:
    """What is the same on every page of a process: the token of its forms, the zone of its times, its first language."""

    token: str
    zone: tzinfo = UTC
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows around its middle."""

    look: Look
    channels: Sequence[Channel] = ()
    chosen: Channel | None = None
    name_error: str = ""
    name_typed: str = ""
    section: str = "chat"
    theme: str = ""
    wanted_lang: str = ""
    path: str = "/"
    person: Person = OWNER
    visit_token: str = ""

    @property
    def lang(self) -> str:
        """The language of the page's own words: the visitor's choice, else that of the channel."""
        return words(self.wanted_lang or (self.chosen.lang if self.chosen else self.look.lang)).lang

    @property
    def token(self) -> str:
        """What the page's forms carry."""
        return self.visit_token or self.look.token

    @property
    def action(self) -> str:
        """Where the buttons of a card post their commands that belongs to no channel: to the first one."""
        return chat_path(self.channels[0]) if self.channels else "/"

    @property
    def may_edit(self) -> bool:
        """Whether the visitor may give commands and edit topics."""
        return self.person.role >= Role.EDITOR

    @property
    def may_rule(self) -> bool:
        """Whether the visitor may do everything."""
        return self.person.role >= Role.ADMIN


@dataclass(frozen=True, slots=True)
class Chat:
    """A channel's messages, the oldest first, and what stands in its command line."""

    messages: Sequence[ConsoleMessage] = ()
    subscribed: bool = False
    earlier: int | None = None
    line: str = ""
    problem: str = ""
    completions: Sequence[str] = ()


def card_html(card: Card, *, action: str, token: str) -> Markup:
    """The card's blocks. Buttons that stand for a command are forms that post it to `action`."""
    return _render("card.html", card=card, action=action, token=token)


def messages_html(page: Page, chat: Chat) -> str:
    """The messages alone, or the empty state."""
    return _page("messages.html", page, chat=chat)


def chat_html(page: Page, chat: Chat) -> str:
    """The page of the chosen channel, or the one that asks for a first channel."""
    return _page("chat.html", page, chat=chat, max_line=MAX_LINE)


def page_html(template: str, page: Page, **values: object) -> str:
    """The page of a template in the templates folder."""
    return _page(template, page, **values)


def problem_html(page: Page, text: str) -> str:
    """A page that says what went wrong and leads back."""
    return _page("problem.html", page, text=text)


def chat_path(channel: Channel) -> str:
    """Where a channel's page is."""
    return "/chat/" + quote(channel.address, safe="")


def fragment_path(channel: Channel) -> str:
    """Where a channel's messages are, without the page around them."""
    return "/messages/" + quote(channel.address, safe="")


def _page(template: str, page: Page, **values: object) -> str:
    own = {"page": page, "words": words(page.lang), "say": partial(say, page.lang), "max_name": MAX_NAME}
    return _render(template, **own, **values)


def _render(template: str, **values: object) -> Markup:
    return Markup(_templates.get_template(template).render(values))  # noqa: S704 - the template has escaped it


def _cleaned(value: object) -> object:
    """What a template prints, without the signs nobody sees. Markup comes from a template, where this was done."""
    return _UNSEEN.sub("", value) if type(value) is str else value


def _kind(block: Block) -> str:
    return type(block).__name__


def _script_lang(text: str) -> str | None:
    """The language whose letter forms suit a text: the same Han sign is drawn differently in Seoul, Tokyo and Beijing."""
    return next((lang for lang, script in _SCRIPTS if script.search(text)), None)


def day(moment: date, zone: tzinfo) -> str:
    """The date of a moment: 2026-03-02."""
    return f"{moment.astimezone(zone):%Y-%m-%d}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def fault_text(error: str, lang: str) -> str:
    """What went wrong with a feed, in words where its code has any."""
    key = f"ui.feeds.fault.{error.partition(':')[0]}"
    return say(lang, key) if key in TEXTS else error


def item_path(short: str) -> str:
    """Where an item's page is."""
    return "/items/" + quote(short, safe="")


def _row_svg(chart: Chart, one: Series) -> Markup:
    top = ceiling([value for each in chart.series for value in each.values])
    return Markup(row_svg(chart.days, one.values, top))  # noqa: S704 - digits only


def _flat(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def _environment() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_cleaned)
    made.trim_blocks = made.lstrip_blocks = True
    made.filters |= {"web_url": safe_url, "kind": _kind, "script_lang": _script_lang, "flat": _flat}
    made.filters |= {
        "when": moment_text,
        "told": told_text,
        "setting": setting_text,
        "told_value": value_text,
        "fault": fault_text,
        "chat_path": chat_path,
        "fragment_path": fragment_path,
    }
    made.filters |= {"day": day, "item_path": item_path, "topic_name": name_in}
    made.globals |= {"card_html": card_html, "row_svg": _row_svg, "sending_text": sending_text}
    return made


_templates = _environment()
