"""How long a feed may be silent: by the longest of its own recent gaps, in time that counts. Not for telling anybody.

What counts is time on the days on which the feed publishes: a weekend is no silence of an office, nor is a holiday, which is
known by the other sites of a country that publish on every such day and that are nearly all quiet on this one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

DAY, WEEK = timedelta(days=1), timedelta(days=7)

# Silence is a fault when it lasts so many times the longest recent gap, and never sooner than three days that count: six where
# an office's feed may be on a holiday for all that we know. What that means for many rhythms, bench/silence.py measures.
SILENCE_FACTOR = 3.0
SHORTEST_SILENCE, SHORTEST_UNTOLD = timedelta(days=3), timedelta(days=6)
# Gaps of four weeks, or of rarer feeds the last eight; fewer than three say nothing.
NORM_SPAN = timedelta(days=28)
GAPS_WANTED, GAPS_NEEDED = 8, 3
SITTING = timedelta(hours=6)

# By what a feed did in eight weeks, of which at least three are known: a weekday is off on which it hardly ever publishes, if
# there are others on which it does most weeks.
LOOK_BACK = timedelta(days=56)
WEEKS_NEEDED, HARDLY, MOSTLY = 3, 0.15, 0.6
# A day is free in a country where of so many steady sites at most this share published.
SITES_NEEDED, STEADY, AT_WORK = 3, 0.75, 0.25
# Longer than any holiday: beyond, sites that are quiet together have stopped together.
MOST_FREE = 7

# A day begins earlier there than in UTC. Elsewhere office hours lie within one day of UTC.
_AHEAD = (
    dict.fromkeys(("KR", "JP"), 9) | dict.fromkeys(("CN", "TW", "HK", "MO", "SG", "MY", "PH"), 8) | {"VN": 7, "TH": 7}
)


@dataclass(frozen=True, slots=True)
class Silence:
    """`patience` is how long the feed may be silent in time that counts, None where its history is too short.

    `lasts` is how long it has been so in such time; `began` when it became too long, None while it is not.
    """

    patience: timedelta | None
    lasts: timedelta
    began: datetime | None


def silence(
    moments: Sequence[datetime], now: datetime, country: str | None, free: Collection[date] | None = None
) -> Silence:
    """The silence since the last of `moments`, which are in order and not empty.

    `free` are the days off in the country, as `free_days` tells them: None where nobody knows.
    """
    time = _Time(moments, country, free)
    lasts, patience = time.between(moments[-1], now), _patience(moments, time)
    over = patience is not None and lasts > patience
    return Silence(patience, lasts, time.after(moments[-1], patience) if over and patience else None)


def local_day(moment: datetime, country: str | None) -> date:
    """The day it is in the country then."""
    return (moment + timedelta(hours=_AHEAD.get(country or "", 0))).date()


def free_days(sites: Iterable[Collection[date]], today: date) -> frozenset[date] | None:
    """The days of the last eight weeks, today apart, on which a country was off, by the days on which its sites published.

    None where too few of them publish steadily.
    """
    published, known = [frozenset(site) for site in sites], False
    days = [today - DAY * ago for ago in range(1, LOOK_BACK.days + 1)]
    free = set()
    for day in days:
        same = [other for other in days if other.weekday() == day.weekday() and other != day]
        steady = [site for site in published if len(site.intersection(same)) >= STEADY * len(same)]
        if len(steady) >= SITES_NEEDED:
            known = True
            if sum(day in site for site in steady) <= AT_WORK * len(steady):
                free.add(day)
    return frozenset(free) if known else None


class _Time:
    """Time that counts for a feed: that of its days."""

    def __init__(self, moments: Sequence[datetime], country: str | None, free: Collection[date] | None) -> None:
        self._country = country
        days = {local_day(moment, country) for moment in moments if moment > moments[-1] - LOOK_BACK}
        self._off, self.is_steady = _week(days)
        free, self._is_told = free or (), free is not None
        since = sorted(day for day in free if day > local_day(moments[-1], country) and day.weekday() not in self._off)
        # Free days before its last entry count as many as they are; those of this silence only as long as a holiday is.
        self._free = frozenset(free) - frozenset(since[MOST_FREE:])

    @property
    def shortest(self) -> timedelta:
        """What is no silence in any case."""
        return SHORTEST_SILENCE if self._is_told or not self._off else SHORTEST_UNTOLD

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time between the two counts."""
        if not self._off and not self._free:
            return end - start
        return sum((until - begun for begun, until in self._parts(start, end)), timedelta(0))

    def after(self, start: datetime, lasting: timedelta) -> datetime:
        """When so much of time that counts has passed since."""
        moment, left = start, lasting
        while True:
            midnight = self._midnight(moment)
            part = midnight - moment if self._counts(moment) else timedelta(0)
            if part >= left:
                return moment + left
            moment, left = midnight, left - part

    def _parts(self, start: datetime, end: datetime) -> Iterable[tuple[datetime, datetime]]:
        while start < end:
            until = min(self._midnight(start), end)
            if self._counts(start):
                yield start, until
            start = until

    def _counts(self, moment: datetime) -> bool:
        day = local_day(moment, self._country)
        return day.weekday() not in self._off and day not in self._free

    def _midnight(self, moment: datetime) -> datetime:
        """The next one in the country."""
        ahead = timedelta(hours=_AHEAD.get(self._country or "", 0))
        return (moment + ahead).replace(hour=0, minute=0, second=0, microsecond=0) + DAY - ahead


def _week(days: Collection[date]) -> tuple[frozenset[int], bool]:
    """The weekdays (Monday 0) on which somebody who published on these days does not, and whether he does on all others."""
    weeks = (max(days) - min(days)) / WEEK
    if weeks < WEEKS_NEEDED:
        return frozenset(), False
    shares = [sum(day.weekday() == weekday for day in days) / weeks for weekday in range(7)]
    off = frozenset(weekday for weekday, share in enumerate(shares) if share <= HARDLY)
    if max(shares) < MOSTLY or not off:
        return frozenset(), False
    return off, all(share >= STEADY for weekday, share in enumerate(shares) if weekday not in off)


def _patience(moments: Sequence[datetime], time: _Time) -> timedelta | None:
    """How long the feed may be silent, by the longest of its recent gaps."""
    apart = list(pairwise(_sittings(moments)))
    apart = apart if len(apart) >= GAPS_NEEDED else list(pairwise(moments))
    if len(apart) < GAPS_NEEDED:
        return None
    recent = [gap for gap in apart if gap[0] > moments[-1] - NORM_SPAN]
    lengths = sorted(time.between(*gap) for gap in (recent if len(recent) >= GAPS_WANTED else apart[-GAPS_WANTED:]))
    # The longest one of somebody who publishes on every working day was a holiday, if it was long.
    usual = lengths[-2] if time.is_steady else lengths[-1]
    return max(usual * SILENCE_FACTOR, time.shortest)


def _sittings(moments: Sequence[datetime]) -> list[datetime]:
    """The moments that stand apart: what is published in one sitting says nothing of the time between sittings."""
    kept: list[datetime] = []
    for moment in moments:
        if not kept or moment - kept[-1] >= SITTING:
            kept.append(moment)
    return kept
