"""Numbers and dates as marks that translation keeps: percentages, scaled amounts, counts, ordinals, days.

For comparing texts (core/story.py). Facts that people read, with currency and position, are another module's matter.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from core.text import fold


def _numbered(words: str, start: int) -> dict[str, int]:
    return {word: at for at, word in enumerate(words.split(), start)}


_WORDS = _numbered("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 2)
_WORDS |= _numbered("seventeen eighteen nineteen twenty", 17)
_WORDS |= {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
_ORDINALS = _numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
_MONTHS = _numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1)
_DAYS = _numbered("monday tuesday wednesday thursday friday saturday sunday", 0)
_HAN_DIGITS = {sign: at for at, sign in enumerate("一二三四五六七八九", 1)} | {"十": 10}
_SCALE = {
    "thousand": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9, "bn": 1e9, "bln": 1e9,
    "trillion": 1e12, "tn": 1e12, "trln": 1e12, "tr": 1e12,
    "m": 1e6, "b": 1e9, "k": 1e3,
    "천": 1e3, "백": 1e2, "십": 10, "千": 1e3, "百": 1e2, "만": 1e4, "万": 1e4, "억": 1e8, "亿": 1e8, "조": 1e12, "兆": 1e12,
    "": 1.0,
}  # fmt: skip

# Counts below this are told in full; above it, reports differ by so much.
ROUNDED_FROM, ROUGH = 10_000, 0.015

_N = r"\d+(?:\.\d+)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ROUND = (
    "round|meeting|session|phase|stage|tranche|package|edition|ministerial|committee|dialogue|batch|conference|review"
    "|negotiat|talks|project|contract|deal"
)
_PATTERN = re.compile(
    rf"""
    (?P<ko_date>(?:(?P<cjk_month>\d{{1,2}})\s?[월月]\s?)(?P<cjk_day>\d{{1,2}})(?:\s?[일日号]|(?=\s?[~\-]\s?\d)))
    |(?P<month_day>\b(?P<en_month>{_MONTH})\s(?P<en_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\.\d))
    |(?P<day_month>\b(?P<en_day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<en_month2>{_MONTH}))\b
    |(?P<weekday>\b(?P<next>next\s)?(?P<day_name>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b)
    |(?P<lone_day>(?<![\d.~])(?P<cjk_day2>\d{{1,2}})\s?(?:일(?!간|째|치)|日(?!间|間)))
    |(?P<lone_month>(?<![\d.])\d{{1,2}}\s?(?:월|月))
    |(?P<year>(?<![\d.])(?:19|20)\d\d(?!\d|\.\d|[억조만亿兆万%]|\s?(?:억|조|만|billion|million|trillion|won|tonnes|tons|개|个|명)))\s?(?:년|年)?
    |(?P<phase>(?P<phase_no>\d{{1,2}})(?:단계|阶段|段阶)|第(?P<phase_no2>\d{{1,2}})(?:阶段|段阶)|\b(?P<phase_word>{"|".join(_ORDINALS)})[\s-](?:phase|stage)\b)
    |(?P<cjk_ordinal>제\s?(?P<o1>\d+)\s?[차회]|(?P<o2>\d+)차(?!전지|례|량|관|장)|第(?P<o3>\d+)[次轮届回批弹号]|(?P<o4>\d+)호\s?(?:사업|프로젝트|안건))
    |(?P<en_ordinal>\b(?:(?P<o5>\d+)(?:st|nd|rd|th)|(?P<o_word>{"|".join(_ORDINALS)}))\s(?=(?:[a-z'\-]+\s){{0,5}}(?:{_ROUND})))
    |(?P<range>(?P<low>{_N})\s?%?\s?(?:[~〜–-]|to|至|から|and|에서)\s?(?P<high>{_N})\s?(?:%|percent|per\scent|퍼센트))
    |(?P<percent>(?P<rate>{_N})\s?(?:%|percent|per\scent|퍼센트|百分点))
    |(?P<article>(?<![\d.])(?P<article_no>122|201|232|301|337|338)\s?(?:조(?!\s?(?:\d|원|달러|엔|위안|유로))|条|條))
    |(?P<scaled>(?:{_N}\s?[천백십千百]?\s?(?:万亿|조|兆|억|亿|만|万)\s?)+(?:\d+(?![\d.%])[천千]?)?)
    |(?P<en_scaled>(?P<amount>{_N})[\s-]?(?P<scale>thousand|million|billion|trillion|mn|mln|bn|bln|tn|trln|tr)\b
        |[$€£¥₩w](?P<amount2>{_N})(?P<scale2>[mbk])\b)
    |(?P<bare>(?<![\d.a-z]){_N}(?:\s?[천千](?=\s?\D|$))?)
    """,
    re.VERBOSE,
)
_PART = re.compile(rf"({_N})\s?([천백십千百]?)\s?(万亿|조|兆|억|亿|만|万|)")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_HAN_NUMBER = re.compile("[一二三四五六七八九十]+(?=[个家项年轮次回国成倍名种社月日届批]|カ国|か国|阶段|段阶)")


def number_marks(text: str, published: date | None) -> tuple[str, ...]:
    """Marks of a text's numbers, each once: `pct:8.2`, `num:41200000000`, `ord:262`, `phase:2`, `day:2026-11-03`, `year:2028`.

    Days are resolved against `published`; without it there are none.
    """
    folded = _HAN_NUMBER.sub(_han_value, _NUMBER_WORD.sub(lambda m: str(_WORDS[m.group()]), fold(text)))
    return tuple(dict.fromkeys(mark for match in _PATTERN.finditer(folded) for mark in _marks(match, published)))


def _han_value(match: re.Match[str]) -> str:
    tens, ten, ones = match.group().rpartition("十")
    if not ten:
        return "".join(str(_HAN_DIGITS[sign]) for sign in ones)
    return str((_HAN_DIGITS[tens[0]] if tens else 1) * 10 + (_HAN_DIGITS[ones[0]] if ones else 0))


def _marks(match: re.Match[str], published: date | None) -> Iterator[str]:
    group = match.groupdict()
    named = next(name for name in _KINDS if group[name] is not None)
    yield from _KINDS[named](group, published)


def _month_day(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    month = group["cjk_month"] or group["en_month"] or group["en_month2"] or ""
    day = int(group["cjk_day"] or group["en_day"] or group["en_day2"] or 0)
    number = int(month) if month.isdigit() else _MONTHS[month[:3]]
    if published is not None and (found := _nearest(number, day, published)):
        yield f"day:{found.isoformat()}"


def _nearest(month: int, day: int, published: date) -> date | None:
    """The day of that name nearest to publication; None where the calendar has none."""
    found = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return min(found, key=lambda day: abs(day - published), default=None)


def _lone_day(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    """A day without a month is the last such day, as reports write it."""
    number = int(group["cjk_day2"] or 0)
    if published is None:
        return
    days = (_shifted(published, -back) for back in range(31))
    yield from islice((f"day:{day.isoformat()}" for day in days if day and day.day == number), 1)


def _weekday(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    if published is None:
        return
    back = (published.weekday() - _DAYS[group["day_name"] or ""]) % 7
    if day := _shifted(published, 7 - back if group["next"] else -back):
        yield f"day:{day.isoformat()}"


def _shifted(day: date, days: int) -> date | None:
    """A day so many days later, None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _lone_month(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    return iter(())


def _year(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    year = int(group["year"] or 0)
    if published is None or year != published.year:
        yield f"year:{year}"


def _phase(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    number = group["phase_no"] or group["phase_no2"]
    yield f"phase:{int(number) if number else _ORDINALS[group['phase_word'] or '']}"


def _ordinal(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    digits = next((group[name] for name in ("o1", "o2", "o3", "o4", "o5") if group[name]), None)
    yield f"ord:{_shown(float(digits)) if digits else _ORDINALS[group['o_word'] or '']}"


def _range(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    yield f"pct:{_shown(float(group['low'] or 0))}"
    yield f"pct:{_shown(float(group['high'] or 0))}"


def _percent(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    yield f"pct:{_shown(float(group['rate'] or 0))}"


def _article(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    """The sections by which the United States raise tariffs: 조 is a trillion as well."""
    yield f"num:{group['article_no']}"


def _scaled(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    total = 0.0
    for digits, sub, scale in _PART.findall(group["scaled"] or ""):
        total += float(digits) * _SCALE[sub] * (1e12 if scale == "万亿" else _SCALE[scale])
    yield f"num:{_shown(total)}"


def _en_scaled(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    amount = float(group["amount"] or group["amount2"] or 0)
    yield f"num:{_shown(amount * _SCALE[group['scale'] or group['scale2'] or ''])}"


def _bare(group: dict[str, str | None], published: date | None) -> Iterator[str]:
    written = (group["bare"] or "").rstrip("천千 ")
    value = float(written) * (1e3 if (group["bare"] or "")[-1] in "천千" else 1)
    if value > 1:
        yield f"num:{_shown(value)}"


def rounded(one: str, other: str) -> bool:
    """Whether one mark of a percentage or amount may be the other told in fewer digits: 33.43 % and 33 %, 7.43 and 7.4 billion."""
    if one[:4] != other[:4]:
        return False
    shorter, longer = sorted((one[4:], other[4:]), key=lambda digits: len(digits.partition("e")[0].rstrip("0")))
    few, many = float(shorter), float(longer)
    if one.startswith("num:") and max(few, many) < ROUNDED_FROM:
        return few == many
    step = 10 ** -len(shorter.partition(".")[2]) if one.startswith("pct:") else ROUGH * many
    return abs(few - many) < step


def _shown(value: float) -> str:
    return f"{value:.8g}"


_KINDS = {
    "ko_date": _month_day,
    "month_day": _month_day,
    "day_month": _month_day,
    "weekday": _weekday,
    "lone_day": _lone_day,
    "lone_month": _lone_month,
    "year": _year,
    "phase": _phase,
    "cjk_ordinal": _ordinal,
    "en_ordinal": _ordinal,
    "range": _range,
    "percent": _percent,
    "article": _article,
    "scaled": _scaled,
    "en_scaled": _en_scaled,
    "bare": _bare,
}
