"""What happened about a topic in a time, in lines that each cite their story and sources. Extracts only: nothing is our wording.

Official sources come first everywhere. How it is shown: core/brief_card.py.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from core.agenda import events
from core.disagreement import Difference, differences
from core.facts import Known
from core.item_facts import agency_name, amounts, bodies
from core.model import Item, Tier
from core.outlets import official_first, outlet_count
from core.passages import QUOTED, Read
from core.summary import excerpt, sentence_spans
from core.text import clean
from core.when import period_text
from core.wording import say

# Lines of a section at most, and citations of a line.
CHANGED, AHEAD, MONEY, WHO, QUESTIONS, DIFFER = 8, 8, 6, 8, 5, 5
CITED = 3
_OPEN = re.compile(
    r"(?:remains? (?:unclear|undecided|an open question|to be (?:seen|decided))|(?:is|are|was|were) (?:still )?(?:under (?:review|discussion|negotiation)|undecided|unclear)"
    r"|not yet (?:decided|been decided|clear|known|set|final)|has yet to|have yet to|yet to be|to be determined"
    r"|미정|불투명|불확실|미지수|정해지지|확정되지|결정되지|검토 ?중|협의 ?중|논의 ?중|조율 ?중|지켜봐야|추후 (?:결정|확정|발표)"
    r"|尚未|未定|待定|仍在(?:讨论|研究|磋商)|有待|检讨中|検討中|調整中|協議中|不透明|決まっていない)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, with the story it belongs to and the items that make it, official ones first."""

    text: str
    story: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """The sections in their order; `items` and `stories` are counts."""

    changed: tuple[Line, ...]
    ahead: tuple[Line, ...]
    money: tuple[Line, ...]
    who: tuple[Line, ...]
    questions: tuple[Line, ...]
    differ: tuple[Line, ...]
    items: int
    stories: int


def brief(stories: Mapping[str, Sequence[Item]], known: Known, today: date, lang: str) -> Brief:
    """The brief of these stories (by id), in the language of `lang` around quotations as they stand in their sources."""
    told = {id: [Read(item, known) for item in official_first(items, lang)] for id, items in stories.items()}
    ordered = dict(sorted(told.items(), key=lambda pair: _weight(pair[1]), reverse=True))
    return Brief(
        changed=_first(CHANGED, (line for id, reads in ordered.items() if (line := _changed(id, reads)).text)),
        ahead=_first(AHEAD, _ahead(ordered, today, lang)),
        money=_first(MONEY, _money(ordered, lang)),
        who=_first(WHO, _who(ordered, known, lang)),
        questions=_first(QUESTIONS, _questions(ordered)),
        differ=_first(DIFFER, _differ(ordered, known, lang)),
        items=sum(map(len, ordered.values())),
        stories=len(ordered),
    )


def _first(count: int, lines: Iterable[Line]) -> tuple[Line, ...]:
    """So many lines; those behind are never made."""
    return tuple(islice(lines, count))


def difference_text(difference: Difference, lang: str) -> str:
    """«Sources differ: 15% (Reuters, #K7Q2) / 10% (Yonhap, #K7Q3).»"""
    sides = " / ".join(f"{text} ({item.source or '?'}, #{item.id})" for text, item in difference.sides)
    return say(lang, "story.differ", sides=sides)


def _weight(reads: Sequence[Read]) -> tuple[bool, int, float]:
    """What comes first: what an official source says, what many report, what is new."""
    items = [read.item for read in reads]
    newest = max((m.timestamp() for i in items if (m := i.published or i.found)), default=0.0)
    return items[0].tier is Tier.OFFICIAL, outlet_count(items), newest


def _changed(story: str, reads: Sequence[Read]) -> Line:
    """The headline of the source nearest to the origin, and its most telling sentence."""
    lead = reads[0].item
    sentence = next((clean(one.text, QUOTED) for one in excerpt(lead, 1)), "")
    text = f"{clean(lead.title, QUOTED)}: “{sentence}”" if sentence else clean(lead.title, QUOTED)
    return Line(text, story, tuple(read.item for read in reads))


def _ahead(stories: Mapping[str, Sequence[Read]], today: date, lang: str) -> Iterator[Line]:
    keys = {read.item.key: story for story, reads in stories.items() for read in reads}
    reads = [read for reads in stories.values() for read in reads]
    for event in events(reads, keys, today, date.max):
        kind = say(lang, f"fact.{event.kind}")
        text = f"{period_text(event.first, event.last, lang)} · {kind}: “{event.text}”"
        yield Line(text, event.story, event.items)


def _money(stories: Mapping[str, Sequence[Read]], lang: str) -> Iterator[Line]:
    """Each amount of a story once, in the words of the source that comes first."""
    found: dict[tuple[str, object], Line] = {}
    for story, reads in stories.items():
        for read in reads:
            for one in read.facts.money:
                for amount in amounts([one], lang):
                    text = f"{amount}: “{read.sentence_at(one.field, one.start)}”"
                    name = (story, (one.amount, one.currency))
                    found[name] = _with(found.get(name, Line(text, story, ())), read.item)
    yield from _round_robin(found.values())


def _who(stories: Mapping[str, Sequence[Read]], known: Known, lang: str) -> Iterator[Line]:
    """The bodies that most stories name. The story cited is the first of theirs."""
    named: dict[str, list[tuple[str, Item, str]]] = {}
    for story, reads in stories.items():
        for read in reads:
            for one in bodies(read.facts.agencies):
                named.setdefault(one.line, []).append((story, read.item, agency_name(one, known, lang)))
    for mentions in sorted(named.values(), key=lambda all: -len({story for story, _, _ in all})):
        story, _, name = mentions[0]
        yield Line(name, story, tuple(item for its, item, _ in mentions if its == story))


def _questions(stories: Mapping[str, Sequence[Read]]) -> Iterator[Line]:
    """Sentences that say of something that it is not settled, one a story."""
    for story, reads in stories.items():
        for read in reads:
            if not _OPEN.search(" ".join(read.item.body.split())):  # far cheaper than its sentences
                continue
            spans = sentence_spans(read.item)
            texts = (clean(read.item.body[start:end], QUOTED) for start, end in spans)
            if text := next((text for text in texts if _OPEN.search(text)), None):
                yield Line(f"“{text}”", story, (read.item,))
                break


def _differ(stories: Mapping[str, Sequence[Read]], known: Known, lang: str) -> Iterator[Line]:
    for story, reads in stories.items():
        for one in differences(reads, known, lang):
            yield Line(difference_text(one, lang), story, tuple(item for _, item in one.sides))


def _with(line: Line, item: Item) -> Line:
    return line if item in line.items else replace(line, items=(*line.items, item))


def _round_robin(lines: Iterable[Line]) -> Iterator[Line]:
    """The first line of each story, then the second of each: no story takes the whole section."""
    by_story: dict[str, list[Line]] = {}
    for line in lines:
        by_story.setdefault(line.story, []).append(line)
    ranked = [(rank, line) for its in by_story.values() for rank, line in enumerate(its)]
    yield from (line for _, line in sorted(ranked, key=lambda pair: pair[0]))
