"""Dates in a text, resolved against the day of publication: 오는 3월, next Tuesday, 令和8年4月1日, 내년 상반기 as first and last day.

Own expressions rather than a library's: of the 105 scored dates (bench/facts_quality.py) dateparser 1.5 finds 27 when asked for
the first day alone (14 of 74 in Korean, Chinese and Japanese), and it knows neither periods nor deadlines.
A date that needs the day of publication is left out where that is unknown, and so is 3/4/2026, which is two days.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import regex

from core.calendar_spans import (
    ERAS,
    Span,
    day_of,
    half,
    month_part,
    months,
    plus,
    quarter,
    shifted,
    week,
    year_part,
    years_near,
)
from core.date_cues import Cue, DateKind, cue_of, happened
from core.date_forms import (
    AGO,
    DAYS,
    ENGLISH,
    FIGURES,
    FUTURE,
    HAN,
    KOREAN,
    MONTH_NAMES,
    MONTHS,
    ORDINALS,
    PARTS,
    PAST,
    UNITS,
    WEEKDAYS,
    WEEKS,
    YEARS,
)
from core.numerals import KOREAN_WORDS, WORDS, flat, value

# A deadline at the end of a quarter is one; «by 2026» is no day that anybody can keep.
VAGUEST = timedelta(days=200)
# A day written without its year and this far back was not meant where something is still to be done by it.
LONG_AGO = timedelta(days=31)
JUST_OVER = timedelta(days=3)
_SCRIPT = {
    KOREAN: regex.compile(r"[가-힣]"),
    HAN: regex.compile(r"[\u4e00-\u9fff]"),
    ENGLISH: regex.compile(r"[A-Za-z]"),
}
_OFFSETS = {"KR": 9, "JP": 9, "CN": 8, "TW": 8, "HK": 8, "SG": 8, "ko": 9, "ja": 9, "zh": 8}

# What has no meaning without the day of publication.
_RELATIVE = {"relday", "relweek", "count", "weekday", "yearend", "yearpart", "monthend", "monthpart", "relquarter"}

Groups = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or period (both ends inclusive) and where it stands. A deadline's day is `last`, an effective date's is `first`.

    `cue` is the span of the words that make it more than a date.
    """

    field: str
    start: int
    end: int
    first: date
    last: date
    kind: DateKind = DateKind.DATE
    cue: tuple[int, int] | None = None

    @property
    def firm(self) -> bool:
        """Whether it is a deadline or an effective date that one can keep: no whole year."""
        return self.kind is not DateKind.DATE and self.last - self.first < VAGUEST

    @property
    def day(self) -> date:
        """The day that counts: a deadline's last, of all others the first."""
        return self.last if self.kind is DateKind.DEADLINE else self.first


def publication_day(moment: datetime | None, lang: str | None, country: str | None) -> date | None:
    """The day on the writer's calendar. Midnight UTC sharp is a date whose source gave no hour, and stays that day."""
    if moment is None:
        return None
    utc = moment.astimezone(UTC)
    hours = (
        _OFFSETS.get(country or "", _OFFSETS.get(lang or "", 0))
        if (utc.hour, utc.minute, utc.second) != (0, 0, 0)
        else 0
    )
    return (utc + timedelta(hours=hours)).date()


def dates(text: str, field: str, anchor: date | None, country: str | None = None) -> list[Dated]:
    """The dates of a text in its order. `anchor` is the day of publication; `country` (ISO 3166) decides 12/1/2026."""
    text = flat(text)
    matches = list(_matches(text))
    edges = [0, *(match.end() for match in matches)], [*(match.start() for match in matches), len(text)]
    found = []
    for at, match in enumerate(matches):
        cue = cue_of(text, match.start(), match.end(), edges[0][at], edges[1][at + 1])
        past = cue is None and happened(text, match.start(), match.end(), edges[0][at], edges[1][at + 1])
        span = _Resolver(match.groupdict(), anchor, country, cue, past).span()
        if span:
            found.append(_dated(field, match, span, cue, anchor))
    return found


def _dated(field: str, match: "regex.Match[str]", span: Span, cue: Cue | None, anchor: date | None) -> Dated:
    over = anchor is not None and span[1] < anchor
    if cue is None or (cue.weak and over):
        return Dated(field, match.start(), match.end(), *span)
    return Dated(field, match.start(), match.end(), *span, cue.kind, (cue.start, cue.end))


