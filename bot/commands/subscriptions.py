"""subscribe, unsubscribe, list."""

from collections.abc import Sequence

from bot.commands import forms, preferences
from bot.commands.admin import everywhere
from bot.commands.context import Context
from bot.commands.items import find
from bot.commands.line import split_options
from bot.commands.permission import ALL
from bot.commands.preview import expected
from bot.commands.replies import answer, buttons, card, code, suggest, text
from bot.commands.request import Reply
from bot.commands.stories import FOLLOW, followed_stories
from bot.commands.subject import as_typed, label_of, named_topic, no_topic, resolve
from core.card import Actions, Bullets, Heading, Note, Span
from core.model import Preferences, Subject, SubjectKind, Subscription
from core.query import meaning
from core.when import date_text

LISTED = 40


def subscribe(context: Context) -> Reply:
    """Follow a topic or query from now on; the past is never replayed. One that is followed gets the new preferences."""
    if not context.line.subject:
        examples = Bullets(tuple(code(line) for line in context.examples("subscribe")))
        shown = card(text(context.say("subscribe_what")), examples, buttons((context.say("topics.title"), "topics")))
        return Reply(shown, form=forms.form(forms.SUBSCRIBE, context, {}))
    if item := _item_named(context):
        story = f"{context.word('story')} #{item} {FOLLOW[context.lang == 'ko']}"
        return suggest(context.lang, context.say("followed.an_item", id=item), [story])
    default = context.store.wishes.of(context.channel, context.now).sensitivity
    wishes = preferences.read(context, default)
    subject = resolve(context, context.line.subject, verb="subscribe")
    if isinstance(subject, Reply):
        return subject
    subject = _as_followed(context, subject)
    label, shared = (label_of(context.catalogue, subject, lang) for lang in (context.lang, context.public.lang))
    made = context.store.subscriptions.subscribe(
        context.channel, subject, shared, wishes, context.request.user, context.now
    )
    if made is None:
        return _change(context, subject, label, wishes)
    undo = (context.say("undo"), f"unsubscribe {as_typed(subject)}")
    lines, choices = expected(context, subject, wishes)
    told = text(context.say("subscribed", label=label), *lines)
    public = card(text(_by(context, "subscribed", shared)), _undo(context.public, undo[1]))
    defaults = Note(preferences.told(context, wishes))
    return answer(told, *_read_as(context, subject), defaults, buttons(undo, *choices), announce=public)


def _item_named(context: Context) -> str | None:
    """The id of the item that stands where a topic should, as in `follow #K7Q2`."""
    named = context.line.subject
    found = find(context, named) if named.startswith("#") else None
    return found.id if found else None


def _as_followed(context: Context, subject: Subject) -> Subject:
    """The query as the channel follows it already, if one means the same (CBAM and cbam)."""
    if subject.kind is SubjectKind.TOPIC:
        return subject
    wanted = meaning(subject.text)
    followed = (s.subject for s in context.store.subscriptions.of_channel(context.channel))
    return next((s for s in followed if s.kind is SubjectKind.QUERY and meaning(s.text) == wanted), subject)


def unsubscribe(context: Context) -> Reply:
    """End one subscription, or all of them after a question."""
    following = context.store.subscriptions.of_channel(context.channel)
    wanted = context.line.subject
    if not following:
        return nothing_here(context)
    if wanted.casefold() in ALL:
        return _unsubscribe_all(context, following)
    chosen = _among(context, wanted, following) if wanted else None
    if chosen is None:
        return _which(context, wanted, following)
    context.store.subscriptions.unsubscribe(context.channel, chosen.subject, context.now)
    default = context.store.wishes.of(context.channel, context.now).sensitivity
    options = preferences.typed(chosen.preferences, default=default)
    line = f"subscribe {as_typed(chosen.subject)}{options}"
    undo = _undo(context, line)
    public = card(text(_by(context, "unsubscribed", chosen.label)), _undo(context.public, line))
    return answer(text(context.say("unsubscribed", label=chosen.label)), undo, announce=public)


def show(context: Context) -> Reply:
    """What the channel follows, or with `all` every channel of the workspace."""
    if context.line.subject.casefold() in ALL:
        return everywhere(context)
    following = context.store.subscriptions.of_channel(context.channel)
    if not following:
        return answer(*nothing_here(context).card.blocks, *_own(context))
    rows = tuple(_row(context, subscription) for subscription in following[:LISTED])
    more = [Note(context.say("more", count=len(following) - LISTED))] if len(following) > LISTED else []
    return answer(
        Heading(context.say("list.title")), Bullets(rows), *more, Note(context.say("list.hint")), *_own(context)
    )


def _own(context: Context) -> list[Note]:
    """The stories that the asking person follows, whatever the channel."""
    ids = ", ".join(f"#{item.id}" for item in followed_stories(context))
    return [Note(context.say("followed.listed", ids=ids))] if ids else []


