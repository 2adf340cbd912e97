"""What a term is to a topic, for `why`. How much each kind weighs is decided in core/scoring.py."""

from enum import StrEnum

from core.model import Topic


class Role(StrEnum):
    """The list of a topic on which a term stands."""

    NAME = "name"
    ACRONYM = "acronym"
    SIGNAL = "signal"
    HINT = "hint"
    EARLIER = "earlier"


def role(topic: Topic, term: str) -> Role:
    """The first list of the topic that has the term; EARLIER for one that was taken out since."""
    if any(term in terms for terms in topic.aliases.values()):
        return Role.NAME
    if any(term == acronym.term for acronym in topic.acronyms):
        return Role.ACRONYM
    if term in topic.signals or _is_frame(topic, term):
        return Role.SIGNAL
    return Role.HINT if term in topic.hints else Role.EARLIER


def _is_frame(topic: Topic, term: str) -> bool:
    """Whether the term is one word of each class of a frame, as core/scoring.py writes it."""
    words = term.split(" + ")
    return any(
        len(frame) == len(words) and all(w in topic.classes[name] for w, name in zip(words, frame, strict=True))
        for frame in topic.frames
    )
