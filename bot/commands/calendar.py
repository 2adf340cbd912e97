"""calendar: the dates ahead that items name, what must be done by then first."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.commands import export, preferences
from bot.commands.brief import texts
from bot.commands.context import Context
from bot.commands.items import shared
from bot.commands.replies import answer, buttons, text
from bot.commands.request import Reply
from bot.commands.subject import as_typed, label_of, no_topic, resolve
from core.agenda import FIRM, Event, events
from core.card import Block, Bullets, Heading, Note, Span
from core.errors import CommandError
from core.facts import Known
from core.ics import ics
from core.model import Preferences, Subject
from core.passages import Read
from core.when import period_text
from core.wording import items, say
from storage.store import Store

OPTIONS = ("next", "topic", "lang", "from", "country", "share", "export")
DAYS, MOST_DAYS = 30, 365
# Where dates are looked for: the items of so many days back, and at most so many of them.
BACK, READ = 90, 80
ROWS = 12
# Subscriptions of a channel that are looked through where no topic is named.
FOLLOWED = 10
_SPAN = re.compile(r"(\d{1,5})\s?(d|w|일|주)?")
_PER = {"w": 7, "주": 7}


def calendar(context: Context) -> Reply:
    """Dated events of a topic's items, or of all that the channel follows, or of everything."""
    span, typed = _span_first(context.line.subject)
    days = _days(context, span)
    wanted = context.line.options.get("topic") or typed
    subject = resolve(context, wanted, verb="calendar") if wanted else None
    if isinstance(subject, Reply):
        return subject
    wishes = preferences.read(context)
    today = context.now.astimezone(context.zone).date()
    subjects = [subject] if subject else _followed(context)
    found, count = agenda(context.store, context.known, subjects, wishes, context.now, today, days)
    label = _label(context, subjects) + preferences.typed(wishes)
    if not found:
        told = context.say("calendar.none", back=BACK, days=days, label=label)
        return answer(text(told), *no_topic(context, wanted, subject), buttons(("latest", "latest")))
    blocks: list[Block] = [
        Heading(context.say("calendar.title", days=days, label=label)),
        *event_blocks(found, context.lang),
    ]
    if export.wanted(context, ("ics",)):
        title = context.say("calendar.title", days=days, label=label)
        return export.sent(context, "ics", title, ics(found, context.lang, context.now).encode())
    blocks.append(Note(context.say("calendar.read", items=items(context.lang, count), back=BACK)))
    typed = f" topic:{_quoted(as_typed(subject))}" if subject else ""
    line = f"calendar next:{days}d{typed}{preferences.typed(wishes)}"
    return shared(context, blocks, line, (context.say("export"), f"{line} export:ics"))


def agenda(
    store: Store,
    known: Known,
    subjects: Sequence[Subject | None],
    wishes: Preferences,
    now: datetime,
    today: date,
    days: int,
) -> tuple[list[Event], int]:
    """The events of the next days, and in how many items they were looked for."""
    read = texts(store, subjects, wishes, READ, since=now - timedelta(days=BACK))
    stories = store.stories.of([item.key for item in read])
    found = events((Read(item, known) for item in read), stories, today, today + timedelta(days=days))
    return found, len(read)


def _followed(context: Context) -> list[Subject | None]:
    """What the channel follows; everything, where that is nothing."""
    following = context.store.subscriptions.of_channel(context.channel)
    return [one.subject for one in following[:FOLLOWED]] or [None]


def _label(context: Context, subjects: Sequence[Subject | None]) -> str:
    named = [label_of(context.catalogue, subject, context.lang) for subject in subjects if subject]
    return ", ".join(named) or context.say("calendar.all")


def event_blocks(found: Sequence[Event], lang: str) -> list[Block]:
    """Firm dates, then the others."""
    blocks: list[Block] = []
    for name, firm in (("firm", True), ("other", False)):
        part = [event for event in found if (event.kind in FIRM) == firm]
        if part:
            blocks += [Note(say(lang, f"calendar.{name}")), Bullets(tuple(_row(one, lang) for one in part[:ROWS]))]
        if len(part) > ROWS:
            blocks.append(Note(say(lang, "more", count=len(part) - ROWS)))
    return blocks


def _row(event: Event, lang: str) -> tuple[Span, ...]:
    """The day, what it is, the sentence that says so, and the item."""
    item = event.items[0]
    kind = f" · {say(lang, f'fact.{event.kind}')}" if event.kind in FIRM else ""
    head = Span(period_text(event.first, event.last, lang), strong=True)
    source = f" {item.source}" if item.source else ""
    return (head, Span(f"{kind}: “{event.text}” ["), Span(f"#{item.id}{source}", url=item.link), Span("]"))


def _span_first(typed: str) -> tuple[str | None, str]:
    """«60d cbam» → a span and a topic: next:60d without its name."""
    first, _, rest = typed.partition(" ")
    return (first, rest.strip()) if _SPAN.fullmatch(first.casefold()) else (None, typed)


def _days(context: Context, span_typed: str | None) -> int:
    given = context.line.options.get("next", span_typed)
    if given is None:
        return DAYS
    span = _SPAN.fullmatch(given.strip().casefold())
    days = int(span[1]) * _PER.get(span[2], 1) if span else 0
    if not 1 <= days <= MOST_DAYS:
        user = context.say("bad_option", word="next", form=context.say("option.next"), value=given[:40])
        raise CommandError("bad next", user=user)
    return days


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text and '"' not in text else text
