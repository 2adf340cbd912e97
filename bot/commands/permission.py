"""Who may have a line carried out, and what those who may not are told. Only dispatch.py asks here.

The functions of a line stand in the table of commands; what a need means in a channel is decided in core/roles.py.
"""

from collections.abc import Sequence

from bot.commands.context import Context
from bot.commands.feeds import ADD, REMOVE
from bot.commands.line import Line, tidy
from bot.commands.replies import answer, buttons, card, code, refuse, text
from bot.commands.request import Reply
from bot.commands.rhythm import SHOW
from bot.commands.settings import CHANNEL
from core.card import Bullets
from core.roles import Mode, Need, Person, Rules, Ruling, rule

ALL = ("all", "전체", "모두")
NAMED = 5


def anyone(_: Line) -> Need:
    """For lines that only show something."""
    return Need.ANYONE


def members(_: Line) -> Need:
    """For lines that change the channel."""
    return Need.MEMBER


def editors(_: Line) -> Need:
    """For the channel's editors."""
    return Need.EDITOR


def administrators(_: Line) -> Need:
    """For the workspace's administrators."""
    return Need.ADMIN


def to_change(line: Line) -> Need:
    """A verb alone shows how things are; with a subject or options it changes them."""
    return Need.MEMBER if line.subject or line.options else Need.ANYONE


def for_digest(line: Line) -> Need:
    """Everybody sees the digest and what one held."""
    return Need.ANYONE if line.subject.partition(" ")[0].casefold() in SHOW else to_change(line)


def for_list(line: Line) -> Need:
    """Everybody sees the channel's own list."""
    return Need.ADMIN if line.subject.casefold() in ALL else Need.ANYONE


def for_language(line: Line) -> Need:
    """Everybody chooses their own language; a channel's is a matter of the channel."""
    return Need.MEMBER if set(line.subject.casefold().split()) & set(CHANNEL) else Need.ANYONE


def for_feeds(line: Line) -> Need:
    """Everybody sees how the feeds are; which are watched concerns all channels."""
    first = line.subject.partition(" ")[0].casefold()
    return Need.ADMIN if first in (*ADD, *REMOVE) else Need.ANYONE


def refusal(context: Context, need: Need) -> Reply | None:
    """Why a line is not carried out, and whom to ask; None where it may be. In a channel by request it is put forward."""
    if need is Need.ANYONE or context.request.admin:
        return None
    rules = context.store.roles.of(context.channel)
    match rule(need, rules, context.request.user, admin=False):
        case Ruling.ALLOWED:
            return None
        case Ruling.ASK:
            return _put_forward(context, rules)
        case Ruling.ADMINS_ONLY:
            return refuse(context.say("roles.admins_only"))
        case Ruling.EDITORS_ONLY:
            closed = "roles.editors_only" if rules.mode is Mode.EDITORS else "roles.for_editors"
            whom = _named(context, rules.editors, "roles.ask", "roles.ask_admin")
            return refuse(f"{context.say(closed)} {whom}")


def _named(context: Context, people: Sequence[Person], key: str, without: str) -> str:
    if not people:
        return context.say(without)
    return context.say(key, names=", ".join(str(person) for person in people[:NAMED]))


def _put_forward(context: Context, rules: Rules) -> Reply:
    typed = tidy(context.request.text)
    wish = context.store.roles.ask(context.channel, context.person, typed, context.lang, context.now)
    if wish is None:
        return refuse(context.say("requests.full"))
    shown = context.public
    choices = buttons(
        (shown.say("requests.approve"), f"requests approve {wish.key}"),
        (shown.say("requests.decline"), f"requests decline {wish.key}"),
    )
    asked, line = text(shown.say("requests.asks", user=str(context.person))), Bullets((code(typed),))
    public = card(asked, line, text(_deciding(shown, rules.editors)), choices)
    where = f"#{context.channel.name}" if context.channel.name else context.channel.address
    alone = card(text(shown.say("requests.asks_in", user=str(context.person), channel=where)), line, choices)
    people = [editor.id for editor in rules.editors]
    context.store.notices.to_people(context.channel, people, alone, f"request:{wish.key}", context.now)
    return answer(text(context.say("requests.sent"), _deciding(context, rules.editors)), announce=public)


def _deciding(context: Context, editors: tuple[Person, ...]) -> str:
    return _named(context, editors, "requests.decide", "requests.admins_decide")
