"""A phrase and where it stands in a folded text: the definition of a hit. Its index is in core/index.py.

Words are Latin-like runs or single CJK characters. Between the words of a phrase any run of soft signs may stand (blanks,
hyphens, middle dots, slashes, quotes) and, where CJK is on a side, none. Everything else, a comma or a stop, breaks it.

Korean joins particles to words, so edges are a matter of length: two syllables match at the left edge of a word only,
three or more anywhere, but across a blank only from a left edge. `exact` asks for the whole word: in Korean nothing but a
particle may follow, in Latin the letters' case must be the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from core.text import CJK, HANGUL, fold

SOFT = r"\s\-·/&\"'_#~"
_GAP = f"[{SOFT}]*+"
_GAP_LATIN = f"[{SOFT}]++"
_GAP_TIGHT = "[-·]*+"
_LATIN = rf"[^\W_{CJK}]"
# The longest run of Latin words that the index looks up as one.
GRAM_WORDS = 3
_TOKEN = re.compile(rf"[{CJK}]|\d+(?:\.\d+)+|{_LATIN}+")
_IS_CJK = re.compile(f"[{CJK}]")
_IS_HANGUL = re.compile(f"[{HANGUL}]")
_PARTICLES = [
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "의",
    "와",
    "과",
    "도",
    "로",
    "만",
    "엔",
    "에서",
    "에게",
    "에는",
    "에도",
    "에의",
    "으로",
    "부터",
    "까지",
    "이나",
    "이라",
    "이란",
    "라는",
    "이라는",
    "보다",
    "처럼",
    "마다",
    "조차",
    "마저",
    "측",
    "측은",
    "측이",
    "산",
    "발",
    "내",
    "에서는",
    "에서도",
    "으로는",
    "으로부터",
    "로부터",
    "로는",
    "과의",
    "와의",
    "에게는",
    "이다",
    "입니다",
    "이며",
    "이고",
    "에서의",
    "으로의",
]
_PARTICLE = "(?:" + "|".join(sorted(_PARTICLES, key=len, reverse=True)) + ")?"


class Script(Enum):
    """What a phrase is written in."""

    LATIN = "latin"
    CJK = "cjk"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row. `words` are folded; `prefix` lets the last word go on; `exact` is the term as it must be written.

    `key` is one string a phrase: equal keys mean equal phrases. `whole` says that the phrase is one gram of core/index.py
    and no more, so that finding the gram finds the phrase.
    """

    words: tuple[str, ...]
    prefix: bool = False
    exact: str | None = None
    script: Script = field(init=False, compare=False, repr=False)
    key: str = field(init=False, compare=False, repr=False)
    whole: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        script = _script(self.words)
        text = (" " if script is Script.LATIN else "").join(self.words)
        plain = not self.prefix and self.exact is None
        short = len(self.words) <= (GRAM_WORDS if script is Script.LATIN else 2)
        whole = plain and short and (script is Script.LATIN or (script is Script.CJK and not _IS_HANGUL.search(text)))
        if not plain:
            text = (f"={self.exact}=" if self.exact is not None else "") + text + ("*" if self.prefix else "")
        object.__setattr__(self, "script", script)
        object.__setattr__(self, "key", text)
        object.__setattr__(self, "whole", whole)

    @classmethod
    def of(cls, term: str, *, prefix: bool = False, exact: bool = False) -> "Phrase":
        """The phrase of a term as a person writes it. Without a letter or digit in the term it has no words."""
        return cls(tuple(_TOKEN.findall(fold(term))), prefix, _written(term) if exact else None)

    @property
    def is_latin(self) -> bool:
        """Whether no word is a CJK character."""
        return self.script is Script.LATIN

    @property
    def joined(self) -> str:
        """The words without anything between them."""
        return "".join(self.words)

    @property
    def has_hangul(self) -> bool:
        """Whether a word is a Korean syllable."""
        return _IS_HANGUL.search(self.joined) is not None

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the phrase looks like in a folded text."""
        return _pattern(self)

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Half-open spans of the phrase in a folded text, left to right, without overlap. `exact` case is not checked."""
        return (match.span() for match in self.pattern.finditer(folded))

    def is_written_in(self, original: str) -> bool:
        """Whether the original characters of a span have the form that `exact` asks for."""
        return self.exact is None or not self.is_latin or _written(original) == self.exact


def _script(words: tuple[str, ...]) -> Script:
    text = "".join(words)
    if text.isascii() or not _IS_CJK.search(text):
        return Script.LATIN
    return Script.CJK if len(text) == len(words) else Script.MIXED


@lru_cache(maxsize=20_000)
def _pattern(phrase: Phrase) -> re.Pattern[str]:
    first, last = phrase.words[0], phrase.words[-1]
    body = _loose(phrase.words)
    if _IS_HANGUL.match(first):
        edge = f"(?<![{HANGUL}])"
        anywhere = len(phrase.joined) >= 3 and phrase.exact is None
        body = f"(?:{edge}{body}|{_tight(phrase.words)})" if anywhere else edge + body
    elif not _IS_CJK.match(first):
        body = _left_edge(first) + body
    return re.compile(body + ("" if phrase.prefix else _right_edge(last, exact=phrase.exact is not None)))


def _loose(words: tuple[str, ...]) -> str:
    parts = [re.escape(words[0])]
    for before, word in pairwise(words):
        latin = not _IS_CJK.match(before) and not _IS_CJK.match(word)
        # Two syllables are too short to be spread over two words.
        short = len(words) == 2 and _IS_HANGUL.match(before) and _IS_HANGUL.match(word)
        parts.append((_GAP_LATIN if latin else _GAP_TIGHT if short else _GAP) + re.escape(word))
    return "".join(parts)


def _tight(words: tuple[str, ...]) -> str:
    return _GAP_TIGHT.join(map(re.escape, words))


def _right_edge(last: str, *, exact: bool) -> str:
    if not _IS_CJK.match(last):
        return rf"(?!{_LATIN})" + (r"(?!\.\d)" if last[-1].isdigit() else "")
    return f"{_PARTICLE}(?![{HANGUL}])" if exact and _IS_HANGUL.match(last) else ""


def _left_edge(word: str) -> str:
    return rf"(?<!{_LATIN})" + (r"(?<!\d\.)" if word[0].isdigit() else "")


def _written(term: str) -> str:
    """A term with its case, but without the differences in dashes, dots and blanks that nobody means."""
    signs = "".join("-" if unicodedata.category(c) == "Pd" else c for c in unicodedata.normalize("NFKC", term))
    return " ".join(re.sub(r"(?<=[A-Za-z])\.", "", signs).split())


def count_words(folded: str) -> int:
    """Words in a folded text, where two CJK characters count as one."""
    found = _TOKEN.findall(folded)
    cjk = sum(1 for word in found if _IS_CJK.match(word))
    return len(found) - cjk + (cjk + 1) // 2
