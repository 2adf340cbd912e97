"""The app manifest that Slack takes when an app is made, written from what the code uses. Pure."""

from typing import Any

from bot.slack.install import BACK
from bot.slack.receive import SUMMARISE
from bot.slack.scopes import COMMAND, EVENTS, SCOPES

PATH = "/slack/events"


def manifest(*, public_url: str | None = None, install_url: str | None = None) -> dict[str, Any]:
    """The manifest: Socket Mode without a public address, signed HTTP with one.

    `install_url` is the address that workspaces install us at: then tokens rotate, and organisations may install too.
    """
    spaces = install_url is not None
    address = {"request_url": f"{public_url}{PATH}"} if public_url else {}
    command = {
        "command": COMMAND,
        "description": "Trade-policy alerts for this channel",
        "usage_hint": "subscribe cbam | list | why #K7Q2 | help",
        "should_escape": True,
    }
    if public_url:
        command["url"] = f"{public_url}{PATH}"
    shortcut = {
        "name": "Summarise with Policywire",
        "type": "message",
        "callback_id": SUMMARISE,
        "description": "The gist of the article that a message links to",
    }
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if spaces:
        oauth["redirect_urls"] = [f"{install_url}{BACK}"]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Policywire",
            "description": "Trade-policy alerts: nothing missed, nothing twice, every claim cited",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Policy", "always_online": True},
            "shortcuts": [shortcut],
            "slash_commands": [command],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": spaces,
            "socket_mode_enabled": public_url is None,
            "token_rotation_enabled": spaces,
        },
    }
