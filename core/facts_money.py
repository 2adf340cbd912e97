"""Amounts of money and percentages in a text. An amount keeps the currency it is written in; nothing is converted.

A sign that several currencies share is decided by the writer's country, the words beside it and the language, in this order;
"¥" without any of them has no currency. Own expressions rather than quantulum3's, which reads 8 of the 36 scored amounts, one
of them outside English (bench/facts_quality.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import regex

from core.numerals import DIGITS, HAN_DIGITS, NUMBER, WORD_SCALE, flat, scale, unit, value

NEAR = 60


@dataclass(frozen=True, slots=True)
class Money:
    """An amount (Decimal, in whole units) of a currency (ISO 4217; None where the text does not tell), and where it stands.

    `scale` is the unit it is written in (10^8 for 412억, 10^9 for 41.2bn), 1 where it is written out.
    """

    field: str
    start: int
    end: int
    amount: Decimal
    currency: str | None
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in percent, or a difference in percentage points, and where it stands."""

    field: str
    start: int
    end: int
    value: Decimal
    points: bool = False


_SIGNS = {
    "US$": "USD", "U.S.$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NT$": "TWD", "S$": "SGD",
    "NZ$": "NZD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₫": "VND", "฿": "THB", "₽": "RUB",
    "₺": "TRY", "₱": "PHP", "¥": None, "RMB": "CNY", "CN¥": "CNY", "JP¥": "JPY", "Rs.": "INR", "Rs": "INR",
}  # fmt: skip
_CODE_LIST = (
    "USD EUR KRW JPY CNY GBP CHF AUD CAD NZD HKD TWD SGD INR VND THB IDR MYR PHP RUB BRL MXN ZAR TRY SAR AED EGP SEK NOK DKK PLN CZK"
    " HUF ILS KZT UZS CLP PEN COP"
)
_CODES = _CODE_LIST.split()
_WORDS = {
    # English
    "US dollars?": "USD", "U.S. dollars?": "USD", "American dollars?": "USD", "Australian dollars?": "AUD", "Canadian dollars?": "CAD",
    "Hong Kong dollars?": "HKD", "Singapore dollars?": "SGD", "New Taiwan dollars?": "TWD", "New Zealand dollars?": "NZD",
    "dollars?": "USD", "euros?": "EUR", "pounds sterling": "GBP", "pounds?": "GBP", "(?:Japanese )?yen": "JPY",
    "(?:Chinese )?yuan": "CNY", "renminbi": "CNY", "(?:Korean )?won": "KRW", "(?:Indian )?rupees?": "INR", "rupiah": "IDR",
    "Vietnamese dong": "VND", "(?:Thai )?baht": "THB", "ringgit": "MYR", "(?:Russian )?rubles?": "RUB", "roubles?": "RUB",
    "Swiss francs?": "CHF", "reais": "BRL", "Egyptian pounds?": "EGP", "dirhams?": "AED", "riyals?": "SAR", "Mexican pesos?": "MXN",
    # Korean
    "호주 ?달러": "AUD", "캐나다 ?달러": "CAD", "홍콩 ?달러": "HKD", "싱가포르 ?달러": "SGD", "대만 ?달러": "TWD", "뉴질랜드 ?달러": "NZD",
    "(?:미국 ?|미 ?)?달러": "USD", "불(?=[^가-힣]|[을이의에로]|규모|어치|수출|이상|이하|상당|$)": "USD", "유로": "EUR",
    "엔(?!진|드|터|티|지|트|스|데)화?": "JPY", "위안화?": "CNY", "(?:영국 ?)?파운드(?!리)": "GBP", "(?:인도 ?)?루피(?!아)": "INR",
    "루피아": "IDR", "(?:태국 ?)?바트": "THB", "링깃": "MYR", "루블": "RUB", "(?:스위스 ?)?프랑(?!스)": "CHF", "헤알": "BRL",
    "(?:베트남 ?)동(?=[^가-힣]|[을이의에])": "VND", "이집트 ?파운드": "EGP", "디르함": "AED", "원(?!칙|소|산지|료|자재|자력|전|유|인|안|년|격|천|단|문|가\\b|본|장|내)": "KRW",
    # Chinese and Japanese
    "美元": "USD", "美金": "USD", "欧元": "EUR", "歐元": "EUR", "日元": "JPY", "日圆": "JPY", "日圓": "JPY", "韩元": "KRW", "韓元": "KRW",
    "韩币": "KRW", "英镑": "GBP", "英鎊": "GBP", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "澳元": "AUD", "加元": "CAD", "新元": "SGD",
    "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "台币": "TWD", "卢布": "RUB", "卢比": "INR", "瑞士法郎": "CHF", "越南盾": "VND",
    "(?:元)?人民币": "CNY", "(?:元)?人民幣": "CNY", "人民元": "CNY", "元(?![素旦件宵首]|人民)": "元", "圓": "JPY", "円": "JPY", "(?:米)?ドル": "USD",
    "豪ドル": "AUD", "カナダドル": "CAD", "香港ドル": "HKD", "ユーロ": "EUR", "ウォン": "KRW", "(?:英)?ポンド": "GBP", "(?:インド)?ルピー": "INR",
    "バーツ": "THB", "ルーブル": "RUB", "スイスフラン": "CHF",
}  # fmt: skip
# These words mean other things too ("won three seats", "300 pounds of"): they need a scale or a comma before them.
_DOUBTFUL = regex.compile(r"(?:won|pounds?|파운드|ポンド|불)$")
_DOLLARS = {"AU": "AUD", "CA": "CAD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"}
_YEN_OR_YUAN = {"JP": "JPY", "CN": "CNY"}
_YUAN = {"TW": "TWD", "HK": "HKD"}
_BESIDE_YEN = regex.compile(r"Japan|\byen\b|Tokyo|円|日本|일본|엔화|JPY")
_BESIDE_YUAN = regex.compile(r"Chin(?:a|ese)|yuan|renminbi|RMB|Beijing|人民币|人民元|中国|亿|万元|중국|위안|CNY")

