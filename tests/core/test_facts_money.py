"""Money in its own currency and scale, and shares."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts_money import Money, money, percentages
from core.money_text import money_text
from core.numerals import NUMBER, flat, scale, unit, value

EXPRESSIONS = Path(__file__).parents[1] / "data" / "fact_expressions.jsonl"
ROWS = [row for row in map(json.loads, EXPRESSIONS.read_text("utf-8").splitlines()) if row["kind"] == "money"]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_scored_expressions_are_read(row: dict[str, str]) -> None:
    (one,) = money(row["text"], "body", row["lang"])
    assert (one.amount, one.currency) == (Decimal(row["amount"]), row["currency"])
    assert (one.start, one.end) == (row["start"], row["end"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("412억 달러($41.2bn)", [(41_200_000_000, "USD", 10**8), (41_200_000_000, "USD", 10**9)]),
        ("30~50억 달러", [(3_000_000_000, "USD", 10**8), (5_000_000_000, "USD", 10**8)]),
        ("500만~1억 원", [(5_000_000, "KRW", 10**4), (100_000_000, "KRW", 10**8)]),
        ("$5-10 billion", [(5_000_000_000, "USD", 10**9), (10_000_000_000, "USD", 10**9)]),
        ("between €2 million and €3 million", [(2_000_000, "EUR", 10**6), (3_000_000, "EUR", 10**6)]),
        ("1만억 원", [(10**12, "KRW", 10**12)]),
        ("한 벌에 5000원", [(5000, "KRW", 1)]),
        ("KRW 3 trillion", [(3 * 10**12, "KRW", 10**12)]),
        ("5,000 EUR", [(5000, "EUR", 1)]),
        ("300만불", [(3_000_000, "USD", 10**4)]),
        ("호주 달러 강세", []),
        ("2억 호주 달러", [(200_000_000, "AUD", 10**8)]),
        ("홍콩달러 30억 달러", [(3_000_000_000, "USD", 10**8)]),
    ],
)
def test_amounts(text: str, told: list[tuple[int, str, int]]) -> None:
    assert [(one.amount, one.currency, one.scale) for one in money(text, "body")] == told


@pytest.mark.parametrize(
    "text",
    [
        "3원칙",
        "제3조 원칙",
        "They won 3 seats",
        "300 won medals",
        "300 pounds of cargo",
        "100파운드 무게",
        "try 3 times",
        "5원소",
        "10불",
        "수천억",
        "12 엔진",
        "3 元素",
        "USDA 5",
    ],
)
def test_what_only_looks_like_money(text: str) -> None:
    assert money(text, "body") == []


@pytest.mark.parametrize(
    ("text", "lang", "country", "currency"),
    [
        ("¥500", "ja", None, "JPY"),
        ("¥500", "zh", None, "CNY"),
        ("¥500", "en", None, None),
        ("¥500", "en", "CN", "CNY"),
        ("¥500", "zh", "JP", "JPY"),
        ("¥500 in Tokyo", "en", None, "JPY"),
        ("Beijing pays ¥500", "en", None, "CNY"),
        ("Beijing and Tokyo pay ¥500", "en", None, None),
        ("¥500元", "en", None, "CNY"),
        ("¥500円", "en", None, "JPY"),
        ("$500", "en", "CA", "CAD"),
        ("$500", "en", "DE", "USD"),
        ("US$500", "en", "CA", "USD"),
        ("500元", "zh", "TW", "TWD"),
        ("500元", "zh", "HK", "HKD"),
        ("500元", "zh", None, "CNY"),
    ],
)
def test_a_sign_of_several_currencies_is_decided_by_country_words_and_language(
    text: str, lang: str, country: str | None, currency: str | None
) -> None:
    assert [one.currency for one in money(text, "body", lang, country)] == [currency]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("up 25%", [("25", False)]),
        ("fell (-3.5 percent)", [("-3.5", False)]),
        ("-1% at first", [("-1", False)]),
        ("15-25%", [("15", False), ("25", False)]),
        ("15%에서 25%로", [("15", False), ("25", False)]),
        ("2%p 올랐다", [("2", True)]),
        ("two or 0.25 percentage points", [("0.25", True)]),
        ("3个百分点", [("3", True)]),
        ("百分之五点五", [("5.5", False)]),
        ("百分之二十", [("20", False)]),
        ("12.5퍼센트", [("12.5", False)]),
        ("5 per cent", [("5", False)]),
        ("percentage of 7", []),
    ],
)
def test_shares(text: str, told: list[tuple[str, bool]]) -> None:
    assert [(one.value, one.points) for one in percentages(text, "body")] == [
        (Decimal(number), points) for number, points in told
    ]


@pytest.mark.parametrize(
    ("text", "number", "last_unit"),
    [
        ("1,234.5", "1234.5", 1),
        ("3조 2000억", "3200000000000", 10**8),
        ("1兆2000億", "1200000000000", 10**8),
        ("三千亿", "300000000000", 10**8),
        ("一万二千", "12000", 10**4),
        ("百万", "1000000", 10**4),
        ("5천만", "50000000", 10**4),
        ("二〇二六", "2026", 1),
        ("2万亿", "2000000000000", 10**12),
        ("１２３", "123", 1),
        ("", "0", 1),
        ("x", "0", 1),
    ],
)
def test_numbers(text: str, number: str, last_unit: int) -> None:
    assert (value(text), unit(text)) == (Decimal(number), last_unit)


def test_scales_and_widths() -> None:
    assert (scale("bn"), scale("Million"), scale(None)) == (10**9, 10**6, 1)
    assert flat("￥５００（％）　a") == "¥500(%) a"
    assert NUMBER.count("(") == NUMBER.count(")")


@pytest.mark.parametrize(
    ("amount", "currency", "english", "korean"),
    [
        ("41200000000", "USD", "$41.2bn", "412억 달러"),
        ("3200000000000", "KRW", "₩3.2tn", "3조 2000억 원"),
        ("12345", "EUR", "€12,345", "1만 2345 유로"),
        ("85.5", "USD", "$85.5", "85.5 달러"),
        ("1000000", "VND", "VND 1m", "100만 VND"),
        ("500", None, "500", "500"),
        ("0", "JPY", "¥0", "0 엔"),
        ("50000000000000000", "CNY", "CNY 50,000tn", "50,000조 위안"),
    ],
)
def test_an_amount_is_shown_in_its_own_currency(amount: str, currency: str | None, english: str, korean: str) -> None:
    one = Money("body", 0, 1, Decimal(amount), currency)
    assert (money_text(one, "en"), money_text(one, "ko")) == (english, korean)


WRITTEN = "1 2,000 3.5 억 만 조 亿 万 千 三 - ~ $ ¥ € US$ billion bn 달러 원 元 円 % %p percent 百分之 KRW ."
PIECES = st.sampled_from(WRITTEN.split())


@settings(deadline=None)  # the first call builds tables
@given(st.lists(PIECES, max_size=12), st.sampled_from(["ko", "en", "zh", "ja", None]))
def test_any_text_gives_sound_spans(pieces: list[str], lang: str | None) -> None:
    text = " ".join(pieces) + "".join(pieces)
    for one in (*money(text, "body", lang), *percentages(text, "body")):
        assert 0 <= one.start < one.end <= len(text)
    assert all(one.amount >= 0 and one.scale >= 1 for one in money(text, "body", lang))
