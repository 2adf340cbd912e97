"""Feed bytes to the text that readers are given: decoded, of characters that XML allows, from where the feed begins."""

import re
from html.entities import html5

from core.errors import SourceError
from jobs.decode import decode

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}>", re.IGNORECASE)
# What XML does not know: HTML's named characters, bare ampersands, &#X; with a large X.
_FOREIGN = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_REPAIRED = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:([A-Za-z][A-Za-z0-9]{1,31};)|#X([0-9a-fA-F]{1,6};))?", re.DOTALL)
_FIRST = re.compile(r"<(?![?!])(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_FEED = re.compile(
    r"<\?xml\b|<!DOCTYPE\s+(?:rss|rdf)|<(?:rss|feed|rdf:RDF|RDF|channel)[\s>]|<[\w.-]{1,20}:(?:rss|feed)[\s>]",
    re.IGNORECASE,
)
ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_FEED_IN_PAGE = re.compile(r"<(?:rss\s[^<>]*version|feed\s[^<>]*xmlns|rdf:RDF\s)[^<>]*>", re.IGNORECASE)
_PAGES = frozenset(
    [
        "html",
        "head",
        "body",
        "div",
        "p",
        "br",
        "b",
        "script",
        "style",
        "table",
        "center",
        "meta",
        "span",
        "h1",
        "h2",
        "img",
        "a",
        "form",
    ]
)
# A feed behind more rubbish than this is none.
_RUBBISH = 65_536


def feed_text(data: bytes, content_type: str | None) -> str:
    """The text of the feed in `data`, without its XML declaration, or the JSON in it.

    Raises SourceError with code empty, html or not-a-feed.
    """
    if not data:
        raise SourceError("empty", "the feed is empty (0 bytes)")
    text = decode(data, content_type)
    if len(data.translate(None, _CONTROLS)) != len(data) or "\uffff" in text or "\ufffe" in text:
        text = _FORBIDDEN.sub("", text)
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        return text
    text = _feed_part(text)
    return _REPAIRED.sub(_repaired, text) if _FOREIGN.search(text) else text


def _repaired(match: re.Match[str]) -> str:
    """One ampersand as XML wants it; what stands in CDATA stays."""
    found, name, code = match.group(), match[1], match[2]
    if found[0] == "<":
        return found
    if code:
        return f"&#x{code}"
    if not name:
        return "&amp;"
    char = html5.get(name)
    # Without a character it is a name of the document's own, or words: with a declaration it is the former.
    return found if char is None or char in "<>&\"'" else char


def _feed_part(text: str) -> str:
    first = _FIRST.search(text, 0, _RUBBISH)
    name = first[1].lower() if first else ""
    if name == "html" or text[:20].lower().startswith("<!doctype html"):
        if wrapped := _FEED_IN_PAGE.search(text, 0, _RUBBISH):
            return text[wrapped.start() :]
        raise SourceError("html", "this is a web page, not a feed")
    start = _FEED.search(text, 0, _RUBBISH)
    if start is None and not ENTRY.search(text):
        if name in _PAGES:
            raise SourceError("html", "this is a web page, not a feed")
        raise SourceError("not-a-feed", f"this is no feed (it begins with <{name}>)" if name else "this is no feed")
    text = text[start.start() if start else 0 :]
    declaration = _DECLARATION.match(text)
    return _checked(text[declaration.end() :]) if declaration else text


def _checked(text: str) -> str:
    """An XML document whose first element says what else it is."""
    first = _FIRST.search(text, 0, _RUBBISH)
    name = first[1].lower() if first else ""
    if name == "html":
        if wrapped := _FEED_IN_PAGE.search(text, 0, _RUBBISH):
            return text[wrapped.start() :]
        raise SourceError("html", "this is a web page, not a feed")
    if name not in ("rss", "feed", "rdf", "channel") and not ENTRY.search(text):
        raise SourceError("not-a-feed", f"this is no feed (it begins with <{name or 'nothing'}>)")
    return text