_BY_WORD = [(regex.compile(f"{pattern}$", regex.IGNORECASE), code) for pattern, code in _WORDS.items()]
# Codes are capitals: "try 3" is no Turkish money.
_CODE_FORMS = f"(?-i:{'|'.join(_CODES)})"
_SIGN_FORMS = "|".join([*(regex.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)), _CODE_FORMS])
_LATIN = [word for word in _WORDS if word.isascii()]
_WIDE = [word for word in _WORDS if not word.isascii()]
_HAN_NUMERALS = "".join(HAN_DIGITS) + "十百千"
_TO = r"\s?(?:[-~∼–—]|to|内至|至|에서|から)\s?"
_SCALED = rf"(?P<number>{NUMBER})(?:[- ]?(?P<scale>{WORD_SCALE}))?"
_LOW = rf"(?:(?P<low>{NUMBER})(?:[- ]?(?P<lowscale>{WORD_SCALE}))?"
_BEFORE = regex.compile(
    rf"(?<![A-Za-z])(?P<sign>{_SIGN_FORMS}) ?{_LOW}{_TO}(?P<sign2>{_SIGN_FORMS})? ?)?{_SCALED}(?P<tail>元人民币|元|円)?",
    regex.IGNORECASE,
)
_AFTER = regex.compile(
    rf"(?=[\d{_HAN_NUMERALS}])(?<!\d[.,]?)(?<![A-Za-z{_HAN_NUMERALS}]){_LOW}{_TO})?{_SCALED}"
    rf"(?:[- ]?(?P<word>{'|'.join(sorted(_LATIN, key=len, reverse=True))})(?![A-Za-z])"
    rf"| ?여? ?(?P<word>{'|'.join(sorted(_WIDE, key=len, reverse=True))})| ?(?P<word>{_CODE_FORMS})(?![A-Za-z]))",
    regex.IGNORECASE,
)
_SIGN_SEEN = regex.compile(rf"[$€£₩₹₫฿₽₺₱¥]|RMB|Rs|{_CODE_FORMS}", regex.IGNORECASE)

_PERCENT = regex.compile(
    rf"(?<!\d[.,]?)(?P<sign>[-−+])?(?:(?P<low>{DIGITS})(?: ?%)?(?:[~∼–—-]| to |から|至))?(?P<number>{DIGITS})"
    r"(?: ?(?P<points>%p|%포인트|퍼센트 ?포인트|percentage points?|ppts?\b|个百分点|個百分點|ポイント|%ポイント)"
    r"| ?(?:%|퍼센트|프로(?![가-힣])|パーセント)| per ?cent(?!age)\b| pct\b)|百分之(?P<han>[零〇一二三四五六七八九十百点\d.]{1,8})",
    regex.IGNORECASE,
)


