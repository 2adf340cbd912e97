"""Countries named in a text, in four languages, by ISO 3166 code: babel's territory names and what the press writes beside them.

A name counts where it stands as a word of its own, so that 확대만 is no Taiwan and タイヤ no Thailand. The European Union is
told as EU. Not for guessing where a text comes from.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import regex
from babel import Locale

from core.gazetteer import Gazetteer

LOCALES = ("en", "ko", "zh_Hans", "zh_Hant", "ja")
# What babel does not say or says too long. Names of one country are parted by |.
_MORE = {
    "US": "US|USA|U.S.|U.S.A.|United States of America|America|American|Washington's|米国|アメリカ|米政府|米商務省|米通商代表部|米大統領|米議会|美方|美方|美政府",
    "KR": "Korea|Republic of Korea|South Korean|ROK|S. Korea|한국|우리나라|남한|大韓民国|大韩民国|南韩|韓方|韩方|韓政府",
    "KP": "North Korean|DPRK|朝鲜民主主义人民共和国|北朝",
    "CN": "Chinese|PRC|mainland China|中方|中国大陆|中國大陸|중국산|중국발",
    "JP": "Japanese|日方|日政府|日本国",
    "HK": "Hong Kong|홍콩|香港", "MO": "Macao|Macau|마카오|澳门|澳門|マカオ",
    "TW": "Taiwanese|Chinese Taipei|臺灣|타이완|中華民國",
    "GB": "UK|U.K.|Britain|Great Britain|British|영국산|英国|英政府|英方",
    "EU": "EU|E.U.|European Commission|유럽연합|EU집행위|欧方|欧州連合|欧州委|欧盟委员会",
    "DE": "German|Germans", "FR": "French", "IT": "Italian", "ES": "Spanish", "IN": "Indian|インド|印方", "VN": "Viet Nam|Vietnamese|월남",
    "RU": "Russian|Russian Federation|俄方|ロシア連邦", "MX": "Mexican", "CA": "Canadian", "AU": "Australian", "BR": "Brazilian",
    "TH": "Thai", "ID": "Indonesian|印尼", "MY": "Malaysian|大马", "PH": "Philippine|Philippine|菲律賓", "SG": "Singaporean|星加坡",
    "TR": "Turkey|Turkish|터키", "SA": "Saudi|Saudi Arabian|사우디|沙特|サウジ", "AE": "UAE|U.A.E.|阿联酋|阿聯酋", "EG": "Egyptian",
    "CZ": "Czech Republic|체코공화국", "MM": "Myanmar|Burma|ミャンマー|버마", "CD": "DR Congo|DRC|콩고민주공화국|コンゴ民主共和国",
    "CG": "Republic of the Congo|콩고공화국|コンゴ共和国", "CI": "Ivory Coast|Cote d'Ivoire", "PS": "Palestine|팔레스타인|巴勒斯坦|パレスチナ",
    "LA": "Lao PDR|ラオス人民民主共和国", "IR": "Iranian", "UA": "Ukrainian", "IL": "Israeli", "NZ": "NZ", "PL": "Polish", "NL": "the Netherlands|Dutch",
    "CH": "Swiss", "KZ": "Kazakh", "UZ": "Uzbek|우즈벡", "MN": "Mongolian", "CL": "Chilean", "PE": "Peruvian", "CO": "Colombian", "AR": "Argentine",
    "KH": "Cambodian", "BD": "Bangladeshi", "PK": "Pakistani", "ZA": "South African", "UY": "Uruguayan", "MK": "Macedonia",
}  # fmt: skip
# Two or three countries said in one breath; each member is found at the same place.
_PAIRS = {
    "KR": "한韓韩", "CN": "중中", "JP": "일日", "US": "미美米", "EU": "欧歐", "IN": "印", "RU": "러俄露", "KP": "북", "GB": "英",
}  # fmt: skip
_BY_SIGN = {sign: code for code, signs in _PAIRS.items() for sign in signs}
_PAIR = regex.compile(
    r"(?<![가-힣A-Za-z])(?:한[·ㆍ-]?미[·ㆍ-]?일|한[·ㆍ-]?중[·ㆍ-]?일|한[·ㆍ-]?일[·ㆍ-]?중|(?P<one>[한미중일북러])[·ㆍ](?!(?P=one))[한미중일북러](?![가-힣]{2}다)|한미(?!약)|한중(?!록)|한일(?!은|이|을)|미중|미일|중일(?!반)|한러|북미(?!산|식|권|지역|시장|와)|북중|중러|일중)"
    r"|中日韩|中日韓|日中韓|韓中日|日米韓|美日韩|美日韓|韩美日|(?P<one>[中美日韩韓米])(?!(?P=one))[中美日韩韓米欧歐印俄](?=[^本元国國東西南北部医央洲]|$)"
)
_KOREAN_HAN = regex.compile(r"(?<![\u4e00-\u9fff가-힣A-Za-z])[美中日韓英獨佛印露北臺](?![\u4e00-\u9fff])")
_KOREAN_HAN_CODES = {
    "美": "US",
    "中": "CN",
    "日": "JP",
    "韓": "KR",
    "英": "GB",
    "獨": "DE",
    "佛": "FR",
    "印": "IN",
    "露": "RU",
    "北": "KP",
    "臺": "TW",
}
_KOREAN_MI = regex.compile(
    r"(?<![가-힣])(?:대미|미)(?= ?(?:상무부?|정부|재무부?|무역대표부|의회|하원|상원|대통령|행정부|연방|국무부?|대법원|백악관|관세|수출|무역|통상|투자|협상))|(?<![가-힣])대미(?= )"
)
# Names that are other words more often than countries, and what must not follow or go before them.
_NEVER = frozenset(
    "ZZ QO UN EZ XA XB|저지|건지|수단|가나|말리|오만|나우루|Chad|Jersey|Guernsey|Mali|Niger|Oman|Georgia|조지아|ジョージア|Jordan|차드|통가|讷鲁|チャド|토고|부탄|니제르|マリ".replace(
        " ", "|"
    ).split("|")
)
_ONLY_IF = {
    "SD": regex.compile(r"(?<![가-힣])수단(?=(?:의)? ?(?:정부|내전|공화국|북부|난민|군부|사태))"),
    "GH": regex.compile(r"(?<![가-힣])가나(?=[ ,·]|와|의|에|산)(?! ?다라)"),
    "OM": regex.compile(r"(?<![가-힣])오만(?=[ ,·]|과|의|에|산|만)(?! ?(?:원|명|개|불|달러|한|하|방자))|\bOman\b"),
    "ML": regex.compile(r"(?<![가-힣])말리(?=[,·]|와|의|에서| 정부)|\bMali\b|(?<![\u30a1-\u30fc])マリ(?![\u30a1-\u30fc])"),
    "NE": regex.compile(r"(?<![가-힣])니제르|\bNiger\b(?! (?:River|Delta))"),
    "TD": regex.compile(r"\bChad\b(?! [A-Z])|(?<![가-힣])차드(?=[ ,·]|와|의|에)|(?<![\u30a1-\u30fc])チャド(?![\u30a1-\u30fc])"),
    "JO": regex.compile(r"(?<![A-Z][a-z]{1,12} )\bJordan(?:'s|ian)?\b(?! [A-Z])"),
    "GE": regex.compile(
        r"(?:\bGeorgia\b|조지아|ジョージア)(?=.{0,120}(?:Tbilisi|Armenia|Azerbaijan|Caucas|트빌리시|아르메니아|아제르바이잔|トビリシ|アルメニア|アゼルバイジャン))", regex.DOTALL
    ),
    "BT": regex.compile(r"(?<![가-힣])부탄(?! ?(?:가스|올|캔|·|및|과 프로판))(?=[ ,]|의|에|왕국)(?!.{0,30}프로판)"),
    "TG": regex.compile(r"(?<![가-힣])토고(?!리)"),
}  # fmt: skip
_NOT_THERE = regex.compile(
    r"(?:인도)(?!네시아)(?:적|주의|하|받|되|된|될|량|분|물|기준|기일|일자|청구|명령|한|할|함|를 거부|조건|장소)|(?:印度|インド)(?:洋|ネシア)|인도양|호주머니|호주제"
    r"|(?:Latin|South|North|Central) America[n]?|New (?:Mexico|Jersey|Britain)|Papua New Guinea Bissau|Indian Ocean|马里(?:兰|亚纳)|アメリカン|Guinea pigs?"
    r"|한국어|중국집|중국어|일본어|일본뇌염|(?:Bank of )?America's Cup|Turkey (?:meat|breast)|東日本大|영국령"
)


def countries(text: str) -> Iterator[tuple[int, int, str]]:
    """Half-open spans with the code of the country named there, in order. A name of two countries gives two at one place."""
    found = [*_by_name(text), *_by_sign(text)]
    taken = sorted(found, key=lambda one: (one[0], -one[1]))
    end, start = 0, -1
    for begin, stop, code in taken:
        if begin >= end or (begin == start and stop == end):
            yield begin, stop, code
            start, end = begin, stop


def _by_name(text: str) -> Iterator[tuple[int, int, str]]:
    elsewhere = [match.span() for match in _NOT_THERE.finditer(text)]
    for start, end, code in _names().find(text):
        if not any(first <= start < last for first, last in elsewhere) and not (
            code == "US" and text[end : end + 1] == "$"
        ):
            yield start, end, code
    for code, pattern in _ONLY_IF.items():
        yield from ((match.start(), match.end(), code) for match in pattern.finditer(text))


def _by_sign(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _PAIR.finditer(text):
        codes = dict.fromkeys(_BY_SIGN[sign] for sign in match.group() if sign in _BY_SIGN)
        yield from ((match.start(), match.end(), code) for code in codes)
    if regex.search("[가-힣]", text):
        for match in _KOREAN_HAN.finditer(text):
            yield match.start(), match.end(), _KOREAN_HAN_CODES[match.group()]
        for match in _KOREAN_MI.finditer(text):
            yield match.start(), match.end(), "US"


@lru_cache(maxsize=1)
def _names() -> Gazetteer[str]:
    names: dict[str, str] = {}
    for locale in LOCALES:
        territories: Mapping[str, str] = Locale.parse(locale).territories
        for code, name in territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NEVER:
                names |= dict.fromkeys(_forms(name), code)
    for code, more in _MORE.items():
        names |= dict.fromkeys(more.split("|"), code)
    return Gazetteer({name: code for name, code in names.items() if name not in _NEVER})


def _forms(name: str) -> list[str]:
    """A name with straight and curly apostrophe, and without what stands in brackets ("Myanmar (Burma)")."""
    short = regex.sub(r"\s*[(（].*", "", name)
    return [
        form
        for base in {name, short}
        for form in {base, base.replace("’", "'"), base.replace(" & ", " and ")}
        if len(form) > 1
    ]
