"""From the publisher's strings to what an Entry holds: plain text, absolute links, dates in UTC, an id. Not for XML.

Entries come as rows, tuples of strings and None in the order of Entry's fields, so that they travel between processes; what
they stand for is in jobs/feed_rows.py. Nothing here needs the product's words, which keeps the child process small.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from jobs.dates import read_date
from jobs.feed_head import Head, PaceRow, language
from jobs.plain import plain
from jobs.raw_entry import RawEntry, RawFeed

TITLE_LIMIT, SUMMARY_LIMIT, BODY_LIMIT = 1_000, 20_000, 200_000
ID_LIMIT, LINK_LIMIT = 1_000, 2_048
MAX_ENTRIES = 5_000
# All entries together; what is beyond has its bodies dropped, not its titles.
_TEXT_BUDGET = 20_000_000

Row = tuple[str, str, str | None, str | None, str | None, str, str | None, str | None]
Rows = tuple[str, str | None, str | None, tuple[Row, ...], PaceRow, str | None]

_BREAK = re.compile(r"[\t\r\n]+ *")
_SIMPLE_LINK = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:/[!#-;=?-\[\]_a-z~]*)?", re.ASCII)


def finish(feed: RawFeed, head: Head, base: str | None) -> Rows:
    """(title, link, language, entries, pace, hub). Links start from the entry's base, else the feed's link, else `base`."""
    lang = head.lang or language(feed.lang)
    link = absolute(head.link or feed.link, base or "")
    start = _joined(_joined(base or "", link or ""), head.base or "")
    row_of = _maker(feed, lang, start)
    rows = tuple(row_of(entry) for entry in feed.entries[:MAX_ENTRIES])
    return plain(head.title or feed.title, TITLE_LIMIT), link, lang, rows, head.pace, absolute(head.hub, base or "")


def _maker(feed: RawFeed, lang: str | None, base: str) -> Callable[[RawEntry], Row]:
    room = _TEXT_BUDGET

    def row_of(raw: RawEntry) -> Row:
        nonlocal room
        title, link = plain(raw.title, TITLE_LIMIT), absolute(raw.link, _joined(base, raw.base) if raw.base else base)
        summary = plain(raw.summary, min(SUMMARY_LIMIT, room)) if raw.summary else ""
        body = plain(raw.body, min(BODY_LIMIT, room)) if raw.body and raw.body != raw.summary else ""
        room = max(200, room - len(summary) - len(body))
        published, updated = _date(raw.published, feed.dated, lang), _date(raw.updated, feed.dated, lang)
        return (
            _id(raw.id.strip(), link, title, body or summary),
            title,
            link,
            published or updated,
            updated,
            summary,
            body or None,
            (language(raw.lang) if raw.lang else None) or lang,
        )

    return row_of


def _date(text: str, dated: bool, lang: str | None) -> str | None:
    if not text or dated:
        return text or None
    moment = read_date(text, lang)
    return moment.isoformat() if moment else None


def _id(own: str, link: str | None, title: str, body: str) -> str:
    identity = own or link
    if identity and len(identity) <= ID_LIMIT:
        return identity
    return "sha256:" + sha256((identity or f"{title}\n{body}").encode("utf-8", "replace")).hexdigest()


def absolute(link: str | None, base: str) -> str | None:
    """The absolute http(s) address of `link`, or None for what is no web address. Without a base a relative one stays."""
    if not link:
        return None
    if len(link) <= LINK_LIMIT and _SIMPLE_LINK.fullmatch(link):
        return link
    # As browsers do: ends and line breaks go, a blank inside is one of the address.
    link = _BREAK.sub("", link.strip()).replace(" ", "%20")
    if not link or len(link) > LINK_LIMIT:
        return None
    if not link.lower().startswith(("https://", "http://")):
        link = _joined(base, link)
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return link if parts.hostname else None
    return None if parts.scheme else link


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link
