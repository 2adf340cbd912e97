"""Whether a subscription hears of a match, each time with its reason. Pure: what was sent before comes in as an argument."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from core.model import Alert, Decision, Item, Match, Preferences, Reason, Subject, SubjectKind, Subscription
from core.scoring import THRESHOLD
from core.view import is_from
from core.wishes import NOW, Timing, Wishes, timing


def decide(
    matches: Sequence[Match],
    subscriptions: Iterable[Subscription],
    alerted: Iterable[tuple[int, int]],
    wishes: Mapping[int, Wishes] | None = None,
    now: datetime | None = None,
    unlearned: Collection[tuple[int, str]] = (),
) -> list[Alert]:
    """One alert for each subscription whose subject is among the matches of its items.

    `alerted` are the (channel key, item key) pairs that were sent or are on their way: nothing goes out twice. Items of a
    feed's baseline alert nobody and leave no trace here: a first poll would write a row for each of them. Nor does a match
    that is too weak for a subscription, since the match has its score already. `wishes` by channel key say when a channel
    wants to hear; they need `now`. `unlearned` are the (item key, subject key) pairs that feedback speaks against.
    """
    by_subject: dict[str, list[Subscription]] = {}
    for subscription in subscriptions:
        by_subject.setdefault(subscription.subject.key, []).append(subscription)
    known = set(alerted)
    times = _Times(wishes or {}, now)
    alerts = []
    for match in matches:
        if match.item.baseline:
            continue
        for subscription in by_subject.get(match.subject.key, ()):
            if match.score < needed(subscription.subject, subscription.preferences):
                continue
            reason = why_not(subscription, match.item)
            if reason is None and (match.item.key, match.subject.key) in unlearned:
                reason = Reason.LEARNED
            if reason is None and (subscription.channel.key, match.item.key) in known:
                reason = Reason.ALREADY_ALERTED
            told = Timing(Decision.SUPPRESSED, reason) if reason else times.of(subscription.channel.key, match.item)
            alerts.append(Alert(subscription, match.item, told.decision, told.reason, match.evidence, told.until))
    return alerts


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
