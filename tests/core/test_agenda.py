"""Dates ahead, and the file of them that calendars read."""

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.agenda import Event, events
from core.date_cues import DateKind
from core.ics import escaped, folded, ics
from core.passages import Read
from tests.core.briefs import KNOWN, item

FEBRUARY, JUNE = date(2026, 3, 2), date(2026, 6, 1)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = item(
    "K7Q2",
    "Licences for gallium",
    "Traders met on 5 May 2026. Comments are due by 31 March 2026. The order takes effect on 1 April 2026. The deadline is 1 March 2027.",
)
ECHO = item("K7Q3", "Gallium again", "Comments must come in by 31 March 2026, it said.", "Yonhap")


def agenda(*items, stories=None):
    return events([Read(one, KNOWN) for one in items], stories or {}, FEBRUARY, JUNE)


def test_firm_dates_come_first_each_by_its_day_in_the_words_of_its_source():
    assert [(e.kind, e.day, e.text) for e in agenda(CALL)] == [
        (DateKind.DEADLINE, date(2026, 3, 31), "Comments are due by 31 March 2026."),
        (DateKind.EFFECTIVE, date(2026, 4, 1), "The order takes effect on 1 April 2026."),
        (DateKind.DATE, date(2026, 5, 5), "Traders met on 5 May 2026."),
    ]


def test_a_story_names_an_event_once_with_all_who_do():
    (first, *_) = found = agenda(CALL, ECHO, stories={CALL.key: "K7Q2", ECHO.key: "K7Q2"})
    assert (len(found), first.items, first.story) == (3, (CALL, ECHO), "K7Q2")
    assert len(agenda(CALL, ECHO)) == 4
    twice = item("A", "T", "Comments are due by 31 March 2026. Yes, they are due by 31 March 2026.")
    assert [event.items for event in agenda(twice)] == [(twice,)]


def test_a_date_in_a_title_is_quoted_from_it_and_a_vague_one_is_no_event():
    titled = item("A", "Talks resume on 5 May 2026", "")
    assert [event.text for event in agenda(titled)] == ["Talks resume on 5 May 2026"]
    assert agenda(item("A", "T", "More is expected in the second quarter of 2026.")) == []
    assert events([Read(item("A", "T", "Applications are due by 2026."), KNOWN)], {}, FEBRUARY, date.max) == []


def lines(text: str) -> list[str]:
    """The unfolded lines of a calendar."""
    return re.sub("\r\n ", "", text).split("\r\n")


def test_a_calendar_file_holds_whole_days():
    found = agenda(CALL, ECHO, stories={CALL.key: "K7Q2", ECHO.key: "K7Q2"})
    written = lines(ics(found, "en", NOW))
    assert written[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Policywire//EN", "CALSCALE:GREGORIAN"]
    first = written[4 : written.index("END:VEVENT")]
    assert first[0] == "BEGIN:VEVENT"
    assert re.fullmatch(r"UID:[0-9a-f]{32}@policywire", first[1])
    assert first[2:] == [
        "DTSTAMP:20260302T090000Z",
        "DTSTART;VALUE=DATE:20260331",
        "DTEND;VALUE=DATE:20260401",
        "SUMMARY:Deadline: Licences for gallium",
        "DESCRIPTION:Comments are due by 31 March 2026.\\n#K7Q2 Reuters\\, #K7Q3 Yonhap",
        "URL:https://n.example/K7Q2",
        "TRANSP:TRANSPARENT",
    ]
    assert written[-2:] == ["END:VCALENDAR", ""]
    assert ics(found, "en", NOW) == ics(agenda(CALL, ECHO, stories={CALL.key: "K7Q2", ECHO.key: "K7Q2"}), "en", NOW)


def test_the_last_day_of_all_and_an_item_without_a_link():
    event = Event(date.max, date.max, DateKind.DATE, "t", "A", (item("A", "T", link=None),))
    written = lines(ics([event], "ko", NOW))
    assert "DTEND;VALUE=DATE:99991231" in written
    assert not [line for line in written if line.startswith("URL")]


@given(st.text(max_size=300))
def test_any_text_survives_escaping_and_folding(text):
    parts = list(folded(f"SUMMARY:{escaped(text)}"))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert not any(re.search(r"[\x00-\x1f\x7f]", part) for part in parts)
    line = parts[0] + "".join(part.removeprefix(" ") for part in parts[1:])
    back = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], line.removeprefix("SUMMARY:"))
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    assert back == re.sub("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", "", kept)


def test_a_calendar_without_events_says_so_on_its_day():
    written = lines(ics([], "en", NOW))
    assert written.count("BEGIN:VEVENT") == written.count("END:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20260302" in written
    assert "SUMMARY:Policywire: no dates ahead were found" in written
