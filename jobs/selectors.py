"""CSS selectors as people write them for pages: checked when a feeds file is read, matched when a page is.

The one home of cssselect. A selector holds no regular expression; what it costs on a hostile page is bounded by the
child process it is matched in.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from cssselect import ExpressionError, SelectorSyntaxError
from lxml import etree
from lxml.cssselect import CSSSelector

LONGEST = 200


def check(text: str) -> None:
    """Raises ValueError, worded to follow the field's name, for what is no selector."""
    if not text.strip():
        raise ValueError("is empty; write a CSS selector such as table.board tbody tr")
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    try:
        _compiled(text)
    except (SelectorSyntaxError, ExpressionError, etree.XPathError) as error:
        raise ValueError(f"{text!r} is no CSS selector ({error})") from error


def every(node: etree._Element, text: str) -> Sequence[etree._Element]:
    """The elements below `node` that the selector fits, in the page's order."""
    found = _compiled(text)(node)
    return cast(list[etree._Element], found)


def first(node: etree._Element, text: str | None) -> etree._Element | None:
    """The first element below `node` that fits; None without one or without a selector."""
    return next(iter(every(node, text)), None) if text else None


@lru_cache(maxsize=256)
def _compiled(text: str) -> CSSSelector:
    return CSSSelector(text, translator="html")
