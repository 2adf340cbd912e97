"""When a follower is told, and what the card says."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.card import Actions
from core.changes import Change, What
from core.followed import PATIENCE, ROWS, News, is_due, news_card
from core.model import Item, Mark

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")
STORY = Item("K7Q2", "Pact signed", "", source="Post", link="https://post.example/1")
LATER = Item("K7Q3", "Pact delayed", "", source="Wire", published=NOW)
CHANGED = News(LATER, (Change(What.DEADLINE, (date(2026, 4, 1), date(2026, 4, 1)), "It ends on 1 April."),))


@pytest.mark.parametrize(
    ("news", "since", "due"),
    [
        (News(LATER), None, True),
        (News(LATER), timedelta(minutes=59), False),
        (News(LATER), PATIENCE, True),
        (CHANGED, timedelta(minutes=1), True),
        (News(Item("A", "", "", mark=Mark.WITHDRAWN)), timedelta(minutes=1), True),
    ],
)
def test_reports_wait_for_each_other_and_changes_do_not(news: News, since: timedelta | None, due: bool) -> None:
    assert is_due([news], NOW - since if since is not None else None, NOW) is due


def test_other_words_of_a_known_report_are_no_news() -> None:
    assert News(LATER).is_news
    assert not News(Item("K7Q3", "Pact delayed!", "", revision=2)).is_news
    assert News(Item("K7Q3", "", "", revision=2), CHANGED.changes).is_news


def test_the_card_names_reports_changes_and_the_way_out() -> None:
    card = news_card(STORY, [CHANGED], "en", SEOUL)
    assert card.plain.splitlines() == [
        "News of a story you follow: Pact signed",
        "• #K7Q3 Pact delayed · Wire · Mon 2 Mar 2026, 18:00 KST",
        "• New deadline: Wed 1 Apr 2026 — “It ends on 1 April.” (#K7Q3)",
        "[Summary #K7Q3] summary #K7Q3",
        "[Story] story #K7Q2",
        "[Unfollow] story #K7Q2 unfollow",
    ]


def test_where_others_read_it_the_follower_is_named_and_a_long_list_is_cut() -> None:
    many = [News(Item(f"N{number}", "", "", link="https://n.example")) for number in range(ROWS + 3)]
    card = news_card(STORY, many, "ko", SEOUL, person="김")
    told = card.plain
    assert "이 스토리를 팔로우하는 김 님께." in told
    assert "이전 3건" in told
    assert "#N2 " not in told
    assert f"#N{ROWS + 2} (제목 없음)" in told
    assert isinstance(card.blocks[-1], Actions)
