"""What a date in a text is: a day on which something takes effect, a deadline, or a mere date. Judged by the words beside it.

A strong cue says so itself ("deadline", 시행일, 截止); a weak one ("by", 까지, 前, まで) makes a deadline only of a day to come,
and of none that is merely expected, counted up to, or part of a wording that is quoted.
"""

from dataclasses import dataclass
from enum import StrEnum

import regex


class DateKind(StrEnum):
    """What a date is for."""

    DATE = "date"
    EFFECTIVE = "effective"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that say what a date is. `weak` ones need a day to come; `ahead` says that it is one."""

    kind: DateKind
    start: int
    end: int
    weak: bool = False
    ahead: bool = False


WINDOW = 60
# How far back a sentence is asked what it is about.
SENTENCE = 160
_CLAUSE_END = regex.compile(r"(?<!\b[A-Za-z])[.!?](?:\s|$)|[。！？;；\n]")

_EN_EFFECTIVE = (
    r"effective(?: date)?(?: (?:is|of|from|on|as of|until))?:?|(?:will |to |shall )?(?:takes?|taking) effect|took effect|(?:will |to |shall )?enter(?:s|ed|ing)?"
    r" into (?:force|effect)|entry into force|(?:will |to |shall )?c[oa]m(?:es?|ing) into (?:force|effect)|in force|(?:will |to |shall )?appl(?:y|ies|icable|ied)"
    r"|(?:will |to |shall )?(?:be )?(?:phased in|imposed|implemented)|starting|beginning|kick(?:s|ed)? in|goes? into effect|went into effect"
)
_EN_LABEL = r"deadline[^.,;\n]{0,40}|due(?: date| by| on)?|closing date|expir(?:es?|y|ation)(?: date)?|closes?|no later than|not later than|on or before|cut-?off(?: date)?"
_BEFORE = [
    (DateKind.EFFECTIVE, regex.compile(rf"\b(?:{_EN_EFFECTIVE})(?: from| on| as of| as from| starting| for [a-z ]{{1,20}}| in| until| is|:)?[ (]*(?:the )?$", regex.I), False),
    (DateKind.DEADLINE, regex.compile(rf"\b(?:{_EN_LABEL})(?: is| are| on| of| for| by| at| to|:)?[ (]*(?:the |\d\d?(?::\d\d)? ?[ap]\.?m\.?,? (?:[A-Z]{{2,4}} )?(?:on )?)?$", regex.I), False),
    (DateKind.DEADLINE, regex.compile(r"\b(?:by|before|until|till)(?: (?:midnight|close of business|noon)(?: on)?| \d\d?(?::\d\d)? ?[ap]\.?m\.?(?: on)?)? ?(?:the )?$", regex.I), True),
    (DateKind.EFFECTIVE, regex.compile(r"(?:시행|발효|적용)(?:일자?|시기|시점|예정일)(?:은|는|이|가|을|를)?\s?[:：]?\s?\(?$"), False),
    (DateKind.DEADLINE, regex.compile(r"(?:마감|기한|시한|만료|종료)(?:일자?|시한)?(?:은|는|이|가|을|를)?\s?[:：]?\s?\(?(?:오는\s?)?$"), False),
    (DateKind.EFFECTIVE, regex.compile(r"(?:生效|施行|实施|實施|发効|発効|適用|适用)(?:開始|开始)?(?:日期|日|时间|時間)?(?:は|为|為|是|：|:)\s?$|(?:施行期日|施行日|発効日|適用日|生效日期|实施日期)\s?$"), False),
    (DateKind.DEADLINE, regex.compile(r"(?:截止|締め?切り?|〆切|期限|提出期限|有效期|到期)(?:日期|日|时间|時間)?(?:は|を|が|为|為|是|至|到|：|:)*\s?$|(?:不迟于|不晚于|最迟|不遲於|延长至|延期至|延長至)\s?$"), False),
    (DateKind.DEADLINE, regex.compile(r"截至$"), True),
]  # fmt: skip
_AFTER = [
    (DateKind.DEADLINE, regex.compile(r"\s?(?:\([^)]{1,12}\)\s?)?(?:\d{1,2}시\s?)?(?:까지|이전까지|전까지|안으로|내로|이전에)(?!\s?(?:의\s)?(?:누적|누계|집계|합계))"), True),
    (DateKind.DEADLINE, regex.compile(r"\s?(?:로\s?|을\s?|이\s?|에\s?)?(?:신청\s?|접수\s?|제출\s?)?(?:마감|기한|시한|만료|종료)"), False),
    (DateKind.EFFECTIVE, regex.compile(r"(?:\s?\([^)]{1,12}\))?\s?(?:0시\s?)?(?:(?:부터|자로|부로)[^.。\n]{0,16}?(?:시행(?!령|규칙|착오|사|세칙)|발효|적용|효력|부과)|(?:에|께|쯤|,)?[^.。\n]{0,16}?(?:시행(?!령|규칙|착오|사|세칙)|발효|적용|효력|부과)(?!할|하는|되는))"), False),
    (DateKind.EFFECTIVE, regex.compile(r"(?:\s?\([^)]{1,12}\))?起"), False),
    (DateKind.EFFECTIVE, regex.compile(r"(?:から|より|に|付で|付けで|正式|起|，|、)?[^。\n]{0,8}?(?:施行|発効|適用|生效|实施|實施|执行|執行|实行|實施|适用|適用)"), False),
    (DateKind.DEADLINE, regex.compile(r"\s?(?:\([^)]{1,12}\)\s?)?(?:\d{1,2}[时時点]\s?)?(?:まで(?!さかのぼ|遡|の累計)に?|迄|之?前(?!后|後|述|者|年|回|期|\s?[\d一二三四五六七八九十两]{1,3}\s?[天日个年周季])|以前|为止|為止|止|必着)"), True),
    (DateKind.DEADLINE, regex.compile(r"\s?(?:を|が|に|に?は|の)?(?:期限|締め?切|〆切|截止|到期|届满|屆滿|期满)"), False),
    (DateKind.DEADLINE, regex.compile(r"(?:\s(?:filing|comment|submission|compliance|reporting|application|bid))?\s(?:deadline|cut-?off|due date)\b", regex.I), False),
    (DateKind.EFFECTIVE, regex.compile(r"\s(?:effective date|start date)\b|[^.;,\n]{0,50}?\b(?:takes? effect|took effect|enter(?:s|ed)? into force|c[oa]mes? into (?:force|effect)|into effect)\b", regex.I), False),
]  # fmt: skip
_AHEAD = regex.compile(
    r"\b(?:will|to|shall|must|takes? effect|enters? into|comes? into|starting|beginning)\b|예정|将|將|予定|までに|하여야|해야|(?:시행|발효|적용|부과|발생)(?:된다|한다|될|할)",
    regex.IGNORECASE,
)
# «is expected to open by June»: nobody has to.
_EXPECTED = regex.compile(
    r"\b(?:expect(?:s|ed|ing)?|anticipat(?:es|ed)|project(?:ed|ions?)|predict(?:s|ed|ions?)|forecasts?|estimate[ds]|likely to)\b|전망|예상|관측|预计|预期|預計|見通し|見込|予想",
    regex.IGNORECASE,
)
# «had filled the warehouses before August», «not due until March»: nothing is to be done by then.
_HAD = regex.compile(r"\b(?:had|not due)\b[^.;,]{0,40}$", regex.IGNORECASE)
# «from 9 to 12 March» is when something takes place, unless it is when something is taken in.
_RANGE = regex.compile(r"부터|から|[\d일日月]\s?[~〜～–—至-]\s?\d")
_TAKEN_IN = regex.compile(
    r"접수|신청|제출|모집|공모|의견|응모|납부|신고|등록|受付|受け付け|募集|提出|申請|応募|申请|报名|征求|征集|appl(?:y|ication)|submi|comment|register|registration",
    regex.IGNORECASE,
)
# «starting Monday» begins anything; a measure takes effect.
_BEGINS = regex.compile(r"(?:starting|beginning|kick)", regex.IGNORECASE)
_MEASURE = regex.compile(
    r"\b(?:tariff|dut(?:y|ies)|lev(?:y|ies)|tax|fees?\b|rules?\b|laws?\b|acts?\b|regulation|ban(?:s|ned)?\b|quota|licen|requirement|restrict|control|sanction|measure|appl(?:y|ies)|effect|rates?\b|permit"
    r"|standard|orders?\b|surcharge|exempt|charge|CBAM|prohibit|certif|suspen)",
    regex.IGNORECASE,
)
_OPENING, _CLOSING = "\"'“‘「『《«", "\"'”’」』》»"


_HAPPENED_BEFORE = regex.compile(
    r"\b(?:was|were|been|rose|fell|grew|began|took|came|went|met|held|made|\p{L}{2,}(?<!expect|plann|schedul|propos|slat)ed)\b(?! (?:for|to|by))[^.;,]{0,40}$"
)
_NOT_YET = regex.compile(
    r"\b(?:will|would|shall|to be|set|due|scheduled|slated|planned|expected|next|said|says|told|announced)\b",
    regex.IGNORECASE,
)
_HAPPENED_AFTER = regex.compile(
    r"[^.。\n]{0,30}?(?:[했됐렸졌었았였겼섰났쳤]다(?!고|는)|[했됐렸졌었았였겼섰났쳤]던|(?:した|された|だった|なった|開かれた)(?=[。、]))"
)
_REPORTED = regex.compile(r"다고|라고|예정|계획|까지|と述べ|と発表|方針|予定")


def happened(text: str, start: int, end: int, left: int, right: int) -> bool:
    """Whether the words beside a date tell of it as past. Written for dates without a year; where in doubt, no."""
    before, after = text[max(left, start - WINDOW) : start], text[end : min(right, end + WINDOW)]
    english = _HAPPENED_BEFORE.search(before)
    if english and not _NOT_YET.search(before, english.start()):
        return True
    told = _HAPPENED_AFTER.match(after)
    return told is not None and not _REPORTED.search(told.group())


def cue_of(text: str, start: int, end: int, left: int, right: int) -> Cue | None:
    """The cue of the date at `start`..`end`, looked for no further than `left` (the date before) and `right` (the next one)."""
    near, left = left, max(left, start - WINDOW)
    left = _clause_start(text, left, start)
    right = min(right, end + WINDOW)
    if closing := _CLAUSE_END.search(text, end, right):
        right = closing.start() + 1
    found = [*_before(text, start, left), *_after(text, end, right)]
    # The nearest words decide; of two as near, those that say more.
    cue = min(found, key=lambda cue: (min(abs(start - cue.end), abs(cue.start - end)), cue.weak), default=None)
    return cue if cue and _holds(text, cue, start, end, near, right) else None


def _clause_start(text: str, left: int, start: int) -> int:
    for stop in _CLAUSE_END.finditer(text, left, start):
        left = stop.end()
    return left


def _holds(text: str, cue: Cue, start: int, end: int, near: int, right: int) -> bool:
    """Whether the rest of the sentence leaves a cue its meaning."""
    begin = _clause_start(text, max(0, start - SENTENCE), start)
    clause = text[begin:right]
    if not cue.weak:
        words = text[cue.start : cue.end]
        return not _BEGINS.match(words) or bool(_MEASURE.search(text, begin, max(cue.start, right)))
    first, last = min(start, cue.start), max(end, cue.end)
    if first and text[first - 1] in _OPENING and text[last : last + 1] and text[last] in _CLOSING:
        return False
    if _EXPECTED.search(clause) or _HAD.search(text, max(near, begin), cue.start):
        return False
    return not _RANGE.search(text, start, end) or bool(_TAKEN_IN.search(clause))


def _before(text: str, start: int, left: int) -> list[Cue]:
    found = []
    for kind, pattern, weak in _BEFORE:
        match = pattern.search(text[left:start])
        if match:
            found.append(Cue(kind, left + match.start(), left + match.end(), weak, bool(_AHEAD.search(match.group()))))
    return found


def _after(text: str, end: int, right: int) -> list[Cue]:
    found = []
    for kind, pattern, weak in _AFTER:
        match = pattern.match(text[end:right])
        if match:
            ahead = bool(_AHEAD.search(text, end, right))
            found.append(Cue(kind, end, end + match.end(), weak, ahead))
    return found
