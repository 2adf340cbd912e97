"""Forgetting a person: their things go, what belongs to others stays, and their id stands nowhere any more."""

from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, Text, cast, insert, select

from core.model import Channel, Preferences
from core.roles import Person, Place
from core.wishes import Mute, MuteKind
from storage.audit import Actor
from storage.feedback import WRONG_TOPIC
from storage.forgetting import GONE, NAMING
from storage.models import metadata
from storage.people import Person as Someone
from storage.store import Store
from storage.teams import Conversation
from tests.storage.helpers import CBAM, NOW, STEEL, add_item

LEAVER, OTHER = "U0LEAVER", "U0OTHER"
# Columns that hold a person and are not emptied: their rows go, or are gone over by themselves.
BY_ROW = {
    ("person", "user"), ("saved", "user"), ("follow", "user"), ("feedback", "by"), ("editor", "user_id"), ("change_request", "user_id"),
    ("change_request", "user_name"), ("audit", "user_id"), ("audit", "user_name"), ("audit", "approved_by"),
    ("console_session", "person"), ("teams_conversation", "person"), ("download", "user"),
}  # fmt: skip
# What is no person, or the installation's own: a bot's id, the console's "you".
NOBODY = {("installation", "bot_user"), ("console_message", "author")}


@pytest.fixture
def used(store: Store) -> Channel:
    """A channel in which two people did everything that leaves a name; one of them has a chat and another workspace too."""
    channel = store.subscriptions.channel("slack", "T1", "C1", name="trade")
    item = add_item(store, "news")
    for user, name, subject in ((LEAVER, "Kim Leaver", CBAM), (OTHER, "Lee Other", STEEL)):
        person = Person(user, name)
        with store.audit.acting(Actor(Place("slack", "T1", "C1", "trade"), person, "subscribe", NOW, channel.key)):
            store.subscriptions.subscribe(channel, subject, subject.text, Preferences(), user, NOW)
            store.roles.add_editor(channel, person, NOW)
        store.roles.ask(channel, person, f"subscribe {subject.text}-x", "en", NOW)
        store.wishes.mute(channel, Mute(MuteKind.PHRASE, subject.text, NOW + timedelta(days=1)), user, NOW)
        store.feedback.say(channel, item, [subject], user, NOW, useful=False, reason=WRONG_TOPIC)
        for workspace in ("T1", "T2"):
            store.people.set_lang(Someone("slack", workspace, user), "ko")
            store.people.save(Someone("slack", workspace, user), item, NOW)
    store.topics.write({"cbam": {"id": "cbam"}}, LEAVER, NOW)
    chat = store.subscriptions.channel("slack", "T1", LEAVER)
    store.subscriptions.subscribe(chat, CBAM, "CBAM", Preferences(), LEAVER, NOW)
    card = [{"text": "Sample asked for by Kim Leaver", "of": [f"<@{LEAVER}>", "Kim Leavering"]}]
    made = {
        "channel_key": channel.key,
        "rank": 1,
        "dedupe": "sample:1",
        "card": card,
        "next_at": NOW,
        "created_at": NOW,
    }
    with store.database.write() as session:
        session.execute(
            insert(metadata.tables["delivery"]).values(**made, state="sent", sent_at=NOW, kind="post", attempt=1)
        )
    return channel


def mentions(store: Store, word: str) -> set[str]:
    """The columns in which a word stands anywhere."""
    found = set()
    with store.database.read() as session:
        for table in metadata.sorted_tables:
            for column in table.c:
                if not isinstance(column.type, LargeBinary):
                    texts = session.execute(select(cast(column, Text))).scalars()
                    found |= {f"{table.name}.{column.name}" for text in texts if text and word in text}
    return found


def test_a_forgotten_person_stands_nowhere_in_their_workspace(store: Store, used: Channel) -> None:
    assert len(mentions(store, LEAVER)) > 8
    counts = store.forgetting.person("slack", "T1", LEAVER, NOW)
    assert {"audit", "change_request", "delivery", "editor", "feedback", "mute", "saved", "subscription"} <= set(counts)
    # The chat's address says only where nothing goes any more; the rest is another workspace's, to be forgotten by itself.
    assert mentions(store, LEAVER) == {"channel.address", "person.user", "saved.user"}
    store.forgetting.person("slack", "T2", LEAVER, NOW)
    assert mentions(store, LEAVER) == {"channel.address"}
    assert mentions(store, "Kim Leaver") == {"delivery.card"}  # Kim Leavering, who is somebody else
    assert store.forgetting.person("slack", "T1", LEAVER, NOW) == {}


def test_what_belongs_to_the_channel_and_to_others_stays(store: Store, used: Channel) -> None:
    store.forgetting.person("slack", "T1", LEAVER, NOW)
    assert {one.subject: one.created_by for one in store.subscriptions.of_channel(used)} == {CBAM: "", STEEL: OTHER}
    assert len(store.wishes.of(used, NOW).mutes) == 2
    assert [wish.user.id for wish in store.roles.waiting(used)] == [OTHER]
    assert {change.user.id for change in store.audit.of_workspace("slack", "T1")} == {GONE, OTHER}
    assert store.people.lang(Someone("slack", "T1", OTHER)) == "ko"
    assert store.people.lang(Someone("slack", "T2", LEAVER)) == "ko"
    assert store.topics.history("cbam")[0].by == ""


def test_nothing_is_sent_to_a_forgotten_persons_own_chat(store: Store) -> None:
    # Commands know a person by the directory's id, the chat by that of Teams.
    store.teams.refresh(
        Conversation("tenant", "19:chat", "personal", "https://x.example", "Kim", person="29:1", directory_id=LEAVER)
    )
    chat = store.subscriptions.channel("teams", "tenant", "19:chat")
    store.subscriptions.subscribe(chat, CBAM, "CBAM", Preferences(), LEAVER, NOW)
    counts = store.forgetting.person("teams", "tenant", LEAVER, NOW)
    assert counts["teams_conversation"] == 1
    assert store.subscriptions.of_channel(chat) == []
    assert store.teams.chat_with("tenant", LEAVER) is store.teams.chat_with("tenant", "29:1") is None


def test_every_column_that_names_a_person_is_gone_over() -> None:
    """Whoever adds such a column says here what becomes of it when a person is to be forgotten."""
    naming = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.c
        if set(column.name.split("_")) & {"by", "user", "person", "author", "owner"}
    }
    covered = {(table, column) for table, column in naming if column in NAMING}
    worker = {("delivery", "owner"), ("lane", "owner")}
    assert naming - covered - BY_ROW - NOBODY - worker == set()
