"""The gate before generated text: does each number, date, name and quotation of a sentence stand in the sentences it cites?

Pure and strict: what cannot be found is refused, since the extract that takes its place is never wrong. It does not say that a
sentence is a good summary, only that it brings nothing of its own. Finding the figures is core/figures.py.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import regex

from core.date_cues import DateKind
from core.facts import Known
from core.facts_dates import Dated, dates
from core.figures import Figures, Ground, figures
from core.places import countries
from core.prose import speaks_to_a_machine
from core.text import CJK, fold, terms

LONGEST = 600
# The share of a sentence's terms that must stand in what it cites.
SUPPORT = 0.5
# How much longer or shorter a translation may be.
RATIO = 6


class Refusal(StrEnum):
    """Why a generated sentence is not shown."""

    FORM = "form"
    NO_CITATION = "no-citation"
    INSTRUCTION = "instruction"
    ADDRESS = "address"
    QUOTATION = "quotation"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATE_KIND = "date-kind"
    COUNTRY = "country"
    AGENCY = "agency"
    AGREEMENT = "agreement"
    NAME = "name"
    NEGATION = "negation"
    UNSUPPORTED = "unsupported"
    LOST = "lost"


def refusal(text: str, cited: Sequence[str], ground: Ground) -> Refusal | None:
    """Why a sentence must not be shown beside the sentences it cites, in their language; None where it may."""
    if not cited:
        return Refusal.NO_CITATION
    source = "\n".join(cited)
    return (
        _malformed(text)
        or _misquotes(text, source)
        or _invents_figures(figures(text, ground), figures(source, ground, liberal=True))
        or _invents_names(text, source, ground)
        or _is_not_supported(text, source)
    )


def translation_refusal(text: str, original: str, ground: Ground) -> Refusal | None:
    """Why a translation must not be shown: besides inventing nothing it must keep every figure and date of the original."""
    if not original or not len(original) / RATIO <= len(text) <= len(original) * RATIO:
        return _malformed(text) or Refusal.FORM
    written, source = figures(text, ground), figures(original, ground)
    return (
        _malformed(text)
        or _invents_figures(written, figures(original, ground, liberal=True), by_kind=False)
        or _loses_figures(source, figures(text, ground, liberal=True))
        or _invents_listed_names(text, original, ground)
        or _invents_acronyms(text, original, ground)
    )


_ADDRESS = regex.compile(
    r"https?:|www\.|\w@\w|(?<!\w)[@#]\w|<[^>]*>|\]\(|\b[\w-]+\.(?:com|net|org|io|co|kr|cn|jp|ru|xyz|info|biz)\b",
    regex.IGNORECASE,
)


def _malformed(text: str) -> Refusal | None:
    if not text.strip() or len(text) > LONGEST or regex.search(r"[\p{Cc}\p{Cf}\p{Co}\p{Cs}]|```|\{|\}", text):
        return Refusal.FORM
    if _ADDRESS.search(text):
        return Refusal.ADDRESS
    return Refusal.INSTRUCTION if speaks_to_a_machine(text) else None


_QUOTED = regex.compile(
    r"[“\"«„](?P<said>[^”\"»“]{2,})[”\"»]|[「『《](?P<said>[^」』》]{2,})[」』》]|(?<![A-Za-z0-9])[‘'](?P<said>[^’']{2,})[’'](?![A-Za-z0-9])"
)


def _misquotes(text: str, source: str) -> Refusal | None:
    known = _bare(source)
    return Refusal.QUOTATION if any(_bare(one["said"]) not in known for one in _QUOTED.finditer(text)) else None


def _bare(text: str) -> str:
    """Folded letters and figures in one run: line ends, quotation marks and blanks do not part a quotation."""
    return regex.sub(r"[\s\p{P}]+", "", fold(text))


def _invents_figures(written: Figures, source: Figures, *, by_kind: bool = True) -> Refusal | None:
    if not written.money <= source.money:
        return Refusal.MONEY
    if not (written.shares <= source.shares and written.numbers <= source.numbers):
        return Refusal.NUMBER
    for dated in written.dates:
        same = [one for one in source.dates if _says(dated, one)]
        if not same:
            return Refusal.DATE
        if by_kind and dated.kind is not DateKind.DATE and all(one.kind is not dated.kind for one in same):
            return Refusal.DATE_KIND
    return None


def _says(written: Dated, source: Dated) -> bool:
    """Whether a date is the source's, or the whole month or year of it."""
    coarse = (written.last - written.first).days >= 27
    inside = written.first <= source.first and source.last <= written.last
    return (written.first, written.last) == (source.first, source.last) or (coarse and inside)


def _loses_figures(source: Figures, written: Figures) -> Refusal | None:
    kept = source.money <= written.money and source.shares <= written.shares and source.numbers <= written.numbers
    return (
        None
        if kept and all(any(_says(one, dated) for one in written.dates) for dated in source.dates)
        else Refusal.LOST
    )


