"""What the Slack app uses of Slack, and the scopes that follow. The manifest is made of it, docs/slack.md explains it."""

from typing import Final

COMMAND: Final = "/policy"
# The methods that the code calls, each with the bot scopes it needs.
METHODS: Final[dict[str, tuple[str, ...]]] = {
    "apps.connections.open": (),
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "oauth.v2.access": (),
    "users.conversations": ("channels:read", "groups:read"),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
# The events that the code listens to, each with the scope it needs.
EVENTS: Final[dict[str, str]] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_id_changed": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "message.im": "im:history",
    "tokens_revoked": "",
    "user_change": "users:read",
}
_NEEDED = {scope for scopes in METHODS.values() for scope in scopes} | {*EVENTS.values(), "commands"}
SCOPES: Final = tuple(sorted(_NEEDED - {""}))
