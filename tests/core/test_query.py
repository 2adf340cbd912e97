import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import QueryError
from core.query import MAX_LENGTH, Query, meaning, nodes, parse
from core.query_grammar import Term


def outcome_of(text: str) -> Query | QueryError:
    """The query, or the error that was raised."""
    try:
        return parse(text)
    except QueryError as error:
        return error


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("CBAM", "CBAM"),
        ('"critical minerals"', '"critical minerals"'),
        ("critical minerals", "critical AND minerals"),
        ("(CBAM OR 탄소국경) NOT 세미나 from:official", "(CBAM OR 탄소국경) NOT 세미나 from:official"),
        ("CBAM 또는 탄소국경", "CBAM OR 탄소국경"),
        ("철강 그리고 관세", "철강 AND 관세"),
        ("CBAM 제외 세미나", "CBAM NOT 세미나"),
        ("CBAM 세미나 제외", "CBAM NOT 세미나"),
        ("(CBAM 세미나 제외) or 철강", "(CBAM NOT 세미나) OR 철강"),
        ("cbam -steel", "cbam NOT steel"),
        ("cbam !steel", "cbam NOT steel"),
        ("cbam not (not steel)", "cbam AND steel"),
        ("cbam | steel || 철강", "cbam OR steel OR 철강"),
        ("cbam + steel && 철강", "cbam AND steel AND 철강"),
        ("((cbam))", "cbam"),
        ("a1 (b1 (c1 d1))", "a1 AND b1 AND c1 AND d1"),
        ("cbam NEAR/5 steel", "cbam NEAR/5 steel"),
        ("cbam near steel", "cbam NEAR/10 steel"),
        ("(cbam OR ets) NEAR/3 steel", "(cbam OR ets) NEAR/3 steel"),
        ("cbam NEAR/2 steel NEAR/3 carbon", "(cbam NEAR/2 steel) NEAR/3 carbon"),
        ("title:cbam", "title:cbam"),
        ("제목:(cbam OR 관세) 철강", "title:(cbam OR 관세) AND 철강"),
        ("title:title:cbam", "title:cbam"),
        ("title:(cbam NEAR/2 steel)", "title:(cbam NEAR/2 steel)"),
        ("cbam lang:ko,en country:CN", "cbam lang:ko,en country:CN"),
        ("lang:ko cbam", "lang:ko cbam"),
        ('cbam from:"Korea Customs, Seoul",wire', 'cbam from:"Korea Customs, Seoul",wire'),
        ("cbam 출처:official 언어:ko", "cbam from:official lang:ko"),
        ("반도체*", None),
        ("cbam tariff*", "cbam AND tariff*"),
        ("cbam 관세*", "cbam AND 관세*"),
        ('cbam "export control*"', 'cbam AND "export control*"'),
        ('cbam " export control* "', 'cbam AND "export control*"'),
        ("=CBAM =한국", "=CBAM AND =한국"),
        ("（CBAM　OR　“탄소 국경”）", 'CBAM OR "탄소 국경"'),
        ('"and" cbam', '"and" AND cbam'),
        ("Korea-China FTA", "Korea-China AND FTA"),
        ("R&D policy", "R AND D AND policy"),
        ("cbam NOT (a1 b1)", "cbam NOT (a1 AND b1)"),
        ("cbam NOT (a1 OR b1)", "cbam NOT (a1 OR b1)"),
        ("cbam NOT (a1 NEAR/2 b1)", "cbam NOT (a1 NEAR/2 b1)"),
        ("cbam title:(NOT steel)", "cbam AND title:(NOT steel)"),
    ],
)
def test_canonical_text(text: str, canonical: str | None) -> None:
    if canonical is None or text == "R&D policy":
        with pytest.raises(QueryError):
            parse(text)
    else:
        assert parse(text).text == canonical
        assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("text", "position", "problem", "repair"),
    [
        ("(CBAM OR 탄소국경", 13, "Missing ) after position 13.", "(CBAM OR 탄소국경)"),
        ("CBAM)", 4, "There is no ( for this ).", "CBAM"),
        ('cbam "steel', 5, "This quote is never closed.", 'cbam "steel"'),
        ("cbam OR", 7, "A word or phrase is missing at the end.", "cbam"),
        ("cbam NOT", 8, "A word or phrase is missing at the end.", "cbam"),
        ("OR cbam", 0, "A word or phrase is expected before OR", "cbam"),
        ("cbam ()", 6, "A word or phrase is expected before )", None),
        ("titel:cbam", 0, "There is no field titel: (there are title:, lang:, from:, country:).", "title:cbam"),
        ("foo:bar cbam", 0, "There is no field foo: (there are title:, lang:, from:, country:).", "foo bar cbam"),
        ("cbam lang:", 10, "lang: needs a value right after it.", None),
        ("*foo cbam", 0, "A * may only end a word.", "foo cbam"),
        ("cbam fo*o", 7, "A * needs four letters, or two Korean, Chinese or Japanese characters, before it.", None),
        ("cbam exp*", 8, "A * needs four letters, or two Korean, Chinese or Japanese characters, before it.", None),
        ("cbam =", 5, "= has no meaning here; put it between quotes to search for it.", "cbam"),
        ("", 0, "The query is empty.", '"critical minerals"'),
        ("  ,", 0, "The query is empty.", '"critical minerals"'),
        ("관", 0, "One letter or syllable alone is in nearly every text; use a longer term.", None),
        ("cbam x", 5, "One letter or syllable alone is in nearly every text; use a longer term.", None),
        ('cbam "…"', 5, "There is no letter or digit in this term.", None),
        ("NOT cbam", 0, "Say what must occur: what is excluded alone matches nearly everything.", None),
        ("cbam OR NOT steel", 0, "Say what must occur: what is excluded alone matches nearly everything.", None),
        ("tariff*", 0, "A wildcard alone is too broad; add a word or phrase that must occur.", None),
        ("lang:ko", 0, "A filter alone matches nearly everything; add a word or phrase.", None),
        ("cbam lang:korean", 5, "lang: takes a language code such as ko, not korean.", None),
        ("cbam country:China", 5, "country: takes a country code such as CN, not China.", None),
        ('cbam from:""', 5, "from: takes a source or a tier, not –.", None),
        ("cbam NEAR/0 steel", 0, "NEAR takes a distance from 1 to 100.", None),
        ("cbam NEAR/101 steel", 0, "NEAR takes a distance from 1 to 100.", None),
        ("lang:ko NEAR/3 cbam", 0, "NEAR stands between words, phrases or groups of them joined by OR.", None),
        ("(cbam steel) NEAR/3 iron", 1, "NEAR stands between words, phrases or groups of them joined by OR.", None),
        ("/(a+)+$/", 4, "A word or phrase is expected before )", None),
    ],
)  # fmt: skip
def test_mistakes_are_pointed_at(text: str, position: int, problem: str, repair: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert (error.position, error.problem, error.repair) == (position, problem, repair)
    assert error.user.splitlines()[1].strip() == "^"
    if repair:
        parse(repair)


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MAX_LENGTH + 1),
        "cbam " * 5_000,
        " ".join(f"w{n}" for n in range(300)),
        "(" * 200 + "cbam" + ")" * 200,
        "NOT " * 400 + "cbam",
        "!" * 1_500,
        "(a*)*" * 300,
        "\u202e" * 1_000,
        "👩‍👩‍👧" * 300,
        '"' + "가" * 200 + '"',
    ],
)
def test_hostile_queries_are_refused(text: str) -> None:
    outcome = outcome_of(text)
    assert len(outcome.problem) < 200 if isinstance(outcome, QueryError) else outcome.text == "cbam"


