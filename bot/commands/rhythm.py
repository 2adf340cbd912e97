"""digest, quiet, pause, resume, mute: when a channel hears. The rules of local time are in core/rhythm.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.commands.context import Context
from bot.commands.replies import answer, buttons, card, refuse, suggest, text
from bot.commands.request import Reply
from core.card import Bullets, Chart, Heading, Span
from core.chart_png import picture_after
from core.digest_card import CHART_DAYS, Piece, digest_card, digest_chart, whole_digest
from core.model import Sensitivity
from core.rhythm import RhythmError, next_due, parse_quiet, parse_rhythm, parse_until
from core.scoring import THRESHOLD
from core.when import day_text
from core.wishes import Mute, MuteKind, is_weekly, overflow_rhythm
from core.wording import items
from storage.digests import Due, name_of_now

DIGEST_OPTIONS = ("max",)
QUIET_OPTIONS = ("except",)
PAUSE_OPTIONS = ("until",)
MUTE_OPTIONS = ("source", "story", "until")
OFF = ("off", "끄기", "해제", "없음")
SHOW = ("show", "보기")
_NOW = ("now", "지금")
NEEDED = THRESHOLD[Sensitivity.BALANCED]
_MUTED_FOR = timedelta(days=7)
_MOST_A_DAY = 1_000


@dataclass(frozen=True, slots=True)
class When:
    """A moment as people in a zone call it."""

    moment: datetime
    zone: ZoneInfo

    def in_words(self, lang: str) -> str:
        """Day and time in a language."""
        local = self.moment.astimezone(self.zone)
        return f"{day_text(local.date(), lang)} {local:%H:%M %Z}"


def digest(context: Context) -> Reply:
    """Set, end, show or send a digest; `max:` caps the alerts a day."""
    subject = context.line.subject.strip()
    if "max" in context.line.options:
        return _cap(context, context.line.options["max"].strip())
    if not subject:
        return _digest_now_set(context)
    if subject.partition(" ")[0].casefold() in SHOW:
        return _show(context, subject.partition(" ")[2])
    if subject.casefold() in OFF:
        if context.store.wishes.of(context.channel, context.now).digest is None:
            return refuse(context.say("digest.was_off"))
        context.store.wishes.set_digest(context.channel, None, context.zone.key, context.now)
        return _changed(context, "digest.off", undo="")
    if subject.casefold() in _NOW:
        return _send_now(context)
    try:
        rhythm = parse_rhythm(subject, context.zone.key)
    except RhythmError as error:
        return suggest(context.lang, error.words.in_words(context.lang), context.examples("digest"))
    context.store.wishes.set_digest(context.channel, rhythm, context.zone.key, context.now)
    due, _ = next_due(rhythm, context.now)
    return _changed(context, "digest.set", undo="digest off", rhythm=rhythm, next=_when(context, due))


def quiet(context: Context) -> Reply:
    """Set, end or show the quiet hours."""
    excepted = "".join(f" except:{what}" for what in [context.line.options.get("except")] if what)
    subject = f"{context.line.subject}{excepted}".strip()
    if not subject:
        hours = context.store.wishes.of(context.channel, context.now).quiet
        return answer(text(context.say("quiet.is", quiet=hours) if hours else context.say("quiet.off")))
    if subject.casefold() in OFF:
        context.store.wishes.set_quiet(context.channel, None, context.zone.key, context.now)
        return _changed(context, "quiet.off", undo="")
    try:
        wanted = parse_quiet(subject, context.zone.key)
    except RhythmError as error:
        return suggest(context.lang, error.words.in_words(context.lang), context.examples("quiet"))
    context.store.wishes.set_quiet(context.channel, wanted, context.zone.key, context.now)
    return _changed(context, "quiet.set", undo="quiet off", quiet=wanted)


def pause(context: Context) -> Reply:
    """Post nothing for a time."""
    wanted = context.line.options.get("until", context.line.subject).strip()
    if not wanted:
        return suggest(context.lang, context.say("pause.how"), context.examples("pause"))
    try:
        until = parse_until(wanted, context.zone.key, context.now)
    except RhythmError as error:
        return suggest(context.lang, error.words.in_words(context.lang), context.examples("pause"))
    context.store.wishes.pause(context.channel, until, context.zone.key, context.now)
    return _changed(context, "pause.set", undo="resume", until=_when(context, until))


def resume(context: Context) -> Reply:
    """End a pause."""
    until = context.store.wishes.of(context.channel, context.now).paused_until
    if until is None or until <= context.now:
        return refuse(context.say("resume.none"))
    context.store.wishes.pause(context.channel, None, context.zone.key, context.now)
    return _changed(context, "resume.done", undo="")


def mute(context: Context) -> Reply:
    """Mute a source, a story or a phrase for a time; `mute off WHAT` ends it, `mute` shows what is muted."""
    options, subject = context.line.options, context.line.subject.strip()
    ending = bool(subject) and subject.split()[0].casefold() in OFF
    phrase = (subject.partition(" ")[2] if ending else subject).strip().strip('"').strip()
    if not phrase and "source" not in options and "story" not in options:
        return _muted(context)
    try:
        until = parse_until(options.get("until", "7d"), context.zone.key, context.now)
    except RhythmError as error:
        return suggest(context.lang, error.words.in_words(context.lang), context.examples("mute"))
    wanted = _wanted(context, phrase, until)
    if isinstance(wanted, Reply):
        return wanted
    if ending:
        gone = context.store.wishes.unmute(context.channel, wanted)
        return answer(text(context.say("mute.off" if gone else "mute.not", what=_named(context, wanted))))
    context.store.wishes.mute(context.channel, wanted, context.request.user, context.now)
    return answer(text(context.say("mute.set", what=_named(context, wanted), until=_when(context, until))))


def _wanted(context: Context, phrase: str, until: datetime) -> Mute | Reply:
    if story := context.line.options.get("story", "").strip().lstrip("#"):
        item = context.store.items.by_id(story)
        return Mute(MuteKind.STORY, item.id, until) if item else refuse(context.say("mute.unknown", id=story[:20]))
    if source := context.line.options.get("source", "").strip():
        return Mute(MuteKind.SOURCE, source[:200], until)
    return Mute(MuteKind.PHRASE, phrase[:200], until)


def _muted(context: Context) -> Reply:
    mutes = context.store.wishes.of(context.channel, context.now).mutes
    if not mutes:
        return answer(text(context.say("mute.none")))
    rows = (context.say("mute.row", what=_named(context, m), until=_when(context, m.until)) for m in mutes)
    return answer(Heading(context.say("mute.title")), Bullets(tuple((Span(row),) for row in rows)))


def _named(context: Context, mute: Mute) -> str:
    return context.say(f"mute.{mute.kind}", what=mute.what)


def _digest_now_set(context: Context) -> Reply:
    wishes = context.store.wishes.of(context.channel, context.now)
    rhythm = overflow_rhythm(wishes, context.zone.key)
    own = [(s.label, s.preferences.digest) for s in context.store.subscriptions.of_channel(context.channel)]
    told = [context.say("digest.own", label=label, rhythm=digest) for label, digest in own if digest]
    if rhythm is None and not told:
        return suggest(context.lang, context.say("digest.none"), context.examples("digest"))
    if rhythm:
        waiting = items(context.lang, len(context.store.digests.waiting(context.channel)))
        due, _ = next_due(rhythm, context.now)
        told = [context.say("digest.is", rhythm=rhythm, count=waiting, next=_when(context, due)), *told]
    return answer(text(*told))


def _show(context: Context, wanted: str) -> Reply:
    """All that a digest held, or a card of what had been held."""
    name, page = wanted.strip(), 1
    if " " in name and name.rpartition(" ")[2].isdecimal():
        name, page = name.rpartition(" ")[0], int(name.rpartition(" ")[2][:4])
    name = name.strip().strip('"')
    entries = context.store.digests.inside(context.channel, name) if name else ()
    if not entries:
        return refuse(context.say("digest.gone", name=name[:60]))
    pieces = [Piece(entry.item, entry.labels, entry.score, entry.story) for entry in entries]
    return Reply(whole_digest(name, pieces, page, context.lang, context.zone))


def _send_now(context: Context) -> Reply:
    entries = context.store.digests.waiting(context.channel)
    if not entries:
        return answer(text(context.say("digest.empty")))
    pieces = [Piece(entry.item, entry.labels, entry.score, entry.story) for entry in entries]
    chart = _chart(context) if is_weekly(context.store.wishes.of(context.channel, context.now)) else None
    name = name_of_now(context.now)
    drawn = digest_card(context.say("digest.title"), pieces, context.channel.lang, context.zone, chart=chart, name=name)
    file = picture_after(chart, context.channel.surface)
    if not context.store.digests.send_now(Due(context.channel, name, entries), drawn, context.now, file):
        return answer(text(context.say("digest.empty")))
    return answer(text(context.say("digest.now", count=items(context.lang, len(entries)))))


def _chart(context: Context) -> Chart | None:
    followed, since = context.store.subscriptions.of_channel(context.channel), context.now - timedelta(days=CHART_DAYS)
    counts = context.store.listing.per_day_of_topics(since, NEEDED, [one.subject.key for one in followed])
    return digest_chart(followed, counts, context.now.astimezone(context.zone).date(), context.channel.lang)


def _cap(context: Context, wanted: str) -> Reply:
    if wanted.casefold() in OFF:
        context.store.wishes.set_cap(context.channel, None, context.zone.key, context.now)
        return answer(text(context.say("digest.cap_off")))
    if not wanted.isascii() or not wanted.isdigit() or not 1 <= int(wanted) <= _MOST_A_DAY:
        return suggest(
            context.lang, context.say("digest.cap_bad", text=wanted[:20]), ["digest max:10", "digest max:off"]
        )
    context.store.wishes.set_cap(context.channel, int(wanted), context.zone.key, context.now)
    rhythm = overflow_rhythm(context.store.wishes.of(context.channel, context.now), context.zone.key)
    return answer(
        text(context.say("digest.cap", count=wanted, rhythm=rhythm)), buttons((context.say("undo"), "digest max:off"))
    )


def _changed(context: Context, key: str, *, undo: str, **values: object) -> Reply:
    """What was changed, for the caller; who did it, for the channel."""
    user, shared = context.request.user_name or context.request.user, context.public
    back, public_back = (buttons((one.say("undo"), undo)) if undo else buttons() for one in (context, shared))
    told = card(text(shared.say(f"{key}_by", user=user, **values)), public_back)
    return Reply(card(text(context.say(key, **values)), back), announce=told)


def _when(context: Context, moment: datetime) -> When:
    return When(moment, context.zone)
