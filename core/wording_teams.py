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
}  # fmt: skip
