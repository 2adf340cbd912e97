"""The wizard of `subscribe`: topics by category or a query of one's own, what narrows them, and what they would have brought."""

import re
from collections.abc import Sequence

from bot.commands.catalogue import CATEGORY_ORDER
from bot.commands.context import Context
from bot.commands.field_values import checked, given, one
from bot.commands.hits import DAYS, hits
from bot.commands.request import Reply
from bot.commands.settings_form import sensitivities
from bot.commands.subject import looks_like_query, resolve
from core.card import Paragraph
from core.catalogue import name_in
from core.errors import CommandError, QueryError
from core.forecast import Advice, advised
from core.form import Ask, Choice, Field, Filled, Form
from core.model import Preferences, Sensitivity, Subject, SubjectKind, Tier, Topic
from core.wording import TEXTS, items

TOPICS = "topics."
KEEP = "keep"
DIGESTS = {"daily": "daily 08:30", "weekdays": "weekdays 08:30", "weekly": "weekly mon 09:00"}
LANGS = ("ko", "en", "zh", "ja")
LONGEST_QUERY = 1_500


def form(context: Context, filled: Filled) -> Form:
    """The questions with the answers so far; the note counts what they would have brought."""
    wishes = context.store.wishes.of(context.channel, context.now)
    topics = _topic_fields(context, filled)
    chosen = [Subject(SubjectKind.TOPIC, value) for field in topics for value in field.value]
    query, own = _query(context, filled, is_needed=bool(filled) and not chosen)
    narrowing = (
        _field(context, "langs", Ask.SEVERAL, filled, (), _langs(context)),
        _field(context, "tiers", Ask.SEVERAL, filled, (), _tiers(context)),
        _field(context, "sensitivity", Ask.ONE, filled, (wishes.sensitivity,), sensitivities(context)),
    )
    now = wishes.digest.in_words(context.lang) if wishes.digest else context.say("form.at_once")
    digests = (
        Choice(KEEP, context.say("form.digest_keep", now=now)),
        *(Choice(name, context.say(f"form.digest_{name}")) for name in DIGESTS),
    )
    digest = _field(context, "digest", Ask.ONE, filled, (KEEP,), digests, live=False)
    fields = (*topics, query, *narrowing, digest)
    note = _note(context, [*chosen, *own], _preferences(fields))
    return Form("subscribe", context.say("form.subscribe"), context.say("form.subscribe_do"), fields, note)


def lines(filled: Filled) -> tuple[str, ...]:
    """A `subscribe` a topic and query, with the same options, and the digest where one was chosen."""
    options = [
        f"{option}:{','.join(values)}"
        for option, name in (("lang", "langs"), ("from", "tiers"), ("sensitivity", "sensitivity"))
        if (values := given(filled, name))
    ]
    topics = [value for name in filled if name.startswith(TOPICS) for value in given(filled, name)]
    query = one(filled, "query")
    if query and looks_like_query(query) and not re.fullmatch(r'"[^"]*"', query):
        query = f"({query})"  # so that its filters are not read as options
    subscribing = [" ".join(["subscribe", subject, *options]) for subject in (*topics, query) if subject]
    rhythm = DIGESTS.get(one(filled, "digest"))
    return (*subscribing, *([f"digest {rhythm}"] if rhythm else []))


def _topic_fields(context: Context, filled: Filled) -> list[Field]:
    every = list(context.catalogue.topics.values())
    found = {topic.category for topic in every}
    order = [*(c for c in CATEGORY_ORDER if c in found), *sorted(found - set(CATEGORY_ORDER))]
    fields = []
    for category in order:
        key = f"category.{category}"
        choices = tuple(Choice(t.id, _called(context, t)) for t in every if t.category == category)
        label = context.say(key) if key in TEXTS else category
        name = TOPICS + category
        fields.append(checked(context, Field(name, label, Ask.SEVERAL, given(filled, name), choices, live=True)))
    return fields


def _called(context: Context, topic: Topic) -> str:
    local = name_in(topic, context.lang)
    return f"{local} · {topic.name}" if local != topic.name else local


def _query(context: Context, filled: Filled, *, is_needed: bool) -> tuple[Field, list[Subject]]:
    """The query's field, and the subject that it names if it names one."""
    typed = one(filled, "query")
    subjects, error = _read(context, typed) if typed else ([], context.say("form.choose") if is_needed else "")
    label, hint = context.say("form.query"), context.say("form.query_hint")
    value = (typed,) if typed else ()
    return Field("query", label, value=value, hint=hint, error=error, live=True), subjects


def _read(context: Context, typed: str) -> tuple[list[Subject], str]:
    if len(typed) > LONGEST_QUERY:
        return [], context.say("form.too_long", limit=LONGEST_QUERY)
    try:
        found = resolve(context, typed, verb="subscribe")
    except (QueryError, CommandError) as error:
        return [], error.user
    if isinstance(found, Reply):
        [why, *_] = [block for block in found.card.blocks if isinstance(block, Paragraph)]
        return [], "".join(span.text for span in why.spans)
    return [found], ""


def _field(
    context: Context,
    name: str,
    ask: Ask,
    filled: Filled,
    now: tuple[str, ...],
    choices: tuple[Choice, ...],
    *,
    live: bool = True,
) -> Field:
    hint = context.say("form.langs_hint") if ask is Ask.SEVERAL else ""
    value, required = given(filled, name) or now, ask is Ask.ONE
    field = Field(name, context.say(f"form.{name}"), ask, value, choices, hint, required=required, live=live)
    return checked(context, field)


def _langs(context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(lang, context.say(f"language.{lang}")) for lang in LANGS)


def _tiers(context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(tier, context.say(f"tier.{tier}")) for tier in Tier)


def _preferences(fields: Sequence[Field]) -> Preferences:
    values = {field.name: field.value for field in fields}
    sensitivity = values["sensitivity"]
    return Preferences(
        langs=values["langs"],
        sources=values["tiers"],
        sensitivity=Sensitivity(sensitivity[0]) if sensitivity else Sensitivity.BALANCED,
    )


def _note(context: Context, subjects: Sequence[Subject], wishes: Preferences) -> str:
    """What the answers so far would have brought."""
    if not subjects:
        return ""
    found = [hits(context.store, context.catalogue, subject.text, wishes, context.now) for subject in subjects]
    count = sum(one.count for one in found)
    if not count:
        return context.say("form.expected_nothing", days=DAYS)
    told = context.say("form.expected", days=DAYS, count=items(context.lang, count))
    is_broad = advised(count, DAYS) is Advice.BROAD
    return f"{told} {context.say('form.expected_much', count=round(count / DAYS))}" if is_broad else told
