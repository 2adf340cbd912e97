"""What is told of a channel that gets nothing any more: what happened, what becomes of its subscriptions, what to do."""

from core.card import Card, Note, Paragraph, Span
from core.model import Channel
from core.spaces import Fate
from core.wording import say

# What to do about it is another thing on each surface.
OTHERWISE = {("teams", Fate.REMOVED): "teams.fate_removed", ("teams", Fate.REFUSED): "teams.fate_refused"}


def fate_card(channel: Channel, fate: Fate, reason: str, count: int) -> Card:
    """For the owner of the channel's subscriptions, in the channel's language. `reason` is the surface's own word."""
    place = f"#{channel.name}" if channel.name else channel.address
    told = say(channel.lang, OTHERWISE.get((channel.surface, fate), f"fate.{fate}"), channel=place, count=count)
    says = {"surface": channel.surface.capitalize(), "reason": reason}
    note = [Note(say(channel.lang, "fate.reason", **says))] if fate is Fate.REFUSED else []
    return Card((Paragraph((Span(told),)), *note))
