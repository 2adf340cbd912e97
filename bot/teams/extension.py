"""The message extension: stored items to insert into a message, and the link of a message to be summarised."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands import backlog
from bot.teams.activity import Incoming, Json
from bot.teams.dialog import opened
from bot.teams.render import adaptive, attachment, envelope, one_line, title
from core.card import Actions, Button, Card
from core.errors import QueryError
from core.graphemes import truncate_graphemes
from core.item_card import source_line, summary_card
from core.model import Item, Preferences
from core.query import parse
from core.text import safe_url
from core.wording import say
from storage.store import Store

SHOWN = 10
LONGEST = 500
LINK = "link"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
_HREF = re.compile(r"""href=["'](https?://[^"'<>\s]+)["']|(https?://[^\s<>"']+)""")


class Extension:
    """Searching and linking, for the people of any tenant: items are everybody's."""

    def __init__(self, store: Store, clock: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._store, self._clock, self._zone = store, clock, zone

    def found(self, asked: Incoming) -> Json:
        """What a search finds, best first; before anything is typed, what is newest."""
        typed = " ".join(_parameters(asked.value).get("query", "")[:LONGEST].split())
        try:
            items = self._best(typed) if typed else self._store.items.latest(None, SHOWN)
        except QueryError as error:
            return {
                "composeExtension": {
                    "type": "message",
                    "text": html.escape(error.korean if asked.lang == "ko" else error.problem),
                }
            }
        if not items:
            return {"composeExtension": {"type": "message", "text": html.escape(say(asked.lang, "teams.found_none"))}}
        drawn = [self._result(item, asked.lang) for item in items[:SHOWN]]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": drawn}}

    def link(self, asked: Incoming) -> str | None:
        """The link that somebody wants summarised: typed into our question, or the first of the message it was asked for."""
        data, message = _object(asked.value, "data"), _object(asked.value, "messagePayload")
        typed, body = data.get(LINK), _object(message, "body").get("content")
        text = typed if isinstance(typed, str) else body if isinstance(body, str) else ""
        hit = _HREF.search(text[:100_000])
        return safe_url(html.unescape(hit[1] or hit[2])) if hit else None

    def ask(self, asked: Incoming) -> Json:
        """A dialog that asks for the link."""
        label = say(asked.lang, "teams.link")
        field = {
            "type": "Input.Text",
            "id": LINK,
            "label": label,
            "style": "Url",
            "isRequired": True,
            "errorMessage": label,
        }
        send = {"type": "Action.Submit", "title": title(say(asked.lang, "card.summary")), "data": {}}
        drawn = envelope([field, {"type": "ActionSet", "actions": [send]}], label)
        return opened(drawn, say(asked.lang, "card.summary"), small=True)

    def _best(self, typed: str) -> list[Item]:
        return list(backlog.best(self._store, parse(typed), Preferences(), self._clock()))

    def _result(self, item: Item, lang: str) -> Json:
        card = summary_card(item, lang, self._zone)
        blocks = [block for block in card.blocks if not isinstance(block, Actions)]
        button = Actions((Button(say(lang, "card.open"), url=item.link),))
        drawn = adaptive(Card((*blocks, *((button,) if item.link else ()))), lang)
        shown = {
            "title": html.escape(truncate_graphemes(one_line(item.title or say(lang, "card.untitled")), 150)),
            "text": html.escape(one_line(source_line(item, lang, self._zone))),
        }
        return {**attachment(drawn), "preview": {"contentType": THUMBNAIL, "content": shown}}


def _parameters(value: Mapping[str, Any]) -> dict[str, str]:
    told = value.get("parameters")
    pairs = [
        (one.get("name"), one.get("value")) for one in (told if isinstance(told, list) else []) if isinstance(one, dict)
    ]
    return {name: text for name, text in pairs if isinstance(name, str) and isinstance(text, str)}


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = value.get(name)
    return inner if isinstance(inner, dict) else {}
