import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import QueryError
from core.match import Matcher
from core.model import Acronym, Item, Tier, Topic
from core.query import parse
from core.scoring import Sensitivity
from core.view import View


def item(title: str = "", body: str = "", **more: object) -> Item:
    return dataclasses.replace(Item("K7Q2", title, body), **more)


def holds(query: str, title: str = "", body: str = "", **more: object) -> bool:
    """Whether a query matches, asked of the index and of the item directly: both must agree."""
    entry = item(title, body, **more)
    stored = bool(Matcher((), [query]).match(entry))
    assert stored == View(entry).holds(parse(query).root)
    return stored


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"Korea-China FTA"', "the Korea – China FTA."),
        ('"korea china fta"', "KOREA-CHINA FTA"),
        ("한중FTA", "한·중 FTA를"),
        ("한중", "한·중 정상"),
        ("관세", "미국의 관세는"),
        ("관세", "관세청"),
        ("핵심광물", "핵심 광물을"),
        ("반도체", "차량용반도체는"),
        ("關稅", "美国关税"),
        ("税関", "日本の税關"),
        ("重要鉱物", "重要矿物"),
        ("=한국", "한국은 오늘"),
        ("=CEPA", "the CEPA with"),
        ("=US", "the U.S. said"),
        ("cbam tariff*", "CBAM tariffs"),
        ("cbam 관세*", "CBAM 관세율"),
        ('cbam "export contr*"', "CBAM export controls"),
        ('"one two three four five"', "one two-three four five"),
        ('"2.0"', "Act 2.0 is"),
        ("AI협력", "AI 협력"),
        ('"世貿 组织"', "世贸组织"),
    ],
)
def test_terms_are_found(query: str, text: str) -> None:
    assert holds(query, body=text)
    assert holds(query, title=text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"korea china"', "Korea, China"),
        ('"korea china"', "Korea"),
        ("cat", "category"),
        ("관세", "원산지관세"),
        ("한중", "단 한 중소기업"),
        ("반도체", "일반 도체"),
        ("=한국", "한국은행"),
        ("=CEPA", "the cepa"),
        ("=US", "told us"),
        ("cbam tariff*", "CBAM feed"),
        ('"one two three four five"', "one two three four six"),
        ('"2.0"', "Act 12.0"),
        ("20", "2.0"),
        ("关税", "关。税"),
        ("AI협력", "ai, 협력"),
        ("cbam 관세*", "CBAM 원산지관세율"),
    ],
)
def test_terms_are_not_found(query: str, text: str) -> None:
    assert not holds(query, body=text)


def test_a_phrase_does_not_run_over_from_title_to_body() -> None:
    assert not holds('"korea china"', "Korea", "China")


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("steel AND tariff", True),
        ("steel AND copper", False),
        ("tariff AND nickel", False),
        ("copper OR steel", True),
        ("steel NOT copper", True),
        ("steel NOT tariff", False),
        ("steel NOT (tariff copper)", True),
        ("title:steel", True),
        ("title:tariff", False),
        ("title:(steel NOT tariff)", True),
        ("steel title:(NOT tariff)", True),
        ("steel NEAR/2 tariff", False),
        ("rises NEAR/3 brussels", True),
        ("brussels NEAR/3 rises", True),
        ("rises NEAR/1 brussels", False),
        ("(copper OR rises) NEAR/3 (brussels OR seoul)", True),
        ("tariff NEAR/1 rises NEAR/3 brussels", True),
        ("steel (tariff OR (copper nickel))", True),
        ("(steel title:steel) OR copper", True),
        ("(copper tin) OR (zinc lead)", False),
        ("steel NOT =Tariff", True),
        ("steel ((tariff NOT copper) OR lang:ko)", True),
        ("cbam (copper OR NOT steel)", False),
        ("steel ((NOT copper NOT tin) OR lang:ko)", True),
    ],
)
def test_operators(query: str, *, matched: bool) -> None:
    assert holds(query, "Steel in Korea", "The tariff rises again in Brussels.") == matched


@pytest.mark.parametrize(("distance", "matched"), [(1, False), (2, True)])
def test_two_characters_count_as_one_word(distance: int, *, matched: bool) -> None:
    assert holds(f"关税 NEAR/{distance} 钢铁", body="关税政策影响钢铁") == matched


