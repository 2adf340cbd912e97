"""Calendar arithmetic for what writers say: months, quarters, halves, parts of them, eras, weeks. Days in, days out.

A span is (first, last), both inclusive. Not for time zones, nor for finding words (core/facts_dates.py).
"""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

Span = tuple[date, date]

# The year before the first of each era.
ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "R": 2018,
    "H": 1988,
    "民国": 1911,
    "民國": 1911,
}
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EARLY, _MID = 10, 20
# The months that "early", "mid-" and "late" in a year mean.
_YEAR_PARTS = {"early": (1, 3), "mid": (5, 8), "late": (10, 12), "end": (12, 12), "start": (1, 1)}


def day_of(year: int, month: int, day: int) -> Span | None:
    """That day, or None where the calendar has none."""
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day), date(year, month, day)
    return None


def months(year: int, first: int, last: int) -> Span | None:
    """From the first day of one month to the last of another in the same year."""
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= first <= last <= 12:
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return None


def month_part(year: int, month: int, part: str | None) -> Span | None:
    """A month or its thirds: early to the 10th, mid to the 20th, late after it; end is late, start is early."""
    whole = months(year, month, month)
    if whole is None or part is None:
        return whole
    first, last = whole
    if part in ("early", "start"):
        return first, first.replace(day=_EARLY)
    if part == "mid":
        return first.replace(day=_EARLY + 1), first.replace(day=_MID)
    return first.replace(day=_MID + 1), last


def year_part(year: int, part: str | None, *, fiscal: bool = False) -> Span | None:
    """A year, or a part of it. A Japanese fiscal year runs from April to March."""
    if fiscal and part is None and FIRST_YEAR <= year < LAST_YEAR:
        return date(year, 4, 1), date(year + 1, 3, 31)
    return months(year, *(_YEAR_PARTS[part] if part else (1, 12)))


def half(year: int, number: int, *, fiscal: bool = False) -> Span | None:
    """The first or second six months; of a Japanese fiscal year the first begins in April."""
    if fiscal:
        first, second = quarter(year, 2 * number - 1, fiscal=True), quarter(year, 2 * number, fiscal=True)
        return (first[0], second[1]) if first and second else None
    return months(year, 6 * number - 5, 6 * number)


def quarter(year: int, number: int, *, fiscal: bool = False) -> Span | None:
    """Three months; of a Japanese fiscal year the first begins in April."""
    if fiscal:
        year, number = (year, number + 1) if number < 4 else (year + 1, 1)
    return months(year, 3 * number - 2, 3 * number)


def shifted(year: int, month: int, by: int) -> tuple[int, int]:
    """Year and month so many months later."""
    at = year * 12 + month - 1 + by
    return at // 12, at % 12 + 1


def week(anchor: date, by: int) -> Span | None:
    """Monday to Sunday of the week so many weeks after the anchor's."""
    monday = plus(anchor, 7 * by - anchor.weekday())
    sunday = monday and plus(monday, 6)
    return (monday, sunday) if monday and sunday else None


def plus(day: date, days: int) -> date | None:
    """So many days later, or None where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def years_near(anchor: date, month: int, day: int, direction: int) -> int | None:
    """The year of a day that is written without one: the nearest, or the next (1) or last (-1) as seen from the anchor."""
    years = [year for year in (anchor.year - 1, anchor.year, anchor.year + 1) if MINYEAR <= year <= MAXYEAR]
    days = [(year, found[0]) for year in years if (found := day_of(year, month, day))]
    if direction:
        days = [(year, found) for year, found in days if (found - anchor).days * direction >= 0]
    if not days:
        return None
    return min(days, key=lambda one: abs((one[1] - anchor).days))[0]
