"""What the records of deliveries and of the audit log mean, in words for people. The records themselves stay as they are kept."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from core.states import Kind
from core.when import moment_text
from core.wording import TEXTS, say

# What a delivery's name in its channel begins with.
_NAMES = {"story", "item", "digest", "held", "export", "offer"}

# The words that surfaces and the sender leave, by what is told of them.
_TOLD: Mapping[str, tuple[str, ...]] = {
    "not_in_channel": ("not_in_channel", "removed"),
    "gone_channel": ("channel_not_found", "deleted"),
    "archived": ("is_archived", "archived"),
    "may_not_post": ("refused", "user_is_restricted", "access_denied", "no_permission", "ekm_access_denied", "cannot_dm_bot"),
    "credentials": (
        "invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive", "org_login_required",
        "team_access_not_granted", "http_401", "http_403",
    ),
    "scope": ("missing_scope", "not_allowed_token_type"),
    "too_long": ("msg_too_long", "msg_blocks_too_long", "http_413"),
    "busy": ("ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "http_429", "http_412"),
    "not_installed": ("not_installed",),
    "stopping": ("closed",),
    "late": ("too_late",),
    "no_answer": ("no_answer",),
    "not_connected": ("not_connected",),
    "upload": ("upload", "no_upload_url"),
    "no_parent": ("the message it follows was not sent", "message_not_found"),
    "no_file": ("its file is kept no longer",),
    "may_repeat": ("an edit may be repeated",),
    "was_not_there": ("it was not there",),
    "repeated": ("nobody can say whether it arrived; repeated",),
    "decide": ("nobody can say whether it arrived; send it again or drop it", "Teams cannot be asked"),
    "interrupted": ("interrupted",),
    "restored": ("restored from a backup",),
    "removed": ("the app was removed there",),
    "stranger": ("nobody has written to the app there yet",),
}  # fmt: skip
_KEYS = {word: key for key, all_words in _TOLD.items() for word in all_words}
_SERVER = re.compile(r"http_(5\d\d)")
_CHANNEL = "channel: "

# Settings whose name in the log stands before what they are about.
_ABOUT = re.compile(r"(subscription|mute|request|mode of|editor of|feed|topic|delivery) (.+)", re.DOTALL)
_PART = re.compile(r"(sensitivity|sources|langs|countries|dedupe|thread|owner):(\S+)")
# A moment as it is kept: 2026-03-02 09:00:00.123456+00:00.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")


def sending_text(dedupe: str, kind: Kind, lang: str) -> str:
    """What a delivery is: «An alert about a story»."""
    if kind in (Kind.EDIT, Kind.THREAD):
        return say(lang, f"sending.{kind}")
    name, _, rest = dedupe.partition(":")
    if kind is Kind.FILE:
        return say(lang, {"digest": "sending.picture", "export": "sending.export"}.get(name, "sending.file"))
    if name not in _NAMES:
        return say(lang, "sending.notice" if rest else "sending.post")
    return say(lang, f"sending.{name}")


def told_text(reason: str, lang: str) -> str:
    """Why a delivery stands where it stands; a word of a surface that is not known stays as it is."""
    bare = reason.removeprefix(_CHANNEL)
    if found := _SERVER.search(bare):
        return say(lang, "told.server", status=found.group(1))
    if bare.startswith("dropped by "):
        return say(lang, "told.dropped", who=bare.removeprefix("dropped by "))
    if bare.startswith("bundled as "):
        return say(lang, "told.bundled")
    if bare.endswith(" is not configured"):
        return say(lang, "told.not_configured")
    if bare.startswith("restricted_action"):
        return say(lang, "told.may_not_post")
    key = _KEYS.get(bare) or _KEYS.get(bare.partition(":")[0])
    return say(lang, f"told.{key}") if key else reason


def setting_text(name: str, lang: str) -> str:
    """What the audit log calls a setting: `subscription cbam` is «Subscription: cbam»."""
    if found := _ABOUT.fullmatch(name):
        return say(lang, f"setting.{found.group(1).removesuffix(' of')}", what=found.group(2))
    return say(lang, f"setting.{name}") if f"setting.{name}" in TEXTS else name


def value_text(value: str, lang: str, zone: tzinfo) -> str:
    """A setting's value: its parts in words, moments in the local zone without fractions of seconds."""
    if f"ui.state.{value}" in TEXTS:  # what became of a delivery
        return say(lang, f"ui.state.{value}")
    parts = _PART.findall(value)
    if parts and _PART.sub("", value).strip() == "":
        value = ", ".join(say(lang, f"value.{name}", what=what.replace(",", ", ")) for name, what in parts)
    value = _MOMENT.sub(lambda found: moment_text(datetime.fromisoformat(found.group()), lang, zone), value)
    return say(lang, "value.until", what=value.removeprefix("until ")) if value.startswith("until ") else value
