"""Posting cards to the console: they are kept, and the page shows what is kept."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

from bot.console.receive import SURFACE
from core.errors import StorageError
from core.ports import Finding, Found, Manners, Outcome, Post, Sent
from core.states import Kind
from storage.console import ConsoleStore

log = logging.getLogger(__name__)

T = TypeVar("T")


class ConsoleSurface:
    """The console as a place to post to. A delivery that is shown already is not shown twice, so a repeat is harmless."""

    name = SURFACE
    manners = Manners(timeout=30, settling=0)

    def __init__(self, console: ConsoleStore, clock: Callable[[], datetime]) -> None:
        self._console = console
        self._clock = clock

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        """SENT for each post; WAIT only where the database did not answer. Ended before this returns."""
        return [_kept(sent) for sent in self.send(posts)]

    def send(self, posts: Sequence[Post]) -> Sequence[Sent]:
        """The same without promises."""
        return [self._send(post) for post in posts]

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        """SENT for each post that the page shows, else ABSENT; UNKNOWN only where the database did not answer."""
        return [_kept(self._find(post)) for post in posts]

    def _send(self, post: Post) -> Sent:
        try:
            if post.kind is Kind.EDIT:
                return self._edit(post)
            under = _delivery_of(post.target) if post.kind is Kind.THREAD else None
            self._console.post(post.channel, post.card, self._clock(), delivery=post.delivery, under=under)
        except StorageError as error:
            log.warning("delivery %s could not be kept for the console: %s", post.delivery, error)
            return Sent(Outcome.WAIT, reason="storage")
        return Sent(Outcome.SENT, message_id=_message_id(post))

    def _edit(self, post: Post) -> Sent:
        if not self._console.edit(_delivery_of(post.target), post.card):
            return Sent(Outcome.FAILED, reason="message_not_found")
        return Sent(Outcome.SENT, message_id=post.target)

    def _find(self, post: Post) -> Found:
        try:
            shown = self._console.shows(post.delivery)
        except StorageError as error:
            log.warning("the console could not be asked about delivery %s: %s", post.delivery, error)
            return Found(Finding.UNKNOWN, reason="storage")
        return Found(Finding.SENT, message_id=_message_id(post)) if shown else Found(Finding.ABSENT)


def _message_id(post: Post) -> str:
    return f"{SURFACE}:{post.delivery}"


def _delivery_of(message_id: str | None) -> int:
    """The delivery that a message id of ours names; 0, which none has, for any other."""
    number = (message_id or "").removeprefix(f"{SURFACE}:")
    return int(number) if number.isascii() and number.isdigit() else 0


def _kept(result: T) -> Future[T]:
    promise: Future[T] = Future()
    promise.set_result(result)
    return promise
