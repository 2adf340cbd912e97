"""Events as an iCalendar file (RFC 5545), for the calendars of people. Text in it is escaped, whatever it holds."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from core.agenda import Event
from core.text import safe_url
from core.wording import say

# A line has at most 75 octets, the blank that continues it among them.
LINE = 75
_END = ("TRANSP:TRANSPARENT", "END:VEVENT")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")


def ics(found: Iterable[Event], lang: str, now: datetime) -> str:
    """A calendar of all-day events. The same event has the same UID in every file, so a second import repeats nothing.

    A calendar must hold something, and some programs refuse one that does not: where there is no event, today says so.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Policywire//EN", "CALSCALE:GREGORIAN"]
    events = [line for event in found for line in _event(event, lang, now)]
    lines += events or _nothing(lang, now)
    return "".join(f"{part}\r\n" for line in (*lines, "END:VCALENDAR") for part in folded(line))


def escaped(text: str) -> str:
    """Text as a value: backslash, comma, semicolon and line feed escaped, other control signs left out."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each but the first with a blank before it. No character is cut."""
    part, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + width
    yield part


def _event(event: Event, lang: str, now: datetime) -> list[str]:
    first = event.day if event.kind == "deadline" else event.first
    kind = say(lang, f"fact.{event.kind}")
    cited = ", ".join(f"#{item.id} {item.source}".strip() for item in event.items)
    link = next((url for item in event.items if (url := safe_url(item.link))), None)
    told = event.text + "\n" + cited
    return [
        *_all_day(_uid(event), first, event.last, now),
        f"SUMMARY:{escaped(f'{kind}: {event.items[0].title}')}",
        f"DESCRIPTION:{escaped(told)}",
        *([f"URL:{link}"] if link else []),
        *_END,
    ]


def _nothing(lang: str, now: datetime) -> list[str]:
    today = now.astimezone(UTC).date()
    return [*_all_day("nothing", today, today, now), f"SUMMARY:{escaped(say(lang, 'calendar.nothing'))}", *_END]


def _all_day(uid: str, first: date, last: date, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@policywire",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(first)}",
        f"DTEND;VALUE=DATE:{_day(_after(last))}",
    ]


def _uid(event: Event) -> str:
    return sha256(f"{event.day} {event.kind} {event.story}".encode()).hexdigest()[:32]


def _after(day: date) -> date:
    """The day after, which ends an all-day event; the last day of all has none."""
    return day if day == date.max else day + timedelta(days=1)


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
