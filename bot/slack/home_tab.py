"""Slack's App Home: published anew when somebody opens it."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands.home import Section
from bot.commands.request import Request
from bot.slack.ask import Questions
from bot.slack.render import Json, blocks
from bot.slack.reply import code

logger = logging.getLogger(__name__)

DrawHome = Callable[[Request, Collection[str]], Sequence[Section]]

MAX_HOME_BLOCKS = 100
# A block's id says in which channel its buttons act: a page has no channel of its own.
IN_CHANNEL = "in:"


class HomeTab:
    """Publishes the page of one person at a time."""

    def __init__(self, draw: DrawHome, questions: Questions) -> None:
        self._draw, self._questions = draw, questions

    async def publish(self, client: AsyncWebClient, workspace: str, user: str, channel: str) -> None:
        """The page as it is now. `channel` is the person's direct conversation with the bot."""
        member = await self._questions.member(client, workspace, user)
        addresses = await self._questions.channels_of(client, user)
        request = Request("slack", workspace, channel or user, user, "", lang=member.lang, admin=member.admin)
        try:
            sections = await asyncio.to_thread(self._draw, request, addresses or ())
            await client.views_publish(user_id=user, view=home_view(sections))
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            problem = code(error) if isinstance(error, SlackApiError) else type(error).__name__
            logger.warning("the home of %s could not be published: %s", user, problem)
        except Exception:
            logger.exception("the home of %s could not be drawn", user)


def home_view(sections: Sequence[Section]) -> Json:
    """The sections from top to bottom, with a line between them, within the page's limit."""
    drawn: list[Json] = []
    for number, section in enumerate(sections):
        part = blocks(section.card)
        for at, block in enumerate(part):
            if block["type"] == "actions":
                block["block_id"] = f"{IN_CHANNEL}{section.channel}:{section.channel_name[:80]}:{number}.{at}"
        if len(drawn) + len(part) + 1 > MAX_HOME_BLOCKS:
            break
        drawn += [*([{"type": "divider"}] if drawn and not section.channel else []), *part]
    return {"type": "home", "blocks": drawn}


def channel_of(block_id: str) -> tuple[str, str]:
    """The channel in which a button of the page acts, and its name; empty for the person's own."""
    if not block_id.startswith(IN_CHANNEL):
        return "", ""
    channel, _, rest = block_id.removeprefix(IN_CHANNEL).partition(":")
    return channel, rest.rpartition(":")[0]
