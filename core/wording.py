"""What the product says to people, in English and Korean. Everything a command or a card says stands here, nowhere else."""

from typing import Final

LANGUAGES: Final = ("en", "ko")

TEXTS: Final[dict[str, dict[str, str]]] = {
    # Cards
    "card.open": {"en": "Open", "ko": "원문"},
    "card.summary": {"en": "Summary", "ko": "요약"},
    "card.topic": {"en": "Topic", "ko": "주제"},
    "card.source": {"en": "Source", "ko": "출처"},
    "card.published": {"en": "Published", "ko": "게시"},
    "card.found": {"en": "Found", "ko": "수집"},
    "card.language": {"en": "Language", "ko": "언어"},
    "card.why": {"en": "Why: {terms}.", "ko": "근거: {terms}."},
    "card.why_term": {"en": "“{term}” in the {field}", "ko": "{field}의 “{term}”"},
    "card.title": {"en": "title", "ko": "제목"},
    "card.body": {"en": "text", "ko": "본문"},
    "card.excerpt": {"en": "Excerpt, not a summary.", "ko": "요약이 아닌 원문 발췌입니다."},
    "card.no_text": {"en": "The source gave a headline only.", "ko": "출처가 제목만 제공했습니다."},
    "card.untitled": {"en": "(without a title)", "ko": "(제목 없음)"},
    "card.unknown_source": {"en": "source not named", "ko": "출처 미상"},
    "tier.official": {"en": "official", "ko": "공식"},
    "tier.wire": {"en": "wire", "ko": "통신사"},
    "tier.press": {"en": "press", "ko": "언론"},
    "tier.blog": {"en": "blog", "ko": "블로그"},
    "tier.corpus": {"en": "document folder", "ko": "문서 폴더"},
    # Subscribing
    "empty": {"en": "Nothing is subscribed here yet.", "ko": "이 채널에는 아직 구독이 없습니다."},
    "choose_topics": {"en": "Choose topics", "ko": "주제 고르기"},
    "see_sample": {"en": "See a sample", "ko": "샘플 보기"},
    "undo": {"en": "Undo", "ko": "되돌리기"},
    "subscribed": {"en": "This channel now follows {label}.", "ko": "이 채널이 {label} 주제를 구독합니다."},
    "subscribed_by": {"en": "{user} subscribed this channel to {label}.", "ko": "{user} 님이 {label} 구독을 추가했습니다."},
    "watching": {
        "en": "Watching from now. In the last 30 days this would have posted {count}.",
        "ko": "지금부터 지켜봅니다. 최근 30일이었다면 {count}건을 보냈을 것입니다.",
    },
    "watching_new": {
        "en": "Watching from now. Nothing stored so far matches; only {count} stored items could be tried.",
        "ko": "지금부터 지켜봅니다. 저장된 {count}건 가운데 맞는 것은 아직 없습니다.",
    },
    "items_one": {"en": "1 item", "ko": "1"},
    "items_many": {"en": "{count} items", "ko": "{count}"},
    "defaults": {
        "en": "Languages: {langs}. Sources: {sources}. Countries: {countries}. Each alert as it comes.",
        "ko": "언어: {langs}. 출처: {sources}. 국가: {countries}. 수집 즉시 알림.",
    },
    "any": {"en": "all", "ko": "전체"},
    "already": {"en": "This channel follows {label} already.", "ko": "이 채널은 이미 {label} 주제를 구독하고 있습니다."},
    "covers": {"en": "“{phrase}” is the topic {id}, which knows its names in four languages.", "ko": "“{phrase}”은(는) 네 언어의 이름을 아는 주제 {id}입니다."},
    "subscribe_what": {"en": "Say what to follow, for example:", "ko": "무엇을 구독할지 적어 주세요. 예:"},
    "unsubscribed": {"en": "This channel no longer follows {label}.", "ko": "이 채널에서 {label} 구독을 해지했습니다."},
    "unsubscribed_by": {"en": "{user} unsubscribed this channel from {label}.", "ko": "{user} 님이 {label} 구독을 해지했습니다."},
    "not_subscribed": {"en": "This channel does not follow {label}.", "ko": "이 채널은 {label} 주제를 구독하고 있지 않습니다."},
    "follows_these": {"en": "It follows: {labels}.", "ko": "구독 중: {labels}."},
    "confirm_all": {"en": "End all {count} subscriptions of this channel?", "ko": "이 채널의 구독 {count}개를 모두 해지할까요?"},
    "confirm_button": {"en": "End all", "ko": "모두 해지"},
    "all_ended": {"en": "all its subscriptions", "ko": "모든 주제"},
    "list.title": {"en": "Subscriptions of this channel", "ko": "이 채널의 구독"},
    "list.since": {"en": "since {date}", "ko": "{date}부터"},
    # Reading
    "latest.title": {"en": "Latest: {label}", "ko": "최신: {label}"},
    "latest.all": {"en": "all items", "ko": "전체"},
    "latest.none": {"en": "No stored item matches {label}.", "ko": "{label}에 맞는 자료가 없습니다."},
    "latest.nothing": {"en": "Nothing is stored yet.", "ko": "아직 저장된 자료가 없습니다."},
    "summary_what": {
        "en": "Say which item: its short id, as in summary #K7Q2, or the address of the article.",
        "ko": "어느 자료인지 적어 주세요. 예: 요약 #K7Q2 또는 기사 주소.",
    },
    "no_item": {"en": "No stored item is called {name}.", "ko": "{name} 자료를 찾을 수 없습니다."},
    "no_item_hint": {"en": "latest shows the items with their ids.", "ko": "‘최신’ 명령으로 자료와 번호를 볼 수 있습니다."},
    # Catalogue
    "topics.title": {"en": "Topics", "ko": "주제"},
    "topics.none": {"en": "No topic fits “{text}”.", "ko": "“{text}”에 맞는 주제가 없습니다."},
    "topics.more": {"en": "{count} topics. “topics show ID” tells a topic's names.", "ko": "주제 {count}개. ‘topics show ID’로 이름을 봅니다."},
    "topics.names": {"en": "Names", "ko": "이름"},
    "topics.parent": {"en": "Part of", "ko": "상위 주제"},
    "topics.children": {"en": "Contains", "ko": "하위 주제"},
    "topics.follow": {"en": "Subscribe", "ko": "구독"},
    "feeds.title": {"en": "Feeds", "ko": "출처"},
    "feeds.counts": {"en": "{total} feeds: {ok} answering, {failing} failing, {waiting} not tried yet.", "ko": "출처 {total}개: 정상 {ok}, 오류 {failing}, 대기 {waiting}."},
    "feeds.ok": {"en": "ok {date}, {count} entries", "ko": "정상 {date}, {count}건"},
    "feeds.failing": {"en": "failing since {date}: {error}", "ko": "{date}부터 오류: {error}"},
    "feeds.waiting": {"en": "not tried yet", "ko": "아직 확인 전"},
    "feeds.none": {"en": "No feed fits “{text}”.", "ko": "“{text}”에 맞는 출처가 없습니다."},
    "more": {"en": "and {count} more", "ko": "외 {count}개"},
    "status.title": {"en": "Status", "ko": "상태"},
    "status.channel": {"en": "This channel follows {count}.", "ko": "이 채널의 구독: {count}."},
    "status.nothing": {"en": "nothing yet", "ko": "없음"},
    "status.items": {"en": "Items stored", "ko": "저장된 자료"},
    "status.feeds": {"en": "Feeds", "ko": "출처"},
    "status.deliveries": {"en": "Deliveries", "ko": "전송"},
    "status.documents": {"en": "Documents", "ko": "문서"},
    "status.unreadable": {"en": "{count} read, {bad} unreadable", "ko": "{count}개 읽음, {bad}개 읽지 못함"},
    "status.none": {"en": "none", "ko": "없음"},
    "status.jobs": {"en": "Jobs", "ko": "작업"},
    "try": {"en": "Try:", "ko": "해 보세요:"},
    # Help and errors
    "help.title": {"en": "Commands", "ko": "명령"},
    "help.more": {"en": "“help COMMAND” shows examples.", "ko": "‘help 명령’으로 예를 볼 수 있습니다."},
    "help.aliases": {"en": "Also: {aliases}", "ko": "다른 이름: {aliases}"},
    "unknown_verb": {"en": "There is no command “{word}”.", "ko": "“{word}” 명령은 없습니다."},
    "unknown_topic": {"en": "There is no topic “{word}”.", "ko": "“{word}” 주제는 없습니다."},
    "did_you_mean": {"en": "Did you mean {words}?", "ko": "{words}을(를) 찾으셨나요?"},
    "as_phrase": {"en": "To follow the words themselves, put them in quotes: {line}", "ko": "낱말 그대로 구독하려면 따옴표로 묶으세요: {line}"},
    "unknown_option": {"en": "“{verb}” knows no option “{word}:”.", "ko": "“{verb}” 명령에 “{word}:” 옵션은 없습니다."},
    "options_are": {"en": "It knows {words}.", "ko": "쓸 수 있는 옵션: {words}."},
    "bad_option": {"en": "“{word}:” takes {form}, not “{value}”.", "ko": "“{word}:”에는 {form} 형식이 필요합니다. 받은 값: “{value}”."},
    "option.lang": {"en": "language codes such as ko,en", "ko": "ko,en 같은 언어 코드"},
    "option.country": {"en": "two-letter country codes such as KR,CN", "ko": "KR,CN 같은 두 글자 국가 코드"},
    "option.from": {"en": "official, wire, press, blog, corpus or a part of a source's name", "ko": "official, wire, press, blog, corpus 또는 출처 이름의 일부"},
    "option.count": {"en": "a number from 1 to 10", "ko": "1부터 10까지의 수"},
    "open_quote": {"en": "A quotation mark is open.", "ko": "따옴표가 닫히지 않았습니다."},
    "too_long": {"en": "The command has {count} characters; at most {limit} are read.", "ko": "명령이 {count}자입니다. 최대 {limit}자까지 가능합니다."},
    "not_here": {
        "en": "I'm not in {channel}. Type /invite @Policy, then press Retry. Your settings are kept.",
        "ko": "{channel} 채널에 초대되어 있지 않습니다. /invite @Policy 를 입력한 뒤 ‘다시 시도’를 누르세요. 설정은 그대로 있습니다.",
    },
    "this_channel": {"en": "this channel", "ko": "이"},
    "retry": {"en": "Retry", "ko": "다시 시도"},
    "failed": {"en": "Something went wrong here, and it has been logged. Try again in a minute.", "ko": "처리 중 문제가 생겨 기록했습니다. 잠시 후 다시 시도해 주세요."},
}  # fmt: skip


def say(lang: str, key: str, /, **values: object) -> str:
    """The text of `key` in `lang`, or in English where that language is not spoken here."""
    texts = TEXTS[key]
    return texts.get(lang, texts["en"]).format(**values)


def items(lang: str, count: int) -> str:
    """A number of items in words."""
    return say(lang, "items_one") if count == 1 else say(lang, "items_many", count=count)
