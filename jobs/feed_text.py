"""Feed bytes to the text that readers are given: decoded, of characters that XML allows, from where the feed begins."""

import re
from functools import partial
from html.entities import html5

from core.errors import SourceError
from jobs.decode import decode

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}>", re.IGNORECASE)
# What XML does not know: HTML's named characters, bare ampersands, &#X; with a large X.
_FOREIGN = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};)(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31};)|#X(?P<code>[0-9a-fA-F]{1,6};))?",
    re.DOTALL,
)
# Characters by their number, two at a time: emoji are often written as the two halves that UTF-16 makes of them.
_NUMBERED = re.compile(r"&#(x[0-9a-f]{1,8}|\d{1,10});(?:&#(x[0-9a-f]{1,8}|\d{1,10});)?", re.IGNORECASE)
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_ELEMENT = re.compile(r"<(?![?!])(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_FEED = re.compile(
    r"<\?xml\b|<!DOCTYPE\s+(?:rss|rdf)|<(?:rss|feed|rdf:RDF|RDF|channel)[\s>]|<[\w.-]{1,20}:(?:rss|feed)[\s>]",
    re.IGNORECASE,
)
_IN_PAGE = re.compile(r"<(?:rss\s[^<>]*version|feed\s[^<>]*xmlns|rdf:RDF\s)[^<>]*>", re.IGNORECASE)
_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))
_PAGE = re.compile(r"(?:html|head|body|div|p|br|b|script|style|table|center|meta|span|h[1-6]|img|a|form|title)\Z")
# A feed behind more rubbish than this is none.
_RUBBISH = 65_536

ENTRY = re.compile(r"<(?:[\w.-]{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)


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
    text = mend_numbers(_feed_part(text))
    if _FOREIGN.search(text):
        return _AMPERSAND.sub(partial(_repaired, "<!ENTITY" in text), text)
    return text


def mend_numbers(text: str) -> str:
    """XML whose numbered characters are ones that XML allows; lxml in recovery would fail on others when they are read."""
    return _NUMBERED.sub(_allowed, text) if "&#" in text else text


def _allowed(match: re.Match[str]) -> str:
    """Numbered characters that XML allows as they stand; halves joined, and what is no character left out."""
    codes = [int(n[1:], 16) if n[0] in "xX" else int(n) for n in match.groups() if n]
    if all(_is_character(code) for code in codes):
        return match[0]
    if len(codes) == 2 and codes[0] in _HIGH and codes[1] in _LOW:
        return chr(0x10000 + ((codes[0] - _HIGH.start) << 10) + codes[1] - _LOW.start)
    return "".join(f"&#{code};" for code in codes if _is_character(code))


def _is_character(code: int) -> bool:
    return code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))


def _repaired(own_names: bool, match: re.Match[str]) -> str:
    """One ampersand as XML wants it; what stands in CDATA stays, and so do names the document may have declared."""
    found, name, code = match[0], match["name"], match["code"]
    if found[0] == "<":
        return found
    if code:
        return f"&#x{code}"
    char = html5.get(name) if name else None
    if char is None:
        return found if name and own_names else f"&amp;{found[1:]}"
    return found if char in "<>&\"'" else char


def _feed_part(text: str) -> str:
    """The text from the feed's root element or document type on."""
    if _first(text) == "html" or text[:20].lower().startswith("<!doctype html"):
        return _wrapped(text)
    start = _FEED.search(text, 0, _RUBBISH)
    text = text[start.start() :] if start else text
    declaration = _DECLARATION.match(text)
    text = text[declaration.end() :] if declaration else text
    name = _first(text)
    if name == "html":
        return _wrapped(text)
    if name in _ROOTS or ENTRY.search(text):
        return text
    if _PAGE.match(name):
        raise SourceError("html", "this is a web page, not a feed")
    raise SourceError("not-a-feed", f"this is no feed (it begins with <{name}>)" if name else "this is no feed")


def _first(text: str) -> str:
    """The lower-case local name of the first element, or nothing."""
    element = _ELEMENT.search(text, 0, _RUBBISH)
    return element[1].lower() if element else ""


def _wrapped(text: str) -> str:
    """The feed inside a web page, which some sites send. Raises SourceError where there is none."""
    found = _IN_PAGE.search(text, 0, _RUBBISH)
    if found is None:
        raise SourceError("html", "this is a web page, not a feed")
    return text[found.start() :]
