"""search."""

from bot.commands import backlog, period, preferences
from bot.commands.context import Context
from bot.commands.items import row, shared
from bot.commands.replies import answer, buttons, card, text
from bot.commands.request import Reply
from bot.commands.subject import as_typed, named_topic
from core.card import Bullets, Heading, Note
from core.model import Subject, SubjectKind
from core.query import parse

SHOWN = 5
OPTIONS = (*period.OPTIONS, *(name for name in preferences.OPTIONS if name != "sensitivity"), "share")


def search(context: Context) -> Reply:
    """Stored items for a query, best first. A query is a query here, also where a topic is called so."""
    wanted = context.line.subject
    if not wanted:
        lines = context.examples("search")
        return answer(text(context.say("search_what")), buttons(*((line, line) for line in lines)))
    wishes, since, until = preferences.read(context), period.since(context), period.until(context)
    query = parse(wanted)
    found = backlog.best(context.store, query, wishes, context.now, since=since, until=until)
    narrowed = period.typed(context) + preferences.typed(wishes)
    if not found:
        return _none(context, query.text, narrowed)
    count = f"{backlog.RANKED}+" if len(found) == backlog.RANKED else str(len(found))
    line = f"search {as_typed(Subject(SubjectKind.QUERY, query.text))}{narrowed}"
    follow = (
        context.say("follow_it"),
        f"subscribe {as_typed(Subject(SubjectKind.QUERY, query.text))}{preferences.typed(wishes)}",
    )
    blocks = card(
        Heading(context.say("search.title", label=query.text + narrowed)),
        Bullets(tuple(row(context, item) for item in found[:SHOWN])),
        Note(context.say("search.count", shown=min(SHOWN, len(found)), count=count)),
        *_topic(context, wanted),
    ).blocks
    return shared(context, blocks, line, follow)


def _none(context: Context, query: str, narrowed: str) -> Reply:
    """Nothing fits: the same without what narrows it, or an eye on the future."""
    typed = as_typed(Subject(SubjectKind.QUERY, query))
    wider = [(f"{context.word('search')} {query}"[:75], f"search {typed}")] if narrowed else []
    follow = (context.say("follow_it"), f"subscribe {typed}")
    told = text(context.say("latest.none", label=query + narrowed))
    return answer(told, *_topic(context, context.line.subject), buttons(*wider, follow))


def _topic(context: Context, wanted: str) -> list[Note]:
    """That a topic is called so, which knows more than the words."""
    topic = named_topic(context.catalogue, wanted)
    word = wanted.strip('"')[:60]
    line = f"{context.word('latest')} {topic.id}" if topic else ""
    return [Note(context.say("search.topic", word=word, id=topic.id, line=line))] if topic else []
