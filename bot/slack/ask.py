"""Questions to Slack about a channel or a person. What Slack does not say, or may not be asked, is not known: None or empty.

Answers are kept for a while in the memory of this process; a command must not wait for the same answer twice.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from core.wording import LANGUAGES

log = logging.getLogger(__name__)

# Who is no administrator any more should soon be none here, also where the event that says so went to another replica.
KEPT_SECONDS = 60.0
KEPT = 10_000
MOST_PAGES = 10
# Answers that will be the same in a while: others are asked again.
LASTING = frozenset({"missing_scope", "user_not_found", "not_allowed_token_type"})
OUTSIDE = frozenset({"not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the workspace knows them: the UI language, empty where it is none of ours, and whether they administer it."""

    lang: str = ""
    admin: bool = False


class Questions:
    """Asks with the client of the workspace that the question is about. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._members: OrderedDict[tuple[str, str], tuple[float, Member]] = OrderedDict()

    async def member(self, client: AsyncWebClient, workspace: str, user: str) -> Member:
        """A person, by users.info."""
        key, now = (workspace, user), self._clock()
        if (known := self._members.get(key)) and now - known[0] < KEPT_SECONDS:
            return known[1]
        answer, code = await _ask(client, "users.info", user=user, include_locale="true")
        found = (answer or {}).get("user") or {}
        lang = str(found.get("locale") or "").partition("-")[0].lower()
        member = Member(lang if lang in LANGUAGES else "", bool(found.get("is_admin") or found.get("is_owner")))
        if answer is None and code not in LASTING:
            return member
        self._members[key] = (now, member)
        if len(self._members) > KEPT:
            self._members.popitem(last=False)
        return member

    def forget(self, workspace: str, user: str) -> None:
        """The person is another one now: ask again."""
        self._members.pop((workspace, user), None)

    async def is_outside(self, client: AsyncWebClient, channel: str) -> bool:
        """Whether Slack says that the bot is not in the channel. A private one that it is not in does not exist for it."""
        if channel.startswith("D"):
            return False
        answer, code = await _ask(client, "conversations.info", channel=channel)
        if answer is None:
            return code in OUTSIDE
        return (answer.get("channel") or {}).get("is_member") is False

    async def channels_of(self, client: AsyncWebClient, user: str) -> set[str] | None:
        """The channels that the person and the bot are both in; None where that may not be asked."""
        found: set[str] = set()
        cursor = ""
        for _ in range(MOST_PAGES):
            how = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": "200"}
            answer, _code = await _ask(client, "users.conversations", user=user, cursor=cursor, **how)
            if answer is None:
                return None
            found |= {str(one.get("id")) for one in answer.get("channels") or [] if isinstance(one, dict)}
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found


async def _ask(client: AsyncWebClient, method: str, **arguments: str) -> tuple[dict[str, Any] | None, str]:
    """The answer, or Slack's error code."""
    given = {name: value for name, value in arguments.items() if value}
    try:
        answer = await client.api_call(method, data=given)
        return (answer.data, "") if isinstance(answer.data, dict) else (None, "no_json")
    except SlackApiError as error:
        data = getattr(error.response, "data", None)
        code = str(data.get("error") or "no_reason") if isinstance(data, dict) else "no_json"
        log.info("Slack does not say %s: %s", method, code)
        return None, code
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.info("Slack does not say %s: %s", method, type(error).__name__)
        return None, type(error).__name__
