"""Carrying answers back to people in Teams: to one person or to all, beside what they wrote. Not for alerts (send.py).

What is for one person only is a targeted message, where Teams takes those, else a message in the chat with that person.
Repeated is only what was refused for the rate: that cannot post twice.
"""

import logging
import random
import threading
from collections.abc import Callable
from typing import Any

from bot.teams.activity import PERSONAL, Incoming
from bot.teams.connector import Answer, Call, Connector, post_to
from bot.teams.files import Files
from bot.teams.names import named
from bot.teams.render import Json, message, text_message, wrapped
from bot.teams.send import CARD_REFUSED, THROTTLED
from core.card import Attachment, Button, Card, say
from core.wording import say as word
from storage.teams import Conversation, TeamsStore

log = logging.getLogger(__name__)

TRIES = 4
LONGEST_WAIT = 30.0
# Refusals that leave it open whether the person can be reached in another way.
NOT_TARGETED = (400, 403, 404, 405, 501)


class Answers:
    """The ways back. Blocks while it sends: it is used in threads of their own."""

    def __init__(
        self,
        connector: Connector,
        conversations: TeamsStore,
        files: Files,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._connector, self._conversations = connector, conversations
        self._files, self._chance = files, chance
        self._closing = threading.Event()

    def close(self) -> None:
        """Nobody waits for his turn any more."""
        self._closing.set()

    def tell(self, asked: Incoming, card: Card, *, public: bool = False, form: Button | None = None) -> None:
        """Answer the sender, or with `public` the conversation."""
        drawn = message(card, asked.lang, replace=not public, form=form)
        if public:
            self._post(asked.place, asked.thread, drawn, card)
        else:
            self._tell_one(asked, drawn, card)

    def announce(self, asked: Incoming, card: Card) -> None:
        """One public line beside what was asked. In a chat with one person the answer has said it."""
        if not asked.personal:
            self._post(asked.place, asked.thread, message(card, asked.lang), card)

    def hand_over(self, asked: Incoming, file: Attachment) -> None:
        """A file for the sender alone. Where no way leads to them the message says what to do."""
        user = asked.person.known_as
        chat = asked.place if asked.personal else None
        if chat is None and not self._files.has_links:
            chat = self._chat(asked)
        if chat is None or not self._offered(chat, file, user):
            self.tell(asked, self._files.card(file, asked.place, asked.lang, user))
        elif not asked.personal:
            self.tell(asked, say(word(asked.lang, "teams.file_in_chat", name=file.name)))

    def meet(self, asked: Incoming) -> None:
        """Begin a chat with the sender, who sees nothing of it, for what is to reach them alone later on."""
        if not asked.personal:
            self._chat(asked)

    def named(self, place: Conversation) -> Conversation:
        """The place with its name, which people see."""
        return named(place, self._connector, self._conversations)

    def show(self, asked: Incoming, drawn: Json, card: Card) -> None:
        """Answer the sender with a card that is drawn already; `card` says the same."""
        self._tell_one(asked, wrapped(drawn, card), card)

    def show_as_it_is(self, asked: Incoming, body: Json) -> bool:
        """A message that is no card of ours. Whether it arrived."""
        call = Call(asked.place.service_url, "POST", post_to(asked.thread), body)
        return self._patiently(call).ok

    def greet(self, place: Conversation, card: Card, lang: str) -> bool:
        """A message of our own accord. Whether it arrived."""
        return self._post(place, place.id, message(card, lang), card)

    def _tell_one(self, asked: Incoming, drawn: Json, card: Card) -> None:
        if asked.personal:
            self._post(asked.place, asked.thread, drawn, card)
            return
        only = {**drawn, "recipient": {"id": asked.person.id}}
        answer = self._patiently(Call(asked.place.service_url, "POST", post_to(asked.thread, targeted=True), only))
        if answer.ok:
            return
        if answer.status not in NOT_TARGETED:
            log.warning("could not answer in %s: %s", asked.place.kind, answer.told)
            return
        chat = self._chat(asked)
        if chat is None or not self._post(chat, chat.id, drawn, card):
            told = say(word(asked.lang, "teams.no_private", name=asked.person.name or "you"))
            self._post(asked.place, asked.thread, message(told, asked.lang), told)

    def _offered(self, chat: Conversation, file: Attachment, user: str) -> bool:
        """Whether Teams asks the person for us. It does not where they have no OneDrive."""
        offer = self._files.offer(file, chat, user)
        return self._patiently(Call(chat.service_url, "POST", post_to(chat.id), offer)).ok

    def _chat(self, asked: Incoming) -> Conversation | None:
        """The chat with the sender, begun where there is none yet."""
        place, person = asked.place, asked.person
        if known := self._conversations.chat_with(place.tenant, person.id):
            return known
        wanted: dict[str, Any] = {
            "isGroup": False,
            "bot": {"id": asked.bot},
            "members": [{"id": person.id}],
            "tenantId": place.tenant,
            "channelData": {"tenant": {"id": place.tenant}},
        }
        answer = self._patiently(Call(place.service_url, "POST", "/v3/conversations", wanted))
        if not answer.ok or answer.message_id is None:
            return None
        chat = Conversation(
            place.tenant,
            answer.message_id,
            PERSONAL,
            place.service_url,
            person=person.id,
            directory_id=person.directory_id,
        )
        self._conversations.refresh(chat)
        return chat

    def _post(self, place: Conversation, conversation: str, drawn: Json, card: Card) -> bool:
        answer = self._patiently(Call(place.service_url, "POST", post_to(conversation), drawn))
        if answer.status in CARD_REFUSED:
            answer = self._patiently(Call(place.service_url, "POST", post_to(conversation), text_message(card)))
        if not answer.ok:
            log.warning("could not answer in %s: %s", place.kind, answer.told)
        return answer.ok

    def _patiently(self, call: Call) -> Answer:
        answer = self._connector.call(call)
        for times in range(TRIES - 1):
            if answer.status not in THROTTLED:
                break
            wait = max(2.0**times, answer.retry_after or 0.0) * (1 + self._chance() / 4)
            if wait > LONGEST_WAIT or self._closing.wait(wait):
                break
            answer = self._connector.call(call)
        return answer
