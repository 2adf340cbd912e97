"""What a feed brings at once after an outage → one card a channel and subject, instead of a message for each. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from zoneinfo import ZoneInfo

from core.card import Bullets, Card, Heading, Note, Span
from core.model import Alert, Channel, Decision, Item, Reason
from core.when import date_text
from core.wording import items as number_of_items
from core.wording import say

# So many late items of one feed still come singly.
SINGLY = 5
# The items of one card; a longer bundle takes several.
ROWS = 25


@dataclass(frozen=True, slots=True)
class Bundle:
    """Late items of one source for one channel under one label, newest first."""

    channel: Channel
    label: str
    source: str
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """What the channel knows it by: the same items make the same bundle."""
        keys = ",".join(str(item.key) for item in self.items)
        return f"bundle:{sha256(keys.encode()).hexdigest()[:32]}"


def bundled(alerts: Sequence[Alert]) -> tuple[list[Alert], list[Bundle]]:
    """The alerts with those decided anew that go into bundles, and the bundles.

    A channel with two subjects that an item fits gets it in the first one's bundle, and nowhere else.
    """
    groups: dict[tuple[int, str, str, object], list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.decision is Decision.NOW and alert.item.late:
            subscription, item = alert.subscription, alert.item
            groups[subscription.channel.key, subscription.subject.key, item.source, item.found].append(alert)
    taken: set[tuple[int, int]] = set()
    bundles: list[Bundle] = []
    for group in groups.values():
        if len({alert.item.key for alert in group}) > SINGLY:
            bundles += _bundles(group, taken)
    return [_decided(alert, taken) for alert in alerts], bundles


def bundle_card(bundle: Bundle, lang: str, zone: ZoneInfo) -> Card:
    """The items as a list with their own times."""
    count = number_of_items(lang, len(bundle.items))
    source = bundle.source or say(lang, "card.unknown_source")
    rows = tuple(_row(item, lang, zone) for item in bundle.items)
    title = Heading(say(lang, "bundle.title", source=source, count=count, label=bundle.label))
    return Card((title, Bullets(rows), Note(say(lang, "bundle.note"))))


def _bundles(group: Sequence[Alert], taken: set[tuple[int, int]]) -> list[Bundle]:
    first = group[0]
    channel = first.subscription.channel
    items = {alert.item.key: alert.item for alert in group if (channel.key, alert.item.key) not in taken}
    taken.update((channel.key, key) for key in items)
    newest = sorted(items.values(), key=_dated, reverse=True)
    parts = [newest[start : start + ROWS] for start in range(0, len(newest), ROWS)]
    return [Bundle(channel, first.subscription.label, first.item.source, tuple(part)) for part in parts]


def _decided(alert: Alert, taken: set[tuple[int, int]]) -> Alert:
    if alert.decision is Decision.NOW and (alert.subscription.channel.key, alert.item.key) in taken:
        return replace(alert, decision=Decision.BUNDLED, reason=Reason.OUTAGE)
    return alert


def _row(item: Item, lang: str, zone: ZoneInfo) -> tuple[Span, ...]:
    moment = item.published or item.found
    date = f"{date_text(moment, lang, zone)} · " if moment else ""
    return (Span(date), Span(item.title or say(lang, "card.untitled"), url=item.link), Span(f" #{item.id}"))


def _dated(item: Item) -> tuple[float, int]:
    moment = item.published or item.found
    return (moment.timestamp() if moment else 0.0, item.key)
