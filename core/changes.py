"""What a later report of a story changes: a deadline, a day of effect, a rate or a stage that no earlier report stated. Pure.

Another outlet's other words, figures and quotations are no change. What a story is: core/story.py.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.facts_dates import VAGUEST, Dated, publication_day
from core.passages import Read
from core.text import fold
from core.when import period_text
from core.wording import say

# Changes that one report is told to bring; the title's first.
MOST = 3
# Where an earlier report says how far things are: its title and its first sentences, in code points.
LEAD = 600
_RATE = re.compile(
    r"tariff|dut(?:y|ies)|levy|levies|\brates?\b|관세|세율|부과금|요율|금리|关税|關稅|税率|関税", re.IGNORECASE
)
_STAGES = {
    "signed": r"\bsign(?:s|ed|ing)?\b|서명|정식 ?체결|签署|簽署|署名",
    "concluded": r"\bconclud|\bclinch|\bseal(?:s|ed)\b|타결|达成协议|妥結|大筋合意",
    "ratified": r"\bratif|비준|批准|批准",
    "in-force": r"\b(?:takes?|took|enter(?:s|ed)?|comes?|came) (?:into )?(?:effect|force)\b|발효|시행에 들어|生效|発効|施行され",
    "suspended": r"\bsuspend|\bpaus(?:e|es|ed)\b|\bhalt|중단|유예|잠정 ?보류|暂停|中止|停止",
    "postponed": r"\bpostpon|\bdelay|\bextend|\bextension|연기|연장|미뤄|推迟|延期|延长|延長",
    "withdrawn": r"\bwithdraw|\bscrap|\bcancel|\bdrop(?:s|ped)\b|\brevok|\brescind|철회|취소|폐지|백지화|撤回|撤销|取消|廃止",
    "approved": r"\bapprov|\bpass(?:es|ed)\b|\badopt|승인|통과|의결|채택|通过|採択|可決|承認",
    "rejected": r"\breject|\bden(?:y|ies|ied)\b|\bturn(?:s|ed) down\b|부결|거부|기각|반려|否决|驳回|拒绝|否決|却下",
}
_STAGE = {stage: re.compile(words, re.IGNORECASE) for stage, words in _STAGES.items()}


class What(StrEnum):
    """What is another than it was."""

    DEADLINE = "deadline"
    EFFECTIVE = "effective"
    RATE = "rate"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its new value, as it is told, and the sentence that says so."""

    what: What
    value: object
    sentence: str


def changes(read: Read, earlier: Sequence[Read]) -> tuple[Change, ...]:
    """What the item states that none of the earlier reports of its story does. Nothing where there is no earlier one."""
    if not earlier:
        return ()
    found: dict[tuple[What, object], Change] = {}
    for change in (*_days(read, earlier), *_rates(read, earlier), *_stages(read, earlier)):
        found.setdefault((change.what, change.value), change)
    return tuple(found.values())[:MOST]


def change_text(change: Change, lang: str) -> str:
    """«Deadline: 15 Jan 2027», in the reader's language."""
    match change.value:
        case (date() as first, date() as last):
            value = period_text(first, last, lang)
        case _:
            value = say(lang, f"stage.{change.value}") if change.what is What.STAGE else str(change.value)
    return say(lang, f"change.{change.what}", value=value)


def _days(read: Read, earlier: Sequence[Read]) -> Iterator[Change]:
    """Days by which, or from which, something is to be done, ahead of the report and named by none before it."""
    item = read.item
    today = publication_day(item.published or item.found, item.lang, item.country)
    known = [dated for one in earlier for dated in one.facts.dates if dated.last - dated.first < VAGUEST]
    for dated in read.facts.dates:
        if not dated.firm or not today or dated.day < today:
            continue
        if not any(_names(one, dated.day) for one in known):
            what = What(dated.kind)
            yield Change(what, (dated.first, dated.last), read.sentence_at(dated.field, dated.start))


def _names(dated: Dated, day: date) -> bool:
    return dated.first <= day <= dated.last


def _rates(read: Read, earlier: Sequence[Read]) -> Iterator[Change]:
    """A tariff's or another rate in the headline, where those before it knew another one."""
    known = {one.value for other in earlier for one in other.facts.percentages}
    if not known or not _RATE.search(read.item.title):
        return
    for one in read.facts.percentages:
        if one.field == "title" and one.value not in known:
            yield Change(What.RATE, f"{one.value.normalize():f}%", read.sentence_at(one.field, one.start))


def _stages(read: Read, earlier: Sequence[Read]) -> Iterator[Change]:
    """How far things are by the headline, where no head of an earlier report says as much."""
    known = set(_told(f"{one.item.title}\n{one.item.body[:LEAD]}" for one in earlier))
    for stage in _told([read.item.title]):
        if stage not in known:
            yield Change(What.STAGE, stage, read.sentence_at("title", 0))


def _told(texts: Iterable[str]) -> Iterator[str]:
    for text in map(fold, texts):
        yield from (stage for stage, words in _STAGE.items() if words.search(text))
