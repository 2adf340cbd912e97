"""settings, language: how this channel and this person want it. When a channel hears is set in bot/commands/rhythm.py."""

from bot.commands import forms, preferences
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, card, code, suggest, text
from bot.commands.request import Reply
from core.card import Bullets, Facts, Heading
from core.wording import LANGUAGES
from storage.people import Person

OPTIONS = ("sensitivity",)
NAMES = {
    "en": "en", "english": "en", "영어": "en", "ko": "ko", "korean": "ko", "한국어": "ko", "한국말": "ko", "한글": "ko",
}  # fmt: skip
CHANNEL = ("channel", "here", "채널")
_AUTO = ("auto", "off", "자동")
SHOWN = 40


def settings(context: Context) -> Reply:
    """How this channel has it, and a form to change that; `sensitivity:` is that of new subscriptions."""
    if "sensitivity" in context.line.options:
        return _sensitivity(context)
    form = forms.form(forms.SETTINGS, context, {})
    rows = tuple((field.label, ", ".join(_told(context, field.name, field.value))) for field in form.fields)
    language, digest, quiet, sensitivity = (
        context.examples(verb) for verb in ("language", "digest", "quiet", "settings")
    )
    lines = (language[1], language[0], digest[0], quiet[0], sensitivity[1])
    how = Bullets(tuple(code(line) for line in lines))
    shown = card(Heading(context.say("settings.title")), Facts(rows), text(context.say("settings.change")), how)
    return Reply(shown, form=form)


def language(context: Context) -> Reply:
    """The language of this person, or with `channel` that of the channel's alerts."""
    words = context.line.subject.casefold().split()
    if not words:
        told = context.say(
            "language.is", mine=_name(context, context.lang), channel=_name(context, context.channel.lang)
        )
        return answer(text(told), buttons(*((_name(context, lang), f"language {lang}") for lang in LANGUAGES)))
    of_channel = any(word in CHANNEL for word in words)
    [word, *more] = [word for word in words if word not in CHANNEL] or [""]
    if not more and word in NAMES:
        return _of_channel(context, NAMES[word]) if of_channel else _of_person(context, NAMES[word])
    if not more and word in _AUTO and not of_channel:
        return _of_person(context, "")
    told = context.say("language.what", text=context.line.subject[:SHOWN])
    return suggest(context.lang, told, ["language en", "language ko", "language channel en", "language channel ko"])


def _of_person(context: Context, lang: str) -> Reply:
    request = context.request
    context.store.people.set_lang(Person(request.surface, request.workspace, request.user), lang)
    if not lang:
        return answer(text(context.say("language.mine_auto", surface=context.say(f"surface.{request.surface}"))))
    spoken = context.in_language(lang)
    return answer(text(spoken.say("language.mine", name=_name(spoken, lang))))


def _of_channel(context: Context, lang: str) -> Reply:
    before = context.channel.lang
    context.store.subscriptions.set_lang(context.channel, lang)
    undo = buttons((context.say("undo"), f"language channel {before}")) if before != lang else buttons()
    spoken = context.in_language(lang)
    user = context.request.user_name or context.request.user
    told = spoken.say("language.channel_by", user=user, name=_name(spoken, lang))
    done = text(context.say("language.channel", name=_name(context, lang)))
    return answer(done, undo, announce=card(text(told), undo))


def _sensitivity(context: Context) -> Reply:
    wanted = preferences.read(context).sensitivity
    before = context.store.wishes.of(context.channel, context.now).sensitivity
    context.store.wishes.set_sensitivity(context.channel, wanted, context.zone.key, context.now)
    undo = buttons((context.say("undo"), f"settings sensitivity:{before}")) if before != wanted else buttons()
    shared = context.public
    user = context.request.user_name or context.request.user
    told = shared.say("settings.sensitivity_set_by", user=user, sensitivity=shared.say(f"sensitivity.{wanted}"))
    done = context.say("settings.sensitivity_set", sensitivity=context.say(f"sensitivity.{wanted}"))
    return answer(text(done), undo, announce=card(text(told), undo))


def _told(context: Context, name: str, value: tuple[str, ...]) -> list[str]:
    """A setting in words."""
    if name == "sensitivity":
        return [context.say(f"sensitivity.{value[0]}")]
    if name in ("lang", "channel_lang"):
        return [forms.language_name(context, value[0])]
    return list(value) if any(value) else [context.say("settings.none")]


def _name(context: Context, lang: str) -> str:
    return context.say(f"language.{lang}") if lang in LANGUAGES else lang
