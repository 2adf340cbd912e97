"""Where a delivery stands, and which goes first. Named again in core/model.py, where the other words are."""

from enum import IntEnum, StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands. Sent, failed and suppressed are final; held ends with its time or by an administrator."""

    PENDING = "pending"
    HELD = "held"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Kind(StrEnum):
    """What a delivery does in its channel. An edit changes and a thread reply answers a message sent before, its target."""

    POST = "post"
    EDIT = "edit"
    THREAD = "thread"
    FILE = "file"


class Rank(IntEnum):
    """The class of a delivery: a lower one goes first. Order is kept within a channel and a class.

    ASIDE is where one goes that was refused again and again: it is still tried, and holds up no other.
    """

    ANSWER = 0
    ALERT = 1
    DIGEST = 2
    ASIDE = 3
