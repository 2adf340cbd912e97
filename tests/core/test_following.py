"""What follows a message that a channel got, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.changes import Change, What
from core.following import FollowUp, Parent, Told, change_card, follow, mark_card
from core.model import (
    Alert,
    Channel,
    Decision,
    Item,
    Kind,
    Mark,
    Preferences,
    Reason,
    Subject,
    SubjectKind,
    Subscription,
)
from core.wishes import Wishes

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TRADE, SALES = Channel("slack", "T1", "C1", key=1), Channel("slack", "T1", "C2", lang="ko", key=2)
FIRST = Item("AAAA", "The levy is delayed", "", source="Post", link="https://p.example/1", key=1, story="AAAA")
SECOND = Item("BBBB", "Levy put off", "", source="Wire", link="https://w.example/2", key=2, story="AAAA")
TOLD = Told(
    items=frozenset({(1, 1), (2, 1)}),
    stories={(1, "AAAA"): (Parent(10, 1, TRADE),), (2, "AAAA"): (Parent(20, 1, SALES),)},
)
OWN = replace(TOLD, posts={(1, 1): Parent(10, 1, TRADE), (2, 1): Parent(20, 1, SALES)})
DATE = Change(What.RATE, "30%", "It rises to 30%.")


def joined(channel: Channel, item: Item = SECOND, **wishes) -> Alert:
    subscription = Subscription(channel, Subject(SubjectKind.TOPIC, "cbam"), "CBAM", Preferences(**wishes))
    return Alert(subscription, item, Decision.JOINED, Reason.SAME_STORY, joins=1)


def followed(*items: Item, alerts=(), told=TOLD, changes=(), wishes=None):
    return follow(items, alerts, told, lambda item: changes, wishes or {}, NOW)


def kinds(found: list[FollowUp]) -> list[tuple[int, Kind]]:
    return [(one.parent, one.kind) for one in found]


def test_an_item_that_joins_a_story_edits_every_message_about_it():
    assert kinds(followed(SECOND)) == [(10, Kind.EDIT), (20, Kind.EDIT)]


def test_what_changed_is_told_in_the_thread_where_the_channel_asked_for_such_items():
    alerts = [joined(TRADE, thread=False), joined(TRADE), joined(SALES, thread=False)]
    found = followed(SECOND, alerts=alerts, changes=(DATE,))
    assert kinds(found) == [(10, Kind.EDIT), (10, Kind.THREAD), (20, Kind.EDIT)]
    assert (found[1].dedupe, found[1].item_key) == ("change:2", 2)
    assert found[1].card == change_card(SECOND, (DATE,), "en")
    assert kinds(followed(SECOND, alerts=alerts)) == [(10, Kind.EDIT), (20, Kind.EDIT)]


def test_a_revision_edits_its_own_message_and_a_repetition_nothing():
    assert kinds(followed(replace(FIRST, revision=2), told=OWN)) == [(10, Kind.EDIT), (20, Kind.EDIT)]
    assert followed(FIRST, told=OWN) == []
    assert followed(replace(SECOND, revision=2)) == []


def test_what_a_revision_changes_is_told_in_the_thread_of_those_who_were_told_of_the_item():
    revised = replace(FIRST, revision=3)
    found = followed(revised, told=OWN, changes=(DATE,))
    assert kinds(found) == [(10, Kind.EDIT), (10, Kind.THREAD), (20, Kind.EDIT), (20, Kind.THREAD)]
    assert found[1].dedupe == "change:1:3"
    again = replace(joined(TRADE, revised, thread=False), decision=Decision.SUPPRESSED, reason=Reason.ALREADY_ALERTED)
    found = followed(revised, alerts=[again], told=OWN, changes=(DATE,))
    assert kinds(found) == [(10, Kind.EDIT), (20, Kind.EDIT), (20, Kind.THREAD)]
    nobody = replace(OWN, items=frozenset())
    assert kinds(followed(revised, told=nobody, changes=(DATE,))) == [(10, Kind.EDIT), (20, Kind.EDIT)]


@pytest.mark.parametrize("mark", Mark)
def test_a_mark_is_told_in_the_thread_of_each_message_that_told_of_the_item(mark):
    found = followed(replace(FIRST, revision=2, mark=mark), told=OWN)
    assert kinds(found) == [(10, Kind.EDIT), (10, Kind.THREAD), (20, Kind.EDIT), (20, Kind.THREAD)]
    assert [found[1].dedupe, found[3].card] == [f"mark:1:{mark}", mark_card(replace(FIRST, mark=mark), "ko")]


def test_the_mark_of_an_item_nobody_was_told_of_only_edits():
    marked = replace(SECOND, revision=3, mark=Mark.WITHDRAWN)
    assert kinds(followed(marked)) == [(10, Kind.EDIT), (20, Kind.EDIT)]
    joined_before = replace(TOLD, items=frozenset({(1, 2)}))
    assert kinds(followed(marked, told=joined_before)) == [(10, Kind.EDIT), (10, Kind.THREAD), (20, Kind.EDIT)]


def test_two_messages_of_a_story_in_a_channel_are_both_edited_and_one_thread_hears():
    merged = Told(stories={(1, "AAAA"): (Parent(10, 1, TRADE), Parent(11, 9, TRADE))})
    found = followed(SECOND, alerts=[joined(TRADE)], told=merged, changes=(DATE,))
    assert kinds(found) == [(10, Kind.EDIT), (10, Kind.THREAD), (11, Kind.EDIT)]


def test_what_a_revision_changes_in_an_item_that_joined_is_told_in_the_thread_of_its_story():
    revised = replace(SECOND, revision=2)
    joined_before = replace(TOLD, items=frozenset({(1, 2)}))
    (reply,) = followed(revised, told=joined_before, changes=(DATE,))
    assert (reply.parent, reply.kind, reply.dedupe) == (10, Kind.THREAD, "change:2:2")
    assert followed(revised, told=joined_before) == []


@pytest.mark.parametrize("revised", [replace(SECOND, revision=2, mark=Mark.WITHDRAWN), replace(SECOND, revision=2)])
def test_a_digest_is_never_changed_and_its_thread_hears_once(revised):
    card = Parent(30, 2, TRADE, with_others=True)
    told = Told(items=frozenset({(1, 2)}), cards={(1, 2): card})
    (reply,) = followed(revised, told=told, changes=(DATE,))
    assert (reply.parent, reply.kind) == (30, Kind.THREAD)
    beside = replace(told, stories={(1, "AAAA"): (Parent(10, 1, TRADE),)})
    assert [one.parent for one in followed(revised, told=beside, changes=(DATE,)) if one.card] == [10]


def test_a_muted_story_is_silent_and_a_pause_holds():
    until = NOW + timedelta(hours=1)
    wishes = {1: Wishes(muted_stories=frozenset({"AAAA"})), 2: Wishes(paused_until=until)}
    (held,) = followed(SECOND, wishes=wishes)
    assert (held.parent, held.held_until) == (20, until)


def test_what_was_told_to_nobody_has_nothing_to_follow():
    assert followed(SECOND, told=Told()) == []
    assert followed(replace(SECOND, story=""), told=TOLD) == []


def test_a_reply_cites_its_item():
    assert change_card(SECOND, (DATE,), "en").plain.splitlines() == [
        "New rate: 30% — “It rises to 30%.”",
        "#BBBB Wire · Levy put off (https://w.example/2)",
    ]
    bare = replace(FIRST, mark=Mark.WITHDRAWN, link=None, title="", source="")
    assert mark_card(bare, "en").plain == "Withdrawn by its publisher\n#AAAA · (without a title)"


def test_what_was_decided_otherwise_has_no_reply():
    alone = replace(joined(TRADE), decision=Decision.NOW, joins=None)
    assert kinds(followed(SECOND, alerts=[alone], changes=(DATE,))) == [(10, Kind.EDIT), (20, Kind.EDIT)]
