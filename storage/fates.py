"""What befell channels: archived, left, closed to us, deleted, opened again, renamed. Its owners are told in the same step."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from core.fate_card import fate_card
from core.model import Channel, DeliveryState, Rank
from core.spaces import Fate
from storage.direct import direct
from storage.engine import Database
from storage.ledger_rows import DeliveryRow
from storage.models import ChannelRow, SubscriptionRow
from storage.notices import Notice, insert_notices
from storage.space_rows import ChannelFateRow
from storage.spaces import WAITING
from storage.subscriptions import to_channel
from storage.upsert import insert_new
from storage.wake import wake

# What waited for a channel longer than this is no news any more when it opens again.
KEPT = timedelta(days=7)
HELD_BY = "channel: "


class FateStore:
    """Questions about the fates of channels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, channel: Channel) -> Fate | None:
        """Why a channel gets nothing, None where it gets what it follows."""
        with self._database.read() as session:
            row = session.get(ChannelFateRow, channel.key)
            return Fate(row.fate) if row else None

    def close(
        self,
        channel: Channel,
        fate: Fate,
        reason: str,
        now: datetime,
        ops: Channel | None = None,
        *,
        reach: Callable[[str], bool] = lambda owner: True,
    ) -> bool:
        """Nothing goes there any more; what waits is held, or dropped for good where the channel was deleted.

        Its subscriptions' owners whom we `reach` are told by direct message, else `ops` is. False where it was known.
        """
        with self._database.read() as session:
            reached = {owner for owner in _owners(session, channel)[0] if reach(owner)}
        with self._database.write() as session:
            row = session.get(ChannelFateRow, channel.key)
            if row and (row.fate == fate or row.fate == Fate.DELETED):
                return False
            session.execute(delete(ChannelFateRow).where(col(ChannelFateRow.channel_key) == channel.key))
            values = {"channel_key": channel.key, "fate": fate, "reason": reason, "since": now}
            insert_new(session, ChannelFateRow, [values])
            owners, count = _owners(session, channel)
            _stop(session, channel, fate, now)
            own = (
                direct(session, channel.surface, channel.workspace, owner, channel.lang)
                for owner in owners
                if owner in reached
            )
            told = [one for one in own if one] or ([ops] if ops else [])
            if count:
                card = fate_card(channel, fate, reason, count)
                name = f"fate:{channel.key}:{fate}:{now:%Y-%m-%dT%H:%M:%S}"
                insert_notices(session, [Notice(one, card, name) for one in told if one.key != channel.key], now)
            return True

    def reopen(self, channel: Channel, now: datetime) -> bool:
        """What comes is sent again, and what was held for less than a week. False where nothing was closed, or for good."""
        with self._database.write() as session:
            row = session.get(ChannelFateRow, channel.key)
            if row is None or row.fate == Fate.DELETED:
                return False
            session.delete(row)
            ours = (
                col(DeliveryRow.channel_key) == channel.key,
                col(DeliveryRow.state) == DeliveryState.HELD,
                col(DeliveryRow.reason).startswith(HELD_BY),
            )
            old = col(DeliveryRow.created_at) < now - KEPT
            session.execute(update(DeliveryRow).where(*ours, old).values(state=DeliveryState.SUPPRESSED))
            fresh = {"state": DeliveryState.PENDING, "attempt": 0, "next_at": now, "reason": None}
            session.execute(update(DeliveryRow).where(*ours).values(**fresh))
            wake(session, [(channel.key, int(Rank.ALERT))], now)
            return True

    def renamed(self, surface: str, workspace: str, address: str, name: str) -> bool:
        """A channel has another name. False where it is not known."""
        return self._change((surface, workspace, address), name=name)

    def moved(self, surface: str, workspace: str, address: str, new: str) -> bool:
        """A channel has another id. False where it is not known, or the new one is already."""
        with self._database.read() as session:
            if _known(session, surface, workspace, new):
                return False
        return self._change((surface, workspace, address), address=new)

    def known(self, surface: str, workspace: str, address: str) -> Channel | None:
        """The channel, where it was ever seen."""
        with self._database.read() as session:
            row = _known(session, surface, workspace, address)
            return to_channel(row) if row else None

    def _change(self, place: tuple[str, str, str], **values: str) -> bool:
        columns = (ChannelRow.surface, ChannelRow.workspace, ChannelRow.address)
        ours = [col(column) == value for column, value in zip(columns, place, strict=True)]
        with self._database.write() as session:
            result: Any = session.execute(update(ChannelRow).where(*ours).values(**values))
            return bool(result.rowcount)


def _known(session: Session, surface: str, workspace: str, address: str) -> ChannelRow | None:
    ours = col(ChannelRow.surface) == surface, col(ChannelRow.workspace) == workspace
    return session.exec(select(ChannelRow).where(*ours, col(ChannelRow.address) == address)).first()


def _owners(session: Session, channel: Channel) -> tuple[list[str], int]:
    """Whose subscriptions they are, each once, and how many there are."""
    following = col(SubscriptionRow.channel_key) == channel.key, col(SubscriptionRow.ended_at).is_(None)
    by = list(session.exec(select(SubscriptionRow.created_by).where(*following).order_by(col(SubscriptionRow.key))))
    return list(dict.fromkeys(owner for owner in by if owner)), len(by)


def _stop(session: Session, channel: Channel, fate: Fate, now: datetime) -> None:
    waiting = col(DeliveryRow.channel_key) == channel.key, col(DeliveryRow.state).in_(WAITING)
    gone = fate is Fate.DELETED
    state = DeliveryState.SUPPRESSED if gone else DeliveryState.HELD
    values = {"state": state, "reason": f"{HELD_BY}{fate}", "held_until": None, "owner": None}
    session.execute(update(DeliveryRow).where(*waiting).values(**values))
    if gone:
        following = col(SubscriptionRow.channel_key) == channel.key, col(SubscriptionRow.ended_at).is_(None)
        session.execute(update(SubscriptionRow).where(*following).values(ended_at=now))
