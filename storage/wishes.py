"""When channels want to hear: digest, quiet hours, cap, pause, mutes. Not for deciding by them: core/wishes.py."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from core.model import Channel, Kind, Rank, Sensitivity
from core.rhythm import Quiet, Rhythm, local_moment, next_due, parse_quiet, parse_rhythm
from core.wishes import Mute, MuteKind, Wishes, overflow_rhythm
from storage.engine import Database
from storage.ledger_rows import DeliveryRow, MuteRow, WishRow
from storage.models import ItemRow
from storage.subscriptions import last_period
from storage.upsert import chunks, insert_new


class WishStore:
    """Questions about channels' wishes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, channel: Channel, now: datetime) -> Wishes:
        """A channel's wishes."""
        return self.of_all([channel.key], now, ZoneInfo("UTC")).get(channel.key, Wishes())

    def of_all(self, channels: Iterable[int], now: datetime, zone: ZoneInfo) -> Mapping[int, Wishes]:
        """Wishes by channel key, of those that have any. The day of a cap is that of `zone`."""
        found: dict[int, Wishes] = {}
        with self._database.read() as session:
            for part in chunks(sorted(set(channels))):
                for row in session.exec(select(WishRow).where(col(WishRow.channel_key).in_(part))):
                    found[row.channel_key] = to_wishes(row)
                mutes = select(MuteRow).where(col(MuteRow.channel_key).in_(part), MuteRow.until > now)
                for mute in session.exec(mutes.order_by(col(MuteRow.key))):
                    wishes = found.get(mute.channel_key, Wishes())
                    one = Mute(MuteKind(mute.kind), mute.what, mute.until)
                    found[mute.channel_key] = replace(wishes, mutes=(*wishes.mutes, one))
            for key, stories in _muted_stories(session, found).items():
                found[key] = replace(found[key], muted_stories=stories)
            capped = [key for key, wishes in found.items() if wishes.cap is not None]
            today = local_moment(now.astimezone(zone).date(), time(0), zone)
            for key, count in _sent_since(session, capped, today).items():
                found[key] = replace(found[key], sent_today=count)
        return found

    def set_digest(self, channel: Channel, rhythm: Rhythm | None, zone: str, now: datetime) -> None:
        """Have what comes collected, or no longer. What waits already goes out at the next time, or at once."""
        self._change(channel, zone, now, digest=str(rhythm) if rhythm else None)

    def set_quiet(self, channel: Channel, quiet: Quiet | None, zone: str, now: datetime) -> None:
        """Hours without posts, or none."""
        self._change(channel, zone, now, quiet=str(quiet) if quiet else None)

    def set_cap(self, channel: Channel, cap: int | None, zone: str, now: datetime) -> None:
        """At most so many alerts a day, or any number."""
        self._change(channel, zone, now, cap=cap)

    def set_sensitivity(self, channel: Channel, sensitivity: Sensitivity, zone: str, now: datetime) -> None:
        """What a new subscription has that says nothing of it."""
        self._change(channel, zone, now, sensitivity=str(sensitivity))

    def pause(self, channel: Channel, until: datetime | None, zone: str, now: datetime) -> None:
        """Post nothing until then; None goes on at once."""
        self._change(channel, zone, now, paused_until=until)

    def mute(self, channel: Channel, mute: Mute, by: str, now: datetime) -> None:
        """Not to be heard of; a mute of the same gets the new end."""
        row = {
            "channel_key": channel.key, "kind": mute.kind, "what": mute.what, "until": mute.until,
            "created_at": now, "created_by": by,
        }  # fmt: skip
        with self._database.write() as session:
            session.execute(delete(MuteRow).where(_same(channel, mute)))
            insert_new(session, MuteRow, [row])

    def unmute(self, channel: Channel, mute: Mute) -> bool:
        """End a mute. False where there was none."""
        with self._database.write() as session:
            result: Any = session.execute(delete(MuteRow).where(_same(channel, mute)))
            return bool(result.rowcount)

    def _change(self, channel: Channel, zone: str, now: datetime, **values: Any) -> None:
        with self._database.write() as session:
            insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
            session.connection().execute(
                insert(WishRow).values(channel_key=channel.key).on_conflict_do_nothing(index_elements=["channel_key"])
            )
            row = session.exec(select(WishRow).where(WishRow.channel_key == channel.key).with_for_update()).one()
            before = overflow_rhythm(to_wishes(row), zone)
            for name, value in values.items():
                setattr(row, name, value)
            rhythm = overflow_rhythm(to_wishes(row), zone)
            if rhythm != before:
                row.digest_at, row.digest_date = _next(rhythm, now)
            session.add(row)


def _next(rhythm: Rhythm | None, now: datetime) -> tuple[datetime, str]:
    """A channel whose digest ended gets what waits for it now, as a last one."""
    if rhythm is None:
        return now, last_period(now)
    moment, day = next_due(rhythm, now)
    return moment, day.isoformat()


def to_wishes(row: WishRow) -> Wishes:
    """The value of a row, without mutes and counts."""
    return Wishes(
        digest=parse_rhythm(row.digest, "UTC") if row.digest else None,
        quiet=parse_quiet(row.quiet, "UTC") if row.quiet else None,
        cap=row.cap,
        paused_until=row.paused_until,
        sensitivity=Sensitivity(row.sensitivity or Sensitivity.BALANCED),
    )


def _muted_stories(session: Session, found: Mapping[int, Wishes]) -> dict[int, frozenset[str]]:
    """By channel: the stories, as they are now, of the items under which stories were muted."""
    muted = {key: [m.what for m in wishes.mutes if m.kind is MuteKind.STORY] for key, wishes in found.items()}
    stories: dict[str, str] = {}
    for part in chunks(sorted({id for ids in muted.values() for id in ids})):
        rows = session.exec(select(ItemRow.id, ItemRow.story).where(col(ItemRow.id).in_(part)))
        stories |= {id: story for id, story in rows if story}
    return {key: frozenset(stories[id] for id in ids if id in stories) for key, ids in muted.items() if ids}


def _sent_since(session: Session, channels: list[int], since: datetime) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in chunks(channels):
        query = select(DeliveryRow.channel_key, func.count(col(DeliveryRow.key))).where(
            col(DeliveryRow.channel_key).in_(part),
            DeliveryRow.created_at >= since.astimezone(UTC),
            DeliveryRow.rank == int(Rank.ALERT),
            DeliveryRow.kind == Kind.POST,
        )
        found |= dict(session.exec(query.group_by(col(DeliveryRow.channel_key))).all())
    return found


def _same(channel: Channel, mute: Mute) -> Any:
    return (
        (col(MuteRow.channel_key) == channel.key) & (col(MuteRow.kind) == mute.kind) & (col(MuteRow.what) == mute.what)
    )
