"""Sitemaps → entries: plain, news, index, text, gzipped. For sites without a feed whose sitemap says what is new.

An index holds no entries; `children` says which of its sitemaps are worth reading. Fetching them is the caller's matter.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import unquote, urlsplit

from lxml import etree

from core.errors import SourceError
from core.model import ParsedFeed
from jobs import apart
from jobs.dates import read_date
from jobs.decode import decode
from jobs.feed_head import Head
from jobs.feed_rows import parsed_feed
from jobs.feed_text import mend_numbers
from jobs.finish_entries import Rows, absolute, finish
from jobs.raw_entry import RawEntry, RawFeed

MAX_BYTES = 12_000_000
# The newest of a sitemap: it may list all that a site ever published.
MAX_ENTRIES = 1_000
MAX_CHILDREN = 5

_GZIP = b"\x1f\x8b"
_ROOT = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HEAD = 4_096
_OLDEST = datetime.min.replace(tzinfo=UTC)
_SEPARATORS = re.compile(r"[-_+\s]+")
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap holds: entries, newest first, or the addresses of sitemaps below it, newest first."""

    feed: ParsedFeed
    children: tuple[str, ...] = ()


def is_sitemap(data: bytes) -> bool:
    """Whether the bytes begin as a sitemap does; a zipped one counts as one."""
    return data.startswith(_GZIP) or bool(_ROOT.search(data[:_HEAD]))


def read_sitemap(data: bytes, *, address: str, content_type: str | None = None, lang: str | None = None) -> Sitemap:
    """The sitemap in `data`, which came from `address`. Children on other hosts are left out.

    A title that the sitemap does not give is made of the address's last words. Raises SourceError with code empty,
    not-a-sitemap, too-large, timeout or crash.
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    rows, children = apart.call("jobs.read_sitemap:read_rows", data, content_type, address, lang)
    return Sitemap(parsed_feed(rows), children)


def read_rows(data: bytes, content_type: str | None, address: str, lang: str | None) -> tuple[Rows, tuple[str, ...]]:
    """What `read_sitemap` does, in the form in which the child process answers."""
    text = decode(_unzipped(data), content_type).replace("\0", "").strip()
    if not text:
        raise SourceError("empty", "the sitemap is empty")
    listed = list(_listed(text) if text.startswith("<") else _lines(text))
    listed.sort(key=lambda place: place.moment, reverse=True)
    children = (absolute(place.link, address) for place in listed if place.is_child)
    near = (child for child in children if child and _host(child) == _host(address))
    entries = [_entry(place) for place in listed if not place.is_child][:MAX_ENTRIES]
    return finish(RawFeed("", None, lang, entries), Head(), address), tuple(dict.fromkeys(near))[:MAX_CHILDREN]


@dataclass(slots=True)
class _Place:
    """One <url> or <sitemap>, the publisher's strings. `moment` is what it is sorted by."""

    link: str = ""
    is_child: bool = False
    modified: str = ""
    published: str = ""
    title: str = ""
    lang: str = ""
    moment: datetime = _OLDEST


def _unzipped(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise SourceError("not-a-sitemap", f"a zipped sitemap that cannot be unzipped ({error})") from error
    if unzip.unconsumed_tail:
        raise _too_large()
    return plain


def _too_large() -> SourceError:
    return SourceError("too-large", f"the sitemap is larger than {MAX_BYTES // 1_000_000} MB")


def _listed(text: str) -> Iterator[_Place]:
    """Every <url> and <sitemap> with an address. Raises SourceError for other XML."""
    # The declaration names an encoding that the text no longer is in.
    data = mend_numbers(re.sub(r"\A<\?xml[^>]{0,300}>", "", text)).encode("utf-8", "replace")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, collect_ids=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _local(root) not in ("urlset", "sitemapindex"):
        raise SourceError("not-a-sitemap", "this is no sitemap", user="This is no sitemap. Is it a feed, or a page?")
    for node in root:
        if _local(node) in ("url", "sitemap"):
            place = _place(node)
            if place.link:
                yield place


def _place(node: etree._Element) -> _Place:
    said: dict[str, str] = {}
    for below in node.iter():
        # Pictures and films carry titles of their own.
        parent = below.getparent()
        if parent is not None and _local(parent) in ("image", "video"):
            continue
        said.setdefault(_local(below), (below.text or "").strip())
    place = _Place(
        link=said.get("loc", ""),
        is_child=_local(node) == "sitemap",
        modified=said.get("lastmod", ""),
        published=said.get("publication_date", ""),
        title=said.get("title", ""),
        lang=said.get("language", ""),
    )
    place.moment = read_date(place.published or place.modified) or _OLDEST
    return place


def _lines(text: str) -> Iterator[_Place]:
    """A text sitemap: an address a line, and nothing else."""
    for line in text.split():
        if not line.lower().startswith(("https://", "http://")):
            raise SourceError(
                "not-a-sitemap", "this is no sitemap", user="This is no sitemap. Is it a feed, or a page?"
            )
        yield _Place(link=line)


def _entry(place: _Place) -> RawEntry:
    title = place.title or _title_of(place.link)
    return RawEntry(
        place.link, escape(title, quote=False), place.link, place.published, place.modified, lang=place.lang
    )


def _title_of(link: str) -> str:
    """The last words of an address: /news/2026/steel-quota-extended.html → steel quota extended."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    last = next((part for part in reversed(parts.path.split("/")) if part), "")
    words = _SEPARATORS.sub(" ", _ENDING.sub("", unquote(last))).strip()
    return words if any(sign.isalpha() for sign in words) else f"{parts.hostname}{parts.path}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _local(node: etree._Element) -> str:
    """The lower-case local name, also where a prefix was never declared; empty for comments."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def merged(sitemaps: Sequence[ParsedFeed]) -> ParsedFeed:
    """The entries of several sitemaps as one feed's, newest first, each address once."""
    entries = {entry.id: entry for part in reversed(sitemaps) for entry in reversed(part.entries)}
    newest = sorted(entries.values(), key=lambda e: e.published or e.updated or _OLDEST, reverse=True)
    return ParsedFeed(sitemaps[0].title, sitemaps[0].link, sitemaps[0].lang, tuple(newest[:MAX_ENTRIES]))
