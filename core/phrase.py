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
from dataclasses import dataclass
from functools import cached_property

from core.text import CJK, HANGUL, fold

SOFT = r"\s\-·/&\"'_#~"
_GAP = f"[{SOFT}]*+"
_GAP_LATIN = f"[{SOFT}]++"
_LATIN = rf"[^\W_{CJK}]"
_TOKEN = re.compile(rf"[{CJK}]|\d+(?:\.\d+)+|{_LATIN}+")
_IS_CJK = re.compile(f"[{CJK}]")
_IS_HANGUL = re.compile(f"[{HANGUL}]")
# A single Han character that is a word: the elements, which nobody writes in another sense.
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


@dataclass(frozen=True)
class Phrase:
    """Words in a row. `words` are folded; `prefix` lets the last word go on; `exact` is the term as it must be written."""

    words: tuple[str, ...]
    prefix: bool = False
    exact: str | None = None

    @classmethod
    def of(cls, term: str, *, prefix: bool = False, exact: bool = False) -> "Phrase":
        """The phrase of a term as a person writes it. Without a letter or digit in the term it has no words."""
        return cls(tuple(_TOKEN.findall(fold(term))), prefix, _written(term) if exact else None)

    @cached_property
    def is_cjk(self) -> bool:
        """Whether every word is a CJK character."""
        return all(_IS_CJK.match(word) for word in self.words)

    @cached_property
    def is_latin(self) -> bool:
        """Whether no word is a CJK character."""
        return not any(_IS_CJK.match(word) for word in self.words)

    @cached_property
    def has_hangul(self) -> bool:
        """Whether a word is a Korean syllable."""
        return any(_IS_HANGUL.match(word) for word in self.words)

    @cached_property
    def is_plain_cjk(self) -> bool:
        """Whether nothing but the characters themselves decides, edges of Korean words aside."""
        return self.is_cjk and not self.prefix and self.exact is None

    @cached_property
    def key(self) -> str:
        """One string a phrase: equal keys mean equal phrases."""
        text = " ".join(self.words) if self.is_latin else self.joined
        return (f"={self.exact}=" if self.exact is not None else "") + text + ("*" if self.prefix else "")

    @cached_property
    def joined(self) -> str:
        """The words without anything between them."""
        return "".join(self.words)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the phrase looks like in a folded text."""
        first, last = self.words[0], self.words[-1]
        body = self._loose()
        if _IS_HANGUL.match(first):
            body = self._korean(body)
        elif not _IS_CJK.match(first):
            body = _left_edge(first) + body
        return re.compile(body + self._right_edge(last))

    def spans(self, folded: str) -> Iterator[tuple[int, int]]:
        """Half-open spans of the phrase in a folded text, left to right, without overlap. `exact` case is not checked."""
        return (match.span() for match in self.pattern.finditer(folded))

    def is_written_in(self, original: str) -> bool:
        """Whether the original characters of a span have the form that `exact` asks for."""
        return self.exact is None or not self.is_latin or _written(original) == self.exact

    def _loose(self) -> str:
        parts = [re.escape(self.words[0])]
        for before, word in zip(self.words, self.words[1:], strict=False):
            latin = not _IS_CJK.match(before) and not _IS_CJK.match(word)
            # Two syllables are too short to be spread over two words.
            gap = "[-·]*+" if len(self.words) == 2 and _IS_HANGUL.match(before) and _IS_HANGUL.match(word) else _GAP
            parts.append((_GAP_LATIN if latin else gap) + re.escape(word))
        return "".join(parts)

    def _korean(self, loose: str) -> str:
        edge = f"(?<![{HANGUL}])"
        if len(self.joined) < 3 or self.exact:
            return edge + loose
        return f"(?:{edge}{loose}|{self._tight()})"

    def _tight(self) -> str:
        return "[-·]*+".join(map(re.escape, self.words))

    def _right_edge(self, last: str) -> str:
        if self.prefix:
            return ""
        if not _IS_CJK.match(last):
            return rf"(?!{_LATIN})" + (r"(?!\.\d)" if last[-1].isdigit() else "")
        return f"{_PARTICLE}(?![{HANGUL}])" if self.exact and _IS_HANGUL.match(last) else ""


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
