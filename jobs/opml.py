"""Lists of feeds from and for other readers: OPML 2.0, a folder for each tier. Not the form of feeds.yaml.

What OPML has no word for travels in attributes of our own namespace, which other readers skip, so that what was exported
comes back whole. What is imported is as hostile as a feed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from lxml import etree

from core.errors import DataFileError, SourceError
from core.model import Feed, FeedKind, PageRule, Tier
from core.sources import feed_id, host
from core.text import clean
from jobs import read_feeds

MAX_BYTES = 2_000_000
MAX_FEEDS = 2_000

_OWN = "urn:policywire:opml"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PLAIN = ("country", "carries")


@dataclass(frozen=True, slots=True)
class Imported:
    """The feeds of an OPML file, in its order, and what could not be taken over, a line each for a person."""

    feeds: tuple[Feed, ...]
    refused: tuple[str, ...] = ()


def write(feeds: Sequence[Feed], title: str = "Policywire") -> bytes:
    """The feeds as OPML, by tier; what polls have learned about them stays here."""
    root = etree.Element("opml", version="2.0", nsmap={"policywire": _OWN})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _fit(title)
    body = etree.SubElement(root, "body")
    for tier in Tier:
        members = [feed for feed in feeds if feed.tier is tier]
        if members:
            folder = etree.SubElement(body, "outline", text=tier.value, title=tier.value)
            for feed in members:
                etree.SubElement(folder, "outline", _attributes(feed))
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def read(data: bytes) -> Imported:
    """The feeds in an OPML file. A folder named like a tier gives it to all within; others are press.

    Every feed is checked as a row of feeds.yaml is. Raises SourceError with code too-large or not-opml.
    """
    feeds: list[Feed] = []
    refused: list[str] = []
    ids: set[str] = set()
    addresses: set[str] = set()
    for node in _outlines(data):
        if len(feeds) == MAX_FEEDS:
            refused.append(f"the file holds more than {MAX_FEEDS} feeds; the rest was left out")
            break
        try:
            feed = _feed(node, ids)
        except DataFileError as error:
            refused.append(f"{clean(_name(node), 80)}: {error.field}: {error.problem}")
            continue
        if feed.url in addresses:
            continue
        ids.add(feed.id)
        addresses.add(feed.url)
        feeds.append(feed)
    return Imported(tuple(feeds), tuple(refused))


def _attributes(feed: Feed) -> dict[str, str]:
    own: dict[str, object] = {"id": feed.id, "interval": feed.interval_minutes, "kind": feed.kind.value}
    own |= {name: getattr(feed, name) for name in _PLAIN} | {"reached": "true" if feed.reached else None}
    if feed.page:
        own |= {f"page-{field.name}": getattr(feed.page, field.name) for field in fields(PageRule)}
    kind = "rss" if feed.kind is FeedKind.FEED else feed.kind.value
    said = {"text": feed.title, "title": feed.title, "type": kind, "xmlUrl": feed.url, "language": feed.lang or ""}
    said |= {f"{{{_OWN}}}{name}": str(value) for name, value in own.items() if value not in (None, "")}
    return {name: _fit(value) for name, value in said.items() if value}


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


def _outlines(data: bytes) -> Iterator[etree._Element]:
    """Every outline that names a feed, in the file's order. A document type, the home of XML's bombs, is refused."""
    if len(data) > MAX_BYTES:
        raise SourceError("too-large", f"the OPML file is larger than {MAX_BYTES // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError("not-opml", f"this is no XML: {error.msg}", user="This is no OPML file.") from error
    document: Any = root.getroottree()  # whose types the stubs leave out in part
    if root.tag != "opml" or document.docinfo.doctype:
        raise SourceError("not-opml", "no OPML, or one with a document type", user="This is no plain OPML file.")
    return (node for node in root.iter("outline") if node.get("xmlUrl") is not None)


def _feed(node: etree._Element, taken: set[str]) -> Feed:
    """The feed of an outline. Raises DataFileError."""
    own = {name.removeprefix(f"{{{_OWN}}}"): str(value) for name, value in map(_pair, node.attrib.items())}
    row: dict[str, object] = {
        "title": clean(_name(node), read_feeds.MAX_TEXT),
        "url": (node.get("xmlUrl") or "").strip(),
    }
    row["id"] = own["id"] if "id" in own and own["id"] not in taken else feed_id(str(row["url"]), taken)
    row |= {name: own[name] for name in _PLAIN if name in own} | {"kind": own.get("kind", "feed")}
    row["reached"] = own.get("reached") == "true"
    if lang := node.get("language"):
        row["lang"] = lang
    if (minutes := own.get("interval", "")).isdecimal():
        row["interval_minutes"] = int(minutes[:9])
    if page := {name.removeprefix("page-"): value for name, value in own.items() if name.startswith("page-")}:
        row["page"] = page | ({"pages": int(page["pages"][:9])} if page.get("pages", "").isdecimal() else {})
    row["tier"] = _tier(node).value
    return read_feeds.checked(row)


def _pair(attribute: tuple[str | bytes, str | bytes]) -> tuple[str, str]:
    return str(attribute[0]), str(attribute[1])


def _name(node: etree._Element) -> str:
    return node.get("title") or node.get("text") or host(node.get("xmlUrl") or "")


def _tier(node: etree._Element) -> Tier:
    """The tier that the nearest folder is named after. No feed is of the corpus."""
    for folder in node.iterancestors("outline"):
        name = (folder.get("text") or folder.get("title") or "").strip().lower()
        if name in list(Tier) and name != Tier.CORPUS:
            return Tier(name)
    return Tier.PRESS
