"""`admin model`: what the language model was asked for in this workspace, what it cost, and which sentences were dropped, and why."""

from datetime import timedelta

from bot.commands import period
from bot.commands.context import Context
from bot.commands.replies import answer, code, text
from bot.commands.request import Reply
from core.card import Bullets, Heading, Note, Span
from core.when import date_text
from core.written import ModelUse

SHOWN, QUOTED = 15, 120
DAYS = 7
MOST = 10_000


def model(context: Context) -> Reply:
    """The newest uses, with the sums of the time asked about."""
    place, since = context.channel, period.since(context) or context.now - timedelta(days=DAYS)
    uses = context.store.language.uses(place.surface, place.workspace, since=since, limit=MOST)
    if not uses:
        return answer(text(context.say("model.none")))
    cost = sum(use.cost for use in uses)
    sums = context.say("model.sums", count=len(uses), tokens=sum(use.tokens for use in uses), cost=f"{cost:.4f}")
    rows = tuple((Span(_told(context, use)),) for use in uses[:SHOWN])
    more = [Note(context.say("more", count=len(uses) - SHOWN))] if len(uses) > SHOWN else []
    line = f"policywire model --workspace {place.surface}:{place.workspace}"
    whole = (Note(context.say("admin.by_command")), Bullets((code(line),)))
    return answer(Heading(context.say("model.title")), text(sums), Bullets(rows), *more, *whole)


def use_line(use: ModelUse) -> dict[str, object]:
    """A use as data, for files."""
    return {
        "at": use.at.isoformat(), "workspace": use.workspace, "purpose": use.purpose, "item": use.item, "model": use.model,
        "tokens": use.tokens, "cost": str(use.cost), "shortfall": use.shortfall, "accepted": list(use.accepted),
        "dropped": [{"text": text, "why": why} for text, why in use.dropped],
    }  # fmt: skip


def _told(context: Context, use: ModelUse) -> str:
    """When, what for, which item, what it took, and what became of it."""
    when = date_text(use.at, context.lang, context.zone)
    item = f"#{use.item}" if use.item else context.say("model.page")
    became = context.say("model.fell_back", why=use.shortfall) if use.shortfall else context.say("model.shown")
    dropped = "; ".join(f"“{text[:QUOTED]}” ({why})" for text, why in use.dropped)
    lost = context.say("model.dropped", sentences=dropped) if dropped else ""
    took = context.say("model.took", tokens=use.tokens) if use.tokens else context.say("model.kept")
    return f"{when} · {context.say(f'model.{use.purpose}')} · {item} · {use.model} · {took} · {became}{lost}"
