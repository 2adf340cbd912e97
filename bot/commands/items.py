"""latest, summary."""

import re

from bot.commands.backlog import matching
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, refuse, text
from bot.commands.request import Reply
from bot.commands.subject import label_of, resolve
from core.card import Bullets, Heading, Note, Span
from core.item_card import source_line, summary_card
from core.items import LONGEST_ID, SHORTEST_ID
from core.model import Item

SHOWN, MOST_SHOWN = 5, 10
_COUNT = re.compile(r"(?:^|\s)(\d{1,4})$")
_SHORT_ID = re.compile(rf"#?([0-9A-Za-z]{{{SHORTEST_ID},{LONGEST_ID}}})")


def latest(context: Context) -> Reply:
    """The newest items, each with the id that `summary` takes."""
    wanted, count = _count(context.line.subject)
    if not 1 <= count <= MOST_SHOWN:
        return refuse(context.say("bad_option", word="latest", form=context.say("option.count"), value=count))
    langs = tuple(filter(None, context.line.options.get("lang", "").lower().split(",")))
    label, found = context.say("latest.all"), context.store.items.latest(None, count, langs)
    if wanted:
        subject = resolve(context, wanted, verb="latest")
        if isinstance(subject, Reply):
            return subject
        label, found = (
            label_of(context.catalogue, subject),
            matching(context.store, context.catalogue, subject, None, langs)[0],
        )
    if not found:
        return answer(text(context.say("latest.none", label=label) if wanted else context.say("latest.nothing")))
    newest = found[:count]
    summaries = buttons(*((f"{context.say('card.summary')} #{item.id}", f"summary #{item.id}") for item in newest))
    return answer(
        Heading(context.say("latest.title", label=label)),
        Bullets(tuple(_row(context, item) for item in newest)),
        summaries,
    )


def summary(context: Context) -> Reply:
    """One item's lead sentences, cited."""
    wanted = context.line.subject.strip()
    if not wanted:
        return answer(text(context.say("summary_what")), buttons(("latest", "latest")))
    item = find(context, wanted)
    if item is None:
        return answer(
            text(context.say("no_item", name=wanted[:200])),
            Note(context.say("no_item_hint")),
            buttons(("latest", "latest")),
        )
    card = summary_card(item, context.lang, context.zone)
    return answer(*card.blocks)


def find(context: Context, wanted: str) -> Item | None:
    """The item behind a short id or an article's address."""
    if short := _SHORT_ID.fullmatch(wanted):
        return context.store.items.by_id(short[1])
    return context.store.items.by_link(wanted)


def _count(subject: str) -> tuple[str, int]:
    number = _COUNT.search(subject)
    return (subject[: number.start()].strip(), int(number[1])) if number else (subject, SHOWN)


def _row(context: Context, item: Item) -> tuple[Span, ...]:
    title = Span(item.title or context.say("card.untitled"), url=item.link, strong=True)
    return (Span(f"#{item.id} "), title, Span(f" · {source_line(item, context.lang, context.zone)}"))
