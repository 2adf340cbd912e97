"""Workspaces that went away: nothing is sent there, what waits is dropped, and after a set time all they left is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from core.model import DeliveryState
from storage.engine import Database
from storage.ledger_rows import DeliveryRow, StopRow
from storage.models import ChannelRow
from storage.space_rows import DepartureRow, metadata
from storage.upsert import chunks, insert_new
from storage.wake import scope_of

# What a stop of ours says of who made it: coming back lifts no other.
STOPPED_BY = "uninstalled"
WAITING = (DeliveryState.PENDING, DeliveryState.HELD, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Departure:
    """A workspace that uninstalled us, and when."""

    surface: str
    workspace: str
    since: datetime
    reason: str


class SpaceStore:
    """Questions about workspaces as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def depart(self, surface: str, workspace: str, reason: str, now: datetime) -> None:
        """The workspace has uninstalled us."""
        with self._database.write() as session:
            depart(session, surface, workspace, reason, now)

    def come_back(self, surface: str, workspace: str) -> bool:
        """It is there again. False where it had not gone."""
        with self._database.write() as session:
            return come_back(session, surface, workspace)

    def has_left(self, surface: str, workspace: str) -> bool:
        """Whether the workspace has uninstalled us."""
        with self._database.read() as session:
            return session.get(DepartureRow, (surface, workspace)) is not None

    def gone_before(self, before: datetime) -> list[Departure]:
        """Workspaces that left before this time."""
        with self._database.read() as session:
            rows = session.exec(select(DepartureRow).where(col(DepartureRow.since) < before))
            return [Departure(row.surface, row.workspace, row.since, row.reason) for row in rows]

    def forget(self, surface: str, workspace: str) -> int:
        """Delete everything of a workspace: its channels with all that hangs on them, its people, its log. How many channels.

        Items and topics are of no workspace, and stay.
        """
        with self._database.write() as session:
            ours = (col(ChannelRow.surface) == surface) & (col(ChannelRow.workspace) == workspace)
            keys = list(session.exec(select(ChannelRow.key).where(ours)))
            for part in chunks(keys):
                _delete_below(session, metadata.tables["channel"], part)
            for table in metadata.sorted_tables:
                if table.name == "installation":
                    mine = (table.c.surface == surface) & (table.c.team == workspace) & table.c.ended_at.is_not(None)
                    session.execute(delete(table).where(mine))
                elif where := _of_workspace(table, surface, workspace):
                    session.execute(delete(table).where(*where))
            return len(keys)


def depart(session: Session, surface: str, workspace: str, reason: str, now: datetime) -> None:
    """Within a transaction: nothing more is sent, and what waits is dropped."""
    row = {"surface": surface, "workspace": workspace, "since": now, "reason": reason}
    insert_new(session, DepartureRow, [row])
    insert_new(session, StopRow, [{"scope": scope_of(surface, workspace), "since": now, "by": STOPPED_BY}])
    keys = select(ChannelRow.key).where(col(ChannelRow.surface) == surface, col(ChannelRow.workspace) == workspace)
    waiting = col(DeliveryRow.channel_key).in_(keys), col(DeliveryRow.state).in_(WAITING)
    dropped = {"state": DeliveryState.SUPPRESSED, "reason": reason, "held_until": None, "owner": None}
    session.execute(update(DeliveryRow).where(*waiting).values(**dropped))


def come_back(session: Session, surface: str, workspace: str) -> bool:
    """Within a transaction: what is new from now on is sent again."""
    gone = session.get(DepartureRow, (surface, workspace))
    if gone is None:
        return False
    session.delete(gone)
    lifted = col(StopRow.scope) == scope_of(surface, workspace), col(StopRow.by) == STOPPED_BY
    session.execute(delete(StopRow).where(*lifted))
    return True


def _delete_below(session: Session, table: Table, keys: Sequence[int]) -> None:
    """These rows with all rows that refer to them, theirs before them."""
    for other in metadata.sorted_tables:
        for reference in other.foreign_keys:
            if reference.column.table is not table or other is table:
                continue
            column = reference.parent
            if "key" in other.c and any(
                f.column.table is other for t in metadata.sorted_tables for f in t.foreign_keys
            ):
                below = list(
                    session.connection().execute(select_columns(other.c.key).where(column.in_(keys))).scalars()
                )
                for part in chunks(below):
                    _delete_below(session, other, part)
            session.execute(delete(other).where(column.in_(keys)))
    session.execute(delete(table).where(table.c.key.in_(keys)))


def _of_workspace(table: Table, surface: str, workspace: str) -> list[ColumnElement[bool]]:
    """How a table names a workspace, where it does so apart from channels."""
    columns = table.c
    if "surface" in columns and "workspace" in columns:
        return [columns.surface == surface, columns.workspace == workspace]
    if "scope" in columns:
        return [columns.scope == scope_of(surface, workspace)]
    return []
