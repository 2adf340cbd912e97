"""An item → its card, as an alert or as the answer to `summary` and `latest`."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from core.card import Actions, Block, Button, Card, Facts, Heading, Note, Paragraph, Span
from core.model import Evidence, Item
from core.summary import excerpt
from core.when import date_text
from core.wording import say

ALERT_SENTENCES = 2
SUMMARY_SENTENCES = 5
EVIDENCE_SHOWN = 4


def alert_card(item: Item, labels: Sequence[str], evidence: Sequence[Evidence], lang: str, zone: ZoneInfo) -> Card:
    """What a channel reads: headline, excerpt, facts, and why it arrived."""
    blocks: list[Block] = [
        _headline(item, lang),
        *_excerpt(item, ALERT_SENTENCES, lang),
        _facts(item, labels, lang, zone),
    ]
    if evidence:
        blocks.append(Note(say(lang, "card.why", terms=_terms(evidence, lang))))
    return Card((*blocks, _actions(item, lang, summary=True)))


def summary_card(item: Item, lang: str, zone: ZoneInfo) -> Card:
    """A longer excerpt, each sentence with its citation mark."""
    return Card(
        (
            _headline(item, lang),
            *_excerpt(item, SUMMARY_SENTENCES, lang),
            _facts(item, (), lang, zone),
            _actions(item, lang, summary=False),
        )
    )


def source_line(item: Item, lang: str, zone: ZoneInfo) -> str:
    """Source, tier and date in one line, for lists."""
    tier = [say(lang, f"tier.{item.tier}")] if item.tier else []
    dated = [date_text(item.published, lang, zone)] if item.published else []
    return " · ".join([item.source or say(lang, "card.unknown_source"), *tier, *dated])


def _headline(item: Item, lang: str) -> Heading:
    return Heading(item.title or say(lang, "card.untitled"), item.link)


def _excerpt(item: Item, count: int, lang: str) -> list[Block]:
    cited = excerpt(item, count)
    if not cited:
        return [Note(say(lang, "card.no_text"))]
    text = " ".join(f"{sentence.text} [{number}]" for number, sentence in enumerate(cited, 1))
    source = item.source or say(lang, "card.unknown_source")
    marks = "[1]" if len(cited) == 1 else f"[1]–[{len(cited)}]"
    return [Paragraph((Span(text),)), Note(f"{say(lang, 'card.excerpt')} {marks} {source}, #{item.id}")]


def _facts(item: Item, labels: Sequence[str], lang: str, zone: ZoneInfo) -> Facts:
    tier = f" ({say(lang, f'tier.{item.tier}')})" if item.tier else ""
    rows = [
        ("card.topic", ", ".join(labels)),
        ("card.source", (item.source or say(lang, "card.unknown_source")) + tier),
        ("card.published", date_text(item.published, lang, zone) if item.published else ""),
        ("card.found", date_text(item.found, lang, zone) if item.found else ""),
        ("card.language", item.lang or ""),
    ]
    return Facts(tuple((say(lang, label), value) for label, value in rows if value))


def _terms(evidence: Sequence[Evidence], lang: str) -> str:
    """The strongest terms, each once, with the place where it stands."""
    strongest = sorted(evidence, key=lambda e: (-e.weight, e.field != "title", e.start))
    shown = dict.fromkeys(
        say(lang, "card.why_term", term=e.term, field=say(lang, f"card.{e.field}")) for e in strongest
    )
    return ", ".join(list(shown)[:EVIDENCE_SHOWN])


def _actions(item: Item, lang: str, *, summary: bool) -> Actions:
    buttons = [Button(say(lang, "card.open"), url=item.link)] if item.link else []
    if summary:
        buttons.append(Button(say(lang, "card.summary"), command=f"summary #{item.id}"))
    return Actions(tuple(buttons))
