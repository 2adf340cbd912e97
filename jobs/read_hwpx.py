"""Hancom's HWPX → a document: the sections' paragraphs and tables in their order, without notes, headers and memos.

A zip of XML, read by itself: the libraries there are write and check such files, and set no limits to what they unpack.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from core.errors import SourceError
from core.model import Document
from jobs.read_text import titled

MAX_PARTS = 5_000
MAX_XML = 20_000_000
MAX_SECTIONS = 200

_SECTION = re.compile(r"Contents/section(\d{1,4})\.xml", re.IGNORECASE)
_PACKAGE = "Contents/content.hpf"
_MANIFEST = "META-INF/manifest.xml"
# What stands inside a paragraph without being its text.
_NOTES = ("header", "footer", "footNote", "endNote", "hiddenComment", "memogroup", "shapeComment")
_OBJECTS = ("secPr", "ctrl", "script", "linesegarray", "pic", "equation", "ole", "chart", "video")
_ASIDE = frozenset((*_NOTES, *_OBJECTS))
_SIGNS = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}


def read(data: bytes, name: str) -> Document:
    """The title is the file's own, else the first line; a row of a table is a line, its cells parted by ` | `."""
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if len(names) > MAX_PARTS:
            raise _too_large(name)
        _refuse_locked(archive, names, name)
        found = sorted((int(match[1]), part) for part in names if (match := _SECTION.fullmatch(part)))
        if not found:
            raise BadZipFile("no section in it")
        room = MAX_XML
        lines: list[str] = []
        for _, part in found[:MAX_SECTIONS]:
            xml = _unpacked(archive, part, room, name)
            room -= len(xml)
            lines += _lines(_tree(xml))
        title = _title(_unpacked(archive, _PACKAGE, MAX_XML, name)) if _PACKAGE in names else ""
    return titled("\n".join(line for line in lines if line.strip()), title=title)


def _refuse_locked(archive: ZipFile, names: list[str], name: str) -> None:
    manifest = _unpacked(archive, _MANIFEST, MAX_XML, name) if _MANIFEST in names else b""
    if b"encryption-data" in manifest or any(part.flag_bits & 1 for part in archive.infolist()):
        raise SourceError(
            "encrypted",
            f"{name}: encrypted",
            user="The HWPX file is locked with a password. Save a copy without one.",
        )


def _unpacked(archive: ZipFile, part: str, room: int, name: str) -> bytes:
    """A part's bytes, no more of them than `room`: what the archive says about its sizes may be a lie."""
    with archive.open(part) as file:
        data = file.read(room + 1)
    if len(data) > room:
        raise _too_large(name)
    return data


def _too_large(name: str) -> SourceError:
    return SourceError(
        "too-large",
        f"{name}: unpacks to too much",
        user="The HWPX file unpacks to more than can be read. Save its text as .txt.",
    )


def _tree(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, collect_ids=False, remove_comments=True)
    return etree.fromstring(xml, parser)


def _lines(node: etree._Element) -> Iterator[str]:
    """The lines of a section in reading order; a paragraph that holds a table is the lines around and of it."""
    for child in node:
        if _local(child) == "p":
            yield from _paragraph(child)


def _paragraph(node: etree._Element) -> Iterator[str]:
    words: list[str] = []
    for piece in _pieces(node):
        if isinstance(piece, str):
            words.append(piece)
            continue
        if words:
            yield "".join(words)
            words = []
        yield from _rows(piece) if _local(piece) == "tbl" else _lines(piece)
    yield "".join(words)


def _pieces(node: etree._Element) -> Iterator[str | etree._Element]:
    """The texts of a paragraph, and the tables and text boxes in it, in their order. Iterative: depth is the file's."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        kind = _local(child)
        if kind in ("tbl", "subList"):
            yield child
        elif kind == "t":
            yield from _text(child)
        elif kind not in _ASIDE:
            stack.extend(reversed(child))


def _text(node: etree._Element) -> Iterator[str]:
    """The letters of a text run; tabs, line breaks and the marks around deleted text are elements in it."""
    yield node.text or ""
    deleted = False
    for mark in node:
        kind = _local(mark)
        deleted = kind == "deleteBegin" or (deleted and kind != "deleteEnd")
        if not deleted:
            yield _SIGNS.get(kind, "")
            yield mark.tail or ""


def _rows(table: etree._Element) -> Iterator[str]:
    """A line a row. A table inside a cell is part of that cell's text."""
    for row in table:
        if _local(row) == "tr":
            cells = (" ".join(_cell(cell).split()) for cell in row if _local(cell) == "tc")
            yield " | ".join(cell for cell in cells if cell)


def _cell(cell: etree._Element) -> str:
    """All text in a cell, paragraphs and inner tables alike."""
    return " ".join("".join(_text(node)) for node in cell.iter() if _local(node) == "t")


def _title(package: bytes) -> str:
    try:
        root = _tree(package)
    except etree.XMLSyntaxError:
        return ""
    return next(((node.text or "").strip() for node in root.iter() if _local(node) == "title"), "")


def _local(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
