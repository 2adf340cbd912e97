"""Channels that get far more than their norm → an offer of a digest, once."""

from datetime import datetime

from core.card import Actions, Button, Card, Paragraph, Span
from core.model import Channel
from core.wording import say
from jobs.report import Report
from storage.offers import NORM_SPAN, Flood
from storage.store import Store

# Fewer alerts a day are no flood, whatever the norm; and so many times its norm is far more.
LEAST, TIMES = 20, 3


def run(store: Store, now: datetime) -> Report:
    """Offer a digest wherever the last day brought far more than the days before it."""
    floods = [flood for flood in store.offers.floods(now, LEAST) if _far_more(flood)]
    offered = sum(store.offers.offer(flood.channel, _offer(flood.channel, flood.today), now) for flood in floods)
    return Report({"offered": offered})


def _far_more(flood: Flood) -> bool:
    return flood.today >= TIMES * flood.before / NORM_SPAN.days


def _offer(channel: Channel, count: int) -> Card:
    daily = Button(say(channel.lang, "digest.offer_daily"), command="digest daily 08:30")
    capped = Button(say(channel.lang, "digest.offer_cap"), command="digest max:10")
    return Card((Paragraph((Span(say(channel.lang, "digest.offer", count=count)),)), Actions((daily, capped))))
