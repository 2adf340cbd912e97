"""JSON Feed 1.0 and 1.1 to raw entries. Every value may be of any type: what is not of the right one is not there."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from core.errors import SourceError
from jobs.raw_entry import RawEntry, RawFeed

_ITEMS = '"items"'


def read_json_feed(text: str) -> RawFeed:
    """The feed in `text`; of one that is cut off what is whole. Raises SourceError not-a-feed."""
    try:
        document = json.loads(text, strict=False)
    except RecursionError:
        raise SourceError("not-a-feed", "this is JSON, but nested too deeply for a feed") from None
    except ValueError:
        document = _salvaged(text)
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise SourceError("not-a-feed", "this is JSON, but no JSON Feed")
    return RawFeed(
        title=_text(document, "title"),
        link=_text(document, "home_page_url") or None,
        lang=_text(document, "language") or None,
        entries=list(_entries(document["items"])),
    )


def _salvaged(text: str) -> dict[str, Any]:
    """The items that are whole in a document that is not; none where there is no list of items."""
    head, found, rest = text.partition(_ITEMS)
    if not found:
        return {}
    at = len(head) + len(found) + rest.find("[") + 1
    decoder = json.JSONDecoder(strict=False)
    items: list[Any] = []
    while True:
        try:
            item, at = decoder.raw_decode(text, text.index("{", at))
        except (ValueError, RecursionError):
            return {"items": items}
        items.append(item)


def _entries(items: list[Any]) -> Iterator[RawEntry]:
    for item in items:
        if isinstance(item, dict):
            yield RawEntry(
                id=_text(item, "id"),
                title=escape(_text(item, "title"), quote=False),
                link=_text(item, "url") or _text(item, "external_url"),
                published=_text(item, "date_published"),
                updated=_text(item, "date_modified"),
                summary=escape(_text(item, "summary"), quote=False),
                body=_text(item, "content_html") or escape(_text(item, "content_text"), quote=False),
                lang=_text(item, "language"),
            )


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, str):
        return value.strip()
    # Version 1.0 lets publishers write ids as numbers.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
