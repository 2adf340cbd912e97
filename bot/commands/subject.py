"""What somebody typed after a verb → a topic or a query."""

import re

from bot.commands.context import Context
from bot.commands.line import is_korean, without_particle
from bot.commands.replies import suggest
from bot.commands.request import Reply
from core.card import Note
from core.catalogue import Catalogue, name_in, names
from core.model import Subject, SubjectKind, Topic
from core.query import parse
from core.text import fold

# No topic's name is longer; comparing longer texts with every name would take seconds.
NAME_LIMIT = 80

# What makes a text a query rather than the name of a topic.
_QUERY_SIGNS = re.compile(
    r'["()*|!]|\b(AND|OR|NOT|NEAR(/\d+)?)\b|\b(title|lang|from|country):|(제목|언어|출처|국가):|(^|\s)(그리고|또는|제외)(\s|$)|(^|\s)[-+=]\S'
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_PARTICLES = ("은", "는", "이", "가", "의", "도", "만")


def resolve(context: Context, text: str, *, verb: str) -> Subject | Reply:
    """The subject, or a reply with suggestions.

    A topic's id, name or alias is the topic, also in quotes: it knows the same phrase in four languages. Anything else with
    query signs or several words is a query (core/query.py; QueryError passes). A single unknown word near a topic's name
    is a slip of the pen, and is asked about.
    """
    if topic := named_topic(context.catalogue, text):
        return Subject(SubjectKind.TOPIC, topic.id)
    near = [] if looks_like_query(text) else nearest(context.catalogue, text)
    if near or _ID.fullmatch(text):
        word = context.word(verb)
        quoted = f'{word} "{text[:NAME_LIMIT]}"'
        lines = [*(f"{word} {topic_id}" for topic_id in near), quoted] if near else [quoted, context.word("topics")]
        return suggest(
            context.lang,
            context.say("unknown_topic", word=text[:NAME_LIMIT]),
            lines,
            meant=lines[: len(near)],
            note=context.say("as_phrase", line=quoted),
        )
    # The canonical form is what is kept and parsed again by the jobs; it may be longer than what was typed.
    return Subject(SubjectKind.QUERY, parse(parse(text).text).text)


def named_topic(catalogue: Catalogue, text: str) -> Topic | None:
    """The topic with this id, name or alias, quoted or not, with a Korean particle or not."""
    if len(text) > NAME_LIMIT:
        return None
    name = _unwrapped(text)
    topic = catalogue.find(name)
    if topic and looks_like_query(name) and fold(name) not in map(fold, names(topic)):
        return None
    if topic or not is_korean(name[-1:]):
        return topic
    bare = name[:-1] if name.endswith(_PARTICLES) else without_particle(name)
    return None if bare == name else named_topic(catalogue, bare.strip())


def looks_like_query(text: str) -> bool:
    """Whether there are signs of the query language in it."""
    return bool(_QUERY_SIGNS.search(text))


def nearest(catalogue: Catalogue, text: str) -> list[str]:
    """Ids of topics with a name much like the text, the likest first."""
    return catalogue.nearest(text) if len(text) <= NAME_LIMIT else []


def label_of(catalogue: Catalogue, subject: Subject, lang: str) -> str:
    """What people who read this language call the subject."""
    topic = catalogue.topics.get(subject.text) if subject.kind is SubjectKind.TOPIC else None
    return name_in(topic, lang) if topic else subject.text


def no_topic(context: Context, typed: str, subject: Subject | None) -> list[Note]:
    """That words which nobody marked as a query were taken for one, since no topic is called so."""
    if subject is None or subject.kind is SubjectKind.TOPIC or looks_like_query(typed):
        return []
    return [Note(context.say("as_query", query=subject.text))]


def as_typed(subject: Subject) -> str:
    """The subject as a command line takes it: a query in parentheses, so that its filters are not read as options."""
    return subject.text if subject.kind is SubjectKind.TOPIC else f"({subject.text})"


def _unwrapped(text: str) -> str:
    """A lone phrase without the quotes or parentheses around it."""
    inside = text[1:-1].strip()
    lone = text[:1] + text[-1:] in ('""', "()") and not re.search(r'["()]', inside)
    return inside if lone and inside else text
