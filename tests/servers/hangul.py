"""Hangul documents for tests, written by hand: HWPX (a zip of XML) and HWP 5 (records in a compound file)."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

_P = "http://www.hancom.co.kr/hwpml/2011/paragraph"
_S = "http://www.hancom.co.kr/hwpml/2011/section"
_SECTOR, _MINI = 512, 64
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def section(body: str) -> bytes:
    """A section of an HWPX around the given <hp:p> elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?><hs:sec xmlns:hp="{_P}" xmlns:hs="{_S}">{body}</hs:sec>'.encode()


def paragraph(*runs: str) -> str:
    """A paragraph of runs; each is the inside of an <hp:run>."""
    return "<hp:p>" + "".join(f"<hp:run>{run}</hp:run>" for run in runs) + "<hp:linesegarray/></hp:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table for a run; each cell is the inside of an <hp:subList>."""
    cells = ("".join(f"<hp:tc><hp:subList>{cell}</hp:subList></hp:tc>" for cell in row) for row in rows)
    return "<hp:tbl>" + "".join(f"<hp:tr>{row}</hp:tr>" for row in cells) + "</hp:tbl>"


def hwpx(sections: Sequence[bytes], parts: Mapping[str, bytes] | None = None) -> bytes:
    """An HWPX of sections, with further parts of the archive."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip", zipfile.ZIP_STORED)
        for number, data in enumerate(sections):
            archive.writestr(f"Contents/section{number}.xml", data)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return file.getvalue()


def hwp(paragraphs: Sequence[str], flags: int = 0) -> bytes:
    """An HWP 5.0.3 of plain paragraphs. Flag 2 says that it is encrypted."""
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    info = _record(16, 0, struct.pack("<H", 1).ljust(26, b"\0")) + _record(17, 0, bytes(72))
    text = b"".join(_paragraph(words) for words in paragraphs)
    return _compound(header.ljust(256, b"\0"), info, text)


def _record(tag: int, level: int, data: bytes) -> bytes:
    return struct.pack("<I", tag | level << 10 | len(data) << 20) + data


def _paragraph(words: str) -> bytes:
    text = f"{words}\r".encode("utf-16-le")
    head = struct.pack("<IIHBBHHHI", len(text) // 2 | 0x80000000, 0, 0, 0, 0, 0, 0, 0, 0)
    return _record(66, 0, head) + _record(67, 1, text)


def _compound(header: bytes, info: bytes, text: bytes) -> bytes:
    """A compound file (OLE) with three small streams, all in its mini stream."""
    starts, mini, mini_fat = [], b"", []
    for stream in (header, info, text):
        starts.append(len(mini) // _MINI)
        count = -(-len(stream) // _MINI)
        mini_fat += [*range(starts[-1] + 1, starts[-1] + count), _END]
        mini += stream.ljust(count * _MINI, b"\0")
    body = -(-len(mini) // _SECTOR)
    # Sectors: 0 the FAT, 1 and 2 the directory, 3 the mini FAT, then the mini stream.
    fat = [_FAT, 2, _END, _END, *range(5, 4 + body), _END]
    directory = b"".join(
        (
            _entry("Root Entry", 5, child=3, start=4, size=len(mini)),
            _entry("FileHeader", 2, start=starts[0], size=len(header)),
            _entry("DocInfo", 2, start=starts[1], size=len(info)),
            _entry("BodyText", 1, left=2, right=1, child=4),
            _entry("Section0", 2, start=starts[2], size=len(text)),
        )
    ).ljust(2 * _SECTOR, b"\0")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 3, 1, _END, 0) + struct.pack("<I", 0)
    tables = b"".join(struct.pack("<128I", *(part + [_FREE] * (128 - len(part)))) for part in (fat, mini_fat))
    head = head.ljust(_SECTOR, b"\xff")
    return head + tables[:_SECTOR] + directory + tables[_SECTOR:] + mini.ljust(body * _SECTOR, b"\0")


def _entry(
    name: str, kind: int, *, left: int = _NONE, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0
) -> bytes:
    letters = f"{name}\0".encode("utf-16-le")
    return (
        letters.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(letters), kind, 1, left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
