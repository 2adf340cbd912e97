"""The one table of what Teams' refusals mean for a message and its channel. Whoever sends judges by it (send.py).

The codes are those that Microsoft documents for posting; docs/teams.md tells what becomes of each fate.
"""

from core.ports import Outcome
from core.spaces import Fate
from core.states import Kind

# We are not there any more: removed, uninstalled, or the channel is gone.
_REMOVED = "BotNotInConversationRoster ConversationNotFound ForbiddenOperationException"
# Somebody will not have us there.
_REFUSED = "BotDisabledByAdmin BotDisabledByUser ConversationBlockedByUser MessageWritesBlocked NotEnoughPermissions"
# This message will be refused tomorrow as well; others are not.
_FAILED = "ActivityNotFoundInConversation BadArgument InvalidBotApiHost MessageSizeTooBig"
AWAY = "the app was removed there"

_FATES = {**dict.fromkeys(_REMOVED.split(), Fate.REMOVED), **dict.fromkeys(_REFUSED.split(), Fate.REFUSED)}
_HOPELESS = frozenset(_FAILED.split())


def outcome_of(status: int, code: str, kind: Kind) -> Outcome:
    """The fate of a message that was refused for good. Without a known code a refused post is the conversation's refusal."""
    if code in _FATES:
        return Outcome.CLOSED
    about_conversation = kind in (Kind.POST, Kind.FILE) and status in (403, 404) and code not in _HOPELESS
    return Outcome.CLOSED if about_conversation else Outcome.FAILED


def fate_of(reason: str) -> Fate:
    """What befell a channel that was closed for this reason, as `Answer.told` says it."""
    if reason == AWAY:
        return Fate.REMOVED
    status, _, code = reason.partition(": ")
    return _FATES.get(code, Fate.REMOVED if status == "http_404" else Fate.REFUSED)
