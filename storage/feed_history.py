"""What feeds have brought over time: their health, and the channels that live on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, not_, select

from core.health import Health, feed_health
from core.model import Channel, DeliveryState, Feed
from storage.engine import Database
from storage.ledger_rows import DeliveryRow
from storage.models import CarriedRow, ChannelRow, ItemRow, SubscriptionRow
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
            return {feed.key: _health(session, feed, now) for feed in feeds}

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


def _health(session: Session, feed: Feed, now: datetime) -> Health:
    in_time = and_(ItemRow.feed_key == feed.key, not_(col(ItemRow.baseline)), not_(col(ItemRow.late)))
    query = select(ItemRow.dated, ItemRow.found, ItemRow.published, in_time).join(CarriedRow)
    query = query.where(CarriedRow.feed_key == feed.key).order_by(col(CarriedRow.key).desc()).limit(MOMENTS)
    rows = session.exec(query).all()
    lags = [found - published for _, found, published, own in rows if own and published and _has_time(published)]
    return feed_health(feed, [row[0] for row in rows], now, [max(lag, timedelta(0)) for lag in lags[:LAGS]])


def _has_time(moment: datetime) -> bool:
    """Midnight sharp, anywhere, is a day whose source gave no hour."""
    return bool(moment.minute or moment.second) or moment.hour not in (0, 15)
