"""What a later report of a story changes, and what is only another way to tell it."""

from datetime import UTC, date, datetime

import pytest

from core.changes import What, change_text, changes
from core.facts import NOTHING_KNOWN
from core.model import Item
from core.passages import Read
from core.wording import LANGUAGES

PUBLISHED = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIRST = "The ministry opens talks on steel quotas"


def read(title: str, body: str = "", lang: str = "en", **values) -> Read:
    given = {"published": PUBLISHED, "source": "Post", "key": 1} | values
    return Read(Item("K7Q2", title, body, lang, **given), NOTHING_KNOWN)


def found(read_now: Read, *earlier: Read) -> list[tuple[What, object]]:
    return [(one.what, one.value) for one in changes(read_now, earlier)]


@pytest.mark.parametrize(
    ("title", "body", "lang", "what"),
    [
        (FIRST, "Comments are due by 30 April 2026.", "en", (What.DEADLINE, (date(2026, 4, 30), date(2026, 4, 30)))),
        (
            "철강 쿼터",
            "의견은 4월 30일까지 제출해야 한다.",
            "ko",
            (What.DEADLINE, (date(2026, 4, 30), date(2026, 4, 30))),
        ),
        (FIRST, "The rule takes effect on 1 May 2026.", "en", (What.EFFECTIVE, (date(2026, 5, 1), date(2026, 5, 1)))),
        ("Steel tariff rises to 30%", "", "en", (What.RATE, "30%")),
        ("철강 관세 30%로 인상", "", "ko", (What.RATE, "30%")),
        ("Steel quota talks suspended", "", "en", (What.STAGE, "suspended")),
        ("철강 쿼터 협정 비준", "", "ko", (What.STAGE, "ratified")),
        ("钢铁配额协定生效", "", "zh", (What.STAGE, "in-force")),
        ("鉄鋼枠の交渉を延期", "", "ja", (What.STAGE, "postponed")),
    ],
)
def test_a_new_deadline_day_of_effect_rate_or_stage_is_a_change(title, body, lang, what):
    earlier = read(FIRST, "A tariff of 25% is in place, said the ministry. The next meeting is on 12 March 2026.")
    assert found(read(title, body, lang), earlier) == [what]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Exporters welcome talks on quotas", "Sales rose by 41% to $3.2bn, the association said."),
        ("Steel tariff stays at 25%", ""),
        ("Sales rise by 30%", ""),
        (FIRST, "Comments were due by 30 January 2026."),
        (FIRST, "The rule takes effect on 12 March 2026."),
        (FIRST, "The reform is to be complete by 2027."),
    ],
)
def test_other_words_and_other_figures_are_none(title, body):
    earlier = read(FIRST, "A tariff of 25% is in place. The next meeting is on 12 March 2026.")
    assert found(read(title, body), earlier) == []


def test_the_first_report_changes_nothing():
    assert changes(read("Steel tariff rises to 30%"), ()) == ()


def test_a_rate_is_new_only_where_another_was_known():
    assert found(read("Steel tariff rises to 30%"), read(FIRST)) == []


def test_a_report_without_a_date_has_no_days_ahead():
    late = read(FIRST, "Comments are due by 30 April 2026.", published=None)
    assert found(late, read(FIRST)) == []


def test_a_change_is_told_once_and_three_at_most():
    many = " ".join(f"Comments on part {n} are due by {n} May 2026." for n in (4, 5, 6, 7, 4))
    assert [value[1].day for _, value in found(read(FIRST, many), read(FIRST))] == [4, 5, 6]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_is_told_in_the_readers_language_with_its_sentence(lang):
    body = "Comments are due by 30 April 2026."
    day, stage = changes(read("Talks suspended", body), [read(FIRST)])
    assert "2026" in change_text(day, lang)
    assert (day.sentence, stage.sentence) == (body, "Talks suspended")
    assert {change_text(stage, "en"), change_text(stage, "ko")} == {"New status: suspended", "새 상태: 중단·유예"}
    rate, *_ = changes(read("Tariff of 30%"), [read("Tariff of 25%")])
    assert change_text(rate, "en") == "New rate: 30%"
