"""The parser of command lines: one grammar, however it was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.line import LIMIT, Line, parse, tidy, without_particle
from bot.commands.table import COMMANDS, OPTIONS, WORDS
from core.errors import CommandError


def read(text: str, lang: str = "en") -> Line:
    return parse(tidy(text), WORDS, OPTIONS, lang)


@pytest.mark.parametrize(("word", "verb"), sorted(WORDS.items()))
def test_every_word_for_a_verb_is_that_verb_in_any_case(word: str, verb: str) -> None:
    for typed in (word, word.upper(), f"/policy {word}", f"  /POLICY   {word}  "):
        assert read(f"{typed} cbam").verb == verb
        assert read(f"{typed} cbam").subject == "cbam"


@pytest.mark.parametrize("word", [w for w in WORDS if "가" <= w[0] <= "힣"])
@pytest.mark.parametrize(
    "form",
    ["한중 FTA를 {}", "한중 FTA {}", "한중 FTA {}해줘", "한중 FTA를 {} 해 주세요", "한중 FTA {} 보여줘!", "{} 한중 FTA 좀 알려 주세요", "{}해주세요 한중 FTA"],
)  # fmt: skip
def test_a_korean_verb_stands_first_or_last_however_politely(word: str, form: str) -> None:
    line = read(form.format(word))
    assert (line.verb, line.subject, line.korean) == (WORDS[word], "한중 FTA", True)


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("구독 목록", "list", ""),
        ("구독 목록 보여줘", "list", ""),
        ("한중 FTA 구독 취소해줘", "unsubscribe", "한중 FTA"),
        ("구독을 해지", "unsubscribe", ""),
        ("구독 동해", "subscribe", "동해"),
        ("국제유가 구독", "subscribe", "국제유가"),
        ("수출 물가 구독", "subscribe", "수출 물가"),
        ("가을 구독", "subscribe", "가을"),
        ("핵심광물을 구독", "subscribe", "핵심광물"),
        ("CBAM을 구독", "subscribe", "CBAM"),
        ('"희토류 수출통제"를 구독', "subscribe", '"희토류 수출통제"'),
        ("동해", "", ""),
    ],
)
def test_korean_is_read_as_a_korean_would(text: str, verb: str, subject: str) -> None:
    assert (read(text).verb, read(text).subject) == (verb, subject)


@pytest.mark.parametrize(
    ("text", "bare"),
    [("한중 FTA를", "한중 FTA"), ("가을", "가을"), ("마을", "마을"), ("물을", "물"), ("를", "를"), ("", ""), ("a을", "a"), ("(가 나)를", "(가 나)")],
)  # fmt: skip
def test_only_an_object_particle_that_fits_the_sound_is_taken_off(text: str, bare: str) -> None:
    assert without_particle(text) == bare


@pytest.mark.parametrize(
    "typed",
    ["lang:ko,en", "--lang=ko,en", "lang=ko,en", "LANG:ko,en", "lang: ko,en", "lang:ko, en", "lang：ko，en", "언어:ko,en", 'lang:"ko,en"', "lang:ko lang:en"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["subscribe cbam {}", "subscribe {} cbam"])
def test_the_spellings_of_an_option_mean_the_same(typed: str, place: str) -> None:
    line = read(place.format(typed))
    assert (line.subject, dict(line.options)) == ("cbam", {"lang": "ko,en"})


def test_an_option_may_be_a_phrase() -> None:
    line = read('subscribe cbam from:"Korea Customs Service",official country:KR')
    assert dict(line.options) == {"from": "Korea Customs Service,official", "country": "KR"}
    assert line.subject == "cbam"


@pytest.mark.parametrize(
    "query",
    ['(CBAM lang:ko) OR title:"carbon tax"', '"lang:ko"', 'a ("b (c" lang:en) title:d', '"critical minerals"*', "제목:관세"],
)  # fmt: skip
def test_filters_inside_a_query_and_its_spacing_are_left_alone(query: str) -> None:
    assert read(f"subscribe {query}").subject == query
    assert not read(f"subscribe {query}").options


def test_the_spacing_of_phrases_survives_the_taking_of_options() -> None:
    assert read('subscribe "a  b" lang:ko OR  "c"*').subject == '"a  b" OR  "c"*'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("subscribe cbam langs:ko", "“subscribe” knows no option “langs:”. Did you mean lang:ko?"),
        ("subscribe cbam quiet=daily", "“subscribe” knows no option “quiet:”. It knows lang:, from:, country:, sensitivity:, dedupe:, thread:, digest:."),
        ("story #K7Q2 --lang=ko", "“story” knows no option “lang:”."),
        ("구독 cbam quiet:daily", "“subscribe” 명령에 “quiet:” 옵션은 없습니다. 쓸 수 있는 옵션: lang:, from:, country:, sensitivity:, dedupe:, thread:, digest:."),
    ],
)  # fmt: skip
def test_an_unknown_option_is_named_with_what_there_is(text: str, told: str) -> None:
    with pytest.raises(CommandError) as caught:
        read(text)
    assert caught.value.user == told


@pytest.mark.parametrize("url", ["https://a.example/x?id=1:2", "http://a.example:8080/b=c"])
def test_an_address_is_no_option(url: str) -> None:
    assert read(f"summary {url}") == Line("summary", "summary", url)
    assert read(f"summary <{url}|the article>") == Line("summary", "summary", url)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("subscribe “critical minerals”", 'subscribe "critical minerals"'),
        ("subscribe «critical minerals»", 'subscribe "critical minerals"'),
        ("summary ＃K7Q2", "summary #K7Q2"),
        ("latest\u00a0cbam\u30005", "latest cbam 5"),
        ("／policy latest", "latest"),
        ("subscribe （CBAM　OR　탄소국경）", "subscribe (CBAM OR 탄소국경)"),
        ("latest\tcbam\n5", "latest cbam 5"),
        ("latest c\x00bam", "latest c bam"),
        ("\u202elatest\u200b cbam\ufeff", "latest cbam"),
        ("latest \ud800x", "latest x"),
        ("\u1100\u116e\u1103\u1169\u11a8 cbam", "구독 cbam"),
        ("/policyholder", "/policyholder"),
    ],
)  # fmt: skip
def test_what_phones_and_chats_type_by_themselves_is_put_right(typed: str, plain: str) -> None:
    assert tidy(typed) == plain


def test_full_width_letters_are_letters() -> None:
    assert read("ｌａｔｅｓｔ cbam").verb == "latest"


def test_a_line_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(CommandError) as caught:
        read("subscribe " + "x" * LIMIT)
    assert caught.value.user == f"The command has {LIMIT + 10} characters; at most {LIMIT} are read."
    assert read("subscribe " + "x" * (LIMIT - 10)).verb == "subscribe"


def test_an_unknown_verb_comes_back_as_it_was_typed() -> None:
    assert read("Subscrbe cbam 구독함") == Line("", "Subscrbe", "cbam 구독함")


signs = st.sampled_from([*'"()[]:=#<>|,.*-+!', " ", "  ", "lang:", "from:", "--", "/policy ", "구독", "해줘", "를", "OR", "\u202e", "\x00", "＃"])  # fmt: skip
hostile = st.lists(st.one_of(signs, st.text(max_size=6), st.sampled_from(sorted(WORDS))), max_size=25).map("".join)


@given(hostile)
def test_no_line_raises_anything_but_a_command_error(text: str) -> None:
    try:
        line = read(text)
    except CommandError:
        return
    assert line.verb in {"", *(c.verb for c in COMMANDS)}
    assert not re.search(r"[\x00-\x1f]", line.subject + line.typed)


@given(hostile)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(text)
    if not once.casefold().startswith("/"):
        assert tidy(once) == once


@given(
    st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), min_size=1, max_size=5),
    st.dictionaries(
        st.sampled_from(["lang", "from", "country"]), st.from_regex(r"[a-z]{1,5}(,[a-z]{1,5}){0,3}", fullmatch=True)
    ),
    st.integers(0, 5),
)
def test_options_are_found_wherever_they_stand(words: list[str], options: dict[str, str], place: int) -> None:
    parts = list(words)
    for name, value in options.items():
        parts.insert(place % (len(parts) + 1), f"{name}:{value}")
    line = read("subscribe " + " ".join(parts))
    assert (line.subject, dict(line.options)) == (" ".join(words), options)