_LATIN_WORD = regex.compile(r"[A-Za-zÀ-ɏ](?:[A-Za-zÀ-ɏ0-9’'&-]|\.(?=[A-Za-z]))*")
_FUNCTION = (
    "a an the this that these those it its they their he she his her we our i in on at by for from to of with and or but as if when while"
    " after before since until under over about against between during both each all some many most more also however meanwhile"
    " there is are was were has have had will would may can could should not no"
)
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_TITLED = regex.compile(
    r"(?P<name>[가-힣]{2,5}) ?(?=(?:장관|차관|대통령|부총리|총리|총재|위원장|의장|회장|대표|본부장|실장|국장|특사|대사|의원|사장|교수|총장)(?![가-힣]{3}))"
    r"|(?P<name>[가-힣]{2,14}(?:부|처|청|위원회|공사|협회|연합회|은행|그룹|전자|자동차|제철|무역대표부|진흥원|연구원|법원|당국))(?=[은는이가의와과에도]|\s|,|$)"
    r"|(?P<name>[\u4e00-\u9fff]{2,4})(?=(?:部长|部長|主席|总理|總理|首相|大臣|外相|大統領|总统|總統|長官|局长|局長|司长|会長|會長|会长|社長|氏|发言人))"
    r"|(?P<name>[\u4e00-\u9fff]{2,10}(?:集团|集團|公司|银行|銀行|协会|協会|株式会社|委员会|委員会|省|庁))"
    r"|(?P<name>[\u30a1-\u30fa\u30fc]{2,})"
)
_COMMON = "정부 당국 부처 관계부처 일부 전부 내부 외부 정당국 관계당국 세관당국 통상당국 은행 법원 협회 위원회 그룹 공사 외교부"
_KOREAN_COMMON = frozenset(_COMMON.split())


def _invents_names(text: str, source: str, ground: Ground) -> Refusal | None:
    if listed := _invents_listed_names(text, source, ground):
        return listed
    words = {_name_stem(word) for word in _LATIN_WORD.findall(source)}
    judged = _listed_spans(text, ground) + [
        (one.start, one.end) for one in dates(text, "body", ground.day, ground.country)
    ]
    for match in _LATIN_WORD.finditer(text):
        word = match.group()
        if any(start <= match.start() < end for start, end in judged):
            continue  # Korean for Korea, March for 3월: compared by what they mean
        if word[0].isupper() and fold(word) not in _FUNCTION_WORDS and _name_stem(word) not in words:
            return Refusal.NAME
    bare = _bare(source)
    titled = (match["name"] for match in _TITLED.finditer(text))
    return Refusal.NAME if any(_bare(name) not in bare and name not in _KOREAN_COMMON for name in titled) else None


def _name_stem(word: str) -> str:
    return _stem(fold(word).replace(".", ""))


def _listed_spans(text: str, ground: Ground) -> list[tuple[int, int]]:
    known = ground.known
    found = (*countries(text), *known.agency_names.find(text), *known.agreement_names.find(text))
    return [(start, end) for start, end, _ in found]


def _invents_listed_names(text: str, source: str, ground: Ground) -> Refusal | None:
    """Countries, agencies and agreements, which the lists know in every language and under every name."""
    if not {code for *_, code in countries(text)} <= {code for *_, code in countries(source)}:
        return Refusal.COUNTRY
    named = set(_agencies(source, ground.known))
    if not all(one & named for one in _agency_sets(text, ground.known)):
        return Refusal.AGENCY
    agreements = ground.known.agreement_names
    known = {topic for *_, topic in agreements.find(source)}
    return None if {topic for *_, topic in agreements.find(text)} <= known else Refusal.AGREEMENT


def _agency_sets(text: str, known: Known) -> Iterable[frozenset[str]]:
    for *_, ids in known.agency_names.find(text):
        yield frozenset(map(known.agencies.line, ids))


def _agencies(text: str, known: Known) -> Iterable[str]:
    for lines in _agency_sets(text, known):
        yield from lines


_ACRONYM = regex.compile(r"(?<![A-Za-z])[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*(?![a-z])")


def _invents_acronyms(text: str, original: str, ground: Ground) -> Refusal | None:
    """Short forms stay as they are in any language, unless the lists have vouched for them."""
    vouched = _listed_spans(text, ground)
    for match in _ACRONYM.finditer(text):
        listed = any(start <= match.start() < end for start, end in vouched)
        if not listed and match.group() not in original and match.group() not in _SHORT_FORMS:
            return Refusal.NAME
    return None


_KEPT = "AI IT FTA GDP USD KRW JPY CNY EUR HS MOU SME SMES CEO ICT EV EVS CO2 R&D IP TV"
_SHORT_FORMS = frozenset(_KEPT.split())
_NEGATION = regex.compile(
    r"\b(?:not|no|never|without|neither|nor|none|cannot|fail(?:s|ed)?|refus(?:es?|ed)|den(?:y|ies|ied)|reject(?:s|ed)?)\b|n['’]t\b"
    r"|않|없|못[ 하했할한]|아니|(?<![가-힣])안 |[不未无無没沒非]|ない|ません|なかっ|(?<=[らかさたなまわばが])ず(?![かついっ])",
    regex.IGNORECASE,
)


def _is_not_supported(text: str, source: str) -> Refusal | None:
    if bool(_NEGATION.search(text)) != bool(_NEGATION.search(source)):
        return Refusal.NEGATION
    known = {_stem(term) for term in terms(source)}
    said = [_stem(term) for term in terms(text) if term not in _FUNCTION_WORDS]
    return None if said and sum(term in known for term in said) >= SUPPORT * len(said) else Refusal.UNSUPPORTED


def _stem(word: str) -> str:
    """The head of a Latin word, so that exports and exporter meet; other words whole."""
    return word if regex.search(f"[{CJK}]", word) else regex.sub(r"['’]s$", "", word)[:6].rstrip("s")
