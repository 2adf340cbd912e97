"""The audit log. Whatever is written to the database while somebody acts is compared with what was there before.

The comparison and its entry are part of the transaction that made the change: neither can be without the other, and no
command has to think of it. Nothing here changes or removes an entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select
from sqlmodel import Session, col

from core.roles import Change, Mode, Person, Place, difference
from storage.engine import Database
from storage.ledger_rows import metadata
from storage.space_rows import AuditRow

CHANNEL, SUBSCRIPTION, FEED, WISH, MUTE, RULE, EDITOR, REQUEST = (
    metadata.tables[name]
    for name in ("channel", "subscription", "feed", "wish", "mute", "channel_rule", "editor", "change_request")
)

# Columns that a channel's settings do not stand in: its address, and what the digest keeps for itself.
NO_SETTINGS = frozenset({"key", "channel_key", "surface", "workspace", "address", "name"})
NO_WISHES = NO_SETTINGS | {"digest_at", "digest_date", "offered_at"}
LONGEST_VALUE = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, where, and by which verb. `feeds` also watches the feeds that users added, which are of no channel."""

    place: Place
    user: Person
    verb: str
    now: datetime
    channel_key: int = 0
    approved_by: str = ""
    feeds: bool = False


_acting: ContextVar[Actor | None] = ContextVar("policywire_acting", default=None)


class AuditStore:
    """Writing and reading the log."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.witness = _witness

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[None]:
        """Everything that this thread writes within the block is this actor's doing."""
        token = _acting.set(actor)
        try:
            yield
        finally:
            _acting.reset(token)

    def record(self, actor: Actor, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """An entry about what no comparison sees: topics and deliveries belong to no channel and no workspace."""
        with self._database.write() as session:
            session.add(_entry(actor, before, after))

    def of_workspace(
        self, surface: str, workspace: str, *, since: datetime | None = None, channel: str = "", limit: int = 10_000
    ) -> list[Change]:
        """The newest changes in a workspace, or in one of its channels, the newest first."""
        query = select(AuditRow).where(col(AuditRow.surface) == surface, col(AuditRow.workspace) == workspace)
        if since:
            query = query.where(col(AuditRow.at) >= since)
        if channel:
            query = query.where(col(AuditRow.channel) == channel)
        with self._database.read() as session:
            rows = session.scalars(query.order_by(col(AuditRow.key).desc()).limit(limit))
            return [_to_change(row) for row in rows]

    def everything(self, *, since: datetime | None = None, limit: int = 10_000) -> list[Change]:
        """The newest changes in the whole installation, for the one who runs it, the newest first."""
        query = select(AuditRow).where(col(AuditRow.at) >= since) if since else select(AuditRow)
        with self._database.read() as session:
            return [_to_change(row) for row in session.scalars(query.order_by(col(AuditRow.key).desc()).limit(limit))]


@contextmanager
def _witness(session: Session) -> Iterator[None]:
    actor = _acting.get()
    if actor is None:
        yield
        return
    if actor.channel_key:  # two who change one channel at the same time come one after the other
        row = select(CHANNEL.c.key).where(CHANNEL.c.key == actor.channel_key)
        session.connection().execute(row.with_for_update(key_share=True))
    before = _state(session, actor)
    yield
    session.flush()
    old, new = difference(before, _state(session, actor))
    if old or new:
        session.add(_entry(actor, old, new))


def _entry(actor: Actor, before: Mapping[str, str], after: Mapping[str, str]) -> AuditRow:
    place, user = actor.place, actor.user
    return AuditRow(
        at=actor.now, surface=place.surface, workspace=place.workspace, channel=place.channel, channel_name=place.name,
        user_id=user.id, user_name=user.name, verb=actor.verb, approved_by=actor.approved_by,
        before=_capped(before), after=_capped(after),
    )  # fmt: skip


def _state(session: Session, actor: Actor) -> dict[str, str]:
    """All that a command may change, as flat settings."""
    return {
        **_of_channel(session, actor.channel_key),
        **({f"mode of {_name(actor.place.name, actor.place.channel)}": str(Mode.OPEN)} if actor.channel_key else {}),
        **_of_roles(session, actor.place),
        **(_of_feeds(session) if actor.feeds else {}),
    }


def _of_channel(session: Session, key: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, without in ((CHANNEL, NO_SETTINGS), (WISH, NO_WISHES)):
        ours = table.c.key if table is CHANNEL else table.c.channel_key
        for row in _rows(session, select(table).where(ours == key)):
            found |= {name: str(value) for name, value in row.items() if name not in without and value is not None}
    following = SUBSCRIPTION.c.channel_key == key, SUBSCRIPTION.c.ended_at.is_(None)
    for row in _rows(session, select(SUBSCRIPTION).where(*following)):
        wishes = [f"{name}:{_flat(value)}" for name, value in row["preferences"].items() if value]
        found[f"subscription {row['subject']}"] = " ".join([*wishes, f"owner:{row['created_by']}"])
    for row in _rows(session, select(MUTE).where(MUTE.c.channel_key == key)):
        found[f"mute {row['kind']} {row['what']}"] = f"until {row['until'].isoformat()}"
    for row in _rows(session, select(REQUEST).where(REQUEST.c.channel_key == key)):
        found[f"request {row['key']}"] = f"{row['decision'] or 'waiting'}: {row['user_id']}: {row['line']}"
    return found


def _of_roles(session: Session, place: Place) -> dict[str, str]:
    """Those of every channel of the workspace: an administrator changes them from anywhere."""
    called, ours = (
        (CHANNEL.c.name.label("channel_name"), CHANNEL.c.address),
        (CHANNEL.c.surface == place.surface, CHANNEL.c.workspace == place.workspace),
    )
    modes = select(*called, RULE.c.mode).join_from(RULE, CHANNEL).where(*ours)
    found = {f"mode of {_called(row)}": row["mode"] for row in _rows(session, modes)}
    editors = select(*called, EDITOR.c.user_id, EDITOR.c.name).join_from(EDITOR, CHANNEL).where(*ours)
    for row in _rows(session, editors):
        found[f"editor of {_called(row)}: {row['user_id']}"] = row["name"] or row["user_id"]
    return found


def _of_feeds(session: Session) -> dict[str, str]:
    """Feeds that users added. Their addresses stay out of the log: some hold a key."""
    added = FEED.c.active, FEED.c.origin == "user"
    return {f"feed {r['id']}": f"{r['title']} ({r['tier']})" for r in _rows(session, select(FEED).where(*added))}


def _called(row: RowMapping) -> str:
    return _name(row["channel_name"], row["address"])


def _name(name: str, address: str) -> str:
    return f"#{name}" if name else address


def _rows(session: Session, query: Select[Any]) -> Sequence[RowMapping]:
    # By the connection: what a session has in memory is what it wants to write, not what is there.
    return session.connection().execute(query).mappings().all()


def _flat(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _capped(values: Mapping[str, str]) -> dict[str, str]:
    return {name[:LONGEST_VALUE]: value[:LONGEST_VALUE] for name, value in values.items()}


def _to_change(row: AuditRow) -> Change:
    place = Place(row.surface, row.workspace, row.channel, row.channel_name)
    return Change(row.at, place, Person(row.user_id, row.user_name), row.verb, row.before, row.after, row.approved_by)
