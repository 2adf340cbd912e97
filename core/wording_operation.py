"""What the product says to the people who run it, in English and Korean. A part of core/wording.py."""

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "ops.late": {"en": "Alerts are late: the oldest has been waiting for {span}", "ko": "알림 전송이 늦어지고 있습니다. 가장 오래된 것이 {span}째 대기 중입니다"},
    "ops.late_figures": {"en": "{waiting} waiting, of these {uncertain} unconfirmed; {failed} failed.", "ko": "대기 {waiting}건, 그중 확인 필요 {uncertain}건. 실패 {failed}건."},
    "ops.late_look": {"en": "«policywire deliveries pending uncertain» names them, each with the reason of its last attempt.", "ko": "‘policywire deliveries pending uncertain’ 명령이 대기 중인 전송과 마지막 시도의 이유를 보여 줍니다."},
    "ops.late_stopped": {"en": "An administrator has stopped sending; «policywire deliveries start» goes on.", "ko": "관리자가 전송을 멈췄습니다. ‘policywire deliveries start’ 로 다시 시작합니다."},
    "ops.failed": {"en": "{count} could not be sent, and are not tried any more", "ko": "전송하지 못하고 포기한 알림 {count}건"},
    "ops.failed_look": {"en": "«policywire deliveries failed» names them, each with its reason; «policywire deliveries retry NUMBER» sends one after all.", "ko": "‘policywire deliveries failed’ 명령이 목록과 이유를 보여 주고, ‘policywire deliveries retry 번호’ 로 다시 보냅니다."},
    "ops.late_over": {"en": "Alerts go out in time again, after {span}", "ko": "알림이 다시 제때 전송됩니다. 지연 시간: {span}"},
}  # fmt: skip
