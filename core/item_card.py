"""An item → its card, as an alert or as the answer to `summary` and `latest`."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from core.card import Actions, Block, Bullets, Button, Card, Facts, Heading, Note, Paragraph, Span
from core.facts import NOTHING_KNOWN, Known
from core.item_facts import fact_rows
from core.model import Evidence, Item
from core.outlets import also_in
from core.summary import excerpt
from core.when import date_text
from core.wording import say
from core.written import Origin, Summary, Translation

ALERT_SENTENCES = 2
SUMMARY_SENTENCES = 5
EVIDENCE_SHOWN = 4


def alert_card(
    item: Item,
    labels: Sequence[str],
    evidence: Sequence[Evidence],
    lang: str,
    zone: ZoneInfo,
    *,
    known: Known = NOTHING_KNOWN,
    others: Sequence[Item] = (),
    notes: Sequence[Block] = (),
    translation: Translation | None = None,
) -> Card:
    """What a channel reads: headline, excerpt, facts, why it arrived, and how many outlets else have its story (`others`).

    `notes` say what its story adds (core/story_notes.py). Of a machine's `translation` there is what stands above it.
    """
    shown = frozenset(to_translate(item, lang, ALERT_SENTENCES, evidence))
    blocks: list[Block] = [
        _headline(item, lang),
        *_mark(item, lang),
        *_excerpt(item, ALERT_SENTENCES, lang, evidence),
        *_translated(translation, lang, shown),
        _facts(item, labels, lang, zone, known),
        *_also(item, others, lang),
        *notes,
    ]
    if evidence:
        blocks.append(Note(say(lang, "card.why", terms=_terms(evidence, lang))))
    return Card((*blocks, _actions(item, lang, summary=True, story=len(others) > 0)))


def summary_card(
    item: Item,
    lang: str,
    zone: ZoneInfo,
    *,
    known: Known = NOTHING_KNOWN,
    others: Sequence[Item] = (),
    written: Summary | None = None,
    translation: Translation | None = None,
) -> Card:
    """A longer excerpt, or what a model wrote, each sentence with its citation marks; a machine's translation below it."""
    by_model = written is not None and written.origin is Origin.MODEL
    return Card(
        (
            _headline(item, lang),
            *_mark(item, lang),
            *(_written(item, written, lang) if written and by_model else _excerpt(item, SUMMARY_SENTENCES, lang)),
            *_translated(translation, lang),
            _facts(item, (), lang, zone, known),
            *_also(item, others, lang),
            _actions(item, lang, summary=False, story=len(others) > 0),
        )
    )


def to_translate(
    item: Item, lang: str, count: int = SUMMARY_SENTENCES, evidence: Sequence[Evidence] = ()
) -> tuple[str, ...]:
    """Headline and excerpt where they are in another language than `lang`; nothing where they are not, or nobody knows."""
    spoken = (item.lang or lang).partition("-")[0]
    return () if spoken == lang else (item.title, *(one.text for one in excerpt(item, count, evidence)))


def source_line(item: Item, lang: str, zone: ZoneInfo) -> str:
    """Source, tier and date in one line, for lists; where the source gave no date, when it was found."""
    tier = [say(lang, f"tier.{item.tier}")] if item.tier else []
    found = [f"{say(lang, 'card.found')} {date_text(item.found, lang, zone)}"] if item.found else []
    dated = [date_text(item.published, lang, zone)] if item.published else found
    mark = [say(lang, f"mark.{item.mark}")] if item.mark else []
    return " · ".join([item.source or say(lang, "card.unknown_source"), *tier, *dated, *mark])


def _headline(item: Item, lang: str) -> Heading:
    return Heading(item.title or say(lang, "card.untitled"), item.link)


def _mark(item: Item, lang: str) -> list[Block]:
    """What its publisher did to it since, in words and before all that may no longer hold."""
    return [Paragraph((Span(say(lang, f"mark.{item.mark}"), strong=True),))] if item.mark else []


def _excerpt(item: Item, count: int, lang: str, evidence: Sequence[Evidence] = ()) -> list[Block]:
    cited = excerpt(item, count, evidence)
    if not cited:
        return [Note(say(lang, "card.no_text"))]
    text = " ".join(f"{sentence.text} [{number}]" for number, sentence in enumerate(cited, 1))
    source = item.source or say(lang, "card.unknown_source")
    marks = "[1]" if len(cited) == 1 else f"[1]–[{len(cited)}]"
    return [Paragraph((Span(text),)), Note(f"{say(lang, 'card.excerpt')} {marks} {source}{_named(item)}")]


