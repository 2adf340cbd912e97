"""Dates as people read them: absolute, with weekday and zone, in English and Korean."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

PATTERNS = {"en": ("EEE d MMM y", "EEE d MMM y, HH:mm"), "ko": ("y년 M월 d일 (EEE)", "y년 M월 d일 (EEE) HH:mm")}


def date_text(moment: datetime, lang: str, zone: ZoneInfo) -> str:
    """The moment in `zone`. Midnight UTC sharp is a date whose source gave no hour: it stays that day in every zone."""
    day, hour = PATTERNS.get(lang, PATTERNS["en"])
    if moment.astimezone(UTC).timetz().isoformat() == "00:00:00+00:00":
        return format_datetime(moment.astimezone(UTC), day, tzinfo=UTC, locale=_locale(lang))
    local = moment.astimezone(zone)
    return f"{format_datetime(local, hour, tzinfo=zone, locale=_locale(lang))} {_zone_name(local)}"


def _zone_name(local: datetime) -> str:
    """KST, CET … where the zone has a short name, else its offset."""
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{local:%:z}"


def _locale(lang: str) -> str:
    return lang if lang in PATTERNS else "en"
