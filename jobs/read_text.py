"""Plain text → a document, and what all formats share: bytes to text, and a title where none is given."""

import re
from datetime import datetime

from core.errors import SourceError
from core.model import Document
from core.text import clean
from jobs.dates import read_date
from jobs.decode import decode

TITLE_LIMIT = 500
# A first line longer than this is a paragraph: its start becomes the title and all of it stays in the body.
LONGEST_TITLE = 200

_DATED = re.compile(r"\s*\[\s*(\d{4}-\d{1,2}-\d{1,2})\s*\]\s*")
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
# A few odd signs are no reason to refuse a text: two, and one in a hundred.
_TOLERATED = 0.01


def read(data: bytes, name: str) -> Document:
    """The first line that is not empty is the title; a `[2026-01-27]` at its start is the date, else there is none."""
    return titled(decoded(data, name))


def decoded(data: bytes, name: str) -> str:
    """The text of a file whose encoding nobody told: UTF-8, UTF-16, or a guess at Korean, Japanese and Chinese ones."""
    text = decode(data)
    if len(_BINARY.findall(text)) > 2 + len(text) * _TOLERATED:
        raise SourceError(
            "encoding",
            f"{name}: in no known encoding",
            user="The file's letters cannot be made out. Open it in the program it came from and save it as UTF-8 text.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def titled(text: str, *, title: str = "", published: datetime | None = None) -> Document:
    """A document of a text. Its first line gives title and date where they are not given; a title is not repeated."""
    text = text.strip()
    first, _, rest = text.partition("\n")
    line, day = dated(first)
    whole = clean(line, len(line))
    title = clean(title, TITLE_LIMIT) or clean(line, LONGEST_TITLE)
    return Document(title=title, body=rest.strip() if title == whole else text, published=published or day)


def dated(line: str) -> tuple[str, datetime | None]:
    """A line without the `[YYYY-MM-DD]` before it, and that day at 00:00 UTC; a day that never was stays in the line."""
    mark = _DATED.match(line)
    day = read_date(mark[1]) if mark else None
    return (line[mark.end() :], day) if mark and day else (line, None)
