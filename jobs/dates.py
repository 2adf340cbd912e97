"""Date strings as feeds and ministry boards write them, to moments in UTC. Not for dates inside running text.

A date that cannot be read or cannot exist is None: it is never a reason to skip an entry. A date in the future stays as
it is. A day without a time is midnight UTC, so that the day reads the same in Europe and East Asia; a time without a zone
is taken as the clock of the feed's language where that leaves no doubt (Korean, Japanese, Chinese), else as UTC.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

_LONGEST = 120
_YEARS = range(1900, 2200)
_HOMES = {"ko": 9, "ja": 9, "zh": 8, "zh-TW": 8}
_ZONES = {
    **dict.fromkeys(("UTC", "GMT", "UT", "Z", "WET"), 0.0),
    **dict.fromkeys(("BST", "CET", "MEZ", "WEST"), 1.0),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST"), 2.0),
    **dict.fromkeys(("EEST", "MSK", "TRT"), 3.0),
    **dict.fromkeys(("ICT", "WIB"), 7.0),
    **dict.fromkeys(("HKT", "SGT", "PHT", "AWST", "BJT"), 8.0),
    **dict.fromkeys(("KST", "JST"), 9.0),
    "GST": 4.0,
    "IST": 5.5,
    "ACST": 9.5,
    "ACDT": 10.5,
    "AEST": 10.0,
    "AEDT": 11.0,
    "NZST": 12.0,
    "NZDT": 13.0,
    "EST": -5.0,
    "EDT": -4.0,
    "CST": -6.0,
    "CDT": -5.0,
    "MST": -7.0,
    "MDT": -6.0,
    "PST": -8.0,
    "PDT": -7.0,
    "AST": -4.0,
    "ADT": -3.0,
    "AKST": -9.0,
    "AKDT": -8.0,
    "HST": -10.0,
    "BRT": -3.0,
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero",
            "feb february fev février fevrier februar febrero",
            "mar march mars märz mrz marzo",
            "apr april avr avril abril",
            "may mai mayo",
            "jun june juin juni junio",
            "jul july juillet juil juli julio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre",
            "oct october octobre okt oktober octubre",
            "nov november novembre noviembre",
            "dec december décembre decembre déc dez dezember dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ENGLISH = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
_RFC822 = re.compile(
    r"(?:[A-Z][a-z][a-z], )?(\d\d?) ([A-Z][a-z][a-z]) (\d{4}) (\d\d:\d\d)(:\d\d)? (?:([+-])(\d\d):?(\d\d)|GMT|UTC?|Z)$",
    re.ASCII,
)
_NUMBERS = {name[:3].capitalize(): f"{number:02}" for name, number in _MONTHS.items() if name[:3] in _ENGLISH}
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAYS = (
    re.compile(
        r"(?P<era>令和|平成|民國|民国|中華民國)\s*(?P<y>\d{1,3}|元)\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日"
    ),
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[-./년年]\s*(?P<m>\d{1,2})\s*[-./월月]\s*(?P<d>\d{1,2})(?!\d)\s*[일日号號.]?T?"),
    re.compile(r"(?<!\d)(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+(?:de\s+|of\s+)?(?P<name>[^\W\d_]{3,10})\.?,?[\s-]+(?:de\s+)?(?P<y>\d{4}|\d\d)(?!\d)(?!:)"
    ),
    re.compile(r"(?P<name>[^\W\d_]{3,10})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)(?!:)"),
    re.compile(
        r"(?P<name>[^\W\d_]{3})\s+(?P<d>\d{1,2})\s+(?P<clock>\d\d?:\d\d(?::\d\d)?)(?P<zone>\s+[A-Z]{1,5}|\s+[+-]\d{4})?\s+(?P<y>\d{4})"
    ),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})[-./](?P<d>\d{1,2})[-./](?P<y>\d{4})(?!\d)"),
)
_SHORT_YEAR = re.compile(r"^'?(?P<y>\d\d)\s*[-./년年]\s*(?P<m>\d{1,2})\s*[-./월月]\s*(?P<d>\d{1,2})(?!\d)\s*[일日.]?")
_PACKED = re.compile(r"(?<!\d)(\d{8})[T ]?(\d\d)(\d\d)(\d\d)?(?=$|[^\d])")
_TAG = re.compile(r"<[^<>]*>")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_CLOCK = re.compile(
    r"(?<!\d)(?P<h>\d{1,2})\s*[:시時时点點]\s*(?:(?P<m>\d{1,2})\s*(?:[:분分]\s*(?:(?P<s>\d{1,2})(?:[.,]\d+)?\s*[초秒]?)?)?)?"
)
_HOUR_ONLY = re.compile(r"(?<!\d)(?P<h>\d{1,2})\s*(?=[ap]\.?m\b)", re.IGNORECASE)
_AFTERNOON = re.compile(r"오후|下午|午後|晚上|(?<![a-z])p\.?m\b", re.IGNORECASE)
_MORNING = re.compile(r"오전|上午|午前|凌晨|(?<![a-z])a\.?m\b", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?(?!\d)")
_ZONE_NAME = re.compile(r"\b([A-Z]{1,4}T|UTC|UT|Z|MEZ|MESZ)\b")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911, "中華民國": 1911}


def read_date(text: str | None, lang: str | None = None) -> datetime | None:
    """The moment `text` names, aware and in UTC, or None. `lang` is the feed's normalised language tag (ko, zh-TW …)."""
    if not text:
        return None
    if "<" in text:
        text = _TAG.sub(" ", text[: _LONGEST * 4])
    if not (text := text[:_LONGEST].strip()):
        return None
    try:
        moment = _common(text) or _any(" ".join(unicodedata.normalize("NFKC", text).split()), lang)
    except (ValueError, OverflowError):
        return None
    return moment if moment is not None and moment.year in _YEARS else None


