"""How a feed is doing, from its history, and who is to be told. Decides only; nothing here reads rows or sends.

A feed that answers and brings nothing is worse than one that fails, because nobody notices: silence is measured against
the feed's own gaps (core/silence.py), so that a quarterly bulletin may be quiet for months and a news wire may not for a week.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.model import Feed
from core.silence import NORM_SPAN, WEEK, Silence, silence

# A check so late means that nobody polls.
OVERDUE = timedelta(hours=1)
# Entries that come so long after they were published come late; this many are asked before that is said.
LATE_LAG = timedelta(hours=12)
LAGS_NEEDED = 3

# How the error of a feed begins whose publisher has withdrawn it for good.
GONE = "http-410"

CHANNELS_AFTER = timedelta(hours=24)


class FeedState(StrEnum):
    """How a feed is doing. Failing and silent are faults; late ones bring what they should, but not in time."""

    NEW = "new"
    OK = "ok"
    LATE = "late"
    SILENT = "silent"
    FAILING = "failing"


class HealthReason(StrEnum):
    """Why a feed is in its state. `gone` and `error` go with failing, `unchecked` and `lagging` with late."""

    NOT_TRIED = "not-tried"
    IN_ORDER = "in-order"
    ERROR = "error"
    GONE = "gone"
    UNCHECKED = "unchecked"
    SILENCE = "silence"
    LAGGING = "lagging"


@dataclass(frozen=True, slots=True)
class Health:
    """A feed's state with its figures, each None where the history is too short to tell.

    `since` is when the state's cause began. `items_a_day` is the last week's, `norm` that of the four weeks before it.
    `silent_for` is the time since the last entry, at `last_at`; `patience` how long that may be, its days off not counted; `lag` is the median time between an
    entry's publication and our finding it.
    """

    state: FeedState
    reason: HealthReason
    since: datetime | None = None
    items_a_day: float = 0.0
    norm: float | None = None
    silent_for: timedelta | None = None
    patience: timedelta | None = None
    lag: timedelta | None = None
    last_at: datetime | None = None


def feed_health(
    feed: Feed,
    appeared: Sequence[datetime],
    now: datetime,
    lags: Sequence[timedelta] = (),
    free: Collection[date] | None = None,
) -> Health:
    """The health of `feed` at `now`.

    `appeared` are the moments of its latest entries (some 200, in any order): published, else found. `lags` are the
    latest times from publication to finding, only of entries whose publication has a time of day and that are no baseline.
    `free` are days on which its country was off, None where nobody knows.
    """
    moments = sorted(moment for moment in appeared if moment <= now)
    silent_for = now - moments[-1] if moments else None
    quiet = silence(moments, now, feed.country, free) if moments else None
    lag = sorted(lags)[len(lags) // 2] if lags else None
    late = lag is not None and len(lags) >= LAGS_NEEDED and lag > LATE_LAG
    patience = quiet.patience if quiet else None
    state, reason, since = _state(feed, quiet, now, late=late)
    return Health(
        state,
        reason,
        since,
        _a_day(moments, now),
        _norm(moments, now),
        silent_for,
        patience,
        lag,
        moments[-1] if moments else None,
    )


class Audience(StrEnum):
    """Who is told: the people who run the installation, or the channels that follow the feed's subjects."""

    OPS = "ops"
    CHANNELS = "channels"


class News(StrEnum):
    """What is told."""

    BROKEN = "broken"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Told:
    """Who has been told of the fault that a feed has or had. To be forgotten for each audience told of its recovery."""

    ops_at: datetime | None = None
    channels_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that is due to an audience."""

    audience: Audience
    news: News
    reason: HealthReason


_FAULTS = {
    Audience.OPS: frozenset((FeedState.FAILING, FeedState.SILENT, FeedState.LATE)),
    Audience.CHANNELS: frozenset((FeedState.FAILING, FeedState.SILENT)),
}
_WAIT = {Audience.OPS: timedelta(0), Audience.CHANNELS: CHANNELS_AFTER}


def notices_due(health: Health, told: Told, now: datetime) -> tuple[Notice, ...]:
    """The notices to send now: of a fault at once to ops and after a day to channels, once each; of its end once each."""
    due = []
    for audience, told_at in ((Audience.OPS, told.ops_at), (Audience.CHANNELS, told.channels_at)):
        faulty = health.state in _FAULTS[audience]
        if faulty and told_at is None and now - (health.since or now) >= _WAIT[audience]:
            due.append(Notice(audience, News.BROKEN, health.reason))
        elif not faulty and told_at is not None:
            due.append(Notice(audience, News.RECOVERED, health.reason))
    return tuple(due)


def _state(
    feed: Feed,
    quiet: Silence | None,
    now: datetime,
    *,
    late: bool,
) -> tuple[FeedState, HealthReason, datetime | None]:
    if feed.error is not None:
        gone = feed.error.startswith(GONE)
        return FeedState.FAILING, HealthReason.GONE if gone else HealthReason.ERROR, feed.error_since
    if feed.ok_at is None:
        return FeedState.NEW, HealthReason.NOT_TRIED, None
    if feed.next_check_at is not None and now - feed.next_check_at > OVERDUE:
        return FeedState.LATE, HealthReason.UNCHECKED, feed.next_check_at
    if quiet is not None and quiet.began is not None:
        return FeedState.SILENT, HealthReason.SILENCE, quiet.began
    if late:
        return FeedState.LATE, HealthReason.LAGGING, None
    return FeedState.OK, HealthReason.IN_ORDER, None


def _a_day(moments: Sequence[datetime], now: datetime) -> float:
    return sum(moment > now - WEEK for moment in moments) / 7


def _norm(moments: Sequence[datetime], now: datetime) -> float | None:
    """Entries a day in the four weeks before the last one, or in as much of them as is known, at least a week."""
    end = now - WEEK
    if not moments or end - moments[0] < WEEK:
        return None
    start = max(end - NORM_SPAN, moments[0])
    return sum(start <= moment <= end for moment in moments) / ((end - start) / timedelta(days=1))
