"""What is said to people about feeds: how one is doing in a line, and the notices of faults and their ends. Decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.card import Block, Bullets, Card, Heading, Note, Span
from core.health import Audience, FeedState, Health, HealthReason, News
from core.model import Feed
from core.when import date_text
from core.wording import say

# The lines of a notice; a network that is down makes every feed fail at once.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One feed's news for a notice."""

    feed: Feed
    health: Health
    news: News


def name(feed: Feed) -> str:
    """What people call the feed."""
    return feed.title or feed.id


def state_line(feed: Feed, health: Health, carried: int, lang: str, zone: ZoneInfo) -> str:
    """How a feed is doing: its fault if it has one, else when it last answered; with its figures."""
    if health.state is FeedState.NEW:
        return say(lang, "feeds.waiting")
    if health.state is not FeedState.OK:
        return " · ".join((fault(feed, health, lang, zone), *_figures(health, lang)))
    ok = say(lang, "feeds.ok", date=_date(feed.ok_at, lang, zone), count=carried)
    return " · ".join((ok, *_figures(health, lang)))


def fault(feed: Feed, health: Health, lang: str, zone: ZoneInfo) -> str:
    """What is wrong, and since when."""
    date = _date(health.since, lang, zone)
    match health.reason:
        case HealthReason.GONE:
            return say(lang, "feeds.gone", date=date)
        case HealthReason.SILENCE:
            return say(lang, "feeds.silent", date=_date(health.last_at, lang, zone))
        case HealthReason.UNCHECKED:
            return say(lang, "feeds.unchecked", date=date)
        case HealthReason.LAGGING:
            return say(lang, "feeds.lagging", lag=span(health.lag or timedelta(0), lang))
        case _:
            return say(lang, "feeds.failing", date=date, error=feed.error or "")


def notice_card(told: Sequence[Told], audience: Audience, lang: str, zone: ZoneInfo) -> Card:
    """One card for all that an audience is told now: what broke, then what works again."""
    broken = [one for one in told if one.news is News.BROKEN]
    fine = [one for one in told if one.news is News.RECOVERED]
    blocks: list[Block] = [Heading(say(lang, "notice.broken" if broken else "notice.recovered"))]
    if broken:
        blocks += _rows([(name(one.feed), fault(one.feed, one.health, lang, zone)) for one in broken], lang)
        blocks += [Note(say(lang, "notice.missing"))] if audience is Audience.CHANNELS else []
    if fine:
        blocks += _rows([(name(one.feed), say(lang, "feeds.recovered")) for one in fine], lang)
    return Card(tuple(blocks))


def span(length: timedelta, lang: str) -> str:
    """A length of time in its largest fitting unit."""
    minutes = round(length / timedelta(minutes=1))
    if minutes < 120:
        return say(lang, "span.minutes", count=minutes)
    hours = round(minutes / 60)
    return say(lang, "span.hours", count=hours) if hours < 72 else say(lang, "span.days", count=round(hours / 24))


def _rows(lines: Sequence[tuple[str, str]], lang: str) -> list[Block]:
    rows = Bullets(tuple((Span(title, strong=True), Span(f": {told}")) for title, told in lines[:SHOWN]))
    return [rows, *([Note(say(lang, "more", count=len(lines) - SHOWN))] if len(lines) > SHOWN else [])]


def _figures(health: Health, lang: str) -> list[str]:
    figures = []
    if health.norm is not None:
        figures.append(say(lang, "feeds.norm", rate=_rate(health.items_a_day), norm=_rate(health.norm)))
    elif health.items_a_day:
        figures.append(say(lang, "feeds.rate", rate=_rate(health.items_a_day)))
    if health.lag is not None and health.reason is not HealthReason.LAGGING:
        figures.append(say(lang, "feeds.lag", lag=span(health.lag, lang)))
    return figures


def _rate(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _date(moment: datetime | None, lang: str, zone: ZoneInfo) -> str:
    return date_text(moment, lang, zone) if moment else "?"
