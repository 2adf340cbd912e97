"""What a subscription would have brought in the last days, what its own wishes would have held, and what to advise."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

import core.query_grammar as q
from core.alerting import needed, why_not
from core.errors import QueryError
from core.model import Item, Reason, Subscription
from core.query import parse, render
from core.wishes import NOW, Wishes, is_muted, timing

SAMPLES = 5
# More than this a day and nobody reads it.
BROAD = 15.0


class Advice(StrEnum):
    """What a forecast gives reason to say."""

    FINE = "fine"
    NARROW = "narrow"
    BROAD = "broad"


@dataclass(frozen=True, slots=True)
class Found:
    """A stored item that fits a subject, with the score of its match."""

    item: Item
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Alike:
    """How many items have the language, source, tier and country of `item`, which has nothing else."""

    item: Item
    count: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the last `days` would have brought. `per_day` is by local date, the oldest first, without gaps.

    `held` is what the subscription's own options keep away, `limits` what of the rest the channel's settings would have kept
    from being posted at once. `tried` says how many stored items lie in that time. With `estimated` the numbers were counted
    on a sample of them.
    """

    days: int
    per_day: Mapping[date, int]
    samples: Sequence[Item] = ()
    held: Mapping[Reason, int] = field(default_factory=dict)
    tried: int = 0
    estimated: bool = False
    limits: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All that would have been posted."""
        return sum(self.per_day.values())

    @property
    def a_day(self) -> float:
        """The mean of a day."""
        return self.total / self.days

    @property
    def advice(self) -> Advice:
        """Whether it brings nothing, too much, or something to live with."""
        return advised(self.total, self.days)


def forecast(
    hits: Sequence[Found],
    wished: Subscription,
    *,
    days: int,
    now: datetime,
    zone: ZoneInfo,
    tried: int,
    share: float = 1.0,
    wishes: Wishes | None = None,
) -> Forecast:
    """Count the hits of the last `days`, newest first. `share` is the part of the stored items they were found among.

    `wishes` are those of the channel that asks.
    """
    today = now.astimezone(zone).date()
    per_day = Counter[date]()
    held = Counter[Reason]()
    passed: list[Item] = []
    for hit in hits:
        if reason := _held(hit, wished):
            held[reason] += 1
        else:
            passed.append(hit.item)
            per_day[min(today, dated(hit.item, now).astimezone(zone).date())] += 1
    settings = wishes or Wishes()
    if wished.preferences.digest:
        settings = replace(settings, digest=wished.preferences.digest)
    dates = [today - timedelta(days=ago) for ago in reversed(range(days))]
    # What is dated in the hours before the first midnight belongs to the first day.
    before = sum(count for day, count in per_day.items() if day < dates[0])
    per_day[dates[0]] += before
    return Forecast(
        days,
        {day: round(per_day[day] / share) for day in dates},
        tuple(islice(passed, SAMPLES)),
        {reason: round(count / share) for reason, count in held.items()},
        tried,
        share < 1.0,
        {reason: round(count / share) for reason, count in limited(passed, settings, now, zone).items()},
    )


def limited(items: Sequence[Item], wishes: Wishes, now: datetime, zone: ZoneInfo) -> Counter[Reason]:
    """What a channel's settings would have kept from being posted at once, by reason, of items that came newest first.

    Mutes of now are tried on all of them; a pause is about what comes, and counts for nothing here.
    """
    settings = replace(wishes, paused_until=None, sent_today=0, mutes=(), muted_stories=frozenset())
    sent, held = Counter[date](), Counter[Reason]()
    for item in reversed(items):
        moment = dated(item, now)
        day = moment.astimezone(zone).date()
        told = timing(settings, item, moment, more=sent[day])
        if is_muted(wishes, item, now):
            held[Reason.MUTED] += 1
        elif told == NOW:
            sent[day] += 1
        else:
            held[told.reason] += 1
    return held


def advised(total: int, days: int) -> Advice:
    """Whether so many in so many days is nothing, too much, or something to live with."""
    if not total:
        return Advice.NARROW
    return Advice.BROAD if total / days > BROAD else Advice.FINE


def dated(item: Item, now: datetime) -> datetime:
    """Where an item stands in time: when it was published, but never later than it was found."""
    found = item.found or now
    return min(item.published or found, found)


def broadened(query: str) -> str | None:
    """A query like this one that finds more, None where none suggests itself. Raises QueryError for what is no query."""
    root = parse(query).root
    text = _wider(root)
    if text is None:
        return None
    try:
        wider = parse(text)
    except QueryError:
        return None
    return wider.text if wider.root != root else None


def _wider(root: q.Node) -> str | None:
    match root:
        case q.All(parts):
            kept = [part for part in parts if not isinstance(part, q.Not | q.Filter)]
            return " OR ".join(f"({render(part)})" for part in kept)
        case q.Near(left, right):
            return f"({render(left)}) AND ({render(right)})"
        case q.Title(part):
            return render(part)
        case q.Term(_, phrase) if phrase.is_latin and len(phrase.words) > 1:
            return " AND ".join(f'"{word}"' for word in phrase.words)
        case _:
            return None


def _held(hit: Found, wished: Subscription) -> Reason | None:
    if hit.score < needed(wished.subject, wished.preferences):
        return Reason.TOO_WEAK
    return why_not(wished, hit.item)