def _written(item: Item, written: Summary, lang: str) -> list[Block]:
    """A model's sentences with the numbers of the sentences that each rests on, and those sentences as they stand."""
    cited = list(dict.fromkeys(one for stated in written.sentences for one in stated.cites))
    marks = [" ".join(f"[{cited.index(one) + 1}]" for one in stated.cites) for stated in written.sentences]
    text = " ".join(f"{stated.text} {mark}" for stated, mark in zip(written.sentences, marks, strict=True))
    source = item.source or say(lang, "card.unknown_source")
    label = f"{say(lang, 'card.model', model=written.model)} {source}{_named(item)}"
    rows = tuple((Span(f"[{number}] {one.text}"),) for number, one in enumerate(cited, 1))
    return [Paragraph((Span(text),)), Note(label), Bullets(rows)]


def _translated(translation: Translation | None, lang: str, shown: frozenset[str] | None = None) -> list[Block]:
    """What a machine made of the lines above, said to be that; a line it could not do right is left out.

    With `shown` only the translations of these.
    """
    if translation is None:
        return []
    pairs = zip(translation.originals, translation.lines, strict=True)
    lines = " ".join(line for original, line in pairs if line and (shown is None or original in shown))
    if not lines:
        return []
    return [Note(say(lang, "card.translated", model=translation.model)), Paragraph((Span(lines),))]


def _named(item: Item) -> str:
    """«, #K7Q2»; a page that was only looked at has no id."""
    return f", #{item.id}" if item.id else ""


def _also(item: Item, others: Sequence[Item], lang: str) -> list[Block]:
    told = also_in(item, others, lang)
    return [Note(told)] if told else []


def _facts(item: Item, labels: Sequence[str], lang: str, zone: ZoneInfo, known: Known) -> Facts:
    tier = f" ({say(lang, f'tier.{item.tier}')})" if item.tier else ""
    rows = [
        ("card.topic", ", ".join(labels)),
        ("card.source", (item.source or say(lang, "card.unknown_source")) + tier),
        ("card.published", date_text(item.published, lang, zone) if item.published else ""),
        ("card.found", date_text(item.found, lang, zone) if item.found else ""),
        ("card.language", item.lang or ""),
    ]
    told = [(say(lang, label), value) for label, value in rows if value]
    topic = told[:1] if labels else []
    return Facts((*topic, *fact_rows(item, known, lang), *told[len(topic) :]))


def _terms(evidence: Sequence[Evidence], lang: str) -> str:
    """The strongest terms, each once, with the place where it stands."""
    strongest = sorted(evidence, key=lambda e: (-e.weight, e.field != "title", e.start))
    shown = dict.fromkeys(
        say(lang, "card.why_term", term=e.term, field=say(lang, f"card.{e.field}")) for e in strongest
    )
    return ", ".join(list(shown)[:EVIDENCE_SHOWN])


def _actions(item: Item, lang: str, *, summary: bool, story: bool) -> Actions:
    """An alert's row is full, so there the story is in the menu behind it."""
    buttons = [Button(say(lang, "card.open"), url=item.link)] if item.link else []
    timeline = [Button(say(lang, "card.story"), command=f"story #{item.id}")] if story else []
    if summary:
        buttons.append(Button(say(lang, "card.summary"), command=f"summary #{item.id}"))
        buttons.append(Button(say(lang, "card.ask_why"), command=f"why #{item.id}"))
    else:
        buttons += timeline
    if not item.id:
        return Actions(tuple(buttons))
    buttons.append(Button(say(lang, "card.follow"), command=f"story #{item.id} follow"))
    return Actions(tuple(buttons), (*(timeline if summary else ()), *_more(item, lang)))


def _more(item: Item, lang: str) -> tuple[Button, ...]:
    """What is wished less often. A source's name in quotes is one word of the line, so it must not hold any."""
    source = item.source.replace('"', "").strip()
    lines = [
        ("feedback.irrelevant", f"feedback #{item.id} irrelevant"),
        ("card.mute_story", f"mute story:#{item.id}"),
        *([("card.mute_source", f'mute source:"{source}" until:7d')] if source == item.source and source else []),
        ("card.save", f"save #{item.id}"),
    ]
    return tuple(Button(say(lang, label), command=line) for label, line in lines)
