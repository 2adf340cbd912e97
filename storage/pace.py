"""Pace: how soon a method of a workspace may be used again, by all workers together. Not for a channel's: that is its lane's."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from core.ports import Rate
from storage.ledger_rows import PaceRow, metadata
from storage.upsert import chunks, insert_new

PACE = metadata.tables["pace"]
P = PACE.c

T = TypeVar("T")

_READ = select(P.key, P.next_at, P.closed_until).where(P.key.in_(bindparam("keys", expanding=True))).order_by(P.key)
_LOCKED = _READ.with_for_update()


class Budget:
    """What may be used at this moment, within a transaction that locks the rows it changes."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now

    def admit(self, wanted: Sequence[tuple[T, str, str, Rate]]) -> tuple[list[T], list[tuple[T, datetime]]]:
        """Who of these (thing, scope, verb, rate) may go now, in their order, and who must wait until when."""
        rows = self._rows(
            {f"{scope}:{verb}" for _, scope, verb, _ in wanted}, {self._key(w) for w in wanted if w[3].interval}
        )
        going: list[T] = []
        waiting: list[tuple[T, datetime]] = []
        for thing, scope, verb, rate in wanted:
            key = f"{scope}:{verb}"
            next_at, closed_until = rows.get(key, (self._now, self._now))
            free = max(closed_until, next_at - timedelta(seconds=rate.interval * (rate.burst - 1)))
            if free > self._now:
                waiting.append((thing, free))
                continue
            going.append(thing)
            if rate.interval:
                rows[key] = max(next_at, self._now) + timedelta(seconds=rate.interval), closed_until
        self._keep({self._key(w): rows[self._key(w)][0] for w in wanted if w[3].interval})
        return going, waiting

    def close(self, told: Iterable[tuple[str, str, datetime]]) -> None:
        """Nobody uses (scope, verb) before this time: the surface said so."""
        latest: dict[str, datetime] = {}
        for scope, verb, until in told:
            latest[f"{scope}:{verb}"] = max(until, latest.get(f"{scope}:{verb}", until))
        self._make(latest)
        for key in sorted(latest):
            later = update(PACE).where(P.key == key, P.closed_until < latest[key]).values(closed_until=latest[key])
            self._session.connection().execute(later)

    @staticmethod
    def _key(wanted: tuple[Any, str, str, Rate]) -> str:
        return f"{wanted[1]}:{wanted[2]}"

    def _make(self, keys: Iterable[str]) -> None:
        rows = [{"key": key, "next_at": self._now, "closed_until": self._now} for key in sorted(keys)]
        insert_new(self._session, PaceRow, rows)

    def _rows(self, read: set[str], locked: set[str]) -> dict[str, tuple[datetime, datetime]]:
        """(our pace, what we were told) by key. Locked in one order, so that no two workers block each other."""
        self._make(locked)
        connection = self._session.connection()
        found: dict[str, tuple[datetime, datetime]] = {}
        for part in chunks(sorted(read)):
            rows = connection.execute(_LOCKED if locked else _READ, {"keys": part})
            found |= {row.key: (row.next_at, row.closed_until) for row in rows}
        return found

    def _keep(self, times: dict[str, datetime]) -> None:
        if times:
            statement = (
                update(PACE).where(P.key == bindparam("b_key")).values(next_at=bindparam("b_at", type_=P.next_at.type))
            )
            self._session.connection().execute(statement, [{"b_key": k, "b_at": times[k]} for k in sorted(times)])
