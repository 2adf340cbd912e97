"""A channel's alerts as a feed for readers: Atom (RFC 4287) and JSON Feed 1.1. Text in them is escaped, whatever it holds."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from core.model import Item
from core.summary import excerpt
from core.text import safe_url
from core.wording import say

SENTENCES = 2
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Told = Sequence[tuple[datetime, Item]]


def atom(told: Told, title: str, address: str, lang: str, now: datetime) -> str:
    """What a channel was told, the newest first, as an Atom feed. `address` is the feed's own."""
    updated = told[0][0] if told else now
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_quoted(lang)}>',
        f"<title>{_text(title)}</title>",
        f"<id>{_text(address)}</id>",
        f'<link rel="self" type="application/atom+xml" href={_quoted(address)}/>',
        f"<updated>{_moment(updated)}</updated>",
        *(line for at, item in told for line in _entry(at, item, lang)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def json_feed(told: Told, title: str, address: str, lang: str) -> str:
    """The same as a JSON Feed."""
    items = [_json(at, item, lang) for at, item in told]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "feed_url": address, "language": lang}
    return json.dumps({**feed, "items": items}, ensure_ascii=False, indent=1)


def _entry(at: datetime, item: Item, lang: str) -> list[str]:
    link, author = safe_url(item.link), item.source or say(lang, "card.unknown_source")
    return [
        "<entry>",
        f"<title>{_text(_title(item, lang))}</title>",
        f"<id>{_id(item)}</id>",
        *([f"<link href={_quoted(link)}/>"] if link else []),
        f"<updated>{_moment(at)}</updated>",
        *([f"<published>{_moment(item.published)}</published>"] if item.published else []),
        f"<author><name>{_text(author)}</name></author>",
        f"<summary>{_text(_summary(item))}</summary>",
        "</entry>",
    ]


def _json(at: datetime, item: Item, lang: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": _id(item),
        "title": _clean(_title(item, lang)),
        "content_text": _clean(_summary(item)),
    }
    told |= {
        "date_modified": _moment(at),
        "authors": [{"name": _clean(item.source or say(lang, "card.unknown_source"))}],
    }
    if link := safe_url(item.link):
        told["url"] = link
    if item.published:
        told["date_published"] = _moment(item.published)
    return told | ({"language": item.lang} if item.lang else {})


def _title(item: Item, lang: str) -> str:
    return item.title or say(lang, "card.untitled")


def _summary(item: Item) -> str:
    return " ".join(sentence.text for sentence in excerpt(item, SENTENCES))


def _id(item: Item) -> str:
    return f"urn:policywire:item:{item.id}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _clean(text: str) -> str:
    return _UNFIT.sub("", text)


def _text(text: str) -> str:
    return escape(_clean(text))


def _quoted(text: str) -> str:
    return quoteattr(_clean(text))
