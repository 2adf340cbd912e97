"""The form of `settings`: what a channel and a person have set, as fields, and the lines that change it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.context import Context
from bot.commands.field_values import checked, given, one
from core.form import Ask, Choice, Field, Filled, Form
from core.model import Sensitivity
from core.rhythm import RhythmError, parse_quiet, parse_rhythm, parse_until
from core.wording import LANGUAGES, Worded
from storage.people import Person

AUTO = "auto"
MOST_A_DAY = 1_000
OFF = {"digest": "digest off", "quiet": "quiet off", "pause": "resume", "cap": "digest max:off"}
SET = {
    "channel_lang": "language channel {}",
    "lang": "language {}",
    "digest": "digest {}",
    "quiet": "quiet {}",
    "pause": "pause until:{}",
    "cap": "digest max:{}",
    "sensitivity": "settings sensitivity:{}",
}
LONGEST = 100


def form(context: Context, filled: Filled) -> Form:
    """What is set now, with what was filled in instead."""
    wishes = context.store.wishes.of(context.channel, context.now)
    request = context.request
    mine = context.store.people.lang(Person(request.surface, request.workspace, request.user)) or AUTO
    is_paused = wishes.paused_until is not None and wishes.paused_until > context.now
    fields = (
        _chosen(context, "channel_lang", filled, context.channel.lang, _languages(context)),
        _chosen(context, "lang", filled, mine, (Choice(AUTO, language_name(context, AUTO)), *_languages(context))),
        _typed(
            context, "digest", filled, _said(context, wishes.digest), lambda typed: parse_rhythm(typed, _zone(context))
        ),
        _typed(
            context, "quiet", filled, _said(context, wishes.quiet), lambda typed: parse_quiet(typed, _zone(context))
        ),
        _typed(
            context,
            "pause",
            filled,
            _local(wishes.paused_until, context.zone) if is_paused else "",
            lambda typed: parse_until(typed, _zone(context), context.now),
        ),
        _typed(context, "cap", filled, str(wishes.cap or ""), _cap),
        _chosen(context, "sensitivity", filled, wishes.sensitivity, sensitivities(context)),
    )
    return Form("settings", context.say("form.settings"), context.say("form.settings_do"), fields)


def lines(filled: Filled) -> tuple[str, ...]:
    """A line a field that was filled in; an empty one ends what it set, where that can be ended."""
    answers = {name: one(filled, name) for name in SET if name in filled}
    return tuple(
        SET[name].format(typed) if typed else OFF[name] for name, typed in answers.items() if typed or name in OFF
    )


def sensitivities(context: Context) -> tuple[Choice, ...]:
    """How much can be heard, the least first."""
    return tuple(Choice(value, context.say(f"sensitivity.{value}")) for value in Sensitivity)


def language_name(context: Context, lang: str) -> str:
    """What a language is called, in the answer's."""
    if lang == AUTO:
        return context.say("language.auto", surface=context.say(f"surface.{context.request.surface}"))
    return context.say(f"language.{lang}") if lang in LANGUAGES else lang


def _chosen(context: Context, name: str, filled: Filled, now: str, choices: tuple[Choice, ...]) -> Field:
    label = context.say(f"settings.{name}")
    field = Field(name, label, Ask.ONE, given(filled, name) or (now,), choices, required=True)
    return checked(context, field)


def _typed(context: Context, name: str, filled: Filled, now: str, read: Callable[[str], object]) -> Field:
    value = given(filled, name, (now,) if now else ())
    error = ""
    try:
        typed = one({name: value}, name)
        if len(typed) > LONGEST:
            error = context.say("form.too_long", limit=LONGEST)
        elif typed:
            read(typed)
    except RhythmError:
        error = context.say(f"form.bad_{name}")
    return Field(name, context.say(f"settings.{name}"), value=value, hint=context.say(f"form.{name}_hint"), error=error)


def _said(context: Context, wish: Worded | None) -> str:
    return wish.in_words(context.lang) if wish else ""


def _cap(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= MOST_A_DAY:
        raise RhythmError("rhythm.cap")
    return int(typed)


def _languages(context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(lang, language_name(context, lang)) for lang in LANGUAGES)


def _zone(context: Context) -> str:
    return context.zone.key


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""
