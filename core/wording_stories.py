"""What the product says of facts, stories, briefs and dates, in English and Korean. A part of core/wording.py."""

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    # Facts on cards
    "fact.deadline": {"en": "Deadline", "ko": "마감"},
    "fact.effective": {"en": "Takes effect", "ko": "시행"},
    "fact.date": {"en": "Dates ahead", "ko": "예정일"},
    "fact.money": {"en": "Money", "ko": "금액"},
    "fact.countries": {"en": "Countries", "ko": "국가"},
    "fact.agencies": {"en": "Agencies", "ko": "기관"},
    "card.also": {"en": "Also in {outlets} ({langs}).", "ko": "다른 {outlets}에서도 보도 ({langs})."},
    "card.also_plain": {"en": "Also in {outlets}.", "ko": "다른 {outlets}에서도 보도."},
    "card.story": {"en": "Story", "ko": "스토리"},
    "card.model": {
        "en": "Written by the language model {model}, not by a person; every number, date and name stands in the sentences it cites.",
        "ko": "언어 모델 {model}의 요약입니다. 모든 수치, 날짜, 이름은 인용한 문장에 있습니다.",
    },
    "card.unstored": {"en": "Read just now at your request; it is not stored.", "ko": "요청에 따라 방금 읽었으며 저장하지 않습니다."},
    "summary.unread": {"en": "The page could not be read ({code}).", "ko": "페이지를 읽지 못했습니다 ({code})."},
    "outlets_one": {"en": "1 outlet", "ko": "1개 매체"},
    "outlets_many": {"en": "{count} outlets", "ko": "{count}개 매체"},
    # Stories
    "story_what": {"en": "Say which item's story: its short id, as in story #K7Q2.", "ko": "어느 자료의 스토리인지 적어 주세요. 예: 스토리 #K7Q2"},
    "story.title": {"en": "Story #{id}: {title}", "ko": "스토리 #{id}: {title}"},
    "story.alone": {"en": "No other item reports this event so far.", "ko": "이 사건을 다룬 다른 자료는 아직 없습니다."},
    "story.official": {"en": "Official sources", "ko": "공식 출처"},
    "story.others": {"en": "Other sources", "ko": "다른 출처"},
    "story.count": {"en": "{items} in {outlets}, oldest first.", "ko": "{outlets}, {items}. 오래된 순서입니다."},
    "story.differ": {"en": "Sources differ: {sides}.", "ko": "출처마다 다름: {sides}."},
    "story.official_says": {"en": "The official source is #{id}.", "ko": "공식 출처는 #{id}입니다."},
    # Briefs
    "brief_what": {"en": "Say about what, for example:", "ko": "무엇에 대한 브리핑인지 적어 주세요. 예:"},
    "brief.title": {"en": "Brief: {label}, since {date}", "ko": "브리핑: {label}, {date}부터"},
    "brief.none": {"en": "Nothing about {label} since {date}.", "ko": "{date} 이후 {label} 자료가 없습니다."},
    "brief.changed": {"en": "What changed", "ko": "달라진 점"},
    "brief.ahead": {"en": "Dates ahead", "ko": "앞으로의 일정"},
    "brief.money": {"en": "Money", "ko": "금액"},
    "brief.who": {"en": "Who", "ko": "관련 기관"},
    "brief.questions": {"en": "Open questions", "ko": "남은 쟁점"},
    "brief.differ": {"en": "Sources differ", "ko": "출처마다 다른 점"},
    "brief.note": {
        "en": "{items} in {stories}. Sentences are quoted as their sources wrote them; official sources come first.",
        "ko": "{stories}, {items}. 문장은 출처 원문 그대로이며 공식 출처가 먼저입니다.",
    },
    "brief.lang": {"en": "en or ko, the language of the brief's own words", "ko": "브리핑에 쓸 언어 en 또는 ko"},
    "brief.most": {"en": "Only the newest {count} items were read.", "ko": "최신 {count}건만 읽었습니다."},
    "brief.cited": {"en": "story #{story}:", "ko": "스토리 #{story}:"},
    "stories_one": {"en": "1 story", "ko": "스토리 1개"},
    "stories_many": {"en": "{count} stories", "ko": "스토리 {count}개"},
    # Dates
    "calendar.title": {"en": "Dates in the next {days} days: {label}", "ko": "앞으로 {days}일의 일정: {label}"},
    "calendar.none": {
        "en": "No item of the last {back} days names a date in the next {days} days: {label}.",
        "ko": "최근 {back}일의 자료에 앞으로 {days}일의 일정이 없습니다: {label}.",
    },
    "calendar.all": {"en": "all topics", "ko": "모든 주제"},
    "calendar.firm": {"en": "Deadlines and effective dates", "ko": "마감일과 시행일"},
    "calendar.other": {"en": "Other dates", "ko": "그 밖의 날짜"},
    "calendar.read": {
        "en": "From {items} of the last {back} days. “policywire calendar --ics” writes a file for calendars.",
        "ko": "최근 {back}일의 자료 {items}에서 찾았습니다. ‘policywire calendar --ics’로 캘린더 파일을 만듭니다.",
    },
    "option.next": {"en": "a number of days such as 30d, at most 365", "ko": "30d 같은 일수, 최대 365일"},
    "option.topic": {"en": "the id or name of a topic", "ko": "주제의 번호나 이름"},
}  # fmt: skip
