"""Items → stories: each item joins the story of the event that it reports, or opens one. Alerting comes after: match_items.

What is remembered of the last days is in memory (core/story.py) and is read back after a start. Every process that runs this
job also reads what others placed meanwhile; two that place one item at the same moment leave it where the first put it.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.entities import Entities
from core.model import Item
from core.story import WINDOW, Placed, Stories
from jobs.report import Report
from storage.store import Store

log = logging.getLogger(__name__)

BATCH = 200


class Grouping:
    """The stories of the last days, kept in step with the database."""

    def __init__(self, entities: Entities) -> None:
        self._stories = Stories(entities)
        self._known = 0

    def catch_up(self, store: Store, now: datetime) -> int:
        """Remember what was placed before this process began, or by another one. Says how many items."""
        count = 0
        while placed := store.stories.placed(now - WINDOW, self._known, BATCH):
            for item, story in placed:
                self._stories.restore(item, story)
                self._known = item.key
            count += len(placed)
        return count

    def place(self, items: Sequence[Item], errors: list[str]) -> tuple[dict[int, str], dict[str, str]]:
        """The stories of items by key, and the stories swallowed on the way with their heirs."""
        placed = {item.key: self._placed(item, errors) for item in items}
        self._known = max(self._known, *placed)
        return settled(placed)

    def _placed(self, item: Item, errors: list[str]) -> Placed:
        try:
            return self._stories.add(item)
        except Exception:  # a text that cannot be compared must not keep all later ones out of their stories
            log.exception("item #%s cannot be compared", item.id)
            errors.append(f"#{item.id} cannot be compared; it is a story of its own, and the log has the details")
            return Placed(item.id, item.id, True)


def placed(store: Store, grouping: Grouping, items: Sequence[Item], now: datetime) -> list[Item]:
    """These items with their stories: those that came a moment ago are placed now, before anybody is told of them."""
    if not all(item.story for item in items):
        run(store, grouping, now)
    stories = store.stories.of([item.key for item in items])
    return [replace(item, story=stories.get(item.key, item.id)) for item in items]


def settled(placed: Mapping[int, Placed]) -> tuple[dict[int, str], dict[str, str]]:
    """The last story of each item by key, and the last heir of each swallowed story, all merges done."""
    heirs = {swallowed: one.story_id for one in placed.values() for swallowed in one.merged}
    stories = {key: _last(one.story_id, heirs) for key, one in placed.items()}
    return stories, {swallowed: _last(heir, heirs) for swallowed, heir in heirs.items()}


def run(store: Store, grouping: Grouping, now: datetime) -> Report:
    """Place every item that is in no story yet, a batch a transaction."""
    counts: Counter[str] = Counter()
    errors: list[str] = []
    counts["remembered"] += grouping.catch_up(store, now)
    while batch := store.stories.unplaced(BATCH):
        stories, merged = grouping.place(batch, errors)
        counts["items"] += store.stories.assign(stories, merged, now)
        counts["joined"] += sum(stories[item.key] != item.id for item in batch)
        counts["merged"] += len(merged)
    return Report(dict(counts), tuple(errors))


def _last(story: str, heirs: dict[str, str]) -> str:
    while story in heirs:
        story = heirs[story]
    return story
