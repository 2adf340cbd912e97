"""Names as marks: one thing, one mark, in four languages; agencies by their line; edges of words."""

import pytest

from core.agencies import Agency
from core.entities import Entities, stem
from core.model import Acronym, Topic

OLD = Agency(
    "old-office", "KR", {"en": ("Office of Old Trade",), "ko": ("구통상처",)}, ("OOT",), successors=("new-office",)
)
NEW = Agency("new-office", "KR", {"en": ("Office of New Trade",)})
WORLD = Agency("world-body", "INT", {"en": ("World Body",)}, ("WB",))
LEVY = Topic(
    "levy", "Levy", "measures", {"en": ("frontier levy",), "ko": ("국경부담금",)}, (Acronym("FLV"), Acronym("LV", True))
)
ENTITIES = Entities([LEVY], [OLD, NEW, WORLD])


@pytest.mark.parametrize(
    ("text", "lang", "mark"),
    [
        ("Anti-dumping duties on rebars", "en", "thing:anti-dumping"),
        ("한국산 철근에 반덤핑 관세", "ko", "thing:anti-dumping"),
        ("对钢筋征收反倾销税", "zh", "thing:anti-dumping"),
        ("鉄筋に反ダンピング関税", "ja", "thing:anti-dumping"),
        ("Rebars from abroad", "en", "goods:rebar"),
        ("對鋼筋徵稅", "zh", "goods:rebar"),
        ("U.S. importers", "en", "country:US"),
        ("the US market", "en", "country:US"),
        ("Kyrgyzstan joins", "en", "country:KG"),
        ("키르기스스탄 가입", "ko", "country:KG"),
        ("美 상무부 발표", "ko", "country:US"),
        ("米、関税を発表", "ja", "country:US"),
        ("한·중 협상", "ko", "country:CN"),
        ("인조흑연의 수출", "ko", "goods:graphite"),
        ("Office of Old Trade says", "en", "agency:new-office"),
        ("the OOT says", "en", "agency:new-office"),
        ("the OOT says", "en", "country:KR"),
        ("a frontier levy", "en", "topic:levy"),
        ("국경부담금 도입", "ko", "topic:levy"),
        ("FLV rules", "en", "topic:levy"),
        ("the QX9 scheme", "en", "sign:qx9"),
    ],
)
def test_a_name_gives_its_mark(text: str, lang: str, mark: str):
    assert mark in ENTITIES.marks(text, lang)


@pytest.mark.parametrize(
    ("text", "lang", "mark"),
    [
        ("give us time", "en", "country:US"),
        ("完美的产品", "zh", "country:US"),
        ("11日の会見", "ja", "country:JP"),
        ("안철강재단체", "ko", "goods:steel"),
        ("new zealand, south korea", "en", "country:KP"),
        ("LV rules", "en", "topic:levy"),
        ("US, EU and UK", "en", "sign:us"),
        ("World Body", "en", "country:INT"),
    ],
)
def test_what_only_looks_like_a_name_gives_none(text: str, lang: str, mark: str):
    assert mark not in ENTITIES.marks(text, lang)


def test_the_longest_name_is_taken():
    assert ENTITIES.marks("South Korea", "en") == ("country:KR",)
    assert "country:PG" in ENTITIES.marks("Papua New Guinea", "en")
    assert "country:GN" not in ENTITIES.marks("Papua New Guinea", "en")


def test_a_mark_is_given_once_and_an_unknown_language_is_no_error():
    assert ENTITIES.marks("Korea, Korea 美", None) == ("country:KR",)
    assert ENTITIES.marks("", None) == ()


def test_without_topics_and_agencies_the_lexicon_is_known():
    assert "country:KR" in Entities().marks("한국", "ko")


def test_a_name_of_signs_alone_is_passed_over():
    assert Entities([Topic("x", "X", "c", {"en": ("--",)})]).marks("--", "en") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tariffs", "tariff"),
        ("duties", "duty"),
        ("imposing", "imposed"),
        ("planned", "plan"),
        ("meetings", "meeting"),
        ("batteries", "battery"),
        ("filling", "fills"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["bus", "steelworks1", "한국", "class", "us", "basis"])
def test_what_has_no_ending_stays(word: str):
    assert stem(word) == word


def test_topics_that_were_edited_are_known_at_once_and_agencies_stay():
    entities = Entities([LEVY], [OLD, NEW, WORLD])
    before = entities.marks("The WB met", "en")
    entities.set_topics([Topic("gallium", "Gallium", "metals", {"en": ("gallium licence",)}, (Acronym("GAX"),))])
    assert "topic:gallium" in entities.marks("A gallium licence", "en")
    assert "topic:gallium" in entities.marks("GAX", "en")
    assert not [mark for mark in entities.marks(" ".join(LEVY.aliases["en"]), "en") if mark.startswith("topic:")]
    assert entities.marks("The WB met", "en") == before
