"""What follows a message that a channel got about a story: its edit, and a reply in its thread where something changed. Pure.

Whether an item is a message of its own or joins one is decided in core/alerting.py; the messages are kept in storage/ledger.py.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.card import Block, Card, Paragraph, Span
from core.changes import Change, change_text
from core.model import Alert, Channel, Decision, Item, Kind, Reason
from core.wishes import Wishes, held_until, is_muted
from core.wording import say

Changes = Callable[[Item], Sequence[Change]]


@dataclass(frozen=True, slots=True)
class Parent:
    """A message about an item that a channel got, or is to get: the key of its delivery.

    One `with_others`, a digest or a bundle, is never changed: only its thread hears what became of the item.
    """

    delivery: int
    item: int
    channel: Channel
    with_others: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What channels were told of some items, or will be.

    `items` and `texts` hold the channel's key with an item's key or with what identifies its text; `stories` are the
    messages about any item of a story, the first one first, `posts` those about the items themselves, `cards` those that
    told of the items with others.
    """

    items: frozenset[tuple[int, int]] = frozenset()
    texts: frozenset[tuple[int, str]] = frozenset()
    stories: Mapping[tuple[int, str], tuple[Parent, ...]] = field(default_factory=dict)
    posts: Mapping[tuple[int, int], Parent] = field(default_factory=dict)
    cards: Mapping[tuple[int, int], Parent] = field(default_factory=dict)


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """An edit of the delivery `parent`, drawn when it is sent; or a reply in its thread, with a card and a name of its own.

    `item_key` is what the reply is about. With `held_until` it is sent at the end of a pause or of quiet hours.
    """

    parent: int
    card: Card | None = None
    dedupe: str = ""
    item_key: int | None = None
    held_until: datetime | None = None

    @property
    def kind(self) -> Kind:
        """What it does."""
        return Kind.THREAD if self.card else Kind.EDIT


def follow(
    items: Sequence[Item],
    alerts: Sequence[Alert],
    told: Told,
    changes: Changes,
    wishes: Mapping[int, Wishes],
    now: datetime,
) -> list[FollowUp]:
    """What follows where these items were told before, or where their stories were.

    A message is edited when its own item was revised, and when another one joins its story or is taken back. Its thread
    hears of what an item changed that was decided to join it, of what a revision changed in an item that the channel was
    told of, and of each mark of such an item. A channel hears of each in one thread, that of the item's own message before
    that of its story's, and that of a card with others last.
    """
    decided: dict[tuple[int, int], list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.decision is Decision.JOINED or alert.reason is Reason.ALREADY_ALERTED:
            decided[alert.subscription.channel.key, alert.item.key].append(alert)
    by_story: dict[str, list[Parent]] = defaultdict(list)
    for (_, story), parents in told.stories.items():
        by_story[story] += parents
    own, shared = _by_item(told.posts), _by_item(told.cards)
    found: list[FollowUp] = []
    for item in items:
        heard: set[int] = set()
        for parent in dict.fromkeys((*own[item.key], *by_story[item.story or item.id], *shared[item.key])):
            channel = parent.channel.key
            wanted = wishes.get(channel, Wishes())
            if is_muted(wanted, item, now):
                continue
            until = held_until(wanted, now)
            if _concerns(parent, item):
                found.append(FollowUp(parent.delivery, held_until=until))
            if channel not in heard:
                heard.add(channel)
                of_it = decided[channel, item.key]
                joined = any(alert.decision is Decision.JOINED for alert in of_it)
                known = joined or (channel, item.key) in told.items
                found += _replies(parent, item, of_it, changes, until, known=known)
    return found


def _by_item(places: Mapping[tuple[int, int], Parent]) -> Mapping[int, list[Parent]]:
    found: dict[int, list[Parent]] = defaultdict(list)
    for (_, key), parent in places.items():
        found[key].append(parent)
    return found


def _concerns(parent: Parent, item: Item) -> bool:
    """Whether the message says something else now: its item was revised, or another one joined or was marked."""
    if parent.with_others:
        return False
    return item.revision > 1 if parent.item == item.key else item.revision == 1 or item.mark is not None


def _replies(
    parent: Parent, item: Item, decided: Sequence[Alert], changes: Changes, until: datetime | None, *, known: bool
) -> Iterator[FollowUp]:
    lang = parent.channel.lang
    if item.mark and known:
        name = f"mark:{item.key}:{item.mark}"
        yield FollowUp(parent.delivery, mark_card(item, lang), name, item.key, until)
    elif known and _in_thread(decided, item) and (found := changes(item)):
        name = f"change:{item.key}:{item.revision}" if item.revision > 1 else f"change:{item.key}"
        yield FollowUp(parent.delivery, change_card(item, found, lang), name, item.key, until)


def _in_thread(decided: Sequence[Alert], item: Item) -> bool:
    """Whether the channel wants changes in threads. A revision that nothing matches any more still is one of what it was told."""
    return any(alert.subscription.preferences.thread for alert in decided) or (not decided and item.revision > 1)


def change_card(item: Item, found: Sequence[Change], lang: str) -> Card:
    """What is new in a story, each with the sentence that says so, and where it stands."""
    blocks: list[Block] = [
        Paragraph((Span(change_text(one, lang), strong=True), Span(f" — “{one.sentence}”"))) for one in found
    ]
    return Card((*blocks, _cited(item, lang)))


def mark_card(item: Item, lang: str) -> Card:
    """That an item which the channel was told of was put right, or taken back."""
    return Card((Paragraph((Span(say(lang, f"mark.{item.mark}"), strong=True),)), _cited(item, lang)))


def _cited(item: Item, lang: str) -> Block:
    source = f" {item.source}" if item.source else ""
    return Paragraph((Span(f"#{item.id}{source} · "), Span(item.title or say(lang, "card.untitled"), url=item.link)))
