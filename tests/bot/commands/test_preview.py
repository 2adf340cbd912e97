"""preview, and the same forecast in the answer to subscribe."""

from datetime import timedelta

import pytest

from core.catalogue import Catalogue
from core.items import from_feed
from core.model import Entry as FeedEntry
from core.model import Feed, Match, ParsedFeed, Preferences, Sensitivity, Subject, SubjectKind, Tier
from core.wording import say
from storage.store import Store
from tests.bot.commands.conftest import NOW, Ask, asking, lines_of
from tests.bot.commands.test_reading import CBAM, MINERALS, titles

TARIFFS = Subject(SubjectKind.TOPIC, "us-tariffs")


def pour(store: Store, a_day: int, days: int, *, score: float = 2.0, ago: int = 0) -> None:
    """A feed with so many entries a day, each matching us-tariffs with this score."""
    store.feeds.sync([Feed("gazette", "Gazette", "https://g.example/feed", Tier.PRESS, lang="en", country="US")])
    (feed,) = store.feeds.all()
    entries = [
        FeedEntry(
            f"{day}-{n}", f"Gallium note {day}-{n}", f"https://g.example/{day}/{n}", NOW - timedelta(days=day, hours=1)
        )
        for day in range(ago, ago + days)
        for n in range(a_day)
    ]
    store.feeds.polled(feed, NOW, NOW, from_feed(feed, ParsedFeed("", entries=tuple(entries))), body_hash="x")
    while items := store.items.unmatched(500):
        store.ledger.write(items, [Match(item, TARIFFS, score, ()) for item in items], [], NOW)


@pytest.fixture
def ask_poured(sqlite_store: Store, catalogue: Catalogue):
    """A dispatcher over a store that was poured into."""

    def ask_poured(*a_day: int, **how: object) -> Ask:
        pour(sqlite_store, *a_day, **how)
        return asking(sqlite_store, catalogue)

    return ask_poured


def test_hits_are_shown_by_day_with_the_newest_headlines(ask: Ask) -> None:
    reply = ask("preview price OR 핵심광물 days:5")
    told = reply.card.plain.splitlines()
    assert told[0] == "Preview: price OR 핵심광물"
    assert told[1] == "In the last 5 days: 2 items of 3 items stored."
    assert told[2:5] == [
        "Thu 26 Feb 2026  0",
        "Fri 27 Feb 2026  ████████████████████ 1",
        "Sat 28 Feb 2026  ████████████████████ 1",
    ]
    assert titles(ask, "preview price OR 핵심광물 days:5") == [MINERALS, CBAM]
    assert lines_of(reply.card) == ["subscribe (price OR 핵심광물)"]


def test_days_of_nothing_are_one_row(ask: Ask) -> None:
    told = ask("preview cbam").card.plain.splitlines()
    assert told[2:6] == [
        "Sun 1 Feb 2026 … Thu 26 Feb 2026  0",
        "Fri 27 Feb 2026  ████████████████████ 1",
        "Sat 28 Feb 2026 … Mon 2 Mar 2026  0",
        told[5],
    ]


def test_many_days_are_told_by_the_week(ask_poured) -> None:
    told = ask_poured(2, 60)("preview us-tariffs days:60").card.plain.splitlines()
    assert told[1] == "In the last 60 days: 120 items of 120 items stored."
    assert told[2] == "By week, from:"
    # 60 days are eight weeks and four days.
    assert told[3] == "Fri 2 Jan 2026  ████████████ 8"
    assert told[11] == "Tue 24 Feb 2026  ████████████████████ 14"
    assert told[12].startswith("• #")


def test_a_preview_by_the_week_may_end_with_whole_weeks(ask_poured) -> None:
    told = ask_poured(1, 3)("미리보기 us-tariffs 기간:35일").card.plain.splitlines()
    assert told[2] == "주별 (시작일):"
    assert told[3].endswith("0")
    assert told[-3].startswith("• #")


def test_what_options_would_hold_is_counted(ask_poured) -> None:
    ask = ask_poured(3, 4)
    told = ask("preview us-tariffs lang:ko days:9").card.plain
    assert "Held by the options: another language than the subscription asks for: 12." in told
    assert (
        "Held by the options: below the score that the subscription asks for: 12."
        in ask("preview us-tariffs sensitivity:fewer").card.plain
    )


def test_a_flood_is_met_with_narrower_choices(ask_poured) -> None:
    ask = ask_poured(16, 30)
    reply = ask("preview us-tariffs")
    assert "About 16 a day. Official sources only, or a daily digest?" in reply.card.plain
    assert lines_of(reply.card) == [
        "preview us-tariffs from:official",
        "digest weekdays 08:30",
        "preview us-tariffs sensitivity:fewer",
        "subscribe us-tariffs",
    ]
    reply = ask("subscribe us-tariffs")
    assert "this would have posted 480 items.\nAbout 16 a day." in reply.card.plain
    assert lines_of(reply.card)[:2] == ["unsubscribe us-tariffs", "preview us-tariffs from:official"]
    reply = ask("preview gallium")
    assert lines_of(reply.card) == [
        "preview (gallium) from:official",
        "digest weekdays 08:30",
        "preview (title:(gallium))",
        "subscribe (gallium)",
    ]
    assert lines_of(ask("preview title:gallium from:official,press").card) == [
        "digest weekdays 08:30",
        "subscribe (title:gallium) from:official,press",
    ]


