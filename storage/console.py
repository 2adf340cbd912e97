"""What the local console shows: its channels' messages. The table is also the console's answer to «was it sent?»."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from core.card import Attachment, Card, card_from_data, card_to_data
from core.model import Channel
from storage.engine import Database
from storage.message_rows import AttachmentRow
from storage.models import ChannelRow, ConsoleMessageRow
from storage.subscriptions import to_channel
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class ConsoleMessage:
    """A message on the page. `line` is the command it answers; a private one was meant for the caller only.

    `file` is the name of the file that came with its `delivery`, `replies` what was said in its thread, the oldest first.
    """

    key: int
    author: str
    line: str
    card: Card
    private: bool
    posted_at: datetime
    delivery: int | None = None
    file: str | None = None
    replies: tuple["ConsoleMessage", ...] = ()


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
        under: int | None = None,
        author: str = "Policywire",
        line: str = "",
        private: bool = False,
    ) -> None:
        """Show a card, in the thread of the delivery `under` where one is named. A delivery that is shown is not shown again."""
        row: dict[str, Any] = {
            "channel_key": channel.key, "delivery_key": delivery, "author": author, "line": line,
            "card": card_to_data(card), "private": private, "posted_at": now, "parent_key": None,
        }  # fmt: skip
        with self._database.write() as session:
            if under is not None:
                parent = select(ConsoleMessageRow.key).where(ConsoleMessageRow.delivery_key == under)
                row["parent_key"] = session.exec(parent).first()
            insert_new(session, ConsoleMessageRow, [row])

    def edit(self, delivery: int, card: Card) -> bool:
        """Show another card in the place of a delivery's. False where none is shown."""
        shown = update(ConsoleMessageRow).where(col(ConsoleMessageRow.delivery_key) == delivery)
        with self._database.write() as session:
            return session.exec(shown.values(card=card_to_data(card))).rowcount > 0

    def file(self, delivery: int) -> Attachment | None:
        """The file that came with a delivery which the console shows."""
        shown = col(AttachmentRow.delivery_key) == col(ConsoleMessageRow.delivery_key)
        query = select(AttachmentRow).join(ConsoleMessageRow, shown).where(AttachmentRow.delivery_key == delivery)
        with self._database.read() as session:
            row = session.exec(query).first()
        return Attachment(row.name, row.media_type, row.data, row.about) if row else None

    def shows(self, delivery: int) -> bool:
        """Whether a message of this delivery is there."""
        query = select(ConsoleMessageRow.key).where(ConsoleMessageRow.delivery_key == delivery)
        with self._database.read() as session:
            return session.exec(query).first() is not None

    def messages(self, channel: Channel, limit: int) -> list[ConsoleMessage]:
        """The newest messages of a channel, the oldest of them first, each with its replies."""
        newest = select(ConsoleMessageRow, AttachmentRow.name).outerjoin(
            AttachmentRow, col(AttachmentRow.delivery_key) == col(ConsoleMessageRow.delivery_key)
        )
        mine = newest.where(ConsoleMessageRow.channel_key == channel.key, col(ConsoleMessageRow.parent_key).is_(None))
        with self._database.read() as session:
            rows = session.exec(mine.order_by(col(ConsoleMessageRow.key).desc()).limit(limit)).all()
            below = newest.where(col(ConsoleMessageRow.parent_key).in_([row.key for row, _ in rows]))
            replies: dict[int, list[ConsoleMessage]] = defaultdict(list)
            for row, name in session.exec(below.order_by(col(ConsoleMessageRow.key))):
                replies[row.parent_key or 0].append(_message(row, name))
        return [_message(row, name, replies[row.key]) for row, name in reversed(rows)]


def _message(row: ConsoleMessageRow, file: str | None, replies: Sequence[ConsoleMessage] = ()) -> ConsoleMessage:
    return ConsoleMessage(
        row.key,
        row.author,
        row.line,
        card_from_data(row.card),
        row.private,
        row.posted_at,
        row.delivery_key,
        file,
        tuple(replies),
    )
