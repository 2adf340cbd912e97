"""latest, summary."""

import logging
import re
from collections.abc import Sequence

from bot.commands import backlog, period, preferences
from bot.commands.context import Context
from bot.commands.replies import BUTTONS, answer, buttons, card, refuse, suggest, text
from bot.commands.request import Reply, Visibility
from bot.commands.subject import as_typed, label_of, named_topic, no_topic, resolve
from core.card import Actions, Block, Bullets, Heading, Note, Span
from core.errors import SourceError
from core.item_card import source_line, summary_card, to_translate
from core.items import LONGEST_ID, SHORTEST_ID, link_identity
from core.model import Item, Subject
from core.ports import PageReader

log = logging.getLogger(__name__)
SHOWN, MOST_SHOWN = 5, 10
OPTIONS = (*period.OPTIONS, *preferences.OPTIONS, "share")
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
    label = label_of(context.catalogue, subject, context.lang) if subject else context.say("latest.all")
    since, until = period.since(context), period.until(context)
    found = backlog.latest(context.store, subject, wishes, count, since=since, until=until)
    narrowed = period.typed(context) + preferences.typed(wishes)
    if not found:
        return _none(context, wanted, subject, label + narrowed)
    heading = Heading(context.say("latest.title", label=label + narrowed))
    line = f"latest {as_typed(subject)} {count}{narrowed}" if subject else f"latest {count}{narrowed}"
    summaries = [(f"{context.say('card.summary')} #{item.id}", f"summary #{item.id}") for item in found]
    return shared(context, (heading, Bullets(tuple(row(context, item) for item in found))), line, *summaries)


def summary(context: Context) -> Reply:
    """One item's lead sentences, cited."""
    wanted = context.line.subject.strip()
    if not wanted:
        return answer(text(context.say("summary_what")), buttons(("latest", "latest")))
    item = find(context, wanted)
    if item is not None:
        return _summary(context, item)
    told = context.say("no_item", name=wanted[:200])
    if topic := named_topic(context.catalogue, wanted):
        return suggest(context.lang, told, [f"latest {topic.id}"], meant=[f"latest {topic.id}"])
    if context.read_page and link_identity(wanted):
        return _unstored(context, context.read_page, wanted, told)
    return answer(text(told), Note(context.say("no_item_hint")), buttons(("latest", "latest")))


def _unstored(context: Context, read: PageReader, url: str, told: str) -> Reply:
    """What stands on a page that nothing brought."""
    try:
        reply = _summary(context, read(url))
    except SourceError as error:
        log.info("a page asked about cannot be read: %s", error)
        return answer(text(told, context.say("summary.unread", code=error.code)), buttons(("latest", "latest")))
    return answer(*reply.card.blocks, Note(context.say("card.unstored")))


def _summary(context: Context, item: Item) -> Reply:
    """By the model where one is configured and its text stood the test, else an excerpt."""
    written = None
    workspace = f"{context.request.surface}:{context.request.workspace}"
    if context.summariser:
        written = context.summariser.summarise(item, workspace=workspace, now=context.now)
        if written.shortfall or written.refusals:
            refused = ", ".join(one.value for one in written.refusals)
            log.info("summary of #%s: %s; refused: %s", item.id, written.shortfall or "written", refused or "nothing")
    translation = None
    if context.translator and (lines := to_translate(item, context.lang)):
        translation = context.translator.translate(item, lines, context.lang, workspace=workspace, now=context.now)
        if translation.shortfall or translation.refusals:
            log.info("translation of #%s: %s; %s refused", item.id, translation.shortfall, len(translation.refusals))
    card = summary_card(
        item,
        context.lang,
        context.zone,
        known=context.known,
        others=context.store.stories.others(item),
        written=written,
        translation=translation,
    )
    return shared(context, card.blocks, f"summary #{item.id}") if item.id else answer(*card.blocks)


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


def _none(context: Context, wanted: str, subject: Subject | None, label: str) -> Reply:
    if not context.store.items.count():
        return answer(text(context.say("latest.nothing")), buttons(("feeds", "feeds"), ("status", "status")))
    told = context.say("latest.none", label=label)
    follow = [(context.say("follow_it"), f"subscribe {as_typed(subject)}")] if subject else []
    return answer(text(told), *no_topic(context, wanted, subject), buttons(*follow, ("latest", "latest")))


def shared(context: Context, blocks: Sequence[Block], line: str, *others: tuple[str, str]) -> Reply:
    """An answer to the caller with a button that shows it to the channel: the same line with `share:yes`."""
    if context.line.options.get("share") != "yes":
        share = (context.say("share"), f"{line} share:yes")
        first, rest = others[: BUTTONS - 1], others[BUTTONS - 1 :]
        return answer(*blocks, Actions(buttons(*first, share).buttons, buttons(*rest).buttons))
    name = context.request.user_name
    by = [Note(context.say("shared_by", user=name))] if name else []
    return Reply(card(*blocks, *by), Visibility.CHANNEL)


def row(context: Context, item: Item) -> tuple[Span, ...]:
    """An item in a list: its id, its title, where it comes from."""
    title = Span(item.title or context.say("card.untitled"), url=item.link, strong=True)
    return (Span(f"#{item.id} "), title, Span(f" · {source_line(item, context.lang, context.zone)}"))
