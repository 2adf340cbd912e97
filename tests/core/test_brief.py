"""A brief: every line cited, official sources first; a story's timeline."""

from zoneinfo import ZoneInfo

import pytest

from core.brief import AHEAD, Brief, Line, brief
from core.brief_card import ROWS, brief_card, markdown, story_card
from core.card import Bullets
from core.model import Tier
from tests.core.briefs import KNOWN, MONDAY, TODAY, item

SEOUL = ZoneInfo("Asia/Seoul")
OFFICIAL = item(
    "K7Q2",
    "Ministry opens a fund for critical minerals",
    "The Ministry of Finance and Economy will lend exporters up to $3bn for critical minerals this year. Applications are due by "
    "31 March 2026. It remains unclear who will run the fund.",
    "MOFE", tier=Tier.OFFICIAL,
)  # fmt: skip
PRESS = item(
    "K7Q3",
    "Fund for minerals",
    "The Ministry of Finance and Economy will lend exporters up to $5bn for critical minerals this year. Firms must apply by 31 March "
    "2026. It is not yet decided who pays.",
    "Yonhap",
)
OTHER = item(
    "K7Q4",
    "한중 FTA 협상",
    "한중 FTA 협상은 5월 6일 열린다. 개방 범위는 미정이다. 중소기업중앙회는 1조 원을 요구했다.",
    "한경",
    "ko",
    Tier.PRESS,
)
STORIES = {"K7Q4": [OTHER], "K7Q2": [PRESS, OFFICIAL]}


def told(lines):
    return [(line.text, line.story, [one.id for one in line.items]) for line in lines]


@pytest.fixture
def written() -> Brief:
    return brief(STORIES, KNOWN, TODAY, "en")


def test_what_changed_is_each_storys_headline_the_official_story_first(written):
    assert told(written.changed) == [
        (
            "Ministry opens a fund for critical minerals: “The Ministry of Finance and Economy will lend exporters up to $3bn for critical "
            "minerals this year.”",
            "K7Q2",
            ["K7Q2", "K7Q3"],
        ),
        ("한중 FTA 협상: “한중 FTA 협상은 5월 6일 열린다.”", "K7Q4", ["K7Q4"]),
    ]
    assert (written.items, written.stories) == (3, 2)


def test_dates_ahead_are_firm_ones_first(written):
    assert told(written.ahead) == [
        ("Tue 31 Mar 2026 · Deadline: “Applications are due by 31 March 2026.”", "K7Q2", ["K7Q2", "K7Q3"]),
        ("Wed 6 May 2026 · Dates ahead: “한중 FTA 협상은 5월 6일 열린다.”", "K7Q4", ["K7Q4"]),
    ]


def test_money_is_the_first_of_each_story_then_the_others(written):
    assert [(line.text.partition(":")[0], line.story) for line in written.money] == [
        ("$3bn", "K7Q2"),
        ("₩1tn", "K7Q4"),
        ("$5bn", "K7Q2"),
    ]


def test_who_is_named_by_most_stories(written):
    assert told(written.who) == [
        ("Ministry of Finance and Economy", "K7Q2", ["K7Q2", "K7Q3"]),
        ("Korea Federation of SMEs", "K7Q4", ["K7Q4"]),
    ]


def test_open_questions_are_sentences_that_say_so_one_a_story(written):
    assert told(written.questions) == [
        ("“It remains unclear who will run the fund.”", "K7Q2", ["K7Q2"]),
        ("“개방 범위는 미정이다.”", "K7Q4", ["K7Q4"]),
    ]


def test_where_sources_differ_the_official_one_is_named_first(written):
    assert told(written.differ) == [
        ("Sources differ: $3bn (MOFE, #K7Q2) / $5bn (Yonhap, #K7Q3).", "K7Q2", ["K7Q2", "K7Q3"]),
    ]


def test_of_equal_sources_the_one_in_the_readers_language_is_quoted():
    korean = item("B", "장관회의", "정부는 26일 대외경제장관회의를 열었다.", "연합뉴스", "ko")
    english = item("A", "Ministers meet", "The government held a meeting of its ministers on Monday.", "AP")
    quoted = [brief({"A": [english, korean]}, KNOWN, TODAY, lang).changed[0].items[0].id for lang in ("en", "ko")]
    assert quoted == ["A", "B"]


