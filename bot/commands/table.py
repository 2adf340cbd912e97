"""The table of commands: every verb with its names, arguments, options and examples. Help and parsing read it; so do tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.commands import (
    admin,
    brief,
    calendar,
    catalogue,
    feedback,
    feeds,
    items,
    overview,
    preferences,
    preview,
    requests,
    rhythm,
    sample,
    saved,
    search,
    settings,
    stories,
    subscriptions,
    why,
)
from bot.commands.context import Context
from bot.commands.line import Line
from bot.commands.permission import (
    administrators,
    anyone,
    editors,
    for_digest,
    for_feeds,
    for_language,
    for_list,
    members,
    to_change,
)
from bot.commands.request import Reply
from core.roles import Need


@dataclass(frozen=True, slots=True)
class Command:
    """One verb. `about` is what it does and `examples` show it, by language; `options` are the `key:value` words it takes.

    `needs` says of a line who may have it carried out; dispatch.py sees to it. What comes of one that `posts` is posted in the
    channel later, so the bot has to be in there.
    """

    verb: str
    aliases: tuple[str, ...]
    about: Mapping[str, str]
    examples: Mapping[str, tuple[str, ...]]
    run: Callable[[Context], Reply]
    options: tuple[str, ...] = ()
    needs: Callable[[Line], Need] = anyone
    posts: bool = False


COMMANDS = (
    Command(
        "subscribe",
        ("follow", "sub", "구독"),
        {"en": "Follow a topic, a phrase or a query in this channel.", "ko": "이 채널에서 주제, 문구 또는 검색식을 구독합니다."},
        {
            "en": ("subscribe korea-china-fta", 'subscribe "critical minerals" lang:ko,en digest:daily', "subscribe (CBAM OR 탄소국경) NOT 세미나 from:official"),
            "ko": ("한중 FTA를 구독", '구독 "핵심광물" lang:ko,en 다이제스트:매일', "구독 (CBAM OR 탄소국경) NOT 세미나 from:official"),
        },
        subscriptions.subscribe,
        preferences.OF_SUBSCRIPTIONS,
        to_change,
        posts=True,
    ),
    Command(
        "unsubscribe",
        ("unfollow", "unsub", "해지", "구독해지", "구독취소"),
        {"en": "Stop following.", "ko": "구독을 해지합니다."},
        {"en": ("unsubscribe cbam", "unsubscribe all"), "ko": ("한중 FTA를 해지", "해지 cbam", "해지 모두")},
        subscriptions.unsubscribe,
        ("confirm",),
        to_change,
    ),
    Command(
        "list",
        ("subs", "subscriptions", "목록", "구독목록"),
        {"en": "What this channel follows.", "ko": "이 채널의 구독 목록입니다."},
        {"en": ("list", "list all"), "ko": ("목록", "목록 전체")},
        subscriptions.show,
        needs=for_list,
    ),
    Command(
        "latest",
        ("recent", "최신", "최근"),
        {"en": "The newest stored items, of a topic or query if one is named.", "ko": "저장된 최신 자료를 보여 줍니다. 주제나 검색식을 적을 수 있습니다."},
        {
            "en": ("latest", "latest korea-egypt-cepa 5", 'latest "critical minerals" lang:ko'),
            "ko": ("최신", "최신 핵심광물 5", "한중 FTA 최신"),
        },
        items.latest,
        items.OPTIONS,
    ),
    Command(
        "search",
        ("find", "검색", "찾기"),
        {"en": "Stored items that answer a query, best first.", "ko": "저장된 자료에서 검색합니다."},
        {
            "en": ('search "통용허가" since:2026-01-01 country:CN', "search (gallium OR 갈륨) NEAR/5 (licence OR 허가)", "search 희토류 since:30d"),
            "ko": ('검색 "통용허가" since:2026-01-01 country:CN', "희토류 검색", "검색 (갈륨 또는 게르마늄) since:30일"),
        },
        search.search,
        search.OPTIONS,
    ),
    Command(
        "preview",
        ("backtest", "미리보기"),
        {
            "en": "What a topic or query would have brought, before anybody follows it.",
            "ko": "구독하기 전에 주제나 검색식의 최근 결과를 미리 봅니다.",
        },
        {
            "en": ("preview cptpp days:30", "preview (gallium OR 갈륨) from:official", "preview us-tariffs sensitivity:fewer"),
            "ko": ("미리보기 cptpp days:30", "핵심광물 미리보기", "미리보기 us-tariffs 민감도:적게"),
        },
        preview.preview,
        preview.OPTIONS,
    ),
    Command(
        "why",
        ("explain", "왜", "이유"),
        {
            "en": "Why an item came to this channel, or why not: its terms, the decision, the stage where it stopped.",
            "ko": "이 채널에 자료가 온 이유, 또는 오지 않은 이유를 설명합니다.",
        },
        {"en": ("why #K7Q2", "why https://…"), "ko": ("왜 #K7Q2", "왜 https://…")},
        why.why,
    ),
    Command(
        "feedback",
        ("rate", "피드백"),
        {
            "en": "What you think of an item: topics learn from it, and say so.",
            "ko": "자료에 대한 의견을 남깁니다. 주제가 이를 학습합니다.",
        },
        {
            "en": ("feedback #K7Q2 useful", "feedback #K7Q2 wrong-topic", "feedback #K7Q2 duplicate"),
            "ko": ("피드백 #K7Q2 유용", "피드백 #K7Q2 무관", "피드백 #K7Q2 중복"),
        },
        feedback.feedback,
        feedback.OPTIONS,
    ),
    Command(
        "summary",
        ("summarise", "summarize", "요약"),
        {"en": "The gist of one item, each sentence with its source.", "ko": "자료 하나의 요지를 출처와 함께 보여 줍니다."},
        {"en": ("summary #K7Q2", "summary https://…"), "ko": ("요약 #K7Q2", "요약 https://…")},
        items.summary,
        ("share",),
    ),
    Command(
        "story",
        ("timeline", "스토리"),
        {
            "en": "Who reported an event: every source, official ones first, and where they differ. With follow its news come to you.",
            "ko": "한 사건을 보도한 모든 출처를 공식 출처부터 보여 줍니다. 팔로우하면 새 소식을 나에게 보냅니다.",
        },
        {
            "en": ("story #K7Q2", "story #K7Q2 follow", "story #K7Q2 unfollow", "story"),
            "ko": ("스토리 #K7Q2", "스토리 #K7Q2 팔로우", "스토리 #K7Q2 취소", "스토리"),
        },
        stories.story,
    ),
    Command(
        "brief",
        ("briefing", "브리핑"),
        {
            "en": "What happened about a topic: what changed, dates ahead, money, who, open questions, each line cited.",
            "ko": "주제의 달라진 점, 일정, 금액, 기관, 쟁점을 출처와 함께 정리합니다.",
        },
        {
            "en": ("brief critical-minerals since:7d", "brief cbam since:30d lang:ko", "brief (gallium OR 갈륨) from:official"),
            "ko": ("브리핑 핵심광물 since:7일", "한중 FTA 브리핑", "브리핑 cbam 부터:30일 언어:en"),
        },
        brief.brief,
        brief.OPTIONS,
    ),
    Command(
        "calendar",
        ("agenda", "일정"),
        {"en": "The dates ahead that items name, deadlines and effective dates first.", "ko": "자료에 나온 앞으로의 일정입니다. 마감일과 시행일이 먼저입니다."},
        {"en": ("calendar next:30d topic:us-tariffs", "calendar cbam"), "ko": ("일정 다음:30일 주제:us-tariffs", "핵심광물 일정")},
        calendar.calendar,
        calendar.OPTIONS,
    ),
    Command(
        "digest",
        ("다이제스트", "모아보기"),
        {"en": "Have alerts collected: daily, on weekdays or weekly; or at most so many a day.", "ko": "알림을 매일, 평일 또는 매주 모아 보냅니다. 하루 최대 건수도 정할 수 있습니다."},
        {
            "en": ("digest daily 08:30 Asia/Seoul", "digest weekly mon 09:00", "digest now", "digest max:10", "digest off"),
            "ko": ("다이제스트 매일 08:30 Asia/Seoul", "다이제스트 매주 월 09:00", "다이제스트 지금", "다이제스트 max:10", "다이제스트 끄기"),
        },
        rhythm.digest,
        rhythm.DIGEST_OPTIONS,
        for_digest,
    ),
    Command(
        "quiet",
        ("방해금지",),
        {"en": "Hours in which nothing is posted here.", "ko": "이 채널에 보내지 않는 시간입니다."},
        {
            "en": ("quiet 19:00-08:00", "quiet 19:00-08:00 weekends except:urgent", "quiet off"),
            "ko": ("방해금지 19:00-08:00", "방해금지 19:00-08:00 주말 긴급제외", "방해금지 끄기"),
        },
        rhythm.quiet,
        rhythm.QUIET_OPTIONS,
        to_change,
    ),
    Command(
        "pause",
        ("일시중지",),
        {"en": "Post nothing here for a time; what comes is kept.", "ko": "한동안 보내지 않고 보관합니다."},
        {"en": ("pause 3d", "pause until:mon-09:00"), "ko": ("일시중지 3일", "일시중지 until:월-09:00")},
        rhythm.pause,
        rhythm.PAUSE_OPTIONS,
        to_change,
    ),
    Command(
        "resume",
        ("다시시작", "재개"),
        {"en": "End a pause; what was kept is sent.", "ko": "일시중지를 끝내고 보관한 것을 보냅니다."},
        {"en": ("resume",), "ko": ("재개",)},
        rhythm.resume,
        needs=members,
    ),
    Command(
        "mute",
        ("음소거",),
        {"en": "Hear nothing of a source, a story or a phrase for a time.", "ko": "출처, 스토리 또는 문구를 한동안 받지 않습니다."},
        {
            "en": ('mute "세미나 안내"', 'mute source:"Example Press" until:30d', "mute story:#K7Q2", 'mute off "세미나 안내"'),
            "ko": ('음소거 "세미나 안내"', '음소거 source:"Example Press" until:30d', "음소거 story:#K7Q2", '음소거 해제 "세미나 안내"'),
        },
        rhythm.mute,
        rhythm.MUTE_OPTIONS,
        to_change,
    ),
    Command(
        "save",
        ("bookmark", "저장"),
        {"en": "Put an item aside for yourself; alone it shows what you saved.", "ko": "자료를 나만 보도록 저장합니다. 명령만 쓰면 저장한 자료를 보여 줍니다."},
        {"en": ("save #K7Q2", "save", "save off #K7Q2"), "ko": ("저장 #K7Q2", "저장", "저장 취소 #K7Q2")},
        saved.save,
    ),
    Command(
        "settings",
        ("setting", "설정"),
        {"en": "How this channel has it: languages, digest, quiet hours, pause, cap, sensitivity.", "ko": "이 채널의 언어, 다이제스트, 방해금지, 일시중지, 한도, 민감도를 봅니다."},
        {"en": ("settings", "settings sensitivity:fewer"), "ko": ("설정", "설정 민감도:적게")},
        settings.settings,
        settings.OPTIONS,
        to_change,
    ),
    Command(
        "language",
        ("언어",),
        {"en": "The language you are answered in, or that of this channel's alerts.", "ko": "답변 언어 또는 이 채널의 알림 언어를 정합니다."},
        {"en": ("language ko", "language channel en", "language auto"), "ko": ("언어 한국어", "언어 채널 영어", "언어 자동")},
        settings.language,
        needs=for_language,
    ),
    Command(
        "test",
        ("sample", "시험", "테스트", "샘플"),
        {"en": "A sample alert in this channel, marked as such.", "ko": "이 채널에 샘플 알림을 표시와 함께 보냅니다."},
        {"en": ("test",), "ko": ("시험",)},
        sample.test,
        needs=members,
        posts=True,
    ),
    Command(
        "topics",
        ("topic", "주제"),
        {"en": "The topics that can be followed, and their names in four languages.", "ko": "구독할 수 있는 주제와 네 언어의 이름입니다."},
        {"en": ("topics", "topics 광물", "topics show cbam"), "ko": ("주제", "주제 광물", "주제 보기 cbam")},
        catalogue.topics,
    ),
    Command(
        "feeds",
        ("feed", "sources", "출처"),
        {"en": "The feeds that are watched, and how they are.", "ko": "지켜보는 출처와 그 상태입니다."},
        {
            "en": ("feeds", "feeds customs", "feeds add https://ministry.example/rss tier:official backfill:7d"),
            "ko": ("출처", "출처 customs", "출처 추가 https://ministry.example/rss tier:official backfill:7d"),
        },
        feeds.feeds,
        feeds.OPTIONS,
        for_feeds,
    ),
    Command(
        "requests",
        ("request", "요청"),
        {"en": "What this channel's editors are asked for; they approve or decline.", "ko": "이 채널 편집자가 승인하거나 거절할 요청입니다."},
        {"en": ("requests", "requests approve 12", "requests decline 12"), "ko": ("요청", "요청 승인 12", "요청 거절 12")},
        requests.requests,
        needs=editors,
    ),
    Command(
        "admin",
        ("administration", "관리"),
        {
            "en": "Who may change what, and who changed what. For administrators of the workspace.",
            "ko": "누가 무엇을 바꿀 수 있고 무엇을 바꿨는지 관리합니다. 워크스페이스 관리자용입니다.",
        },
        {
            "en": ("admin", "admin audit since:7d", "admin lock #trade editors", "admin roles @user editor", "admin model", "admin export"),
            "ko": ("관리", "관리 기록 since:7일", "관리 잠금 #trade 편집자", "관리 역할 @user 편집자", "관리 모델", "관리 내보내기"),
        },
        admin.admin,
        admin.OPTIONS,
        administrators,
    ),
    Command(
        "status",
        ("상태",),
        {"en": "This channel and the product at a glance.", "ko": "이 채널과 제품의 상태입니다."},
        {"en": ("status",), "ko": ("상태",)},
        overview.status,
    ),
    Command(
        "help",
        ("도움말", "?"),
        {"en": "These commands, or examples of one.", "ko": "명령 목록과 예입니다."},
        {"en": ("help", "help subscribe"), "ko": ("도움말", "도움말 구독")},
        overview.help_,
    ),
)  # fmt: skip

BY_VERB = {command.verb: command for command in COMMANDS}
WORDS = {word: command.verb for command in COMMANDS for word in (command.verb, *command.aliases)}
OPTIONS = {command.verb: command.options for command in COMMANDS}
