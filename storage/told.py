"""What channels were told of items and their stories, as the next decisions need it. Only reads."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from core.following import Parent, Told
from core.items import content_hash
from core.model import Channel, Decision, DeliveryState, Item, Kind
from storage.ledger_rows import BUNDLED_AS, AlertRow, DeliveryRow
from storage.models import ChannelRow, ItemRow, SubscriptionRow
from storage.subscriptions import to_channel
from storage.upsert import chunks

# A decision that tells a channel of an item in the message of another, or in a card with others.
INSIDE = (Decision.DIGEST, Decision.JOINED)


def told(session: Session, items: Sequence[Item]) -> Told:
    """What was told of these items and of their stories. A message that failed told nobody of its story."""
    stories = {item.story or item.id: item for item in items}
    posts: dict[tuple[int, int], Parent] = {}
    of_stories: dict[tuple[int, str], list[Parent]] = defaultdict(list)
    rows = _messages(session, list(stories), [item.key for item in items])
    keys = {item.key for item in items}
    inside = _inside(session, sorted(keys))
    channels = _channels(session, {row.channel_key for row, _ in rows} | {channel for channel, _ in inside})
    cards = {
        (channel, item): Parent(card, item, channels[channel], with_others=True)
        for (channel, item), card in inside.items()
        if card
    }
    bundles = _bundles(session, [row for row, _ in rows])
    for row, story in rows:
        bundle = bundles.get(row.key)
        parent = Parent(bundle or row.key, row.item_key or 0, channels[row.channel_key], with_others=bundle is not None)
        if row.item_key in keys:
            (cards if bundle else posts)[row.channel_key, row.item_key or 0] = parent
        if row.state != DeliveryState.FAILED:
            of_stories[row.channel_key, story].append(parent)
    return Told(
        items=frozenset({*posts, *cards, *inside}),
        texts=frozenset(_texts(session, items)),
        stories={place: tuple(parents) for place, parents in of_stories.items()},
        posts=posts,
        cards=cards,
    )


def _messages(session: Session, stories: Sequence[str], items: Sequence[int]) -> list[tuple[DeliveryRow, str]]:
    """The messages about these items and any item of these stories with the story, in the order they were made."""
    found: dict[int, tuple[DeliveryRow, str]] = {}
    for column, values in ((col(ItemRow.story), stories), (col(ItemRow.key), items)):
        for part in chunks(list[Any](values)):
            query = select(DeliveryRow, ItemRow.id, ItemRow.story).join(ItemRow).where(column.in_(part))
            for row, id, story in session.exec(query.where(DeliveryRow.kind == Kind.POST)):
                found[row.key] = (row, story or id)
    return [found[key] for key in sorted(found)]


def _bundles(session: Session, rows: Sequence[DeliveryRow]) -> dict[int, int]:
    """By delivery: that of the card in which it was bundled with others."""
    names = {
        row.key: (row.channel_key, row.reason.removeprefix(BUNDLED_AS))
        for row in rows
        if row.state == DeliveryState.SUPPRESSED and row.reason and row.reason.startswith(BUNDLED_AS)
    }
    found: dict[tuple[int, str], int] = {}
    for part in chunks(sorted(set(names.values()))):
        channels, cards = {channel for channel, _ in part}, {name for _, name in part}
        query = select(DeliveryRow.channel_key, DeliveryRow.dedupe, DeliveryRow.key)
        query = query.where(col(DeliveryRow.channel_key).in_(channels), col(DeliveryRow.dedupe).in_(cards))
        found |= {(channel, name): key for channel, name, key in session.exec(query)}
    return {key: found[place] for key, place in names.items() if place in found}


def _channels(session: Session, keys: set[int]) -> dict[int, Channel]:
    found: dict[int, Channel] = {}
    for part in chunks(sorted(keys)):
        found |= {r.key: to_channel(r) for r in session.exec(select(ChannelRow).where(col(ChannelRow.key).in_(part)))}
    return found


def _inside(session: Session, items: Sequence[int]) -> dict[tuple[int, int], int | None]:
    """By channel and item: the digest that it was in, None where it still waits for one or joined a message."""
    found: dict[tuple[int, int], int | None] = {}
    for part in chunks(items):
        query = select(SubscriptionRow.channel_key, AlertRow.item_key, AlertRow.delivery_key, AlertRow.decision)
        query = query.join(SubscriptionRow).where(col(AlertRow.item_key).in_(part))
        for channel, item, delivery, decision in session.exec(query.where(col(AlertRow.decision).in_(INSIDE))):
            card = delivery if decision == Decision.DIGEST else None
            found[channel, item] = found.get((channel, item)) or card
    return found


def _texts(session: Session, items: Sequence[Item]) -> set[tuple[int, str]]:
    """Channels that had the text of one of the items already, from another one."""
    hashes = {item.key: content_hash(item.title, item.body) for item in items}
    pairs: set[tuple[int, str]] = set()
    for part in chunks(sorted(set(hashes.values()))):
        query = select(DeliveryRow.channel_key, ItemRow.content_hash, ItemRow.key).join(ItemRow)
        query = query.where(DeliveryRow.kind == Kind.POST, col(ItemRow.content_hash).in_(part))
        pairs.update((channel, text) for channel, text, key in session.exec(query) if key not in hashes)
    return pairs
