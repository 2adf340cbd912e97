"""The facts of an item as short rows of a card: deadlines, dates ahead, money as its source writes it, countries, agencies.

Nothing is converted but the scale of an amount (core/money_text.py). What facts there are is core/facts.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from babel import Locale

from core.date_cues import DateKind
from core.facts import AgencyMention, Facts, Known, facts
from core.facts_dates import Dated, publication_day
from core.facts_money import Money
from core.model import Item
from core.money_text import money_text
from core.when import period_text
from core.wording import say

# What a row holds at most; a card is not a table.
DATES, AMOUNTS, COUNTRIES, AGENCIES = 3, 3, 5, 4
# A mere date that is vaguer than this is none to keep in mind, in days.
VAGUE = 31
# What took effect longer before the publication is no news, in days.
LONG_OVER = 183


def fact_rows(item: Item, known: Known, lang: str) -> list[tuple[str, str]]:
    """Label and value of each kind of fact that the item states; kinds that it does not state are left out."""
    found = facts(item, known)
    deadlines = [one for one in found.dates if one.kind is DateKind.DEADLINE and one.firm]
    rows = [
        ("fact.deadline", _periods(deadlines, lang)),
        ("fact.effective", _periods(_effective(item, found), lang)),
        ("fact.date", _periods(_ahead(item, found), lang)),
        ("fact.money", amounts(found.money, lang)[:AMOUNTS]),
        ("fact.countries", [country_name(code, lang) for code in _most(m.id for m in found.countries)][:COUNTRIES]),
        ("fact.agencies", [agency_name(one, known, lang) for one in bodies(found.agencies)][:AGENCIES]),
    ]
    return [(say(lang, label), ", ".join(texts)) for label, texts in rows if texts]


def amounts(money: Iterable[Money], lang: str) -> list[str]:
    """Each amount once, those without a currency left out."""
    return list(dict.fromkeys(money_text(one, lang) for one in money if one.currency))


def bodies(mentions: Iterable[AgencyMention]) -> list[AgencyMention]:
    """A mention of each body, the most mentioned first."""
    every = list(mentions)
    first = {one.line: one for one in reversed(every)}
    return [first[line] for line in _most(one.line for one in every)]


def agency_name(mention: AgencyMention, known: Known, lang: str) -> str:
    """What the body was called on the day of publication, in a language."""
    name = mention.names[0] if mention.names else mention.id
    return known.agencies.by_id[name].name(lang)


def country_name(code: str, lang: str) -> str:
    """A country's name in a language."""
    return str(_locale(lang).territories.get(code, code))


def _effective(item: Item, found: Facts) -> Iterator[Dated]:
    """Days of effect ahead or not long over: when an older treaty took effect is its history."""
    day = publication_day(item.published or item.found, item.lang, item.country)
    for dated in found.dates:
        if dated.kind is DateKind.EFFECTIVE and (day is None or (day - dated.last).days <= LONG_OVER):
            yield dated


def _ahead(item: Item, found: Facts) -> Iterator[Dated]:
    """Mere dates that lie ahead of the publication and are no vague ones."""
    day = publication_day(item.published or item.found, item.lang, item.country)
    for dated in found.dates:
        if dated.kind is DateKind.DATE and day and dated.first > day and (dated.last - dated.first).days < VAGUE:
            yield dated


def _periods(dates: Iterable[Dated], lang: str) -> Sequence[str]:
    return list(dict.fromkeys(period_text(one.first, one.last, lang) for one in dates))[:DATES]


def _most(ids: Iterable[str]) -> list[str]:
    """The ids by how often they come, and then by where they first do."""
    return [id for id, _ in Counter(ids).most_common()]


@lru_cache(maxsize=8)
def _locale(lang: str) -> Locale:
    return Locale.parse(lang)
