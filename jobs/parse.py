"""Feed bytes to entries: the one home of fastfeedparser and feedparser. Not for fetching, nor for what is new.

The fast reader comes first; feedparser reads what the fast one refuses, or seems to have read only in part. Both run in
a child process that is killed when a feed takes too long or too much memory.
"""

import io
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from core.errors import SourceError
from core.model import ParsedFeed
from jobs.dates import read_date
from jobs.feed_head import Head, language, read_head
from jobs.feed_text import ENTRY, feed_text
from jobs.finish_entries import Rows, finish, parsed_feed
from jobs.json_feed import read_json_feed
from jobs.raw_entry import RawEntry, RawFeed
from jobs.sandbox import Sandbox

MAX_BYTES = 16_000_000
SECONDS, MEGABYTES, WORKERS = 5.0, 300, 2
# feedparser needs a second for three of these; beyond, the fast reader's part is better than nothing.
_CAREFUL_LIMIT = 3_000_000

_DATE = re.compile(
    r"<((?:[\w.-]{1,20}:)?(?:pub[dD]ate|date|published|updated|issued|modified|created|lastBuildDate))((?:\s[^<>]{0,200})?)>"
    r"\s*(?:<!\[CDATA\[)?([^<\]]{0,200})(?:\]\]>)?\s*</"
)
# Markup where text belongs: the fast reader would keep the words before it only.
_MIXED = re.compile(r"<(?:title|description|summary)(?:\s[^<>]*)?(?<!/)>[^<]*<(?!/|!\[)")
_LANG = re.compile(r"xml:lang=[\"']([^\"'<>]{0,35})[\"']|<dc:language>([^<>]{0,35})<")


def parse(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
    """The feed in `data`: entries in the feed's order, plain text, absolute links, dates in UTC.

    `content_type` is the transport's header, `base` the address the bytes came from; without it relative links stay.
    A feed without entries is no error. Raises SourceError with code empty, html, not-a-feed, too-large, timeout or crash.
    """
    _check_size(data)
    return parsed_feed(_sandbox().call(data, content_type, base))


def read(data: bytes, *, content_type: str | None = None, base: str | None = None) -> ParsedFeed:
    """What `parse` does, in this process and without its limits on time and memory."""
    return parsed_feed(read_rows(data, content_type, base))


def read_rows(data: bytes, content_type: str | None, base: str | None) -> Rows:
    """What `read` does, in the form in which the child process answers."""
    _check_size(data)
    text = feed_text(data, content_type)
    if text.startswith(("{", "[")):
        return finish(read_json_feed(text), Head(), base)
    head = read_head(text)
    return finish(_best(text, head), head, base)


def close() -> None:
    """Ends the child processes until the next call."""
    _sandbox().close()


@lru_cache(maxsize=1)
def _sandbox() -> Sandbox:
    return Sandbox("jobs.parse:read_rows", workers=WORKERS, seconds=SECONDS, megabytes=MEGABYTES)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise SourceError("too-large", f"the feed is larger than {MAX_BYTES // 1_000_000} MB")


def _best(text: str, head: Head) -> RawFeed:
    """The fast reader's entries, or feedparser's where those are more."""
    try:
        fast = _read_fast(text, head)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        fast = RawFeed()
    expected = len(ENTRY.findall(text))
    if expected <= len(fast.entries) and not _needs_care(text, head, fast):
        return fast
    if fast.entries and len(text) > _CAREFUL_LIMIT:
        return fast
    careful = _read_careful(text)
    return careful if _worth(careful) >= _worth(fast) else fast


def _needs_care(text: str, head: Head, feed: RawFeed) -> bool:
    """Whether the text holds what the fast reader is known to lose: markup in texts, own entities, bases, languages."""
    if "<!ENTITY" in text or _MIXED.search(text):
        return True
    if any(not (entry.title or entry.body or entry.summary) for entry in feed.entries):
        return True
    if ("xml:lang=" in text or "<dc:language>" in text) and _languages(text) - {head.lang, None}:
        return True
    return "xml:base" in text and any(not entry.link.startswith("http") for entry in feed.entries)


def _languages(text: str) -> set[str | None]:
    return {language(one or other) for one, other in _LANG.findall(text)}


def _worth(feed: RawFeed) -> tuple[int, int]:
    return len(feed.entries), sum(bool(e.title) + bool(e.link) + bool(e.body or e.summary) for e in feed.entries)


def _read_fast(text: str, head: Head) -> RawFeed:
    import fastfeedparser  # these two imports stay out of processes that never parse

    known: set[str] = set()

    def spelled(match: re.Match[str]) -> str:
        opening, attributes, words = match.groups()
        moment = read_date(words, head.lang)
        date = moment.isoformat() if moment else ""
        known.add(date)
        return f"<{opening}{attributes}>{date}</"

    # It reads dates itself, all as English ones, and guesses where there are none: it is given ours, others are dropped.
    parsed = fastfeedparser.parse(
        _DATE.sub(spelled, text).encode("utf-8", "replace"),
        include_tags=False,
        include_media=False,
        include_enclosures=False,
    )
    info = parsed["feed"]
    entries = [_from_fast(entry, known) for entry in parsed["entries"]]
    return RawFeed(info.get("title") or "", info.get("link"), None, entries, dated=True)


def _from_fast(entry: dict[str, Any], known: set[str]) -> RawEntry:
    published, updated = entry.get("published") or "", entry.get("updated") or ""
    content = entry.get("content")
    return RawEntry(
        entry.get("id") or "",
        entry.get("title") or "",
        _alternate(entry.get("link") or "", entry.get("links")),
        published if published in known else "",
        updated if updated in known else "",
        entry.get("description") or "",
        (content[0]["value"] or "") if content else "",
    )


def _alternate(link: str, links: Iterable[dict[str, str | None]] | None) -> str:
    """`link`, unless it is only an enclosure's and there is one to the article."""
    if not links or any(other["rel"] == "alternate" for other in links):
        return link
    others = [other["href"] or "" for other in links if other["rel"] is None]
    enclosed = any(other["rel"] == "enclosure" and other["href"] == link for other in links)
    return (others[0] if others else "") if enclosed else link


def _read_careful(text: str) -> RawFeed:
    import feedparser

    # A stream, since feedparser would open a body that happens to be a file's name.
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    info = parsed["feed"]
    entries = [_from_careful(entry) for entry in parsed["entries"]]
    return RawFeed(info.get("title") or "", info.get("link"), info.get("language"), entries)


def _from_careful(entry: Any) -> RawEntry:
    content = (entry.get("content") or [{}])[0]
    detail = entry.get("title_detail") or content
    return RawEntry(
        id=entry.get("id") or "",
        title=entry.get("title") or "",
        link=entry.get("link") or "",
        published=entry.get("published") or "",
        # A plain dict's look-up: feedparser's own answers "updated" with "published" where there is none.
        updated=dict.get(entry, "updated") or "",
        summary=entry.get("summary") or "",
        body=content.get("value") or "",
        lang=entry.get("language") or detail.get("language") or "",
        base=content.get("base") or "",
    )
