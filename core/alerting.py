"""Whether a subscription hears of a match, each time with its reason. Pure: what was sent before comes in as an argument."""

from collections.abc import Iterable, Sequence

from core.model import Alert, Decision, Item, Match, Reason, Subscription


def decide(
    matches: Sequence[Match], subscriptions: Iterable[Subscription], alerted: Iterable[tuple[int, int]]
) -> list[Alert]:
    """One alert for each subscription whose subject is among the matches of its items.

    `alerted` are the (channel key, item key) pairs that were sent or are on their way: nothing goes out twice. Items of a
    feed's baseline alert nobody and leave no trace here: a first poll would write a row for each of them.
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
            reason = why_not(subscription, match.item)
            if reason is None and (subscription.channel.key, match.item.key) in known:
                reason = Reason.ALREADY_ALERTED
            decision = Decision.SUPPRESSED if reason else Decision.NOW
            alerts.append(Alert(subscription, match.item, decision, reason or Reason.MATCHED, match.evidence))
    return alerts


def why_not(subscription: Subscription, item: Item) -> Reason | None:
    """What in the subscription's own wishes keeps the item away, None where nothing does."""
    wishes = subscription.preferences
    if subscription.created_at and item.found and item.found < subscription.created_at:
        return Reason.BEFORE_SUBSCRIPTION
    if wishes.langs and not _speaks(item.lang, wishes.langs):
        return Reason.OTHER_LANGUAGE
    if wishes.sources and not _comes_from(item, wishes.sources):
        return Reason.OTHER_SOURCE
    if wishes.countries and (item.country or "").upper() not in wishes.countries:
        return Reason.OTHER_COUNTRY
    return None


def _speaks(lang: str | None, wanted: Sequence[str]) -> bool:
    """zh-TW is zh too; a text of unknown language is nobody's."""
    return lang is not None and (lang in wanted or lang.split("-")[0] in wanted)


def _comes_from(item: Item, wanted: Sequence[str]) -> bool:
    """A source is named by its tier or by a part of its name."""
    source = item.source.casefold()
    return any(name == item.tier or name.casefold() in source for name in wanted)
