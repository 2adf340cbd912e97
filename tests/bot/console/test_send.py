"""Posting to the console."""

from datetime import UTC, datetime

import pytest

from bot.console.send import ConsoleSurface
from core.card import say
from core.items import from_document
from core.model import Alert, Decision, Delivery, Document, Preferences, Reason, Subject, SubjectKind
from core.ports import Finding, Found, Outcome, Post
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
