"""Dates as people read them: absolute, with weekday and zone, in English and Korean."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

PATTERNS = {"en": ("EEE d MMM y", "EEE d MMM y, HH:mm"), "ko": ("y년 M월 d일 (EEE)", "y년 M월 d일 (EEE) HH:mm")}


def date_text(moment: datetime, lang: str, zone: ZoneInfo) -> str:
    """The moment in `zone`. Midnight UTC sharp is a date whose source gave no hour: it stays that day in every zone."""
    day = PATTERNS.get(lang, PATTERNS["en"])[0]
    if moment.astimezone(UTC).timetz().isoformat() == "00:00:00+00:00":
        return format_datetime(moment.astimezone(UTC), day, tzinfo=UTC, locale=_locale(lang))
    return moment_text(moment, lang, zone)


def moment_text(moment: datetime, lang: str, zone: tzinfo) -> str:
    """The moment in `zone`, to the minute, midnight too."""
    local = moment.astimezone(zone)
    hour = PATTERNS.get(lang, PATTERNS["en"])[1]
    return f"{format_datetime(local, hour, tzinfo=zone, locale=_locale(lang))} {_zone_name(local)}"


def day_text(day: date, lang: str) -> str:
    """A day of the calendar."""
    return format_date(day, PATTERNS.get(lang, PATTERNS["en"])[0], locale=_locale(lang))


def period_text(first: date, last: date, lang: str) -> str:
    """A day, or a period by its ends (both inclusive); a whole month or year by its name."""
    if first == last:
        return day_text(first, lang)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year}년" if lang == "ko" else str(first.year)
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month):
        return format_date(first, "y년 M월" if lang == "ko" else "MMMM y", locale=_locale(lang))
    return f"{day_text(first, lang)} – {day_text(last, lang)}"


def _zone_name(local: datetime) -> str:
    """KST, CET … where the zone has a short name, else its offset as in UTC+05:30."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = f"{local:%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _locale(lang: str) -> str:
    return lang if lang in PATTERNS else "en"
