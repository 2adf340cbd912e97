"""Bytes to text as browsers do it, which is what publishers test against. Not for guessing at documents other than feeds.

The order: byte-order mark; UTF-8 wherever the bytes are valid UTF-8, whatever was declared; then what the transport
said, what the document declares, what the bytes look like. Labels mean what the WHATWG Encoding Standard says they mean
(EUC-KR is windows-949, ISO-8859-1 is windows-1252, GB2312 is GB18030), because that is how the pages were written.
"""

import codecs
import re

_FAMILIES = {
    "utf-8": "utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb4",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 ks-c-5601 korean iso-ir-149 windows-949 cseuckr "
    "csksc56011987 uhc ms949 x-windows-949 cp-949",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j csshiftjis windows-932",
    "euc_jp": "euc-jp eucjp x-euc-jp x-euc ujis cseucpkdfmtjapanese",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp jis",
    "iso2022_kr": "iso-2022-kr csiso2022kr",
    "hz": "hz-gb-2312 hz-gb",
    "gb18030": "gb2312 gb_2312 gb_2312-80 gbk gb chinese csgb2312 csiso58gb231280 iso-ir-58 x-gbk cp936 windows-936 euc-cn "
    "gb18030-2000",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950 big-5",
    "cp1252": "iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 "
    "windows-1252 x-cp1252 cp819 ibm819 csisolatin1 iso-ir-100 ansi",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 latin5 l5 windows-1254 x-cp1254",
    "cp874": "tis-620 iso-8859-11 iso8859-11 windows-874 dos-874",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff",
    "utf-16-be": "utf-16be unicodefffe",
}
_CODECS = {label: codec for codec, labels in _FAMILIES.items() for label in (codec, *labels.split())}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 2048
_SAMPLE = 65_536
# More of the text unreadable than this, and the label is not believed.
_TOLERATED = 0.02


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of `data`; never raises. What no encoding can read becomes U+FFFD. The byte-order mark is taken off.

    `content_type` is the transport's header, with or without a charset.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    start = data[:_HEAD].lstrip()
    for sign, codec in _WIDE:
        if start.startswith(sign):
            return data[data.index(sign) :].decode(codec, "replace")
    labels = _labels(data, content_type)
    if not (escaped := _escaped(data, labels)):
        utf8 = _as_utf8(data)
        if utf8 is not None:
            return utf8
    return _legacy(data, [escaped] if escaped else labels)


def codec_of(label: str | None) -> str | None:
    """The Python codec browsers would use for `label`, or None for a label nobody knows."""
    if not label:
        return None
    label = label.strip().lower()
    if codec := _CODECS.get(label):
        return codec
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def _labels(data: bytes, content_type: str | None) -> list[str]:
    """Codecs that were declared, the transport's first."""
    found = [m[1] for m in [_CHARSET.search(content_type or "")] if m]
    found += [m[1].decode("ascii") for m in (_DECLARED.search(data[:_HEAD]), _META.search(data[:_HEAD])) if m]
    return [codec for label in found if (codec := codec_of(label))]


def _escaped(data: bytes, labels: list[str]) -> str | None:
    """The declared codec that hides behind ASCII, which would pass as UTF-8, if the bytes show its escapes."""
    signs = {"iso2022_jp_ext": b"\x1b", "iso2022_kr": b"\x0e", "hz": b"~{"}
    return next((codec for codec in labels if codec in signs and signs[codec] in data), None)


def _as_utf8(data: bytes) -> str | None:
    """`data` as UTF-8, if it is that; a last character cut in two is forgiven."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return None


def _legacy(data: bytes, labels: list[str]) -> str:
    for codec in labels:
        text = _read(data, codec)
        if text.count("\ufffd") <= len(text) * _TOLERATED:
            return text
    return _read(data, _detect(data) or next(iter(labels), "cp1252"))


def _read(data: bytes, codec: str) -> str:
    if codec == "cp1252":
        # Browsers map the five bytes the code page leaves out to control characters.
        return data.decode(codec, "replace") if _has_holes(data) else data.decode(codec)
    text = data.decode(codec, "replace")
    if codec == "euc_jp" and "\ufffd" in text:
        # The circled digits and other vendor signs browsers know are in the newer set only.
        newer = data.decode("euc_jis_2004", "replace")
        return newer if newer.count("\ufffd") < text.count("\ufffd") else text
    return text


def _has_holes(data: bytes) -> bool:
    return any(hole in data for hole in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


_COMMON = {
    "cp949": re.compile("[\uac00-\ud7a3]"),
    "cp932": re.compile("[\u3041-\u30fe]"),
    "euc_jp": re.compile("[\u3041-\u30fe]"),
    "gb18030": re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会对发成年关]"),
    "big5hkscs": re.compile("[的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出會對發成年關]"),
}
# Hangul and kana make up most of their texts, the commonest hanzi only a tenth.
_EXPECTED = {"cp949": 0.6, "cp932": 0.3, "euc_jp": 0.3, "gb18030": 0.08, "big5hkscs": 0.08}


def _detect(data: bytes) -> str | None:
    """The East-Asian codec whose commonest letters the bytes spell, or None."""
    best, score = None, 0.0
    for codec, common in _COMMON.items():
        text = data[:_SAMPLE].decode(codec, "replace")
        foreign = sum(char > "\x7f" for char in text)
        if not foreign or text.count("\ufffd") > foreign * _TOLERATED + 1:
            continue
        share = len(common.findall(text)) / foreign / _EXPECTED[codec]
        if share > max(score, 0.25):
            best, score = codec, share
    return best
