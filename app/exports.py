"""What `policywire calendar` and `policywire brief` print: a calendar file and a Markdown document, from the stored items."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.brief_form import BriefForm
from app.database import reading_store
from app.settings import Settings
from bot.commands.brief import READ, by_story, texts
from bot.commands.calendar import agenda
from bot.commands.subject import label_of, named_topic
from core.brief import brief
from core.brief_card import brief_card, markdown
from core.catalogue import Catalogue
from core.errors import SettingError
from core.facts import Known
from core.ics import ics
from core.model import Preferences, Subject, SubjectKind, Topic
from core.query import parse
from core.when import day_text, period_text
from core.wording import say
from jobs import read_agencies, read_topics
from jobs.write_docx import card_docx

MOST_DAYS = 365


def calendar(settings: Settings, wanted: str, days: int, now: datetime, *, as_ics: bool) -> str:
    """The events of the next days: an iCalendar file, or a line each (day, kind, item, sentence).

    Raises SettingError for a number of days that is none, QueryError for a bad query.
    """
    topics, known = _names(settings)
    subject = [_subject(topics, wanted)] if wanted else [None]
    lang, today = settings.language, now.astimezone(settings.zone).date()
    with reading_store(settings) as store:
        found, _ = agenda(store, known, subject, Preferences(), now, today, _checked(days))
    if as_ics:
        return ics(found, lang, now)
    rows = (
        (
            period_text(event.first, event.last, lang),
            say(lang, f"fact.{event.kind}"),
            f"#{event.items[0].id}",
            event.text,
        )
        for event in found
    )
    return "".join("\t".join(row) + "\n" for row in rows)


def brief_file(settings: Settings, wanted: str, days: int, lang: str, now: datetime, form: BriefForm) -> bytes:
    """The brief of the last days as a document. Raises as `calendar` does."""
    topics, known = _names(settings)
    subject, since = _subject(topics, wanted), now - timedelta(days=_checked(days))
    with reading_store(settings) as store:
        found = texts(store, [subject], Preferences(), READ, since=since)
        told = brief(by_story(store, found), known, now.astimezone(settings.zone).date(), lang)
    date = day_text(since.astimezone(settings.zone).date(), lang)
    title = say(lang, "brief.title", label=label_of(Catalogue(topics), subject, lang), date=date)
    if form is BriefForm.DOCX:
        return card_docx(brief_card(told, title, lang))
    return markdown(told, title, lang).encode()


def _names(settings: Settings) -> tuple[Sequence[Topic], Known]:
    settings.check_paths()
    topics = read_topics.read(settings.topics_file)
    return topics, Known(read_agencies.read(settings.agencies_file), topics)


def _subject(topics: Sequence[Topic], wanted: str) -> Subject:
    """The topic of that name, else the query."""
    topic = named_topic(Catalogue(topics), wanted)
    return Subject(SubjectKind.TOPIC, topic.id) if topic else Subject(SubjectKind.QUERY, parse(wanted).text)


def _checked(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        raise SettingError(f"--days {days}: write a number of days from 1 to {MOST_DAYS}")
    return days
