"""Which known names a text holds, in whatever language: goods, acts, places, people, firms, countries, agencies, topics.

A name becomes a mark `class:id` that is the same in every language. For comparing texts (core/story.py), not for citing:
positions are not kept. Names are looked up in a trie of words, so a text costs the same however many names are known.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import merge
from typing import Any

from babel import Locale

from core import lexicon_goods, lexicon_names, lexicon_things
from core.agencies import INTERNATIONAL, Agencies, Agency
from core.model import Topic
from core.text import CJK, HAN, HANGUL, fold

Trie = dict[str, Any]

# The key under which a trie's node keeps the marks of the name that ends there; no word is empty.
_MARKS = ""
_UNIT = re.compile(rf"[{CJK}]|[^\W_{CJK}]+|[^\w\s\-·/&'\"]")
_HANGUL = re.compile(f"[{HANGUL}]")
_USA = re.compile(r"\bU\.S\.(?:A\.)?|\bUSA?\b", re.ASCII)
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z0-9]+[A-Za-z0-9]*(?:-[A-Z]+)*", re.ASCII)
_COUNTRY_SIGNS = frozenset({"US", "USA", "EU", "UK", "UAE", "ROK"})
# Newspapers write a country as one Han character; in Chinese none stands alone, in Japanese only some do.
_LONE_HAN = re.compile(rf"(?<![{HAN}\d])[美米中日英独佛露韩印](?![{HAN}])")
_LONE = {
    "ko": dict(zip("美中日英独佛露印", ["US", "CN", "JP", "GB", "DE", "FR", "RU", "IN"], strict=True)),
    "ja": dict(zip("米英独佛露韩", ["US", "GB", "DE", "FR", "RU", "KR"], strict=True)),
}
_CLASSES = {
    "goods": "goods",
    "things": "thing",
    "acts": "act",
    "reactions": "reaction",
    "places": "place",
    "people": "person",
    "firms": "firm",
    "countries": "country",
}


class Entities:
    """The names of the lexicon, the world's countries, agencies and topics."""

    def __init__(self, topics: Iterable[Topic] = (), agencies: Iterable[Agency] = ()) -> None:
        self._names: Trie = {}
        self._bodies: dict[str, tuple[str, ...]] = {}
        for term, marks in _built_in():
            _plant(self._names, term, marks)
        self._add_agencies(list(agencies))
        self.set_topics(topics)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Take over the topics as they are now; what was compared before stays as it was seen then."""
        names: Trie = {}
        acronyms = dict(self._bodies)
        for topic in topics:
            _add_topic(topic, names, acronyms)
        self._topics, self._acronyms = names, acronyms

    def marks(self, text: str, lang: str | None) -> tuple[str, ...]:
        """The marks of a text, each once: names in its order, then topics and signs.

        `lang` tells how to read a Han character that stands alone.
        """
        return tuple(dict.fromkeys(self._all(text, lang)))

    def _all(self, text: str, lang: str | None) -> Iterator[str]:
        folded = fold(_USA.sub(" usa ", text))
        units = [(match.group(), match.start()) for match in _UNIT.finditer(folded)]
        words, starts = [_word(unit) for unit, _ in units], [start for _, start in units]
        lone = _LONE.get(lang or "", {})
        alone = ((m.start(), f"country:{lone[m.group()]}") for m in _LONE_HAN.finditer(folded) if m.group() in lone)
        named = merge(_found(self._names, words, folded, starts), alone, key=lambda pair: pair[0])
        yield from (mark for _, mark in named)
        yield from (mark for _, mark in _found(self._topics, words, folded, starts))
        for match in _ACRONYM.finditer(unicodedata.normalize("NFKC", text)):
            sign = match.group()
            yield from self._acronyms.get(sign, () if sign in _COUNTRY_SIGNS else (f"sign:{sign.lower()}",))

    def _add_agencies(self, agencies: list[Agency]) -> None:
        lines = Agencies(agencies)
        for agency in agencies:
            marks: tuple[str, ...] = (f"agency:{lines.line(agency.id)}",)
            if agency.country != INTERNATIONAL:
                marks += (f"country:{agency.country}",)
            for names in agency.names.values():
                for name in names:
                    _plant(self._names, name, marks)
            for acronym in agency.acronyms:
                self._bodies[acronym] = self._bodies.get(acronym, ()) + marks


def _add_topic(topic: Topic, names: Trie, acronyms: dict[str, tuple[str, ...]]) -> None:
    mark = (f"topic:{topic.id}",)
    for aliases in topic.aliases.values():
        for name in aliases:
            _plant(names, name, mark)
    for acronym in topic.acronyms:
        if not acronym.ambiguous:
            acronyms[acronym.term] = acronyms.get(acronym.term, ()) + mark


def stem(word: str) -> str:
    """An English word without the endings that change between two reports of one thing; other words as they are."""
    if not word.isascii() or len(word) < 4 or word[-1].isdigit():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    for ending, least in (("ings", 7), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)]
            doubled = word[-1] == word[-2] and word[-1] not in "ls" and ending not in ("es", "s")
            word = word[:-1] if doubled else word
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _word(unit: str) -> str:
    return unit if len(unit) == 1 else stem(unit)


def _found(trie: Trie, words: list[str], folded: str, starts: list[int]) -> Iterator[tuple[int, str]]:
    """Where the longest names begin, with their marks, left to right, without overlap."""
    at, count = 0, len(words)
    while at < count:
        node, step, end = trie.get(words[at]), at, at
        marks: tuple[str, ...] = ()
        while node is not None:
            step += 1
            if _MARKS in node and _stands(words, at, step, folded, starts):
                end, marks = step, node[_MARKS]
            node = node.get(words[step]) if step < count else None
        yield from ((starts[at], mark) for mark in marks)
        at = max(end, at + 1)


def _stands(words: list[str], at: int, end: int, folded: str, starts: list[int]) -> bool:
    """Two Korean syllables are a word where a word begins or, but for a particle, ends; inside one they are chance."""
    if end - at > 2 or not _HANGUL.match(words[at]):
        return True
    begin, after = starts[at], starts[end - 1] + 1
    return not _HANGUL.match(folded[begin - 1 : begin]) or not _HANGUL.match(folded[after + 1 : after + 2])


def _plant(trie: Trie, term: str, marks: tuple[str, ...]) -> None:
    units = _UNIT.findall(fold(_USA.sub(" usa ", term)))
    node = trie
    for unit in units:
        node = node.setdefault(_word(unit), {})
    if units:
        node[_MARKS] = tuple(dict.fromkeys((*node.get(_MARKS, ()), *marks)))


@lru_cache(maxsize=1)
def _built_in() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lexicon's terms and the countries' names, with their marks."""
    lines = (*_lines(lexicon_goods.TEXT), *_lines(lexicon_things.TEXT), *_lines(lexicon_names.TEXT))
    return (*lines, *_countries())


def _lines(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    kind = ""
    for line in text.strip().splitlines():
        if line.startswith("["):
            kind = _CLASSES[line.strip("[]")]
            continue
        ids, *columns = line.split("|")
        # One line may stand for two marks: "KR US" is what "Korea-US" says.
        marks = tuple(f"{kind}:{name}" for name in ids.split())
        for column in columns:
            for term in column.split(";"):
                yield term, marks


def _countries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every territory with an ISO 3166 code by its name in four languages. The shortest names are words as well."""
    for lang in ("en", "ko", "zh", "ja"):
        for code, name in Locale.parse(lang).territories.items():
            if len(code) == 2 and code not in {"ZZ", "XA", "XB", "QO", "EZ", "UN"} and len(name) > 2:
                yield name, (f"country:{code}",)
