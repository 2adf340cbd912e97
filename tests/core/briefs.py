"""Items and names that the tests of facts, briefs and stories share."""

from datetime import UTC, date, datetime

from core.agencies import Agency
from core.facts import Known
from core.model import Item, Tier

AGENCIES = (
    Agency("kr-moef", "KR", {"en": ("Ministry of Economy and Finance",), "ko": ("기획재정부",)}, until=date(2026, 1, 1), successors=("kr-mofe",)),
    Agency("kr-mofe", "KR", {"en": ("Ministry of Finance and Economy",), "ko": ("재정경제부",)}, since=date(2026, 1, 2)),
    Agency("kr-kbiz", "KR", {"en": ("Korea Federation of SMEs",), "ko": ("중소기업중앙회",)}, ("KBIZ",)),
    Agency("kr-fomek", "KR", {"en": ("Federation of Middle Market Enterprises of Korea",), "ko": ("중견기업연합회",)}, ("FOMEK",)),
    Agency("kr-gone", "KR", {"en": ("Bureau of Old Things",)}, until=date(2000, 1, 1)),
)  # fmt: skip
KNOWN = Known(AGENCIES)
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def item(
    id: str,
    title: str,
    body: str = "",
    source: str = "Reuters",
    lang: str = "en",
    tier: Tier | None = Tier.WIRE,
    **more,
):
    """An item published on Monday 2 March 2026; its key is made of its id."""
    given = {"published": MONDAY, "key": sum(map(ord, id)), "link": f"https://n.example/{id}"} | more
    return Item(id, title, body, lang, source, tier, **given)
