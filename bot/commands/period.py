"""`since:` and `until:`: a date or how long ago → a moment."""

import re
from datetime import date, datetime, time, timedelta

from bot.commands.context import Context
from core.errors import CommandError

OPTIONS = ("since", "until")
_AGO = re.compile(r"(\d{1,4})\s?(h|d|w|m|y|시간|일|주|개월|달|년)(?:전)?")
_HOURS = {
    "h": 1,
    "시간": 1,
    "d": 24,
    "일": 24,
    "w": 168,
    "주": 168,
    "m": 720,
    "개월": 720,
    "달": 720,
    "y": 8_760,
    "년": 8_760,
}
_NAMED = {"today": 0, "오늘": 0, "yesterday": 1, "어제": 1}
_MOST_DAYS = 36_500


def since(context: Context) -> datetime | None:
    """When the asked time begins: a date's first moment in the installation's zone, or so long ago."""
    return _moment(context, "since")


def until(context: Context) -> datetime | None:
    """When the asked time is over: after a date's last moment."""
    return _moment(context, "until")


def typed(context: Context) -> str:
    """The options as they were typed, with a blank before each."""
    return "".join(f" {name}:{context.line.options[name]}" for name in OPTIONS if name in context.line.options)


def _moment(context: Context, name: str) -> datetime | None:
    given = context.line.options.get(name)
    if given is None:
        return None
    value = given.strip().casefold()
    today = context.now.astimezone(context.zone).date()
    try:
        if ago := _AGO.fullmatch(value):
            return context.now - timedelta(hours=min(int(ago[1]) * _HOURS[ago[2]], _MOST_DAYS * 24))
        day = today - timedelta(days=_NAMED[value]) if value in _NAMED else date.fromisoformat(value)
        first = day + timedelta(days=name == "until")
        return datetime.combine(first, time(), context.zone)
    except (ValueError, OverflowError) as error:
        user = context.say("bad_option", word=name, form=context.say(f"option.{name}"), value=given[:40])
        raise CommandError(f"bad {name}", user=user) from error
