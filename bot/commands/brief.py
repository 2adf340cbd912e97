"""brief: what happened about a topic or query, each line cited."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands import backlog, export, period, preferences
from bot.commands.context import Context
from bot.commands.items import shared
from bot.commands.replies import answer, buttons, text
from bot.commands.request import Reply
from bot.commands.subject import as_typed, label_of, no_topic, resolve
from core.brief import brief as write
from core.brief_card import brief_card, markdown
from core.card import Card, Note
from core.errors import CommandError
from core.model import Item, Preferences, Subject
from core.when import day_text
from core.wording import LANGUAGES
from storage.store import Store

OPTIONS = (*period.OPTIONS, "lang", *(name for name in preferences.OPTIONS if name != "lang"), "share", "export")
DAYS = 7
# The items of a brief at most: their facts are looked for while somebody waits.
READ = 60


def brief(context: Context) -> Reply:
    """The brief of a subject's items since a time, in the language that `lang:` asks for."""
    wanted = context.line.subject
    if not wanted:
        lines = context.examples("brief")
        return answer(text(context.say("brief_what")), buttons(*((line, line) for line in lines)))
    subject = resolve(context, wanted, verb="brief")
    if isinstance(subject, Reply):
        return subject
    context, typed_lang = _in_its_language(context)
    since = period.since(context) or context.now - timedelta(days=DAYS)
    wishes, until = preferences.read(context), period.until(context)
    found = texts(context.store, [subject], wishes, READ, since=since, until=until)
    date = day_text(since.astimezone(context.zone).date(), context.lang)
    named = {"label": label_of(context.catalogue, subject, context.lang) + preferences.typed(wishes), "date": date}
    if not found:
        latest = (f"{context.word('latest')} {as_typed(subject)}"[:75], f"latest {as_typed(subject)}")
        nothing = text(context.say("brief.none", **named))
        return answer(nothing, *no_topic(context, wanted, subject), buttons(latest))
    today = context.now.astimezone(context.zone).date()
    told = write(by_story(context.store, found), context.known, today, context.lang)
    blocks = [*brief_card(told, context.say("brief.title", **named), context.lang).blocks]
    title = context.say("brief.title", **named)
    match export.wanted(context, ("docx", "md") if context.write_docx else ("md",)):
        case "docx" if context.write_docx:
            return export.sent(context, "docx", title, context.write_docx(Card(tuple(blocks))))
        case "md":
            return export.sent(context, "md", title, markdown(told, title, context.lang).encode())
    blocks += [Note(context.say("brief.most", count=READ))] if len(found) == READ else []
    line = f"brief {as_typed(subject)}{period.typed(context)}{preferences.typed(wishes)}{typed_lang}"
    button = (context.say("export"), f"{line} export:{'docx' if context.write_docx else 'md'}")
    return shared(context, blocks, line, button)


def texts(
    store: Store,
    subjects: Sequence[Subject | None],
    wishes: Preferences,
    limit: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Item]:
    """Items with their texts that fit one of the subjects (None is all), each once, the newest of each subject first."""
    found = [
        item.key
        for subject in subjects
        for item in backlog.latest(store, subject, wishes, limit, since=since, until=until)
    ]
    return store.items.by_keys(list(dict.fromkeys(found))[:limit])


def by_story(store: Store, items: Sequence[Item]) -> dict[str, list[Item]]:
    """The items by the id of their story; one that was not placed yet is a story of its own."""
    placed = store.stories.of([item.key for item in items])
    stories: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        stories[placed.get(item.key, item.id)].append(item)
    return stories


def _in_its_language(context: Context) -> tuple[Context, str]:
    """The context in the brief's language and without the option, which narrows nothing here; and the option as typed."""
    given = context.line.options.get("lang", "").strip().casefold()
    if not given:
        return context, ""
    if given not in LANGUAGES:
        user = context.say("bad_option", word="lang", form=context.say("brief.lang"), value=given[:40])
        raise CommandError("bad lang", user=user)
    options = {name: value for name, value in context.line.options.items() if name != "lang"}
    return replace(context, lang=given, line=replace(context.line, options=options)), f" lang:{given}"
