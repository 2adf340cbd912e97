"""Looking for a post in the history of a channel or a thread by the delivery's id in its metadata. Pure; send.py does the asking.

An empty answer settles nothing unless it is known to be complete: only the last page, read well, says that a post is absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.slack.answer import code_of, json_object, seconds
from bot.slack.upload import carries, file_name
from core.ports import Finding, Found, Post
from core.states import Kind

EVENT_TYPE = "policywire_delivery"
PAGE = 200
# A channel that got more messages than this since the post was tried is read no further in one look-up.
PAGES = 25
# Slack's clock and ours differ, and ours may have been set; a post is looked for from this much before its first attempt.
SLACK_BEFORE = timedelta(days=1)
# These will be the same tomorrow: the installation may not read histories. Other refusals may end.
BLIND = frozenset({"access_denied", "ekm_access_denied", "missing_scope", "no_permission", "not_allowed_token_type"})


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: `messages` None where there was none, and `problem` says why it cannot be used."""

    messages: tuple[Any, ...] | None = None
    cursor: str | None = None
    more: bool = False
    problem: Found | None = None


class History:
    """One look-up, page by page."""

    def __init__(self, post: Post) -> None:
        self._post, self._cursor, self._pages = post, "", 0

    @property
    def method(self) -> str:
        """The one that reads it: a reply is not in the channel's history but in its thread's."""
        return "conversations.replies" if self._post.kind is Kind.THREAD else "conversations.history"

    def arguments(self) -> dict[str, str]:
        """Those of the next question."""
        since = {"oldest": f"{(self._post.since - SLACK_BEFORE).timestamp():.6f}"} if self._post.since else {}
        cursor = {"cursor": self._cursor} if self._cursor else {}
        fixed = {"channel": self._post.channel.address, "limit": str(PAGE), "include_all_metadata": "true"}
        thread = {"ts": self._post.target or ""} if self._post.kind is Kind.THREAD else {}
        return {**fixed, "inclusive": "true", **thread, **since, **cursor}

    def turn(self, page: Page) -> Found | None:
        """What the page settles, None where the next one has to be read."""
        if page.problem or page.messages is None:
            return page.problem or Found(Finding.UNKNOWN, reason="no_messages")
        for message in page.messages:
            if self._is_it(message):
                ts = message.get("ts")
                return Found(Finding.SENT, message_id=ts if isinstance(ts, str) else None)
        if not page.more and not page.cursor:
            return Found(Finding.ABSENT)
        self._pages += 1
        if not page.cursor or page.cursor == self._cursor or self._pages >= PAGES:
            return Found(Finding.UNKNOWN, reason="history_has_no_end")
        self._cursor = page.cursor
        return None

    def _is_it(self, message: object) -> bool:
        if self._post.file and isinstance(message, dict):
            return carries(message, file_name(self._post.file, self._post.delivery))
        return delivery_of(message) == str(self._post.delivery)


def read_page(status: int, headers: Mapping[str, str], body: bytes) -> Page:
    """An answer of conversations.history or conversations.replies."""
    wait = seconds(headers.get("Retry-After"))
    if status == 429:
        return Page(problem=Found(Finding.UNKNOWN, reason="ratelimited", retry_after=wait))
    answer = json_object(body) if status < 500 else None
    if answer is None:
        return Page(problem=Found(Finding.UNKNOWN, reason=f"no_json: http_{status}", retry_after=wait))
    if not answer["ok"]:
        code = code_of(answer.get("error"))
        finding = Finding.NEVER if code in BLIND else Finding.UNKNOWN
        return Page(problem=Found(finding, reason=f"history: {code}", retry_after=wait))
    messages, cursor = answer.get("messages"), (answer.get("response_metadata") or {})
    next_cursor = cursor.get("next_cursor") if isinstance(cursor, dict) else None
    return Page(
        messages=tuple(messages) if isinstance(messages, list) else None,
        cursor=next_cursor if isinstance(next_cursor, str) and next_cursor else None,
        more=answer.get("has_more") is True,
    )


def delivery_of(message: object) -> str | None:
    """The delivery that a message says it is, None for anybody else's."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    delivery = payload.get("delivery") if isinstance(payload, dict) else None
    return delivery if isinstance(delivery, str) else None
