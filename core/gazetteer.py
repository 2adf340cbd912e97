"""Finding many names in a text at once: longest first, and never inside another word.

Not for topics and their aliases (core/match.py), which fold and inflect; names here are found as they are written.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from core.text import HANGUL, KANA

Value = TypeVar("Value")

_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
# What may not stand before a name that begins so: a word would go on. 대중국, 탈중국 are China with a prefix.
_BEFORE = {
    "latin": r"(?<![^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])",
    "hangul": rf"(?:(?<![{HANGUL}A-Za-z0-9])|(?<=(?<![{HANGUL}])[대방탈반친]))",
    "katakana": f"(?<![{_KATAKANA}])",
}
_AFTER = {"latin": r"(?![^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])", "katakana": f"(?![{_KATAKANA}])"}


class Gazetteer(Generic[Value]):
    """Names with a value each. Case counts. In Korean a particle may follow a name, nothing may go before it."""

    def __init__(self, names: Mapping[str, Value]) -> None:
        self.values = dict(names)
        self._pattern = re.compile(_alternatives(self.values)) if self.values else None

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Half-open spans with their values, in order, without overlaps."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            yield found.start(), found.end(), self.values[found.group()]


def _alternatives(names: Iterable[str]) -> str:
    """One expression a script, since its edges differ. Names of one first letter share a branch: that keeps it fast."""
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for name in names:
        edges = (_BEFORE.get(_script(name[0]), ""), _AFTER.get(_script(name[-1]), ""))
        groups.setdefault(edges, {}).setdefault(name[0], []).append(name)
    branches = []
    for (before, after), by_first in groups.items():
        heads = []
        for first, members in by_first.items():
            tails = "|".join(re.escape(name[1:]) for name in sorted(members, key=len, reverse=True))
            heads.append(f"{re.escape(first)}(?:{tails})")
        initials = "".join(re.escape(first) for first in by_first)
        branches.append(f"(?=[{initials}]){before}(?:{'|'.join(heads)}){after}")
    return "|".join(branches)


def _script(sign: str) -> str:
    if re.match(f"[{HANGUL}]", sign):
        return "hangul"
    if re.match(f"[{_KATAKANA}]", sign):
        return "katakana"
    return "" if re.match(rf"[{KANA}\u3400-\u9fff]", sign) or not sign.isalnum() else "latin"
