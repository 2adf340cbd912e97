"""The home card of a personal chat: the channels where this person follows something, how the feeds are, what to try."""

from collections.abc import Mapping
from typing import Any

from bot.commands.feeds import counts
from bot.teams.activity import Incoming, Json
from bot.teams.render import adaptive
from core.card import Actions, Block, Bullets, Button, Card, Facts, Heading, Note, Span
from core.wording import say
from storage.store import Store

WORDS = ("", "home", "홈")
SHOWN = 20
TYPED = "typed"


def home_card(store: Store, asked: Incoming) -> Card:
    """The card. Channels are told by name and what they follow, of this tenant only."""
    lang, mine = asked.lang, store.teams.followed_by(asked.place.tenant, asked.person.known_as)
    blocks: list[Block] = [Heading(say(lang, "teams.home")), Note(say(lang, "teams.how_chat"))]
    if mine:
        rows = [
            (Span(name or say(lang, "teams.unnamed"), strong=True), Span(": " + ", ".join(labels)))
            for name, labels in mine
        ]
        blocks += [Note(say(lang, "teams.mine")), Bullets(tuple(rows[:SHOWN]))]
        if len(rows) > SHOWN:
            blocks.append(Note(say(lang, "more", count=len(rows) - SHOWN)))
    else:
        blocks.append(Note(say(lang, "teams.mine_none")))
    blocks.append(Facts(((say(lang, "status.feeds"), counts(lang, store.feeds.all())),)))
    buttons = (("choose_topics", "topics"), ("teams.feeds", "feeds"), ("teams.help", "help"))
    blocks.append(Actions(tuple(Button(say(lang, label), line) for label, line in buttons)))
    return Card(tuple(blocks))


def home_drawn(card: Card, lang: str) -> Json:
    """The card as it is drawn, with a field to search in."""
    drawn = adaptive(card, lang, replace=True)
    field = {"type": "Input.Text", "id": TYPED, "label": say(lang, "teams.search"), "maxLength": 500}
    search = {"type": "Action.Submit", "title": say(lang, "teams.search_do"), "data": {"line": "search"}}
    return {**drawn, "body": [*drawn["body"], field, {"type": "ActionSet", "actions": [search]}]}


def line_of(value: Mapping[str, Any]) -> str | None:
    """The command line that a message's value stands for, with what was typed beside its button; None for none of ours."""
    line, typed = value.get("line"), value.get(TYPED, "")
    return f"{line} {typed}".strip() if isinstance(line, str) and isinstance(typed, str) else None
