"""topics, feeds."""

from collections.abc import Sequence

from bot.commands.context import Context
from bot.commands.replies import answer, buttons, suggest, text
from bot.commands.request import Reply
from core.card import Block, Bullets, Facts, Heading, Note, Span
from core.model import Feed, Topic
from core.when import date_text

FEEDS_SHOWN = 25
NAMES_SHOWN = 12
CATEGORY_ORDER = ("agreements", "measures", "sectors", "forums")


def topics(context: Context) -> Reply:
    """All topics by category, those that fit a word, or one in full."""
    first, _, rest = context.line.subject.partition(" ")
    if first.casefold() in ("show", "보기") and rest:
        return _show(context, rest.strip())
    found = (
        context.catalogue.search(context.line.subject)
        if context.line.subject
        else list(context.catalogue.topics.values())
    )
    if not found:
        near = [f"topics show {topic_id}" for topic_id in context.catalogue.nearest(context.line.subject)]
        return suggest(
            context.lang, context.say("topics.none", text=context.line.subject[:60]), near or ["topics"], ask=bool(near)
        )
    note = Note(context.say("topics.more", count=len(found)))
    return answer(Heading(context.say("topics.title")), *_by_category(found), note, *_follow(context, found))


def feeds(context: Context) -> Reply:
    """How the feeds are: the failing ones first."""
    every = context.store.feeds.all()
    wanted = context.line.subject.casefold()
    found = [f for f in every if wanted in f"{f.id} {f.title} {f.country} {f.tier} {f.lang}".casefold()]
    if not found:
        return suggest(context.lang, context.say("feeds.none", text=context.line.subject[:60]), ["feeds"], ask=False)
    carried = context.store.feeds.carried(found)
    worst_first = sorted(found, key=lambda f: (f.error is None, f.ok_at is None, f.id))
    rows = tuple(_feed_row(context, feed, carried[feed.key]) for feed in worst_first[:FEEDS_SHOWN])
    more = [Note(context.say("more", count=len(found) - FEEDS_SHOWN))] if len(found) > FEEDS_SHOWN else []
    return answer(Heading(context.say("feeds.title")), text(counts(context, found)), Bullets(rows), *more)


def counts(context: Context, feeds: Sequence[Feed]) -> str:
    """Feeds in numbers."""
    failing = sum(f.error is not None for f in feeds)
    ok = sum(f.error is None and f.ok_at is not None for f in feeds)
    return context.say("feeds.counts", total=len(feeds), ok=ok, failing=failing, waiting=len(feeds) - ok - failing)


def _show(context: Context, name: str) -> Reply:
    topic = context.catalogue.find(name)
    if topic is None:
        near = [f"topics show {topic_id}" for topic_id in context.catalogue.nearest(name)]
        return suggest(context.lang, context.say("unknown_topic", word=name[:60]), near or ["topics"], ask=bool(near))
    rows = [(lang, ", ".join(aliases[:NAMES_SHOWN])) for lang, aliases in topic.aliases.items() if aliases]
    family = [
        (context.say("topics.parent"), topic.parent or ""),
        (context.say("topics.children"), ", ".join(context.catalogue.children(topic))),
    ]
    facts = Facts(tuple((label, value) for label, value in (*rows, *family) if value))
    return answer(Heading(f"{topic.name} ({topic.id})"), facts, *_follow(context, [topic]))


def _by_category(found: Sequence[Topic]) -> list[Block]:
    blocks: list[Block] = []
    known = [c for c in CATEGORY_ORDER if any(t.category == c for t in found)]
    for category in (*known, *sorted({t.category for t in found} - set(CATEGORY_ORDER))):
        blocks.append(Note(category))
        blocks.append(
            Bullets(tuple((Span(t.id, code=True), Span(f" {t.name}")) for t in found if t.category == category))
        )
    return blocks


def _follow(context: Context, found: Sequence[Topic]) -> list[Block]:
    """A Subscribe button a topic, where they are few enough to choose from."""
    if len(found) > 5:
        return []
    return [buttons(*((f"{context.say('topics.follow')}: {t.id}", f"subscribe {t.id}") for t in found))]


def _feed_row(context: Context, feed: Feed, carried: int) -> tuple[Span, ...]:
    if feed.error is not None and feed.error_since:
        state = context.say(
            "feeds.failing", date=date_text(feed.error_since, context.lang, context.zone), error=feed.error
        )
    elif feed.ok_at:
        state = context.say("feeds.ok", date=date_text(feed.ok_at, context.lang, context.zone), count=carried)
    else:
        state = context.say("feeds.waiting")
    return (Span(feed.title or feed.id, strong=True), Span(f" ({feed.tier}, {feed.lang or '?'}): {state}"))
