"""Deliveries as values, each with all that a card is drawn from. Reads by number only; questions: storage/deliveries.py.

This is read for every message that is sent, so the statements are made once and no row becomes an object of the mapper.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import Session

from core.card import Attachment, card_from_data
from core.model import Channel, Delivery, DeliveryState, Evidence, Item, Kind, Rank
from storage.items import to_item
from storage.keys import OneOf
from storage.ledger_rows import metadata
from storage.message_rows import AttachmentRow
from storage.subscriptions import to_channel

DELIVERY, CHANNEL, ITEM, ALERT, SUBSCRIPTION, MATCH = (
    metadata.tables[name] for name in ("delivery", "channel", "item", "alert", "subscription", "match")
)
ATTACHMENT = metadata.tables[str(AttachmentRow.__tablename__)]
Reasons = tuple[tuple[str, ...], tuple[Evidence, ...]]


def to_deliveries(session: Session, keys: Sequence[int]) -> list[Delivery]:
    """The values of these deliveries, in their order."""
    rows = {row.key: row for row in _all(session, _DELIVERIES, keys)}
    channels = {row.key: to_channel(row) for row in _all(session, _CHANNELS, {r.channel_key for r in rows.values()})}
    items = {row.key: to_item(row) for row in _all(session, _ITEMS, _known(row.item_key for row in rows.values()))}
    parents = {row.key: row for row in _all(session, _DELIVERIES, _known(row.parent_key for row in rows.values()))}
    # An edit says the same as the message it changes, for the same reasons.
    told = {row.key: parents[row.parent_key] if row.kind == Kind.EDIT else row for row in rows.values()}
    reasons = _reasons(session, list(told.values()))
    files = _files(session, [row.key for row in rows.values() if row.kind == Kind.FILE])
    return [
        _to_delivery(
            row,
            channels[row.channel_key],
            items.get(row.item_key),
            reasons[told[row.key].key],
            target=parents[row.parent_key].message_id if row.parent_key else None,
            file=files.get(row.key),
        )
        for row in (rows[key] for key in keys if key in rows)
    ]


def _by(column: ColumnElement[Any], *columns: Any) -> Select[Any]:
    return select(*columns).where(OneOf(column))


_DELIVERIES = _by(DELIVERY.c.key, DELIVERY)
_CHANNELS = _by(CHANNEL.c.key, CHANNEL)
_ITEMS = _by(ITEM.c.key, ITEM)
_FILES = _by(ATTACHMENT.c.delivery_key, ATTACHMENT)
_ANSWERED = (
    _by(ALERT.c.delivery_key, ALERT.c.delivery_key, ALERT.c.revision, SUBSCRIPTION.c.label, SUBSCRIPTION.c.subject_key)
    .join(SUBSCRIPTION, ALERT.c.subscription_key == SUBSCRIPTION.c.key)
    .order_by(ALERT.c.key)
)
_MATCHED = _by(MATCH.c.item_key, MATCH.c.item_key, MATCH.c.subject, MATCH.c.revision, MATCH.c.evidence).order_by(
    MATCH.c.key
)


def _all(session: Session, statement: Select[Any], keys: Collection[int]) -> list[Any]:
    return list(session.connection().execute(statement, {"keys": keys})) if keys else []


def _known(keys: Iterable[int | None]) -> set[int]:
    return {key for key in keys if key is not None}


def _files(session: Session, keys: Sequence[int]) -> dict[int, Attachment]:
    rows = _all(session, _FILES, keys)
    return {row.delivery_key: Attachment(row.name, row.media_type, row.data, row.about) for row in rows}


def _to_delivery(
    row: Any, channel: Channel, item: Item | None, reasons: Reasons, *, target: str | None, file: Attachment | None
) -> Delivery:
    labels, evidence = reasons
    return Delivery(
        channel=channel, item=item, labels=labels, evidence=evidence, state=DeliveryState(row.state), attempt=row.attempt,
        next_at=row.next_at, created_at=row.created_at, sent_at=row.sent_at, message_id=row.message_id, reason=row.reason,
        key=row.key, rank=Rank(row.rank), dedupe=row.dedupe, card=card_from_data(row.card) if row.card is not None else None,
        held_until=row.held_until, first_at=row.first_at, uncertain_since=row.uncertain_since, kind=Kind(row.kind),
        parent=row.parent_key, target=target, file=file,
    )  # fmt: skip


def _reasons(session: Session, rows: Sequence[Any]) -> Mapping[int, Reasons]:
    """By delivery: the labels of the subscriptions that it answers, and the evidence behind them."""
    answered: dict[int, list[Any]] = defaultdict(list)
    for row in _all(session, _ANSWERED, {row.key for row in rows}):
        answered[row.delivery_key].append(row)
    matched: dict[int, list[Any]] = defaultdict(list)
    for row in _all(session, _MATCHED, _known(row.item_key for row in rows)):
        matched[row.item_key].append(row)
    return {row.key: _reasons_of(answered.get(row.key, ()), matched.get(row.item_key, ())) for row in rows}


def _reasons_of(answered: Sequence[Any], matched: Sequence[Any]) -> Reasons:
    subjects = {(row.subject_key, row.revision) for row in answered}
    found = (e for row in matched if (row.subject, row.revision) in subjects for e in row.evidence)
    return tuple(dict.fromkeys(row.label for row in answered)), tuple(dict.fromkeys(Evidence(**e) for e in found))
