"""The tokens of the full-text index: whatever matches a query is among its candidates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError
from core.model import Item
from core.phrase import Phrase
from core.query import parse
from core.search import ANYTHING, TOKENS_LIMIT, Both, Either, Has, Wanted, any_of, entry, relevance, tokens, wanted
from core.view import View

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HAN, KUK = f"{ord('한'):04x}", f"{ord('국'):04x}"


def holds(wish: Wanted, words: set[str]) -> bool:
    """What a database does with a wish."""
    match wish:
        case Has(token, prefix):
            return any(word.startswith(token) for word in words) if prefix else token in words
        case Both(parts):
            return all(holds(part, words) for part in parts)
        case Either(parts):
            return any(holds(part, words) for part in parts)


def proposes(query: str, title: str, body: str = "") -> bool:
    kept = entry(Item("x", title, body))
    return holds(wanted(parse(query).root), {*kept.title.split(), *kept.body.split()})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EU delays CBAM", ["eu", "delays", "cbam"]),
        ("The CBAM cbam Cbam", ["the", "cbam"]),
        ("up 2.5% in 2026", ["up", "2.5", "in", "2026"]),
        ("한국", [HAN + KUK]),
        ("한 국", [HAN + KUK]),
        ("한·국", [HAN + KUK]),
        ("한, 국", []),
        ("한 FTA", ["fta"]),
        ("Côte", ["c00f4te"]),
        ("", []),
    ],
)
def test_tokens_are_words_and_pairs_of_signs_in_ascii(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_an_entry_keeps_title_and_text_apart_within_bounds() -> None:
    item = Item("x", "CBAM delayed", " ".join(f"word{n}" for n in range(60_000)), key=7)
    kept = entry(item)
    assert (kept.key, kept.title) == (7, "cbam delayed")
    assert len(kept.body.split()) <= TOKENS_LIMIT
    assert len(max(entry(Item("x", "a" * 500, "")).title.split(), key=len)) == 60
    assert len(entry(Item("x", "", "가나다라마바사" * 20_000)).body.split()) == 7


@pytest.mark.parametrize(
    ("query", "wish"),
    [
        ("cbam", Has("cbam")),
        ("critical minerals", Both((Has("critical"), Has("minerals")))),
        ('"critical minerals"', Both((Has("critical"), Has("minerals")))),
        ("한국", Has(HAN + KUK)),
        ("한국FTA", Both((Has("fta"), Has(HAN + KUK)))),
        ("rise tariff*", Both((Has("rise"), Has("tariff", prefix=True)))),
        ("cbam OR steel", Either((Has("cbam"), Has("steel")))),
        ("cbam OR CBAM", Has("cbam")),
        ("cbam NOT seminar", Has("cbam")),
        ("cbam lang:ko", Has("cbam")),
        ("title:cbam", Has("cbam")),
        ("cbam NEAR/5 steel", Both((Has("cbam"), Has("steel")))),
        ("gallium (title:price OR NOT seminar)", Has("gallium")),
    ],
)
def test_a_query_asks_for_its_tokens(query: str, wish: Wanted) -> None:
    assert wanted(parse(query).root) == wish


def test_what_tokens_cannot_tell_asks_for_anything() -> None:
    part = parse("cbam NOT seminar").root
    assert wanted(part.parts[1]) == ANYTHING


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("한중 FTA", "한·중FTA 협상"),
        ("관세", "대미 관세율 인상"),
        ("희토류 수출통제", "중국, 희토류 수출 통제를 강화"),
        ("稀土", "中国稀土出口管制"),
        ("輸出規制", "輸出規制を強化"),
        ("韩国", "韓國出口"),
        ("critical-minerals", "Critical Minerals Act"),
        ("rise tariff*", "Tariffs rise"),
        ("U.S. tariffs", "US tariffs"),
        ("café", "CAFÉ prices"),
        ("K-푸드", "K푸드 수출"),
        ("2.5%", "up 2.5 points"),
    ],
)
def test_candidates_hold_in_four_languages(query: str, title: str) -> None:
    assert View(Item("x", title, "")).holds(parse(query).root)
    assert proposes(query, title)
    assert proposes(query, "other", title)
    assert not proposes(query, "nothing of the kind")


WORDS = st.text(st.sampled_from("abé1.2-한국무역中国かなー· '\"U.S,%"), max_size=24)


@given(WORDS, WORDS, st.sampled_from(['"{}"', "무역 {}*", "{} OR zzz", 'title:"{}"', '"{}" NOT zzz']))
def test_the_index_never_hides_a_match(text: str, term: str, form: str) -> None:
    try:
        query = parse(form.format(term.replace('"', "")))
    except QueryError:
        return
    item = Item("x", text, text[::-1])
    if View(item).holds(query.root):
        kept = entry(item)
        assert holds(wanted(query.root), {*kept.title.split(), *kept.body.split()})


def rank(query: str, *items: Item) -> list[str]:
    root = parse(query).root
    return [i.id for i in sorted(items, key=lambda i: -relevance(View(i), root, NOW))]


def test_the_title_says_more_than_the_text_and_more_places_more_than_one() -> None:
    titled, often, once = Item("t", "CBAM", ""), Item("o", "", "CBAM, CBAM, CBAM."), Item("1", "", "CBAM")
    assert rank("cbam", once, often, titled) == ["t", "o", "1"]


def test_of_equal_items_the_newer_comes_first_and_an_undated_one_late() -> None:
    old, new = (Item(str(d), "CBAM", "", published=NOW - timedelta(days=d)) for d in (400, 1))
    found, future = Item("f", "CBAM", "", found=NOW), Item("z", "CBAM", "", published=NOW + timedelta(days=9))
    assert rank("cbam", Item("u", "CBAM", ""), old, new, found, future) == ["f", "z", "1", "u", "400"]


def test_more_of_a_querys_terms_weigh_more() -> None:
    both, one = Item("b", "", "gallium and CBAM"), Item("1", "", "gallium gallium")
    assert rank("gallium OR cbam OR GALLIUM", one, both) == ["b", "1"]


def test_many_phrases_are_asked_for_in_parts() -> None:
    asked = any_of([Phrase.of(f"term{n}") for n in range(120)] + [Phrase.of("term1")])
    assert [len(part.parts) for part in asked if isinstance(part, Either)] == [100, 20]
    assert any_of([]) == []
