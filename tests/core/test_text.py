from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.text import clean, detect_language, fold, normalise, safe_url, sentences, strip_html, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Korea–China FTA", "korea-china fta"),
        ("Korea‑China", "Korea−China"),
        ("한·중", "한ㆍ중"),
        ("한・중", "한･중"),
        ("ＦＴＡ", "fta"),
        ("한국", "한국"),
        ("關稅", "关税"),
        ("経済", "经济"),
        ("U.S. tariffs", "US tariffs"),
        ("China’s tariff", "China tariff"),
        ("1,000 won", "1000 won"),
        ("tar\u200biffs", "tariffs"),
        ("tar\u202eiffs", "tariffs"),
    ],
)
def test_what_nobody_means_makes_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("re-sign", "resign"), ("한중", "한일"), ("ABC", "A, B, C")])
def test_what_is_meant_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("source", "folded", "expected"),
    [
        ("The U.S. tariff", "us", "U.S"),
        ("韓國的關稅", "关税", "關稅"),
        ("ＣＢＡＭ인증서", "cbam", "ＣＢＡＭ"),
        ("a\u200b\u200btariff", "tariff", "tariff"),
        ("한국의 관세", "한국", "한국"),
        ("plain tariff", "tariff", "tariff"),
        ("China's tariff", "china", "China"),
        ("ﬁnal tariff", "tariff", "tariff"),
    ],
)
def test_a_span_leads_back_to_the_original(source: str, folded: str, expected: str) -> None:
    text = normalise(source)
    start = text.text.index(folded)
    begin, end = text.original(start, start + len(folded))
    assert source[begin:end] == expected


@given(st.text())
@example("\u1100\u1161\u11a8 e\u0301 U.S. ’s")
def test_every_folded_character_has_an_origin(source: str) -> None:
    text = normalise(source)
    for at in range(len(text.text)):
        begin, end = text.original(at, at + 1)
        assert 0 <= begin < end <= len(source)


@given(st.text(alphabet="aB3 .,'’-–·韓関税中한국のタ"))
def test_folding_again_changes_no_letter(source: str) -> None:
    letters = [char for char in fold(source) if char.isalnum()]
    assert [char for char in fold(fold(source)) if char.isalnum()] == letters


def test_terms_are_words_and_pairs_of_characters() -> None:
    assert terms("CBAM 2.0: 탄소국경세, 重要鉱物 税") == [
        "cbam",
        "2.0",
        "탄소",
        "소국",
        "국경",
        "경세",
        "重要",
        "要矿",
        "矿物",
        "税",
    ]


def test_html_becomes_its_visible_lines() -> None:
    html = "<head><title>x</title></head><p>Hello&nbsp;<b>wor</b>ld<br>next &amp; last<script>bad()</script><!-- c --><ul><li>a<li>b</ul>"
    assert strip_html(html) == "Hello world\nnext & last\na\nb"


@pytest.mark.parametrize(
    ("html", "text"), [("no  tags\n\nhere", "no tags\nhere"), ("AT&amp;T", "AT&T"), ("", ""), ("<", "<"), ("&", "&")]
)
def test_html_without_tags(html: str, text: str) -> None:
    assert strip_html(html) == text


def test_html_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.text.HTML_LIMIT", 12)
    assert strip_html("<p>one</p>two three") == "onetw" or strip_html("<p>one</p>two three") == "one\ntw"


@given(st.text(alphabet="<>/a&;!- \x00\ud800script"))
def test_no_html_breaks_the_reader(html: str) -> None:
    assert "\x00" not in strip_html(html)


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<script>" * 50_000, "<!--" * 50_000, "<a href='" * 50_000])
def test_hostile_html_takes_bounded_time(html: str) -> None:
    assert len(strip_html(html)) <= len(html)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("a\u202eb\u200bc\x07d\n\t e", 20, "abc d e"),
        ("hello world", 6, "hello…"),
        ("👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧👩‍👩‍👧"),
        ("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2, "👩‍👩‍👧…"),
        ("", 5, ""),
        ("e" + "\u0301" * 500, 3, None),
    ],
)
def test_text_for_display_is_clean_and_capped(text: str, limit: int, expected: str | None) -> None:
    cleaned = clean(text, limit)
    assert cleaned == expected if expected is not None else len(cleaned) <= limit * 16 + 64


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c#d", "http://127.0.0.1:8080/x", " https://example.org/ ", "https://예.kr/관세"]
)
def test_safe_urls_pass(url: str) -> None:
    assert safe_url(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        None, "", "ftp://example.org", "javascript:alert(1)", "//example.org/x", "/x", "https://", "https://u:p@example.org", "https://u@example.org",
        "https://exa mple.org", "https://example.org/\nx", "https://example.org:99999/", "https://[::1", "https://example.org/" + "a" * 3_000,
        "https://example.org/\u202egnp", 'https://example.org/"x', "https://example.org/\u200b",
    ],
)  # fmt: skip
def test_unsafe_urls_do_not(url: str | None) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("The U.S. raised duties to 2.5% on Jan. 5. Korea objected, says Mr. Kim of No. 3 Co. Ltd. in Seoul. End", "en",
         ["The U.S. raised duties to 2.5% on Jan. 5.", "Korea objected, says Mr. Kim of No. 3 Co. Ltd. in Seoul.", "End"]),
        ("정부는 3.5% 올렸다. 2026. 1. 5. 발표했다. 끝", "ko", ["정부는 3.5% 올렸다.", "2026. 1. 5.", "발표했다.", "끝"]),
        ("中国发布公告。“好！”他说。下一句", "zh", ["中国发布公告。", "“好！”", "他说。", "下一句"]),
        ("関税を課す。税率は１５％だ。", "ja", ["関税を課す。", "税率は１５％だ。"]),
        ("He said so. and went on. Then left!", "en", ["He said so. and went on.", "Then left!"]),
        ("Heading\n\nText follows. • one", None, ["Heading", "Text follows.", "• one"]),
        ("Ends in the U.S.", "en", ["Ends in the U.S."]),
        ("  ", None, []),
    ],
)  # fmt: skip
def test_sentences(text: str, lang: str | None, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text, lang)] == expected


@given(st.text(alphabet="aA1. \n!。다”"))
def test_sentences_cover_all_that_is_not_blank(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Steel exporters face higher duties in the European Union next year.", "en"),
        ("한중 FTA 2단계 협상 CPTPP RCEP IPEF", "ko"),
        ("日中韓首脳会談、経済連携で合意", "ja"),
        ("重要鉱物の備蓄を増やす", "ja"),
        ("中国商务部发布公告", "zh"),
        ("中華民國經濟部國際貿易局", "zh"),
        ("El gobierno de México anunció nuevos aranceles al acero", "es"),
        ("The ministry (산업통상부) said on Monday that exporters would receive more help with customs.", "en"),
        ("MOFCOM 2026", None),
        ("", None),
    ],
)
def test_languages_of_documents(text: str, lang: str | None) -> None:
    assert detect_language(text) == lang


@given(st.text(alphabet=st.sampled_from("ab 가\u3164\u115f\u200b\x00\t\u00ad\u3000é"), max_size=20))
def test_a_text_in_order_is_cleaned_as_any_other(text: str) -> None:
    # A control sign at its beginning is a blank that goes, and sends it the long way.
    assert clean(text, 100) == clean("\x00" + text, 100)
