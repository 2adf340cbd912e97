"""latest, summary."""

import re

from bot.commands import preferences
from bot.commands.backlog import matching
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, refuse, suggest, text
from bot.commands.request import Reply
from bot.commands.subject import as_typed, label_of, named_topic, resolve
from core.card import Bullets, Heading, Note, Span
from core.item_card import source_line, summary_card
from core.items import LONGEST_ID, SHORTEST_ID
from core.model import Item, Subject

SHOWN, MOST_SHOWN = 5, 10
# A longer number is part of what is looked for, as in «Section 232».
_COUNT = re.compile(r"(?:^|\s)(\d{1,2})$")
_SHORT_ID = re.compile(rf"#?([0-9A-Za-z]{{{SHORTEST_ID},{LONGEST_ID}}})")
# Short ids have no letters that look like digits, so whoever types one means the digit.
_LOOKALIKES = str.maketrans("OIL", "011")


def latest(context: Context) -> Reply:
    """The newest items, each with the id that `summary` takes."""
    wanted, count = _count(context)
    if not 1 <= count <= MOST_SHOWN:
        return refuse(context.say("latest.count", most=MOST_SHOWN, count=count))
    wishes = preferences.read(context)
    subject = resolve(context, wanted, verb="latest") if wanted else None
    if isinstance(subject, Reply):
        return subject
    label = label_of(context.catalogue, subject) if subject else context.say("latest.all")
    found, _ = matching(context.store, subject, wishes, limit=count)
    if not found:
        return _none(context, subject, label + preferences.typed(wishes))
    return answer(
        Heading(context.say("latest.title", label=label + preferences.typed(wishes))),
        Bullets(tuple(_row(context, item) for item in found)),
        buttons(*((f"{context.say('card.summary')} #{item.id}", f"summary #{item.id}") for item in found)),
    )


def summary(context: Context) -> Reply:
    """One item's lead sentences, cited."""
    wanted = context.line.subject.strip()
    if not wanted:
        return answer(text(context.say("summary_what")), buttons(("latest", "latest")))
    item = find(context, wanted)
    if item is not None:
        return answer(*summary_card(item, context.lang, context.zone).blocks)
    told = context.say("no_item", name=wanted[:200])
    if topic := named_topic(context.catalogue, wanted):
        return suggest(context.lang, told, [f"latest {topic.id}"], meant=[f"latest {topic.id}"])
    return answer(text(told), Note(context.say("no_item_hint")), buttons(("latest", "latest")))


def find(context: Context, wanted: str) -> Item | None:
    """The item behind a short id or an article's address."""
    if short := _SHORT_ID.fullmatch(wanted):
        return context.store.items.by_id(short[1].upper().translate(_LOOKALIKES))
    return context.store.items.by_link(wanted)


def _count(context: Context) -> tuple[str, int]:
    """What is looked for and how many of it. A topic may end in a number."""
    subject = context.line.subject
    number = None if named_topic(context.catalogue, subject) else _COUNT.search(subject)
    return (subject[: number.start()].strip(), int(number[1])) if number else (subject, SHOWN)


def _none(context: Context, subject: Subject | None, label: str) -> Reply:
    if not context.store.items.count():
        return answer(text(context.say("latest.nothing")), buttons(("feeds", "feeds"), ("status", "status")))
    told = context.say("latest.none", label=label)
    follow = [(context.say("follow_it"), f"subscribe {as_typed(subject)}")] if subject else []
    return answer(text(told), buttons(*follow, ("latest", "latest")))


def _row(context: Context, item: Item) -> tuple[Span, ...]:
    title = Span(item.title or context.say("card.untitled"), url=item.link, strong=True)
    return (Span(f"#{item.id} "), title, Span(f" · {source_line(item, context.lang, context.zone)}"))
