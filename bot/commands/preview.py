"""preview: what a subscription would have brought; the forecast in the answer to `subscribe` is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.commands import preferences
from bot.commands.backlog import forecast_of
from bot.commands.context import Context
from bot.commands.items import row
from bot.commands.replies import answer, buttons, code, text
from bot.commands.request import Reply
from bot.commands.subject import as_typed, label_of, named_topic, nearest, resolve
from core.card import Block, Bullets, Heading, Note, Preformatted
from core.errors import CommandError
from core.forecast import Advice, Forecast, broadened
from core.model import Preferences, Reason, Sensitivity, Subject, SubjectKind
from core.query import nodes, parse
from core.query_grammar import Term
from core.when import day_text
from core.wording import items

OPTIONS = ("days", *preferences.OPTIONS)
DAYS, LONG_DAYS, MOST_DAYS = 30, 90, 365
# As many rows of days as are read at a glance; more days are told by the week.
ROWS = 31
BAR = 20
EMPTY_ROWS = 2
MEANT = 3
DIGEST = "digest weekdays 08:30"

Labelled = tuple[str, str]


def preview(context: Context) -> Reply:
    """Hits a day, the newest of them, what the options would have held, and advice."""
    if not context.line.subject:
        examples = Bullets(tuple(code(line) for line in context.examples("preview")))
        return answer(text(context.say("preview_what")), examples, buttons((context.say("choose_topics"), "topics")))
    days, wishes = _days(context), preferences.read(context)
    subject = resolve(context, context.line.subject, verb="preview")
    if isinstance(subject, Reply):
        return subject
    label = label_of(context.catalogue, subject, context.lang) + preferences.typed(wishes)
    found = forecast_of(context, subject, wishes, days)
    told, choices = advice(context, subject, wishes, found, of="preview")
    follow = (
        []
        if found.advice is Advice.NARROW and choices
        else [(context.say("follow_it"), f"subscribe {as_typed(subject)}{preferences.typed(wishes)}")]
    )
    return answer(
        Heading(context.say("preview.title", label=label)),
        text(*_counted(context, found), *told),
        *_bars(context, found),
        *_held(context, found),
        *_samples(context, found),
        buttons(*choices, *follow),
    )


def expected(context: Context, subject: Subject, wishes: Preferences) -> tuple[list[str], list[Labelled]]:
    """What a new subscription may expect, in lines, and the buttons that go with it."""
    found = forecast_of(context, subject, wishes, DAYS)
    told, choices = advice(context, subject, wishes, found, of="watching")
    if found.total:
        return [context.say("watching", days=DAYS, count=_amount(context, found)), *told], choices
    return told, choices


def advice(
    context: Context, subject: Subject, wishes: Preferences, found: Forecast, *, of: str
) -> tuple[list[str], list[Labelled]]:
    """What to do about a subject that brings nothing or too much, in lines and buttons.

    `of` is preview, for what nobody follows yet, or watching.
    """
    if found.advice is Advice.BROAD:
        return [context.say("preview.broad", count=round(found.a_day))], _narrower(context, subject, wishes)
    if found.advice is Advice.FINE:
        return [], []
    is_all = found.days >= LONG_DAYS or found.tried == context.store.items.count()
    longer = found if is_all else forecast_of(context, subject, wishes, LONG_DAYS)
    if longer.total:
        return [context.say(f"{of}.earlier", days=found.days, longer=longer.days, count=_amount(context, longer))], []
    meant = _meant(context, subject) if wishes == Preferences() else []
    asked = "did_you_mean" if subject.kind is SubjectKind.QUERY else "related"
    question = [context.say(asked, words=", ".join(meant))] if meant else []
    wider = _wider(context, subject, wishes)
    choices = [(context.say("preview.broaden"), wider)] if wider else []
    choices += [(f"{context.word('preview')} {topic}", f"preview {topic}") for topic in meant]
    if of == "preview":
        choices.append((context.say("preview.keep"), f"subscribe {as_typed(subject)}{preferences.typed(wishes)}"))
    return [_nothing(context, longer, of), *question], choices


def _nothing(context: Context, longer: Forecast, of: str) -> str:
    """That nothing was found, and in how much: a young installation has not seen 90 days."""
    stored = context.store.items.count()
    if not stored:
        return context.say(f"{of}.empty")
    if longer.tried == stored:
        return context.say(f"{of}.new", count=items(context.lang, stored))
    return context.say(f"{of}.none", days=longer.days)


def _narrower(context: Context, subject: Subject, wishes: Preferences) -> list[Labelled]:
    """The same with official sources only or with surer hits only, or all of the channel's alerts once a day."""
    choices = []
    if "official" not in wishes.sources:
        official = preferences.typed(replace(wishes, sources=("official",)))
        choices.append((context.say("preview.official"), f"preview {as_typed(subject)}{official}"))
    choices.append((context.say("preview.digest"), DIGEST))
    if subject.kind is SubjectKind.TOPIC and wishes.sensitivity is not Sensitivity.FEWER:
        surer = preferences.typed(replace(wishes, sensitivity=Sensitivity.FEWER))
        choices.append((context.say("preview.surer"), f"preview {as_typed(subject)}{surer}"))
    if subject.kind is SubjectKind.QUERY and "title:" not in subject.text:
        choices.append((context.say("preview.titles"), f"preview (title:({subject.text})){preferences.typed(wishes)}"))
    return choices


