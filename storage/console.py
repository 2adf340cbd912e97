"""What the local console shows: its channels' messages. The table is also the console's answer to «was it sent?»."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from core.card import Card, card_from_data, card_to_data
from core.model import Channel
from storage.engine import Database
from storage.models import ChannelRow, ConsoleMessageRow
from storage.subscriptions import to_channel
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class ConsoleMessage:
    """A message on the page. `line` is the command it answers; a private one was meant for the caller only."""

    key: int
    author: str
    line: str
    card: Card
    private: bool
    posted_at: datetime


class ConsoleStore:
    """Questions about the console's messages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def channels(self) -> list[Channel]:
        """The console's channels, the oldest first."""
        query = select(ChannelRow).where(ChannelRow.surface == "console").order_by(col(ChannelRow.key))
        with self._database.read() as session:
            return [to_channel(row) for row in session.exec(query)]

    def post(
        self,
        channel: Channel,
        card: Card,
        now: datetime,
        *,
        delivery: int | None = None,
        author: str = "Policywire",
        line: str = "",
        private: bool = False,
    ) -> None:
        """Show a card. A delivery that is shown already is not shown again."""
        row = {
            "channel_key": channel.key, "delivery_key": delivery, "author": author, "line": line,
            "card": card_to_data(card), "private": private, "posted_at": now,
        }  # fmt: skip
        with self._database.write() as session:
            insert_new(session, ConsoleMessageRow, [row])

    def shows(self, delivery: int) -> bool:
        """Whether a message of this delivery is there."""
        query = select(ConsoleMessageRow.key).where(ConsoleMessageRow.delivery_key == delivery)
        with self._database.read() as session:
            return session.exec(query).first() is not None

    def messages(self, channel: Channel, limit: int) -> list[ConsoleMessage]:
        """The newest messages of a channel, the oldest of them first."""
        query = select(ConsoleMessageRow).where(ConsoleMessageRow.channel_key == channel.key)
        with self._database.read() as session:
            rows = session.exec(query.order_by(col(ConsoleMessageRow.key).desc()).limit(limit)).all()
        return [
            ConsoleMessage(r.key, r.author, r.line, card_from_data(r.card), r.private, r.posted_at)
            for r in reversed(rows)
        ]
