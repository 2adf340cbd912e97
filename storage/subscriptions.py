"""Channels and what they follow."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlmodel import Session, col, select

from core.model import Channel, Dedupe, Preferences, Sensitivity, Subject, SubjectKind, Subscription
from core.rhythm import next_due, parse_rhythm
from storage.engine import Database
from storage.models import ChannelRow, SubscriptionRow
from storage.space_rows import ChannelFateRow, DepartureRow
from storage.upsert import chunks, insert_new

_HAS_LEFT = exists().where(
    col(DepartureRow.surface) == ChannelRow.surface, col(DepartureRow.workspace) == ChannelRow.workspace
)


class SubscriptionStore:
    """Questions about channels and subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def channel(self, surface: str, workspace: str, address: str, *, name: str = "", lang: str = "en") -> Channel:
        """The channel at this address, made on first sight; a new name is taken over."""
        place = {"surface": surface, "workspace": workspace, "address": address}
        with self._database.read() as session:
            row = _find_channel(session, **place)
        if row is None or (name and row.name != name):
            row = self._make_channel(place, name, lang)
        return to_channel(row)

    def in_workspace(self, surface: str, workspace: str, addresses: Collection[str]) -> list[Channel]:
        """The channels of a workspace that are known by one of these addresses, by name."""
        found: list[Channel] = []
        with self._database.read() as session:
            for part in chunks(sorted(set(addresses))):
                query = select(ChannelRow).where(
                    ChannelRow.surface == surface,
                    ChannelRow.workspace == workspace,
                    col(ChannelRow.address).in_(part),
                )
                found += [to_channel(row) for row in session.exec(query)]
        return sorted(found, key=lambda channel: (channel.name, channel.address))

    def set_lang(self, channel: Channel, lang: str) -> None:
        """Post in this language to the channel from now on."""
        with self._database.write() as session:
            row = session.get(ChannelRow, channel.key)
            if row is not None:
                row.lang = lang
                session.add(row)

    def subscribe(
        self, channel: Channel, subject: Subject, label: str, preferences: Preferences, by: str, now: datetime
    ) -> Subscription | None:
        """The new subscription, or None where the channel follows the subject already."""
        values: dict[str, Any] = {
            "channel_key": channel.key, "kind": subject.kind, "subject": subject.text, "subject_key": subject.key,
            "label": label, "preferences": _stored(preferences), "created_at": now, "created_by": by,
        }  # fmt: skip
        values["digest_at"], values["digest_date"] = _due(preferences, now)
        with self._database.write() as session:
            if not insert_new(session, SubscriptionRow, [values]):
                return None
            row = _active(session, channel.key, subject)
            return to_subscription(row, channel) if row else None

    def unsubscribe(self, channel: Channel, subject: Subject, now: datetime) -> bool:
        """End the channel's subscription to the subject. False where there was none."""
        with self._database.write() as session:
            row = _active(session, channel.key, subject)
            if row is None:
                return False
            row.ended_at = now
            session.add(row)
            return True

    def change(self, channel: Channel, subject: Subject, preferences: Preferences, now: datetime) -> bool:
        """Give the channel's subscription to the subject other preferences. False where there is none.

        What waited for a digest of its own that it has no longer goes out as a last one.
        """
        with self._database.write() as session:
            row = _active(session, channel.key, subject)
            if row is None:
                return False
            if preferences.digest != _to_preferences(row.preferences).digest:
                row.digest_at, row.digest_date = (
                    _due(preferences, now) if preferences.digest else (now, last_period(now))
                )
            row.preferences = _stored(preferences)
            session.add(row)
            return True

    def of_channel(self, channel: Channel) -> list[Subscription]:
        """What the channel follows, the oldest first."""
        query = select(SubscriptionRow).where(
            SubscriptionRow.channel_key == channel.key, col(SubscriptionRow.ended_at).is_(None)
        )
        with self._database.read() as session:
            return [to_subscription(row, channel) for row in session.exec(query.order_by(col(SubscriptionRow.key)))]

    def of_workspace(self, surface: str, workspace: str) -> list[Subscription]:
        """What the channels of a workspace follow, channel by channel."""
        query = select(SubscriptionRow, ChannelRow).join(ChannelRow).where(col(SubscriptionRow.ended_at).is_(None))
        ours = query.where(ChannelRow.surface == surface, ChannelRow.workspace == workspace)
        with self._database.read() as session:
            rows = session.exec(ours.order_by(col(ChannelRow.key), col(SubscriptionRow.key)))
            return [to_subscription(row, to_channel(channel)) for row, channel in rows]

    def channels(self, surface: str, workspace: str) -> list[Channel]:
        """The channels of a workspace, the oldest first."""
        query = select(ChannelRow).where(ChannelRow.surface == surface, ChannelRow.workspace == workspace)
        with self._database.read() as session:
            return [to_channel(row) for row in session.exec(query.order_by(col(ChannelRow.key)))]

    def everywhere(self) -> list[Channel]:
        """Every channel, the oldest first."""
        with self._database.read() as session:
            return [to_channel(row) for row in session.exec(select(ChannelRow).order_by(col(ChannelRow.key)))]

    def active(self, subject: Subject | None = None, limit: int | None = None) -> list[Subscription]:
        """Everything that anybody follows, or those who follow this, the oldest first; without channels that get nothing and workspaces that left."""
        chosen = [col(SubscriptionRow.subject_key) == subject.key] if subject else []
        with self._database.read() as session:
            return _followed(session, *chosen, limit=limit)

    def following(self, subjects: Collection[str]) -> list[Subscription]:
        """Of `active` those of the subjects with these keys, in its order."""
        found: list[Subscription] = []
        with self._database.read() as session:
            for part in chunks(sorted(set(subjects))):
                found += _followed(session, col(SubscriptionRow.subject_key).in_(part))
        return sorted(found, key=lambda one: one.key)

    def queries(self) -> set[str]:
        """The texts of the queries that anybody follows, of those in `active`. No more is read: there may be very many."""
        query = select(SubscriptionRow.subject).join(ChannelRow).where(*_live())
        with self._database.read() as session:
            return set(session.exec(query.where(SubscriptionRow.kind == SubjectKind.QUERY)))

    def followers(self) -> dict[str, int]:
        """How many of the active subscriptions follow each subject, by its key."""
        subject = col(SubscriptionRow.subject_key)
        query = select(subject, func.count()).select_from(SubscriptionRow).join(ChannelRow).where(*_live())
        with self._database.read() as session:
            return dict(session.exec(query.group_by(subject)).all())

    def _make_channel(self, place: dict[str, str], name: str, lang: str) -> ChannelRow:
        with self._database.write() as session:
            insert_new(session, ChannelRow, [{**place, "name": name, "lang": lang}])
            row = _find_channel(session, **place)
            if row is None:
                raise AssertionError("an inserted channel is there")
            row.name = name or row.name
            session.add(row)
            return row


