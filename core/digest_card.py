"""Many items → one card: a digest, or what was held. Grouped by subscription, the most important first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from core.card import Actions, Block, Bullets, Button, Card, Chart, Heading, Note, Paragraph, Span
from core.chart import Series, days_until, filled
from core.model import Item, Subscription, Tier
from core.when import date_text
from core.wording import items as number_of_items
from core.wording import say

# A card holds some 13,000 characters on Slack and 50 blocks; a row takes up to 250.
SHOWN = 30
IN_A_GROUP = 10
# What the chart of a weekly digest shows: so many days, of so many subscriptions.
CHART_DAYS, CHART_SERIES = 28, 6
# The list of a whole digest has nothing else on its card.
A_PAGE = 25
_CLOSEST = {tier: place for place, tier in enumerate((Tier.OFFICIAL, Tier.WIRE, Tier.CORPUS, Tier.PRESS, Tier.BLOG))}
_LONGEST_TITLE = 140


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a digest, with the subscriptions that ask for it, how well it fits, and the story it tells with others."""

    item: Item
    labels: tuple[str, ...]
    score: float = 0.0
    story: str | None = None


def digest_card(
    title: str,
    pieces: Sequence[Piece],
    lang: str,
    zone: ZoneInfo,
    total: int = 0,
    chart: Chart | None = None,
    brief: Sequence[Block] = (),
    name: str = "",
) -> Card:
    """The card. Reports of one event are one row. What does not fit is counted, and a button leads to all of it.

    `total` is the number of items where `pieces` are a part of them only. A chart stands before them, and the
    sections of a `brief`, which take the room of some rows. `name` is what the channel's digest or bundle is asked for by.
    """
    total = max(total, len(pieces))
    groups: dict[str, dict[str, list[Piece]]] = {}
    for piece in sorted(pieces, key=_importance):
        stories = groups.setdefault(piece.labels[0] if piece.labels else "", {})
        stories.setdefault(piece.story or piece.item.id, []).append(piece)
    blocks: list[Block] = [Heading(f"{title} · {number_of_items(lang, total)}")]
    blocks += [*([chart] if chart else []), *brief]
    left, told = SHOWN // 2 if brief else SHOWN, 0
    for label, stories in groups.items():
        shown = list(stories.values())[: min(IN_A_GROUP, left)]
        if not shown:
            break
        left, told = left - len(shown), told + sum(len(reports) for reports in shown)
        blocks += [Paragraph((Span(label, strong=True),))] if label else []
        blocks.append(Bullets(tuple(_row(reports[0], len(reports) - 1, lang, zone) for reports in shown)))
    hidden = total - told
    if hidden:
        blocks.append(Note(say(lang, "digest.more", count=hidden)))
        blocks.append(_leading_to(name, 1, say(lang, "digest.all")))
    return Card(tuple(blocks))


def whole_digest(name: str, pieces: Sequence[Piece], page: int, lang: str, zone: ZoneInfo) -> Card:
    """One page of all that a digest or bundle held, an item a row, the most important first. Pages count from 1."""
    ranked = sorted(pieces, key=_importance)
    pages = max(1, -(-len(ranked) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = ranked[(page - 1) * A_PAGE : page * A_PAGE]
    place = say(lang, "digest.page", page=page, pages=pages)
    title = Heading(f"{say(lang, 'digest.whole')} · {number_of_items(lang, len(ranked))} · {place}")
    rows = Bullets(tuple(_row(piece, 0, lang, zone) for piece in shown))
    more = [_leading_to(name, page + 1, say(lang, "digest.further"))] if page < pages else []
    return Card((title, rows, *more))


def _leading_to(name: str, page: int, label: str) -> Actions:
    return Actions((Button(label, command=f'digest show "{name}" {page}'),))


def digest_chart(
    followed: Sequence[Subscription], counts: Mapping[str, Mapping[date, int]], last: date, lang: str
) -> Chart | None:
    """How many items a day the subscriptions with most of them caught, by the key of their subject; None without any."""
    days = days_until(last, CHART_DAYS)
    every = [Series(one.label, filled(counts.get(one.subject.key, {}), days)) for one in followed]
    ranked = sorted((one for one in every if any(one.values)), key=lambda one: -sum(one.values))[:CHART_SERIES]
    return Chart(say(lang, "digest.chart", count=CHART_DAYS), last, tuple(ranked)) if ranked else None


def _importance(piece: Piece) -> tuple[int, float, float, int]:
    """The closest to the origin first, then what fits best, then the newest."""
    item = piece.item
    dated = item.published or item.found
    far = _CLOSEST.get(item.tier, len(_CLOSEST)) if item.tier else len(_CLOSEST)
    return far, -piece.score, -dated.timestamp() if dated else 0.0, item.key


def _row(piece: Piece, others: int, lang: str, zone: ZoneInfo) -> tuple[Span, ...]:
    item = piece.item
    title = item.title if len(item.title) <= _LONGEST_TITLE else item.title[: _LONGEST_TITLE - 1] + "…"
    moment = item.published or item.found
    also = say(lang, "digest.also", count=others) if others else ""
    mark = say(lang, f"mark.{item.mark}") if item.mark else ""
    told = [mark, f"#{item.id}", item.source, date_text(moment, lang, zone) if moment else "", also]
    return Span(title or say(lang, "card.untitled"), url=item.link), Span(" · " + " · ".join(filter(None, told)))