WORD = st.sampled_from(
    [
        "cbam",
        "Korea-China",
        "탄소국경",
        "关税",
        '"critical minerals"',
        "=CEPA",
        '"and"',
        "2.0",
        "from:wire",
        "lang:ko",
        "관세*",
    ]
)
TREE = st.recursive(
    WORD,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " AND ".join(parts) + ")"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")"),
        inner.map(lambda part: f"NOT ({part})"),
        inner.map(lambda part: f"title:({part})"),
        st.tuples(WORD, WORD).map(lambda pair: f"({pair[0]} NEAR/4 {pair[1]})"),
    ),
    max_leaves=8,
)


@given(TREE)
def test_the_canonical_text_of_a_tree_parses_to_the_same_query(text: str) -> None:
    try:
        query = parse(f"cbam ({text})")
    except QueryError:
        return
    assert parse(query.text) == query


@given(
    st.lists(
        st.sampled_from(
            [*'ab한관( )"*-:=/|+!,', " AND ", " OR ", " NOT ", "cbam", " NEAR/3 ", "title:", "lang:", "제외 "]
        ),
        max_size=12,
    )
)
@example(["cbam", ",", "cbam"])
def test_any_text_parses_to_a_fixed_point_or_is_refused(parts: list[str]) -> None:
    text = "".join(parts)
    outcome = outcome_of(text)
    if isinstance(outcome, QueryError):
        assert 0 <= outcome.position <= len(text)
        assert outcome.repair is None or parse(outcome.repair)
    else:
        assert parse(outcome.text) == outcome


