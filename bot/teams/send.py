"""Posting cards to Teams and saying how each sending ended. Not for answering commands (answer.py).

A post goes to the conversation itself, never to the thread that somebody last wrote in. Teams has no key that would make a
repeat harmless and no way to look for a message: a sending without an answer is uncertain and stays so, and what becomes of
it is a setting. Changing a message is another matter: done twice it is still done once.
"""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TypeVar

from bot.teams.activity import PERSONAL, Trust
from bot.teams.connector import (
    CLOSED,
    NO_TOKEN,
    NOT_CONNECTED,
    TOO_LATE,
    Answer,
    Call,
    Connector,
    in_thread,
    message_at,
    post_to,
)
from bot.teams.fates import AWAY, outcome_of
from bot.teams.files import Files
from bot.teams.render import Json, message, text_message
from core.ports import Finding, Found, Manners, Outcome, Post, Rate, Sent
from core.states import Kind
from storage.teams import SURFACE, Conversation, TeamsStore

# Teams takes 7 messages a second in a conversation, 8 in 2 s, 60 in 30 s and 1,800 an hour: one in two seconds keeps all four.
# An app may call 50 times a second in a tenant: 25 at once and 25 a second never exceed that.
MANNERS = Manners(timeout=30, settling=30, channel=Rate(2.0), workspace=Rate(0.04, burst=25))

THROTTLED = (412, 429)
REFUSED = (401,)
# A card that the service refuses is sent once more, as text.
CARD_REFUSED = (400, 413)
# So is the text of a file that a person's Teams does not offer them.
FILE_REFUSED = (400, 403, 413)
FIRST_BACKOFF, LONGEST_BACKOFF = 5.0, 600.0

T = TypeVar("T")


