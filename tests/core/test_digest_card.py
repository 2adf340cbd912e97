"""Many items on one card."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from core.card import Bullets, Chart
from core.digest_card import CHART_DAYS, CHART_SERIES, IN_A_GROUP, SHOWN, Piece, digest_card, digest_chart
from core.model import Channel, Item, Mark, Subject, SubjectKind, Subscription, Tier

SEOUL = ZoneInfo("Asia/Seoul")


def piece(number: int, label: str, tier: Tier | None = Tier.PRESS) -> Piece:
    return Piece(
        Item(id=f"A{number}", title=f"Title {number}", body="", source="Wire", tier=tier, key=number), (label,)
    )


def test_groups_stand_with_the_closest_to_the_origin_first() -> None:
    card = digest_card(
        "Daily", [piece(1, "CBAM"), piece(2, "CBAM", Tier.OFFICIAL), piece(3, "Steel", None)], "en", SEOUL
    )
    said = card.plain
    assert said.index("Title 2") < said.index("Title 1")
    assert said.index("CBAM") < said.index("Steel")
    assert "3 items" in said


def test_a_card_that_is_full_shows_no_further_groups() -> None:
    groups = SHOWN // IN_A_GROUP + 2
    pieces = [piece(g * 100 + n, f"Topic {g}") for g in range(groups) for n in range(IN_A_GROUP + 3)]
    card = digest_card("Daily", pieces, "en", SEOUL)
    rows = sum(len(block.rows) for block in card.blocks if isinstance(block, Bullets))
    assert rows <= SHOWN
    assert f"{len(pieces)} items" in card.plain


def test_reports_of_one_event_are_one_row_and_all_are_counted():
    told = [replace(piece(n, "CBAM"), story="K1") for n in range(3)] + [piece(9, "CBAM")]
    card = digest_card("Daily", told, "en", SEOUL)
    assert card.plain.count("2 more on this") == 1
    assert "4 items" in card.plain
    many = digest_card("Daily", told, "en", SEOUL, total=10_000)
    assert "and 9996 more" in many.plain


def test_a_row_says_what_became_of_its_item() -> None:
    one = piece(1, "CBAM")
    withdrawn = replace(one, item=replace(one.item, mark=Mark.WITHDRAWN))
    assert "Title 1 · Withdrawn by its publisher · #A1" in digest_card("Daily", [withdrawn], "en", SEOUL).plain


LAST = date(2026, 3, 2)


def follows(topic: str) -> Subscription:
    return Subscription(Channel("slack", "T1", "C1"), Subject(SubjectKind.TOPIC, topic), topic.upper())


def test_a_chart_shows_the_subscriptions_that_caught_most() -> None:
    followed = [follows(f"t{number}") for number in range(9)]
    counts = {f"t{number}": {LAST: number} for number in range(9)}
    chart = digest_chart(followed, counts, LAST, "en")
    assert chart is not None
    assert [one.name for one in chart.series] == ["T8", "T7", "T6", "T5", "T4", "T3"]
    assert len(chart.series) == CHART_SERIES
    assert chart.series[0].values == (*(0,) * (CHART_DAYS - 1), 8)


def test_where_nothing_was_caught_there_is_no_chart() -> None:
    assert digest_chart([follows("cbam")], {"steel": {LAST: 1}}, LAST, "en") is None


def test_a_chart_stands_below_the_title() -> None:
    chart = digest_chart([follows("cbam")], {"cbam": {LAST: 1}}, LAST, "ko")
    assert isinstance(digest_card("Weekly", [piece(1, "CBAM")], "ko", SEOUL, chart=chart).blocks[1], Chart)
