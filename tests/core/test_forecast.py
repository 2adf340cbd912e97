"""Counting what would have been posted, and widening a query."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.forecast import Advice, Found, broadened, forecast
from core.model import Channel, Item, Preferences, Reason, Sensitivity, Subject, SubjectKind, Subscription
from core.rhythm import Period, Quiet, Rhythm
from core.wishes import Mute, MuteKind, Wishes

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CBAM = Subject(SubjectKind.TOPIC, "cbam")


def wished(**wishes: object) -> Subscription:
    return Subscription(Channel("", "", ""), CBAM, "", Preferences(**wishes))


def found(hours: float, score: float = 2.0, **values: object) -> Found:
    moment = NOW - timedelta(hours=hours)
    return Found(Item(f"{hours}", "t", "", **({"found": moment} | values)), score)


def count(hits: list[Found], days: int = 3, share: float = 1.0, **wishes: object):
    return forecast(hits, wished(**wishes), days=days, now=NOW, zone=SEOUL, tried=9, share=share)


def test_hits_are_counted_by_the_local_day_without_gaps() -> None:
    # 18:00 in Seoul: 19 hours ago was 23:00 the day before.
    told = count([found(1), found(17), found(19), found(60)])
    assert told.per_day == {date(2026, 2, 28): 1, date(2026, 3, 1): 1, date(2026, 3, 2): 2}
    assert (told.total, told.a_day, told.tried, told.estimated, told.advice) == (4, 4 / 3, 9, False, Advice.FINE)


def test_the_hours_before_the_first_midnight_belong_to_the_first_day() -> None:
    assert list(count([found(71)]).per_day.values()) == [1, 0, 0]


def test_a_date_of_publication_in_the_future_counts_when_it_was_found() -> None:
    told = count(
        [found(1, published=NOW + timedelta(days=9)), found(1, found=None), found(1, published=NOW - timedelta(days=1))]
    )
    assert list(told.per_day.values()) == [0, 1, 2]


def test_what_the_wishes_hold_is_counted_by_reason() -> None:
    hits = [found(1, lang="ko"), found(2, lang="en"), found(3, lang="en", score=1.2), found(4, lang="en", score=1.2)]
    told = count(hits, langs=("ko",))
    assert (told.total, dict(told.held)) == (1, {Reason.OTHER_LANGUAGE: 1, Reason.TOO_WEAK: 2})
    assert count(hits, sensitivity=Sensitivity.MORE).total == 4
    assert count(hits, sensitivity=Sensitivity.FEWER).total == 0


def test_the_newest_are_shown() -> None:
    told = count([found(n) for n in range(1, 9)])
    assert [item.id for item in told.samples] == ["1", "2", "3", "4", "5"]


def test_a_sample_is_counted_on_from() -> None:
    told = count([found(1), found(2, lang="ko"), found(3, score=0.5)], share=0.1)
    assert (told.total, told.held, told.estimated) == (20, {Reason.TOO_WEAK: 10}, True)


@pytest.mark.parametrize(
    ("hits", "advice"), [(0, Advice.NARROW), (1, Advice.FINE), (45, Advice.FINE), (46, Advice.BROAD)]
)
def test_nothing_and_too_much_are_worth_a_word(hits: int, advice: Advice) -> None:
    assert count([found(1)] * hits).advice is advice


@pytest.mark.parametrize(
    ("query", "wider"),
    [
        ("gallium price", "gallium OR price"),
        ("(gallium OR 갈륨) lang:ko NOT seminar", "gallium OR 갈륨"),
        ('"critical raw materials"', "critical AND raw AND materials"),
        ("gallium NEAR/3 price", "gallium AND price"),
        ("title:gallium", "gallium"),
        ("gallium", None),
        ("gallium OR 갈륨", None),
        ('"희토류 수출"', None),
        ('"a gallium"', None),
    ],
)
def test_a_query_is_broadened_by_asking_for_less(query: str, wider: str | None) -> None:
    assert broadened(query) == wider


def test_with_a_digest_of_its_own_nothing_comes_at_once() -> None:
    own = wished(digest=Rhythm(Period.DAILY, time(8, 30), "Asia/Seoul"))
    told = forecast([found(1), found(2)], own, days=3, now=NOW, zone=SEOUL, tried=9)
    assert (told.limits, told.total) == ({Reason.DIGEST: 2}, 2)


def test_what_a_channels_settings_hold_of_the_rest_is_counted() -> None:
    quiet = Quiet(time(19), time(8), "Asia/Seoul")
    mute = Mute(MuteKind.SOURCE, "Gazette", NOW + timedelta(days=1))
    hits = [found(1), found(2), found(3), found(17), found(4, source="Gazette")]
    told = forecast(
        hits,
        wished(),
        days=3,
        now=NOW,
        zone=SEOUL,
        tried=9,
        wishes=Wishes(quiet=quiet, mutes=(mute,), cap=2, paused_until=NOW + timedelta(days=3)),
    )
    assert told.limits == {Reason.MUTED: 1, Reason.QUIET_HOURS: 1, Reason.OVER_CAP: 1}
    assert told.total == 5