class TeamsSurface:
    """The Teams surface of core.ports.Surface. `chance` gives numbers from 0 to 1, so that not everybody comes back at once."""

    name = SURFACE

    def __init__(
        self,
        connector: Connector,
        conversations: TeamsStore,
        trust: Trust,
        files: Files,
        *,
        manners: Manners = MANNERS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.manners = manners
        self._connector, self._conversations, self._trust = connector, conversations, trust
        self._files, self._chance = files, chance
        self._throttled: dict[tuple[str, str], int] = {}

    def begin(self, posts: Sequence[Post]) -> Sequence[Future[Sent]]:
        """One promise a post, in the same order; the posts go out side by side."""
        promises: list[Future[Sent]] = []
        for post in posts:
            place = self._place(post)
            promises.append(self._refuse(place) or self._send(post, place) if place else _known(UNKNOWN_PLACE))
        return promises

    def find(self, posts: Sequence[Post]) -> Sequence[Future[Found]]:
        """NEVER: a bot cannot read what it posted in Teams."""
        return [_known(Found(Finding.NEVER, reason="Teams cannot be asked")) for _ in posts]

    def close(self) -> None:
        """Ends the connections."""
        self._connector.close()

    def _place(self, post: Post) -> Conversation | None:
        """Where the post goes. What is for a person has their directory id for an address, and goes to the chat with them."""
        workspace, address = post.channel.workspace, post.channel.address
        return self._conversations.find(workspace, address) or self._conversations.chat_with(workspace, address)

    def _refuse(self, place: Conversation) -> "Future[Sent] | None":
        if place.removed_at:
            return _known(Sent(Outcome.CLOSED, reason=AWAY))
        if not self._trust.admits(place.service_url) or (
            self._trust.tenants and place.tenant not in self._trust.tenants
        ):
            return _known(Sent(Outcome.FAILED, reason="the tenant or its service URL is not ours"))
        return None

    def _send(self, post: Post, place: Conversation) -> "Future[Sent]":
        promise: Future[Sent] = Future()
        body, in_text = self._drawn(post, place)
        refused = FILE_REFUSED if post.kind is Kind.FILE else CARD_REFUSED
        first = self._connector.begin([call_of(post, place, body)])[0]

        def ended(answer: Answer) -> None:
            promise.set_result(self._judge(post, answer))

        def answered(done: "Future[Answer]") -> None:
            answer = done.result()
            if answer.status not in refused:
                ended(answer)
                return
            again = self._connector.begin([call_of(post, place, in_text())])[0]
            again.add_done_callback(lambda second: ended(second.result()))

        first.add_done_callback(answered)
        return promise

    def _drawn(self, post: Post, place: Conversation) -> tuple[Json, Callable[[], Json]]:
        """The message, and the same as text for a service that does not take it."""
        lang, file = post.channel.lang, post.file if post.kind is Kind.FILE else None
        if file is None:
            return message(post.card, lang), lambda: text_message(post.card)
        told = post.card.plain
        if place.kind == PERSONAL:
            offer = self._files.offer(file, place, place.directory_id or place.person)
            return offer, lambda: text_message(self._files.card(file, place, lang, told=told))
        card = self._files.card(file, place, lang, told=told)
        return message(card, lang), lambda: text_message(card)

    def _judge(self, post: Post, answer: Answer) -> Sent:
        place = (post.channel.workspace, post.channel.address)
        if answer.status in THROTTLED:
            return Sent(Outcome.RETRY, reason=answer.told, retry_after=self._back_off(place, answer.retry_after))
        self._throttled.pop(place, None)
        return self._patient(judge(post, answer))

    def _patient(self, sent: Sent) -> Sent:
        refused = sent.outcome is Outcome.WAIT and sent.reason and sent.reason.startswith(("http_401", NO_TOKEN))
        return Sent(sent.outcome, reason=sent.reason, retry_after=self.manners.refused) if refused else sent

    def _back_off(self, place: tuple[str, str], told: float | None) -> float:
        times = self._throttled.get(place, 0)
        self._throttled[place] = times + 1
        return back_off(times, told, self._chance())


UNKNOWN_PLACE = Sent(Outcome.RETRY, reason="nobody has written to the app there yet")


def back_off(times: int, told: float | None, chance: float) -> float:
    """Seconds to wait after being throttled for the (`times` + 1)-th time in a row: doubling, no less than told, a bit more."""
    return max(min(FIRST_BACKOFF * (1 << min(times, 20)), LONGEST_BACKOFF), told or 0.0) * (1 + chance / 4)


def call_of(post: Post, place: Conversation, body: Json) -> Call:
    """The request that does what the delivery is for."""
    if post.kind is Kind.EDIT and post.target:
        path = message_at(place.id, post.target)
        return Call(place.service_url, "PUT", path, {**body, "id": post.target}, post.begin_by)
    threaded = post.kind is Kind.THREAD and post.target
    conversation = in_thread(place, post.target) if threaded and post.target else place.id
    return Call(place.service_url, "POST", post_to(conversation), body, post.begin_by)


def judge(post: Post, answer: Answer) -> Sent:
    """What an answer says about a delivery. Time-outs and 5xx may have been posted; an edit can be repeated."""
    edit = post.kind is Kind.EDIT
    if answer.ok:
        return Sent(Outcome.SENT, message_id=post.target if edit else answer.message_id)
    if answer.problem.startswith((NO_TOKEN, NOT_CONNECTED, CLOSED)):
        return Sent(Outcome.WAIT, reason=answer.told)
    if answer.problem == TOO_LATE:
        return Sent(Outcome.WAIT, reason=TOO_LATE, retry_after=0)
    if answer.status < 400 or answer.status == 408 or answer.status >= 500:
        return Sent(Outcome.RETRY if edit else Outcome.UNCERTAIN, reason=answer.told, retry_after=answer.retry_after)
    if answer.status == 409:
        return Sent(Outcome.RETRY, reason=answer.told, retry_after=answer.retry_after)
    outcome = Outcome.WAIT if answer.status in REFUSED else outcome_of(answer.status, answer.code, post.kind)
    return Sent(outcome, reason=answer.told, retry_after=answer.retry_after)


def _known(result: T) -> "Future[T]":
    promise: Future[T] = Future()
    promise.set_result(result)
    return promise
