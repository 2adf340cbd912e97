"""The page of a person: their channels and what concerns them, and nothing of anybody else's."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.home import Home, Section
from bot.commands.request import Request
from core.catalogue import Catalogue
from storage.store import Store
from tests.bot.commands.conftest import NOW, lines_of

SEOUL = ZoneInfo("Asia/Seoul")
KIM = Request("slack", "T1", "D1", "U1", "", lang="en", user_name="kim")


@pytest.fixture
def home(filled: Store, catalogue: Catalogue) -> Home:
    dispatch = Dispatcher(filled, catalogue, lambda: NOW, SEOUL)
    for channel, name, line in (("C1", "trade", "subscribe cbam"), ("C2", "secret", "subscribe critical-minerals")):
        dispatch(replace(KIM, channel=channel, channel_name=name, text=line))
    dispatch(replace(KIM, workspace="T2", channel="C1", channel_name="foreign", text="subscribe korea-china-fta"))
    dispatch(replace(KIM, channel="C3", channel_name="empty", text="list"))
    dispatch(replace(KIM, text="save #5EPD"))
    return Home(filled, catalogue, lambda: NOW, SEOUL)


def told(sections: tuple[Section, ...]) -> str:
    return "\n".join(section.card.plain for section in sections)


def test_it_shows_the_channels_that_the_person_is_in_and_what_they_follow(home: Home) -> None:
    page = home(KIM, {"C1", "C3", "C9"})
    assert "#trade It follows: CBAM & border carbon adjustments." in told(page)
    assert "#empty Nothing is subscribed here yet." in told(page)
    for hidden in ("secret", "foreign", "Critical minerals", "Administration"):
        assert hidden not in told(page)
    of_channels = {section.channel: lines_of(section.card) for section in page if section.channel}
    assert of_channels == {"C1": ["subscribe", "settings"], "C3": ["subscribe", "settings"]}


def test_it_shows_the_week_the_dates_the_feeds_and_what_was_saved(home: Home) -> None:
    page = told(home(KIM, {"C1"}))
    assert "This week\n• #BANF EU publishes CBAM certificate price" in page
    for part in ("Dates ahead", "Sources\n3 in all", "Failing: Wire of Tests", "Saved by you: 1 item"):
        assert part in page


def test_who_is_in_no_channel_learns_how_to_begin(home: Home) -> None:
    page = told(home(KIM, ()))
    assert "/invite @Policy" in page
    assert "This week" not in page


def test_administrators_see_how_the_installation_fares(home: Home) -> None:
    assert "Administration\nItems stored: 4" in told(home(replace(KIM, admin=True), {"C1"}))
    assert "[Changes this week] admin audit since:7d" in told(home(replace(KIM, admin=True), {"C1"}))
    assert "[Stories you follow] story" in told(home(KIM, {"C1"}))


def test_it_speaks_the_language_of_the_person(home: Home) -> None:
    assert "내 채널" in told(home(replace(KIM, lang="ko"), {"C1"}))
