"""Whether Slack accepts the tokens, said in words that tell what to do."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

TIMEOUT_SECONDS = 10


def try_tokens(bot_token: str, app_token: str | None, base_url: str) -> str | None:
    """None where both tokens work, else one line that names the wrong one. No token is in it."""
    return _try("SLACK_BOT_TOKEN", bot_token, "auth.test", base_url) or (
        _try("SLACK_APP_TOKEN", app_token, "apps.connections.open", base_url) if app_token else None
    )


def _try(name: str, token: str, method: str, base_url: str) -> str | None:
    client = WebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    try:
        client.api_call(method)
    except SlackApiError as error:
        code = error.response.get("error", "no reason given")
        return f"Slack refuses {name} ({code}); copy it again from the app's page"
    except (SlackClientError, OSError) as error:
        return f"Slack does not answer at {base_url} ({type(error).__name__}); check SLACK_API_URL and the way out"
    return None
