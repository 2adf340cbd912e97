"""PDF → a document, by pypdf. No text recognition: a scan is an error that says so."""

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import pypdf
from pypdf.errors import DependencyError

from core.errors import SourceError
from core.model import Document
from jobs.read_text import titled

MAX_PAGES = 500
# Bytes of drawing commands, unpacked; a megabyte takes up to three seconds to parse.
MAX_CONTENT = 20_000_000

# A page that unfolds to more than this is a bomb, no page of text.
_UNPACKED = 10_000_000
_LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": _UNPACKED,
    "lzw_maximum_output_length": _UNPACKED,
    "run_length_maximum_output_length": _UNPACKED,
    "array_based_stream_maximum_output_length": _UNPACKED,
    "stream_decoding_work_maximum_length": 3 * _UNPACKED,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 100,
    "page_tree_maximum_entries": 20_000,
    "xmp_maximum_input_length": 1_000_000,
}
# Titles that a program set and nobody wrote.
_IDLE_TITLE = re.compile(
    r"^(microsoft \w+ - |powerpoint |untitled|제목 ?없음|무제|document\d*$|slide \d|슬라이드 \d)|\.(docx?|hwpx?|pptx?|xlsx?|pdf|indd|txt)$",
    re.IGNORECASE,
)
# A hyphen at a line's end is taken as the word's own: "non-\ntariff" is read rightly, and so is what a matcher folds.
_BROKEN = re.compile(r"(?<=[^\W\d_])(?:\u00ad\n|(-)\n(?=[^\W\d_]))")


def read(data: bytes, name: str) -> Document:
    """The title is the file's own if a person wrote it, else the first line; a PDF's dates are no dates of publication."""
    if b"%%EOF" not in data[-4096:]:
        raise SourceError(
            "unreadable",
            f"{name}: no end mark",
            user="The PDF is cut off at its end. Copy or download it again.",
        )
    with pypdf.apply_configuration(**_LIMITS):
        reader = _opened(data, name)
        text = _BROKEN.sub(lambda m: m[1] or "", "\n\n".join(_pages(reader)))
        return titled(text, title=_title(reader))


def _opened(data: bytes, name: str) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(BytesIO(data))
    # A file that only forbids printing or changing opens with an empty password.
    with suppress(DependencyError, NotImplementedError):
        if not reader.is_encrypted or reader.decrypt(""):
            return reader
    raise SourceError(
        "encrypted",
        f"{name}: encrypted",
        user="The PDF is locked with a password. Save a copy without one.",
    )


def _pages(reader: pypdf.PdfReader) -> Iterator[str]:
    """The text of each page. What was not read is said in its place, so that nobody takes the text for the whole."""
    content, failures, total = 0, [], len(reader.pages)
    for number in range(1, total + 1):
        try:
            page = reader.pages[number - 1]
            contents = page.get_contents()
            content += len(contents.get_data()) if contents is not None else 0
            if number > MAX_PAGES or content > MAX_CONTENT:
                yield f"[pages {number} to {total} were not read]"
                return
            yield page.extract_text().strip()
        except Exception as error:  # one page that trips the parser must not hide the others
            failures.append(error)
            if len(failures) == total:
                raise
            yield f"[page {number} could not be read]"


def _title(reader: pypdf.PdfReader) -> str:
    title = None
    with suppress(Exception):  # a file may do without, or have nonsense in its place
        title = reader.metadata.title if reader.metadata else None
    return "" if not title or _IDLE_TITLE.search(title.strip()) else title
