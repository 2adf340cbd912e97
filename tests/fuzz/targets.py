"""What is fuzzed: each target takes any bytes and asserts what must hold of whatever comes of them.

An error by name (SourceError, QueryError) is a good end, unless it covers up a mishap in code of ours. Not for what the
property tests beside the parsers have already.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from core.errors import PolicywireError, QueryError, SourceError
from core.facts import NOTHING_KNOWN, facts
from core.items import from_document, from_feed
from core.match import Matcher
from core.model import Document, Feed, Item, PageRule, Tier
from core.query import MAX_LENGTH, parse
from core.search import wanted
from core.text import clean, detect_language, normalise, safe_url, sentences, strip_html, terms
from jobs import opml, read_page, read_sitemap, yaml_lines
from jobs import parse as feeds
from jobs.finish_entries import BODY_LIMIT, MAX_ENTRIES, SUMMARY_LIMIT, TITLE_LIMIT
from jobs.read_document import MAX_TEXT, SUFFIXES, read_bytes

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / name) for name in ("core", "jobs"))
ADDRESS = "https://m.example/news/"
FEED = Feed("ministry", "Ministry", ADDRESS, Tier.OFFICIAL)
PAGE = PageRule("li", "a", "a", None)
# What good code raises at no input.
MISTAKES = (ArithmeticError, AssertionError, AttributeError, LookupError, NameError, TypeError)
ZIPPED = {".docx": "word/document.xml", ".hwpx": "Contents/section0.xml"}


def feed(data: bytes) -> None:
    """A feed in any form, and the items that are made of it."""
    try:
        parsed = feeds.read(data, base=ADDRESS)
    except SourceError as error:
        _refuse_mishap(error)
        return
    assert len(parsed.entries) <= MAX_ENTRIES
    for entry in parsed.entries:
        assert len(entry.title) <= TITLE_LIMIT
        assert len(entry.summary) <= SUMMARY_LIMIT
        assert len(entry.body) <= BODY_LIMIT
        assert entry.link is None or entry.link.lower().startswith(("http://", "https://"))
        assert all(at is None or at.tzinfo for at in (entry.published, entry.updated))
    for draft in from_feed(FEED, parsed):
        f"{draft.title}{draft.body}{draft.identity}{draft.guid}".encode()


def listing(data: bytes) -> None:
    """What names feeds and articles: sitemaps, pages, OPML, our own YAML; the first byte says which."""
    kind, rest = data[:1], data[1:]
    try:
        if kind < b"@":
            read_sitemap.read_rows(rest, None, ADDRESS, None)
        elif kind < b"P":
            read_page.read_rows(rest, None, ADDRESS, ADDRESS, None, astuple(PAGE))
        elif kind < b"`":
            opml.read(rest)
        else:
            yaml_lines.parse(rest.decode("utf-8", "replace"), "topics.yaml")
    except PolicywireError as error:
        _refuse_mishap(error)


def query(data: bytes) -> None:
    """A query as somebody types it, and what it finds in its own text."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        made = parse(text)
    except QueryError as error:
        _check_refusal(error)
        return
    assert len(made.text) <= MAX_LENGTH
    assert parse(made.text) == made
    wanted(made.root)
    matcher = Matcher([])
    matcher.add(made)
    matcher.match(Item("A", text, text))


def text(data: bytes) -> None:
    """A text: folded, cut into sentences and terms, its facts looked for; every span lies within it."""
    given = data.decode("utf-8", "replace")
    folded = normalise(given)
    for start in range(min(len(folded.text), 200)):
        begin, end = folded.original(start, start + 1)
        assert 0 <= begin < end <= len(given)
    last = 0
    for begin, end in sentences(given):
        assert last <= begin < end <= len(given)
        last = end
    terms(given)
    detect_language(given)
    strip_html(given).encode()
    clean(given, 100).encode()
    assert (safe_url(given) or "http").startswith("http")
    item = Item("A", given[:100], given, detect_language(given), published=datetime(2026, 3, 2, tzinfo=UTC))
    found = facts(item, NOTHING_KNOWN)
    for fact in (*found.dates, *found.money, *found.percentages, *found.hs_codes, *found.documents):
        assert 0 <= fact.start < fact.end <= len(given)


def document(data: bytes) -> None:
    """A document; the first byte says of which kind. Of a zipped kind it may be the text within or the whole file."""
    suffix = sorted(SUFFIXES)[data[0] % len(SUFFIXES)] if data else ".txt"
    inner, rest = ZIPPED.get(suffix), data[1:]
    if inner and not rest.startswith(b"PK"):
        rest = _zipped(inner, rest)
    try:
        made: Document = read_bytes(rest, suffix, "fuzzed")
    except SourceError as error:
        _refuse_mishap(error)
        return
    assert len(made.body) <= MAX_TEXT
    from_document(made, "fuzzed")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "feed": feed, "listing": listing, "query": query, "text": text, "document": document,
}  # fmt: skip


def _zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr(name, data)
    return file.getvalue()


def _check_refusal(error: QueryError) -> None:
    assert 0 <= error.position <= len(error.text)
    assert error.user.count("\n") >= 2
    if error.repair:
        parse(error.repair)


def _refuse_mishap(error: PolicywireError) -> None:
    """An error by name that stands for a mistake within our own code hides it."""
    cause = error.__cause__
    if not isinstance(cause, MISTAKES) or isinstance(cause, UnicodeError):
        return
    at = cause.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    if at and at.tb_frame.f_code.co_filename.startswith(OURS):
        raise AssertionError(f"a {type(cause).__name__} within our own code") from cause
