"""Local times: when a digest falls due, whether it is quiet now, until when something lasts. Any IANA zone.

Clock changes: a local time that does not exist that day counts at the moment the clock jumps; one that exists twice counts
the first time only. Periods are half-open: at the end of quiet hours it is not quiet.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import PolicywireError
from core.wording import Words, say

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KOREAN_DAYS = "월화수목금토일"
_KOREAN_DAYS = dict(zip(KOREAN_DAYS, DAYS, strict=True))
_KOREAN_PERIODS = {"매일": "daily", "평일": "weekdays", "매주": "weekly", "주간": "weekly"}
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-~–]\s*(\d{1,2}:\d{2})")
_LENGTH = re.compile(r"(\d{1,4})\s*(m|min|h|d|w|분|시간|일|주)", re.IGNORECASE)
_UNITS = {"m": "minutes", "min": "minutes", "분": "minutes", "h": "hours", "시간": "hours", "d": "days", "일": "days", "w": "weeks", "주": "weeks"}  # fmt: skip
LONGEST_PAUSE = timedelta(days=366)


class RhythmError(PolicywireError):
    """A time, zone or period that cannot be meant; its words say what can."""

    def __init__(self, key: str, text: str = "") -> None:
        self.words = Words(key, {"text": text})
        super().__init__(str(self.words))


class Period(StrEnum):
    """How often a digest comes. Its value is what people type in English."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A digest's period. `weekday` is 0 for Monday and counts for weekly digests only; `zone` is an IANA name."""

    period: Period
    at: time
    zone: str
    weekday: int = 0

    def __str__(self) -> str:
        day = f" {DAYS[self.weekday]}" if self.period is Period.WEEKLY else ""
        return f"{self.period}{day} {self.at:%H:%M} {self.zone}"

    def in_words(self, lang: str) -> str:
        """The same in a language, as it can be typed there."""
        name = KOREAN_DAYS[self.weekday] + "요일" if lang == "ko" else DAYS[self.weekday]
        day = f" {name}" if self.period is Period.WEEKLY else ""
        return f"{say(lang, f'period.{self.period}')}{day} {self.at:%H:%M} {self.zone}"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is posted. With `weekends` Saturday and Sunday are quiet throughout."""

    start: time
    end: time
    zone: str
    weekends: bool = False
    except_urgent: bool = False

    def __str__(self) -> str:
        extras = (" weekends" if self.weekends else "") + (" except:urgent" if self.except_urgent else "")
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}{extras}"

    def in_words(self, lang: str) -> str:
        """The same in a language, as it can be typed there."""
        extras = (say(lang, "quiet.weekends") if self.weekends else "") + (
            say(lang, "quiet.urgent") if self.except_urgent else ""
        )
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}{extras}"


def next_due(rhythm: Rhythm, after: datetime) -> tuple[datetime, date]:
    """The first moment later than `after` at which the digest is due (UTC), and the local date it belongs to."""
    zone = ZoneInfo(rhythm.zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = local_moment(day, rhythm.at, zone)
        if _falls_on(rhythm, day) and moment > after:
            return moment, day
        day += timedelta(days=1)


def quiet_until(quiet: Quiet, now: datetime) -> datetime | None:
    """The end (UTC) of the quiet time that `now` is in, None where it is not quiet. Neighbouring quiet times are one."""
    zone = ZoneInfo(quiet.zone)
    end = now
    while (later := _end_of_one(quiet, end, zone)) is not None:
        end = later
    return end if end > now else None


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment of a local time: the first of two, and the clock's jump for one that does not exist."""
    local = datetime.combine(day, at, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return moment
    before, after = local.replace(fold=1).utcoffset() or timedelta(), local.utcoffset() or timedelta()
    gap = abs(before - after)
    # In a gap the two readings lie on its two sides; the jump is where the offset changes between them.
    start = min(moment, local.replace(fold=1).astimezone(UTC)) - gap
    offset = start.astimezone(zone).utcoffset()
    step = timedelta(minutes=1)
    while start.astimezone(zone).utcoffset() == offset:
        start += step
    return start


def parse_time(text: str) -> time:
    """08:30. Raises RhythmError."""
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise RhythmError("rhythm.time", text[:20])
    return time(int(found[1]), int(found[2]))


def parse_zone(text: str) -> str:
    """An IANA zone's name. Raises RhythmError."""
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RhythmError("rhythm.zone", text[:40]) from error


def parse_rhythm(text: str, zone: str) -> Rhythm:
    """`daily 08:30 Asia/Seoul weekdays`, `weekly mon 09:00`: the words in any order. Raises RhythmError."""
    words = text.split()
    lowered = [_KOREAN_PERIODS.get(word, word.lower()) for word in words]
    periods = [period for period in Period if period in lowered]
    days = [DAYS.index(day) for word in lowered if (day := weekday(word))]
    times = [word for word in words if ":" in word]
    zones = [word for word in words if "/" in word or word.upper() == "UTC"]
    strange = [
        w
        for w, low in zip(words, lowered, strict=True)
        if w not in times + zones and low not in set(Period) and not weekday(low)
    ]
    if strange:
        raise RhythmError("rhythm.strange", strange[0][:20])
    if not periods or len(times) > 1 or len(days) > 1 or len(zones) > 1:
        raise RhythmError("rhythm.how")
    at = parse_time(times[0]) if times else time(8, 30)
    where = parse_zone(zones[0]) if zones else zone
    if Period.WEEKLY in periods:
        return Rhythm(Period.WEEKLY, at, where, days[0] if days else 0)
    return Rhythm(Period.WEEKDAYS if Period.WEEKDAYS in periods else Period.DAILY, at, where)


def parse_quiet(text: str, zone: str) -> Quiet:
    """`19:00-08:00 weekends except:urgent Asia/Seoul`. Raises RhythmError, also for hours that never end."""
    found = _SPAN.search(text)
    if not found:
        raise RhythmError("rhythm.span")
    start, end = parse_time(found[1]), parse_time(found[2])
    if start == end:
        raise RhythmError("rhythm.endless")
    rest = (text[: found.start()] + text[found.end() :]).split()
    zones = [word for word in rest if "/" in word or word.upper() == "UTC"]
    strange = [
        word
        for word in rest
        if word not in zones and word.lower() not in ("weekends", "except:urgent", "주말", "긴급제외")
    ]
    if strange:
        raise RhythmError("rhythm.not_quiet", strange[0][:20])
    lowered = {word.lower() for word in rest}
    return Quiet(
        start,
        end,
        parse_zone(zones[0]) if zones else zone,
        bool(lowered & {"weekends", "주말"}),
        bool(lowered & {"except:urgent", "긴급제외"}),
    )


def parse_until(text: str, zone: str, now: datetime) -> datetime:
    """`3d`, `2h`, `mon-09:00`, `09:00`, `2026-12-01`, `2026-12-01T09:00`: a moment after now (UTC). Raises RhythmError."""
    wanted = text.strip()
    length = _LENGTH.fullmatch(wanted)
    if length:
        moment = now + timedelta(**{_UNITS[length[2].lower()]: int(length[1])})
    else:
        moment = _named_moment(wanted, ZoneInfo(zone), now)
    if not now < moment <= now + LONGEST_PAUSE:
        raise RhythmError("rhythm.far", wanted[:40])
    return moment


def weekday(word: str) -> str | None:
    """mon … sun for an English or Korean name of a day."""
    lowered = word.lower()
    if (korean := lowered.removesuffix("요일")) in _KOREAN_DAYS:
        return _KOREAN_DAYS[korean]
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return next((day for day, name in zip(DAYS, names, strict=True) if lowered in (day, name)), None)


def _named_moment(wanted: str, zone: ZoneInfo, now: datetime) -> datetime:
    day, _, clock = wanted.rpartition("-")
    if (name := weekday(day or wanted)) is not None:
        at = parse_time(clock) if day else time(0, 0)
        return _next_weekday(DAYS.index(name), at, zone, now)
    if _TIME.fullmatch(wanted):
        return next_due(Rhythm(Period.DAILY, parse_time(wanted), zone.key), now)[0]
    try:
        local = datetime.fromisoformat(wanted)
    except ValueError as error:
        raise RhythmError("rhythm.until", wanted[:40]) from error
    return local.astimezone(UTC) if local.tzinfo else local_moment(local.date(), local.time(), zone)


def _next_weekday(day: int, at: time, zone: ZoneInfo, now: datetime) -> datetime:
    return next_due(Rhythm(Period.WEEKLY, at, zone.key, day), now)[0]


def _falls_on(rhythm: Rhythm, day: date) -> bool:
    if rhythm.period is Period.WEEKLY:
        return day.weekday() == rhythm.weekday
    return rhythm.period is Period.DAILY or day.weekday() < 5


def _end_of_one(quiet: Quiet, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of a single quiet time around the moment."""
    today = moment.astimezone(zone).date()
    if quiet.weekends and today.weekday() >= 5:
        return local_moment(today + timedelta(days=7 - today.weekday()), time(0), zone)
    for day in (today - timedelta(days=1), today):
        last = day if quiet.start < quiet.end else day + timedelta(days=1)
        start, end = local_moment(day, quiet.start, zone), local_moment(last, quiet.end, zone)
        if start <= moment < end:
            return end
    return None
