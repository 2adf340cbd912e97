"""Items as JSON lines in, their stories out: `policywire stories`. The form is a promise like that of app/lines.py."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.lines import _lines, _print, to_item
from core.entities import Entities
from core.model import Item
from core.story import Stories
from jobs import read_agencies, read_topics

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def print_stories(source: str, topics_file: Path, agencies_file: Path) -> int:
    """Print one line an item: id, story. The exit status: 1 where a line was no item.

    Items are placed in the order of publication, in that of the input where it is the same; an undated item is taken to
    be as old as the dated one before it. Lines are printed in the order of the input, with the stories as they are
    after the last item, all merges done.
    """
    read, status = _read(source)
    entities = Entities(read_topics.read(topics_file), read_agencies.read(agencies_file))
    final = _final_stories(Stories(entities), [item for _, item in read])
    for (written, _), story in zip(read, final, strict=True):
        _print({"id": written, "story": story})
    return status


def _read(source: str) -> tuple[list[tuple[Any, Item]], int]:
    """The items with their ids as they were written, and the exit status."""
    read: list[tuple[Any, Item]] = []
    status = 0
    for number, text in enumerate(_lines(source), 1):
        try:
            given = json.loads(text)
            item = to_item(given)
        except (ValueError, RecursionError) as error:
            print(f"policywire: {source}:{number}: {error}", file=sys.stderr)
            status = 1
        else:
            read.append((given["id"], item))
    return read, status


def _final_stories(stories: Stories, items: Sequence[Item]) -> list[str]:
    """The story of each item, in the order given."""
    placed: dict[int, str] = {}
    heirs: dict[str, str] = {}
    for at in _by_publication(items):
        where = stories.add(items[at])
        placed[at] = where.story_id
        heirs |= dict.fromkeys(where.merged, where.story_id)
    return [_last(placed[at], heirs) for at in range(len(items))]


def _by_publication(items: Sequence[Item]) -> Iterator[int]:
    moments: list[datetime] = []
    for item in items:
        moments.append(item.published or (moments[-1] if moments else _EARLIEST))
    return iter(sorted(range(len(items)), key=lambda at: (moments[at], at)))


def _last(story: str, heirs: dict[str, str]) -> str:
    while story in heirs:
        story = heirs[story]
    return story
