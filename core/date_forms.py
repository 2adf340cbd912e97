"""How Korean, Chinese, Japanese and English write dates: expressions whose named groups core/facts_dates.py resolves.

Groups: year, short (two figures), era with erayear, relyear, fiscal, month, relmonth, day, half, quarter, part (of a month or a
year), weekday, relweek, relday, count with unit and sense, direction, and year_b, month_b, day_b for the end of a range.
Data and patterns only; nothing is decided here.
"""

from dataclasses import dataclass
from functools import cache

import regex


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern that is compiled at its first use: together they take half a second, which most commands never need."""

    source: str
    flags: int

    @property
    def pattern(self) -> "regex.Pattern[str]":
        """The compiled pattern."""
        return _compiled(self.source, self.flags)


@cache
def _compiled(source: str, flags: int) -> "regex.Pattern[str]":
    return regex.compile(source, flags)


# Offsets from the publication's year, month, week, day.
YEARS = {
    "올해": 0, "금년": 0, "올": 0, "내년": 1, "명년": 1, "내후년": 2, "지난해": -1, "작년": -1, "전년": -1, "재작년": -2,
    "今年": 0, "本年": 0, "明年": 1, "来年": 1, "來年": 1, "去年": -1, "昨年": -1, "后年": 2, "後年": 2, "再来年": 2, "前年": -2, "一昨年": -2,
    "this year": 0, "the year": 0, "next year": 1, "last year": -1, "the current year": 0, "the coming year": 1, "year": 0,
}  # fmt: skip
MONTHS = {
    "이번달": 0, "이달": 0, "금월": 0, "다음달": 1, "내달": 1, "익월": 1, "지난달": -1, "다다음달": 2,
    "本月": 0, "这个月": 0, "這個月": 0, "今月": 0, "下月": 1, "下个月": 1, "下個月": 1, "来月": 1, "再来月": 2, "上月": -1, "上个月": -1,
    "上個月": -1, "先月": -1, "this month": 0, "the month": 0, "next month": 1, "last month": -1, "month": 0,
}  # fmt: skip
WEEKS = {
    "이번": 0, "금": 0, "이": 0, "다음": 1, "내": 1, "차": 1, "지난": -1, "다다음": 2, "本": 0, "这": 0, "這": 0, "今": 0, "下": 1, "来": 1,
    "來": 1, "上": -1, "先": -1, "再来": 2, "下下": 2, "this": 0, "next": 1, "last": -1, "the coming": 1,
}  # fmt: skip
DAYS = {
    "오늘": 0, "금일": 0, "내일": 1, "명일": 1, "모레": 2, "어제": -1, "작일": -1, "그제": -2, "그저께": -2, "今天": 0, "今日": 0, "本日": 0,
    "明天": 1, "明日": 1, "昨天": -1, "昨日": -1, "后天": 2, "後天": 2, "前天": -2, "明後日": 2, "一昨日": -2, "today": 0, "tonight": 0,
    "tomorrow": 1, "yesterday": -1, "the day after tomorrow": 2,
}  # fmt: skip
WEEKDAYS = {
    sign: at for names in ("월화수목금토일", "月火水木金土日", "一二三四五六日") for at, sign in enumerate(names)
} | {"天": 6}
WEEKDAYS |= {name: at for at, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
PARTS = {
    "초": "early", "초순": "early", "상순": "early", "중순": "mid", "하순": "late", "말": "end", "연초": "start", "중반": "mid",
    "初": "early", "上旬": "early", "中旬": "mid", "下旬": "late", "底": "end", "末": "end", "内": "within", "內": "within", "内に": "within",
    "early": "early", "mid": "mid", "late": "late", "later": "within", "end": "end", "beginning": "early", "start": "early", "middle": "mid",
    "중": None, "중에": None, "내": "within", "안": "within",
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4, "상반기": 1, "하반기": 2, "전반기": 1, "후반기": 2} | {
    "上": 1, "下": 2, "前": 1, "後": 2, "后": 2,
}  # fmt: skip
FUTURE = frozenset({"오는", "다가오는", "next", "coming", "this coming", "upcoming", "돌아오는"})
PAST = frozenset({"지난", "last", "this past", "past"})
UNITS = {
    "일": "day", "주": "week", "주일": "week", "개월": "month", "달": "month", "년": "year", "日": "day", "天": "day", "週間": "week", "周": "week",
    "週": "week", "か月": "month", "ヶ月": "month", "カ月": "month", "ヵ月": "month", "个月": "month", "個月": "month", "年": "year",
    "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
AGO = frozenset({"전", "前", "ago"})
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# By the first three letters, so that Sept and Sep are one.
MONTH_NAMES = {name[:3]: at for at, name in enumerate(_MONTHS, 1)}

_ERA = r"(?P<era>令和|平成|昭和|民国|民國)\ ?(?P<erayear>元|\d{1,3}|[一二三四五六七八九十]{1,3})\ ?年"
_WEEKDAY_NOTE = r"(?:\ ?\([월화수목금토일月火水木金土日一二三四五六](?:요일|曜日?)?\))?"

_KO_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d)\ ?년(?:도)?|['’‘`](?P<short>\d\d)\ ?[년.](?=\ ?\d)|['’‘`](?P<short>\d\d)\ ?년"
    r"|(?<![가-힣])(?P<relyear>올해|금년|내년|명년|내후년|지난해|작년|재작년|전년|올(?=\ ?(?:[상하]반기|\d{1,2}\ ?월|[1-4]/?4?\ ?분기|연말|말))))"
)
_KO_AFTER = r"(?=[^가-힣]|까지|부터|에|께|쯤|경|이|으로|로|의|은|엔|안|내|전|무렵|기준|현재|시행|발효|마감|종료|만료|$)"
_KO_PART = rf"\ ?(?P<part>초순|상순|중순|하순|초|말|중|내|안){_KO_AFTER}"
_KO_YEARPART = rf"\ ?(?P<part>연?말|연?초|중반|연내|안|내){_KO_AFTER}"
_KO_TO = r"\ ?(?:~|∼|〜|–|—|-|부터|에서)\ ?"
KOREAN = Form(
    rf"""(?=[\d'’‘`오다돌지올금내명작재전이익상하월화수목토일연그모어차한두세네석넉])(?:
    (?P<year>20\d\d)[~∼–-](?P<year_b>20\d\d)\ ?년
    |(?:(?<![가-힣])(?P<direction>오는|다가오는|돌아오는|지난)\ ?)?
    (?:{_KO_YEAR}(?:\ ?(?:중\ )?(?:(?P<half>상반기|하반기)|(?P<quarter>[1-4])(?:/4)?\ ?분기)|{_KO_YEARPART})
      |(?:{_KO_YEAR}\ ?)?(?<!\d[.,]?)
       (?:(?P<month>\d{{1,2}})(?:\ ?월)?[~∼–-](?P<month_b>\d{{1,2}})\ ?월
         |(?:(?P<month>\d{{1,2}})\ ?월|(?<![가-힣])(?P<relmonth>이번\ ?달|이달|금월|다다음\ ?달|다음\ ?달|내달|익월|지난\ ?달))
          (?:\ ?(?P<day>\d{{1,2}})(?:\ ?일)?{_WEEKDAY_NOTE}(?:{_KO_TO})(?:(?:(?P<year_b>20\d\d)\ ?년\ ?)?(?P<month_b>\d{{1,2}})\ ?월\ ?)?(?P<day_b>\d{{1,2}})\ ?일
            |\ ?(?P<day>\d{{1,2}})\ ?일|{_KO_PART})?)
      |{_KO_YEAR}
      |(?<![가-힣\d])(?P<half>상반기|하반기)|(?<![가-힣\d/])(?P<quarter>[1-4])(?:/4)?\ ?분기
      |(?<![가-힣~∼-])(?<!\d[.,]?)(?:(?P<day>\d{{1,2}})(?:\ ?일)?{_KO_TO}(?P<day_b>\d{{1,2}})\ ?일|(?P<day>\d{{1,2}})\ ?일)(?=[^가-힣\d]|에는|에도|에|까지|부터|의|은|이다|이며|이고|이었|로|께|자|경|오전|오후|$)
       (?!\ ?(?:간|동안|이내|이상|이하|만에|째|분|유예|연장|전|후|뒤|내\b|안에|연속|정도|여|가량|걸|소요|기한|기간|하고|당))
      |(?<![가-힣])(?P<weekday>[월화수목금토일])요일
    )
    |(?<![가-힣])(?P<part>연말|연초|연내){_KO_AFTER}
    |(?<![가-힣])(?P<monthpart>월말|월초){_KO_AFTER}
    |(?<![가-힣])(?P<relweek>이번|금|다다음|다음|차|내|지난)\ ?주(?=[^가-힣]|에|부터|까지|중|초|말|의|[월화수목금토일]요일|내|$)(?:\ ?(?P<weekday>[월화수목금토일])요일)?
    |(?<![가-힣])(?P<relday>오늘|금일|내일|명일|모레|어제|작일|그저께|그제)(?=[^가-힣]|까지|부터|의|은|도|자|오전|오후|$)
    |(?<![가-힣])(?<!\d[.,]?)(?P<count>\d{{1,3}}|한|두|세|네|석|넉)\ ?(?P<unit>일|주일|주|개월|달|년)\ ?(?P<sense>뒤|후|전)(?=[^가-힣]|에|인|부터|까지|의|쯤|$)
    )""",
    regex.VERBOSE,
)

_HAN_YEAR = rf"(?:{_ERA}|(?P<year>(?:19|20)\d\d|[二][〇零一二三四五六七八九]{{3}})\ ?年|(?P<relyear>再来年|今年|本年|明年|来年|來年|去年|昨年|一昨年|后年|後年|前年))(?P<fiscal>度)?"
_HAN_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?"
_HAN_DAY = r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号號](?!本)"
_HAN_PART = r"の?(?P<part>上旬|中旬|下旬|初(?!め)|底|末)"
_HAN_TO = r"\ ?(?:~|∼|〜|-|–|—|至|到|から|より)\ ?"
HAN = Form(
    rf"""
    (?P<year>20\d\d)年?(?:[~∼〜–—-]|至|から)(?P<year_b>20\d\d)年(?P<fiscal>度)?(?!\d?\d月)
    |(?:(?<direction>今后|来たる|来る)\ ?)?(?:{_HAN_YEAR}の?\ ?
       (?:(?P<half>[上下])半年|(?P<half>[上下前後])(?:半期|半|期)|第?(?P<quarter>[一二三四1-4])(?:季度|四半期|季)|年?(?P<part>初|底|末|内(?!外)|內)(?!\d))
      |(?:{_HAN_YEAR}\ ?)?(?<!第)(?<!\d[.,]?)
       (?:(?P<month>\d{{1,2}})月?(?:[~∼〜–—-]|至|から)(?P<month_b>\d{{1,2}})月(?!\d)
         |(?:{_HAN_MONTH}|(?P<relmonth>本月|这个月|這個月|今月|再来月|来月|下个?月|下個月|上个?月|上個月|先月))
          (?:\ ?{_HAN_DAY}{_WEEKDAY_NOTE}{_HAN_TO}(?:(?:(?P<year_b>20\d\d)年)?(?P<month_b>\d{{1,2}})月)?(?P<day_b>\d{{1,2}})[日号]
            |\ ?(?P<day>\d{{1,2}})[~∼〜–—-](?P<day_b>\d{{1,2}})[日号]
            |\ ?{_HAN_DAY}|{_HAN_PART})?)
      |{_HAN_YEAR}
      |(?P<half>[上下])半年|(?P<half>[上下])半期|第(?P<quarter>[一二三四1-4])(?:季度|四半期)|(?P<quarter>[一二三四])季度
      |(?<![月第])(?<!\d[.,]?){_HAN_DAY}(?:{_HAN_TO}(?P<day_b>\d{{1,2}})[日号])?(?!\ ?(?:間|间|以内|以上|以下|內|内|前|后|後|目|ぶり|分|程|连续|連続|あたり|数|を要))
      |(?P<relweek>再来|今|来|來|先)週の?(?:(?P<weekday>[月火水木金土日])曜日?)?|(?P<relweek>下下|本|这|這|下|上)(?:个|個)?(?:周|週|星期|礼拜)(?P<weekday>[一二三四五六日天])?
      |(?:周|週|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![年期])|(?P<weekday>[月火水木金土日])曜日?
    )
    |(?<![\d一-鿿])(?P<yearpart>年底|年末|年初|年内|年內)|(?P<monthpart>月底|月末|月初|月内)
    |(?P<relday>今天|今日|本日|明天|明日|昨天|昨日|后天|後天|前天|明後日|一昨日)
    |(?<!第)(?<!\d[.,]?)(?P<count>\d{{1,3}}|[一二三四五六七八九十]{{1,2}})\ ?(?P<unit>日|天|週間|周|か月|ヶ月|カ月|ヵ月|个月|個月|年)(?P<sense>後|后|前)(?=に|[^ぁ-ん一-鿿]|の|を|生|施|实|開|举|將|将|$)
    """,
    regex.VERBOSE,
)

_MONTH = (
    r"(?-i:(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?"
    r"|Nov(?:ember|\.)?|Dec(?:ember|\.)?))(?![a-z])"
)
_MONTH_B = _MONTH.replace("?P<month>", "?P<month_b>")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d,]*\d|%)"
_DAY_B = r"(?P<day_b>[0-3]?\d)(?:st|nd|rd|th)?(?![\d]|,\d|%)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d%]|,\d|\.\d|-\d)"
_THE_YEAR = rf"(?:{_YEAR}|(?P<relyear>this year|next year|last year|the current year|the year|the coming year))"
_PART = r"(?P<part>early|mid|late|(?:the )?(?:very )?(?P<edge>end|beginning|start|middle) of)"
_TO_EN = r" ?(?:-|–|—|to|through|until|and) ?"
_WEEKDAY = r"(?-i:(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))"
# What each of the expressions below begins with. Asked first: most words of a text begin none, and are passed over at once.
_BEGINS_EN = (
    r"(?=\d|the |jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|next|last|this|coming|past|upcoming"
    r"|early|mid|late|very|end|begin|start|first|second|third|fourth|final|q[1-4]|h[12]|year|tod|ton|tom|yes|in "
    r"|an? |one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
)
ENGLISH = Form(
    rf"(?<![A-Za-z\d.,$€£-]){_BEGINS_EN}(?:"
    + r"|".join(
        [
            rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY}{_TO_EN}(?:{_MONTH_B} )?{_DAY_B}(?:,? {_YEAR}| of {_THE_YEAR})?",
            rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY}(?:,? {_YEAR}| of {_THE_YEAR})?",
            rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY}{_TO_EN}{_DAY_B} (?:of )?{_MONTH}(?:,? {_YEAR}| of {_THE_YEAR})?",
            rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR}| of {_THE_YEAR}| (?P<relyear>next year|last year|this year))?",
            rf"(?P<direction>next|last|this|coming|this coming|this past) {_MONTH}(?: {_DAY})?",
            rf"(?:the )?{_PART}[ -]{_MONTH}(?:,? (?:of )?{_THE_YEAR})?",
            rf"{_MONTH},? (?:of )?{_THE_YEAR}",
            rf"(?<=\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Ff]rom|[Dd]uring|[Tt]hrough|[Bb]efore|[Ss]tarting|[Bb]eginning|[Ff]or) ){_MONTH}",
            rf"(?:the )?(?P<quarter>first|second|third|fourth|final) quarter(?: of (?:fiscal )?{_THE_YEAR})?|Q(?P<quarter>[1-4])(?: of)?(?:,? {_THE_YEAR})?",
            rf"(?:the )?(?P<half>first|second) half(?: of {_THE_YEAR})|(?P<half>first|second)[- ]half(?= {_YEAR})|H(?P<half>[12])(?: of)? {_THE_YEAR}",
            rf"(?:the )?{_PART}[ -]{_THE_YEAR}|(?P<edge>later) (?P<relyear>this year)|(?P<edge>later) (?P<relmonth>this month)",
            r"(?:the )?(?P<edge>end|beginning|start|middle) of (?P<relmonth>this month|next month|last month|the month)|(?P<part>early|mid|late)[ -](?P<relmonth>this month|next month|last month)",
            r"(?P<yearend>year-end|the year's end|the year’s end|the turn of the year)|(?P<monthend>month-end|the month's end)",
            r"(?P<relday>today|tonight|tomorrow|yesterday|the day after tomorrow)",
            rf"(?P<relweek>this|next|last|the coming) week(?: on {_WEEKDAY})?|{_WEEKDAY} (?P<relweek>this|next|last) week",
            rf"(?P<relweek>next|last|this) {_WEEKDAY}|(?:(?P<direction>coming|this coming|this past|past|upcoming) )?{_WEEKDAY}",
            r"(?P<relmonth>this month|next month|last month)",
            r"(?P<relquarter>this|next|last) quarter",
            r"(?P<relyear>this year|next year|last year)",
            r"(?<!\b(?:first|only|highest|lowest|biggest|largest|smallest|worst|best|most|time|sharpest|steepest|record)\b[^.;\n]{0,80} )in (?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (?P<unit>day|week|month|year)s?(?:' time|’ time)?(?= ?[.,;)]|$)",
            r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve) (?P<unit>day|week|month|year)s? (?P<sense>ago|from now)",
            r"(?P<year>20\d\d)[-–](?P<year_b>20\d\d)(?!-|\d)",
            rf"(?<=\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Ff]rom|[Dd]uring|[Tt]hrough|[Bb]efore|[Aa]fter|[Oo]f|[Ss]tarting|[Bb]eginning|[Ff]or) ){_YEAR}(?! ?(?:units|tonnes|tons|people|firms|companies|items|million|billion|euros|dollars|won|yen|yuan|kg|cases))",
        ]
    )
    + r")(?![A-Za-z])",
    regex.IGNORECASE,
)
FIGURES = Form(
    r"""(?<![\d./-])(?:
    (?P<year>(?:19|20)\d\d)\ ?(?P<sep>[-./])\ ?(?P<month>\d{1,2})\ ?(?P=sep)\ ?(?P<day>\d{1,2})(?!\d)(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?\.?(?=[^\d]|$)
      (?:\ ?\([월화수목금토일月火水木金土日]\))?(?:\ ?[~∼〜]\ ?(?:(?P<year_b>20\d\d)\ ?[-./]\ ?)?(?P<month_b>\d{1,2})\ ?[-./]\ ?(?P<day_b>\d{1,2})(?!\d)\.?(?:\ ?\([월화수목금토일月火水木金土日]\))?)?
    |['’‘`](?P<short>\d\d)\.\ ?(?P<month>\d{1,2})\.\ ?(?P<day>\d{1,2})(?!\d)\.?(?:\ ?\([월화수목금토일]\))?(?:\ ?[~∼〜]\ ?(?P<month_b>\d{1,2})\.\ ?(?P<day_b>\d{1,2})(?!\d)\.?)?
    |(?<![A-Za-z])(?P<era>[RH])(?P<erayear>\d{1,2})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})(?!\d)
    |(?P<slash_a>\d{1,2})/(?P<slash_b>\d{1,2})/(?P<year>(?:19|20)\d\d)(?!\d)
    |(?P<year>20\d\d)\.\ ?(?P<month>\d{1,2})\ ?월|['’‘`](?P<short>\d\d)\.(?P<month>\d{1,2})월
    )""",
    regex.VERBOSE,
)
