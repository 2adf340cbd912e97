"""Deliveries → surfaces. Marked as being sent before the call and as sent after it; the outcome decides what is next."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from core.card import Card
from core.model import Delivery, DeliveryState
from core.ports import Outcome, Post, Sent, Surface
from jobs.report import Report
from storage.store import Store

CHANNELS_AT_ONCE = 50
ATTEMPTS = 12
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=5), timedelta(hours=1)
# Longer than any surface takes to answer: a sending older than this belongs to a process that died.
INTERRUPTED_AFTER = timedelta(minutes=5)
# A run ends after this many rounds so that a flood in one channel never keeps the job from reporting.
ROUNDS = 200


def run(
    store: Store, surfaces: Mapping[str, Surface], draw: Callable[[Delivery], Card], now: Callable[[], datetime]
) -> Report:
    """Send what is due, each channel's oldest first, one a channel at a time."""
    counts: Counter[str] = Counter()
    counts["interrupted"] = store.ledger.give_up_sending(now(), INTERRUPTED_AFTER)
    for _ in range(ROUNDS):
        claimed = store.ledger.claim(now(), CHANNELS_AT_ONCE)
        if not claimed:
            break
        for delivery, sent in _send(claimed, surfaces, draw):
            counts[_record(store, delivery, sent, now())] += 1
    return Report(dict(counts))


def _send(
    claimed: Sequence[Delivery], surfaces: Mapping[str, Surface], draw: Callable[[Delivery], Card]
) -> list[tuple[Delivery, Sent]]:
    results = []
    groups: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        groups[delivery.channel.surface].append(delivery)
    for name, deliveries in groups.items():
        surface = surfaces.get(name)
        if surface is None:
            # The surface's settings are missing now; they may be back tomorrow, and nothing is lost until then.
            results += [(d, Sent(Outcome.RETRY, reason=f"{name} is not configured")) for d in deliveries]
            continue
        posts = [Post(d.key, d.channel, draw(d)) for d in deliveries]
        results += list(zip(deliveries, surface.send(posts), strict=True))
    return results


def _record(store: Store, delivery: Delivery, sent: Sent, now: datetime) -> str:
    reason = sent.reason or "no reason given"
    if sent.outcome is Outcome.SENT:
        store.ledger.sent(delivery, sent.message_id, now)
        return "sent"
    if sent.outcome is Outcome.FAILED:
        store.ledger.failed(delivery, reason)
        return "failed"
    if delivery.attempt >= ATTEMPTS:
        store.ledger.failed(delivery, f"given up after {delivery.attempt} attempts: {reason}")
        return "failed"
    state = DeliveryState.PENDING if sent.outcome is Outcome.RETRY else DeliveryState.UNCERTAIN
    store.ledger.again(delivery, state, reason, now + _delay(delivery.attempt, sent.retry_after))
    return "retrying"


def _delay(attempt: int, retry_after: float | None) -> timedelta:
    """Doubling from five seconds to an hour, and never sooner than the surface asked for."""
    backoff = min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY)
    return max(backoff if retry_after is None else timedelta(0), timedelta(seconds=min(retry_after or 0, 86_400)))
