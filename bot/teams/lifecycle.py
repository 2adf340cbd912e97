"""What becomes of a channel's subscriptions when the bot comes and goes, and when teams and channels change; who is told.

Gone (removed, team or channel deleted, team archived): what was followed rests, and whoever did it is told in their chat; where it
is first noticed by a refusal, its owners are. Back again: it is followed from then on, and the channel is told. Renamed, moved,
shared, unshared: it is kept.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from bot.teams.activity import CHANNEL, Incoming
from bot.teams.answer import Answers
from bot.teams.fates import fate_of
from bot.teams.home import home_drawn
from core.card import Actions, Button, Card, Note, Paragraph, Span
from core.card import say as plain
from core.model import Channel
from core.ports import Sent
from core.spaces import Fate
from core.wording import say
from storage.store import Store
from storage.teams import SURFACE, Conversation

log = logging.getLogger(__name__)

BACK = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
GONE = {
    "channelDeleted": Fate.ARCHIVED, "teamDeleted": Fate.ARCHIVED, "teamArchived": Fate.ARCHIVED,
    "teamHardDeleted": Fate.DELETED,
}  # fmt: skip
WORDS = {Fate.REMOVED: "teams.removed", Fate.ARCHIVED: "teams.gone", Fate.DELETED: "teams.deleted"}
CHANGED = {
    "channelRenamed": "renamed",
    "channelShared": "shared",
    "channelUnshared": "unshared",
    "teamRenamed": "renamed",
    "topicName": "renamed",
}


class Lifecycle:
    """Serves conversationUpdate and installationUpdate. `home` is the card that a personal chat begins with.

    `ops` is told of what rests where nobody else can be.
    """

    def __init__(
        self,
        store: Store,
        answers: Answers,
        clock: Callable[[], datetime],
        home: Callable[[Incoming], Card],
        ops: Channel | None = None,
    ) -> None:
        self._store, self._answers, self._clock, self._home, self._ops = store, answers, clock, home, ops

    def __call__(self, asked: Incoming, known: Conversation | None) -> None:
        """Settle one event. `known` is what was remembered of the place before it."""
        if asked.event in ("remove", "remove-upgrade") or asked.bot in asked.left:
            self._gone(asked, Fate.REMOVED)
        elif asked.event in GONE:
            self._gone(asked, GONE[asked.event], tell_team=asked.event == "channelDeleted")
        elif asked.event in BACK or (known and known.removed_at):
            self._back(asked)
        elif asked.event == "add" or asked.bot in asked.joined:
            self._greet(asked, known)
        elif asked.event in CHANGED:
            self._changed(asked, CHANGED[asked.event])

    def moved(self, asked: Incoming) -> None:
        """Teams reaches the channel by another address, or it is another team's. Told once a day, and where something is followed."""
        following = self._following(asked.place)
        if following and self._once("moved", asked):
            self._answers.greet(asked.place, plain(say(asked.lang, "teams.moved", count=following)), asked.lang)

    def _places(self, asked: Incoming) -> list[Conversation]:
        """What an event is about: one channel, or all of a team where it is about the team."""
        place = asked.place
        if place.team and place.id == place.team:
            others = [one for one in self._store.teams.of_team(place.tenant, place.team) if one.id != place.id]
            return [place, *others]
        return [place]

    def _leave(self, place: Conversation, fate: Fate, *, tell: bool) -> int:
        """What is followed there rests. How many subscriptions that are. With `tell` their owners hear of it, else `ops`."""
        channel = self._store.fates.known(SURFACE, place.tenant, place.id)
        following = self._following(place)
        self._store.teams.leave(place, self._clock())
        ops, reach = (self._ops, _reached(self._store, place)) if tell else (None, lambda owner: False)
        closed = channel and self._store.fates.close(channel, fate, fate, self._clock(), ops, reach=reach)
        return following if closed else 0

    def _following(self, place: Conversation) -> int:
        channel = self._store.fates.known(SURFACE, place.tenant, place.id)
        return len(self._store.subscriptions.of_channel(channel)) if channel else 0

    def _gone(self, asked: Incoming, fate: Fate, *, tell_team: bool = False) -> None:
        place = asked.place
        chat = None if asked.personal else self._store.teams.chat_with(place.tenant, asked.person.id)
        team = self._general(place) if tell_team and place.team and place.team != place.id else None
        tell = not asked.personal and chat is None and team is None
        count = sum(self._leave(one, fate, tell=tell) for one in self._places(asked))
        told = plain(say(asked.lang, WORDS[fate], name=_name(asked), count=count))
        if not any(self._answers.greet(there, told, asked.lang) for there in (team, chat) if there):
            log.info("%s subscriptions rest in a place of Teams that we left", count)

    def _general(self, place: Conversation) -> Conversation:
        """The first channel of the place's team, which cannot be deleted."""
        known = self._store.teams.find(place.tenant, place.team)
        return known or Conversation(place.tenant, place.team, CHANNEL, place.service_url, team=place.team)

    def _back(self, asked: Incoming) -> None:
        for place in self._places(asked):
            self._store.teams.come_back(place)
            channel = self._store.fates.known(SURFACE, place.tenant, place.id)
            opened = channel and self._store.fates.reopen(channel, self._clock())
            count = self._following(place) if opened else 0
            told = say(asked.lang, "teams.back", count=count) if count else ""
            if place.id == asked.place.id:
                self._hello(asked, told)
            elif told:
                self._answers.greet(place, plain(told), asked.lang)

    def _greet(self, asked: Incoming, known: Conversation | None) -> None:
        """Teams says twice that it was installed; the first one counts."""
        if not known and self._once("greet", asked):
            self._hello(asked)

    def _hello(self, asked: Incoming, told: str = "") -> None:
        """The first message in a place. `told` is what there is to say where it is not the very first."""
        if not asked.personal:
            self._answers.greet(asked.place, _welcome(asked, told), asked.lang)
            return
        card = self._home(asked)
        card = Card((Paragraph((Span(told),)), *card.blocks)) if told else card
        self._answers.show(asked, home_drawn(card, asked.lang), card)

    def _changed(self, asked: Incoming, what: str) -> None:
        """Told only where something is followed: elsewhere it is nobody's news."""
        place = asked.place
        if place.name:
            self._store.fates.renamed(SURFACE, place.tenant, place.id, place.name)
        following = self._following(place)
        if following and self._once(asked.id, asked):
            told = say(asked.lang, f"teams.{what}", name=_name(asked), count=following)
            self._answers.greet(place, plain(told), asked.lang)

    def _once(self, what: str, asked: Incoming) -> bool:
        key = f"{what}\n{asked.event if what != 'greet' else ''}\n{asked.place.tenant}\n{asked.place.id}"
        return self._store.teams.first(sha256(key.encode()).hexdigest(), self._clock())


def befell(store: Store, channel: Channel, sent: Sent, now: datetime, ops: Channel | None) -> None:
    """A message was refused: the channel rests, and the owners of its subscriptions are told in their chats, else `ops` is."""
    reason, place = sent.reason or "no reason given", store.teams.find(channel.workspace, channel.address)
    if place:
        store.fates.close(channel, fate_of(reason), reason, now, ops, reach=_reached(store, place))
        store.teams.leave(place, now)


def _reached(store: Store, place: Conversation) -> Callable[[str], bool]:
    """Who has a chat with us, other than the place itself."""

    def reach(owner: str) -> bool:
        chat = store.teams.chat_with(place.tenant, owner)
        return chat is not None and chat.id != place.id

    return reach


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
