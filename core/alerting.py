"""Whether a subscription hears of a match, each time with its reason. Pure: what was sent before comes in as an argument."""

from collections.abc import Iterable, Sequence

from core.model import Alert, Decision, Item, Match, Preferences, Reason, Subject, SubjectKind, Subscription
from core.scoring import THRESHOLD
from core.view import is_from


def decide(
    matches: Sequence[Match], subscriptions: Iterable[Subscription], alerted: Iterable[tuple[int, int]]
) -> list[Alert]:
    """One alert for each subscription whose subject is among the matches of its items.

    `alerted` are the (channel key, item key) pairs that were sent or are on their way: nothing goes out twice. Items of a
    feed's baseline alert nobody and leave no trace here: a first poll would write a row for each of them. Nor does a match
    that is too weak for a subscription, since the match has its score already.
    """
    by_subject: dict[str, list[Subscription]] = {}
    for subscription in subscriptions:
        by_subject.setdefault(subscription.subject.key, []).append(subscription)
    known = set(alerted)
    alerts = []
    for match in matches:
        if match.item.baseline:
            continue
        for subscription in by_subject.get(match.subject.key, ()):
            if match.score < needed(subscription.subject, subscription.preferences):
                continue
            reason = why_not(subscription, match.item)
            if reason is None and (subscription.channel.key, match.item.key) in known:
                reason = Reason.ALREADY_ALERTED
            decision = Decision.SUPPRESSED if reason else Decision.NOW
            alerts.append(Alert(subscription, match.item, decision, reason or Reason.MATCHED, match.evidence))
    return alerts


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
