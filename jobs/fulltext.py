"""The article on a page → its text, for feeds that carry only titles. Whether it may be read at all: jobs/robots.py.

The reading itself is jobs/read_html.py's. A page on which no article is found is an error: its menus are no text.
"""

from dataclasses import replace
from datetime import datetime

from core.errors import SourceError
from core.model import Document, Entry
from jobs import apart, read_html
from jobs.decode import decode

# A feed's own text of this length (code points) needs no other.
ENOUGH = 200
LONGEST = 200_000
# Less than this is a notice that one must log in, or that the page has moved.
SHORTEST = 60

Row = tuple[str, str, str | None]


def wants_text(entry: Entry) -> bool:
    """Whether the entry has an address, and too little text of its own to be matched by."""
    return entry.link is not None and len(entry.body or entry.summary) < ENOUGH


def read_article(data: bytes, *, address: str, content_type: str | None = None) -> Document:
    """Title and text of the article in `data`, which came from `address`, and its day where the page states one.

    Raises SourceError with code not-html, no-article, too-large, timeout or crash.
    """
    kind = (content_type or "html").lower()
    if "html" not in kind and "xml" not in kind:
        raise SourceError("not-html", f"{address}: {kind[:80]}", user="The article's address is no web page.")
    if len(data) > read_html.MAX_HTML:
        raise SourceError("too-large", f"{address}: the page is too large", user="The article's page is too large.")
    title, body, published = apart.call("jobs.fulltext:read_row", data, content_type, address)
    return Document(title, body, published=published and datetime.fromisoformat(published), link=address)


def read_row(data: bytes, content_type: str | None, address: str) -> Row:
    """What `read_article` does, in the form in which the child process answers: title, text, day in ISO 8601."""
    text = decode(data, content_type)
    page = read_html.article(text, recall=False) if text.count("<") <= read_html.MAX_TAGS else None
    body = ((page and page.text) or "").strip()
    if page is None or len(body) < SHORTEST:
        raise SourceError("no-article", f"{address}: no article found", user="No article was found on its page.")
    day = read_html.day(page)
    return page.title or "", body[:LONGEST], day.isoformat() if day else None


def completed(entry: Entry, document: Document) -> Entry:
    """The entry with the article's text, where that is longer than what the feed said."""
    if len(document.body) <= len(entry.body or entry.summary):
        return entry
    return replace(entry, title=entry.title or document.title, body=document.body)
