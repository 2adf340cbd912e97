"""Dates as people read them."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from core.when import date_text, day_text

SEOUL = ZoneInfo("Asia/Seoul")
MOMENT = datetime(2026, 1, 26, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "lang", "zone", "text"),
    [
        (MOMENT, "en", SEOUL, "Tue 27 Jan 2026, 08:30 KST"),
        (MOMENT, "ko", SEOUL, "2026년 1월 27일 (화) 08:30 KST"),
        (MOMENT, "fr", ZoneInfo("UTC"), "Mon 26 Jan 2026, 23:30 UTC"),
        (MOMENT, "en", ZoneInfo("Asia/Tashkent"), "Tue 27 Jan 2026, 04:30 UTC+05:00"),
        (MOMENT, "en", ZoneInfo("America/Sao_Paulo"), "Mon 26 Jan 2026, 20:30 UTC-03:00"),
        (datetime(2026, 1, 26, tzinfo=UTC), "en", ZoneInfo("America/New_York"), "Mon 26 Jan 2026"),
        (datetime(2026, 1, 26, tzinfo=UTC), "ko", SEOUL, "2026년 1월 26일 (월)"),
        (datetime(2026, 1, 26, 9, tzinfo=timezone(timedelta(hours=9))), "en", SEOUL, "Mon 26 Jan 2026"),
        (datetime(2026, 1, 26, 0, 0, 1, tzinfo=UTC), "en", SEOUL, "Mon 26 Jan 2026, 09:00 KST"),
    ],
)
def test_a_date_is_absolute_with_weekday_and_zone(moment, lang, zone, text):
    assert date_text(moment, lang, zone) == text


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "Tue 27 Jan 2026"), ("ko", "2026년 1월 27일 (화)"), ("fr", "Tue 27 Jan 2026")]
)
def test_a_day_has_its_weekday(lang, text):
    assert day_text(date(2026, 1, 27), lang) == text
