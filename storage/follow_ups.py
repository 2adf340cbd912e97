"""What follows a message that was sent: its edit, a reply in its thread. Not for deciding what follows: core/following.py.

A message that is still to be sent is drawn with all that is known then, so nothing has to follow it; an edit that waits is
drawn as late, so one edit of a message is enough at a time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from core.card import card_to_data
from core.following import FollowUp
from core.model import DeliveryState, Kind
from storage.ledger_rows import DeliveryRow
from storage.upsert import chunks, insert_new
from storage.wake import wake

# A message in one of these states was sent, or may have been as it was drawn before.
UNDER_WAY = (DeliveryState.SENDING, DeliveryState.UNCERTAIN, DeliveryState.SENT)
# A card with others is drawn when it is written, and not again when it is sent.
DRAWN = (*UNDER_WAY, DeliveryState.PENDING)
# An edit in one of these states is drawn after what is written now.
WAITING = (DeliveryState.PENDING, DeliveryState.HELD)


def lanes_of(session: Session, wanted: Sequence[FollowUp]) -> list[tuple[int, int]]:
    """The lanes, as channel key and rank, on which these are sent."""
    return [
        (row.channel_key, row.rank) for row in _deliveries(session, sorted({one.parent for one in wanted})).values()
    ]


def insert_follow_ups(session: Session, wanted: Sequence[FollowUp], now: datetime) -> int:
    """Have them sent, where there is something to follow. Says how many are new."""
    # Whoever has the lane is alone with the channel: nothing there is drawn between the look at the parents and the commit.
    wake(session, lanes_of(session, wanted), now)
    found = _deliveries(session, sorted({one.parent for one in wanted}))
    parents = {key: row for key, row in found.items() if row.state in (UNDER_WAY if row.card is None else DRAWN)}
    edits = _edits(session, list(parents))
    rows: list[dict[str, Any]] = []
    for one in wanted:
        parent = parents.get(one.parent)
        if parent is None:
            continue
        if one.kind is Kind.EDIT:
            count, waits = edits.get(one.parent, (0, False))
            if not waits:
                rows.append(_row(parent, one, f"edit:{one.parent}:{count + 1}", now))
                edits[one.parent] = (count + 1, True)
        else:
            rows.append(_row(parent, one, one.dedupe, now))
    return insert_new(session, DeliveryRow, rows)


def _row(parent: DeliveryRow, one: FollowUp, dedupe: str, now: datetime) -> dict[str, Any]:
    held = {"state": DeliveryState.HELD, "held_until": one.held_until}
    return {
        "channel_key": parent.channel_key, "item_key": one.item_key or parent.item_key, "dedupe": dedupe,
        "rank": parent.rank, "kind": one.kind, "parent_key": parent.key, "card": card_to_data(one.card) if one.card else None,
        "attempt": 0, "next_at": now, "created_at": now,
        **(held if one.held_until else {"state": DeliveryState.PENDING, "held_until": None}),
    }  # fmt: skip


def _deliveries(session: Session, keys: Sequence[int]) -> dict[int, DeliveryRow]:
    found: dict[int, DeliveryRow] = {}
    for part in chunks(keys):
        query = select(DeliveryRow).where(col(DeliveryRow.key).in_(part)).execution_options(populate_existing=True)
        found |= {row.key: row for row in session.exec(query)}
    return found


def _edits(session: Session, parents: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """By parent: how many edits it ever had, and whether one waits."""
    found: dict[int, tuple[int, bool]] = {}
    waits = func.count(col(DeliveryRow.key)).filter(col(DeliveryRow.state).in_(WAITING))
    for part in chunks(parents):
        query = select(DeliveryRow.parent_key, func.count(col(DeliveryRow.key)), waits)
        query = query.where(col(DeliveryRow.parent_key).in_(part), DeliveryRow.kind == Kind.EDIT)
        for parent, count, waiting in session.exec(query.group_by(col(DeliveryRow.parent_key))):
            found[parent or 0] = (count, waiting > 0)
    return found
