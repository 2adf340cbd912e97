"""Channels and what they follow."""

from datetime import timedelta

from core.model import Dedupe, Preferences, Subject, SubjectKind
from core.spaces import Fate
from tests.storage.helpers import CBAM, NOW, STEEL, channel, subscribe

LONG = Subject(SubjectKind.QUERY, " OR ".join(f'"탄소국경 {n}"' for n in range(200)))


def test_a_channel_is_made_once_and_takes_over_a_new_name(store):
    first = store.subscriptions.channel("slack", "T1", "C1", lang="ko")
    assert (first.name, first.lang) == ("", "ko")
    named = store.subscriptions.channel("slack", "T1", "C1", name="trade", lang="en")
    assert (named.key, named.name, named.lang) == (first.key, "trade", "ko")
    assert store.subscriptions.channel("slack", "T1", "C1").name == "trade"
    assert store.subscriptions.channel("slack", "T2", "C1").key != first.key


def test_a_channel_follows_a_subject_once_until_it_stops(store):
    place = channel(store)
    wishes = Preferences(("ko", "en"), ("official",), ("KR",), dedupe=Dedupe.EXACT, thread=False)
    made = store.subscriptions.subscribe(place, CBAM, "CBAM", wishes, "U1", NOW)
    assert store.subscriptions.subscribe(place, CBAM, "CBAM", Preferences(), "U2", NOW) is None
    assert store.subscriptions.of_channel(place) == [made]
    assert (made.preferences, made.created_at, made.created_by) == (wishes, NOW, "U1")
    later = NOW + timedelta(days=1)
    assert store.subscriptions.unsubscribe(place, CBAM, later) is True
    assert store.subscriptions.unsubscribe(place, CBAM, later) is False
    again = store.subscriptions.subscribe(place, CBAM, "CBAM", Preferences(), "U2", later)
    assert again.key != made.key
    assert store.subscriptions.of_channel(place) == [again]


def test_a_query_longer_than_an_index_takes_can_be_followed(store):
    place = channel(store)
    made = subscribe(store, place, LONG, "long")
    assert made.subject == LONG
    assert store.subscriptions.subscribe(place, LONG, "long", Preferences(), "U", NOW) is None
    assert store.subscriptions.unsubscribe(place, LONG, NOW)


def test_a_topic_and_a_query_of_the_same_letters_are_two(store):
    place = channel(store)
    subscribe(store, place, CBAM)
    subscribe(store, place, Subject(SubjectKind.QUERY, "cbam"))
    assert len(store.subscriptions.of_channel(place)) == 2


def test_active_are_those_of_all_channels_with_their_channel(store):
    trade, sales = channel(store, "trade"), channel(store, "sales")
    first, second = subscribe(store, trade), subscribe(store, sales, STEEL)
    subscribe(store, sales, CBAM)
    store.subscriptions.unsubscribe(sales, CBAM, NOW)
    assert store.subscriptions.active() == [first, second]
    assert store.subscriptions.of_channel(sales) == [second]


def test_following_are_the_active_of_some_subjects(store):
    trade, sales = channel(store, "trade"), channel(store, "sales")
    query = Subject(SubjectKind.QUERY, "cbam")
    both = [subscribe(store, trade), subscribe(store, sales)]
    subscribe(store, trade, STEEL)
    asked = subscribe(store, sales, query)
    assert store.subscriptions.following({CBAM.key}) == both
    assert store.subscriptions.following({query.key, CBAM.key, "t:none"}) == [*both, asked]
    assert store.subscriptions.following(()) == []
    store.fates.close(sales, Fate.ARCHIVED, "is_archived", NOW)
    assert store.subscriptions.following({query.key, CBAM.key}) == both[:1]


def test_queries_are_the_texts_that_anybody_follows(store):
    trade, sales = channel(store, "trade"), channel(store, "sales")
    query, other = Subject(SubjectKind.QUERY, "cbam"), Subject(SubjectKind.QUERY, "steel")
    for place, subject in ((trade, query), (sales, query), (sales, other), (trade, CBAM)):
        subscribe(store, place, subject)
    assert store.subscriptions.queries() == {"cbam", "steel"}
    store.fates.close(sales, Fate.ARCHIVED, "is_archived", NOW)
    assert store.subscriptions.queries() == {"cbam"}
    store.subscriptions.unsubscribe(trade, query, NOW)
    assert store.subscriptions.queries() == set()


def test_what_people_type_breaks_no_database(store):
    place = store.subscriptions.channel("console", "local", "x", name="nul \x00 \ud800")
    made = store.subscriptions.subscribe(place, STEEL, "label \x00", Preferences(sources=("nul\x00",)), "U\ud800", NOW)
    assert (made.label, made.created_by) == ("label \ufffd", "U\ufffd")


def test_followers_are_counted_by_subject_without_those_who_left(store):
    first, second = channel(store, "trade"), channel(store, "steel")
    subscribe(store, first)
    subscribe(store, second)
    subscribe(store, second, STEEL, "Steel")
    assert store.subscriptions.followers() == {CBAM.key: 2, STEEL.key: 1}
    assert [one.channel.address for one in store.subscriptions.active(CBAM)] == ["trade", "steel"]
    store.subscriptions.unsubscribe(second, CBAM, NOW)
    assert store.subscriptions.followers() == {CBAM.key: 1, STEEL.key: 1}
    assert [one.channel.address for one in store.subscriptions.active(CBAM)] == ["trade"]
