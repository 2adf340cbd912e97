"""A brief, and the timeline of a story, as cards, and a brief as Markdown."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from core.brief import CITED, Brief, Line, difference_text
from core.card import Block, Bullets, Card, Heading, Note, Span
from core.disagreement import differences
from core.facts import Known
from core.item_card import source_line
from core.model import Item, Tier
from core.outlets import outlet_count
from core.passages import Read
from core.wording import counted, items, say

SECTIONS = ("changed", "ahead", "money", "who", "questions", "differ")
# Lines of each section in a weekly digest, whose own rows tell what changed.
OF_A_WEEK = {"ahead": 5, "money": 3, "who": 3, "questions": 3, "differ": 2}
# The rows of a timeline; a longer story shows its newest.
ROWS = 15


def brief_card(brief: Brief, title: str, lang: str) -> Card:
    """The sections that have lines, each line with its story and its items."""
    blocks: list[Block] = [Heading(title)]
    for section in SECTIONS:
        lines: tuple[Line, ...] = getattr(brief, section)
        if lines:
            blocks += [Note(say(lang, f"brief.{section}")), Bullets(tuple(_row(line, lang) for line in lines))]
    return Card((*blocks, Note(_counts(brief, lang))))


def week_blocks(brief: Brief, lang: str) -> list[Block]:
    """What a weekly digest says beside its rows: dates ahead, money, who, open questions, where sources differ, each line cited."""
    blocks: list[Block] = []
    for section, most in OF_A_WEEK.items():
        lines: tuple[Line, ...] = getattr(brief, section)[:most]
        if lines:
            blocks += [Note(say(lang, f"brief.{section}")), Bullets(tuple(_row(line, lang) for line in lines))]
    return blocks


def story_card(members: Sequence[Item], story: str, known: Known, lang: str, zone: ZoneInfo) -> Card:
    """Who reported what when: official sources first, each part the oldest first; then where they differ."""
    title = say(lang, "story.title", id=story, title=members[0].title or say(lang, "card.untitled"))
    blocks: list[Block] = [Heading(title, members[0].link)]
    if len(members) == 1:
        blocks.append(Note(say(lang, "story.alone")))
    else:
        outlets = counted(lang, "outlets", outlet_count(members))
        blocks.append(Note(say(lang, "story.count", items=items(lang, len(members)), outlets=outlets)))
    official = [item for item in members if item.tier is Tier.OFFICIAL]
    others = [item for item in members if item.tier is not Tier.OFFICIAL]
    for name, part in (("official", official), ("others", others)):
        if part:
            blocks += [Note(say(lang, f"story.{name}")), Bullets(tuple(_entry(i, lang, zone) for i in part[-ROWS:]))]
    reads = [Read(item, known) for item in (*official, *others)]
    told = [Note(difference_text(one, lang)) for one in differences(reads, known, lang)]
    if told and official:
        told.append(Note(say(lang, "story.official_says", id=official[0].id)))
    return Card((*blocks, *told))


def _row(line: Line, lang: str) -> tuple[Span, ...]:
    """The statement, then «story #K7Q2: #K7Q2 Reuters, #K7Q3 Yonhap», each id a link to its article."""
    cites: list[Span] = []
    for item in line.items[:CITED]:
        source = f" {item.source}" if item.source else ""
        cites += [Span(", " if cites else ""), Span(f"#{item.id}{source}", url=item.link)]
    more = len(line.items) - CITED
    tail = f", +{more}" if more > 0 else ""
    head = say(lang, "brief.cited", story=line.story)
    return (Span(f"{line.text} [{head} "), *(span for span in cites if span.text), Span(f"{tail}]"))


def _entry(item: Item, lang: str, zone: ZoneInfo) -> tuple[Span, ...]:
    title = Span(item.title or say(lang, "card.untitled"), url=item.link)
    return (Span(f"#{item.id} "), title, Span(f" · {source_line(item, lang, zone)}"))


def _counts(brief: Brief, lang: str) -> str:
    stories = counted(lang, "stories", brief.stories)
    return say(lang, "brief.note", items=items(lang, brief.items), stories=stories)


def markdown(brief: Brief, title: str, lang: str) -> str:
    """The brief as a Markdown document. What comes from sources is escaped."""
    parts = [f"# {_plain(title)}", ""]
    for section in SECTIONS:
        lines: tuple[Line, ...] = getattr(brief, section)
        if lines:
            parts += [f"## {say(lang, f'brief.{section}')}", ""]
            parts += [f"- {''.join(_linked(span) for span in _row(line, lang))}" for line in lines]
            parts.append("")
    return "\n".join([*parts, _counts(brief, lang), ""])


def _linked(span: Span) -> str:
    text = _plain(span.text)
    return f"[{text}](<{span.url}>)" if span.url else text


def _plain(text: str) -> str:
    """Text in which no sign of Markdown or HTML is left to do anything."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|~&" else " " if sign in "\r\n" else sign for sign in text)
