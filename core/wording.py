"""What the product says to people, in English and Korean. Everything a command or a card says stands here, nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from core import (
    wording_console,
    wording_forms,
    wording_ledger,
    wording_operation,
    wording_query,
    wording_rhythm,
    wording_roles,
    wording_stories,
    wording_teams,
)

LANGUAGES: Final = ("en", "ko")

TEXTS: Final[dict[str, dict[str, str]]] = {
    # Cards
    "card.open": {"en": "Open", "ko": "원문"},
    "card.summary": {"en": "Summary", "ko": "요약"},
    "card.ask_why": {"en": "Why?", "ko": "왜?"},
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
    "subscribed": {"en": "This channel now follows {label}.", "ko": "이 채널이 이제 {label}을(를) 구독합니다."},
    "subscribed_by": {"en": "{user} subscribed this channel to {label}.", "ko": "{user} 님이 {label} 구독을 추가했습니다."},
    "watching": {
        "en": "Watching from now. In the last {days} days this would have posted {count}.",
        "ko": "지금부터 지켜봅니다. 최근 {days}일이었다면 {count}을 보냈을 것입니다.",
    },
    "watching.new": {
        "en": "Watching from now. Of {count} stored so far none matches.",
        "ko": "지금부터 지켜봅니다. 저장된 {count} 가운데 맞는 것은 아직 없습니다.",
    },
    "watching.none": {
        "en": "Watching from now. No matches in {days} days.",
        "ko": "지금부터 지켜봅니다. 최근 {days}일 동안 맞는 자료가 없었습니다.",
    },
    "watching.earlier": {
        "en": "Watching from now. Nothing in the last {days} days, {count} in the last {longer}.",
        "ko": "지금부터 지켜봅니다. 최근 {days}일은 없고, 최근 {longer}일은 {count}입니다.",
    },
    "preview.new": {"en": "Of {count} stored so far none matches.", "ko": "저장된 {count} 가운데 맞는 것은 아직 없습니다."},
    "preview.empty": {"en": "Nothing is stored yet, so there is no forecast.", "ko": "아직 저장된 자료가 없어 예상 건수는 없습니다."},
    "preview.none": {"en": "No matches in {days} days.", "ko": "최근 {days}일 동안 맞는 자료가 없었습니다."},
    "preview.earlier": {"en": "Nothing in the last {days} days, {count} in the last {longer}.", "ko": "최근 {days}일은 없고, 최근 {longer}일은 {count}입니다."},
    "preview.broad": {"en": "About {count} a day. Official sources only, or a daily digest?", "ko": "하루 약 {count}건입니다. 공식 출처만 받거나, 하루 한 번 모아 받을까요?"},
    "preview.broaden": {"en": "Broaden", "ko": "넓히기"},
    "preview.keep": {"en": "Keep anyway", "ko": "그대로 구독"},
    "preview.official": {"en": "Official only", "ko": "공식 출처만"},
    "preview.digest": {"en": "Daily digest", "ko": "하루 한 번"},
    "preview.surer": {"en": "Fewer, surer", "ko": "확실한 것만"},
    "preview.titles": {"en": "Titles only", "ko": "제목만"},
    "preview_what": {"en": "Say what to try, for example:", "ko": "무엇을 미리 볼지 적어 주세요. 예:"},
    "preview.title": {"en": "Preview: {label}", "ko": "미리보기: {label}"},
    "preview.total": {"en": "In the last {days} days: {count} of {stored} stored.", "ko": "최근 {days}일: 저장된 {stored} 가운데 {count}."},
    "preview.weeks": {"en": "By week, from:", "ko": "주별 (시작일):"},
    "preview.held": {"en": "Held by the options: {reasons}.", "ko": "옵션으로 제외됨: {reasons}."},
    "preview.limits": {
        "en": "Not posted at once by this channel's settings: {reasons}.",
        "ko": "이 채널의 설정으로 바로 보내지 않음: {reasons}.",
    },
    "about": {"en": "about {amount}", "ko": "약 {amount}"},
    "watching.empty": {
        "en": "Watching from now. Nothing is stored yet, so there is no forecast.",
        "ko": "지금부터 지켜봅니다. 아직 저장된 자료가 없어 예상 건수는 없습니다.",
    },
    "items_one": {"en": "1 item", "ko": "1건"},
    "items_many": {"en": "{count} items", "ko": "{count}건"},
    "defaults": {
        "en": "Languages: {langs}. Sources: {sources}. Countries: {countries}. {sensitivity} {rhythm} {dedupe}",
        "ko": "언어: {langs}. 출처: {sources}. 국가: {countries}. {sensitivity} {rhythm} {dedupe}",
    },
    "defaults.now": {"en": "Each alert as it comes.", "ko": "수집 즉시 알림."},
    "defaults.digest": {"en": "Collected for the digest: {digest}.", "ko": "모아 보냄: {digest}."},
    "defaults.cap": {"en": "At most {cap} alerts a day at once, the rest as a digest.", "ko": "하루 {cap}건까지 즉시, 나머지는 모아 보냄."},
    "any": {"en": "all", "ko": "전체"},
    "sensitivity.fewer": {"en": "Only sure hits.", "ko": "확실한 것만."},
    "sensitivity.balanced": {"en": "Balanced sensitivity.", "ko": "보통 민감도."},
    "sensitivity.more": {"en": "Also what may only touch on it.", "ko": "조금이라도 관련되면 모두."},
    "already": {"en": "This channel follows {label} already.", "ko": "이 채널은 이미 {label}을(를) 구독하고 있습니다."},
    "changed": {"en": "{label} is followed with other options from now on.", "ko": "이제 {label} 구독에 다른 옵션이 적용됩니다."},
    "changed_by": {"en": "{user} changed the options of {label}.", "ko": "{user} 님이 {label} 구독의 옵션을 바꾸었습니다."},
    "covers": {"en": "“{phrase}” is the topic {id}, which knows its names in four languages.", "ko": "“{phrase}”은(는) 네 언어의 이름을 아는 주제 {id}입니다."},
    "as_query": {
        "en": "No topic is called that, so these words themselves are looked for, in titles and texts: {query}",
        "ko": "그런 이름의 주제가 없어 제목과 본문에서 낱말 그대로 찾습니다: {query}",
    },
    "read_as": {"en": "Read as: {query}", "ko": "해석: {query}"},
    "is_topic": {"en": "“{word}” is the topic {id}.", "ko": "“{word}”은(는) 주제 {id}입니다."},
    "follow_it": {"en": "Subscribe", "ko": "구독"},
    "subscribe_what": {"en": "Say what to follow, for example:", "ko": "무엇을 구독할지 적어 주세요. 예:"},
    "unsubscribed": {"en": "This channel no longer follows {label}.", "ko": "이 채널에서 {label} 구독을 해지했습니다."},
    "unsubscribed_by": {"en": "{user} unsubscribed this channel from {label}.", "ko": "{user} 님이 {label} 구독을 해지했습니다."},
    "unsubscribed_all": {"en": "This channel follows nothing any more.", "ko": "이 채널의 구독을 모두 해지했습니다."},
    "unsubscribed_all_by": {"en": "{user} ended all subscriptions of this channel.", "ko": "{user} 님이 이 채널의 구독을 모두 해지했습니다."},
    "unsubscribe_what": {"en": "Say which one to end.", "ko": "어느 구독을 해지할지 적어 주세요."},
    "not_subscribed": {"en": "This channel does not follow {label}.", "ko": "이 채널은 {label}을(를) 구독하고 있지 않습니다."},
    "follows_these": {"en": "It follows: {labels}.", "ko": "구독 중: {labels}."},
    "confirm_all": {"en": "End all {count} subscriptions of this channel?", "ko": "이 채널의 구독 {count}개를 모두 해지할까요?"},
    "confirm_button": {"en": "End all", "ko": "모두 해지"},
    "list.title": {"en": "Subscriptions of this channel", "ko": "이 채널의 구독"},
    "list.query": {"en": "query", "ko": "검색식"},
    "list.hint": {"en": "“unsubscribe NAME” ends one.", "ko": "‘해지 이름’으로 해지합니다."},
    "list.since": {"en": "since {date}", "ko": "{date}부터"},
    # Reading
    "latest.title": {"en": "Latest: {label}", "ko": "최신: {label}"},
    "latest.all": {"en": "all items", "ko": "전체"},
    "latest.none": {"en": "No stored item matches {label}.", "ko": "{label}에 맞는 자료가 없습니다."},
    "latest.nothing": {"en": "Nothing is stored yet.", "ko": "아직 저장된 자료가 없습니다."},
    "latest.count": {"en": "latest shows 1 to {most} items, not {count}.", "ko": "‘최신’은 1건부터 {most}건까지 보여 줍니다. 받은 값: {count}."},
    "search_what": {"en": "Say what to search for, for example:", "ko": "무엇을 찾을지 적어 주세요. 예:"},
    "search.title": {"en": "Search: {label}", "ko": "검색: {label}"},
    "search.count": {"en": "The best {shown} of {count}.", "ko": "{count}건 중 가장 알맞은 {shown}건입니다."},
    "search.topic": {
        "en": "“{word}” is also the topic {id}, which knows its names in four languages: {line}",
        "ko": "“{word}”은(는) 네 언어의 이름을 아는 주제 {id}이기도 합니다: {line}",
    },
    "share": {"en": "Share", "ko": "공유"},
    "shared_by": {"en": "Shared by {user}.", "ko": "{user} 님이 공유했습니다."},
    # Why
    "why_what": {
        "en": "Say which item: its short id, as in why #K7Q2, or the address of an article that did not come.",
        "ko": "어느 자료인지 적어 주세요. 예: 왜 #K7Q2, 또는 오지 않은 기사의 주소.",
    },
    "why.title": {"en": "Why #{id}: {title}", "ko": "#{id}의 이유: {title}"},
    "why.found": {"en": "Found {date}, from {source}.", "ko": "{date} 수집, 출처 {source}."},
    "why.found_baseline": {
        "en": "Found {date}, from {source}, as what the feed held when it was first read: stored, never alerted.",
        "ko": "{date} 수집, 출처 {source}. 처음 읽을 때 이미 있던 글이라 저장만 하고 알리지 않았습니다.",
    },
    "why.nothing_followed": {"en": "This channel follows nothing, so nothing comes to it.", "ko": "이 채널은 구독이 없어 알림이 오지 않습니다."},
    "why.score": {"en": "Score {score}, {needed} needed. {sensitivity}", "ko": "점수 {score}, 기준 {needed}. {sensitivity}"},
    "why.query_fits": {"en": "The query matches: {query}", "ko": "검색식에 맞습니다: {query}"},
    "why.weight": {"en": "weight {weight}", "ko": "가중치 {weight}"},
    "why.sent": {"en": "Sent {date}.", "ko": "{date} 전송."},
    "why.ended": {"en": "(This subscription has ended.)", "ko": "(해지된 구독입니다.)"},
    "why.bundled": {"en": "It was told with others, in one message.", "ko": "다른 것과 함께 한 메시지로 알렸습니다."},
    "why.waiting": {"en": "Waiting to be sent.", "ko": "전송 대기 중."},
    "why.retrying": {"en": "Not sent yet after {attempt} attempts: {reason}.", "ko": "{attempt}번 시도했으나 아직 전송하지 못함: {reason}."},
    "why.failed": {"en": "Could not be sent: {reason}.", "ko": "전송하지 못함: {reason}."},
    "why.uncertain": {"en": "Perhaps sent; the answer never came: {reason}.", "ko": "전송 여부를 확인하지 못함: {reason}."},
    "why.held_until": {"en": "Held until {date}: {reason}.", "ko": "{date}까지 보류: {reason}."},
    "why.no_reason": {"en": "no reason given", "ko": "이유 없음"},
    "why.held": {"en": "Not sent: {reason}.", "ko": "보내지 않음: {reason}."},
    "why.no_match": {"en": "No match: {missing}.", "ko": "맞지 않음: {missing}."},
    "why.not_yet": {"en": "Stored, and not matched yet; that takes seconds.", "ko": "저장했으나 아직 대조 전입니다. 곧 처리됩니다."},
    "why.would_match": {
        "en": "It did not match when it came, and would match the topic or query as it is now.",
        "ko": "수집 당시에는 맞지 않았으나 지금의 주제나 검색식에는 맞습니다.",
    },
    "why.topic_gone": {"en": "The topic {id} is gone, so nothing matches it.", "ko": "주제 {id}이(가) 없어져 맞는 자료가 없습니다."},
    "why.others": {"en": "It also matches topics not followed here: {topics}.", "ko": "구독하지 않은 주제에도 맞습니다: {topics}."},
    "why.never": {"en": "Never fetched: no watched feed is at {host}, and no document has this address.", "ko": "수집한 적 없음: {host}의 출처를 지켜보고 있지 않습니다."},
    "why.not_carried": {"en": "Never fetched: the feed {feed} of this site has not carried it. Last read: {date}.", "ko": "수집한 적 없음: 이 사이트의 출처 {feed}에 실리지 않았습니다. 마지막 확인: {date}."},
    "why.feed_fails": {"en": "The feed fails: {error}.", "ko": "출처 오류: {error}."},
    "reason.matched": {"en": "matched", "ko": "맞음"},
    "reason.other-language": {"en": "another language than the subscription asks for", "ko": "구독한 언어가 아님"},
    "reason.other-source": {"en": "another source than the subscription asks for", "ko": "구독한 출처가 아님"},
    "reason.other-country": {"en": "another country than the subscription asks for", "ko": "구독한 국가가 아님"},
    "reason.already-alerted": {"en": "this channel had it already", "ko": "이 채널에 이미 알림"},
    "reason.before-subscription": {"en": "it was stored before the subscription was made", "ko": "구독 전에 수집됨"},
    "reason.outage": {"en": "it came with others after an outage of its source, in one message", "ko": "출처 중단 뒤 다른 글과 한 메시지로 보냄"},
    "reason.baseline": {"en": "it was in the feed when the feed was first read", "ko": "출처를 처음 읽을 때 이미 있던 글"},
    "reason.muted": {"en": "muted in this channel", "ko": "이 채널에서 음소거됨"},
    "reason.paused": {"en": "alerts are paused in this channel", "ko": "이 채널의 알림이 일시중지됨"},
    "reason.quiet-hours": {"en": "quiet hours", "ko": "방해금지 시간"},
    "reason.digest": {"en": "it waits for the digest", "ko": "다이제스트 대기"},
    "reason.over-cap": {"en": "over the number of alerts a day", "ko": "하루 알림 한도를 넘음"},
    "reason.learned": {"en": "feedback taught the topic that such items are not relevant", "ko": "피드백에 따라 이 주제와 무관하다고 판단"},
    "reason.too-weak": {"en": "below the score that the subscription asks for", "ko": "구독 기준 점수에 못 미침"},
    "role.name": {"en": "a name of the topic {id}", "ko": "주제 {id}의 이름"},
    "role.acronym": {"en": "a short form of the topic {id}", "ko": "주제 {id}의 약어"},
    "role.signal": {"en": "a phrase that means the topic {id}", "ko": "주제 {id}을(를) 뜻하는 표현"},
    "role.hint": {"en": "a word that hints at the topic {id}", "ko": "주제 {id}와(과) 관련된 낱말"},
    "role.earlier": {"en": "a term that the topic {id} had then", "ko": "당시 주제 {id}의 낱말"},
    # Feedback
    "feedback_what": {"en": "Say which item and what you think of it, for example:", "ko": "어느 자료가 어땠는지 적어 주세요. 예:"},
    "feedback.useful": {"en": "Useful", "ko": "유용함"},
    "feedback.irrelevant": {"en": "Not relevant", "ko": "무관함"},
    "feedback.wrong-topic": {"en": "Wrong topic", "ko": "주제와 무관"},
    "feedback.duplicate": {"en": "Duplicate", "ko": "중복"},
    "feedback.old": {"en": "Old", "ko": "지난 소식"},
    "feedback.minor": {"en": "Minor", "ko": "사소함"},
    "feedback.why": {"en": "What is wrong with #{id}?", "ko": "#{id}, 무엇이 문제인가요?"},
    "feedback.which": {"en": "Which topic is wrong for #{id}?", "ko": "#{id}은(는) 어느 주제와 무관한가요?"},
    "feedback.noted": {"en": "Noted for {labels}: #{id}, {said}.", "ko": "기록했습니다: #{id}, {said} ({labels})."},
    "feedback.none": {"en": "#{id} matches nothing that this channel follows, so there is nothing to learn from it.", "ko": "#{id}은(는) 이 채널의 구독에 맞지 않아 배울 것이 없습니다."},
    "learning.few": {"en": "{id}: {count} of the {needed} labels that it takes to learn.", "ko": "{id}: 학습에 필요한 {needed}건 중 {count}건."},
    "learning.none": {"en": "{id}: {count} labels, too much of one kind to learn from.", "ko": "{id}: {count}건이 한쪽으로 치우쳐 학습하지 못함."},
    "learning.used": {"en": "{id}: {count} labels; what they taught is in use (F1 {with_} with it, {without} without, on labels not seen).", "ko": "{id}: {count}건 학습, 사용 중 (미확인 표본 F1: 사용 {with_}, 미사용 {without})."},
    "learning.unused": {"en": "{id}: {count} labels; what they taught is not in use (F1 {with_} with it, {without} without, on labels not seen).", "ko": "{id}: {count}건 학습, 사용 안 함 (미확인 표본 F1: 사용 {with_}, 미사용 {without})."},
    "learning.off": {"en": "{id}: learning is switched off.", "ko": "{id}: 학습을 꺼 두었습니다."},
    "topics.version": {"en": "Version", "ko": "판"},
    "topics.edited": {"en": "{number}, by {user}, {date}", "ko": "{number}, {user}, {date}"},
    "topics.learning": {"en": "Learning", "ko": "학습"},
    "list.gone": {"en": "this topic is gone: nothing comes any more", "ko": "없어진 주제: 더는 알림이 오지 않음"},
    "option.topic": {"en": "the id of a topic", "ko": "주제 ID"},
    "summary_what": {
        "en": "Say which item: its short id, as in summary #K7Q2, or the address of the article.",
        "ko": "어느 자료인지 적어 주세요. 예: 요약 #K7Q2 또는 기사 주소.",
    },
    "no_item": {"en": "No stored item is called {name}.", "ko": "{name} 자료를 찾을 수 없습니다."},
    "no_item_hint": {"en": "latest shows the items with their ids.", "ko": "‘최신’ 명령으로 자료와 번호를 볼 수 있습니다."},
    # Catalogue
    "topics.title": {"en": "Topics", "ko": "주제"},
    "topics.none": {"en": "No topic fits “{text}”.", "ko": "“{text}”에 맞는 주제가 없습니다."},
    "topics.more": {"en": "Topics shown: {count}. “topics show ID” tells a topic's names.", "ko": "주제 {count}개. ‘주제 보기 ID’로 이름을 봅니다."},
    "category.agreements": {"en": "Agreements", "ko": "협정"},
    "category.measures": {"en": "Measures", "ko": "조치"},
    "category.sectors": {"en": "Sectors", "ko": "산업"},
    "category.forums": {"en": "Forums", "ko": "협의체"},
    "topics.parent": {"en": "Part of", "ko": "상위 주제"},
    "topics.children": {"en": "Contains", "ko": "하위 주제"},
    "topics.follow": {"en": "Subscribe", "ko": "구독"},
    "feeds.title": {"en": "Feeds", "ko": "출처"},
    "feeds.counts": {"en": "{total} in all: {ok} answering, {failing} failing, {waiting} not tried yet.", "ko": "모두 {total}개: 정상 {ok}, 오류 {failing}, 대기 {waiting}."},
    "feeds.ok": {"en": "ok {date}, entries: {count}", "ko": "정상 {date}, {count}건"},
    "feeds.failing": {"en": "failing since {date}: {error}", "ko": "{date}부터 오류: {error}"},
    "feeds.waiting": {"en": "not tried yet", "ko": "아직 확인 전"},
    "feeds.off": {"en": "No feed is watched: the list of feeds is empty, or watching is switched off.", "ko": "지켜보는 출처가 없습니다. 목록이 비었거나 수집이 꺼져 있습니다."},
    "feeds.none": {"en": "No feed fits “{text}”.", "ko": "“{text}”에 맞는 출처가 없습니다."},
    "feeds.rate": {"en": "{rate} a day", "ko": "하루 {rate}건"},
    "feeds.norm": {"en": "{rate} a day, usually {norm}", "ko": "하루 {rate}건, 평소 {norm}건"},
    "feeds.lag": {"en": "found {lag} after publication", "ko": "게시 {lag} 뒤 수집"},
    "feeds.silent": {"en": "answers, but has brought nothing since {date}", "ko": "응답하지만 {date} 이후 새 글이 없음"},
    "feeds.gone": {"en": "withdrawn by its publisher, since {date}; look for its successor", "ko": "{date}부터 발행처가 폐지함. 후속 주소를 찾아 주세요"},
    "feeds.unchecked": {"en": "not asked since {date}", "ko": "{date} 이후 확인하지 못함"},
    "feeds.lagging": {"en": "entries come {lag} after publication", "ko": "게시 {lag} 뒤에야 들어옴"},
    "feeds.recovered": {"en": "works again", "ko": "정상으로 돌아옴"},
    "feeds.added": {"en": "{title} is watched from now on. What it carries today is history; alerts begin with what comes next.", "ko": "이제 {title}을(를) 지켜봅니다. 지금 있는 글은 알리지 않고 다음 글부터 알립니다."},
    "feeds.backfilled": {"en": "{title} is watched from now on, and what it published in the last {days} days counts as new.", "ko": "이제 {title}을(를) 지켜보며 최근 {days}일의 글도 새 글로 봅니다."},
    "feeds.known": {"en": "That address is watched already.", "ko": "이미 지켜보는 주소입니다."},
    "feeds.add_what": {"en": "Say which address, for example: feeds add https://ministry.example/rss tier:official", "ko": "주소를 적어 주세요. 예: 출처 추가 https://ministry.example/rss tier:official"},
    "feeds.removed": {"en": "{title} is watched no longer. What it brought stays.", "ko": "{title}을(를) 더 지켜보지 않습니다. 들어온 글은 그대로 있습니다."},
    "feeds.listed": {"en": "{title} stands in the feeds file; take it out there.", "ko": "{title}은(는) 출처 파일에 있으니 그 파일에서 지워 주세요."},
    "span.minutes": {"en": "{count} min", "ko": "{count}분"},
    "span.hours": {"en": "{count} h", "ko": "{count}시간"},
    "span.days": {"en": "{count} d", "ko": "{count}일"},
    "notice.broken": {"en": "Sources that need a look", "ko": "확인이 필요한 출처"},
    "notice.recovered": {"en": "Sources that work again", "ko": "다시 정상인 출처"},
    "notice.missing": {"en": "Alerts from them may be missing until then; what is published meanwhile is made up for if the source still shows it.", "ko": "그동안 이 출처의 알림이 빠질 수 있습니다. 복구 뒤에도 출처에 남아 있는 글은 모아서 보냅니다."},
    "bundle.title": {"en": "{source}: {count} about {label}, after an outage", "ko": "{source}: 중단 뒤 {label} {count}"},
    "bundle.note": {"en": "It could not be read for a while, so this comes at once. The times are those of publication.", "ko": "한동안 읽지 못해 한꺼번에 보냅니다. 시각은 게시 시각입니다."},
    "mark.withdrawn": {"en": "Withdrawn by its publisher", "ko": "발행처가 철회함"},
    "mark.corrected": {"en": "Corrected by its publisher", "ko": "발행처가 정정함"},
    "option.tier": {"en": "official, wire, press or blog", "ko": "official, wire, press, blog 가운데 하나"},
    "option.backfill": {"en": "a number of days such as 7d, at most 90", "ko": "7d 같은 일수, 최대 90일"},
    "option.kind": {"en": "feed or sitemap", "ko": "feed 또는 sitemap"},
    "more": {"en": "and {count} more", "ko": "외 {count}개"},
    "status.title": {"en": "Status", "ko": "상태"},
    "status.channel": {"en": "This channel follows {labels}.", "ko": "이 채널의 구독: {labels}."},
    "status.items": {"en": "Items stored", "ko": "저장된 자료"},
    "status.feeds": {"en": "Feeds", "ko": "출처"},
    "status.deliveries": {"en": "Deliveries", "ko": "발송"},
    "status.documents": {"en": "Documents", "ko": "문서"},
    "status.unreadable": {"en": "{count} read, {bad} unreadable", "ko": "{count}개 읽음, {bad}개 읽지 못함"},
    "status.none": {"en": "none", "ko": "없음"},
    "delivery.pending": {"en": "{count} waiting", "ko": "대기 {count}"},
    "delivery.sending": {"en": "{count} sending", "ko": "발송 중 {count}"},
    "delivery.uncertain": {"en": "{count} unconfirmed", "ko": "미확인 {count}"},
    "delivery.sent": {"en": "{count} sent", "ko": "발송됨 {count}"},
    "delivery.failed": {"en": "{count} failed", "ko": "실패 {count}"},
    "try": {"en": "Try:", "ko": "해 보세요:"},
    # Help and errors
    "help.title": {"en": "Commands", "ko": "명령"},
    "help.more": {"en": "“help COMMAND” shows examples.", "ko": "‘도움말 명령’으로 예를 볼 수 있습니다."},
    "help.options": {"en": "Options: {options}", "ko": "옵션: {options}"},
    "help.aliases": {"en": "Also: {aliases}", "ko": "다른 이름: {aliases}"},
    "unknown_verb": {"en": "There is no command “{word}”.", "ko": "“{word}” 명령은 없습니다."},
    "unknown_topic": {"en": "There is no topic “{word}”.", "ko": "“{word}” 주제는 없습니다."},
    "related": {"en": "Related: {words}.", "ko": "관련 주제: {words}."},
    "did_you_mean": {"en": "Did you mean {words}?", "ko": "{words}을(를) 찾으셨나요?"},
    "as_phrase": {"en": "To follow the words themselves, put them in quotes: {line}", "ko": "낱말 그대로 구독하려면 따옴표로 묶으세요: {line}"},
    "unknown_option": {"en": "“{verb}” knows no option “{word}:”.", "ko": "“{verb}” 명령에 “{word}:” 옵션은 없습니다."},
    "options_are": {"en": "It knows {words}.", "ko": "쓸 수 있는 옵션: {words}."},
    "bad_option": {"en": "“{word}:” takes {form}, not “{value}”.", "ko": "“{word}:”에는 {form} 형식이 필요합니다. 받은 값: “{value}”."},
    "option.sensitivity": {"en": "fewer, balanced or more hits of a topic", "ko": "주제의 알림 정도: fewer(적게), balanced(보통), more(많이)"},
    "option.days": {"en": "a number of days from 1 to 365", "ko": "1부터 365까지의 일수"},
    "option.since": {"en": "a date such as 2026-01-01, or a time such as 7d", "ko": "2026-01-01 같은 날짜 또는 7일 같은 기간"},
    "option.until": {"en": "a date such as 2026-01-31, or a time such as 7d", "ko": "2026-01-31 같은 날짜 또는 7일 같은 기간"},
    "option.lang": {"en": "language codes such as ko,en", "ko": "ko,en 같은 언어 코드"},
    "option.country": {"en": "two-letter country codes such as KR,CN", "ko": "KR,CN 같은 두 글자 국가 코드"},
    "option.from": {"en": "official, wire, press, blog, corpus or a part of a source's name", "ko": "official, wire, press, blog, corpus 또는 출처 이름의 일부"},
    "too_long": {"en": "The command has {count} characters; at most {limit} are read.", "ko": "명령이 {count}자입니다. 최대 {limit}자까지 가능합니다."},
    "not_here": {
        "en": "I'm not in {channel}. Type /invite @Policy, then press Retry. Your settings are kept.",
        "ko": "{channel} 채널에 초대되어 있지 않습니다. /invite @Policy 를 입력한 뒤 ‘다시 시도’를 누르세요. 설정은 그대로 있습니다.",
    },
    "this_channel": {"en": "this channel", "ko": "이"},
    "retry": {"en": "Retry", "ko": "다시 시도"},
    "failed": {"en": "Something went wrong here, and it has been logged. Try again in a minute.", "ko": "처리 중 문제가 생겨 기록했습니다. 잠시 후 다시 시도해 주세요."},
    **wording_stories.TEXTS,
    **wording_query.TEXTS,
    **wording_rhythm.TEXTS,
    **wording_operation.TEXTS,
    **wording_forms.TEXTS,
    **wording_console.TEXTS,
    **wording_teams.TEXTS,
    **wording_roles.TEXTS,
    **wording_ledger.TEXTS,
}  # fmt: skip


@runtime_checkable
class Worded(Protocol):
    """What is called otherwise in each language."""

    def in_words(self, lang: str) -> str:
        """Its words in a language."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """A text to be said in a language that is known later. As a string it is English."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_words(self, lang: str) -> str:
        """The text."""
        return say(lang, self.key, **self.values)

    def __str__(self) -> str:
        return self.in_words("en")


def say(lang: str, key: str, /, **values: object) -> str:
    """The text of `key` in `lang`, or in English where that language is not spoken here; so are the values that are Worded."""
    texts = TEXTS[key]
    told = {name: value.in_words(lang) if isinstance(value, Worded) else value for name, value in values.items()}
    return texts.get(lang, texts["en"]).format(**told)


def items(lang: str, count: int) -> str:
    """A number of items in words."""
    return say(lang, "items_one") if count == 1 else say(lang, "items_many", count=count)


def counted(lang: str, what: str, count: int) -> str:
    """A number of `outlets` or `stories` in words."""
    return say(lang, f"{what}_one") if count == 1 else say(lang, f"{what}_many", count=count)