def test_a_flood_is_counted_on_a_sample(ask_poured) -> None:
    told = ask_poured(60, 30)("preview gallium").card.plain
    # 1,800 candidates, of which each second is read.
    assert "In the last 30 days: about 1800 items of 1800 items stored." in told
    assert "About 60 a day." in told


def test_without_a_hit_in_a_young_installation_it_is_said_how_much_was_tried(ask: Ask) -> None:
    reply = ask("preview gallium price")
    assert reply.card.plain.splitlines()[1] == "Of 4 items stored so far none matches."
    assert lines_of(reply.card) == ["preview (gallium OR price)", "subscribe (gallium AND price)"]


def test_without_a_hit_in_90_days_names_alike_are_offered(ask_poured) -> None:
    ask = ask_poured(1, 3, ago=100)
    reply = ask("preview (cbm OR 희토류) AND zzz")
    assert reply.card.plain.splitlines()[1:3] == ["No matches in 90 days.", "Did you mean rare-earths, cbam?"]
    assert lines_of(reply.card)[0].startswith("preview (")
    assert lines_of(reply.card)[-1].startswith("subscribe (")
    assert "Watching from now. No matches in 90 days." in ask("subscribe zzz AND yyy").card.plain


def test_older_hits_are_told(ask_poured) -> None:
    ask = ask_poured(1, 3, ago=40)
    assert "Nothing in the last 30 days, 3 items in the last 90." in ask("preview us-tariffs").card.plain
    assert lines_of(ask("preview us-tariffs").card) == ["subscribe us-tariffs"]
    assert (
        "Watching from now. Nothing in the last 30 days, 3 items in the last 90."
        in ask("subscribe us-tariffs").card.plain
    )


def test_where_nothing_is_stored_there_is_no_forecast(ask_empty: Ask) -> None:
    assert "Nothing is stored yet, so there is no forecast." in ask_empty("preview cbam").card.plain
    assert "Watching from now. Nothing is stored yet" in ask_empty("subscribe cbam").card.plain


@pytest.mark.parametrize(
    ("line", "wider"),
    [
        ("preview cptpp", "preview cptpp sensitivity:more"),
        ("preview rare-earths sensitivity:more lang:fr", "preview rare-earths sensitivity:more"),
        ("preview gallium lang:ko sensitivity:fewer", "preview (gallium) sensitivity:fewer"),
        ("preview title:gallium", "preview (gallium)"),
        ("preview cptpp sensitivity:more", "subscribe cptpp sensitivity:more"),
    ],
)
def test_what_finds_nothing_can_be_broadened(ask: Ask, line: str, wider: str) -> None:
    assert lines_of(ask(line).card)[0] == wider


def test_a_child_broadens_to_its_parent(ask_empty: Ask, catalogue: Catalogue) -> None:
    child = next(t for t in catalogue.topics.values() if t.parent)
    assert lines_of(ask_empty(f"preview {child.id} sensitivity:more").card)[0] == f"preview {child.parent}"


@pytest.mark.parametrize("days", ["0", "366", "-1", "many", "", "9" * 50])
def test_a_number_of_days_that_makes_no_sense_is_refused(ask: Ask, days: str) -> None:
    assert "takes a number of days from 1 to 365" in ask(f'preview cbam days:"{days}"').card.plain


def test_sensitivity_is_kept_with_the_subscription(ask: Ask, sqlite_store: Store) -> None:
    told = ask("subscribe cbam sensitivity:fewer").card.plain
    assert "Only sure hits." in told
    (made,) = sqlite_store.subscriptions.active()
    assert made.preferences == Preferences(sensitivity=Sensitivity.FEWER)
    assert "cbam sensitivity:fewer" in ask("list").card.plain
    undo = ask("unsubscribe cbam")
    assert lines_of(undo.card) == ["subscribe cbam sensitivity:fewer"]
    ask("구독 cbam 민감도:많이")
    assert sqlite_store.subscriptions.active()[0].preferences.sensitivity is Sensitivity.MORE
    ask("subscribe cbam sensitivity:all")
    assert sqlite_store.subscriptions.active()[0].preferences == Preferences()
    assert (
        "takes fewer, balanced or more hits of a topic, not “loud”" in ask("subscribe cbam sensitivity:loud").card.plain
    )


def test_a_slip_in_preview_is_asked_about(ask: Ask) -> None:
    assert lines_of(ask("preview cbm").card) == ["preview cbam", 'preview "cbm"']
    assert ask("preview").card.plain.startswith("Say what to try")


def test_what_the_channels_settings_would_have_held_is_counted(ask_poured) -> None:
    ask = ask_poured(3, 4)
    assert "by this channel's settings" not in ask("preview us-tariffs").card.plain
    ask("mute source:Gazette")
    held = "Not posted at once by this channel's settings: {}: {}."
    assert held.format(say("en", "reason.muted"), 12) in ask("preview us-tariffs").card.plain
    ask("mute off source:Gazette")
    ask("digest max:1")
    assert held.format(say("en", "reason.over-cap"), 8) in ask("preview us-tariffs").card.plain
    ask("digest daily 08:30")
    told = ask("subscribe us-tariffs").card.plain
    assert "Collected for the digest: daily 08:30" in told
    assert "as it comes" not in told
