"""Mistakes in queries, in English and Korean. Where they are found: core/query.py."""

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    # What an item lacked
    "missing.part": {"en": "no {part}", "ko": "{part} 없음"},
    "missing.excluded": {"en": "excluded by {part}", "ko": "{part}(으)로 제외됨"},
    "missing.terms": {"en": "none of its terms occurs", "ko": "주제의 낱말이 하나도 없음"},
    "missing.names": {
        "en": "none of its names occurs, and no context for the rest",
        "ko": "주제의 이름이 없고 다른 낱말을 뒷받침할 문맥도 없음",
    },
    "missing.score": {
        "en": "score {score} is below {needed}{against}{context}",
        "ko": "점수 {score}, 기준 {needed}에 못 미침{against}{context}",
    },
    "missing.against": {"en": "; against it: {terms}", "ko": ", 감점: {terms}"},
    "missing.context": {
        "en": "; no context term for signals and ambiguous acronyms",
        "ko": ", 신호어와 모호한 약어를 뒷받침할 문맥 없음",
    },
    "query.long": {
        "en": "The query has {count} characters; at most {most} are taken.",
        "ko": "검색식이 {count}자입니다. 최대 {most}자까지 쓸 수 있습니다.",
    },
    "query.long_in_full": {
        "en": "Written out in full the query has {count} characters; at most {most} are taken.",
        "ko": "풀어 쓰면 검색식이 {count}자입니다. 최대 {most}자까지 쓸 수 있습니다.",
    },
    "query.no_open": {
        "en": "There is no ( for this ).",
        "ko": "이 )에 맞는 (가 없습니다.",
    },
    "query.deep": {
        "en": "Parentheses may be nested {most} deep.",
        "ko": "괄호는 {most}겹까지 쓸 수 있습니다.",
    },
    "query.quote": {
        "en": "This quote is never closed.",
        "ko": "따옴표가 닫히지 않았습니다.",
    },
    "query.no_close": {
        "en": "Missing ) after position {at}.",
        "ko": "{at}번째 글자 뒤에 )가 빠졌습니다.",
    },
    "query.empty": {
        "en": "The query is empty.",
        "ko": "검색식이 비어 있습니다.",
    },
    "query.unfinished": {
        "en": "A word or phrase is missing at the end.",
        "ko": "끝에 단어나 문구가 빠졌습니다.",
    },
    "query.expected": {
        "en": "A word or phrase is expected before {sign}",
        "ko": "{sign} 앞에 단어나 문구가 있어야 합니다.",
    },
    "query.star_inside": {
        "en": "A * may only end a word.",
        "ko": "*는 단어 끝에만 쓸 수 있습니다.",
    },
    "query.sign": {
        "en": "{sign} has no meaning here; put it between quotes to search for it.",
        "ko": "{sign}은(는) 여기서 뜻이 없습니다. 찾으려면 따옴표로 묶어 주세요.",
    },
    "query.no_value": {
        "en": "{field}: needs a value right after it.",
        "ko": "{field}: 바로 뒤에 값이 있어야 합니다.",
    },
    "query.no_field": {
        "en": "There is no field {name}: (there are {known}).",
        "ko": "{name}: 항목은 없습니다({known} 이(가) 있습니다).",
    },
    "query.terms": {
        "en": "The query has more than {most} terms.",
        "ko": "검색식에 검색어가 {most}개보다 많습니다.",
    },
    "query.no_letter": {
        "en": "There is no letter or digit in this term.",
        "ko": "이 검색어에는 글자나 숫자가 없습니다.",
    },
    "query.words": {
        "en": "A phrase may have {most} words or characters.",
        "ko": "문구는 {most}단어(글자)까지 쓸 수 있습니다.",
    },
    "query.short": {
        "en": "One letter or syllable alone is in nearly every text; use a longer term.",
        "ko": "한 글자는 거의 모든 글에 있습니다. 더 긴 검색어를 써 주세요.",
    },
    "query.star_short": {
        "en": "A * needs four letters, or two Korean, Chinese or Japanese characters, before it.",
        "ko": "* 앞에는 로마자 네 자, 또는 한글·한자·가나 두 자가 있어야 합니다.",
    },
    "query.bad_lang": {
        "en": "lang: takes a language code such as ko, not {value}.",
        "ko": "lang: 에는 ko 같은 언어 코드를 씁니다({value} 아님).",
    },
    "query.bad_country": {
        "en": "country: takes a country code such as CN, not {value}.",
        "ko": "country: 에는 CN 같은 국가 코드를 씁니다({value} 아님).",
    },
    "query.bad_from": {
        "en": "from: takes a source or a tier, not {value}.",
        "ko": "from: 에는 출처나 등급을 씁니다({value} 아님).",
    },
    "query.near": {
        "en": "NEAR takes a distance from 1 to {most}.",
        "ko": "NEAR 거리는 1부터 {most}까지입니다.",
    },
    "query.near_parts": {
        "en": "NEAR stands between words, phrases or groups of them joined by OR.",
        "ko": "NEAR는 단어, 문구, 또는 OR로 묶은 것 사이에만 씁니다.",
    },
    "query.only_filter": {
        "en": "A filter alone matches nearly everything; add a word or phrase.",
        "ko": "조건만으로는 거의 모든 글이 맞습니다. 단어나 문구를 더해 주세요.",
    },
    "query.only_not": {
        "en": "Say what must occur: what is excluded alone matches nearly everything.",
        "ko": "꼭 있어야 할 말을 적어 주세요. 제외만으로는 거의 모든 글이 맞습니다.",
    },
    "query.only_star": {
        "en": "A wildcard alone is too broad; add a word or phrase that must occur.",
        "ko": "*만으로는 너무 넓습니다. 꼭 있어야 할 단어나 문구를 더해 주세요.",
    },
}
