"""subscribe, unsubscribe, list."""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.commands.backlog import matching
from bot.commands.context import Context
from bot.commands.replies import answer, buttons, code, text
from bot.commands.request import Reply
from bot.commands.subject import label_of, resolve
from core.card import Bullets, Card, Heading, Note, Span
from core.errors import CommandError
from core.model import Preferences, Subject, SubjectKind, Subscription, Tier
from core.when import date_text
from core.wording import items

PREVIEW_DAYS = 30
LISTED = 40


def subscribe(context: Context) -> Reply:
    """Follow a topic or query from now on; the past is never replayed."""
    if not context.line.subject:
        examples = (
            "subscribe korea-china-fta",
            'subscribe "critical minerals"',
            "subscribe (CBAM OR 탄소국경) NOT 세미나",
        )
        return answer(text(context.say("subscribe_what")), Bullets(tuple(code(line) for line in examples)))
    preferences = _preferences(context)
    found = resolve(context, context.line.subject, verb="subscribe")
    if isinstance(found, Reply):
        return found
    label = label_of(context.catalogue, found)
    user = context.request.user
    if context.store.subscriptions.subscribe(context.channel, found, label, preferences, user, context.now) is None:
        return answer(text(context.say("already", label=label)), buttons(("list", "list")))
    undo = buttons((context.say("undo"), f"unsubscribe {found.text}"))
    public = Card((text(context.say("subscribed_by", user=user, label=label)), undo))
    notes = [Note(_defaults(context, preferences))]
    if found.kind is SubjectKind.TOPIC and context.line.subject.startswith('"'):
        notes.insert(0, Note(context.say("covers", phrase=context.line.subject.strip('"'), id=found.text)))
    return answer(
        text(context.say("subscribed", label=label), _forecast(context, found)), *notes, undo, announce=public
    )


def unsubscribe(context: Context) -> Reply:
    """End one subscription, or all of them after a question."""
    following = context.store.subscriptions.of_channel(context.channel)
    wanted = context.line.subject
    if not following:
        return _nothing_here(context)
    if wanted.casefold() in ("all", "전체", "모두"):
        return _unsubscribe_all(context, following)
    chosen = _among(context, wanted, following)
    if chosen is None:
        labels = ", ".join(s.label for s in following[:LISTED])
        lines = [f"unsubscribe {s.subject.text}" for s in following]
        why = context.say("not_subscribed", label=wanted) if wanted else ""
        return answer(
            text(*filter(None, [why, context.say("follows_these", labels=labels)])), buttons(*((s, s) for s in lines))
        )
    context.store.subscriptions.unsubscribe(context.channel, chosen.subject, context.now)
    undo = buttons((context.say("undo"), f"subscribe {chosen.subject.text}{_typed(chosen.preferences)}"))
    public = Card((text(context.say("unsubscribed_by", user=context.request.user, label=chosen.label)), undo))
    return answer(text(context.say("unsubscribed", label=chosen.label)), announce=public)


def show(context: Context) -> Reply:
    """What the channel follows."""
    following = context.store.subscriptions.of_channel(context.channel)
    if not following:
        return _nothing_here(context)
    rows = tuple(_row(context, subscription) for subscription in following[:LISTED])
    more = [Note(context.say("more", count=len(following) - LISTED))] if len(following) > LISTED else []
    return answer(Heading(context.say("list.title")), Bullets(rows), *more)


def _unsubscribe_all(context: Context, following: list[Subscription]) -> Reply:
    if context.line.options.get("confirm") != "yes":
        question = text(context.say("confirm_all", count=len(following)))
        return answer(question, buttons((context.say("confirm_button"), "unsubscribe all confirm:yes")))
    for subscription in following:
        context.store.subscriptions.unsubscribe(context.channel, subscription.subject, context.now)
    label = context.say("all_ended")
    public = Card((text(context.say("unsubscribed_by", user=context.request.user, label=label)),))
    return answer(text(context.say("unsubscribed", label=label)), announce=public)


def _among(context: Context, wanted: str, following: list[Subscription]) -> Subscription | None:
    """The subscription that is meant, by its subject, label or any name of its topic."""
    topic = context.catalogue.find(wanted.strip('"'))
    for subscription in following:
        subject = subscription.subject
        if wanted in (subject.text, subscription.label) or (topic and subject == Subject(SubjectKind.TOPIC, topic.id)):
            return subscription
    found = resolve(context, wanted, verb="unsubscribe") if wanted and not topic else None
    return next((s for s in following if s.subject == found), None)


def _forecast(context: Context, subject: Subject) -> str:
    """What the last days would have brought."""
    since = context.now - timedelta(days=PREVIEW_DAYS)
    found, tried = matching(context.store, context.catalogue, subject, since)
    if not found:
        return context.say("watching_new", count=tried)
    return context.say("watching", count=items(context.lang, len(found)))


def _nothing_here(context: Context) -> Reply:
    choices = ((context.say("choose_topics"), "topics"), (context.say("see_sample"), "latest 1"))
    return answer(text(context.say("empty")), buttons(*choices))


def _row(context: Context, subscription: Subscription) -> tuple[Span, ...]:
    since = date_text(subscription.created_at, context.lang, context.zone) if subscription.created_at else ""
    name = subscription.subject.text if subscription.subject.kind is SubjectKind.TOPIC else "query"
    wishes = _typed(subscription.preferences)
    return (Span(subscription.label, strong=True), Span(f" ({name}{wishes}), {context.say('list.since', date=since)}"))


def _preferences(context: Context) -> Preferences:
    given = context.line.options
    langs = _listed(context, "lang", r"[a-z]{2,3}(-[a-z]{2,4})?", str.lower)
    countries = _listed(context, "country", r"[a-z]{2}", str.upper)
    sources = tuple(s.strip() for s in given.get("from", "").split(",") if s.strip())
    return Preferences(langs, tuple(s.lower() if s.lower() in set(Tier) else s for s in sources), countries)


def _listed(context: Context, name: str, form: str, change: Callable[[str], str]) -> tuple[str, ...]:
    values = [value.strip() for value in context.line.options.get(name, "").split(",") if value.strip()]
    for value in values:
        if not re.fullmatch(form, value, re.IGNORECASE):
            user = context.say("bad_option", word=name, form=context.say(f"option.{name}"), value=value[:40])
            raise CommandError(f"bad {name}", user=user)
    return tuple(change(value) for value in values)


def _typed(preferences: Preferences) -> str:
    """The preferences as options of a command line."""
    named = (("lang", preferences.langs), ("from", preferences.sources), ("country", preferences.countries))
    return "".join(
        f' {name}:"{",".join(values)}"' if " " in "".join(values) else f" {name}:{','.join(values)}"
        for name, values in named
        if values
    )


def _defaults(context: Context, preferences: Preferences) -> str:
    everything = context.say("any")
    return context.say(
        "defaults",
        langs=", ".join(preferences.langs) or everything,
        sources=", ".join(preferences.sources) or everything,
        countries=", ".join(preferences.countries) or everything,
    )
