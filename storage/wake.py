"""Waking the lanes of channels for which there is something new to send. Not for claiming them: storage/lanes.py."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import case, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.calls import Kind, call
from storage.ledger_rows import metadata
from storage.upsert import chunks

LANE = metadata.tables["lane"]
L = LANE.c


def wake(session: Session, places: Iterable[tuple[int, int]], now: datetime) -> None:
    """Have the lanes of these (channel key, rank) look for work now. In one order, so that no two writers block each other."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    best: dict[int, int] = {}
    for channel_key, rank in places:
        best[channel_key] = min(rank, best.get(channel_key, rank))
    channel = metadata.tables["channel"].c
    scopes: dict[int, str] = {}
    for part in chunks(sorted(best)):
        query = select(channel.key, channel.surface, channel.workspace).where(channel.key.in_(part))
        scopes |= {r.key: scope_of(r.surface, r.workspace) for r in session.connection().execute(query)}
    rows = [
        {"channel_key": c, "scope": scopes[c], "rank": best[c], "next_at": now, "ready_at": now} for c in sorted(scopes)
    ]
    statement = insert(LANE)
    new = statement.excluded
    soonest = case((or_(L.next_at.is_(None), L.next_at > new.next_at), new.next_at), else_=L.next_at)
    better = case((or_(L.next_at.is_(None), L.rank > new.rank), new.rank), else_=L.rank)
    statement = statement.on_conflict_do_update(
        index_elements=["channel_key"], set_={"next_at": soonest, "rank": better}
    )
    if rows:
        session.connection().execute(statement, rows)
        call(session, Kind.DRAIN, scopes)


def scope_of(surface: str, workspace: str) -> str:
    """What is stopped and paced together."""
    return f"{surface}:{workspace}"
