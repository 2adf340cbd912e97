"""Finds which of very many phrases and queries a text can hold, without looking at each. Changed in place.

Every phrase waits behind one gate: a gram that a text must contain for the phrase to occur in it. Grams are runs of up to
three Latin words, the first four letters of a word for wildcards, and for CJK two characters of the text without its soft
signs. A text's grams meet the gates in one set intersection; what passes is confirmed by the phrase itself where the gram is
not the whole of it. A query waits behind the phrases of its rarest required group.
"""

import re
from collections.abc import Iterable, Iterator

import core.query_grammar as q
from core.phrase import SOFT, Phrase
from core.text import CJK, HANGUL

_GRAM_WORDS = 3
_PREFIX = 4
_SIGN = re.compile(rf"\d+(?:\.\d+)+|[^\W_{CJK}]+|[{CJK}]|[^{SOFT}\w]")
_LATIN_SIGN = re.compile(rf"\d+(?:\.\d+)+|[^\W_]+|[^{SOFT}\w]")
_SOFT_RUN = re.compile(f"[{SOFT}]+")
_HAS_CJK = re.compile(f"[{CJK}]")
_HAS_HANGUL = re.compile(f"[{HANGUL}]")


class Text:
    """A folded text prepared for the index."""

    __slots__ = ("dense", "folded", "grams")

    def __init__(self, folded: str) -> None:
        self.folded = folded
        latin = folded.isascii()
        self.dense = "" if latin else _SOFT_RUN.sub("", folded)
        signs = (_LATIN_SIGN if latin else _SIGN).findall(folded)
        grams = set(signs)
        grams.update([sign[:_PREFIX] + "*" for sign in grams])
        for run in (zip(signs, signs[1:], strict=False), zip(signs, signs[1:], signs[2:], strict=False)):
            grams.update(map(" ".join, run))
        if not latin:
            grams.update(map("".join, zip(self.dense, self.dense[1:], strict=False)))
        self.grams = grams


class PhraseIndex:
    """Phrases by their keys, counted: a phrase stays as long as someone who added it has not released it."""

    def __init__(self) -> None:
        self._phrases: dict[str, Phrase] = {}
        self._uses: dict[str, int] = {}
        self._gates: dict[str, list[str]] = {}

    def __getitem__(self, key: str) -> Phrase:
        return self._phrases[key]

    def add(self, phrase: Phrase) -> str:
        """Adds a phrase and returns its key, by which `find` names it."""
        key = phrase.key
        uses = self._uses.get(key, 0)
        self._uses[key] = uses + 1
        if uses:
            return key
        self._phrases[key] = phrase
        self._gates.setdefault(self._gate(phrase), []).append(key)
        return key

    def release(self, key: str) -> None:
        """Undoes one `add`."""
        self._uses[key] -= 1
        if self._uses[key]:
            return
        gate = next(gram for gram in _grams(self._phrases[key]) if key in self._gates.get(gram, ()))
        self._gates[gate].remove(key)
        if not self._gates[gate]:
            del self._gates[gate]
        del self._phrases[key], self._uses[key]

    def find(self, text: Text) -> set[str]:
        """Keys of the phrases in a text. The case that an `exact` phrase asks for is left to View.hits."""
        found: set[str] = set()
        gates = self._gates
        for gram in text.grams & gates.keys():
            for key in gates[gram]:
                if key == gram or self._confirmed(key, text):
                    found.add(key)
        return found

    def _gate(self, phrase: Phrase) -> str:
        """The gram with the fewest phrases behind it."""
        return min(_grams(phrase), key=lambda gram: len(self._gates.get(gram, ())))

    def _confirmed(self, key: str, text: Text) -> bool:
        phrase = self._phrases[key]
        if phrase.is_plain_cjk:
            if key not in text.dense:
                return False
            # Han and kana have no word edges; three syllables in a row may stand anywhere in a word.
            if not phrase.has_hangul or (len(key) > 2 and key in text.folded):
                return True
        return phrase.pattern.search(text.folded) is not None


