"""The console's own words, in English and Korean. What the commands answer is worded elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """All that the page says by itself, in one language. Braces are filled in with str.format."""

    lang: str
    tagline: str
    skip: str
    channels: str
    status: str
    new_channel: str
    channel_name: str
    name_hint: str
    create: str
    messages_in: str
    earlier: str
    refresh: str
    you: str
    only_you: str
    no_subscription: str
    choose_topics: str
    see_sample: str
    no_message: str
    no_channel: str
    command: str
    command_hint: str
    placeholder: str
    send: str
    back: str
    bad_name: str
    too_long: str
    stale: str
    may_not: str
    not_found: str
    failed: str


ENGLISH = Words(
    lang="en",
    tagline="Trade-policy alerts",
    skip="Skip to the command line",
    channels="Channels",
    status="Status",
    new_channel="New channel",
    channel_name="Name of the new channel",
    name_hint="Letters and digits, with - between words.",
    create="Create",
    messages_in="Messages in",
    earlier="Show earlier messages",
    refresh="Check for new messages",
    you="You",
    only_you="only you",
    no_subscription="Nothing is subscribed here yet.",
    choose_topics="Choose topics",
    see_sample="See a sample",
    no_message="Watching. New alerts appear here; history is never replayed.",
    no_channel="There is no channel yet. Name one to begin.",
    command="Command",
    command_hint="The same commands as in chat; /policy in front is optional. Try help.",
    placeholder="help",
    send="Send",
    back="Back to the channels",
    bad_name="That name cannot be used. Take up to {limit} letters and digits, with - or _ between words, such as trade-cn.",
    too_long="That command has {length} characters; at most {limit} are taken. Shorten it and send it again.",
    stale="Policywire was started anew since this page was opened, so nothing was done. Press the button again.",
    may_not="Your role does not allow this. Ask an administrator of this console.",
    not_found="There is nothing at this address.",
    failed="Something went wrong here. The log of Policywire has the details; try again in a moment.",
)

KOREAN = Words(
    lang="ko",
    tagline="통상정책 알림",
    skip="명령 입력란으로 건너뛰기",
    channels="채널",
    status="상태",
    new_channel="새 채널",
    channel_name="새 채널 이름",
    name_hint="글자와 숫자를 쓰고, 단어 사이는 -로 이으세요.",
    create="만들기",
    messages_in="메시지:",
    earlier="이전 메시지 보기",
    refresh="새 메시지 확인",
    you="나",
    only_you="나만 보임",
    no_subscription="이 채널에는 아직 구독이 없습니다.",
    choose_topics="주제 고르기",
    see_sample="샘플 보기",
    no_message="지켜보고 있습니다. 새 알림이 여기에 표시되며, 지난 소식은 다시 보내지 않습니다.",
    no_channel="아직 채널이 없습니다. 이름을 정해 시작하세요.",
    command="명령",
    command_hint="채팅과 같은 명령을 씁니다. 앞의 /policy는 생략할 수 있습니다. help를 입력해 보세요.",
    placeholder="help",
    send="보내기",
    back="채널로 돌아가기",
    bad_name="이 이름은 쓸 수 없습니다. trade-cn처럼 글자와 숫자 {limit}자까지, 단어 사이는 - 또는 _로 이으세요.",
    too_long="명령이 {length}자입니다. {limit}자까지 보낼 수 있으니 줄여서 다시 보내세요.",
    stale="이 페이지를 연 뒤 Policywire가 다시 시작되어 처리하지 않았습니다. 버튼을 한 번 더 누르세요.",
    may_not="현재 역할로는 할 수 없습니다. 콘솔 관리자에게 문의하세요.",
    not_found="이 주소에는 아무것도 없습니다.",
    failed="문제가 생겼습니다. 자세한 내용은 Policywire 로그에 있습니다. 잠시 뒤 다시 시도하세요.",
)

_BY_LANG = {words.lang: words for words in (ENGLISH, KOREAN)}


def words(lang: str = "en") -> Words:
    """The words of a language, English where there are none."""
    return _BY_LANG.get(lang, ENGLISH)