def nothing_here(context: Context) -> Reply:
    """The first words in a channel that follows nothing."""
    choices = ((context.say("choose_topics"), "subscribe"), (context.say("see_sample"), "test"))
    return answer(text(context.say("empty")), buttons(*choices))


def _change(context: Context, subject: Subject, label: str, wishes: Preferences) -> Reply:
    """Other preferences for what is followed already, if any were typed."""
    following = context.store.subscriptions.of_channel(context.channel)
    before = next((s.preferences for s in following if s.subject == subject), wishes)
    if not context.line.options or before == wishes:
        note = Note(preferences.told(context, before))
        return answer(text(context.say("already", label=label)), note, buttons(("list", "list")))
    context.store.subscriptions.change(context.channel, subject, wishes, context.now)
    default = context.store.wishes.of(context.channel, context.now).sensitivity
    undo = (
        context.say("undo"),
        f"subscribe {as_typed(subject)}{preferences.typed(before, full=True, default=default)}",
    )
    note, shared = Note(preferences.told(context, wishes)), context.public
    public_label = label_of(context.catalogue, subject, shared.lang)
    public = card(
        text(_by(context, "changed", public_label)), Note(preferences.told(shared, wishes)), _undo(shared, undo[1])
    )
    lines, choices = expected(context, subject, wishes)
    return answer(text(context.say("changed", label=label), *lines), note, buttons(undo, *choices), announce=public)


def _unsubscribe_all(context: Context, following: Sequence[Subscription]) -> Reply:
    if context.line.options.get("confirm") != "yes":
        question = text(context.say("confirm_all", count=len(following)))
        labels = ", ".join(s.label for s in following[:LISTED])
        confirm = buttons((context.say("confirm_button"), "unsubscribe all confirm:yes"))
        return answer(question, Note(context.say("follows_these", labels=labels)), confirm)
    for subscription in following:
        context.store.subscriptions.unsubscribe(context.channel, subscription.subject, context.now)
    public = card(text(_by(context, "unsubscribed_all")))
    return answer(text(context.say("unsubscribed_all")), announce=public)


def _which(context: Context, wanted: str, following: Sequence[Subscription]) -> Reply:
    """Nothing was ended: what is followed, each with a button that ends it."""
    why = [context.say("not_subscribed", label=wanted[:200])] if wanted else [context.say("unsubscribe_what")]
    labels = ", ".join(s.label for s in following[:LISTED])
    lines = (f"{context.word('unsubscribe')} {as_typed(s.subject)}" for s in following)
    return answer(text(*why, context.say("follows_these", labels=labels)), buttons(*((line, line) for line in lines)))


def _among(context: Context, wanted: str, following: Sequence[Subscription]) -> Subscription | None:
    """The subscription that is meant: by its subject or label, by a name of its topic, or by the line that made it."""
    for subscription in following:
        if wanted in (subscription.subject.text, as_typed(subscription.subject), subscription.label):
            return subscription
    bare, _ = split_options(wanted, preferences.OF_SUBSCRIPTIONS, verb="unsubscribe", lang=context.lang)
    for said in dict.fromkeys((wanted, bare)):
        topic = named_topic(context.catalogue, said)
        meant = Subject(SubjectKind.TOPIC, topic.id) if topic else resolve(context, said, verb="unsubscribe")
        if found := next((s for s in following if s.subject == meant), None):
            return found
    return None


def _read_as(context: Context, subject: Subject) -> list[Note]:
    """How the words were understood, where that could surprise."""
    typed = context.line.subject
    if told := no_topic(context, typed, subject):
        return told
    if subject.kind is SubjectKind.QUERY:
        return [Note(context.say("read_as", query=subject.text))] if subject.text != typed else []
    if typed.startswith('"'):
        return [Note(context.say("covers", phrase=typed.strip('"'), id=subject.text))]
    return []


def _by(context: Context, key: str, label: str = "") -> str:
    """The public line of a change, with its author where the surface gave a name that people know."""
    name, shared = context.request.user_name, context.public
    return shared.say(f"{key}_by", user=name, label=label) if name else shared.say(key, label=label)


def _undo(context: Context, line: str) -> Actions:
    return buttons((context.say("undo"), line))


def _row(context: Context, subscription: Subscription) -> tuple[Span, ...]:
    since = date_text(subscription.created_at, context.lang, context.zone) if subscription.created_at else ""
    is_topic = subscription.subject.kind is SubjectKind.TOPIC
    name = subscription.subject.text if is_topic else context.say("list.query")
    wishes = preferences.typed(subscription.preferences)
    gone = is_topic and name not in context.catalogue.topics
    note = f" · {context.say('list.gone')}" if gone else ""
    dated = context.say("list.since", date=since)
    label = subscription.label if gone else label_of(context.catalogue, subscription.subject, context.lang)
    return (Span(label, strong=True), Span(f" ({name}{wishes}), {dated}{note}"))
