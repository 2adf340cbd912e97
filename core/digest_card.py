"""Many items → one card: a digest, or what was held. Grouped by subscription, the most important first."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.card import Actions, Block, Bullets, Button, Card, Heading, Note, Paragraph, Span
from core.model import Item, Tier
from core.when import date_text
from core.wording import items as number_of_items
from core.wording import say

# A card holds some 13,000 characters on Slack and 50 blocks; a row takes up to 250.
SHOWN = 30
IN_A_GROUP = 10
_CLOSEST = {tier: place for place, tier in enumerate((Tier.OFFICIAL, Tier.WIRE, Tier.CORPUS, Tier.PRESS, Tier.BLOG))}
_LONGEST_TITLE = 140


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a digest, with the subscriptions that ask for it and how well it fits."""

    item: Item
    labels: tuple[str, ...]
    score: float = 0.0


def digest_card(title: str, pieces: Sequence[Piece], lang: str, zone: ZoneInfo) -> Card:
    """The card. What does not fit is counted, and «latest» leads to it."""
    groups: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=_importance):
        groups.setdefault(piece.labels[0] if piece.labels else "", []).append(piece)
    blocks: list[Block] = [Heading(f"{title} · {number_of_items(lang, len(pieces))}")]
    left = SHOWN
    for label, group in groups.items():
        shown = group[: min(IN_A_GROUP, left)]
        if not shown:
            break
        left -= len(shown)
        blocks += [Paragraph((Span(label, strong=True),))] if label else []
        blocks.append(Bullets(tuple(_row(piece, lang, zone) for piece in shown)))
    hidden = len(pieces) - (SHOWN - left)
    if hidden:
        blocks.append(Note(say(lang, "digest.more", count=hidden)))
        blocks.append(Actions((Button(say(lang, "digest.all"), command="latest"),)))
    return Card(tuple(blocks))


def _importance(piece: Piece) -> tuple[int, float, float, int]:
    """The closest to the origin first, then what fits best, then the newest."""
    item = piece.item
    dated = item.published or item.found
    far = _CLOSEST.get(item.tier, len(_CLOSEST)) if item.tier else len(_CLOSEST)
    return far, -piece.score, -dated.timestamp() if dated else 0.0, item.key


def _row(piece: Piece, lang: str, zone: ZoneInfo) -> tuple[Span, ...]:
    item = piece.item
    title = item.title if len(item.title) <= _LONGEST_TITLE else item.title[: _LONGEST_TITLE - 1] + "…"
    moment = item.published or item.found
    told = [f"#{item.id}", item.source, date_text(moment, lang, zone) if moment else ""]
    return Span(title or say(lang, "card.untitled"), url=item.link), Span(" · " + " · ".join(filter(None, told)))