def test_an_amount_that_two_items_name_is_one_line():
    again = item("B", "T", "They will lend $3bn, and $3bn it is.", "AP")
    assert [[one.id for one in line.items] for line in brief({"A": [OFFICIAL, again]}, KNOWN, TODAY, "en").money] == [
        ["K7Q2", "B"]
    ]


def test_an_item_without_text_or_time_has_a_line_too():
    bare = item("A", "Only a headline", published=None)
    found = brief({"A": [bare]}, KNOWN, TODAY, "en")
    assert told(found.changed) == [("Only a headline", "A", ["A"])]
    assert found.ahead == found.money == found.who == found.questions == found.differ == ()


def test_an_item_that_says_nothing_is_no_news():
    assert brief({"A": [item("A", "")]}, KNOWN, TODAY, "en").changed == ()


def test_a_section_is_never_longer_than_its_limit():
    many = item("A", "T", " ".join(f"A meeting is on {day} May 2026." for day in range(1, 29)))
    assert len(brief({"A": [many]}, KNOWN, TODAY, "en").ahead) == AHEAD


def test_a_card_cites_story_and_items_and_leaves_out_empty_sections(written):
    plain = brief_card(written, "Brief: minerals", "en").plain
    assert (
        "Open questions\n• “It remains unclear who will run the fund.” [story #K7Q2: #K7Q2 MOFE (https://n.example/K7Q2)]"
        in plain
    )
    assert plain.endswith(
        "3 items in 2 stories. Sentences are quoted as their sources wrote them; official sources come first."
    )
    line = Line("t", "A", tuple(item(id, "T", source="" if id == "B" else "S", link=None) for id in "ABCDE"))
    empty = brief_card(Brief((line,), (), (), (), (), (), 5, 1), "t", "ko")
    assert "• t [스토리 #A: #A S, #B, #C S, +2]" in empty.plain
    assert "일정" not in empty.plain


def test_markdown_says_the_same_and_nothing_in_it_is_markup_of_a_source():
    evil = item("A", "[x](javascript:1) <b>*bold*</b>\n# head", "", "A|B")
    text = markdown(brief({"A": [evil]}, KNOWN, TODAY, "en"), "Brief", "en")
    assert text.startswith("# Brief\n\n## What changed\n\n- ")
    assert "\\[x\\]\\(javascript:1\\) \\<b\\>\\*bold\\*\\</b\\> \\# head" in text
    assert "[\\#A A\\|B](<https://n.example/A>)" in text
    assert "Dates ahead" not in text


def test_a_timeline_has_official_sources_first_and_says_where_they_differ():
    plain = story_card([OFFICIAL, PRESS], "K7Q3", KNOWN, "en", SEOUL).plain.split("\n")
    assert plain == [
        "Story #K7Q3: Ministry opens a fund for critical minerals (https://n.example/K7Q2)",
        "2 items in 2 outlets, oldest first.",
        "Official sources",
        "• #K7Q2 Ministry opens a fund for critical minerals (https://n.example/K7Q2) · MOFE · official · Mon 2 Mar 2026, 10:00 KST",
        "Other sources",
        "• #K7Q3 Fund for minerals (https://n.example/K7Q3) · Yonhap · wire · Mon 2 Mar 2026, 10:00 KST",
        "Sources differ: $3bn (MOFE, #K7Q2) / $5bn (Yonhap, #K7Q3).",
        "The official source is #K7Q2.",
    ]


def test_a_story_of_one_says_so_and_a_difference_without_an_official_source_names_none():
    alone = story_card([item("A", "")], "A", KNOWN, "en", SEOUL).plain
    assert alone.startswith(
        "Story #A: (without a title) (https://n.example/A)\nNo other item reports this event so far."
    )
    unsure = story_card([PRESS, item("B", "T", OFFICIAL.body, "AP")], "B", KNOWN, "en", SEOUL).plain
    assert "Sources differ" in unsure
    assert "official source is" not in unsure


def test_a_long_timeline_shows_its_newest():
    items = [item(f"A{n}", f"T{n}", published=MONDAY.replace(hour=n)) for n in range(20)]
    (rows,) = [block for block in story_card(items, "A0", KNOWN, "en", SEOUL).blocks if isinstance(block, Bullets)]
    assert (len(rows.rows), rows.rows[-1][1].text) == (ROWS, "T19")


def test_what_only_repeats_its_headline_opens_no_question():
    told_so = item("K7Q2", "It remains unclear who will run the fund", "It remains unclear who will run the fund.")
    assert brief({"K7Q2": [told_so]}, KNOWN, TODAY, "en").questions == ()