def test_near_is_bounded() -> None:
    assert not holds("steel NEAR/2 tariff", body="steel " + "x" * 500 + " tariff")
    assert not holds("steel NEAR/2 tariff", body="steel " * 3_000 + "x " * 5 + "tariff " * 3_000)


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("steel lang:ko,EN", True),
        ("steel lang:ja", False),
        ("steel from:official", True),
        ("steel from:wire", False),
        ('steel from:"korea customs"', True),
        ("steel from:custom", False),
        ("steel country:kr", True),
        ("steel country:CN", False),
    ],
)
def test_filters(query: str, *, matched: bool) -> None:
    assert (
        holds(query, "Steel", lang="en-GB", tier=Tier.OFFICIAL, source="Korea Customs Service", country="KR") == matched
    )


def test_an_item_that_says_nothing_of_itself_passes_no_filter() -> None:
    assert not holds("steel lang:en", "Steel")
    assert not holds("steel country:KR", "Steel")
    assert not holds("steel from:official", "Steel")


def test_evidence_of_a_query_is_in_the_original() -> None:
    title = "韓國의 ＣＢＡＭ, and the Korea–China FTA"
    (verdict,) = Matcher((), ['CBAM "korea china fta"']).match(item(title))
    assert verdict.subject == 'query:CBAM AND "korea china fta"'
    assert {title[e.start : e.end] for e in verdict.evidence} == {"ＣＢＡＭ", "Korea–China FTA"}
    assert {e.topic for e in verdict.evidence} == {verdict.subject}


def test_evidence_of_a_query_names_the_terms_as_typed() -> None:
    (verdict,) = Matcher((), ['Korea-China AND (Tariffs OR "탄소 국경")']).match(item("korea china tariffs, 탄소국경"))
    assert [e.term for e in verdict.evidence] == ["Korea-China", "Tariffs", "탄소 국경"]


def test_evidence_of_a_tree_leaves_out_what_is_denied() -> None:
    (verdict,) = Matcher((), ["title:steel NOT (copper tin)"]).match(item("Steel", "copper"))
    assert [(e.term, e.field) for e in verdict.evidence] == [("steel", "title")]


def test_queries_come_and_go() -> None:
    matcher = Matcher()
    queries = [
        "steel",
        "steel tarif*",
        "steel OR 관세",
        "steel NOT tariff",
        '"export controls" NEAR/3 steel',
        "=CEPA steel",
        "tariff* steel",
        "관세 steel",
        "한국무역협회 steel",
    ]
    entry = item("Steel and export controls, CEPA, 관세, 한국무역협회, tariffs")
    for query in queries:
        matcher.add(query)
        matcher.add(query)
    assert len(matcher.match(entry)) == len(queries)
    assert matcher.queries(entry) == [verdict.subject for verdict in matcher.match(entry)]
    for left, query in reversed(list(enumerate(queries))):
        matcher.remove(query)
        matcher.remove(query)
        assert len(matcher.match(entry)) == left


def test_an_unparsable_query_is_refused() -> None:
    with pytest.raises(QueryError):
        Matcher().add("(steel")


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        ("steel copper", "no copper"),
        ("steel NOT tariff", "excluded by tariff"),
        ("copper", "no copper"),
        ("steel lang:ko", "no lang:ko"),
    ],
)
def test_a_miss_of_a_query_says_what_was_missing(query: str, missing: str) -> None:
    verdict = Matcher().explain(item("Steel tariff"), f"query:{query}")
    assert (verdict.matched, str(verdict.missing)) == (False, missing)


def test_a_query_that_holds_is_explained_by_its_evidence() -> None:
    verdict = Matcher().explain(item("Steel tariff"), "query:steel")
    assert verdict.matched
    assert [e.term for e in verdict.evidence] == ["steel"]


