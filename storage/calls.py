"""What a transaction leaves to be done at once, told after it has committed. To lose a call or to hear it twice is harmless:
the rows say what is to be done, and every job comes round by itself. Who hears it: `Database.listen`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session


class Kind(StrEnum):
    """What is to be done: a channel's lane drained, a feed polled, new items matched."""

    DRAIN = "drain"
    POLL = "poll"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to be done. `key` is that of the channel or the feed, or of an item of the batch."""

    kind: Kind
    key: int


def call(session: Session, kind: Kind, keys: Iterable[int]) -> None:
    """Have these told when the transaction commits."""
    session.info.setdefault("calls", set()).update(Call(kind, key) for key in keys)


def calls_of(session: Session) -> frozenset[Call]:
    """What was said in the session so far."""
    return frozenset(session.info.get("calls", ()))