def _common(text: str) -> datetime | None:
    """The two forms that nearly every feed uses, read without ceremony."""
    if match := _RFC822.match(text):
        day, name, year, clock, second, sign, hours, minutes = match.groups()
        month = _NUMBERS.get(name)
        if month is None or (hours and hours > "14"):
            return None
        # Anything beyond a clock's range (24:00, :60) is an error here and read with more care by the caller.
        zone = f"{sign}{hours}:{minutes}" if sign else "+00:00"
        try:
            return datetime.fromisoformat(f"{year}-{month}-{day:0>2}T{clock}{second or ''}{zone}").astimezone(UTC)
        except ValueError:
            return None
    if _ISO.match(text) and (text[-1] in "Zz" or text[-6:-5] in ("+", "-")):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except ValueError:
            return None
    return None


def _any(text: str, lang: str | None) -> datetime | None:
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    text = _PACKED.sub(lambda m: f"{m[1]} {m[2]}:{m[3]}:{m[4] or '00'}", text)
    found = _day(text, lang)
    if found is None:
        return None
    day, rest = found
    clock = _CLOCK.search(rest) or _HOUR_ONLY.search(rest)
    if clock is None:
        return day
    zone = _zone(rest[clock.end() :], lang)
    return (day + _time(clock, rest)).replace(tzinfo=zone).astimezone(UTC)


def _day(text: str, lang: str | None) -> tuple[datetime, str] | None:
    """Midnight UTC of the day named in `text`, and the text around it, which holds the time."""
    forms = (*_DAYS, _SHORT_YEAR) if lang in _HOMES else _DAYS
    for form in forms:
        match = form.search(text)
        if match is None:
            continue
        named = match.groupdict()
        month = _MONTHS.get(named["name"].lower()) if "name" in named else int(named["m"])
        if month is None:
            continue
        year, day = _year(named), int(named["d"])
        if form is _DAYS[-1] and month > 12:
            month, day = day, month
        inner = f"{named.get('clock') or ''} {named.get('zone') or ''}"
        return datetime(year, month, day, tzinfo=UTC), f"{text[: match.start()]} {inner} {text[match.end() :]}"
    return None


def _year(named: dict[str, str | None]) -> int:
    text = named["y"] or ""
    if era := named.get("era"):
        return _ERAS[era] + (1 if text == "元" else int(text))
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _time(clock: re.Match[str], rest: str) -> timedelta:
    parts = clock.groupdict()
    hour, minute, second = (int(parts.get(key) or 0) for key in "hms")
    if _AFTERNOON.search(rest) and hour < 12:
        hour += 12
    elif _MORNING.search(rest) and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no such time of day")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _zone(rest: str, lang: str | None) -> timezone:
    if match := _OFFSET.search(rest):
        return timezone(_offset(*match.groups()))
    if (match := _ZONE_NAME.search(rest.upper())) and (hours := _named_zone(match[1], lang)) is not None:
        return timezone(timedelta(hours=hours))
    return timezone(timedelta(hours=_HOMES.get(lang or "", 0)))


def _named_zone(name: str, lang: str | None) -> float | None:
    if name == "CST" and lang in ("zh", "zh-TW"):
        return 8.0
    return _ZONES.get(name)


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if size > timedelta(hours=15):
        raise ValueError("no such zone")
    return -size if sign == "-" else size
