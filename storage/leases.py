"""When publishers' hubs are to be asked again, for every process that shares the database."""

from datetime import datetime

from sqlmodel import select

from core.model import Feed
from storage.engine import Database
from storage.source_rows import HubLeaseRow


class LeaseStore:
    """Questions about subscriptions at hubs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_times(self) -> dict[tuple[int, str], datetime]:
        """When each hub is to be asked next, by feed key and address: a feed that moved has none."""
        with self._database.read() as session:
            return {(row.feed_key, row.topic): row.next_at for row in session.exec(select(HubLeaseRow))}

    def ask_at(self, feed: Feed, moment: datetime) -> None:
        """Ask the feed's hub again then."""
        with self._database.write() as session:
            session.merge(HubLeaseRow(feed_key=feed.key, topic=feed.url, next_at=moment))
