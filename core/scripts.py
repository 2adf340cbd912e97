"""Which scripts the signs of a text are of, counted fast. What language that makes is told in core/text.py."""

import re
from dataclasses import dataclass

# Character ranges inside a regex class. The middle dot is no letter here: folding makes one sign of all its kinds.
HANGUL = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
CJK = HANGUL + KANA + HAN

_SCRIPTS = (re.compile(f"[{HANGUL}]"), re.compile(f"[{KANA}]"), re.compile(f"[{HAN}]"))
_LETTER = re.compile(r"[^\W\d_]")
# What the first bytes of UTF-16 and ASCII itself tell apart: blocks of 256 signs that are all syllables, or all Han.
_HANGUL_BLOCKS, _HAN_BLOCKS = bytes(range(0xAC, 0xD7)), bytes(range(0x4E, 0x9F))
_TOLD_BY_BLOCK = re.compile("[\x00-\x7f\u4e00-\u9eff\uac00-\ud6ff]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_ALL = bytes(range(256))
_NO_HANGUL, _NO_HAN = (bytes(set(_ALL) - set(blocks)) for blocks in (_HANGUL_BLOCKS, _HAN_BLOCKS))


@dataclass(frozen=True, slots=True)
class ScriptCount:
    """How many signs of a text are of each East Asian script, how many are letters, and how many of these are no numbers."""

    hangul: int
    kana: int
    han: int
    letters: int
    alphabetic: int

    @property
    def east_asian(self) -> int:
        """Those of the three scripts together."""
        return self.hangul + self.kana + self.han


def count_scripts(text: str) -> ScriptCount:
    """The signs of a text by script. Most are told by the block they stand in; the others are looked at one by one."""
    plain = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if text.isascii():
        return ScriptCount(0, 0, 0, plain, plain)
    blocks = text.encode("utf-16-be", "surrogatepass")[::2]
    hangul, han = (len(blocks.translate(None, others)) for others in (_NO_HANGUL, _NO_HAN))
    more = _one_by_one(_TOLD_BY_BLOCK.sub("", text))
    told = plain + hangul + han
    return ScriptCount(hangul + more.hangul, more.kana, han + more.han, told + more.letters, told + more.alphabetic)


class _Kinds(dict[int, str]):
    """For each code point a digit that says its script (hangul, kana, han, another: threes) and how much of a letter it is."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        script = next((number for number, one in enumerate(_SCRIPTS) if one.match(sign)), 3)
        kind = "0123456789AB"[script * 3 + (2 if sign.isalpha() else 1 if _LETTER.match(sign) else 0)]
        # All that people write with; the rest is not worth the memory.
        if code < 0x10000:
            self[code] = kind
        return kind


_KINDS = _Kinds()


def _one_by_one(text: str) -> ScriptCount:
    if not text:
        return ScriptCount(0, 0, 0, 0, 0)
    kinds = text.translate(_KINDS)
    none, numeric, alphabetic = ([kinds.count(kind) for kind in kinds_of] for kinds_of in ("0369", "147A", "258B"))
    hangul, kana, han, _ = (sum(one) for one in zip(none, numeric, alphabetic, strict=True))
    return ScriptCount(hangul, kana, han, sum(numeric) + sum(alphabetic), sum(alphabetic))
