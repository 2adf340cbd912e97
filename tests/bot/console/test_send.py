"""Posting to the console."""

from datetime import UTC, datetime

import pytest

from bot.console.send import ConsoleSurface
from core.card import say
from core.following import FollowUp
from core.items import from_document
from core.model import Alert, Decision, Delivery, Document, Preferences, Reason, Subject, SubjectKind
from core.ports import Finding, Found, Outcome, Post, Sent
from core.states import Kind
from storage.engine import Database
from storage.store import Store
from tests.storage.helpers import claim

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def delivery(sqlite_store: Store) -> Delivery:
    """One that the ledger asks to be sent to #trade."""
    channel = sqlite_store.subscriptions.channel("console", "local", "trade", name="trade")
    topic = Subject(SubjectKind.TOPIC, "cbam")
    subscription = sqlite_store.subscriptions.subscribe(channel, topic, "CBAM", Preferences(), "you", NOW)
    sqlite_store.documents.read("a.md", "1", from_document(Document("CBAM", "CBAM is delayed."), "a.md"), NOW)
    (item,) = sqlite_store.items.unmatched(1)
    sqlite_store.ledger.write([item], [], [Alert(subscription, item, Decision.NOW, Reason.MATCHED)], NOW)
    (claimed,) = claim(sqlite_store)
    return claimed


def test_a_post_is_shown_and_sent(sqlite_store, delivery):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    (sent,) = surface.send([Post(delivery.key, delivery.channel, say("CBAM is delayed."))])
    assert (surface.name, sent.outcome) == ("console", Outcome.SENT)
    assert sent.message_id
    (message,) = sqlite_store.console.messages(delivery.channel, 9)
    assert (message.card, message.private, message.line, message.posted_at) == (say("CBAM is delayed."), False, "", NOW)


def test_a_delivery_is_shown_once_however_often_it_is_sent(sqlite_store, delivery):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    post = Post(delivery.key, delivery.channel, say("CBAM is delayed."))
    answers = [surface.send([post])[0] for _ in range(3)]
    assert {answer.outcome for answer in answers} == {Outcome.SENT}
    assert len({answer.message_id for answer in answers}) == 1
    assert len(sqlite_store.console.messages(delivery.channel, 9)) == 1


def test_no_posts_are_no_answers(sqlite_store):
    assert list(ConsoleSurface(sqlite_store.console, lambda: NOW).send([])) == []


def test_a_database_that_does_not_answer_means_later(delivery, tmp_path):
    without_tables = Database(f"sqlite:///{tmp_path}/empty.db")
    surface = ConsoleSurface(Store(without_tables).console, lambda: NOW)
    (sent,) = surface.send([Post(delivery.key, delivery.channel, say("x"))])
    without_tables.close()
    assert (sent.outcome, sent.reason) == (Outcome.WAIT, "storage")


def test_the_console_says_what_it_shows(sqlite_store, delivery, tmp_path):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    post = Post(delivery.key, delivery.channel, say("x"))
    assert surface.find([post])[0].result() == Found(Finding.ABSENT)
    sent = surface.begin([post])[0].result()
    assert surface.find([post])[0].result() == Found(Finding.SENT, message_id=sent.message_id)
    without_tables = Database(f"sqlite:///{tmp_path}/empty.db")
    blind = ConsoleSurface(Store(without_tables).console, lambda: NOW)
    assert blind.find([post])[0].result().finding is Finding.UNKNOWN
    without_tables.close()


def test_an_edit_changes_the_card_where_it_stands(sqlite_store, delivery):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    (sent,) = surface.send([Post(delivery.key, delivery.channel, say("first"))])
    edit = Post(99, delivery.channel, say("second"), kind=Kind.EDIT, target=sent.message_id)
    assert list(surface.send([edit, edit])) == [Sent(Outcome.SENT, message_id=sent.message_id)] * 2
    assert [message.card for message in sqlite_store.console.messages(delivery.channel, 9)] == [say("second")]


@pytest.mark.parametrize("target", [None, "console:", "console:99", "1.2", "console:-1", "console:٣"])
def test_an_edit_of_what_is_not_there_fails(sqlite_store, delivery, target):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    (sent,) = surface.send([Post(99, delivery.channel, say("second"), kind=Kind.EDIT, target=target)])
    assert (sent.outcome, sent.reason) == (Outcome.FAILED, "message_not_found")


def test_a_reply_stands_below_its_message(sqlite_store, delivery):
    surface = ConsoleSurface(sqlite_store.console, lambda: NOW)
    (sent,) = surface.send([Post(delivery.key, delivery.channel, say("first"))])
    sqlite_store.ledger.follow([FollowUp(delivery.key, say("reply"), "thread:1")], NOW)
    reply = next(one for one in sqlite_store.ledger.recent(2) if one.kind is Kind.THREAD)
    post = Post(reply.key, delivery.channel, say("reply"), kind=Kind.THREAD, target=sent.message_id)
    assert [one.outcome for one in surface.send([post, post])] == [Outcome.SENT] * 2
    (message,) = sqlite_store.console.messages(delivery.channel, 9)
    assert [below.card for below in message.replies] == [say("reply")]
    assert [found.result().finding for found in surface.find([post])] == [Finding.SENT]
