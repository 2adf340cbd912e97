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
# XML and JSON begin with ASCII signs, whose zero halves show the width and order of what has no mark.
_WIDE = (
    (re.compile(rb"\s*[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 2048
_SAMPLE = 65_536
# Of the letters beyond ASCII this share may be unreadable: systems that cut titles by bytes leave half letters behind.
_TOLERATED = 0.05


def decode(data: bytes, content_type: str | None = None) -> str:
    """The text of `data`; never raises. What no encoding can read becomes U+FFFD. The byte-order mark is taken off.

    `content_type` is the transport's header, with or without a charset.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    for sign, codec in _WIDE:
        if sign.match(data[:_HEAD]):
            return data.decode(codec, "replace")
    labels = _labels(data, content_type)
    if escaped := _escaped(data, labels):
        return _read(data, escaped)
    try:
        # A last letter cut in two is forgiven.
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return _legacy(data, labels)


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


def _legacy(data: bytes, labels: list[str]) -> str:
    """The reading of the first label that makes sense, damaged UTF-8 before all others."""
    for codec in ("utf-8", *labels):
        text = _read(data, codec)
        if _spoilt(text) <= _TOLERATED and not (codec == "cp1252" and _detect(data, _SURE)):
            return text
    return _read(data, _detect(data, _LIKELY) or next(iter(labels), None) or _cyrillic(data) or "cp1252")


def _cyrillic(data: bytes) -> str | None:
    """windows-1251 or koi8-r where the bytes spell Russian words, else None: a Western text has few such bytes in a row.

    The two hold the alphabet in other places, each with the small letters where the other has the capitals, and a text is
    mostly small ones.
    """
    words = _HIGH_WORDS.findall(data[:_SAMPLE])
    if sum(map(len, words)) < _ENOUGH or sum(map(len, words)) < 0.8 * sum(byte > 0x7F for byte in data[:_SAMPLE]):
        return None
    small = {codec: _small_share(b" ".join(words).decode(codec, "replace")) for codec in ("cp1251", "koi8-r")}
    best = max(small, key=lambda codec: small[codec])
    return best if small[best] >= _MOSTLY_SMALL else None


def _small_share(text: str) -> float:
    """The share of small Russian letters among all that is no blank."""
    return len(_SMALL.findall(text)) / max(1, len(text) - text.count(" "))


def _spoilt(text: str) -> float:
    """The share of unreadable letters among those beyond ASCII."""
    foreign = len(_ASCII.sub("", text))
    return text.count("\ufffd") / foreign if foreign else 0.0


def _read(data: bytes, codec: str) -> str:
    text = data.decode(codec, "replace")
    if codec == "euc_jp" and "\ufffd" in text:
        # The circled digits and other vendor signs browsers know are in the newer set only.
        newer = data.decode("euc_jis_2004", "replace")
        return newer if newer.count("\ufffd") < text.count("\ufffd") else text
    return text


_ASCII = re.compile("[\x00-\x7f]+")
_HIGH_WORDS, _SMALL, _MOSTLY_SMALL = re.compile(rb"[\xa3\xa8\xb3\xb8\xc0-\xff]{3,}"), re.compile("[а-яё]"), 0.7
_COMMON = {
    "cp949": re.compile("[이다의는에을가고한로하기지사도과를대서자정인시은제일상어해리원부국아안보구수장동전나주무]"),
    "cp932": re.compile("[\u3041-\u30fe]"),
    "euc_jp": re.compile("[\u3041-\u30fe]"),
    "gb18030": re.compile("[的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会对发成年关业经进部]"),
    "big5hkscs": re.compile("[的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出會對發成年關業經進部]"),
}
# What such letters make up of ordinary texts.
_EXPECTED = {"cp949": 0.35, "cp932": 0.3, "euc_jp": 0.3, "gb18030": 0.08, "big5hkscs": 0.08}
_LIKELY, _SURE = 0.25, 0.8
# Western texts hold few letters beyond ASCII, East-Asian ones hold little else.
_ENOUGH = 20


def _detect(data: bytes, least: float) -> str | None:
    """The East-Asian codec whose commonest letters the bytes spell, or None. `least` is how sure to be, 0 to 1."""
    best, score = None, least
    for codec, common in _COMMON.items():
        foreign = _ASCII.sub("", data[:_SAMPLE].decode(codec, "replace"))
        enough = len(foreign) >= (_ENOUGH if least >= _SURE else 1)
        if not enough or foreign.count("\ufffd") > len(foreign) * _TOLERATED + 1:
            continue
        share = len(common.findall(foreign)) / len(foreign) / _EXPECTED[codec]
        if share > score:
            best, score = codec, share
    return best
