"""What feeds have brought over time: their health, and the channels that live on them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlmodel import Session, and_, col, not_, select

from core.health import FeedState, Health, feed_health
from core.model import Channel, DeliveryState, Feed
from core.silence import LOOK_BACK, free_days, local_day
from core.sources import host
from storage.engine import Database
from storage.ledger_rows import DeliveryRow
from storage.models import CarriedRow, ChannelRow, FeedRow, ItemRow, SubscriptionRow
from storage.subscriptions import to_channel

# The latest entries of a feed that its health is judged by, and those whose lag counts.
MOMENTS, LAGS = 200, 20


class FeedHistory:
    """Questions about feeds over time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def health(self, feeds: Sequence[Feed], now: datetime) -> Mapping[int, Health]:
        """How each feed is doing, by feed key."""
        with self._database.read() as session:
            histories = {feed.key: _history(session, feed) for feed in feeds}
            found = {feed.key: _judged(feed, histories[feed.key], now, ()) for feed in feeds}
            # Of those that are silent, most are so because their country is off.
            silent = [feed for feed in feeds if found[feed.key].state is FeedState.SILENT]
            for feed, free in _days_off(session, silent, now):
                found[feed.key] = _judged(feed, histories[feed.key], now, free)
            return found

    def readers(self, feed: Feed) -> list[Channel]:
        """The channels that follow something and were sent items that the feed carries."""
        sent = (
            select(DeliveryRow.channel_key)
            .join(CarriedRow, col(CarriedRow.item_key) == DeliveryRow.item_key)
            .where(CarriedRow.feed_key == feed.key, DeliveryRow.state == DeliveryState.SENT)
        )
        following = select(SubscriptionRow.channel_key).where(col(SubscriptionRow.ended_at).is_(None))
        both = col(ChannelRow.key).in_(sent), col(ChannelRow.key).in_(following)
        with self._database.read() as session:
            return [
                to_channel(row) for row in session.exec(select(ChannelRow).where(*both).order_by(col(ChannelRow.key)))
            ]


# The moments of a feed's latest entries, and their lags.
History = tuple[Sequence[datetime], Sequence[timedelta]]


def _history(session: Session, feed: Feed) -> History:
    in_time = and_(ItemRow.feed_key == feed.key, not_(col(ItemRow.baseline)), not_(col(ItemRow.late)))
    query = select(ItemRow.dated, ItemRow.found, ItemRow.published, in_time).join(CarriedRow)
    query = query.where(CarriedRow.feed_key == feed.key).order_by(col(CarriedRow.key).desc()).limit(MOMENTS)
    rows = session.exec(query).all()
    lags = [found - published for _, found, published, own in rows if own and published and _has_time(published)]
    return [row[0] for row in rows], [max(lag, timedelta(0)) for lag in lags[:LAGS]]


def _judged(feed: Feed, history: History, now: datetime, free: Collection[date] | None) -> Health:
    return feed_health(feed, history[0], now, history[1], free)


def _days_off(session: Session, feeds: Sequence[Feed], now: datetime) -> Iterator[tuple[Feed, Collection[date] | None]]:
    """The days off in each feed's country, by what other sites there published: its own site may have stopped as a whole."""
    for country, ours in groupby(sorted(feeds, key=lambda feed: feed.country or ""), lambda feed: feed.country or ""):
        sites = _published(session, country, now) if country else {}
        for feed in ours:
            others = [days for site, days in sites.items() if site != host(feed.url)]
            yield feed, free_days(others, local_day(now, country))


def _published(session: Session, country: str, now: datetime) -> Mapping[str, Collection[date]]:
    """The days of the last weeks on which each site of the country published."""
    query = select(FeedRow.url, ItemRow.dated).join(ItemRow, col(ItemRow.feed_key) == col(FeedRow.key))
    query = query.where(FeedRow.country == country, col(FeedRow.active), col(ItemRow.dated) >= now - LOOK_BACK)
    sites: dict[str, set[date]] = defaultdict(set)
    for url, dated in session.exec(query):
        sites[host(url)].add(local_day(dated, country))
    return sites


def _has_time(moment: datetime) -> bool:
    """Midnight sharp, anywhere, is a day whose source gave no hour."""
    return bool(moment.minute or moment.second) or moment.hour not in (0, 15)
