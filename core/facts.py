"""What an item states that can be put in a row: dates, money, shares, countries, agencies, agreements and codes, each with its span.

Spans are half-open and count code points of the item's own field. Found by rules (core/facts_dates.py, core/facts_money.py,
core/facts_codes.py, core/places.py), never guessed: what the text does not settle is left out. Not for the product's topics
(core/match.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from core.agencies import Agencies, Agency
from core.facts_codes import Code, document_numbers, hs_codes
from core.facts_dates import Dated, dates, publication_day
from core.facts_money import Money, Percent, money, percentages
from core.gazetteer import Gazetteer
from core.model import Item, Topic
from core.places import countries

# What is read of a field. Beyond it lie annexes; the bound keeps the time of one item short.
READ_LIMIT = 40_000
AGREEMENTS = "agreements"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name and what it names: an ISO 3166 code, a topic's id."""

    field: str
    start: int
    end: int
    id: str


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """A public body by the id of the name written. `line` is one id for the body whatever its name was.

    `names` are the ids it goes by on the day of publication: itself, its successors if it was renamed by then.
    """

    field: str
    start: int
    end: int
    id: str
    line: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of an item, each kind in the order of the text, the title's first."""

    dates: tuple[Dated, ...] = ()
    money: tuple[Money, ...] = ()
    percentages: tuple[Percent, ...] = ()
    countries: tuple[Mention, ...] = ()
    agencies: tuple[AgencyMention, ...] = ()
    agreements: tuple[Mention, ...] = ()
    hs_codes: tuple[Code, ...] = ()
    documents: tuple[Code, ...] = ()


class Known:
    """The names that facts are looked for with, made ready once: agencies, and the topics that are agreements."""

    def __init__(self, agencies: Iterable[Agency] = (), topics: Iterable[Topic] = ()) -> None:
        self.agencies = Agencies(agencies)
        names: dict[str, tuple[str, ...]] = {}
        for agency in self.agencies.by_id.values():
            for name in chain(agency.acronyms, *agency.names.values()):
                names[name] = (*names.get(name, ()), agency.id)
        self.agency_names = Gazetteer(names)
        self.set_topics(topics)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Take over the topics as they are now. Who reads an item meanwhile, in another thread, has those of before or after."""
        self.agreement_names = Gazetteer(
            {name: topic.id for topic in topics if topic.category == AGREEMENTS for name in _names(topic)}
        )


NOTHING_KNOWN = Known()


def facts(item: Item, known: Known = NOTHING_KNOWN) -> Facts:
    """All facts of an item. Without `known` there are no agencies and no agreements in it."""
    day = publication_day(item.published, item.lang, item.country)
    texts = [(field, text[:READ_LIMIT]) for field, text in (("title", item.title), ("body", item.body))]
    each = chain.from_iterable
    documents = tuple(each(document_numbers(text, field) for field, text in texts))
    return Facts(
        dates=tuple(
            dated
            for field, text in texts
            for dated in dates(text, field, day, item.country)
            if not any(_within(dated, document) for document in documents)
        ),
        money=tuple(each(money(text, field, item.lang, item.country) for field, text in texts)),
        percentages=tuple(each(percentages(text, field) for field, text in texts)),
        countries=tuple(Mention(field, *found) for field, text in texts for found in countries(text)),
        agencies=tuple(each(_agencies(text, field, known, day) for field, text in texts)),
        agreements=tuple(Mention(field, *found) for field, text in texts for found in known.agreement_names.find(text)),
        hs_codes=tuple(each(hs_codes(text, field) for field, text in texts)),
        documents=documents,
    )


def _within(dated: Dated, document: Code) -> bool:
    """The year in 公告2026年第1号 is no date."""
    return dated.field == document.field and document.start <= dated.start and dated.end <= document.end


def _names(topic: Topic) -> Iterator[str]:
    """Aliases, and the acronyms that mean nothing else."""
    yield from chain.from_iterable(topic.aliases.values())
    yield from (acronym.term for acronym in topic.acronyms if not acronym.ambiguous)


def _agencies(text: str, field: str, known: Known, day: date | None) -> Iterator[AgencyMention]:
    agencies = known.agencies
    for start, end, ids in known.agency_names.find(text):
        holders = [one for one in ids if day is not None and agencies.by_id[one].held_on(day)]
        agency = (holders or ids)[0]
        names = tuple(one.id for one in agencies.on(agency, day)) if day else (agency,)
        yield AgencyMention(field, start, end, agency, agencies.line(agency), names)
