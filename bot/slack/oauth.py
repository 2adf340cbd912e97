"""Asking Slack for tokens: for the code of an installation, for a new one in place of an old one, and as whom one speaks.

Answers hold tokens, so nothing of them reaches a log or an error: the SDK's own log is switched off here, and what goes wrong
is told by a short word.
"""

import logging
import re
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from core.errors import PolicywireError
from core.secret import Secret

TIMEOUT_SECONDS = 20
_CODE = re.compile(r"[a-z_]{1,60}")

_silent = logging.getLogger("policywire.slack.oauth")
_silent.disabled = True


class OauthError(PolicywireError):
    """No tokens came. `code` is Slack's own word, or that of the failure; `refused` says that it was Slack who said no."""

    def __init__(self, code: str, *, refused: bool) -> None:
        super().__init__(f"no token from Slack: {code}")
        self.code, self.refused = code, refused


def tokens(base_url: str, client_id: str, client_secret: Secret, **form: str) -> dict[str, Any]:
    """The answer of oauth.v2.access. Raises OauthError."""
    return _call(
        WebClient(**_how(base_url)),
        "oauth_v2_access",
        client_id=client_id,
        client_secret=client_secret.reveal(),
        **form,
    )


def speaker(base_url: str, token: Secret) -> dict[str, Any]:
    """The answer of auth.test. Raises OauthError."""
    return _call(WebClient(token=token.reveal(), **_how(base_url)), "auth_test")


def _how(base_url: str) -> dict[str, Any]:
    return {"base_url": base_url, "timeout": TIMEOUT_SECONDS, "retry_handlers": [], "logger": _silent}


def _call(client: WebClient, method: str, **form: str) -> dict[str, Any]:
    try:
        data = getattr(client, method)(**form).data
    except SlackApiError as error:
        said = error.response.get("error") if hasattr(error.response, "get") else None
        known = isinstance(said, str) and _CODE.fullmatch(said)
        raise OauthError(str(said) if known else "no_json", refused=bool(known)) from None
    except (SlackClientError, OSError) as error:
        raise OauthError(type(error).__name__, refused=False) from None
    if not isinstance(data, dict):
        raise OauthError("no_json", refused=False)
    return data
