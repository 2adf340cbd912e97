"""Amounts as people read them, in their own currency: $41.2bn in English, 412억 달러 in Korean. Only the scale is put otherwise."""

from decimal import Decimal

from core.facts_money import Money

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹"}
_KOREAN = {
    "USD": "달러", "EUR": "유로", "GBP": "파운드", "JPY": "엔", "KRW": "원", "CNY": "위안", "INR": "루피", "TWD": "대만 달러",
    "AUD": "호주 달러", "CAD": "캐나다 달러", "HKD": "홍콩 달러", "SGD": "싱가포르 달러",
}  # fmt: skip
_ENGLISH_SCALES = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))
_KOREAN_SCALES = ((10**12, "조"), (10**8, "억"), (10**4, "만"))


def money_text(money: Money, lang: str) -> str:
    """The amount in English or Korean, exactly: a figure that does not fit its scale is written out."""
    code = money.currency or ""
    if lang == "ko":
        return f"{_by_myriads(money.amount)} {_KOREAN.get(code, code)}".rstrip()
    return _SIGNS.get(code, f"{code} ".lstrip()) + _scaled(money.amount)


def _scaled(amount: Decimal) -> str:
    """41.2bn: the largest scale that leaves at most three decimals, else the figure itself."""
    for size, name in _ENGLISH_SCALES:
        part = amount / size
        if amount >= size and part == part.quantize(Decimal("0.001")):
            return _plain(part) + name
    return _plain(amount)


def _by_myriads(amount: Decimal) -> str:
    """3조 2000억: each unit with its own figure; below ten thousand, or with decimals, the figure itself."""
    if amount != amount.to_integral_value() or amount < 10**4:
        return _plain(amount)
    parts, left = [], int(amount)
    for size, name in _KOREAN_SCALES:
        count, left = divmod(left, size)
        parts += [f"{count:,}{name}" if count >= 10**4 else f"{count}{name}"] if count else []
    return " ".join([*parts, *([str(left)] if left else [])])


def _plain(number: Decimal) -> str:
    """1,234.5 without needless zeros."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
