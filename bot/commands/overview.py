"""status, help."""

from bot.commands.catalogue import counts
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, code, suggest, text
from bot.commands.request import Reply
from core.card import Block, Bullets, Facts, Heading, Note, Span

FIRST_THINGS = ("subscribe korea-china-fta", "latest", "help")
ERRORS_SHOWN = 5


def status(context: Context) -> Reply:
    """This channel and the product; what is broken is named."""
    following = context.store.subscriptions.of_channel(context.channel)
    labels = ", ".join(s.label for s in following) or context.say("status.nothing")
    documents = context.store.documents.known().values()
    broken = [d for d in documents if d.error]
    deliveries = ", ".join(f"{number} {state}" for state, number in sorted(context.store.ledger.counts().items()))
    facts = Facts(
        (
            (context.say("status.items"), str(context.store.items.count())),
            (context.say("status.feeds"), counts(context, context.store.feeds.all())),
            (
                context.say("status.documents"),
                context.say("status.unreadable", count=len(documents) - len(broken), bad=len(broken)),
            ),
            (context.say("status.deliveries"), deliveries or context.say("status.none")),
        )
    )
    errors: list[Block] = (
        [Bullets(tuple((Span(f"{d.path}: {d.error}"),) for d in broken[:ERRORS_SHOWN]))] if broken else []
    )
    return answer(
        Heading(context.say("status.title")),
        text(context.say("status.channel", count=labels)),
        facts,
        *errors,
        text(context.say("try")),
        buttons(*((line, line) for line in FIRST_THINGS)),
    )


def help_(context: Context) -> Reply:
    """Examples first."""
    wanted = context.line.subject.casefold()
    if not wanted:
        rows = tuple(
            (*code(help_of.examples[0]), Span(f" {_about(context, verb)}")) for verb, help_of in context.help.items()
        )
        return answer(Heading(context.say("help.title")), Bullets(rows), Note(context.say("help.more")))
    verb = next((v for v, h in context.help.items() if wanted in (v, *h.aliases)), None)
    if verb is None:
        return suggest(context.lang, context.say("unknown_verb", word=wanted[:40]), ["help"], ask=False)
    found = context.help[verb]
    aliases = Note(context.say("help.aliases", aliases=", ".join(found.aliases)))
    return answer(
        Heading(verb), Bullets(tuple(code(line) for line in found.examples)), text(_about(context, verb)), aliases
    )


def _about(context: Context, verb: str) -> str:
    about = context.help[verb].about
    return about.get(context.lang, about["en"])
