"""A file for one person, put into the direct message with them."""

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answer import code_of
from core.ports import Attachment

_TRANSPORT = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)


async def hand_over(client: AsyncWebClient, user: str, file: Attachment) -> str | None:
    """Put a file into the direct message with a person. What Slack had against it, None where it is there."""
    try:
        opened = await client.conversations_open(users=user)
        channel = (opened.get("channel") or {}).get("id")
        await client.files_upload_v2(channel=channel, filename=file.name, content=file.data, title=file.about)
    except SlackApiError as error:
        return code_of(error.response.get("error"))
    except _TRANSPORT as error:
        return type(error).__name__
    return None
