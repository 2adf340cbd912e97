"""why: for a match and for a miss, down to the stage where it stopped."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.catalogue import Catalogue
from core.match import Matcher
from core.model import DeliveryState, Item, Reason
from core.wording import TEXTS
from jobs import match_items, watch_corpus
from storage.lanes import Ended
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS, Ask, asking, lines_of
from tests.bot.commands.test_reading import CBAM

LATER = NOW + timedelta(hours=1)
NOTE = "# CBAM: a new price\n\nThe price of CBAM certificates went up on Monday.\n"


@pytest.fixture
def arrive(filled: Store, matcher: Matcher, tmp_path: Path):
    """Lets a document arrive an hour later and be matched."""

    def arrive(text: str = NOTE, *, matched: bool = True) -> Item:
        folder = tmp_path / "new"
        folder.mkdir(exist_ok=True)
        (folder / "note.md").write_text(text, "utf-8")
        watch_corpus.run(filled, [folder], LATER.replace(year=2036))
        if matched:
            match_items.run(filled, matcher, match_items.Queries(matcher), LATER.replace(year=2036))
        return next(
            i for i in filled.items.latest(None, 9) if i.title.startswith(text.splitlines()[0].removeprefix("# "))
        )

    return arrive


def ended(store: Store, state: DeliveryState, **how: object) -> None:
    (task,) = store.lanes.tick("w", [], LATER.replace(year=2037), 9, timedelta(minutes=1), {})
    store.lanes.tick("w", [Ended(task, state, LATER, **how)], LATER, 0, timedelta(minutes=1), {})


def stored(store: Store, title: str) -> Item:
    return next(i for i in store.items.latest(None, 9) if i.title == title)


def test_a_match_is_told_with_terms_places_weights_and_what_became_of_it(ask: Ask, filled: Store, arrive) -> None:
    ask("subscribe cbam")
    item = arrive()
    told = ask(f"why #{item.id}").card.plain
    assert told.startswith(f"Why #{item.id}: CBAM: a new price")
    assert "CBAM & border carbon adjustments: Waiting to be sent. Score " in told
    assert ", 1.5 needed. Balanced sensitivity." in told
    assert "• “CBAM certificates” in the text (a name of the topic cbam, weight " in told or "“CBAM" in told
    ended(filled, DeliveryState.SENT, message_id="1")
    assert "adjustments: Sent Mon 2 Mar 2026, 19:00 KST. Score" in ask(f"why #{item.id}").card.plain


@pytest.mark.parametrize(
    ("state", "how", "told"),
    [
        (DeliveryState.FAILED, {"reason": "is_archived"}, "Could not be sent: is_archived."),
        (DeliveryState.FAILED, {}, "Could not be sent: no reason given."),
        (
            DeliveryState.UNCERTAIN,
            {"reason": "timeout", "next_at": LATER},
            "Perhaps sent; the answer never came: timeout.",
        ),
        (
            DeliveryState.PENDING,
            {"reason": "ratelimited", "next_at": LATER},
            "Not sent yet after 1 attempts: ratelimited.",
        ),
        (DeliveryState.HELD, {"reason": "quiet", "held_until": LATER}, "Held until Mon 2 Mar 2026, 19:00 KST: quiet."),
    ],
)
def test_a_sending_that_did_not_arrive_says_why(ask: Ask, filled: Store, arrive, state, how, told) -> None:
    ask("subscribe cbam")
    item = arrive()
    ended(filled, state, **how)
    assert told in ask(f"why #{item.id}").card.plain


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("subscribe cbam lang:zh", "Not sent: another language than the subscription asks for. Score"),
        ("subscribe cbam from:official", "Not sent: another source than the subscription asks for. Score"),
        ("subscribe cbam country:CN", "Not sent: another country than the subscription asks for. Score"),
        (
            "subscribe price lang:zh",
            "Not sent: another language than the subscription asks for. The query matches: price",
        ),
        ("subscribe gallium", "gallium: No match: no gallium."),
        ("subscribe price NOT monday", "price NOT monday: No match: excluded by monday."),
        ("subscribe us-tariffs", "No match: none of its "),
    ],
)
def test_a_miss_says_where_it_stopped(ask: Ask, arrive, line: str, told: str) -> None:
    ask(line)
    item = arrive()
    assert told in ask(f"why #{item.id}").card.plain


def test_what_came_before_the_subscription_or_with_the_first_poll_did_not_alert(ask: Ask, filled: Store) -> None:
    ask("subscribe korea-china-fta")
    ask("subscribe cbam")
    memo, price = stored(filled, "한중 FTA 2단계 협상 점검"), stored(filled, CBAM)
    assert "Not sent: it was stored before the subscription was made." in ask(f"why #{memo.id}").card.plain
    told = ask(f"why {price.link}").card.plain
    assert "stored, never alerted" in told
    assert "Not sent: it was in the feed when the feed was first read." in told


def test_a_second_alert_on_one_item_is_one_too_many(ask: Ask, arrive) -> None:
    ask("subscribe cbam")
    arrive()
    item = arrive(NOTE + "\nAnd more of it was said on Tuesday.\n")
    assert item.revision == 2
    assert "Waiting to be sent." in ask(f"why #{item.id}").card.plain
    ask("subscribe price")
    assert "price: No match" not in ask(f"why #{item.id}").card.plain


def test_a_weak_match_is_for_those_who_want_more(ask: Ask, arrive) -> None:
    weak = "# Notes of the week\n\nA long week went by.\n\nOthers spoke of other things entirely. Then came the CBAM. Nothing else.\n"
    ask("subscribe cbam")
    ask("subscribe cbam", channel="C2")
    ask("subscribe cbam sensitivity:more", channel="C2")
    item = arrive(weak)
    assert (
        "Not sent: below the score that the subscription asks for. Score 1, 1.5 needed."
        in ask(f"why #{item.id}").card.plain
    )
    assert "Waiting to be sent. Score 1, 1 needed." in ask(f"why #{item.id}", channel="C2").card.plain


def test_an_item_not_matched_yet_is_told_so(ask: Ask, arrive) -> None:
    ask("subscribe cbam")
    assert "Stored, and not matched yet" in ask(f"why #{arrive(matched=False).id}").card.plain


def test_a_subscription_that_ended_still_explains_its_alert(ask: Ask, arrive) -> None:
    ask("subscribe cbam")
    item = arrive()
    ask("unsubscribe cbam")
    assert "adjustments: (This subscription has ended.) Waiting to be sent." in ask(f"why #{item.id}").card.plain


def test_a_topic_that_changed_since_is_told_apart(ask: Ask, filled: Store, arrive) -> None:
    ask("subscribe cbam")
    ask("subscribe us-tariffs")
    item = arrive()
    later = Catalogue([replace(t, aliases={"en": ("certificates",)}, acronyms=()) for t in TOPICS if t.id == "cbam"])
    told = asking(filled, later)(f"why #{item.id}").card.plain
    assert "a term that the topic cbam had then" in told
    assert "The topic us-tariffs is gone, so nothing matches it." in told


def test_a_topic_that_would_match_by_now_says_so(ask: Ask, filled: Store, arrive) -> None:
    ask("subscribe us-tariffs")
    item = arrive()
    topics = [replace(t, aliases={"en": ("new price",)}) if t.id == "us-tariffs" else t for t in TOPICS]
    assert (
        "would match the topic or query as it is now" in asking(filled, Catalogue(topics))(f"why #{item.id}").card.plain
    )


def test_topics_that_nobody_follows_here_are_named(ask: Ask, filled: Store) -> None:
    told = ask(f"why #{stored(filled, CBAM).id}").card.plain
    assert "This channel follows nothing, so nothing comes to it." in told
    assert "It also matches topics not followed here: cbam (3.5)." in told
    assert "It also matches" not in ask(f"why #{stored(filled, 'Harbour works delayed by a year').id}").card.plain


def test_many_subscriptions_are_cut_and_it_is_said(ask: Ask, filled: Store) -> None:
    for number in range(9):
        ask(f"subscribe gallium{number}")
    ask("subscribe cbam")
    told = ask(f"why #{stored(filled, CBAM).id}").card.plain
    assert told.splitlines()[2].startswith("CBAM & border")
    assert "and 4 more" in told


def test_an_address_that_was_never_fetched_names_the_feed_it_would_have_come_by(ask: Ask) -> None:
    told = ask("why https://www.ec.example/other").card.plain
    assert "Never fetched: the feed European Commission of this site has not carried it." in told
    told = ask("why https://wire.example/other").card.plain
    assert "Last read: not tried yet." in told
    assert "The feed fails: timeout" in told
    reply = ask("why https://nowhere.example/a")
    assert "no watched feed is at nowhere.example" in reply.card.plain
    assert lines_of(reply.card) == ["feeds"]


@pytest.mark.parametrize("wanted", ["#ZZZZ", "cbam", "http://[bad", "https://", "…"])
def test_what_is_neither_id_nor_address_is_answered(ask: Ask, wanted: str) -> None:
    assert ask(f"why {wanted}").card.plain.startswith("No stored item is called ")


def test_every_reason_can_be_said() -> None:
    assert {f"reason.{reason}" for reason in Reason} <= set(TEXTS)
