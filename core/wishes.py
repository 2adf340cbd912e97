"""When a channel wants to hear: now, later, with others, or not at all. Pure; the rules of local time are in core/rhythm.py."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from core.model import Decision, Item, Reason, Sensitivity
from core.rhythm import Period, Quiet, Rhythm, quiet_until
from core.text import fold

# Until sources say themselves how urgent something is: what a headline calls so, in four languages.
_URGENT = (
    "urgent",
    "breaking",
    "effective immediately",
    "긴급",
    "속보",
    "즉시 시행",
    "紧急",
    "突发",
    "即日起施行",
    "緊急",
    "速報",
    "即日施行",
)


class MuteKind(StrEnum):
    """What is not to be heard of."""

    STORY = "story"
    SOURCE = "source"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Mute:
    """A suppression with an end. `what` is an item's short id, a source's name or a phrase."""

    kind: MuteKind
    what: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """A channel's. `cap` is the number of alerts a local day; what is more waits for the next digest.

    `sent_today` counts against the cap. `muted_stories` are the ids of the stories of the muted items. `sensitivity` is what
    a new subscription has that says nothing of it.
    """

    digest: Rhythm | None = None
    quiet: Quiet | None = None
    cap: int | None = None
    paused_until: datetime | None = None
    mutes: tuple[Mute, ...] = ()
    muted_stories: frozenset[str] = frozenset()
    sent_today: int = 0
    sensitivity: Sensitivity = Sensitivity.BALANCED


@dataclass(frozen=True, slots=True)
class Timing:
    """What is to become of an alert, why, and until when at the latest, if that is known."""

    decision: Decision
    reason: Reason
    until: datetime | None = None


NOW = Timing(Decision.NOW, Reason.MATCHED)


def timing(wishes: Wishes, item: Item, now: datetime, *, more: int = 0) -> Timing:
    """When an item that a subscription asks for goes out. `more` were decided for today beside `sent_today`."""
    if is_muted(wishes, item, now):
        return Timing(Decision.SUPPRESSED, Reason.MUTED)
    if wishes.paused_until and now < wishes.paused_until:
        return Timing(Decision.HELD, Reason.PAUSED, wishes.paused_until)
    if wishes.digest:
        return Timing(Decision.DIGEST, Reason.DIGEST)
    if wishes.cap is not None and wishes.sent_today + more >= wishes.cap:
        return Timing(Decision.DIGEST, Reason.OVER_CAP)
    until = held_until(wishes, now)
    if until and not (wishes.quiet and wishes.quiet.except_urgent and is_urgent(item)):
        return Timing(Decision.HELD, Reason.QUIET_HOURS, until)
    return NOW


def joining(wishes: Wishes, item: Item, now: datetime | None) -> Timing | None:
    """When a channel hears of an item that joins a message; None where a digest collects it. The cap does not count it."""
    if now is None:
        return Timing(Decision.JOINED, Reason.SAME_STORY)
    if is_muted(wishes, item, now):
        return Timing(Decision.SUPPRESSED, Reason.MUTED)
    if wishes.digest:
        return None
    return Timing(Decision.JOINED, Reason.SAME_STORY, held_until(wishes, now))


def held_until(wishes: Wishes, now: datetime) -> datetime | None:
    """Until when nothing is posted, by a pause or by quiet hours; None where something may be."""
    paused = wishes.paused_until if wishes.paused_until and now < wishes.paused_until else None
    return paused or (quiet_until(wishes.quiet, now) if wishes.quiet else None)


def is_weekly(wishes: Wishes) -> bool:
    """Whether the channel has a digest once a week."""
    return wishes.digest is not None and wishes.digest.period is Period.WEEKLY


def overflow_rhythm(wishes: Wishes, zone: str) -> Rhythm | None:
    """When the channel's digest comes: its own, or where only a cap was set, each morning."""
    if wishes.digest or wishes.cap is None:
        return wishes.digest
    return Rhythm(Period.DAILY, time(8, 30), zone)


def is_muted(wishes: Wishes, item: Item, now: datetime) -> bool:
    """Whether a mute that has not ended covers the item."""
    if item.story and item.story in wishes.muted_stories:
        return True
    return any(now < mute.until and _covers(mute, item) for mute in wishes.mutes)


def is_urgent(item: Item) -> bool:
    """Whether the headline says so."""
    title = fold(item.title)
    return any(fold(word) in title for word in _URGENT)


def _covers(mute: Mute, item: Item) -> bool:
    wanted = fold(mute.what).strip()
    match mute.kind:
        case MuteKind.SOURCE:
            return wanted == fold(item.source).strip()
        case MuteKind.PHRASE:
            return bool(wanted) and wanted in fold(f"{item.title}\n{item.body}")
    return item.id == mute.what
