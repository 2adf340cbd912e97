"""What becomes of a channel's subscriptions when the bot comes and goes, and when teams and channels change; who is told.

Gone (removed, team or channel deleted, team archived): what was followed rests, and whoever did it is told in their chat.
Back again: it is followed from then on, never replayed, and the channel is told. Renamed, shared, unshared: it is kept.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from bot.teams.activity import CHANNEL, Incoming
from bot.teams.answer import Answers
from bot.teams.home import home_drawn
from core.card import Actions, Button, Card, Note, Paragraph, Span
from core.card import say as plain
from core.wording import say
from storage.store import Store
from storage.teams import SURFACE, Conversation

log = logging.getLogger(__name__)

BACK = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
GONE = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived"})
CHANGED = {
    "channelRenamed": "renamed",
    "channelShared": "shared",
    "channelUnshared": "unshared",
    "teamRenamed": "renamed",
}


class Lifecycle:
    """Serves conversationUpdate and installationUpdate. `home` is the card that a personal chat begins with."""

    def __init__(
        self, store: Store, answers: Answers, clock: Callable[[], datetime], home: Callable[[Incoming], Card]
    ) -> None:
        self._store, self._answers, self._clock, self._home = store, answers, clock, home

    def __call__(self, asked: Incoming, known: Conversation | None) -> None:
        """Settle one event. `known` is what was remembered of the place before it."""
        if asked.event in ("remove", "remove-upgrade") or asked.bot in asked.left:
            self._gone(asked, "removed")
        elif asked.event in GONE:
            self._gone(asked, "gone", tell_team=asked.event == "channelDeleted")
        elif asked.event in BACK or (known and known.removed_at):
            self._back(asked)
        elif asked.event == "add" or asked.bot in asked.joined:
            self._greet(asked, known)
        elif asked.event in CHANGED:
            self._changed(asked, CHANGED[asked.event])

    def _places(self, asked: Incoming) -> list[Conversation]:
        """What an event is about: one channel, or all of a team where it is about the team."""
        place = asked.place
        if place.team and place.id == place.team:
            others = [one for one in self._store.teams.of_team(place.tenant, place.team) if one.id != place.id]
            return [place, *others]
        return [place]

    def _gone(self, asked: Incoming, what: str, *, tell_team: bool = False) -> None:
        count = sum(self._store.teams.leave(place, self._clock()) for place in self._places(asked))
        if asked.personal:
            return
        told = plain(say(asked.lang, f"teams.{what}", name=_name(asked), count=count))
        place = asked.place
        if tell_team and place.team and place.team != place.id:
            general = self._store.teams.find(place.tenant, place.team)
            team = general or Conversation(place.tenant, place.team, CHANNEL, place.service_url, team=place.team)
            if self._answers.greet(team, told, asked.lang):
                return
        chat = self._store.teams.chat_with(place.tenant, asked.person.id)
        if chat is None or not self._answers.greet(chat, told, asked.lang):
            log.info("nobody could be told that %s subscriptions rest in a place of Teams", count)

    def _back(self, asked: Incoming) -> None:
        for place in self._places(asked):
            count = self._store.teams.come_back(place, self._clock())
            told = say(asked.lang, "teams.back", count=count) if count else ""
            if place.id == asked.place.id:
                self._answers.greet(place, _welcome(asked, told), asked.lang)
            elif told:
                self._answers.greet(place, plain(told), asked.lang)

    def _greet(self, asked: Incoming, known: Conversation | None) -> None:
        """Teams says twice that it was installed; the first one counts."""
        if known or not self._once("greet", asked):
            return
        if asked.personal:
            card = self._home(asked)
            self._answers.show(asked, home_drawn(card, asked.lang), card)
        else:
            self._answers.greet(asked.place, _welcome(asked), asked.lang)

    def _changed(self, asked: Incoming, what: str) -> None:
        """Told only where something is followed: elsewhere it is nobody's news."""
        place = asked.place
        channel = self._store.subscriptions.channel(SURFACE, place.tenant, place.id, name=place.name)
        following = len(self._store.subscriptions.of_channel(channel))
        if following and self._once(asked.id, asked):
            told = say(asked.lang, f"teams.{what}", name=_name(asked), count=following)
            self._answers.greet(place, plain(told), asked.lang)

    def _once(self, what: str, asked: Incoming) -> bool:
        key = f"{what}\n{asked.event if what != 'greet' else ''}\n{asked.place.tenant}\n{asked.place.id}"
        return self._store.teams.first(sha256(key.encode()).hexdigest(), self._clock())


def _welcome(asked: Incoming, told: str = "") -> Card:
    """The first message in a channel or a group chat."""
    lang = asked.lang
    first = told or say(lang, "empty")
    buttons = Actions((Button(say(lang, "choose_topics"), "topics"), Button(say(lang, "see_sample"), "test")))
    about = asked.channel_kind if asked.channel_kind in ("private", "shared") else ""
    notes = [Note(say(lang, f"teams.{about}_channel"))] if about else []
    return Card((Paragraph((Span(first),)), Note(say(lang, "teams.how")), *notes, buttons))


def _name(asked: Incoming) -> str:
    return asked.place.name or say(asked.lang, "teams.unnamed")
