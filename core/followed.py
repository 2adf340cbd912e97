"""What somebody is told of a story that they follow: later reports, and what a report changes. Pure.

For a person, where core/following.py is for a channel. Changes and marks are told at once; mere further reports wait for
each other, so that a story of the day is not a message a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.card import Actions, Block, Bullets, Button, Card, Heading, Note, Span
from core.changes import Change, change_text
from core.item_card import source_line
from core.model import Item
from core.wording import say

# Between two messages of one story that only say who reports it too.
PATIENCE = timedelta(hours=1)
ROWS = 8


@dataclass(frozen=True, slots=True)
class News:
    """A report that its follower was not told of, or a new revision of one, and what that changes in the story."""

    item: Item
    changes: tuple[Change, ...] = ()

    @property
    def is_urgent(self) -> bool:
        """Whether it says something else than the reports before it."""
        return bool(self.changes or self.item.mark)

    @property
    def is_news(self) -> bool:
        """Other words of a known report are none."""
        return self.is_urgent or self.item.revision == 1


def is_due(news: Sequence[News], last: datetime | None, now: datetime) -> bool:
    """Whether to tell now, where `last` is when this story was last told of."""
    return any(one.is_urgent for one in news) or last is None or now - last >= PATIENCE


def news_card(story: Item, news: Sequence[News], lang: str, zone: ZoneInfo, *, person: str = "") -> Card:
    """The news of the story that `story` stands for, the newest last. A `person` is named where others read it too."""
    title = story.title or say(lang, "card.untitled")
    rows: list[tuple[Span, ...]] = [row for one in news[-ROWS:] for row in _rows(one, lang, zone)]
    to = [Note(say(lang, "followed.for", user=person))] if person else []
    more = [Note(say(lang, "followed.earlier", count=len(news) - ROWS))] if len(news) > ROWS else []
    newest = news[-1].item.id
    actions = Actions(
        (
            Button(f"{say(lang, 'card.summary')} #{newest}", command=f"summary #{newest}"),
            Button(say(lang, "card.story"), command=f"story #{story.id}"),
            Button(say(lang, "followed.end"), command=f"story #{story.id} unfollow"),
        )
    )
    blocks: tuple[Block, ...] = (Heading(say(lang, "followed.title", title=title)), *to, *more, Bullets(tuple(rows)))
    return Card((*blocks, actions))


def _rows(news: News, lang: str, zone: ZoneInfo) -> list[tuple[Span, ...]]:
    item = news.item
    title = Span(item.title or say(lang, "card.untitled"), url=item.link)
    named = (Span(f"#{item.id} "), title, Span(f" · {source_line(item, lang, zone)}"))
    changed = [
        (Span(change_text(one, lang), strong=True), Span(f" — “{one.sentence}” (#{item.id})")) for one in news.changes
    ]
    return [named, *changed]
