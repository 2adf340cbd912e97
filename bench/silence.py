"""How often a feed that is well is called silent, and how soon one that stopped: .venv/bin/python -m bench.silence

Synthetic feeds of many rhythms over some years, looked at every six hours. Offices rest on weekends and on two holidays of nine days a
year (five of them weekdays); `alone` they are the only site of their country, `in company` there are four other offices' sites.
"""

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median

from core.silence import LOOK_BACK, free_days, local_day, silence

START = datetime(2020, 1, 6, tzinfo=UTC)
LOOK = timedelta(hours=6)
KEPT, KNOWN = 200, timedelta(days=120)
COMPANY = 4


@dataclass(frozen=True)
class Rhythm:
    """Entries a day by chance, at an office's days and hours or at any; or every so many days, some at once."""

    name: str
    a_day: float = 0.0
    every: float = 0.0
    at_once: int = 1
    office: bool = False


RHYTHMS = (
    Rhythm("5 a day", 5),
    Rhythm("1 a day", 1),
    Rhythm("2 a week", 2 / 7),
    Rhythm("1 a week", 1 / 7),
    Rhythm("1 a month", 1 / 30),
    Rhythm("weekly, five at once", every=7, at_once=5),
    Rhythm("monthly", every=30),
    Rhythm("office, 10 a day", 10, office=True),
    Rhythm("office, 4 a day", 4, office=True),
    Rhythm("office, 1 a day", 1, office=True),
)


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--years", type=int, default=3)
    years = arguments.parse_args().years
    print(f"{'':24}{'false a year':>14}{'told after days (median, most)':>34}")
    for rhythm in RHYTHMS:
        for company in (False, True) if rhythm.office else (False,):
            name = f"{rhythm.name}{', in company' if company else ', alone' if rhythm.office else ''}"
            false, told = _measured(rhythm, years, company=company)
            print(f"{name:30}{false / years:8.2f}{median(told):22.1f}{max(told):8.1f}")


def _measured(rhythm: Rhythm, years: int, *, company: bool) -> tuple[int, list[float]]:
    """False alarms, and after how many days a feed that stops at some moment is called silent."""
    chance = random.Random(rhythm.name)
    end = START + timedelta(days=365 * years)
    moments = list(_moments(rhythm, chance, end))
    sites = []
    if company:
        sites = [{local_day(m, None) for m in _moments(rhythm, chance, end + KNOWN)} for _ in range(COMPANY)]
    false, before, now = 0, False, START + KNOWN
    while now < end:
        silent = _is_silent(moments, now, sites)
        false += silent and not before
        before, now = silent, now + LOOK
    return false, [_told(moments, START + KNOWN + (end - START - KNOWN) * chance.random(), sites) for _ in range(40)]


def _told(moments: list[datetime], stopped: datetime, sites: list[set[date]]) -> float:
    left = [moment for moment in moments if moment <= stopped]
    now = left[-1]
    while not _is_silent(left, now, sites):
        now += LOOK
    return (now - left[-1]) / timedelta(days=1)


def _is_silent(moments: list[datetime], now: datetime, sites: list[set[date]]) -> bool:
    known = [moment for moment in moments if moment <= now][-KEPT:]
    if silence(known, now, None, ()).began is None:
        return False
    today = now.date()
    seen = [{day for day in site if today - LOOK_BACK <= day <= today} for site in sites]
    return silence(known, now, None, free_days(seen, today)).began is not None


def _moments(rhythm: Rhythm, chance: random.Random, end: datetime) -> Iterator[datetime]:
    if rhythm.every:
        at = START
        while at < end:
            yield from (at + timedelta(minutes=10 * n) for n in range(rhythm.at_once))
            at += timedelta(days=rhythm.every, hours=chance.gauss(0, 4))
        return
    hours = 9 if rhythm.office else 24
    day = START
    while day < end:
        at = timedelta(hours=8 if rhythm.office else 0)
        while (at := at + timedelta(hours=chance.expovariate(rhythm.a_day / hours))) < timedelta(hours=8 + hours):
            if at >= timedelta(hours=24) or (rhythm.office and _is_off(day.date())):
                break
            yield day + at
        day += timedelta(days=1)


def _is_off(day: date) -> bool:
    return day.weekday() >= 5 or any(0 <= (day - start).days < 9 for start in _holidays(day.year))


def _holidays(year: int) -> list[date]:
    """The Saturdays on which two holidays of nine days begin."""
    return [day + timedelta(days=(5 - day.weekday()) % 7) for day in (date(year, 2, 5), date(year, 9, 20))]


if __name__ == "__main__":
    main()
