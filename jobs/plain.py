"""HTML of feeds to one line of plain text, fast. What is unusual goes to core.text.strip_html; this is its short cut.

`<!channel>` and `<@U1>` are no HTML: they stay text, and renderers escape them.
"""

import html
import re
from contextlib import suppress
from functools import lru_cache

_ATTRIBUTES = r"""(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*+"""
_TAG = re.compile(rf"</?([A-Za-z][\w:-]*){_ATTRIBUTES}>")
# Tags that may stand inside a word; others part words.
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|ruby|rb|s|samp|small|span|strike|strong|sub|sup|tt|u"
    "|var|wbr"
)
# Elements whose content is not for reading, comments and unfinished tags need a real parser.
_UNREAD = re.compile(r"(?:script|style|template|noscript|head|iframe|object|svg|math|title|textarea)\b")
_HARD = re.compile(r"<(?:!--|!\[CDATA|!doctype|\?)", re.IGNORECASE)
_UNFINISHED = re.compile(r"</?[A-Za-z]")
_NO_MARKUP = re.compile(r"<(?=![^-\[dD])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Enough markup for the longest text kept: a body's tags take less room than its words nearly always.
_FACTOR = 10


def plain(text: str, limit: int) -> str:
    """The words of `text`, entities decoded, white space collapsed, at most `limit` code points. Linear in its input."""
    text = text[: limit * _FACTOR]
    if "<" in text:
        text = _strip(text)
    if "&" in text:
        text = html.unescape(text)
    if text.isprintable():  # so the blank is its only white space
        while "  " in text:
            text = text.replace("  ", " ")
        text = text.strip(" ")
    else:
        text = _CONTROL.sub("", " ".join(text.split()))
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


class _Unread(Exception):
    """There is an element that people do not read."""


@lru_cache(maxsize=500)
def _instead(name: str) -> str:
    """What stands for a tag of this name."""
    if _UNREAD.match(name.lower()):
        raise _Unread
    return "" if _INLINE.fullmatch(name.lower()) else " "


def _strip(text: str) -> str:
    if not (("<!" in text or "<?" in text) and _HARD.search(text)):
        with suppress(_Unread):
            bare = _TAG.sub(lambda tag: _instead(tag[1]), text)
            if not _UNFINISHED.search(bare):
                return bare
    from core.text import strip_html  # brings a language model along, which ordinary feeds never need

    return html.escape(strip_html(_NO_MARKUP.sub("&lt;", text)), quote=False)
