"""What the product says on Teams alone, in English and Korean. A part of core/wording.py."""

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "teams.answered": {"en": "The answer is a message of its own.", "ko": "답은 별도 메시지로 보냈습니다."},
    "teams.working": {"en": "Working on it; the answer follows.", "ko": "처리 중입니다. 곧 답합니다."},
    "teams.again": {"en": "That is being done already.", "ko": "이미 처리하고 있습니다."},
    "teams.old_button": {
        "en": "This button is from another version and does nothing any more. Type “help” for what there is.",
        "ko": "다른 버전의 버튼이라 동작하지 않습니다. ‘도움말’을 입력해 보세요.",
    },
    "teams.stranger": {
        "en": "Only people of the organisation that runs Policywire can use it here.",
        "ko": "Policywire를 운영하는 조직의 구성원만 사용할 수 있습니다.",
    },
    "teams.no_private": {
        "en": "I could not answer {name} privately here. Open a chat with me and ask there.",
        "ko": "여기서는 {name} 님에게만 답할 수 없습니다. 저와의 채팅에서 물어보세요.",
    },
    # Dialogs and the message extension
    "teams.count": {"en": "Count the hits", "ko": "건수 보기"},
    "teams.done": {"en": "Done", "ko": "완료"},
    "teams.link": {"en": "Address of the article", "ko": "기사 주소"},
    "teams.found_none": {"en": "Nothing stored fits. Try another word.", "ko": "맞는 자료가 없습니다. 다른 단어로 찾아보세요."},
    # Files
    "teams.file_get": {"en": "Download", "ko": "내려받기"},
    "teams.file_until": {
        "en": "{name} ({size}). The link works until {when}; after that, ask again.",
        "ko": "{name} ({size}). 링크는 {when}까지 유효합니다. 이후에는 다시 요청해 주세요.",
    },
    "teams.file_nowhere": {
        "en": "I cannot hand over {name} ({size}) here: Teams lets no bot put files into a channel. Ask for it in a chat with me, or "
        "have POLICYWIRE_PUBLIC_URL set by whoever runs Policywire; then there is a link.",
        "ko": "{name} ({size}) 파일은 여기서 드릴 수 없습니다. Teams에서는 봇이 채널에 파일을 올릴 수 없습니다. 저와의 채팅에서 요청하거나, "
        "운영자에게 POLICYWIRE_PUBLIC_URL 설정을 요청해 주세요. 설정하면 링크를 드립니다.",
    },
    "teams.file_in_chat": {
        "en": "{name} is waiting for you in the chat with me.",
        "ko": "{name} 파일은 저와의 채팅에서 받을 수 있습니다.",
    },
    "teams.file_ended": {
        "en": "This file is kept no longer. Ask for it again.",
        "ko": "파일 보관 기간이 지났습니다. 다시 요청해 주세요.",
    },
    "teams.file_declined": {"en": "All right, the file is not sent.", "ko": "파일을 보내지 않았습니다."},
    "teams.file_failed": {
        "en": "The file could not be put into your OneDrive.",
        "ko": "OneDrive에 파일을 넣지 못했습니다.",
    },
    # Coming and going
    "teams.unnamed": {"en": "this channel", "ko": "이 채널"},
    "teams.how": {
        "en": "Mention me with a command, such as “@Policy help”; what is only for you, you alone will see.",
        "ko": "‘@Policy 도움말’처럼 저를 멘션하고 명령을 적어 주세요. 개인에게 하는 답은 본인에게만 보입니다.",
    },
    "teams.private_channel": {
        "en": "This is a private channel: only its members see alerts and answers.",
        "ko": "비공개 채널입니다. 알림과 답은 구성원에게만 보입니다.",
    },
    "teams.shared_channel": {
        "en": "This is a shared channel: people of other teams or organisations see alerts too; commands are for our own people.",
        "ko": "공유 채널입니다. 다른 팀이나 조직의 구성원도 알림을 볼 수 있지만, 명령은 우리 조직만 쓸 수 있습니다.",
    },
    "teams.removed": {
        "en": "Policywire was removed from {name}. Its {count} subscriptions rest; add it again, and they go on from then.",
        "ko": "{name}에서 Policywire가 제거되어 구독 {count}건이 멈췄습니다. 다시 추가하면 그때부터 이어집니다.",
    },
    "teams.gone": {
        "en": "{name} was deleted or archived. Its {count} subscriptions rest; when it is restored, they go on from then.",
        "ko": "{name} 채널이나 팀이 삭제 또는 보관되어 구독 {count}건이 멈췄습니다. 복원하면 그때부터 이어집니다.",
    },
    "teams.back": {
        "en": "I am here again. Subscriptions that go on from now: {count}.",
        "ko": "다시 시작합니다. 지금부터 이어지는 구독: {count}건.",
    },
    "teams.deleted": {
        "en": "{name} was deleted for good, and with it its {count} subscriptions.",
        "ko": "{name} 채널이나 팀이 영구 삭제되어 구독 {count}건을 종료했습니다.",
    },
    "teams.fate_removed": {
        "en": "I am not in {channel} any more, so its alerts stop. Its {count} subscription(s) are kept; add the app there again, or mention "
        "it there, to go on.",
        "ko": "{channel} 채널에서 제외되어 알림을 멈췄습니다. 구독 {count}건은 그대로 있습니다. 그 채널에 앱을 다시 추가하거나 멘션하면 이어집니다.",
    },
    "teams.fate_refused": {
        "en": "I may not post in {channel}, so its alerts stop. Its {count} subscription(s) are kept; they go on with the next command "
        "there once posting is allowed.",
        "ko": "{channel} 채널에 글을 쓸 수 없어 알림을 멈췄습니다. 구독 {count}건은 그대로 있습니다. 허용한 뒤 그 채널에서 명령을 쓰면 이어집니다.",
    },
    "teams.moved": {
        "en": "Teams has moved this channel. Alerts go on here; subscriptions, unchanged: {count}.",
        "ko": "Teams에서 이 채널이 이동했습니다. 알림은 여기로 계속 옵니다. 그대로인 구독: {count}건.",
    },
    "teams.renamed": {
        "en": "This is now called {name}. Subscriptions, unchanged: {count}.",
        "ko": "이름이 {name}(으)로 바뀌었습니다. 그대로인 구독: {count}건.",
    },
    "teams.shared": {
        "en": "This channel is now shared: others may see its alerts. Subscriptions, unchanged: {count}.",
        "ko": "채널이 공유되어 다른 조직도 알림을 볼 수 있습니다. 그대로인 구독: {count}건.",
    },
    "teams.unshared": {
        "en": "This channel is no longer shared with everybody it was. Subscriptions, unchanged: {count}.",
        "ko": "채널 공유가 줄었습니다. 그대로인 구독: {count}건.",
    },
    # The home card
    "teams.home": {"en": "Policywire", "ko": "Policywire"},
    "teams.how_chat": {
        "en": "Here you type commands as they are, such as “help”. Add me to a team to follow topics in its channels.",
        "ko": "여기서는 ‘도움말’처럼 명령만 적으면 됩니다. 팀에 추가하면 채널에서 주제를 구독할 수 있습니다.",
    },
    "teams.mine": {"en": "Channels where you follow something:", "ko": "내가 구독한 채널:"},
    "teams.mine_none": {"en": "You follow nothing in any channel yet.", "ko": "아직 구독한 채널이 없습니다."},
    "teams.search": {"en": "Search what is stored", "ko": "저장된 자료 검색"},
    "teams.search_do": {"en": "Search", "ko": "검색"},
    "teams.feeds": {"en": "Feeds", "ko": "출처"},
    "teams.help": {"en": "Help", "ko": "도움말"},
}  # fmt: skip
