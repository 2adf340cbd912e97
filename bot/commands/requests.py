"""requests: what a channel's editors are asked for, and their yes or no."""

from bot.commands.context import Context
from bot.commands.replies import answer, buttons, card, code, refuse, suggest, text
from bot.commands.request import Reply
from core.card import Bullets, Heading, Note, Span
from core.model import Channel
from core.roles import Wish
from core.when import date_text
from storage.roles import APPROVED, DECLINED

SHOWN = 20
_DECISIONS = {"approve": APPROVED, "승인": APPROVED, "decline": DECLINED, "거절": DECLINED}


def requests(context: Context) -> Reply:
    """What waits; or `approve NUMBER`, `decline NUMBER`."""
    word, _, number = context.line.subject.partition(" ")
    if not word:
        return _listed(context)
    decision, key = _DECISIONS.get(word.casefold()), number.strip().lstrip("#")
    if decision is None or not _is_number(key):
        return suggest(context.lang, context.say("requests.how"), [context.word("requests")])
    wish = context.store.roles.decide(context.channel, int(key), decision, context.request.user, context.now)
    if wish is None:
        return refuse(context.say("requests.gone", number=key))
    return _approved(context, wish) if decision == APPROVED else _declined(context, wish)


def asked_elsewhere(context: Context) -> Channel | None:
    """The channel of the request that is decided, where its editor does so from somewhere else."""
    word, _, number = context.line.subject.partition(" ")
    key = number.strip().lstrip("#")
    if context.line.verb != "requests" or word.casefold() not in _DECISIONS or not _is_number(key):
        return None
    home = context.store.roles.asked_in(context.channel.surface, context.channel.workspace, int(key))
    return home if home and home.key != context.channel.key else None


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 10


def _approved(context: Context, wish: Wish) -> Reply:
    done = context.perform(wish)
    public = done.announce.blocks if done.announce else ()
    told, announced = _decided(context, wish, "approved"), _decided(context.public, wish, "approved")
    return answer(text(told), *done.card.blocks, announce=card(text(announced), Bullets((code(wish.line),)), *public))


def _declined(context: Context, wish: Wish) -> Reply:
    told, announced = _decided(context, wish, "declined"), _decided(context.public, wish, "declined")
    line = Bullets((code(wish.line),))
    return answer(text(told), line, announce=card(text(announced), line))


def _decided(context: Context, wish: Wish, how: str) -> str:
    return context.say(f"requests.{how}", user=str(context.person), asker=str(wish.user))


def _listed(context: Context) -> Reply:
    waiting = context.store.roles.waiting(context.channel)
    if not waiting:
        return answer(text(context.say("requests.none")))
    rows = tuple(_row(context, wish) for wish in waiting[:SHOWN])
    more = [Note(context.say("more", count=len(waiting) - SHOWN))] if len(waiting) > SHOWN else []
    first = waiting[0].key
    choices = buttons(
        (f"{context.say('requests.approve')} #{first}", f"requests approve {first}"),
        (f"{context.say('requests.decline')} #{first}", f"requests decline {first}"),
    )
    return answer(Heading(context.say("requests.title")), Bullets(rows), *more, choices)


def _row(context: Context, wish: Wish) -> tuple[Span, ...]:
    asked = f" {wish.user}, {date_text(wish.at, context.lang, context.zone)}: "
    return (Span(f"#{wish.key}", strong=True), Span(asked), *code(wish.line))