def _grams(phrase: Phrase) -> list[str]:
    """The grams of which a text with this phrase has each; the phrase may wait behind any of them."""
    words = phrase.words
    if not phrase.is_latin:
        joined = phrase.joined
        pairs = [joined[at : at + 2] for at in range(len(joined) - 1) if _HAS_CJK.search(joined[at : at + 2])]
        return pairs or [joined]
    if phrase.prefix:
        return [words[-1][:_PREFIX] + "*"]
    return [" ".join(words[at : at + _GRAM_WORDS]) for at in range(max(1, len(words) - _GRAM_WORDS + 1))]


class QueryIndex:
    """Queries by name, each behind the phrases of its rarest required group."""

    def __init__(self, phrases: PhraseIndex) -> None:
        self._phrases = phrases
        self._queries: dict[str, Compiled] = {}
        self._waiting: dict[str, dict[str, Compiled]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._queries

    def __getitem__(self, name: str) -> "Compiled":
        return self._queries[name]

    def add(self, name: str, root: q.Node) -> None:
        """Adds a query once; a name that is there already stays as it is."""
        if name in self._queries:
            return
        compiled = compile_query(root, self._phrases)
        self._queries[name] = compiled
        for key in compiled.gate:
            self._waiting.setdefault(key, {})[name] = compiled

    def remove(self, name: str) -> None:
        """Removes a query; a name that is not there is no error."""
        compiled = self._queries.pop(name, None)
        if compiled is None:
            return
        for key in compiled.gate:
            waiting = self._waiting[key]
            waiting.pop(name, None)
            if not waiting:
                del self._waiting[key]
        for key in compiled.keys():
            self._phrases.release(key)

    def candidates(self, present: set[str]) -> Iterator[tuple[str, "Compiled"]]:
        """The queries whose phrases allow a match. Where `rest` is set the tree has to decide."""
        seen: set[str] = set()
        for key in present & self._waiting.keys():
            for name, query in self._waiting[key].items():
                if query.denied and not present.isdisjoint(query.denied):
                    continue
                for group in query.groups:
                    if present.isdisjoint(group):
                        break
                else:
                    if len(query.gate) == 1:
                        yield name, query
                    elif name not in seen:
                        seen.add(name)
                        yield name, query


class Compiled:
    """A query as groups of phrase keys. It can match a text only if each group has a key in it and `denied` has none.

    `rest` is the tree where this is necessary but not sufficient (NEAR, title:, filters, nested groups), else None.
    """

    __slots__ = ("denied", "gate", "groups", "others", "rest")

    def __init__(
        self,
        gate: tuple[str, ...],
        groups: tuple[tuple[str, ...], ...],
        denied: tuple[str, ...],
        others: tuple[str, ...],
        rest: q.Node | None,
    ) -> None:
        self.gate, self.groups, self.denied, self.others, self.rest = gate, groups, denied, others, rest

    def keys(self) -> Iterator[str]:
        """Every phrase key of the query, as often as it was added."""
        yield from self.gate
        for group in self.groups:
            yield from group
        yield from self.denied
        yield from self.others


def compile_query(root: q.Node, phrases: PhraseIndex) -> Compiled:
    """Takes a query apart into what the index can check, adding its phrases."""
    groups: list[tuple[str, ...]] = []
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
    return Compiled(gate, tuple(groups), tuple(denied), tuple(others), None if whole else root)


def _needs_case(terms: Iterable[q.Node]) -> bool:
    return any(isinstance(term, q.Term) and term.phrase.exact is not None for term in terms)


def _needed(node: q.Node, phrases: PhraseIndex) -> tuple[tuple[str, ...], list[str]]:
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
        case q.Filter():
            return (), []


def _rarest(found: list[tuple[tuple[str, ...], list[str]]]) -> tuple[tuple[str, ...], list[str]]:
    groups = [group for group, _ in found if group]
    rest = [key for _, others in found for key in others]
    if not groups:
        return (), rest
    best = min(groups, key=_frequency)
    groups.remove(best)
    return best, [*rest, *(key for group in groups for key in group)]


def _frequency(group: tuple[str, ...]) -> float:
    """How often one of the phrases is to be expected, by their length alone."""
    return sum(_expected(key) for key in group)


def _expected(key: str) -> float:
    words = key.count(" ")
    if words:
        return 0.08**words
    if key.isascii():
        return 4.0 / max(len(key), 2)
    return 0.2 ** (len(key) - 1)