PLAIN = st.lists(
    st.sampled_from(
        [
            " AND ",
            " OR ",
            " NOT ",
            "NOT ",
            "(",
            ")",
            " ",
            '"a b"',
            '"a  b"',
            '"cbam"',
            "cbam",
            "관",
            "관세",
            "near",
            "/",
            '"',
            "a",
        ]
    ),
    min_size=1,
    max_size=9,
)


@given(PLAIN)
@example(["관세", " OR ", "cbam"])
@example(["(", "관세", " OR ", "cbam", ")", " NOT ", "(", "a", "a", " OR ", '"a b"', ")", " AND ", "cbam"])
@example(["NOT ", "cbam", " AND ", "관세"])
@example(["NOT ", "cbam", " NOT ", "관세"])
@example(["cbam", " AND ", "NOT ", "관세"])
@example(["cbam", " OR ", "관"])
@example(["(", "관세", " OR ", "cbam", ")"])
@example(["cbam", " OR ", '"a  b"'])
@example(["cbam", " OR ", "/"])
def test_a_plain_query_is_read_as_the_grammar_reads_it(parts: list[str]) -> None:
    text = "".join(parts)
    # A blank before it is in no canonical text, so the grammar reads it.
    outcome, by_grammar = outcome_of(text), outcome_of(f" {text}")
    if isinstance(outcome, QueryError) or isinstance(by_grammar, QueryError):
        assert type(outcome) is type(by_grammar)
    else:
        assert outcome == by_grammar


def test_a_plain_query_of_too_many_terms_is_refused() -> None:
    with pytest.raises(QueryError, match="100"):
        parse(" AND ".join(f"w{n}" for n in range(101)))


def test_terms_of_a_plain_query_know_their_places() -> None:
    query = parse('("critical minerals" OR 희토류) AND cbam NOT ets')
    terms = [node for node in nodes(query.root) if isinstance(node, Term)]
    assert [query.text[term.start : term.end] for term in terms] == ['"critical minerals"', "희토류", "cbam", "ets"]


def test_what_is_too_long_when_written_out_is_refused() -> None:
    text = " ".join(f"-{'a' * 18}{n:02}" for n in range(89)) + " cbam"
    assert len(text) <= MAX_LENGTH
    with pytest.raises(QueryError, match="Written out in full the query has 2233 characters"):
        parse(text)


@pytest.mark.parametrize("text", ["a\ud800b cbam", "from:\ud800x cbam", '"cbam \udfff"'])
def test_half_a_character_is_replaced(text: str) -> None:
    query = parse(text)
    assert query.text.encode()
    assert parse(query.text) == query


def test_half_a_character_in_a_mistake_can_be_shown() -> None:
    with pytest.raises(QueryError) as caught:
        parse("cbam lang:\ud800")
    assert caught.value.user.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CBAM", "cbam"),
        ('"Critical Minerals" OR 關稅', '"critical minerals" OR 关税'),
        ("(CBAM NEAR/3 ETS) title:Steel -Seminar", "(cbam near/3 ets) title:steel NOT seminar"),
        ("Korea–China from:official", "korea-china from:official"),
    ],
)
def test_queries_that_match_the_same_mean_the_same(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)
    assert meaning(meaning(one)) == meaning(one)


def test_an_exact_term_and_what_is_no_query_mean_themselves() -> None:
    assert meaning("=US steel") == "=US AND steel"
    assert meaning("=US") != meaning("=us")
    assert meaning("(US") == "(US"


def test_mistakes_are_told_in_korean_too() -> None:
    with pytest.raises(QueryError) as caught:
        parse("(CBAM OR 탄소국경")
    told = caught.value.pointed("ko").splitlines()
    assert told[1].strip() == "^"
    assert told[2] == "13번째 글자 뒤에 )가 빠졌습니다. 이런 뜻인가요? (CBAM OR 탄소국경)"
    with pytest.raises(QueryError) as caught:
        parse("관")
    assert caught.value.pointed("ko").splitlines()[2] == "한 글자는 거의 모든 글에 있습니다. 더 긴 검색어를 써 주세요."
