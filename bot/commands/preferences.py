"""What narrows a subscription or a list: options of a command line ↔ Preferences, and Preferences in words."""

import re
from collections.abc import Callable, Sequence

from bot.commands.context import Context
from core.errors import CommandError
from core.model import Dedupe, Preferences, Sensitivity, Tier
from core.rhythm import Rhythm, RhythmError, parse_rhythm

OPTIONS = ("lang", "from", "country", "sensitivity")
# A list has no use for what says which alerts are one.
OF_SUBSCRIPTIONS = (*OPTIONS, "dedupe", "thread", "digest")
_SENSITIVITY = {"적게": "fewer", "보통": "balanced", "많이": "more"}
# `lang:all` takes a wish back.
_NO_WISH = ("all", "any", "전체", "모두", "*")
_NO_DIGEST = ("off", "끄기", "해제", "없음")
_MOST_VALUES, _LONGEST_SOURCE = 20, 100
_LANG = re.compile(r"[a-z]{2,3}(-[a-z]{2,4})?", re.IGNORECASE | re.ASCII)
_COUNTRY = re.compile(r"[a-z]{2}", re.IGNORECASE | re.ASCII)


def read(context: Context, default: Sensitivity = Sensitivity.BALANCED) -> Preferences:
    """The preferences that the line's options ask for, with this sensitivity if none.

    Raises CommandError that says which form an option has.
    """
    return Preferences(
        langs=_values(context, "lang", _LANG.fullmatch, str.lower),
        sources=_values(context, "from", _is_source, _source),
        countries=_values(context, "country", _COUNTRY.fullmatch, str.upper),
        sensitivity=_sensitivity(context, default),
        dedupe=Dedupe(_choice(context, "dedupe", tuple(Dedupe))),
        thread=_choice(context, "thread", ("on", "off")) == "on",
        digest=_digest(context),
    )


def typed(preferences: Preferences, *, full: bool = False, default: Sensitivity = Sensitivity.BALANCED) -> str:
    """The preferences as options of a command line, with a blank before each; `full` also says that there are none.

    `default` is the sensitivity of a line that names none.
    """
    sensitivity = () if preferences.sensitivity is default else (preferences.sensitivity,)
    dedupe = () if preferences.dedupe is Dedupe.STORY else (preferences.dedupe,)
    thread = () if preferences.thread else ("off",)
    digest = (str(preferences.digest),) if preferences.digest else ()
    named = zip(
        OF_SUBSCRIPTIONS,
        (preferences.langs, preferences.sources, preferences.countries, sensitivity, dedupe, thread, digest),
        strict=True,
    )
    options = [f" {name}:{_quoted(','.join(values))}" for name, values in named if values]
    return "".join(options) or (" lang:all" if full else "")


def told(context: Context, preferences: Preferences) -> str:
    """Every preference in words, those that narrow nothing too."""
    everything = context.say("any")
    return context.say(
        "defaults",
        langs=", ".join(preferences.langs) or everything,
        sources=", ".join(preferences.sources) or everything,
        countries=", ".join(preferences.countries) or everything,
        sensitivity=context.say(f"sensitivity.{preferences.sensitivity}"),
        rhythm=_rhythm(context, preferences.digest),
        dedupe=context.say(f"dedupe.{preferences.dedupe}") + ("" if preferences.thread else context.say("thread.off")),
    )


def _rhythm(context: Context, own: Rhythm | None) -> str:
    """When alerts come to the channel, as it is set, or by a digest of the subscription's own."""
    wishes = context.store.wishes.of(context.channel, context.now)
    told = context.say("defaults.now")
    if own:
        told = context.say("defaults.own_digest", digest=own)
    elif wishes.digest:
        told = context.say("defaults.digest", digest=wishes.digest)
    elif wishes.cap is not None:
        told = context.say("defaults.cap", cap=wishes.cap)
    return f"{told} {context.say('quiet.is', quiet=wishes.quiet)}" if wishes.quiet else told


def _sensitivity(context: Context, default: Sensitivity) -> Sensitivity:
    given = context.line.options.get("sensitivity", default).strip().casefold()
    value = _SENSITIVITY.get(given, given)
    return Sensitivity.BALANCED if value in _NO_WISH else _checked(context, "sensitivity", value)


def _digest(context: Context) -> Rhythm | None:
    """A digest of the subscription's own, None where the line wants none."""
    given = context.line.options.get("digest", "").strip()
    if not given or given.casefold() in (*_NO_WISH, *_NO_DIGEST):
        return None
    try:
        return parse_rhythm(given, context.zone.key)
    except RhythmError as error:
        form = context.say("bad_option", word="digest", form=context.say("option.digest"), value=given[:40])
        raise CommandError("bad digest", user=form) from error


def _choice(context: Context, name: str, values: Sequence[str]) -> str:
    """One of a few words, the first where the line names none."""
    given = context.line.options.get(name, values[0]).strip().casefold()
    if given not in values:
        user = context.say("bad_option", word=name, form=context.say(f"option.{name}"), value=given[:40])
        raise CommandError(f"bad {name}", user=user)
    return given


def _checked(context: Context, name: str, value: str) -> Sensitivity:
    if value not in set(Sensitivity):
        user = context.say("bad_option", word=name, form=context.say(f"option.{name}"), value=value[:40])
        raise CommandError(f"bad {name}", user=user)
    return Sensitivity(value)


def _values(
    context: Context, name: str, fits: Callable[[str], object], change: Callable[[str], str]
) -> tuple[str, ...]:
    given = context.line.options.get(name)
    if given is None:
        return ()
    values = [value.strip() for value in given.split(",") if value.strip()]
    if any(value.casefold() in _NO_WISH for value in values):
        return ()
    bad = next((value for value in values if not fits(value)), None)
    if bad is not None or not 1 <= len(values) <= _MOST_VALUES:
        user = context.say("bad_option", word=name, form=context.say(f"option.{name}"), value=(bad or given)[:40])
        raise CommandError(f"bad {name}", user=user)
    return tuple(dict.fromkeys(change(value) for value in values))


def _is_source(value: str) -> bool:
    return len(value) <= _LONGEST_SOURCE and any(c.isalnum() for c in value)


def _source(value: str) -> str:
    return value.lower() if value.lower() in set(Tier) else value


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s()]", value) else value
