"""What was decided on a match, where a delivery stands, and which goes first. Named again in core/model.py, where the other words are."""

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


class Decision(StrEnum):
    """What became of a match for one subscription. A held one goes out later, one for a digest or bundled with others.

    One that joined is told by the message about its story that the channel got, or is to get.
    """

    NOW = "now"
    HELD = "held"
    DIGEST = "digest"
    BUNDLED = "bundled"
    JOINED = "joined"
    SUPPRESSED = "suppressed"


class Reason(StrEnum):
    """Why a decision was taken. The wording for people is in core/wording.py."""

    MATCHED = "matched"
    OTHER_LANGUAGE = "other-language"
    OTHER_SOURCE = "other-source"
    OTHER_COUNTRY = "other-country"
    ALREADY_ALERTED = "already-alerted"
    SAME_STORY = "same-story"
    SAME_TEXT = "same-text"
    BEFORE_SUBSCRIPTION = "before-subscription"
    BASELINE = "baseline"
    OUTAGE = "outage"
    TOO_WEAK = "too-weak"
    LEARNED = "learned"
    MUTED = "muted"
    PAUSED = "paused"
    QUIET_HOURS = "quiet-hours"
    DIGEST = "digest"
    OVER_CAP = "over-cap"
