"""save: items that a person puts aside."""

from bot.commands.context import Context
from bot.commands.items import find, row
from bot.commands.replies import BUTTONS, answer, buttons, refuse, text
from bot.commands.request import Reply
from core.card import Bullets, Heading

SHOWN = 20
_OFF = ("off", "취소", "해제")


def save(context: Context) -> Reply:
    """Put an item aside, or with `off` no longer; without an item show what was put aside."""
    wanted = context.line.subject.strip()
    if not wanted:
        return _listed(context)
    first, _, rest = wanted.partition(" ")
    is_off = first.casefold() in _OFF
    name = rest.strip() if is_off else wanted
    item = find(context, name)
    if item is None:
        return refuse(context.say("no_item", name=name[:200]))
    if is_off:
        gone = context.store.people.forget(context.me, item)
        return answer(text(context.say("save.off" if gone else "save.not", id=item.id)))
    context.store.people.save(context.me, item, context.now)
    return answer(text(context.say("save.done", id=item.id)), buttons((context.say("undo"), f"save off #{item.id}")))


def _listed(context: Context) -> Reply:
    found = context.store.items.by_keys(list(context.store.people.saved(context.me, SHOWN)))
    if not found:
        return answer(text(context.say("save.none")))
    rows = Bullets(tuple(row(context, item) for item in found))
    summaries = [(f"{context.say('card.summary')} #{item.id}", f"summary #{item.id}") for item in found[:BUTTONS]]
    return answer(Heading(context.say("save.title")), rows, buttons(*summaries))
