"""Rules about text: folding for comparison, cleaning for display, sentences, languages. Not for matching (core/phrase.py).

Everything here takes hostile input: each function is linear in its input and never raises for what a text holds.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import regex
from lxml import etree

from core import han
from core.scripts import CJK as CJK
from core.scripts import HAN as HAN
from core.scripts import HANGUL as HANGUL
from core.scripts import KANA as KANA
from core.scripts import ScriptCount, count_scripts

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

HTML_LIMIT = 2_000_000
URL_LIMIT = 2_048

# Invisible signs that only hide or reorder text: soft hyphen, zero-width and bidi controls, BOM, tags, selectors.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_DOTS = "\u00b7\u0387\u2022\u2027\u2219\u22c5\u2e31\u30fb\u318d\u119e\uff65\U00010101"
_DASHES = "\u058a\u05be\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d\u30a0"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07"
_QUOTES = "\u201c-\u201f\u00ab\u00bb\u2033\u300c-\u300f\u300a\u300b\u3008\u3009\uff02\uff62\uff63"


def _members(ranges: str) -> list[int]:
    """The code points of a regex character class."""
    points = re.findall(r"(.)(?:-(.))?", ranges, re.DOTALL)
    return [code for first, last in points for code in range(ord(first), ord(last or first) + 1)]


def _sign_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(_members(_INVISIBLE))
    for members, sign in ((_DOTS, "·"), (_DASHES, "-"), (_APOSTROPHES, "'"), (_QUOTES, '"')):
        table |= dict.fromkeys(_members(members), sign)
    return table


_SIGNS = _sign_table()
_VARIANTS = str.maketrans(han.VARIANT, han.SIMPLIFIED)
_INVISIBLE_CLASS = re.compile(f"[{_INVISIBLE}]")

# Signs inside a word that writers set or leave out: the dots of U.S., the 's of China's, the comma of 1,000.
_OPTIONAL = re.compile(r"[.',](?:(?<=\b[a-z]\.)(?=[a-z]\.)|(?<=\.[a-z]\.)|(?<=')s(?![^\W_])|(?<=\d,)(?=\d{3}))")


@dataclass(frozen=True)
class Normalised:
    """A text folded for comparison. `text` is the folded form of `source`; spans map back by `original`."""

    source: str
    text: str

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of `source` (code points) that a half-open, not empty span of `text` stands for."""
        if len(self.source) == len(self.text) and self.source.isascii():
            return start, end
        return self._clusters[start][0], self._clusters[end - 1][1]

    @cached_property
    def _clusters(self) -> list[tuple[int, int]]:
        """For each character of `text` the span in `source` of the grapheme it came from."""
        letters: list[tuple[int, int]] = []
        for cluster in regex.finditer(r"\X", self.source):
            letters.extend([cluster.span()] * len(_letters(cluster.group())))
        dropped = {at for m in _OPTIONAL.finditer(_letters(self.source)) for at in range(*m.span())}
        return [span for at, span in enumerate(letters) if at not in dropped]


def _letters(text: str) -> str:
    """Folds character by character: signs, NFKC, case, Han variants. NFKC comes twice since case folding undoes it."""
    if text.isascii():
        return text.lower()
    signs = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    return unicodedata.normalize("NFKC", signs.casefold()).translate(_VARIANTS)


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case-folded, one dash, one middle dot, Han simplified."""
    return _OPTIONAL.sub("", _letters(text))


def normalise(text: str) -> Normalised:
    """Folds a text and keeps the way back to its positions."""
    return Normalised(text, fold(text))


_TERM = re.compile(rf"[{CJK}]+|\d+(?:\.\d+)+|[^\W{CJK}]+")


def terms(text: str) -> list[str]:
    """Index terms in order, for search and similarity: folded Latin words and numbers, and CJK runs as bigrams."""
    found: list[str] = []
    for run in _TERM.findall(fold(text)):
        if re.match(f"[{CJK}]", run) and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.append(run)
    return found


_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math"})


class _TextTarget:
    """Collects the visible text of an HTML stream, a line a block."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.unseen = 0

    def start(self, tag: str | bytes, attributes: object) -> None:
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def end(self, tag: str | bytes) -> None:
        self.unseen -= tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def data(self, data: str | bytes) -> None:
        if not self.unseen:
            self.parts.append(str(data))

    def comment(self, text: str | bytes) -> None:
        """Comments are not text."""

    def close(self) -> str:
        return "".join(self.parts)


def strip_html(html: str) -> str:
    """Visible text of HTML, entities decoded, one line a block. Input beyond HTML_LIMIT characters is not read."""
    html = _XML_FORBIDDEN.sub("", html[:HTML_LIMIT])
    if "<" not in html and "&" not in html:
        return _tidy_lines(html)
    parser = etree.HTMLParser(target=_TextTarget(), huge_tree=True)
    parser.feed("<body>" + html)
    return _tidy_lines(str(parser.close()))