CBAM = Topic(
    id="cbam",
    name="CBAM",
    category="measures",
    aliases={"en": ("carbon border tax", "carbon tariff + border"), "ko": ("탄소국경세",)},
    acronyms=(Acronym("CBAM"), Acronym("EAR", ambiguous=True)),
    signals=("embedded emission", "default value", "verifier", "carbon + fee"),
    hints=("carbon", "levy", "certif*"),
    context=("=EU", "importer + border"),
    exclude=("bicycle",),
    noise=("operating profit", "share price"),
)
CHILD = Topic(id="uk-cbam", name="UK CBAM", category="measures", acronyms=(Acronym("UKCBAM"),), parent="cbam")
LATE = "Something else comes first. "


def verdict(title: str = "", body: str = "", sensitivity: Sensitivity = Sensitivity.BALANCED) -> tuple[bool, float]:
    found = Matcher([CBAM]).explain(item(title, body), "cbam", sensitivity)
    return found.matched, found.score


@pytest.mark.parametrize(
    ("title", "body", "score"),
    [
        ("The carbon border tax", "", 2.0),
        ("Carbon border taxes", "", 2.0),
        ("탄소국경세 시행", "", 2.0),
        ("", "The carbon border tax starts.", 1.5),
        ("", LATE + "The CBAM starts.", 1.0),
        ("", LATE + "The CBAM starts. The CBAM ends.", 1.6),
        ("", LATE + "Carbon tariffs at the border.", 1.0),
        ("", LATE + "Carbon tariffs.", 0.0),
        ("", LATE + "In the EU there are embedded emissions.", 0.75),
        ("", LATE + "There are embedded emissions.", 0.0),
        ("Embedded emissions in the EU", LATE + "Embedded emissions and default values.", 2.2),
        ("Embedded emissions in the EU", LATE + "Embedded emissions.", 1.45),
        ("A fee on carbon in the EU", LATE + "Carbon.", 1.95),
        ("EAR", "", 0.0),
        ("EU EAR", "", 2.0),
        ("Carbon levy in the EU", "", 1.2),
        ("Carbon levy", LATE + "In the EU.", 0.0),
        ("", "In the EU a carbon certificate. Carbon levy.", 0.8),
        ("Carbon, levy, certificates in the EU", "Carbon levy.", 1.6),
        ("CBAM bicycle", "", 0.0),
        ("CBAM", LATE + "A bicycle.", 1.0),
        ("CBAM, the share price", LATE + "The operating profit.", 0.5),
        ("CBAM, the share price and operating profit", "", 0.5),
        ("", "", 0.0),
    ],
)
def test_scores(title: str, body: str, score: float) -> None:
    assert verdict(title, body) == (score >= 1.5, score)


@pytest.mark.parametrize(
    ("sensitivity", "matched"),
    [(Sensitivity.FEWER, (False, False)), (Sensitivity.BALANCED, (True, False)), (Sensitivity.MORE, (True, True))],
)
def test_sensitivity(sensitivity: Sensitivity, matched: tuple[bool, bool]) -> None:
    assert (verdict("CBAM", "", sensitivity)[0], verdict("", LATE + "CBAM.", sensitivity)[0]) == matched


def test_a_long_text_needs_more() -> None:
    body = LATE * 10 + "CBAM and CBAM. " + LATE * 40
    assert verdict("", body)[0]
    assert not verdict("", body + LATE * 4_000)[0]


def test_a_passing_mention_far_down_is_no_lead_of_a_long_text() -> None:
    assert verdict("", LATE * 3 + "CBAM." + LATE * 60) == (True, 1.5)
    assert verdict("", LATE * 30 + "CBAM." + LATE * 240) == (False, 1.0)


@pytest.mark.parametrize(
    ("title", "body", "missing"),
    [
        ("Nothing", "", "none of its names occurs, and no context for the rest"),
        ("EU", "", "none of its terms occurs"),
        ("", LATE + "CBAM in the EU", "score 1 is below 1.5"),
        ("", LATE + "CBAM", "score 1 is below 1.5; no context term for signals and ambiguous acronyms"),
        ("CBAM bicycle", "EU", "score 0 is below 1.5; against it: bicycle"),
    ],
)
def test_a_miss_of_a_topic_says_what_was_missing(title: str, body: str, missing: str) -> None:
    assert str(Matcher([CBAM]).explain(item(title, body), "cbam").missing) == missing


