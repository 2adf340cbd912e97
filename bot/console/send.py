"""Posting cards to the console: they are kept, and the page shows what is kept."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.console.receive import SURFACE
from core.errors import StorageError
from core.ports import Outcome, Post, Sent
from storage.console import ConsoleStore

log = logging.getLogger(__name__)


class ConsoleSurface:
    """The console as a place to post to. A delivery that is shown already is not shown twice, so a repeat is harmless."""

    name = SURFACE

    def __init__(self, console: ConsoleStore, clock: Callable[[], datetime]) -> None:
        self._console = console
        self._clock = clock

    def send(self, posts: Sequence[Post]) -> Sequence[Sent]:
        """SENT for each post; RETRY only where the database did not answer."""
        return [self._send(post) for post in posts]

    def _send(self, post: Post) -> Sent:
        try:
            self._console.post(post.channel, post.card, self._clock(), delivery=post.delivery)
        except StorageError as error:
            log.warning("delivery %s could not be kept for the console: %s", post.delivery, error)
            return Sent(Outcome.RETRY, reason="storage")
        return Sent(Outcome.SENT, message_id=f"{SURFACE}:{post.delivery}")
