"""Who else reports a story: outlets are counted once each, by the languages they write in."""

from collections import Counter
from collections.abc import Iterable, Sequence

from core.model import Item, Tier
from core.text import fold
from core.wording import counted, say

# Official sources first, then the nearer ones to the origin.
_ORDER = {tier: number for number, tier in enumerate(Tier)}


def also_in(item: Item, others: Iterable[Item], lang: str) -> str:
    """«Also in 6 outlets (4 KO, 1 ZH, 1 EN).», empty where no other outlet has the story."""
    langs = {fold(one.source): (one.lang or "").partition("-")[0].upper() for one in others if one.source}
    langs.pop(fold(item.source), None)
    if not langs:
        return ""
    outlets = counted(lang, "outlets", len(langs))
    told = ", ".join(f"{count} {code}" for code, count in Counter(langs.values()).most_common() if code)
    return (
        say(lang, "card.also", outlets=outlets, langs=told) if told else say(lang, "card.also_plain", outlets=outlets)
    )


def official_first(items: Iterable[Item], lang: str = "") -> list[Item]:
    """The items by how close their source is to the origin; of equal ones those in `lang` first, and then the oldest."""

    def place(item: Item) -> tuple[int, bool, tuple[float, int]]:
        tier = _ORDER[item.tier] if item.tier else len(_ORDER)
        return tier, (item.lang or "").partition("-")[0] != lang, _time(item)

    return sorted(items, key=place)


def outlet_count(items: Sequence[Item]) -> int:
    """How many outlets the items come from; those that name none are one."""
    return len({fold(item.source) for item in items})


def _time(item: Item) -> tuple[float, int]:
    moment = item.published or item.found
    return (moment.timestamp() if moment else 0.0, item.key)
