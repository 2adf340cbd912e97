"""Feed bytes to the text that readers are given: decoded, of characters that XML allows, from where the feed begins."""

import re
from html.entities import html5

from core.errors import SourceError
from jobs.decode import decode

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}>", re.IGNORECASE)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)")
_FIRST = re.compile(r"<(?![?!])(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_FEED = re.compile(
    r"<\?xml\b|<!DOCTYPE\s+(?:rss|rdf)|<(?:rss|feed|rdf:RDF|RDF|channel)[\s>]|<[\w.-]{1,20}:(?:rss|feed)[\s>]",
    re.IGNORECASE,
)
ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
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
    return _NAMED.sub(_character, _feed_part(text))


def _character(match: re.Match[str]) -> str:
    """HTML's named characters spelled out, which XML does not know; one that would be markup stays."""
    char = html5.get(match[1])
    return match[0] if char is None or char in "<&" else char


def _feed_part(text: str) -> str:
    first = _FIRST.search(text, 0, _RUBBISH)
    name = first[1].lower() if first else ""
    if name == "html" or text[:20].lower().startswith("<!doctype html"):
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
        raise SourceError("html", "this is a web page, not a feed")
    if name not in ("rss", "feed", "rdf", "channel") and not ENTRY.search(text):
        raise SourceError("not-a-feed", f"this is no feed (it begins with <{name or 'nothing'}>)")
    return text
