"""topics."""

from collections.abc import Iterator, Sequence

from bot.commands.context import Context
from bot.commands.feedback import stand
from bot.commands.replies import answer, buttons, suggest
from bot.commands.request import Reply
from bot.commands.subject import named_topic, nearest
from core.card import Block, Bullets, Facts, Heading, Note, Span
from core.catalogue import name_in
from core.model import Topic
from core.when import date_text
from core.wording import TEXTS
from storage.feedback import Learning

NAMES_SHOWN = 12
FOLLOWED_BY_BUTTON = 5
CATEGORY_ORDER = ("agreements", "measures", "sectors", "forums")


def topics(context: Context) -> Reply:
    """All topics by category, those that fit a word, or one in full."""
    wanted = context.line.subject.strip('"')
    first, _, rest = wanted.partition(" ")
    if first.casefold() in ("show", "보기") and rest:
        return _show(context, rest.strip())
    every = list(context.catalogue.topics.values())
    found = (context.catalogue.search(wanted) if any(c.isalnum() for c in wanted) else []) if wanted else every
    if not found:
        return _unknown(context, wanted, context.say("topics.none", text=wanted[:60]))
    note = Note(context.say("topics.more", count=len(found)))
    return answer(Heading(context.say("topics.title")), *_by_category(context, found), note, *_follow(context, found))


def _show(context: Context, name: str) -> Reply:
    topic = named_topic(context.catalogue, name)
    if topic is None:
        return _unknown(context, name, context.say("unknown_topic", word=name[:60]))
    rows = [(lang, ", ".join(aliases[:NAMES_SHOWN])) for lang, aliases in _called(topic)]
    family = [
        (context.say("topics.parent"), topic.parent or ""),
        (context.say("topics.children"), ", ".join(context.catalogue.children(topic))),
    ]
    facts = Facts(tuple((label, value) for label, value in (*rows, *family, *_record(context, topic)) if value))
    return answer(Heading(f"{name_in(topic, context.lang)} ({topic.id})"), facts, *_follow(context, [topic]))


def _called(topic: Topic) -> Iterator[tuple[str, list[str]]]:
    """Its aliases by language, each once: an acronym may be an alias of several."""
    told: set[str] = set()
    for lang, aliases in topic.aliases.items():
        if own := [alias for alias in aliases if alias not in told]:
            yield lang, own
        told.update(own)


def _record(context: Context, topic: Topic) -> list[tuple[str, str]]:
    """The last edit of a topic, and what it learned."""
    history, learning = context.store.topics.history(topic.id), context.store.feedback.learning()
    stands = stand(
        context, topic.id, context.store.feedback.counts().get(topic.id, 0), learning.get(topic.id, Learning())
    )
    learned = [(context.say("topics.learning"), stands)]
    if not history:
        return learned
    last = history[-1]
    date = date_text(last.at, context.lang, context.zone)
    return [
        (context.say("topics.version"), context.say("topics.edited", number=last.number, user=last.by, date=date)),
        *learned,
    ]


def _unknown(context: Context, name: str, told: str) -> Reply:
    near = [f"topics show {topic_id}" for topic_id in nearest(context.catalogue, name)]
    return suggest(context.lang, told, near or [context.word("topics")], meant=near)


def _by_category(context: Context, found: Sequence[Topic]) -> list[Block]:
    blocks: list[Block] = []
    known = [c for c in CATEGORY_ORDER if any(t.category == c for t in found)]
    for category in (*known, *sorted({t.category for t in found} - set(CATEGORY_ORDER))):
        name = context.say(f"category.{category}") if f"category.{category}" in TEXTS else category
        of_it = [t for t in found if t.category == category]
        blocks += [Note(name), Bullets(tuple(_topic_row(context, topic) for topic in of_it))]
    return blocks


def _topic_row(context: Context, topic: Topic) -> tuple[Span, ...]:
    """The id, and the name in the reader's language."""
    return (Span(topic.id, code=True), Span(f" {name_in(topic, context.lang)}"))


def _follow(context: Context, found: Sequence[Topic]) -> list[Block]:
    """A Subscribe button a topic, where they are few enough to choose from."""
    if len(found) > FOLLOWED_BY_BUTTON:
        return []
    return [buttons(*((f"{context.say('topics.follow')}: {t.id}", f"subscribe {t.id}") for t in found))]
