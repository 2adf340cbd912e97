"""What full-text search proposes, on both databases; and items by the topic they match."""

from datetime import timedelta

import pytest

from core.model import Item, Match, Subject, SubjectKind
from core.query import parse
from core.search import ANYTHING, wanted
from storage.store import Store
from tests.storage.helpers import CBAM, NOW, SPAN, STEEL, add_item, drafted

TITLES = {
    "en": "EU delays the CBAM levy on steel",
    "ko": "한중 FTA 2단계 협상, 희토류 수출통제 논의",
    "zh": "中国对稀土实施出口管制",
    "ja": "中国がレアアースの輸出規制を強化",
    "nl": "Café prices up 2.5 percent",
}


def filled(store: Store) -> dict[int, str]:
    """The items' names by key, all of them searchable."""
    items = {name: add_item(store, title, NOW + timedelta(hours=n)) for n, (name, title) in enumerate(TITLES.items())}
    store.ledger.write(list(items.values()), [], [], NOW)
    return {item.key: name for name, item in items.items()}


def found(store: Store, query: str, names: dict[int, str], **how: object) -> list[str]:
    keys = store.search.keys(wanted(parse(query).root), 99, **how)
    return [names[key] for key in keys]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("cbam", ["en"]),
        ("관세", []),
        ("협상", ["ko"]),
        ("한중", ["ko"]),
        ("희토류 수출통제", ["ko"]),
        ("稀土", ["zh"]),
        ("輸出規制", ["ja"]),
        ("中国", ["ja", "zh"]),
        ("cbam OR 稀土", ["zh", "en"]),
        ("levy AND steel NOT copper", ["en"]),
        ("cbam stee*", ["en"]),
        ("café", ["nl"]),
        ("2.5 percent", ["nl"]),
        ('"2 percent"', []),
        ("title:cbam lang:en", ["en"]),
    ],
)
def test_words_of_four_languages_are_found_newest_first(store: Store, query: str, names: list[str]) -> None:
    assert found(store, query, filled(store)) == names


def test_anything_is_found_where_nothing_is_asked(store: Store) -> None:
    names = filled(store)
    assert [names[key] for key in store.search.keys(ANYTHING, 2, best_first=True)] == ["nl", "ja"]


def test_the_time_is_half_open(store: Store) -> None:
    names = filled(store)
    since, until = NOW + timedelta(hours=2), NOW + timedelta(hours=3)
    assert found(store, "中国", names, since=since, until=until) == ["zh"]
    assert found(store, "中国", names, until=since) == []
    assert store.search.count(until) == 2


def test_the_title_counts_most(store: Store) -> None:
    body = add_item(store, "Steel notes")
    title = add_item(store, "Gallium", NOW - timedelta(days=9))
    store.documents.read("Steel notes.md", "2", drafted("Some words about gallium.", title="Steel notes"), NOW)
    items = [item for item in store.items.latest(None, 9) if item.key in (body.key, title.key)]
    store.ledger.write(items, [], [], NOW)
    assert store.search.keys(wanted(parse("gallium").root), 9, best_first=True) == [title.key, body.key]
    assert store.search.keys(wanted(parse("gallium").root), 9) == [body.key, title.key]


def test_a_revision_replaces_what_is_found(store: Store) -> None:
    item = add_item(store, "Gallium")
    store.ledger.write([item], [], [], NOW)
    store.documents.read("Gallium.md", "2", drafted("About copper.", title="Germanium"), NOW)
    (revised,) = store.items.by_keys([item.key])
    for _ in range(2):
        store.ledger.write([revised], [], [], NOW)
    asked = {word: store.search.keys(wanted(parse(word).root), 9) for word in ("gallium", "germanium", "copper")}
    assert asked == {"gallium": [], "germanium": [item.key], "copper": [item.key]}


def test_what_no_database_should_see_as_syntax_is_text(store: Store) -> None:
    item = add_item(store, "Don't 'quote' \"this\" \\ & | ! ( ) : * AND NEAR 🚢 ٣٤ \U0002b820\U0002b821")
    store.ledger.write([item], [], [], NOW)
    for query in ("quote", '"don\'t"', '"AND"', "=NEAR", '"\U0002b820\U0002b821"', '"٣٤"'):
        assert store.search.keys(wanted(parse(query).root), 9) == [item.key], query


def test_a_long_text_of_two_syllable_words_is_found_to_its_end(store: Store) -> None:
    syllables = "".join(chr(0xAC00 + n) for n in range(11_172))
    store.documents.read("long.md", "1", drafted(f"{syllables} 마지막", title="long"), NOW)
    (item,) = store.items.latest(None, 1)
    store.ledger.write([item], [], [], NOW)
    assert store.search.keys(wanted(parse("지막").root), 9) == [item.key]


def test_items_come_by_their_keys_in_that_order(store: Store) -> None:
    names = filled(store)
    keys = sorted(names, reverse=True)
    assert [item.key for item in store.items.by_keys([*keys, 999])] == keys


def matched(store: Store, item: Item, subject: Subject, score: float) -> None:
    store.ledger.write([item], [Match(item, subject, score, (SPAN,))], [], NOW)


def test_matches_come_without_texts_by_score_and_time(store: Store) -> None:
    sure, weak, other = (
        add_item(store, name, NOW + timedelta(hours=n)) for n, name in enumerate(("sure", "weak", "other"))
    )
    for item, subject, score in ((sure, CBAM, 2.0), (weak, CBAM, 1.2), (other, STEEL, 2.0)):
        matched(store, item, subject, score)
    assert [(f.item.title, f.score, f.item.body) for f in store.search.matched(CBAM, 9)] == [
        ("weak", 1.2, ""),
        ("sure", 2.0, ""),
    ]
    assert [f.item.title for f in store.search.matched(CBAM, 9, score=1.5)] == ["sure"]
    assert [f.item.title for f in store.search.matched(CBAM, 9, since=NOW + timedelta(hours=1))] == ["weak"]
    assert [f.item.title for f in store.search.matched(CBAM, 9, until=NOW + timedelta(hours=1))] == ["sure"]
    assert [f.item.title for f in store.search.matched(None, 2)] == ["other", "weak"]
    assert store.search.matched(Subject(SubjectKind.QUERY, "x"), 9) == []
    (light,) = store.search.matched(STEEL, 9)
    (full,) = store.items.by_keys([other.key])
    assert (light.item.id, light.item.found, light.item.tier, light.item.key) == (
        full.id,
        full.found,
        full.tier,
        full.key,
    )


def test_matches_are_counted_by_what_narrows_a_subscription(store: Store) -> None:
    for hours, score in ((0, 2.0), (1, 2.0), (2, 1.2)):
        matched(store, add_item(store, f"n{hours}", NOW + timedelta(hours=hours)), CBAM, score)
    (alike,) = store.search.kinds(CBAM)
    assert (alike.count, alike.item.title, alike.item.source) == (3, "", add_item(store, "x", NOW).source)
    assert [kind.count for kind in store.search.kinds(CBAM, score=1.5, since=NOW + timedelta(hours=1))] == [1]
    assert store.search.kinds(STEEL) == []
