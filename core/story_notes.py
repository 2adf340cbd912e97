"""What a story adds to the alert about one of its items: what changed since, and where its sources differ. Not the item's own card.

The official source, where the story has one, is linked beside a difference.
"""

from collections.abc import Sequence

from core.brief import difference_text
from core.card import Block, Paragraph, Span
from core.changes import change_text, changes
from core.disagreement import ITEMS, differences
from core.facts import Known
from core.model import Item, Tier
from core.outlets import official_first
from core.passages import Read
from core.wording import say

# Of each kind, the newest changes.
CHANGES, DIFFERENCES = 3, 2


def story_notes(item: Item, others: Sequence[Item], known: Known, lang: str) -> tuple[Block, ...]:
    """Lines for the card of `item`; `others` are the other items of its story with their texts, in the order they came."""
    if not others:
        return ()
    return (*_changed(item, others, known, lang), *_differ(item, others, known, lang))


def pointer(first: Item | None, lang: str) -> tuple[Block, ...]:
    """That a channel was told of the story before, under its `first` item: two stories became one."""
    if first is None:
        return ()
    title = Span(first.title or say(lang, "card.untitled"), url=first.link)
    return (Paragraph((Span(say(lang, "story.told_before", id=first.id), strong=True), Span(" "), title)),)


def _changed(item: Item, others: Sequence[Item], known: Known, lang: str) -> list[Block]:
    """What each later item changed, the newest last."""
    earlier = [Read(one, known) for one in (*(o for o in others if o.key < item.key), item)]
    found: list[Block] = []
    for one in (other for other in others if other.key > item.key):
        read = Read(one, known)
        for change in changes(read, earlier):
            text = Span(change_text(change, lang), strong=True)
            found.append(Paragraph((text, Span(" · "), Span(f"#{one.id} {one.source}".strip(), url=one.link))))
        earlier.append(read)
    return found[-CHANGES:]


def _differ(item: Item, others: Sequence[Item], known: Known, lang: str) -> list[Block]:
    members = official_first((item, *others))[:ITEMS]
    official = next((one for one in members if one.tier is Tier.OFFICIAL), None)
    link = (Span(" "), Span(say(lang, "story.official_says", id=official.id), url=official.link)) if official else ()
    found = differences([Read(one, known) for one in members], known, lang)[:DIFFERENCES]
    return [Paragraph((Span(difference_text(one, lang)), *link)) for one in found]
