"""HTML of feeds to one line of plain text, fast. What is unusual goes to core.text.strip_html; this is its short cut.

`<!channel>` and `<@U1>` are no HTML: they stay text, and renderers escape them.
"""

import html
import re

_ATTRIBUTES = r"""(?:[^<>"']|"[^"<>]*"|'[^'<>]*')*+"""
_INLINE = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|ruby|rb|s|samp|small|span|strike|strong|sub"
    rf"|sup|tt|u|var|wbr)(?![\w:-]){_ATTRIBUTES}>",
    re.IGNORECASE,
)
_TAG = re.compile(rf"</?[A-Za-z]{_ATTRIBUTES}>")
# Elements whose content is not for reading, comments and unfinished tags need a real parser.
_HARD = re.compile(
    r"<(?:!--|!\[CDATA|!doctype|\?|/?(?:script|style|template|noscript|head|iframe|object|svg|math|title|textarea)\b)",
    re.IGNORECASE,
)
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
    text = " ".join(text.split())
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _strip(text: str) -> str:
    if not _HARD.search(text):
        bare = _TAG.sub(" ", _INLINE.sub("", text))
        if not _UNFINISHED.search(bare):
            return bare
    from core.text import strip_html  # brings a language model along, which ordinary feeds never need

    return html.escape(strip_html(_NO_MARKUP.sub("&lt;", text)), quote=False)
