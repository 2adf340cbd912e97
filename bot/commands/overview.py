"""status, help."""

from collections.abc import Sequence

from bot.commands.context import Context
from bot.commands.feeds import counts
from bot.commands.replies import answer, buttons, code, suggest, text
from bot.commands.request import Reply
from bot.commands.subscriptions import LISTED, nothing_here
from core.card import Block, Bullets, Facts, Heading, Note, Span
from core.model import Subscription
from core.wording import TEXTS, say
from storage.documents import KnownDocument
from storage.store import Store

ERRORS_SHOWN = 5
# What a newcomer may like to follow; the first one that the channel does not follow is offered.
OFFERED = ("korea-china-fta", "critical-minerals", "cbam", "us-tariffs", "export-controls")


def status(context: Context) -> Reply:
    """This channel and the product; what is broken is named."""
    following = context.store.subscriptions.of_channel(context.channel)
    labels = ", ".join(s.label for s in following[:LISTED])
    here = [text(context.say("status.channel", labels=labels))] if following else nothing_here(context).card.blocks
    lines = _first_things(context, following)
    return answer(
        Heading(context.say("status.title")),
        *here,
        *installation(context.store, context.lang),
        text(context.say("try")),
        buttons(*((line, line) for line in lines)),
    )


def help_(context: Context) -> Reply:
    """Examples first."""
    wanted = context.line.subject.casefold()
    if not wanted:
        rows = tuple((*code(context.examples(verb)[0]), Span(f" {_about(context, verb)}")) for verb in context.help)
        return answer(Heading(context.say("help.title")), Bullets(rows), Note(context.say("help.more")))
    verb = next((v for v, h in context.help.items() if wanted in (v, *h.aliases)), None)
    if verb is None:
        return suggest(context.lang, context.say("unknown_verb", word=wanted[:40]), ["help"])
    found = context.help[verb]
    examples = Bullets(tuple(code(line) for line in context.examples(verb)))
    notes = [Note(context.say("help.aliases", aliases=", ".join(found.aliases)))]
    if options := [f"{name}: {context.say(f'option.{name}')}" for name in found.options if f"option.{name}" in TEXTS]:
        notes.insert(0, Note(context.say("help.options", options=" · ".join(options))))
    return answer(Heading(verb), examples, text(_about(context, verb)), *notes)


def installation(store: Store, lang: str) -> list[Block]:
    """How the product fares, whatever the channel."""
    documents = list(store.documents.known().values())
    broken = [document for document in documents if document.error]
    sendings = sorted(store.ledger.counts().items())
    deliveries = ", ".join(say(lang, f"delivery.{state}", count=number) for state, number in sendings)
    rows = (
        ("status.items", str(store.items.count())),
        ("status.feeds", counts(lang, store.feeds.all())),
        ("status.documents", say(lang, "status.unreadable", count=len(documents) - len(broken), bad=len(broken))),
        ("status.deliveries", deliveries or say(lang, "status.none")),
    )
    facts = Facts(tuple((say(lang, label), value) for label, value in rows))
    return [facts, *_errors(broken, lang)]


def _errors(broken: Sequence[KnownDocument], lang: str) -> list[Block]:
    """Unreadable documents by name; in which folder they lie is for the one who runs the installation."""
    lines = [f"{document.path.rpartition('/')[2]}: {document.error}" for document in broken[:ERRORS_SHOWN]]
    if len(broken) > ERRORS_SHOWN:
        lines.append(say(lang, "more", count=len(broken) - ERRORS_SHOWN))
    return [Bullets(tuple((Span(line),) for line in lines))] if lines else []


def _first_things(context: Context, following: list[Subscription]) -> list[str]:
    """The first three things to try, none of them done already."""
    followed = {s.subject.text for s in following}
    topics = context.catalogue.topics
    topic = next((one for one in (*OFFERED, *topics) if one in topics and one not in followed), None)
    follow = [f"{context.word('subscribe')} {topic}"] if topic else []
    return [*follow, context.word("latest"), context.word("help")]


def _about(context: Context, verb: str) -> str:
    about = context.help[verb].about
    return about.get(context.lang, about["en"])
