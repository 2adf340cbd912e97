"""All that a text says in figures, as comparable sets: dates, money, shares, and the numbers that are none of these.

For comparing a generated text with its source (core/gate.py); what people are shown comes from core/facts.py.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

import regex

from core.facts import NOTHING_KNOWN, Known
from core.facts_dates import Dated, dates
from core.facts_money import money, percentages
from core.numerals import DIGITS, HAN_DIGITS, KOREAN_WORDS, NUMBER, WORD_SCALE, WORDS, flat, scale, value


@dataclass(frozen=True, slots=True)
class Ground:
    """What a source is: its day of publication, language, the writer's country, and the agencies to know."""

    day: date | None = None
    lang: str | None = None
    country: str | None = None
    known: Known = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Figures:
    """Dates with their spans, money as (amount, currency), shares as (value, in points), other numbers."""

    dates: tuple[Dated, ...]
    money: frozenset[tuple[Decimal, str | None]]
    shares: frozenset[tuple[Decimal, bool]]
    numbers: frozenset[Decimal]


_ORDINAL_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = {word: at for at, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_WORDS = {
    **{word: number for word, number in WORDS.items() if number > 1},
    **_ORDINALS,
    "dozen": 12,
    "twice": 2,
    "half": 2,
    "both": 2,
}
_UNSAID = frozenset({"half", "both", "twice"})
_WORD = regex.compile(
    rf"(?<![\w-])(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?: (?P<scale>hundred|thousand|million|billion|trillion))?(?![\w-])",
    regex.IGNORECASE,
)
_FIGURE = regex.compile(
    rf"(?<!\d[.,]?)(?P<number>{NUMBER}|{DIGITS})(?:[- ]?(?P<scale>{WORD_SCALE})(?![A-Za-z]))?", regex.IGNORECASE
)
_KOREAN = regex.compile(
    rf"(?<![가-힣])(?P<word>{'|'.join(KOREAN_WORDS)}|둘|셋|넷) ?(?=개|명|곳|나라|차례|번|가지|국|건|달|배|단계|해|분기|쪽|기업|사람)"
)
_HAN_ONLY = regex.compile(f"[{''.join(HAN_DIGITS)}十百千]+")
_COUNTED = regex.compile(r"[个個国國家项項次轮輪年月日名人件社かカヶつ倍成大点條条款期批种種度回番分位]")


def figures(text: str, ground: Ground, *, liberal: bool = False) -> Figures:
    """The figures of a text, each of one kind: the 5 of "March 5" is no number that "5 firms" could stand on.

    `liberal` counts a number in every way it can be read: for a source, never for a claim.
    """
    text = flat(text)
    dated = dates(text, "body", ground.day, ground.country)
    amounts = money(text, "body", ground.lang, ground.country)
    shares = percentages(text, "body")
    spans = (
        [(one.start, one.end) for one in dated],
        [(one.start, one.end) for one in amounts],
        [(one.start, one.end) for one in shares],
    )
    taken = list(chain.from_iterable(spans))
    numbers = {
        number for number, at in _numbers(text, liberal=liberal) if not any(start <= at < end for start, end in taken)
    }
    return Figures(
        tuple(dated),
        frozenset((one.amount, one.currency) for one in amounts),
        frozenset((one.value, one.points) for one in shares),
        frozenset(numbers),
    )


def _numbers(text: str, *, liberal: bool) -> list[tuple[Decimal, int]]:
    found = []
    for match in _FIGURE.finditer(text):
        if _HAN_ONLY.fullmatch(match["number"]) and not liberal and not _COUNTED.match(text, match.end()):
            continue  # 一般, 三星: a sign of number inside a word
        found.append((value(match["number"]) * scale(match["scale"]), match.start()))
        if liberal:
            found.append((value(match["number"]), match.start()))
            found.extend((value(part), match.start()) for part in regex.findall(DIGITS, match["number"]))
    for match in _WORD.finditer(text):
        word = match["word"].lower()
        if liberal or word not in _UNSAID:
            found.append((_WORDS[word] * scale(match["scale"]), match.start()))
    korean = {**KOREAN_WORDS, "둘": 2, "셋": 3, "넷": 4}
    found.extend(
        (Decimal(korean[match["word"]]), match.start())
        for match in _KOREAN.finditer(text)
        if match["word"] != "한" or liberal
    )
    return found
