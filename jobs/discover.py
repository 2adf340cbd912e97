"""The feeds that a web page names: in its head, and among its links. Guesses no address and fetches nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from core.errors import SourceError
from core.text import clean, safe_url
from jobs import apart, html_tree
from jobs.html_tree import words

MAX_BYTES = 5_000_000
MAX_FOUND = 50

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss")
_WORDS = frozenset(("rss", "atom", "feed", "feeds", "rdf", "rssfeed", "rssfeeds"))
_ENDINGS = (".rss", ".atom", ".rdf", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "rss.do", "rss.jsp")
_LABELS = ("rss", "atom", "피드", "訂閱rss", "订阅rss")
# Readers' own addresses, by which a page offers its feed in their product, and pages about feeds.
_READERS = ("feedly.com", "inoreader.com", "netvibes.com", "my.yahoo.com", "add.my.yahoo.com", "www.addtoany.com")


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """An address that a page names as a feed's. `sure` is False where only the look of a link says so."""

    url: str
    title: str
    sure: bool


def discover(data: bytes, *, address: str, content_type: str | None = None) -> tuple[FoundFeed, ...]:
    """The feeds of the page in `data`, which came from `address`: those it declares first, then what its links look like.

    Raises SourceError with code empty, too-large, timeout or crash.
    """
    if len(data) > MAX_BYTES:
        raise SourceError("too-large", f"the page is larger than {MAX_BYTES // 1_000_000} MB")
    rows = apart.call("jobs.discover:find_rows", data, content_type, address)
    return tuple(FoundFeed(*row) for row in rows)


def find_rows(data: bytes, content_type: str | None, address: str) -> tuple[tuple[str, str, bool], ...]:
    """What `discover` does, in the form in which the child process answers."""
    root = html_tree.tree(data, content_type)
    base = html_tree.base(root, address)
    found: dict[str, tuple[str, str, bool]] = {}
    for link, title, sure in (*_declared(root, base), *_linked(root, base)):
        if safe_url(link) and link != address and len(found) < MAX_FOUND:
            found.setdefault(link, (link, clean(title, 300), sure))
    return tuple(found.values())


def _declared(root: etree._Element, base: str) -> Iterator[tuple[str, str, bool]]:
    for node in root.iter("link"):
        relations = (node.get("rel") or "").lower().split()
        kind = (node.get("type") or "").lower().partition(";")[0].strip()
        link = html_tree.link(node.get("href"), base)
        if link and ("feed" in relations or ("alternate" in relations and kind in _TYPES)):
            yield link, node.get("title") or "", True


def _linked(root: etree._Element, base: str) -> Iterator[tuple[str, str, bool]]:
    for node in root.iter("a", "area"):
        link = html_tree.link(node.get("href"), base)
        if link and _looks_like_feed(link, label := _label(node)):
            yield link, label, False


def _label(node: etree._Element) -> str:
    picture = node.find(".//img[@alt]")
    return words(node) or (node.get("title") or "") or ("" if picture is None else picture.get("alt") or "")


def _looks_like_feed(link: str, label: str) -> bool:
    parts = urlsplit(link)
    if (parts.hostname or "").endswith(_READERS):
        return False
    path = parts.path.lower().rstrip("/")
    if path.endswith(_ENDINGS) or _WORDS.intersection(path.split("/")[-2:]):
        return True
    said = label.lower().replace(" ", "")
    return said.startswith(_LABELS) and len(said) <= 40 and bool(parts.path.strip("/") or parts.query)
