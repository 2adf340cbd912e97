"""Who is signed in at the console, how many guessed wrongly, and the secret addresses of channels' feeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from core.model import Channel
from storage.console_rows import ChannelFeedRow, SessionRow, SignInRow
from storage.engine import Database
from storage.models import ChannelRow
from storage.subscriptions import to_channel
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in; `role` as the console numbers it."""

    person: str
    name: str
    role: int


class SessionStore:
    """Questions about sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, digest: str, session: Session, now: datetime, expires_at: datetime) -> None:
        """Keep a session under the digest of its secret. Those that ended are forgotten."""
        row = {
            "digest": digest, "person": session.person, "name": session.name, "role": session.role,
            "created_at": now, "expires_at": expires_at,
        }  # fmt: skip
        with self._database.write() as writing:
            writing.execute(delete(SessionRow).where(col(SessionRow.expires_at) <= now))
            insert_new(writing, SessionRow, [row])

    def find(self, digest: str, now: datetime) -> Session | None:
        """The session with this digest, if it has not ended."""
        query = select(SessionRow).where(SessionRow.digest == digest, SessionRow.expires_at > now)
        with self._database.read() as reading:
            row = reading.exec(query).first()
            return Session(row.person, row.name, row.role) if row else None

    def close(self, digest: str) -> None:
        """End a session."""
        with self._database.write() as writing:
            writing.execute(delete(SessionRow).where(col(SessionRow.digest) == digest))

    def failures(self, origins: Sequence[str], since: datetime) -> dict[str, int]:
        """How many sign-ins failed, by where they came from, of the periods that began since then."""
        query = select(SignInRow).where(col(SignInRow.origin).in_(origins), SignInRow.since > since)
        with self._database.read() as reading:
            return {row.origin: row.failures for row in reading.exec(query)}

    def failed(self, origins: Sequence[str], now: datetime, period: timedelta) -> None:
        """A sign-in failed. A period begins with its first failure; those that are over are forgotten."""
        with self._database.write() as writing:
            writing.execute(delete(SignInRow).where(col(SignInRow.since) <= now - period))
            insert_new(writing, SignInRow, [{"origin": one, "failures": 0, "since": now} for one in origins])
            for row in writing.exec(select(SignInRow).where(col(SignInRow.origin).in_(origins)).with_for_update()):
                row.failures += 1
                writing.add(row)

    def feed_of(self, channel: Channel, token: str, now: datetime) -> str:
        """The secret of the channel's feed; `token` where it has none yet."""
        with self._database.write() as writing:
            insert_new(writing, ChannelFeedRow, [{"channel_key": channel.key, "token": token, "created_at": now}])
            row = writing.get(ChannelFeedRow, channel.key)
            return row.token if row else token

    def renew_feed(self, channel: Channel) -> None:
        """Make the present address of the channel's feed lead nowhere."""
        with self._database.write() as writing:
            writing.execute(delete(ChannelFeedRow).where(col(ChannelFeedRow.channel_key) == channel.key))

    def channel_of(self, token: str) -> Channel | None:
        """The channel whose feed has this secret."""
        query = select(ChannelRow).join(ChannelFeedRow).where(ChannelFeedRow.token == token)
        with self._database.read() as reading:
            row = reading.exec(query).first()
            return to_channel(row) if row else None
