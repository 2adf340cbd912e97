"""Finds which of very many phrases and queries a text can hold, without looking at each. Changed in place.

Every phrase waits behind one gate: a gram that a text must contain for the phrase to occur in it. Grams are runs of up to
three Latin words, the first four letters of a word for wildcards, and for CJK two characters of the text without its soft
signs. A text's grams meet the gates in one set intersection; what passes is confirmed by the phrase itself where the gram is
not the whole of it. A query waits behind the phrases of its rarest required group.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

import core.query_grammar as q
from core.phrase import GRAM_WORDS, SOFT, Phrase, Script
from core.text import CJK, HANGUL

_PREFIX = 4
_SIGN = re.compile(rf"\d+(?:\.\d+)+|[^\W_{CJK}]+|[{CJK}]+|[^{SOFT}\w]")
_LATIN_SIGN = re.compile(rf"\d+(?:\.\d+)+|[^\W_]+|[^{SOFT}\w]")
_SOFT_RUN = re.compile(f"[{SOFT}]+")
_HAS_CJK = re.compile(f"[{CJK}]")
_IS_HANGUL = re.compile(f"[{HANGUL}]")

Keys = tuple[str, ...]


class Text:
    """A folded text prepared for the index: `line` is its signs with single blanks, `dense` the text without soft signs."""

    __slots__ = ("dense", "folded", "grams", "line")

    def __init__(self, folded: str) -> None:
        self.folded = folded
        latin = folded.isascii()
        signs = (_LATIN_SIGN if latin else _SIGN).findall(folded)
        self.line = f" {' '.join(signs)} "
        self.dense = "" if latin else _SOFT_RUN.sub("", folded)
        grams = set(signs)
        grams.update([sign[:_PREFIX] + "*" for sign in grams])
        grams.update(map(" ".join, pairwise(signs)))
        grams.update(map(" ".join, zip(signs, signs[1:], signs[2:], strict=False)))
        if not latin:
            grams.update(self.dense)
            grams.update(map("".join, pairwise(self.dense)))
        self.grams = grams


class _Waiting:
    """A phrase behind a gate, with the number of those who added it."""

    __slots__ = ("gate", "phrase", "uses")

    def __init__(self, phrase: Phrase, gate: str) -> None:
        self.phrase, self.gate, self.uses = phrase, gate, 0


class PhraseIndex:
    """Phrases by their keys, counted: a phrase stays as long as someone who added it has not released it."""

    def __init__(self) -> None:
        # Phrases that are one whole gram need no more than to be in the text's; all others wait behind a gate.
        self._whole: dict[str, int] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._gates: dict[str, list[str]] = {}

    def add(self, phrase: Phrase) -> str:
        """Adds a phrase and returns its key, by which `find` names it."""
        key = phrase.key
        if phrase.whole:
            self._whole[key] = self._whole.get(key, 0) + 1
            return key
        waiting = self._waiting.get(key)
        if waiting is None:
            gate = min(_grams(phrase), key=self._crowd)
            waiting = self._waiting[key] = _Waiting(phrase, gate)
            self._gates.setdefault(gate, []).append(key)
        waiting.uses += 1
        return key

    def release(self, key: str) -> None:
        """Undoes one `add`."""
        if key in self._whole:
            self._whole[key] -= 1
            if not self._whole[key]:
                del self._whole[key]
            return
        waiting = self._waiting[key]
        waiting.uses -= 1
        if waiting.uses:
            return
        del self._waiting[key]
        self._gates[waiting.gate].remove(key)
        if not self._gates[waiting.gate]:
            del self._gates[waiting.gate]

    def find(self, text: Text) -> set[str]:
        """Keys of the phrases in a text. The case that an `exact` phrase asks for is left to View.hits."""
        found = text.grams & self._whole.keys()
        for gram in text.grams & self._gates.keys():
            for key in self._gates[gram]:
                if _stands_in(text, self._waiting[key].phrase, key):
                    found.add(key)
        return found

    def _crowd(self, gram: str) -> int:
        """How many phrases wait behind a gate."""
        return len(self._gates.get(gram, ()))


def _stands_in(text: Text, phrase: Phrase, key: str) -> bool:
    """Whether the phrase is in the text, by string search where that says all and by its pattern elsewhere."""
    if phrase.exact is not None or phrase.script is Script.MIXED:
        return phrase.pattern.search(text.folded) is not None
    if phrase.script is Script.LATIN:
        return (f" {key[:-1]}" if phrase.prefix else f" {key} ") in text.line
    if phrase.prefix:
        return phrase.pattern.search(text.folded) is not None
    return _korean_stands_in(text, phrase, key) if phrase.has_hangul else key in text.dense


def _korean_stands_in(text: Text, phrase: Phrase, key: str) -> bool:
    if key not in text.dense:
        return False
    folded = text.folded
    at = folded.find(key)
    while at >= 0:
        # Three syllables in a row may stand anywhere in a word, two at its left edge only.
        if len(key) > 2 or at == 0 or not _IS_HANGUL.match(folded[at - 1]):
            return True
        at = folded.find(key, at + 1)
    return phrase.pattern.search(folded) is not None


def _grams(phrase: Phrase) -> list[str]:
    """The grams of which a text with this phrase has each; the phrase may wait behind any of them."""
    words = phrase.words
    if phrase.script is not Script.LATIN:
        joined = phrase.joined
        pairs = [joined[at : at + 2] for at in range(len(joined) - 1)]
        return [pair for pair in pairs if _HAS_CJK.search(pair)] or [joined]
    if phrase.prefix:
        return [words[-1][:_PREFIX] + "*"]
    return [" ".join(words[at : at + GRAM_WORDS]) for at in range(max(1, len(words) - GRAM_WORDS + 1))]


class Compiled:
    """A query as groups of phrase keys. It can match a text only if each group has a key in it and `denied` has none.

    `gate` is the group it waits behind. `rest` is the tree where this is necessary but not sufficient (NEAR, title:, filters,
    nested groups), else None; `others` are the phrases of that tree alone.
    """

    __slots__ = ("denied", "gate", "groups", "name", "others", "rest")

    def __init__(
        self, name: str, gate: Keys, groups: tuple[Keys, ...], denied: Keys, others: Keys, rest: q.Node | None
    ) -> None:
        self.name, self.gate, self.groups, self.denied, self.others, self.rest = (
            name,
            gate,
            groups,
            denied,
            others,
            rest,
        )

    def phrases(self) -> Iterator[str]:
        """Every phrase key of the query, as often as it was added."""
        return chain(self.gate, *self.groups, self.denied, self.others)


class QueryIndex:
    """Queries by name, each behind the phrases of its rarest required group."""

    def __init__(self, phrases: PhraseIndex) -> None:
        self._phrases = phrases
        self._queries: dict[str, Compiled] = {}
        self._waiting: dict[str, list[Compiled]] = {}

    def add(self, name: str, root: q.Node) -> None:
        """Adds a query once; a name that is there already stays as it is."""
        if name in self._queries:
            return
        query = self._queries[name] = compile_query(name, root, self._phrases)
        for key in dict.fromkeys(query.gate):
            self._waiting.setdefault(key, []).append(query)

    def remove(self, name: str) -> None:
        """Removes a query; a name that is not there is no error."""
        query = self._queries.pop(name, None)
        if query is None:
            return
        for key in dict.fromkeys(query.gate):
            self._waiting[key].remove(query)
            if not self._waiting[key]:
                del self._waiting[key]
        for key in query.phrases():
            self._phrases.release(key)

    def candidates(self, present: set[str]) -> Iterable[Compiled]:
        """The queries whose phrases allow a match. Where `rest` is set the tree has to decide."""
        found: dict[str, Compiled] = {}
        absent = present.isdisjoint
        for key in present & self._waiting.keys():
            for query in self._waiting[key]:
                for group in query.groups:
                    if absent(group):
                        break
                else:
                    if not query.denied or absent(query.denied):
                        found[query.name] = query
        return found.values()


def compile_query(name: str, root: q.Node, phrases: PhraseIndex) -> Compiled:
    """Takes a query apart into what the index can check, adding its phrases."""
    groups: list[Keys] = []
    denied: list[str] = []
    others: list[str] = []
    whole = True
    for part in root.parts if isinstance(root, q.All) else (root,):
        terms = part.parts if isinstance(part, q.Any) else (part,)
        if all(isinstance(term, q.Term) for term in terms) and not _needs_case(terms):
            groups.append(tuple(phrases.add(t.phrase) for t in terms if isinstance(t, q.Term)))
        elif isinstance(part, q.Not) and isinstance(part.part, q.Term) and part.part.phrase.exact is None:
            denied.append(phrases.add(part.part.phrase))
        else:
            whole = False
            group, rest = _needed(part, phrases)
            groups += [group] if group else []
            others += rest
    gate = min((g for g in groups if g), key=_frequency)
    groups.remove(gate)
    return Compiled(name, gate, tuple(groups), tuple(denied), tuple(others), None if whole else root)


def _needs_case(terms: Iterable[q.Node]) -> bool:
    return any(isinstance(term, q.Term) and term.phrase.exact is not None for term in terms)


def _needed(node: q.Node, phrases: PhraseIndex) -> tuple[Keys, list[str]]:
    """Keys of which one must occur for the node to hold (none if nothing must), and the keys of its other phrases."""
    match node:
        case q.Term(_, phrase):
            return (phrases.add(phrase),), []
        case q.Title(part):
            return _needed(part, phrases)
        case q.Any(parts):
            found = [_needed(part, phrases) for part in parts]
            keys = tuple(key for group, _ in found for key in group)
            rest = [key for _, others in found for key in others]
            return (keys, rest) if all(group for group, _ in found) else ((), [*keys, *rest])
        case q.All(parts):
            return _rarest([_needed(part, phrases) for part in parts])
        case q.Near(left, right):
            return _rarest([_needed(left, phrases), _needed(right, phrases)])
        case q.Not(part):
            group, rest = _needed(part, phrases)
            return (), [*group, *rest]
        case _:
            return (), []


def _rarest(found: list[tuple[Keys, list[str]]]) -> tuple[Keys, list[str]]:
    groups = [group for group, _ in found if group]
    rest = [key for _, others in found for key in others]
    if not groups:
        return (), rest
    best = min(groups, key=_frequency)
    groups.remove(best)
    return best, [*rest, *(key for group in groups for key in group)]


def _frequency(group: Keys) -> float:
    """How often one of the phrases is to be expected, by their length alone."""
    return sum(_expected(key) for key in group)


def _expected(key: str) -> float:
    words = key.count(" ")
    if words:
        return 0.08**words
    if key.isascii():
        return 4.0 / max(len(key), 2)
    return 0.2 ** (len(key) - 1)