def money(text: str, field: str, lang: str | None = None, country: str | None = None) -> list[Money]:
    """The amounts of a text in its order; a range gives both its ends. `country` is the writer's, ISO 3166."""
    text = flat(text)
    found: list[Money] = []
    seen: list[tuple[int, int]] = []
    patterns = [_BEFORE, _AFTER] if _SIGN_SEEN.search(text) else [_AFTER]
    for pattern in patterns:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in seen[-200:]) or not _certain(match):
                continue
            seen.append(match.span())
            found.extend(_amounts(match, field, _currency(match, text, lang, country)))
    return sorted(found, key=lambda one: (one.start, one.end))


def percentages(text: str, field: str) -> list[Percent]:
    """The percentages of a text in its order."""
    found = []
    for match in _PERCENT.finditer(flat(text)):
        if han := match["han"]:
            number = value(han.split("点")[0]) + _decimals(han)
        else:
            number = value(match["number"]) * (
                -1 if match["sign"] in ("-", "−") and match.start() in (0, *_blank_before(match)) else 1
            )
        if match["low"]:
            found.append(Percent(field, *match.span("low"), value(match["low"]), points=bool(match["points"])))
        start = match.start("number") if match["low"] else match.start()
        found.append(Percent(field, start, match.end(), number, points=bool(match["points"])))
    return found


def _blank_before(match: "regex.Match[str]") -> tuple[int, ...]:
    """The start again if a sign there is a minus, not the dash of a range."""
    return (
        (match.start(),) if match.string[match.start() - 1].isspace() or match.string[match.start() - 1] == "(" else ()
    )


def _decimals(han: str) -> Decimal:
    _, _, digits = han.partition("点")
    return Decimal("0." + "".join(str(int(value(sign))) for sign in digits)) if digits else Decimal(0)


def _certain(match: "regex.Match[str]") -> bool:
    groups = match.groupdict()
    word = groups.get("word")
    if not word or not _DOUBTFUL.search(word):
        return True
    return bool(groups["scale"]) or "," in groups["number"] or unit(groups["number"]) > 1


def _amounts(match: "regex.Match[str]", field: str, currency: str | None) -> Iterator[Money]:
    high_scale = scale(match["scale"]) * unit(match["number"])
    if match["low"]:
        low = value(match["low"])
        own = scale(match["lowscale"]) * unit(match["low"])
        # "30~50억 달러": what stands before the dash shares the unit behind it.
        shared = own if own > 1 else high_scale
        amount = low * (shared / unit(match["low"]))
        yield Money(field, match.start("low"), match.end("low"), _plain(amount), currency, shared)
    amount = _plain(value(match["number"]) * scale(match["scale"]))
    start = match.start("number") if match["low"] else match.start()
    yield Money(field, start, match.end(), amount, currency, high_scale)


def _plain(amount: Decimal) -> Decimal:
    """Without the zeros that a multiplication leaves behind the point."""
    whole = amount.to_integral_value()
    return whole if whole == amount else amount


def _currency(match: "regex.Match[str]", text: str, lang: str | None, country: str | None) -> str | None:
    groups = match.groupdict()
    written = groups.get("word") or groups["sign"]
    code = _code(written)
    beside = text[max(0, match.start() - NEAR) : match.end() + NEAR]
    if written == "$":
        return _DOLLARS.get(country or "", "USD")
    if code == "元" or (code is None and groups.get("tail") in ("元", "元人民币")):
        return _YUAN.get(country or "", "CNY")
    if code is None:
        return "JPY" if groups.get("tail") == "円" else _yen_or_yuan(beside, lang, country)
    return code


def _code(written: str) -> str | None:
    for signs in (_SIGNS, dict(zip(_CODES, _CODES, strict=True))):
        for sign, code in signs.items():
            if sign.lower() == written.lower():
                return code
    return next(code for pattern, code in _BY_WORD if pattern.match(written))


def _yen_or_yuan(beside: str, lang: str | None, country: str | None) -> str | None:
    if country in _YEN_OR_YUAN:
        return _YEN_OR_YUAN[country]
    yen, yuan = bool(_BESIDE_YEN.search(beside)), bool(_BESIDE_YUAN.search(beside))
    if yen != yuan:
        return "JPY" if yen else "CNY"
    return {"ja": "JPY", "zh": "CNY"}.get(lang or "")
