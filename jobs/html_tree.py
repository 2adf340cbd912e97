"""An HTML page as a tree, whatever its bytes are, and what the readers of pages ask of one. Not for finding an article.

Only to be used in the child process of jobs/apart.py: a page may take any time and memory.
"""

import re

from lxml import etree

from core.errors import SourceError
from jobs.decode import decode
from jobs.finish_entries import absolute

MAX_WORDS = 2_000

_SESSION = re.compile(r";jsessionid=[^?#;/]*", re.IGNORECASE)
_UNSEEN = ("script", "style", "template", "noscript")


def tree(data: bytes, content_type: str | None) -> etree._Element:
    """The page's root, without comments, scripts and styles. Raises SourceError empty."""
    text = decode(data, content_type).replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if root is None:
        raise SourceError("empty", "the page is empty")
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    for line_break in root.iter("br"):
        line_break.text = " "
    return root


def words(node: etree._Element | None) -> str:
    """The text in an element, in one line; empty without one."""
    if node is None:
        return ""
    return " ".join(str(node.xpath("string()")).split())[:MAX_WORDS]


def link(href: str | None, base: str) -> str | None:
    """The absolute http(s) address of an href, as browsers read it; None for scripts and for places in the page.

    A session in it is taken off: it makes a new address of the same article for every visit.
    """
    href = _SESSION.sub("", (href or "").strip())
    # Browsers drop line breaks in an address and escape its blanks.
    return None if href.startswith("#") else absolute("".join(href.splitlines()).replace(" ", "%20"), base)


def base(root: etree._Element, address: str) -> str:
    """The address that the page's relative links start from."""
    tag = root.find(".//base[@href]")
    return address if tag is None else absolute(tag.get("href"), address) or address
