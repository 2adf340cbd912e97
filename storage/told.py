"""What channels were told of items and their stories, as the next decisions need it. Only reads."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from core.following import Parent, Told
from core.items import content_hash
from core.model import Channel, Decision, DeliveryState, Item, Kind
from storage.ledger_rows import AlertRow, DeliveryRow
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
    channels = _channels(session, {row.channel_key for row, _ in rows})
    keys = {item.key for item in items}
    for row, story in rows:
        parent = Parent(row.key, row.item_key or 0, channels[row.channel_key])
        if row.item_key in keys:
            posts[row.channel_key, row.item_key or 0] = parent
        if row.state != DeliveryState.FAILED:
            of_stories[row.channel_key, story].append(parent)
    return Told(
        items=frozenset({*posts, *_inside(session, sorted(keys))}),
        texts=frozenset(_texts(session, items)),
        stories={place: tuple(parents) for place, parents in of_stories.items()},
        posts=posts,
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


def _channels(session: Session, keys: set[int]) -> dict[int, Channel]:
    found: dict[int, Channel] = {}
    for part in chunks(sorted(keys)):
        found |= {r.key: to_channel(r) for r in session.exec(select(ChannelRow).where(col(ChannelRow.key).in_(part)))}
    return found


def _inside(session: Session, items: Sequence[int]) -> set[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    for part in chunks(items):
        query = select(SubscriptionRow.channel_key, AlertRow.item_key).join(SubscriptionRow)
        pairs.update(session.exec(query.where(col(AlertRow.item_key).in_(part), col(AlertRow.decision).in_(INSIDE))))
    return pairs


def _texts(session: Session, items: Sequence[Item]) -> set[tuple[int, str]]:
    """Channels that had the text of one of the items already, from another one."""
    hashes = {item.key: content_hash(item.title, item.body) for item in items}
    pairs: set[tuple[int, str]] = set()
    for part in chunks(sorted(set(hashes.values()))):
        query = select(DeliveryRow.channel_key, ItemRow.content_hash, ItemRow.key).join(ItemRow)
        query = query.where(DeliveryRow.kind == Kind.POST, col(ItemRow.content_hash).in_(part))
        pairs.update((channel, text) for channel, text, key in session.exec(query) if key not in hashes)
    return pairs
