"""When a feed is to be read again, and whether to ask for it whole. Decides only; fetching is done in jobs/fetch.py."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from core.model import Feed, Pace, ParsedFeed
from core.ports import Fetched

SHORTEST = timedelta(minutes=5)
# A publisher who asks for less than this (a ttl of a day is a common default) would make alerts stale.
LONGEST_WISH = timedelta(hours=6)
# Back-off ends here, so that a feed that comes back is noticed the same day and its window has not moved on.
LONGEST_BACK_OFF = timedelta(hours=6)
# Nothing postpones a check further: not Retry-After, not skipped days.
LONGEST = timedelta(hours=24)
REFRESH_DAYS = 8

# A permanent redirect is believed once so many good polls in a row have met it.
MOVED_POLLS = 5
# What a feed brings after being out of reach so long, or unasked by so much, comes all at once.
OUTAGE, OVERDUE = timedelta(hours=24), timedelta(hours=1)

_GOOD = frozenset((200, 304))
_GONE = 410
# Unchanged for this many times its interval, a feed is read at half the rate, and so on down to a quarter.
_QUIET = 96
_SLOWEST = 4.0
_JITTER = 0.1


def next_check(feed: Feed, fetched: Fetched, parsed: ParsedFeed | None, now: datetime) -> datetime:
    """The moment of the next poll after one that ended at `now`.

    `parsed` is None where the body was unchanged or could not be read; those two are told apart by the feed's body hash.
    Good: the longest of interval, ttl, sy:updatePeriod and max-age, stretched while the feed stays quiet, moved out of
    skipped hours. Failed: the interval doubled with each failure in a row. Both: no sooner than Retry-After, spread by up
    to a tenth so that feeds added together do not stay together.
    """
    failed = _failed(feed, fetched, parsed)
    pace = parsed.pace if parsed else feed.pace
    delay = _back_off(feed, fetched) if failed else _wished(feed, fetched, pace, parsed, now)
    delay = max(delay, timedelta(seconds=fetched.retry_after or 0), SHORTEST)
    moment = now + min(delay * (1 + _JITTER * _share(feed.url)), LONGEST)
    return moment if failed else min(_allowed(moment, pace), now + LONGEST)


def conditional(feed: Feed, now: datetime) -> Feed:
    """The feed to fetch: as it is, or without its validators on the first poll of every eighth day.

    Servers that answer 304 for ever exist; asking for the whole body now and then finds them out.
    """
    if feed.checked_at is None or _period(feed, feed.checked_at) == _period(feed, now):
        return feed
    return replace(feed, etag=None, modified=None)


def address(feed: Feed) -> str:
    """Where to ask: the listed address, or where it has led for good through several polls."""
    return feed.moved_to if feed.moved_to and feed.moved_polls >= MOVED_POLLS else feed.url


def held_move(fetched: Fetched) -> tuple[str | None, int]:
    """Where the listed address leads for good, and in how many good polls in a row it did, the one that ended now included.

    Once the new address is taken over nothing is learned about the old one; a failure brings the poller back to it.
    """
    feed = fetched.feed
    if address(feed) != feed.url and fetched.moved is None:
        return feed.moved_to, feed.moved_polls
    if fetched.moved is None:
        return None, 0
    return fetched.moved, feed.moved_polls + 1 if fetched.moved == feed.moved_to else 1


def after_outage(feed: Feed, now: datetime) -> bool:
    """Whether a good poll at `now` is the first after a day of failures, or after nobody asked in time."""
    failed = feed.error_since is not None and now - feed.error_since >= OUTAGE
    overdue = feed.next_check_at is not None and now - feed.next_check_at >= OVERDUE
    return feed.ok_at is not None and (failed or overdue or now - feed.ok_at >= 2 * OUTAGE)


def _failed(feed: Feed, fetched: Fetched, parsed: ParsedFeed | None) -> bool:
    if fetched.error is not None or fetched.status not in _GOOD:
        return True
    unread = fetched.status == 200 and parsed is None
    return unread and sha256(fetched.body).hexdigest() != feed.body_hash


def _back_off(feed: Feed, fetched: Fetched) -> timedelta:
    if fetched.status == _GONE:
        return LONGEST
    doubled = _interval(feed) * (1 << min(feed.failures, 10))
    return min(doubled, max(LONGEST_BACK_OFF, _interval(feed)))


def _wished(feed: Feed, fetched: Fetched, pace: Pace, parsed: ParsedFeed | None, now: datetime) -> timedelta:
    wish = max(timedelta(minutes=pace.minutes or 0), timedelta(seconds=fetched.max_age or 0))
    interval = _interval(feed)
    if parsed is None and feed.changed_at is not None:
        interval = min(interval * _stretch(now - feed.changed_at, interval), max(interval, LONGEST_WISH))
    return max(interval, min(wish, LONGEST_WISH))


def _stretch(quiet: timedelta, interval: timedelta) -> float:
    """How much longer to wait for a feed that has not changed for `quiet`: 1 to 4."""
    return min(max(1.0, 1 + quiet / (interval * _QUIET)), _SLOWEST)


def _interval(feed: Feed) -> timedelta:
    return max(timedelta(minutes=feed.interval_minutes), SHORTEST)


def _allowed(moment: datetime, pace: Pace) -> datetime:
    """`moment`, or the next full hour that the feed does not ask to skip. One that skips all is read once a day."""
    for _ in range(7 * 24):
        if moment.hour not in pace.skip_hours and moment.weekday() not in pace.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def _share(text: str) -> float:
    """A number from 0 up to 1 that belongs to `text`."""
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:4]) / 2**32


def _period(feed: Feed, moment: datetime) -> int:
    return (moment.toordinal() + int(_share(feed.url) * REFRESH_DAYS)) // REFRESH_DAYS
