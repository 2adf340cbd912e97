"""Numbers as four languages write them → Decimal: 1,234.5 · 3조 2000억 · 1兆2000億 · 三千亿 · 41.2 billion · twenty-two.

Not for money or dates themselves (core/facts_money.py, core/facts_dates.py), nor for numbers in queries.
"""

import re
from decimal import Decimal

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x202F: 0x20,
    0x2009: 0x20,
}
_FULL_WIDTH |= {ord("￥"): ord("¥"), ord("￡"): ord("£"), ord("￦"): ord("₩"), ord("￠"): ord("¢")}

HAN_DIGITS = {sign: at % 10 for at, sign in enumerate("零一二三四五六七八九〇")} | {
    "〇": 0,
    "两": 2,
    "兩": 2,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
SMALL_UNITS = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
BIG_UNITS = {
    "만": 10**4, "万": 10**4, "萬": 10**4, "억": 10**8, "亿": 10**8, "億": 10**8, "조": 10**12, "兆": 10**12, "경": 10**16,
}  # fmt: skip
WORD_UNITS = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "mln": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "bln": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_LARGE = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL_WORDS, _TENS = _SMALL.split(), _LARGE.split()
WORDS = {word: at for at, word in enumerate(_SMALL_WORDS)} | {word: 20 + 10 * at for at, word in enumerate(_TENS)}
WORDS |= {f"{ten}-{one}": WORDS[ten] + WORDS[one] for ten in _TENS for one in _SMALL_WORDS[1:10]}
KOREAN_WORDS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10}

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = "零〇一二三四五六七八九两兩十百千"
_UNITS = "만억조경万萬亿億兆"
# A number with East Asian units; the runs are bounded, so that a page of figures costs no more than its length.
NUMBER = (
    rf"(?:(?:{DIGITS}|[{_HAN}]{{1,7}}) ?[십백천十百千]{{0,2}} ?[{_UNITS}]{{1,2}} ?){{1,4}}"
    rf"(?:(?:{DIGITS}|[{_HAN}]{{1,7}}) ?[십백천十百千]?(?![\d.,]*\d))?"
    rf"|(?:{DIGITS})[십백천十百千]?|[{_HAN}]{{1,7}}"
)
WORD_SCALE = r"(?:hundred|thousand|million|billion|trillion|mln|bln|trn|mn|bn|tn|[kmb](?![a-z]))"

_TOKEN = re.compile(rf"{DIGITS}|.", re.DOTALL)


def flat(text: str) -> str:
    """The text with full-width letters, digits and signs made half-width, and odd blanks plain: position by position."""
    return text.translate(_FULL_WIDTH)


def value(number: str) -> Decimal:
    """What NUMBER matched, as a number: "3조 2000억" is 3_200_000_000_000. Signs that are no part of it are passed over."""
    total = section = part = Decimal(0)
    current: Decimal | None = None
    for token in _TOKEN.findall(flat(number)):
        if token[0].isdecimal():
            current = Decimal(token.replace(",", ""))
        elif token in HAN_DIGITS:
            current = (current or Decimal(0)) * 10 + HAN_DIGITS[token]
        elif token in SMALL_UNITS:
            section += (Decimal(1) if current is None else current) * SMALL_UNITS[token]
            current = None
        elif token in BIG_UNITS:
            if part and not section and current is None:
                # 万亿: one unit times the other.
                total -= part
                part *= BIG_UNITS[token]
            else:
                part = (section + (current or 0) or Decimal(1)) * BIG_UNITS[token]
            total += part
            section, current = Decimal(0), None
    return total + section + (current or 0)


def unit(number: str) -> Decimal:
    """The last unit that a number is written with, 1 where there is none: 10^8 of "412억"."""
    last = re.findall(f"[{_UNITS}]+", number)[-1:]
    return value(last[0]) if last else Decimal(1)


def scale(word: str | None) -> Decimal:
    """The multiplier of an English scale word, 1 for none."""
    return Decimal(WORD_UNITS[word.lower()]) if word else Decimal(1)