def _live() -> tuple[ColumnElement[bool], ...]:
    gets_nothing = select(ChannelFateRow.channel_key)
    return col(SubscriptionRow.ended_at).is_(None), col(ChannelRow.key).not_in(gets_nothing), ~_HAS_LEFT


def _followed(session: Session, *more: ColumnElement[bool], limit: int | None = None) -> list[Subscription]:
    query = select(SubscriptionRow, ChannelRow).join(ChannelRow).where(*_live(), *more)
    rows = session.exec(query.order_by(col(SubscriptionRow.key)).limit(limit))
    return [to_subscription(row, to_channel(channel)) for row, channel in rows]


def to_channel(row: ChannelRow) -> Channel:
    """The value of a row."""
    return Channel(row.surface, row.workspace, row.address, name=row.name, lang=row.lang, key=row.key)


def to_subscription(row: SubscriptionRow, channel: Channel) -> Subscription:
    """The value of a row."""
    return Subscription(
        channel=channel,
        subject=Subject(SubjectKind(row.kind), row.subject),
        label=row.label,
        preferences=_to_preferences(row.preferences),
        created_at=row.created_at,
        created_by=row.created_by,
        key=row.key,
    )


def _stored(preferences: Preferences) -> dict[str, Any]:
    """As the options are typed; one that has its default is left out where it came later than others."""
    kept = asdict(preferences)
    del kept["thread"], kept["digest"]
    if preferences.digest:
        kept["digest"] = str(preferences.digest)
    if preferences.dedupe is Dedupe.STORY:
        del kept["dedupe"]
    return kept if preferences.thread else kept | {"thread": "off"}


def _to_preferences(kept: dict[str, Any]) -> Preferences:
    """What was not known yet when they were kept has its default."""
    sensitivity = Sensitivity(kept.get("sensitivity", Sensitivity.BALANCED))
    values = {name: tuple(kept.get(name, ())) for name in ("langs", "sources", "countries")}
    dedupe = Dedupe(kept.get("dedupe", Dedupe.STORY))
    digest = parse_rhythm(kept["digest"], "UTC") if "digest" in kept else None
    thread = kept.get("thread") != "off"
    return Preferences(**values, sensitivity=sensitivity, dedupe=dedupe, thread=thread, digest=digest)


def _due(preferences: Preferences, now: datetime) -> tuple[datetime | None, str | None]:
    """When its own digest is due next, and the local date of that."""
    moment, day = next_due(preferences.digest, now) if preferences.digest else (None, None)
    return moment, day.isoformat() if day else None


def last_period(now: datetime) -> str:
    """The name of a digest that ended, for what waits for it still."""
    return f"last:{now:%Y-%m-%dT%H:%M:%S}"


def _find_channel(session: Session, *, surface: str, workspace: str, address: str) -> ChannelRow | None:
    query = select(ChannelRow).where(
        ChannelRow.surface == surface, ChannelRow.workspace == workspace, ChannelRow.address == address
    )
    return session.exec(query).first()


def _active(session: Session, channel_key: int, subject: Subject) -> SubscriptionRow | None:
    query = select(SubscriptionRow).where(
        SubscriptionRow.channel_key == channel_key,
        SubscriptionRow.subject_key == subject.key,
        col(SubscriptionRow.ended_at).is_(None),
    )
    return session.exec(query).first()
