"""search, and the options of time that latest has too."""

import pytest

from bot.commands.request import Visibility
from core.card import Heading
from core.query import parse
from tests.bot.commands.conftest import Ask, lines_of
from tests.bot.commands.test_reading import CBAM, FTA, HARBOUR, MINERALS, titles


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("search cbam", [CBAM]),
        ("find certificates", [CBAM]),
        ("검색 희토류", [MINERALS]),
        ("희토류 검색", [MINERALS]),
        ("리튬을 찾기", [MINERALS]),
        ("search 협상", [FTA]),
        ("search 정부", [MINERALS]),
        ("search cbam OR 핵심광물", [MINERALS, CBAM]),
        ("search cbam NOT price", []),
        ("search price from:official", [CBAM]),
        ("search price from:press", []),
        ("search price country:EU lang:en", [CBAM]),
        ("search price country:KR", []),
        ("search price since:2026-02-27", [CBAM]),
        ("search price since:2026-02-28", []),
        ("search price until:2026-02-27", [CBAM]),
        ("search price until:2026-02-26", []),
        ("search price since:4d until:yesterday", [CBAM]),
        ("search price since:1w", [CBAM]),
        ("검색 price 부터:4일 까지:오늘", [CBAM]),
        ("search price until:4d", []),
        ("search harbour since:today", []),
        ("search (cement NEAR/3 aluminium) since:1y", [CBAM]),
    ],
)
def test_search_finds_what_answers_a_query(ask: Ask, line: str, found: list[str]) -> None:
    assert titles(ask, line) == found


def test_latest_takes_times_too(ask: Ask) -> None:
    assert titles(ask, "latest since:2026-02-27") == [MINERALS, CBAM]
    assert titles(ask, "latest until:2026-02-26") == [HARBOUR, FTA]
    assert titles(ask, "latest cbam until:2026-02-26") == []
    assert titles(ask, "latest price since:2026-02-28") == []


@pytest.mark.parametrize("value", ["soon", "2026-13-01", "99999d!", "-3d", "3", "today or so", "0000-00-00"])
def test_a_time_that_cannot_be_read_is_shown_the_forms(ask: Ask, value: str) -> None:
    told = ask(f'search price since:"{value}"').card.plain
    assert told == f"“since:” takes a date such as 2026-01-01, or a time such as 7d, not “{value}”."


def test_times_at_the_edges_of_the_calendar_break_nothing(ask: Ask) -> None:
    assert titles(ask, "search price since:9999y") == [CBAM]
    assert "takes a date" in ask("search price until:9999-12-31").card.plain


def test_the_terms_in_the_title_come_first(ask: Ask) -> None:
    assert titles(ask, "search 리튬 OR price") == [CBAM, MINERALS]


def test_an_answer_can_be_shared_with_the_channel(ask: Ask) -> None:
    for line in ("search price lang:en since:2026-01-01", "latest cbam 3 lang:en", "latest 2", "latest price"):
        reply = ask(line, user_name="Mina")
        assert reply.visibility is Visibility.CALLER
        shared = ask(lines_of(reply.card)[-1], user_name="Mina")
        assert shared.visibility is Visibility.CHANNEL
        assert shared.card.plain.splitlines()[0] == reply.card.plain.splitlines()[0]
        assert shared.card.plain.splitlines()[-1] == "Shared by Mina."
        assert lines_of(shared.card) == []
    assert "Shared" not in ask("latest 1 share:yes").card.plain


def test_without_a_hit_the_options_can_be_dropped_and_the_query_followed(ask: Ask) -> None:
    reply = ask("search price lang:ko")
    assert reply.card.plain.startswith("No stored item matches price lang:ko.")
    assert lines_of(reply.card) == ["search (price)", "subscribe (price)"]
    assert lines_of(ask("search nonesuch").card) == ["subscribe (nonesuch)"]


def test_a_query_that_is_a_topics_name_leads_to_the_topic(ask: Ask) -> None:
    assert "the topic critical-minerals" in ask("search 핵심광물").card.plain
    assert "the topic critical-minerals" in ask("search 핵심광물 lang:ja").card.plain


def test_a_bad_query_is_shown_its_fault(ask: Ask) -> None:
    assert "Missing )" in ask("search (cbam OR").card.plain
    assert "Say what must occur" in ask("search NOT cbam").card.plain
    assert ask("search").card.plain.startswith("Say what to search for")


def test_a_search_where_nothing_is_stored(ask_empty: Ask) -> None:
    assert ask_empty("search cbam").card.plain.startswith("No stored item matches cbam.")


def test_the_query_is_shown_as_it_was_understood(ask: Ask) -> None:
    (heading, *_) = ask("search cbam certificate* | price").card.blocks
    assert isinstance(heading, Heading)
    assert parse(heading.text.removeprefix("Search: ")).text == heading.text.removeprefix("Search: ")