def _matches(text: str) -> Iterator["regex.Match[str]"]:
    """Non-overlapping matches in order: the earliest, and of those the longest."""
    forms = [FIGURES, *(form for form, script in _SCRIPT.items() if script.search(text))]
    found = sorted(
        (match for form in forms for match in form.pattern.finditer(text) if match.end() > match.start()),
        key=lambda match: (match.start(), -match.end()),
    )
    end = 0
    for match in found:
        if match.start() >= end:
            yield match
            end = match.end()


class _Resolver:
    """One expression's groups → its span of days."""

    def __init__(self, groups: Groups, anchor: date | None, country: str | None, cue: Cue | None, past: bool) -> None:
        self.groups = {name: text for name, text in groups.items() if text}
        self.anchor, self.country, self.cue, self.past = anchor, country, cue, past

    def span(self) -> Span | None:
        """First and last day, or None where the calendar or the unknown day of publication does not allow it."""
        groups = self.groups
        if "slash_a" in groups:
            return self._slashes()
        if groups.keys() & {"month", "relmonth", "day"}:
            return self._in_month()
        if groups.keys() & _RELATIVE:
            return self._relative(self.anchor) if self.anchor else None
        return self._in_year()

    def _relative(self, anchor: date) -> Span | None:
        groups = self.groups
        if "relday" in groups:
            day = plus(anchor, DAYS[groups["relday"].lower()])
            return (day, day) if day else None
        if "count" in groups:
            return self._counted(anchor)
        if "relweek" in groups or "weekday" in groups:
            return self._weekday(anchor)
        if "relquarter" in groups:
            year, month = shifted(anchor.year, anchor.month, 3 * WEEKS[groups["relquarter"].lower()])
            return quarter(year, (month + 2) // 3)
        if "monthend" in groups or "monthpart" in groups:
            early = groups.get("monthpart", "")[-1:] in ("초", "初")
            return month_part(anchor.year, anchor.month, "early" if early else "end")
        return self._year_edge(anchor)

    def _year_edge(self, anchor: date) -> Span | None:
        part = self.groups.get("yearpart", "")
        if part[-1:] in ("内", "內"):
            return anchor, date(anchor.year, 12, 31)
        if part[-1:] == "初":
            return year_part(anchor.year, "early")
        return year_part(anchor.year, "end")

    def _counted(self, anchor: date) -> Span | None:
        groups = self.groups
        number = _count(groups["count"]) * (-1 if groups.get("sense") in AGO else 1)
        match UNITS[groups["unit"].lower()]:
            case "day":
                day = plus(anchor, number)
                return (day, day) if day else None
            case "week":
                return week(anchor, number)
            case "month":
                return months(*(at := shifted(anchor.year, anchor.month, number)), at[1])
            case _:
                return year_part(anchor.year + number, None)

    def _weekday(self, anchor: date) -> Span | None:
        groups = self.groups
        wanted = _weekday(groups.get("weekday"))
        if "relweek" in groups:
            days = week(anchor, WEEKS[groups["relweek"].lower()])
            if wanted is None or days is None:
                return days
            day = plus(days[0], wanted)
        else:
            # News names the weekday just past, or the one to come where it says so; the day itself counts as past.
            ahead = (wanted or 0) - anchor.weekday()
            if self._direction() > 0:
                day = plus(anchor, (ahead - 1) % 7 + 1)
            elif self._still_due() and not self.past:
                day = plus(anchor, ahead % 7)
            else:
                day = plus(anchor, -(-ahead % 7))
        return (day, day) if day else None

    def _in_month(self) -> Span | None:
        groups = self.groups
        day = int(value(groups["day"])) if "day" in groups else None
        if "relmonth" in groups:
            if self.anchor is None:
                return None
            offset = MONTHS[
                groups["relmonth"].lower().replace(" ", "")
                if groups["relmonth"][0] > "z"
                else groups["relmonth"].lower()
            ]
            year, month = shifted(self.anchor.year, self.anchor.month, offset)
        else:
            at = self._bare_day(day or 1) if "month" not in groups else self._month_and_year(day)
            if at is None:
                return None
            year, month = at
        if day is None:
            return self._whole_month(year, month)
        begin = day_of(year, month, day)
        return self._until(begin[0]) if begin and "day_b" in groups else begin

    def _whole_month(self, year: int, month: int) -> Span | None:
        if last := self.groups.get("month_b"):
            return months(year, month, int(last))
        part = self._part()
        if part == "within":
            whole = months(year, month, month)
            return (
                (max(whole[0], self.anchor), whole[1]) if whole and self.anchor and self.anchor <= whole[1] else whole
            )
        return month_part(year, month, part)

    def _month_and_year(self, day: int | None) -> tuple[int, int] | None:
        month = _month(self.groups["month"])
        year = self._year()
        if year is None and self.anchor is not None and 1 <= month <= 12:
            # A month without a day is the current one as well when it lies ahead.
            anchor = self.anchor if day else self.anchor.replace(day=1)
            year = years_near(anchor, month, day or 1, self._direction())
            if year and not self._direction() and self._still_due():
                written = day_of(year, month, day or 28)
                year += bool(written and written[0] < self.anchor - LONG_AGO)
        return (year, month) if year is not None else None

    def _bare_day(self, day: int) -> tuple[int, int] | None:
        """Year and month of a day written alone: the nearest of the three months around the publication."""
        if self.anchor is None:
            return None
        around = [shifted(self.anchor.year, self.anchor.month, by) for by in (-1, 0, 1)]
        days = [found[0] for at in around if (found := day_of(*at, day))]
        if direction := self._direction():
            days = [found for found in days if (found - self.anchor).days * direction >= 0]
        elif self._still_due():
            days = [found for found in days if found >= self.anchor - JUST_OVER]
        anchor = self.anchor
        nearest = min(days, key=lambda found: abs((found - anchor).days), default=None)
        return (nearest.year, nearest.month) if nearest else None

    def _until(self, first: date) -> Span | None:
        groups = self.groups
        month = _month(groups["month_b"]) if "month_b" in groups else first.month
        year = int(groups["year_b"]) if "year_b" in groups else first.year + (month < first.month)
        last = day_of(year, month, int(groups["day_b"]))
        return (first, last[0]) if last and first <= last[0] else None

    def _in_year(self) -> Span | None:
        groups = self.groups
        year = self._year()
        if year is None:
            if self.anchor is None:
                return None
            year = self.anchor.year
        fiscal = "fiscal" in groups
        if "year_b" in groups:
            first, last = year_part(year, None, fiscal=fiscal), year_part(int(groups["year_b"]), None, fiscal=fiscal)
            return (first[0], last[1]) if first and last and first <= last else None
        if "half" in groups:
            return half(year, _ordinal(groups["half"]), fiscal=fiscal)
        if "quarter" in groups:
            return quarter(year, _ordinal(groups["quarter"]), fiscal=fiscal)
        part = self._part()
        if part == "within":
            whole = year_part(year, None)
            return (
                (max(whole[0], self.anchor), whole[1]) if whole and self.anchor and self.anchor <= whole[1] else whole
            )
        return year_part(year, part, fiscal=fiscal)

    def _year(self) -> int | None:
        groups = self.groups
        if "year" in groups:
            return int(groups["year"]) if groups["year"].isdecimal() else int(value(groups["year"]))
        if "short" in groups:
            return 2000 + int(groups["short"])
        if "era" in groups:
            return ERAS[groups["era"]] + (1 if groups["erayear"] == "元" else int(value(groups["erayear"])))
        if "relyear" in groups and self.anchor:
            return self.anchor.year + YEARS[groups["relyear"].lower()]
        return None

    def _part(self) -> str | None:
        """early, mid, late, end, start or within."""
        word = self.groups.get("edge") or self.groups.get("part", "")
        word = word.lower()
        if word in PARTS:
            return PARTS[word]
        return {"연말": "end", "연초": "early", "연내": "within"}.get(word.replace(" ", ""))

    def _direction(self) -> int:
        word = self.groups.get("direction", "").lower()
        return (word in FUTURE) - (word in PAST or self.past)

    def _still_due(self) -> bool:
        return self.cue is not None and (self.cue.kind is DateKind.DEADLINE or self.cue.ahead)

    def _slashes(self) -> Span | None:
        """12/31/2026: the month is what cannot be a day; between two small numbers only an American writer decides."""
        first, second = int(self.groups["slash_a"]), int(self.groups["slash_b"])
        year = int(self.groups["year"])
        if first > 12 or (second <= 12 and first == second):
            return day_of(year, second, first)
        return day_of(year, first, second) if second > 12 or self.country == "US" else None


def _month(text: str) -> int:
    named = MONTH_NAMES.get(text[:3].lower())
    return named or int(value(text))


def _ordinal(text: str) -> int:
    return ORDINALS.get(text.lower()) or int(value(text))


def _weekday(text: str | None) -> int | None:
    return WEEKDAYS[text if text[0] > "z" else text[:3].lower()] if text else None


def _count(text: str) -> int:
    word = text.lower()
    if word in ("a", "an"):
        return 1
    return WORDS.get(word) or KOREAN_WORDS.get(word) or {"석": 3, "넉": 4}.get(word) or int(value(text))
