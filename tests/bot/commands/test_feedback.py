"""feedback, and where topics show what they learned."""

import pytest

from core.catalogue import Catalogue
from core.learning import learned, model_to_data
from core.model import Item, Match, Subject, SubjectKind
from storage.feedback import Mode
from storage.store import Store
from tests.bot.commands.conftest import NOW, TOPICS, Ask, asking, labels_of, lines_of
from tests.bot.commands.test_reading import CBAM
from tests.core.test_learning import labels


@pytest.fixture
def item(filled: Store) -> Item:
    return next(i for i in filled.items.latest(None, 9) if i.title == CBAM)


def test_a_word_is_kept_for_what_the_channel_follows(ask: Ask, filled: Store, item: Item) -> None:
    ask("subscribe cbam")
    reply = ask(f"feedback #{item.id} useful")
    assert reply.card.plain.splitlines() == [
        f"Noted for CBAM & border carbon adjustments: #{item.id}, Useful.",
        "cbam: 1 of the 20 labels that it takes to learn.",
    ]
    assert reply.announce is None
    ask(f"피드백 #{item.id} 중복", user="U2")
    assert [said[1:] for said in filled.feedback.counts().items()] == [(1,)]
    assert (filled.feedback.labels("cbam")[0].item.id, filled.feedback.labels("cbam")[0].relevant) == (item.id, True)


@pytest.mark.parametrize("line", ["feedback #{id}", "rate {id} nonsense", "피드백 #{id}"])
def test_what_is_meant_is_asked(ask: Ask, item: Item, line: str) -> None:
    ask("subscribe cbam")
    reply = ask(line.format(id=item.id))
    said = ["useful", "wrong-topic", "duplicate", "old", "minor"]
    assert lines_of(reply.card) == [f"feedback #{item.id} {word}" for word in said]
    for button in lines_of(reply.card):
        assert "Noted for" in ask(button).card.plain


def test_what_is_not_relevant_has_a_reason(ask: Ask, filled: Store, item: Item) -> None:
    ask("subscribe cbam")
    reply = ask(f"feedback #{item.id} not relevant")
    assert labels_of(reply.card) == ["Wrong topic", "Duplicate", "Old", "Minor"]
    ask(lines_of(reply.card)[0])
    assert not filled.feedback.labels("cbam")[0].relevant


def test_of_several_topics_the_wrong_one_is_asked_for(ask: Ask, filled: Store, item: Item) -> None:
    filled.ledger.write([item], [Match(item, Subject(SubjectKind.TOPIC, "us-tariffs"), 2.0, ())], [], NOW)
    ask("subscribe cbam")
    ask("subscribe us-tariffs")
    reply = ask(f"feedback #{item.id} wrong-topic")
    assert lines_of(reply.card) == [f"feedback #{item.id} wrong-topic topic:{id}" for id in ("cbam", "us-tariffs")]
    assert "Noted for US" in ask(lines_of(reply.card)[1]).card.plain
    assert filled.feedback.counts() == {"us-tariffs": 1}
    ask(f"feedback #{item.id} useful")
    assert filled.feedback.counts() == {"cbam": 1, "us-tariffs": 1}


def test_where_nothing_is_followed_there_is_nothing_to_learn(ask: Ask, filled: Store, item: Item) -> None:
    assert "matches nothing that this channel follows" in ask(f"feedback #{item.id} useful").card.plain
    ask("subscribe cbam")
    assert "matches nothing" in ask(f"feedback #{item.id} useful topic:steel").card.plain
    assert filled.feedback.counts() == {}


def test_a_query_is_noted_without_learning(ask: Ask, filled: Store, item: Item) -> None:
    ask("subscribe title:cbam NOT seminar")
    query = Subject(SubjectKind.QUERY, "title:cbam NOT seminar")
    filled.ledger.write([item], [Match(item, query, 1.0, ())], [], NOW)
    told = ask(f"feedback #{item.id} minor").card.plain.splitlines()
    assert told == [f"Noted for title:cbam NOT seminar: #{item.id}, Minor."]


@pytest.mark.parametrize("line", ["feedback", "feedback #ZZZZ useful", "피드백 없는것 유용"])
def test_without_an_item_it_teaches(ask: Ask, line: str) -> None:
    assert any(example in ask(line).card.plain for example in ("feedback #K7Q2 useful", "피드백 #K7Q2 유용"))


def test_why_asks_for_a_word(ask: Ask, item: Item) -> None:
    assert lines_of(ask(f"why #{item.id}").card) == [
        f"summary #{item.id}",
        f"story #{item.id} follow",
        f"feedback #{item.id} useful",
        f"feedback #{item.id} irrelevant",
    ]


def test_a_topic_shows_what_it_learned_and_who_edited_it(ask: Ask, filled: Store) -> None:
    assert "Learning: cbam: 0 of the 20 labels that it takes to learn." in ask("topics show cbam").card.plain
    assert "Version" not in ask("topics show cbam").card.plain
    filled.topics.write({"cbam": {"name": "x"}}, "mina", NOW)
    assert "Version: 1, by mina, Mon 2 Mar 2026, 18:00 KST" in ask("topics show cbam").card.plain
    filled.feedback.switch("cbam", Mode.OFF, NOW)
    assert "cbam: learning is switched off." in ask("topics show cbam").card.plain


def test_a_topic_says_whether_what_it_learned_is_in_use(ask: Ask, filled: Store) -> None:
    model = learned(labels(40))
    assert model is not None
    told = {}
    for name, data in (
        ("none", None),
        ("used", model_to_data(model)),
        ("unused", model_to_data(model) | {"with": 0.1}),
    ):
        filled.feedback.learned("cbam", 40, data, NOW)
        told[name] = ask("topics show cbam").card.plain
    assert "40 labels, too much of one kind" in told["none"]
    assert "40 labels; what they taught is in use (F1 1.00 with it, 0.79 without" in told["used"]
    assert "what they taught is not in use (F1 0.10 with it" in told["unused"]


def test_a_topic_that_is_gone_is_marked_in_the_list(ask: Ask, filled: Store) -> None:
    ask("subscribe cbam")
    less = asking(filled, Catalogue([topic for topic in TOPICS if topic.id != "cbam"]))
    assert "this topic is gone: nothing comes any more" in less("list").card.plain
    assert "no longer follows CBAM" in less("unsubscribe cbam").card.plain
