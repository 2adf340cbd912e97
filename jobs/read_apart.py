"""A file of the corpus → a document, read in a child process that ends when a file takes too long or too much memory.

What the formats are and how they are read: jobs/read_document.py. Feeds and pages have children of their own.
"""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from core.errors import SourceError
from core.model import Document
from jobs import read_document
from jobs.sandbox import Sandbox

SECONDS, MEGABYTES = 60.0, 1_000
# Hangul's old format goes to a child process by itself; plain text needs none, since no library reads it.
_HERE = frozenset((".hwp", ".md", ".markdown", ".txt"))
_TOLD = {
    "timeout": f"Reading the file took longer than {SECONDS:g} s. Split it, or save its text alone.",
    "too-large": "Reading the file takes too much memory. Split it, or save its text alone.",
    "crash": "The file ends the program that reads it. Open it and save it anew.",
}

Row = tuple[str, str, str | None, str | None, str | None, str | None]


def read(path: Path) -> Document:
    """What `read_document.read` gives. Raises SourceError as that does, also with code timeout, too-large or crash."""
    data = read_document.load(path)
    if path.suffix.lower() in _HERE:
        return read_document.read_bytes(data, path.suffix, path.name)
    try:
        row: Row = _sandbox().call(data, path.suffix, path.name)
    except SourceError as error:
        if error.code in _TOLD and str(error).startswith("reading it"):
            raise SourceError(error.code, f"{path.name}: {error}", user=_TOLD[error.code]) from error
        raise
    title, body, publisher, published, link, lang = row
    moment = datetime.fromisoformat(published) if published else None
    return Document(title, body, publisher=publisher, published=moment, link=link, lang=lang)


def close() -> None:
    """Ends the child process until the next file."""
    _sandbox().close()


def row(data: bytes, suffix: str, name: str) -> Row:
    """What the child does, in the form in which it answers."""
    found = read_document.read_bytes(data, suffix, name)
    published = found.published.isoformat() if found.published else None
    return found.title, found.body, found.publisher, published, found.link, found.lang


@lru_cache(maxsize=1)
def _sandbox() -> Sandbox:
    return Sandbox("jobs.read_apart:row", workers=1, seconds=SECONDS, megabytes=MEGABYTES)
