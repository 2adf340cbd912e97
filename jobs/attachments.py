"""The documents that an article's page links to: which they are, which of them to read, and their text. Fetches nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from core.errors import SourceError
from core.model import Document
from core.text import clean, safe_url
from jobs import apart, html_tree, link_template, read_document
from jobs.html_tree import words

MAX_PAGE = 5_000_000
MAX_FOUND = 50
MAX_NAME = 200

# The best to read comes first: one document is often offered in several formats.
SUFFIXES = (".hwpx", ".docx", ".pdf", ".hwp")

_SUFFIX = re.compile(r"\.(hwpx|docx|pdf|hwp)(?![A-Za-z0-9])", re.IGNORECASE)
# How the Korean state's common web framework offers its files.
_FRAMEWORK = "/cmm/fms/FileDown.do?atchFileId={1}&fileSn={2}"
_FRAMEWORK_CALL = re.compile(r"fn_egov_downFile\s{0,9}\(")

Row = tuple[str, str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document linked from a page: its file name, its absolute http(s) address, its format (`.pdf`)."""

    name: str
    url: str
    suffix: str


def find_attachments(data: bytes, *, address: str, content_type: str | None = None) -> tuple[Attachment, ...]:
    """The documents that the page in `data`, which came from `address`, links to, in its order, each address once.

    Raises SourceError with code empty, too-large, timeout or crash.
    """
    if len(data) > MAX_PAGE:
        raise SourceError("too-large", f"the page is larger than {MAX_PAGE // 1_000_000} MB")
    rows = apart.call("jobs.attachments:find_rows", data, content_type, address)
    return tuple(Attachment(*row) for row in rows)


def find_rows(data: bytes, content_type: str | None, address: str) -> tuple[tuple[str, str, str], ...]:
    """What `find_attachments` does, in the form in which the child process answers."""
    root = html_tree.tree(data, content_type)
    base = html_tree.base(root, address)
    found: dict[str, tuple[str, str, str]] = {}
    for node in root.iter("a", "button"):
        link = _link(node, base, address)
        name = _name(node, link) if link else None
        if link and name and safe_url(link) and len(found) < MAX_FOUND:
            found.setdefault(link, (clean(name[0], MAX_NAME), link, name[1]))
    return tuple(found.values())


def one_of_each(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """One format of each document, the one that is read best; documents are told apart by their names."""
    best: dict[str, Attachment] = {}
    for attachment in attachments:
        stem = attachment.name.lower().removesuffix(attachment.suffix)
        known = best.get(stem)
        if known is None or SUFFIXES.index(attachment.suffix) < SUFFIXES.index(known.suffix):
            best[stem] = attachment
    return tuple(best.values())


def read_attachment(data: bytes, attachment: Attachment) -> Document:
    """The text of a fetched attachment; its link is the attachment's address.

    Raises SourceError as jobs/read_document.py does, also with code html for a page sent in its place, timeout, crash.
    """
    if data.lstrip()[:100].lower().startswith((b"<!doctype html", b"<html")):
        told = "In place of the file came a web page: the site wants a visit to its page first, or a login."
        raise SourceError("html", f"{attachment.url}: a web page", user=told)
    if attachment.suffix == ".hwp":  # goes to a child process by itself
        return replace(read_document.read_bytes(data, ".hwp", attachment.name), link=attachment.url)
    title, published, lang, body = apart.call("jobs.attachments:read_row", data, attachment.suffix, attachment.name)
    moment = datetime.fromisoformat(published) if published else None
    return Document(title, body, published=moment, link=attachment.url, lang=lang)


def read_row(data: bytes, suffix: str, name: str) -> Row:
    """What `read_attachment` does, in the form in which the child process answers: title, published, language, text."""
    document = read_document.read_bytes(data, suffix, name)
    published = document.published.isoformat() if document.published else None
    return document.title, published, document.lang, document.body


def _link(node: etree._Element, base: str, address: str) -> str | None:
    if link := html_tree.link(node.get("href"), base):
        return link
    for script in (node.get("onclick") or "", node.get("href") or ""):
        if _FRAMEWORK_CALL.search(script):
            return link_template.fill(_FRAMEWORK, address, link_template.arguments(script))
        if written := link_template.literal(script):
            return html_tree.link(written, base)
    return None


def _name(node: etree._Element, link: str) -> tuple[str, str] | None:
    """(file name, suffix), from where it says one: the download attribute, the words, the tooltip, the address."""
    for text in (node.get("download") or "", words(node), node.get("title") or "", *_address_names(link)):
        ends = list(_SUFFIX.finditer(text))
        if ends:
            end = ends[-1]
            return text[: end.end()].strip(), f".{end[1].lower()}"
    return None


def _address_names(link: str) -> Iterator[str]:
    parts = urlsplit(link)
    yield unquote(parts.path.rpartition("/")[2])
    try:
        yield from (value for _, value in parse_qsl(parts.query, max_num_fields=50))
    except ValueError:
        return
