"""What somebody typed after a verb → a topic or a query."""

import re

from bot.commands.context import Context
from bot.commands.replies import suggest
from bot.commands.request import Reply
from core.catalogue import Catalogue
from core.model import Subject, SubjectKind
from core.query import parse

# What makes a text a query rather than the name of a topic.
_QUERY_SIGNS = re.compile(
    r'["()*|]|\b(AND|OR|NOT|NEAR/\d+)\b|\b(title|lang|from|country):|그리고|또는|제외|(^|\s)[-+]\S'
)


def resolve(context: Context, text: str, *, verb: str) -> Subject | Reply:
    """The subject, or a reply with suggestions.

    A topic's id, name or alias is the topic, also in quotes: it knows the same phrase in four languages. Anything else with
    query signs or several words is a query (core/query.py; QueryError passes). A single unknown word near a topic's name
    is a slip of the pen, and is asked about.
    """
    phrase = text.strip('"') if text.count('"') == 2 and text[0] == text[-1] == '"' else text
    if topic := context.catalogue.find(phrase):
        return Subject(SubjectKind.TOPIC, topic.id)
    if not _QUERY_SIGNS.search(text) and (near := context.catalogue.nearest(text)):
        why = context.say("unknown_topic", word=text[:60])
        note = context.say("as_phrase", line=f'{verb} "{text[:60]}"')
        return suggest(context.lang, why, [f"{verb} {topic_id}" for topic_id in near], note=note)
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text):
        return suggest(
            context.lang,
            context.say("unknown_topic", word=text[:60]),
            ["topics"],
            ask=False,
            note=context.say("as_phrase", line=f'{verb} "{text[:60]}"'),
        )
    return Subject(SubjectKind.QUERY, parse(text).text)


def label_of(catalogue: Catalogue, subject: Subject) -> str:
    """What people call the subject."""
    topic = catalogue.topics.get(subject.text) if subject.kind is SubjectKind.TOPIC else None
    return topic.name if topic else subject.text
