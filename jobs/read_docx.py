"""Word (.docx) → a document, by python-docx: paragraphs and tables in their order, without headers, notes and comments."""

import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import docx
from docx.oxml.ns import qn

from core.errors import SourceError
from core.model import Document
from jobs.read_text import titled

MAX_PARTS = 5_000
MAX_UNPACKED = 100_000_000
MAX_XML = 20_000_000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CHUNK = 1 << 16
_IDLE_TITLE = re.compile(r"^(word document$|제목 ?없음|무제|untitled|document\d*$)|\.(docx?|hwpx?)$", re.IGNORECASE)
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# The old form of a drawing stands beside its new one and says the same again.
_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(data: bytes, name: str) -> Document:
    """The title is the file's own, else the first line; a row of a table is a line, its cells parted by ` | `."""
    if data.startswith(_OLE):
        raise _not_word(data, name)
    _refuse_bomb(data, name)
    document = docx.Document(BytesIO(data))
    text = "\n".join(_lines(document.element.body))
    return titled(text, title=_title(document))


def _not_word(data: bytes, name: str) -> SourceError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return SourceError(
            "encrypted", f"{name}: encrypted", user="The Word file is locked with a password. Save a copy without one."
        )
    return SourceError(
        "unreadable", f"{name}: OLE", user="This is a Word file of the old kind (.doc). Save it as .docx."
    )


def _refuse_bomb(data: bytes, name: str) -> None:
    """Unpacks every part a piece at a time and throws it away: what the archive says about its sizes may be a lie."""
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_large(name)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and part.file_size > MAX_XML:
                raise _too_large(name)
            _verify(archive, part)


def _verify(archive: ZipFile, part: ZipInfo) -> None:
    if part.flag_bits & 1:
        raise BadZipFile(f"{part.filename} is encrypted")
    with archive.open(part) as file:
        while file.read(_CHUNK):
            pass


def _too_large(name: str) -> SourceError:
    return SourceError(
        "too-large",
        f"{name}: unpacks to too much",
        user="The Word file unpacks to more than can be read. Remove its pictures, or save its text as .txt.",
    )


def _lines(body: Any) -> Iterator[str]:
    """The lines of a document part in reading order; containers such as content controls are looked into."""
    for child in body:
        if child.tag == qn("w:p"):
            yield _text(child)
        elif child.tag == qn("w:tbl"):
            yield from _rows(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            yield from _lines(child)


def _rows(table: Any) -> Iterator[str]:
    """A line a row. A table inside a cell is part of that cell's text."""
    for row in table.iterchildren(qn("w:tr"), qn("w:sdt"), qn("w:ins")):
        if row.tag != qn("w:tr"):
            yield from _rows(row)
            continue
        cells = (" ".join(_text(cell).split()) for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")))
        yield " | ".join(cell for cell in cells if cell)


def _text(element: Any) -> str:
    """All text below an element, inserted text included, deleted text (w:delText) not."""
    parts: list[str] = []
    nodes = element.iter()
    for node in nodes:
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in _SIGNS:
            parts.append(_SIGNS[node.tag])
        elif node.tag == qn("w:p") and node is not element:
            parts.append("\n")
    return "".join(parts)


def _title(document: Any) -> str:
    title = ""
    with suppress(Exception):  # a file may do without, or have nonsense in its place
        title = document.core_properties.title or ""
    return "" if _IDLE_TITLE.search(title.strip()) else title