_XML_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def _tidy_lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def clean(text: str, limit: int) -> str:
    """One line for display: no control, zero-width or bidi signs, single spaces, at most `limit` graphemes.

    A longer text ends in an ellipsis that counts as one grapheme. Emoji and combining marks stay whole.
    """
    # A grapheme may be any number of code points: the cap in code points bounds what one cluster can drag along.
    text = _one_line(text[: limit * 16 + 64])
    if len(text) <= limit:
        return text
    graphemes = regex.findall(r"\X", text)
    if len(graphemes) <= limit:
        return text
    return "".join(graphemes[: limit - 1]).rstrip() + "…"


_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Zero-width joiner and variation selectors are part of emoji and of Indic words: they stay in what people read.
_HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e001f]"
)


def _one_line(text: str) -> str:
    # Nearly every text is in order. Of one that is printable, the blank is the only white space, and four letters that show
    # nothing are all that is hidden.
    if text.isprintable() and not (
        "\u115f" in text or "\u1160" in text or "\u3164" in text or "\uffa0" in text or "  " in text
    ):
        return text.strip(" ")
    return " ".join(_HIDDEN.sub("", _CONTROL.sub(" ", text)).split())


_ORDINARY_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?")
_NOT_IN_URLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}\ud800-\udfff]")


def safe_url(url: str | None) -> str | None:
    """The URL if it is absolute http(s) with a host, without credentials, blanks or control signs; else None."""
    if not url or len(url) > URL_LIMIT:
        return None
    if _ORDINARY_URL.fullmatch(url):
        return url
    url = url.strip(" \t\r\n")
    if _NOT_IN_URLS.search(url) or _INVISIBLE_CLASS.search(url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading the port is what validates it
    except ValueError:
        return None
    sound = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return url if sound else None


_SENTENCE_END = re.compile(r"[。！？｡][」』”’）\)]*|[.!?…]+[\"'”’\)\]]*(?=\s|$)|\n\s*\n|\n(?=\s*[-•*·◦○□▲▶])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Amb|St|No|Nos|Art|Sec|Ch|Vol|Fig|Inc|Corp|Co|Ltd|vs|v|cf|approx|est|Jan"
    r"|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m)|\b[A-Z]|\b[A-Z](?:\.[A-Z])+|^\s*\d{1,3})\.$"
)


def sentences(text: str, lang: str | None = None) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of a text, without surrounding blanks, in order.

    `lang` is a hint: in Korean, Chinese and Japanese a Latin abbreviation ends a sentence no more often than elsewhere.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if not _continues(text, start, end.end(), lang):
            _append_trimmed(spans, text, start, end.end())
            start = end.end()
    _append_trimmed(spans, text, start, len(text))
    return spans


def _append_trimmed(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    if piece.strip():
        spans.append((begin, begin + len(piece.strip())))


def _continues(text: str, start: int, end: int, lang: str | None) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation."""
    if text[end - 1] != ".":
        return False
    after = text[end : end + 40].lstrip()
    if text[end - 2 : end - 1].isdigit() and after[:1].isdigit():
        return True
    if _ABBREVIATION.search(text, max(start, end - 12), end) is None:
        return lang not in {"ko", "zh", "ja"} and after[:1].islower()
    # "U.S. The" may well be an end, but a cut inside a name is worse than a long sentence.
    return bool(after)


# Acronyms belong to no language: a Korean headline may hold more letters of them than syllables.
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_JAPANESE = re.compile(f"[{han.JAPANESE_ONLY}]")
_SAMPLE = 4_000


def sample(text: str) -> str:
    """As much of a text as its language is told by."""
    return text[:_SAMPLE]


def detect_language(text: str, count: ScriptCount | None = None) -> str | None:
    """ISO 639-1 code of a document's main language, or None where there is too little to tell. Not for queries.

    `count` is that of the text's `sample`, where the caller has it.
    """
    text = sample(text)
    count = count or count_scripts(text)
    if _is_east_asian(count.east_asian, count.letters):
        return _cjk_language(text, count)
    letters = count.letters - sum(map(len, _ACRONYM.findall(text)))
    if _is_east_asian(count.east_asian, letters):
        return _cjk_language(text, count)
    if letters < 12:
        return None
    return str(_identifier().classify(_ACRONYM.sub(" ", text))[0])


def _is_east_asian(cjk: int, letters: int) -> bool:
    """One syllable or character says about as much as two and a half Latin letters."""
    return cjk > 0 and cjk * 2.5 >= letters - cjk


def _cjk_language(text: str, count: ScriptCount) -> str:
    if count.hangul * 2 >= count.han + count.kana:
        return "ko"
    japanese = count.kana * 20 >= count.han or _JAPANESE.search(text)
    return "ja" if japanese else "zh"


_LANGUAGES = "ar bg cs da de el en es et fa fi fr he hi hr hu id it lt lv ms nl no pl pt ro ru sk sl sv th tr uk vi"


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    # The model takes half a second and is not needed by those who only fold or clean.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
