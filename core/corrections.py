"""Which items their publishers took back or put right: by a mark in the title, or by vanishing from where they stood.

Decides only. Whether a vanished article is really gone, its own address tells; asking there is done elsewhere.
"""

import re
import unicodedata
from collections.abc import Sequence

from core.model import Entry, Mark

# Of a list's entries at least this share must still stand in it: lists shrink, bounce and get replaced as a whole.
STEADY = 0.5
# What an article's own address answers once it is gone. 404 of a server that has lost everything is caught by STEADY.
GONE_STATUS = frozenset((404, 410))


_WORDS = {
    Mark.CORRECTED: (
        r"(?:재|최종\s?)?(?:정정|수정)(?:본|문|보도|자료|보도자료|기사|배포)?|정오표|訂正(?:版)?|修正版|更正|勘误|勘誤"
        r"|correct(?:ed|ion)|corrigendum|erratum|amended|revised"
    ),
    Mark.WITHDRAWN: (
        r"철회|취소|삭제|폐기|보도\s?취소|取消|取り?消し|撤回|撤稿|撤销|撤銷|删除|刪除|withdrawn|retracted|retraction|cancelled|canceled"
    ),
}
_DAY = r"(?:[\d./\s-]{0,12})"
_MARKS = {
    mark: re.compile(
        rf"\A\s*[\[(<{{〔【〈《「『]\s*{_DAY}(?:{words}){_DAY}\s*[\])>}}〕】〉》」』]"
        rf"|[\[(<{{〔【〈《「『]\s*{_DAY}(?:{words}){_DAY}\s*[\])>}}〕】〉》」』]\s*\Z"
        rf"|\A\s*(?:{words})\s*:",
        re.IGNORECASE,
    )
    for mark, words in _WORDS.items()
}
# No mark is without one of them.
_SIGNS = frozenset("[(<{〔【〈《「『:")
_LONGEST = 500


def mark_of(title: str) -> Mark | None:
    """What a title says was done to its item, at its beginning or end: `[정정] …`, `…(철회)`, `Correction: …`.

    The words inside a headline are news, not marks: a tariff that is withdrawn is no withdrawn item.
    """
    text = title[:_LONGEST]
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    if _SIGNS.isdisjoint(text):
        return None
    return next((mark for mark in (Mark.WITHDRAWN, Mark.CORRECTED) if _MARKS[mark].search(text)), None)


def vanished(before: Sequence[Entry], now: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of an earlier list that stood between some that are still there: those to be asked for at their address.

    Both lists are in their publisher's order. What is missing at the end has only made room; what is missing at the
    beginning has been taken back where the list runs from new to old, as it does unless its dates say otherwise.
    """
    present = {entry.id for entry in now}
    kept = [at for at, entry in enumerate(before) if entry.id in present]
    if not kept or len(kept) < len(before) * STEADY:
        return ()
    ascending = _ascending(before)
    first, last = (kept[0], len(before) - 1) if ascending else (0, kept[-1])
    return tuple(entry for entry in before[first : last + 1] if entry.id not in present)


def _ascending(entries: Sequence[Entry]) -> bool:
    dates = [entry.published for entry in entries if entry.published]
    return len(dates) > 1 and dates[0] < dates[-1]
