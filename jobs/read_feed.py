"""Feed text to rows, by one of two readers: the one home of fastfeedparser and feedparser. Not for what is new.

Made for the child process of jobs/parse.py, where it is killed when a feed takes too long or too much memory; so it imports
little.
"""

import io
import re
from collections.abc import Iterable
from html import unescape
from typing import Any
from xml.parsers import expat

import fastfeedparser

from core.errors import SourceError
from jobs.dates import read_date
from jobs.feed_head import Head, language, read_head
from jobs.feed_text import ENTRY, feed_text
from jobs.finish_entries import Rows, finish
from jobs.json_feed import read_json_feed
from jobs.raw_entry import RawEntry, RawFeed

# feedparser needs a second for three of these; beyond, the fast reader's part is better than nothing.
_CAREFUL_LIMIT = 3_000_000

# What the readers raise on feeds that confuse them.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError)
_DATE = re.compile(
    r"<((?:[\w.-]{1,20}:)?(?:pub[dD]ate|date|published|updated|issued|modified|created|lastBuildDate))((?:\s[^<>]{0,200})?)>"
    r"\s*(?:<!\[CDATA\[)?([^<\]]{0,400})(?:\]\]>)?\s*</"
)
# What the fast reader is known to lose: markup where text belongs (it keeps the words before it only), texts in base64,
# names the document declares itself.
_LOST = re.compile(
    r"<(?:title|description|summary|content(?![^<>]*xhtml))"
    r"(?:(?:\s[^<>]*)?(?<!/)>[^<]*<(?!/|!\[)|\s[^<>]*(?:base64|octet-stream))"
)
# In RSS it takes any title for the item's, also one of a picture.
_OTHER_TITLE = re.compile(r"<(?!dc:|rss:)[\w.-]{1,20}:(?:title|description)[\s>]")
_OTHER_TEXT = re.compile(r"<[\w.-]{1,20}:(?:description|summary|content)[\s>]")
_LANG = re.compile(r"xml:lang=[\"']([^\"'<>]{0,35})[\"']|<dc:language>([^<>]{0,35})<")


def look(careful: bool, data: bytes, content_type: str | None, base: str | None) -> tuple[Rows, bool]:
    """The feed as the fast reader finds it, or the careful one, and whether the careful one should have a look too.

    The form of the result is what travels between processes.
    """
    text = feed_text(data, content_type)
    if text.startswith(("{", "[")):
        return finish(read_json_feed(text), Head(), base), False
    head = read_head(text)
    feed, doubtful = (_read_careful(text), False) if careful else _first_look(text, head)
    return finish(feed, head, base), doubtful


def _first_look(text: str, head: Head) -> tuple[RawFeed, bool]:
    dated = _Dated(text, head.lang)
    try:
        feed = _read_fast(dated)
    except _FAULTS:
        return RawFeed(), bool(ENTRY.search(text))
    complete = len(ENTRY.findall(text)) <= len(feed.entries)
    if complete and _is_well_formed(dated.data) and not _needs_care(text, head, feed):
        return feed, False
    return feed, len(text) <= _CAREFUL_LIMIT or not feed.entries


def _is_well_formed(data: bytes) -> bool:
    """Whether `data` is XML. The fast reader mends what is not, and loses signs such as &lt; on the way."""
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def _needs_care(text: str, head: Head, feed: RawFeed) -> bool:
    """Whether the text holds something that the fast reader is known to lose."""
    if (
        "<!ENTITY" in text
        or _LOST.search(text)
        or (head.root == "rss" and ":title" in text and _OTHER_TITLE.search(text))
    ):
        return True
    if ("xml:lang=" in text or "<dc:language>" in text) and _languages(text) - {head.lang, None}:
        return True
    return any(_is_thin(entry, text) for entry in feed.entries)


def _is_thin(entry: RawEntry, text: str) -> bool:
    """Whether the entry lacks what the text may hold all the same."""
    if not entry.link.startswith("http") and "link" in text and ("xml:base" in text or not entry.link):
        return True
    return not (entry.body or entry.summary) and (not entry.title or bool(_OTHER_TEXT.search(text)))


def _languages(text: str) -> set[str | None]:
    return {language(one or other) for one, other in _LANG.findall(text)}


class _Dated:
    """A feed's bytes with all its dates in one form, and the set of these dates.

    The fast reader reads dates itself, all as English ones, and guesses where there are none. So it is given ours, and
    what it says of dates is believed only where it is one of them.
    """

    def __init__(self, text: str, lang: str | None) -> None:
        self.dates: set[str] = set()
        self._lang = lang
        self.data = _DATE.sub(self._spelled, text).encode("utf-8", "replace")

    def _spelled(self, match: re.Match[str]) -> str:
        opening, attributes, words = match.groups()
        moment = read_date(unescape(words) if "&" in words else words, self._lang)
        date = moment.isoformat() if moment else ""
        self.dates.add(date)
        return f"<{opening}{attributes}>{date}</"


def _read_fast(dated: _Dated) -> RawFeed:
    parsed = fastfeedparser.parse(
        dated.data,
        # Without an element of that name, its content is a second copy of the description.
        include_content=b":encoded" in dated.data or b"content" in dated.data,
        include_tags=False,
        include_media=False,
        include_enclosures=False,
    )
    info = parsed["feed"]
    entries = [_from_fast(entry, dated.dates) for entry in parsed["entries"]]
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
    """`link`, unless it is missing or only an enclosure's and there is one to the article."""
    if not links or any(other["rel"] == "alternate" for other in links):
        return link
    if link and not any(other["rel"] == "enclosure" and other["href"] == link for other in links):
        return link
    return next((other["href"] or "" for other in links if other["rel"] is None), "")


def _read_careful(text: str) -> RawFeed:
    import feedparser  # which few feeds need

    try:
        # A stream, since feedparser would open a body that happens to be a file's name.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAULTS as error:
        raise SourceError("not-a-feed", "the feed is too broken to be read") from error
    info = parsed["feed"]
    entries = [_from_careful(entry) for entry in parsed["entries"]]
    return RawFeed(info.get("title") or "", info.get("link"), info.get("language"), entries)


def _from_careful(entry: Any) -> RawEntry:
    content = (entry.get("content") or [{}])[0]
    detail = entry.get("title_detail") or content
    own, link = entry.get("id") or "", entry.get("link") or ""
    return RawEntry(
        id=own,
        title=entry.get("title") or "",
        # It takes an id for the link where there is none, whatever the id looks like.
        link="" if link == own and not link.startswith("http") else link,
        published=entry.get("published") or "",
        # A plain dict's look-up: feedparser's own answers "updated" with "published" where there is none.
        updated=dict.get(entry, "updated") or "",
        summary=entry.get("summary") or "",
        body=content.get("value") or "",
        lang=entry.get("language") or detail.get("language") or "",
        base=content.get("base") or "",
    )
