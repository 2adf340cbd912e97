"""feeds add and remove: for administrators, with their options checked."""

from zoneinfo import ZoneInfo

import pytest

from bot.commands.dispatch import Dispatcher
from bot.commands.request import Request
from core.catalogue import Catalogue
from core.model import Feed, Tier
from storage.store import Store
from tests.bot.commands.conftest import NOW, Ask

URL = "https://ministry.example/rss"


@pytest.fixture
def console(sqlite_store: Store, catalogue: Catalogue) -> Ask:
    dispatch = Dispatcher(sqlite_store, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul"))
    return lambda text: dispatch(Request("console", "local", channel="trade", user="you", text=text, admin=True))


def test_a_feed_is_added_with_its_options_and_removed(console: Ask, sqlite_store: Store) -> None:
    told = console(f"feeds add {URL} tier:official lang:ko country:kr backfill:7d").card.plain
    assert "what it published in the last 7 days counts as new" in told
    (feed,) = sqlite_store.feeds.all()
    assert (feed.id, feed.url, feed.tier, feed.origin) == ("ministry-example-rss", URL, Tier.OFFICIAL, "user")
    assert (feed.lang, feed.country, feed.backfill_days) == ("ko", "KR", 7)
    assert "watched already" in console(f"feeds add {URL}").card.plain
    assert "watched no longer" in console("feeds remove ministry-example-rss").card.plain
    assert sqlite_store.feeds.all() == []


def test_it_works_in_korean(console: Ask, sqlite_store: Store) -> None:
    assert "이제 ministry.example을(를) 지켜봅니다" in console(f"출처 추가 {URL}").card.plain
    assert "지켜보지 않습니다" in console(f"출처 삭제 {URL}").card.plain


@pytest.mark.parametrize("word", ["add", "remove"])
def test_it_is_refused_to_all_but_administrators(ask_empty: Ask, sqlite_store: Store, word: str) -> None:
    assert "Only an administrator" in ask_empty(f"feeds {word} {URL}").card.plain
    assert sqlite_store.feeds.all() == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("feeds add", "Say which address"),
        ("feeds add ministry.example", "Say which address"),
        ("feeds add https://u:p@m.example/", "Say which address"),
        (f"feeds add {URL} tier:corpus", "tier"),
        (f"feeds add {URL} lang:korean", "lang"),
        (f"feeds add {URL} country:UK", "country"),
        (f"feeds add {URL} kind:page", "kind"),
        (f"feeds add {URL} backfill:91d", "backfill"),
        (f"feeds add {URL} backfill:soon", "backfill"),
        ("feeds remove nothing", "No feed fits"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(console: Ask, sqlite_store: Store, line: str, told: str) -> None:
    assert told in console(line).card.plain
    assert sqlite_store.feeds.all() == []


def test_a_feed_of_the_file_stays(console: Ask, sqlite_store: Store) -> None:
    sqlite_store.feeds.sync([Feed("m", "Ministry", URL)])
    assert "stands in the feeds file" in console("feeds remove m").card.plain
    assert len(sqlite_store.feeds.all()) == 1