def test_evidence_of_a_topic_names_term_language_place_and_weight() -> None:
    (found,) = Matcher([CBAM]).match(item("탄소국경세와 CBAM", "EU: carbon border taxes, verifiers. Verifiers."))
    said = [(e.term, e.lang, e.field, e.weight) for e in found.evidence]
    assert said[:3] == [
        ("탄소국경세", "ko", "title", 2.0),
        ("CBAM", "en", "title", 1.2),
        ("carbon border tax", "en", "body", 1.5),
    ]
    assert ("verifier", "en", "body", 0.75) in said
    assert found.score == pytest.approx(sum(e.weight for e in found.evidence))


def test_a_child_lifts_its_parent() -> None:
    matcher = Matcher([CBAM, CHILD])
    found = {v.subject: v for v in matcher.match(item("UKCBAM"))}
    assert set(found) == {"cbam", "uk-cbam"}
    assert found["cbam"].evidence == found["uk-cbam"].evidence
    assert [v.subject for v in matcher.match(item("UKCBAM"), ["cbam"])] == ["cbam"]
    assert matcher.explain(item("UKCBAM"), "cbam").matched
    assert {v.subject for v in matcher.match(item("CBAM and UKCBAM"))} == {"cbam", "uk-cbam"}


def test_topics_and_queries_answer_together() -> None:
    found = Matcher([CBAM], ["cbam"]).match(item("CBAM"))
    assert [v.subject for v in found] == ["cbam", "query:cbam"]


def test_of_names_that_overlap_the_longest_counts() -> None:
    topic = Topic(id="t", name="T", category="measures", aliases={"en": ("border tax", "border tax on carbon")})
    (found,) = Matcher([topic]).match(item("A border tax on carbon"))
    assert [(e.term, e.weight) for e in found.evidence] == [("border tax on carbon", 2.0)]


def test_an_unknown_topic_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Matcher([CBAM]).explain(item("CBAM"), "nothing")


@pytest.mark.parametrize("term", ["포스코", "リチウム", "锂", "policy", "gas", "class", "classes", "policies", "=EU"])
def test_forms_and_languages_of_signals(term: str) -> None:
    topic = Topic(id="t", name="T", category="measures", signals=(term,))
    word = term.removeprefix("=")
    (found,) = Matcher([topic]).match(item(word, f"{LATE}{word}"), sensitivity=Sensitivity.MORE)
    assert found.evidence[0].lang == (
        "ko" if term == "포스코" else "ja" if term == "リチウム" else "zh" if term == "锂" else "en"
    )


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "CBAM " * 20_000, "관세 " * 30_000, "·" * 100_000, "한" + " " * 99_999, "한 중 " * 25_000, "\u202e" * 100_000, "👩‍👩‍👧" * 20_000, "u." * 50_000, "'s" * 50_000],
)  # fmt: skip
def test_hostile_items_take_bounded_time(text: str) -> None:
    queries = ['"korea china fta"', "한중FTA", "cbam NEAR/5 관세", "=CBAM", "cbam tariff*"]
    assert len(Matcher([CBAM], queries).match(item(text[:2_000], text))) <= 7


WORDS = st.sampled_from(
    ["steel", "tariff", "korea", "china", "관세", "철강", "반도체", "关税", "한중", "FTA", "锂", "镓锗"]
)
TERM = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: '"' + " ".join(words) + '"')
GROUP = st.lists(TERM, min_size=1, max_size=3).map(lambda terms: "(" + " OR ".join(terms) + ")")
QUERY = st.tuples(
    st.lists(GROUP, min_size=1, max_size=3).map(" AND ".join), st.one_of(st.just(""), TERM.map(" NOT {}".format))
).map("".join)
TEXT = st.lists(st.one_of(WORDS, st.sampled_from([" ", "-", "·", ",", ".", "은", "의 "])), max_size=20).map("".join)


@settings(max_examples=150)
@given(st.lists(QUERY, min_size=1, max_size=6), TEXT, TEXT)
def test_the_index_agrees_with_the_definition(texts: list[str], title: str, body: str) -> None:
    queries = []
    for text in texts:
        try:
            queries.append(parse(text))
        except QueryError:
            continue
    entry = item(title, body)
    view = View(entry)
    expected = {f"query:{query.text}" for query in queries if view.holds(query.root)}
    assert set(Matcher((), queries).queries(entry)) == expected