def _wider(context: Context, subject: Subject, wishes: Preferences) -> str | None:
    """A preview of something that finds more: without the options, with less sure hits, or with fewer conditions."""
    if wishes != Preferences(sensitivity=wishes.sensitivity):
        return f"preview {as_typed(subject)}{preferences.typed(Preferences(sensitivity=wishes.sensitivity))}"
    if subject.kind is SubjectKind.TOPIC:
        more = wishes.sensitivity is not Sensitivity.MORE
        parent = context.catalogue.topics[subject.text].parent if subject.text in context.catalogue.topics else None
        return f"preview {subject.text} sensitivity:more" if more else f"preview {parent}" if parent else None
    wider = broadened(subject.text)
    return f"preview {as_typed(Subject(SubjectKind.QUERY, wider))}" if wider else None


def _meant(context: Context, subject: Subject) -> list[str]:
    """Topics that are called like a term of the query, or nearly so; for a topic its neighbours."""
    topics = context.catalogue.topics
    if subject.kind is SubjectKind.TOPIC:
        topic = topics.get(subject.text)
        return [] if topic is None else [one for one in (topic.parent, *topic.related) if one in topics][:MEANT]
    written = [node.written for node in nodes(parse(subject.text).root) if isinstance(node, Term)]
    named = [topic.id for term in written if (topic := named_topic(context.catalogue, term))]
    near = [topic_id for term in written for topic_id in nearest(context.catalogue, term)]
    return list(dict.fromkeys([*named, *near]))[:MEANT]


def _days(context: Context) -> int:
    given = context.line.options.get("days", str(DAYS)).strip().removesuffix("d").removesuffix("일")
    if not given.isdecimal() or not 1 <= int(given[:9]) <= MOST_DAYS:
        user = context.say("bad_option", word="days", form=context.say("option.days"), value=given[:40])
        raise CommandError("bad days", user=user)
    return int(given)


def _amount(context: Context, found: Forecast) -> str:
    counted = items(context.lang, found.total)
    return context.say("about", amount=counted) if found.estimated else counted


def _counted(context: Context, found: Forecast) -> list[str]:
    if not found.total:
        return []
    stored = items(context.lang, found.tried)
    return [context.say("preview.total", days=found.days, count=_amount(context, found), stored=stored)]


def _bars(context: Context, found: Forecast) -> list[Block]:
    """A row a day, or a week where they are many: its date, a bar, the number. Rows of nothing in a row are one."""
    if not found.total:
        return []
    step = 1 if found.days <= ROWS else 7
    days = list(found.per_day.items())
    # Weeks are counted from today backwards, so the first one may be short.
    starts = [at for at in range(len(days) % step - step, len(days), step) if at + step > 0]
    rows = [(days[max(at, 0)][0], sum(count for _, count in days[max(at, 0) : at + step])) for at in starts]
    most = max(count for _, count in rows)
    lines: list[str] = []
    for is_empty, run in groupby(rows, key=lambda row: not row[1]):
        listed = [(day_text(day, context.lang), count) for day, count in run]
        if is_empty and len(listed) > EMPTY_ROWS:
            listed = [(f"{listed[0][0]} … {listed[-1][0]}", 0)]
        lines += [f"{name}  {_bar(count, most)}{count}" for name, count in listed]
    head = [context.say("preview.weeks")] if step > 1 else []
    return [Preformatted("\n".join([*head, *lines]))]


def _bar(count: int, most: int) -> str:
    """As long as its share of the longest one; something is never nothing."""
    return "█" * -(-count * BAR // most) + " " * bool(count)


def _held(context: Context, found: Forecast) -> list[Block]:
    """What the options would have held, and of the rest what the channel's settings would have, by the reason."""
    told = (("preview.held", found.held), ("preview.limits", found.limits))
    return [Note(context.say(key, reasons=_reasons(context, held))) for key, held in told if held]


def _reasons(context: Context, held: Mapping[Reason, int]) -> str:
    return ", ".join(f"{context.say(f'reason.{reason}')}: {count}" for reason, count in sorted(held.items()))


def _samples(context: Context, found: Forecast) -> Sequence[Block]:
    return [Bullets(tuple(row(context, item) for item in found.samples))] if found.samples else []
