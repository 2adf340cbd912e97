"""Whether a subscription hears of a match, each time with its reason. Pure: what was sent before comes in as an argument."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.following import NOTHING_TOLD, Told
from core.items import content_hash
from core.model import Alert, Decision, Dedupe, Item, Match, Preferences, Reason, Subject, SubjectKind, Subscription
from core.scoring import THRESHOLD
from core.view import is_from
from core.wishes import NOW, Timing, Wishes, is_muted, joining, timing


def decide(
    matches: Sequence[Match],
    subscriptions: Iterable[Subscription],
    told: Told = NOTHING_TOLD,
    wishes: Mapping[int, Wishes] | None = None,
    now: datetime | None = None,
    unlearned: Collection[tuple[int, str]] = (),
) -> list[Alert]:
    """One alert for each subscription whose subject is among the matches of its items.

    `told` is what was sent or is on its way: nothing goes out twice, and an item joins the message about its story unless
    the subscription wants each. Items of a
    feed's baseline alert nobody and leave no trace here: a first poll would write a row for each of them. Nor does a match
    that is too weak for a subscription, since the match has its score already. `wishes` by channel key say when a channel
    wants to hear; they need `now`. `unlearned` are the (item key, subject key) pairs that feedback speaks against.
    """
    by_subject: dict[str, list[Subscription]] = {}
    for subscription in subscriptions:
        by_subject.setdefault(subscription.subject.key, []).append(subscription)
    messages = _Messages(told, _Times(wishes or {}, now))
    asking = [
        (match, subscription)
        for match in matches
        if not match.item.baseline
        for subscription in by_subject.get(match.subject.key, ())
        if match.score >= needed(subscription.subject, subscription.preferences)
    ]
    # Who collects comes last: what the channel gets by itself need not be collected.
    asking.sort(key=lambda pair: pair[1].preferences.digest is not None)
    alerts = []
    for match, subscription in asking:
        reason = why_not(subscription, match.item)
        if reason is None and (match.item.key, match.subject.key) in unlearned:
            reason = Reason.LEARNED
        if reason is None and (subscription.channel.key, match.item.key) in told.items:
            reason = Reason.ALREADY_ALERTED
        if reason:
            alerts.append(Alert(subscription, match.item, Decision.SUPPRESSED, reason, match.evidence))
        else:
            alerts.append(replace(messages.alert(subscription, match.item), evidence=match.evidence))
    return alerts


class _Messages:
    """Which item of a story, and which of the same text, is a channel's message: the first one that it hears of by itself."""

    def __init__(self, told: Told, times: "_Times") -> None:
        self._told, self._times = told, times
        self._first = {place: parents[0].item for place, parents in told.stories.items() if parents}
        self._texts: dict[tuple[int, str], int] = {}
        self._posts: set[tuple[int, int]] = set()

    def alert(self, subscription: Subscription, item: Item) -> Alert:
        """The decision on an item that the subscription asks for."""
        channel, dedupe = subscription.channel.key, subscription.preferences.dedupe
        story = (channel, item.story or item.id)
        first = self._first.get(story, item.key)
        if dedupe is Dedupe.STORY and first != item.key and (joining := self._times.joining(channel, item)):
            return Alert(subscription, item, joining.decision, joining.reason, until=joining.until, joins=first)
        if dedupe is Dedupe.EXACT and self._is_repeated(channel, item):
            return Alert(subscription, item, Decision.SUPPRESSED, Reason.SAME_TEXT)
        if subscription.preferences.digest:
            return self._collected(subscription, item)
        timing = self._times.of(channel, item)
        if timing.decision in (Decision.NOW, Decision.HELD):
            self._first.setdefault(story, item.key)
            self._posts.add((channel, item.key))
        return Alert(subscription, item, timing.decision, timing.reason, until=timing.until)

    def _collected(self, subscription: Subscription, item: Item) -> Alert:
        """The decision where the subscription has a digest of its own: not collected is what another one lets the channel get."""
        channel = subscription.channel.key
        if self._times.is_muted(channel, item):
            return Alert(subscription, item, Decision.SUPPRESSED, Reason.MUTED)
        if (channel, item.key) in self._posts:
            return Alert(subscription, item, Decision.JOINED, Reason.SAME_STORY, joins=item.key)
        return Alert(subscription, item, Decision.DIGEST, Reason.DIGEST)

    def _is_repeated(self, channel: int, item: Item) -> bool:
        text = (channel, content_hash(item.title, item.body))
        return text in self._told.texts or self._texts.setdefault(text, item.key) != item.key


class _Times:
    """When each channel hears of each item: once decided the same for all its subscriptions, and counted once."""

    def __init__(self, wishes: Mapping[int, Wishes], now: datetime | None) -> None:
        self._wishes, self._now = wishes, now
        self._told: dict[tuple[int, int], Timing] = {}
        self._sent: Counter[int] = Counter()

    def of(self, channel: int, item: Item) -> Timing:
        wishes = self._wishes.get(channel)
        if wishes is None or self._now is None:
            return NOW
        if (channel, item.key) not in self._told:
            told = timing(wishes, item, self._now, more=self._sent[channel])
            self._sent[channel] += told.decision is Decision.NOW
            self._told[channel, item.key] = told
        return self._told[channel, item.key]

    def is_muted(self, channel: int, item: Item) -> bool:
        """Whether the channel does not want to hear of the item at all."""
        return self._now is not None and is_muted(self._wishes.get(channel, Wishes()), item, self._now)

    def joining(self, channel: int, item: Item) -> Timing | None:
        """When the channel hears that an item joined a message of its; None where it collects such things for a digest."""
        return joining(self._wishes.get(channel, Wishes()), item, self._now)


def needed(subject: Subject, preferences: Preferences) -> float:
    """The score from which on a match of the subject is one for these preferences. A query matches or it does not."""
    return THRESHOLD[preferences.sensitivity] if subject.kind is SubjectKind.TOPIC else 0.0


def why_not(subscription: Subscription, item: Item) -> Reason | None:
    """What in the subscription's own wishes keeps the item away, None where nothing does."""
    wishes = subscription.preferences
    if subscription.created_at and item.found and item.found < subscription.created_at:
        return Reason.BEFORE_SUBSCRIPTION
    if wishes.langs and not _speaks(item.lang, wishes.langs):
        return Reason.OTHER_LANGUAGE
    if wishes.sources and not any(is_from(item, source) for source in wishes.sources):
        return Reason.OTHER_SOURCE
    if wishes.countries and (item.country or "").upper() not in {country.upper() for country in wishes.countries}:
        return Reason.OTHER_COUNTRY
    return None


def _speaks(lang: str | None, wanted: Sequence[str]) -> bool:
    """zh-TW is zh too; a text of unknown language is nobody's."""
    spoken = (lang or "").lower()
    return bool(spoken) and not {spoken, spoken.partition("-")[0]}.isdisjoint(wish.lower() for wish in wanted)
