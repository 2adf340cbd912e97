"""A file of the corpus → a document: Markdown, plain text, HTML, PDF, Word, Hangul. The formats are read in their own modules.

What a file says is hostile: its size, the size it unfolds to, its pages and its text are capped, and whatever a parser
trips over becomes a SourceError. Which files to read, and whether a link leads out of the folder, is the caller's matter.
"""

import dataclasses
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from core.errors import SourceError
from core.model import Document
from core.text import clean, detect_language
from jobs import read_docx, read_html, read_hwp, read_hwpx, read_markdown, read_pdf, read_text

MAX_BYTES = 20_000_000
MAX_TEXT = 2_000_000

_READERS: Mapping[str, Callable[[bytes, str], Document]] = {
    ".md": read_markdown.read,
    ".markdown": read_markdown.read,
    ".txt": read_text.read,
    ".html": read_html.read,
    ".htm": read_html.read,
    ".pdf": read_pdf.read,
    ".docx": read_docx.read,
    ".hwpx": read_hwpx.read,
    ".hwp": read_hwp.read,
}
SUFFIXES = frozenset(_READERS)

_KINDS = ".md, .txt, .html, .pdf, .docx or .hwpx"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LETTER = re.compile(r"[^\W\d_]")


def read(path: Path) -> Document:
    """The document in a file, by its suffix. Dates are in UTC; a date without a zone is that day at 00:00 UTC.

    Raises SourceError with one of the codes `unsupported`, `unreadable`, `too-large`, `no-text`, `encrypted`, `encoding`,
    `front-matter`; its `user` says what to do.
    """
    return read_bytes(load(path), path.suffix, path.name)


def load(path: Path) -> bytes:
    """The bytes of a file of a kind that is read, one more than may be at most. Raises SourceError."""
    _reader(path.suffix, path.name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError("unreadable", f"{path}: not a regular file", user="This is not a file. Remove it.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise SourceError(
            "unreadable",
            f"{path}: {error}",
            user=f"The file cannot be opened ({problem}). Check that it is there and that Policywire may read it.",
        ) from error


def read_bytes(data: bytes, suffix: str, name: str) -> Document:
    """The document in `data`. `suffix` (as in `.pdf`) decides how it is read, `name` is for messages only.

    `lang` is what the document says, else what its text looks like. Raises SourceError as `read` does.
    """
    reader = _reader(suffix, name)
    if len(data) > MAX_BYTES:
        raise SourceError(
            "too-large",
            f"{name}: more than {MAX_BYTES} bytes",
            user=f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it, or save its text alone.",
        )
    if not data.strip():
        raise SourceError("no-text", f"{name}: empty", user="The file is empty. Put a text into it or remove it.")
    try:
        document = reader(data, name)
    except SourceError:
        raise
    except Exception as error:  # a hostile file can trip a parser in any way, and none may stop the others
        raise SourceError(
            "unreadable",
            f"{name}: {type(error).__name__}: {error}",
            user=f"The file is damaged or is no {suffix.lower()} file. Open it and save it anew as {_KINDS}.",
        ) from error
    return _finished(document, name)


def _reader(suffix: str, name: str) -> Callable[[bytes, str], Document]:
    reader = _READERS.get(suffix.lower())
    if reader is None:
        raise SourceError(
            "unsupported",
            f"{name}: no reader for {suffix!r}",
            user=f"Files of this kind are not read. Save it as {_KINDS}.",
        )
    return reader


def _finished(document: Document, name: str) -> Document:
    title = clean(document.title, read_text.TITLE_LIMIT)
    body = _CONTROL.sub("", document.body[:MAX_TEXT]).strip()
    sample = f"{title}\n{body[:10_000]}"
    if not _LETTER.search(sample) and not _LETTER.search(body):
        raise SourceError(
            "no-text",
            f"{name}: no letters",
            user="The file holds no text, as a scan does. Run text recognition (OCR) on it, or paste its text into a .txt.",
        )
    lang = document.lang or detect_language(sample)
    return dataclasses.replace(document, title=title, body=body, lang=lang)
