"""What an answer of Slack's Web API says, whichever method it is of. Everything in it is foreign text."""

import json
from typing import Any

MAX_RETRY_AFTER = 24 * 3600.0


def json_object(body: bytes) -> dict[str, Any] | None:
    """The answer, None where it is none of Slack's."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def code_of(error: object) -> str:
    """The error code as a short word fit for a log line and a status page."""
    word = error if isinstance(error, str) else ""
    return "".join(char for char in word[:80] if char.isascii() and (char.isalnum() or char in "_-")) or "unknown_error"


def seconds(value: str | None) -> float | None:
    """Seconds of a Retry-After header, at most a day; None if it says nothing usable."""
    return min(float(value), MAX_RETRY_AFTER) if value and value.isascii() and value.isdigit() else None
