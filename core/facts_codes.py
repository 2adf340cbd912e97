"""Codes in a text: customs headings of the Harmonized System, and the numbers that official documents bear."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from core.numerals import flat


@dataclass(frozen=True, slots=True)
class Code:
    """A code as written, folded to one form (`text`: digits of an HS code; a document number with single blanks)."""

    field: str
    start: int
    end: int
    text: str


_HS = r"\d{4}(?:[. ]?\d{2}){0,3}(?:[.-]\d{4})?|\d{2}\.\d{2}"
_HS_CUE = regex.compile(
    r"(?:\b(?:HS|HTS|HTSUS|HSK|CN|TARIC|H\.S\.)(?: ?(?:20\d\d))?(?: ?(?:codes?|headings?|subheadings?|items?|number|no\.))?|\b(?:sub)?headings?|\btariff (?:lines?|codes?|items?)"
    r"|(?:HS|HSK)? ?(?:품목번호|품목분류|세번)|HS ?(?:코드|부호|コード|编码|編碼|番号)|税则号列?|稅則號列?|海关商品编号|税号|関税番号|統計品目番号|第(?=[\d.]{4,10}[項项]))"
    r"(?:は|が|为|為|은|는|:|：)? ?제?(?!(?:1996|2002|2007|2012|2017|2022|2028)(?![.\d]))(?P<codes>" + _HS + r")(?P<more>(?:号|호|項|항)?(?:(?:, | and | or |, and |및 |·|、|和|及び|및)(?:제|第)?(?:" + _HS + r"))*)(?!\d|%|년|年)"
)  # fmt: skip
_HS_ALONE = regex.compile(
    r"(?<![\d.,/-])(?!(?:19|20)\d\d\.(?:0[1-9]|1[0-2])\b(?!\.00))(?P<codes>\d{4}\.\d{2}(?:\.\d{2}){0,2}(?:[.-]\d{4})?)(?![\d/%]|\.\d)(?P<more>)"
)
_HS_ONE = regex.compile(_HS)

_DOCUMENT = regex.compile(
    r"""(?:(?:[가-힣]{2,12}(?:부|처|청|원|위원회)\ ?)?(?:공고|고시|훈령|예규|법률|대통령령|총리령|부령|입법예고|행정예고|조례)\ ?)?제\ ?(?:19|20)\d\d\s?-\s?\d{1,5}\ ?호
    |(?:법률|대통령령|총리령|[가-힣]{2,10}부령|조약)\ ?제\ ?\d{1,6}호
    |(?:[\u4e00-\u9fff]{2,12})?(?:公告|令|通知|公示)?[〔\[（(]?(?:19|20)\d\d[〕\]）)]?年?第?\ ?\d{1,4}号(?:公告|令|通知)?
    |(?:[\u4e00-\u9fff]{2,14})?第\ ?\d{1,4}号(?:公告|令)|(?:公告|令)第\ ?\d{1,4}号
    |(?:令和|平成|昭和)\ ?(?:元|\d{1,2})年(?:[\u4e00-\u9fff]{2,14})?(?:省令|告示|法律|政令|府令|条約|訓令)第\ ?[\d一二三四五六七八九十百]{1,6}号
    |\b\d{2,3}\ (?:FR|Fed\.\ Reg\.)\ \d{1,3},?\d{3}\b|\b\d{1,2}\ (?:U\.?S\.?C\.?|C\.?F\.?R\.?)\ (?:§+\ ?|[Pp]art\ )?\d+(?:[.-]\d+)*(?:\([a-z0-9]+\))*|\bFR\ Doc\.?\ \d{4}-\d{5}
    |(?:(?:Regulation|Directive|Decision)\ )?\((?:EU|EC|EEC|Euratom)\)\ (?:No\.?\ )?\d{1,4}/\d{2,4}|\b(?:Directive\ )\d{4}/\d{1,4}/(?:EU|EC)
    |\b(?:Executive\ Order|E\.O\.|EO|Proclamation|Presidential\ Determination|Public\ Law|P\.L\.|Pub\.\ L\.)\ (?:No\.?\ )?\d{2,5}(?:-\d{1,4})?
    |\b(?:H\.R\.|S\.|HR)\ ?\d{2,5}\b(?=\ |,|\.|\))|\b(?:A|C)-\d{3}-\d{3}\b|\bUSTR-\d{4}-\d{4}|\bBIS-\d{4}-\d{4}
    |\b(?:WT|G|S|IP|TN)/[A-Z]{1,6}\d{0,4}(?:/[A-Z0-9.]{1,8}){1,5}|\bDS\d{2,4}\b|\bCOM\(\d{4}\)\ ?\d{1,4}|\b20\d\d/C\ \d{1,3}/\d{1,3}""",
    regex.VERBOSE,
)


_FIGURE = regex.compile(r"\d+|第")
# No number has more before its first figure or between two of them.
REACH = 64


def hs_codes(text: str, field: str) -> list[Code]:
    """HS codes where the words before say that they are ones, or where they are written 8541.43."""
    text = flat(text)
    found: dict[int, Code] = {}
    for pattern in (_HS_CUE, _HS_ALONE):
        for match in pattern.finditer(text):
            for one in _HS_ONE.finditer(text, match.start("codes"), match.end("more")):
                if not any(code.start <= one.start() < code.end for code in found.values()):
                    found[one.start()] = Code(field, one.start(), one.end(), regex.sub(r"\D", "", one.group()))
    return sorted(found.values(), key=lambda code: code.start)


def document_numbers(text: str, field: str) -> list[Code]:
    """Numbers of laws, notices, orders, cases and the like."""
    return list(_numbers(flat(text), field))


def _numbers(text: str, field: str) -> Iterator[Code]:
    for start, end in _near_figures(text):
        for match in _DOCUMENT.finditer(text, start, end):
            yield Code(field, match.start(), match.end(), " ".join(match.group().split()))


def _near_figures(text: str) -> Iterator[tuple[int, int]]:
    """Where a number can stand at all: around figures, in parts that do not overlap. The rest of a text is not looked into."""
    start = end = 0
    for figure in _FIGURE.finditer(text):
        if figure.start() - REACH > end:
            if end:
                yield start, end
            start = figure.start() - REACH
        end = figure.end() + REACH
    if end:
        yield start, end
