"""The topics by id, by any of their names, and the nearest one to what somebody typed."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from core.model import Topic
from core.text import fold

NEAR = 0.72


class Catalogue:
    """All topics of this installation."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics = {topic.id: topic for topic in topics}
        self._names: dict[str, str] = {}
        for topic in self.topics.values():
            for name in names(topic):
                self._names.setdefault(_squeezed(name), topic.id)

    def find(self, text: str) -> Topic | None:
        """The topic with this id, name or alias, however it is spaced and dashed."""
        topic_id = text if text in self.topics else self._names.get(_squeezed(text))
        return self.topics[topic_id] if topic_id else None

    def search(self, text: str) -> list[Topic]:
        """Topics one of whose names holds the text, or whose category it is."""
        wanted = _squeezed(text)
        return [
            t
            for t in self.topics.values()
            if t.category == text.casefold() or any(wanted in _squeezed(n) for n in names(t))
        ]

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Ids of topics with a name much like the text, the likest first."""
        wanted = _squeezed(text)
        scores: dict[str, float] = {}
        for name, topic_id in self._names.items():
            scores[topic_id] = max(scores.get(topic_id, 0.0), SequenceMatcher(None, wanted, name).ratio())
        near = [topic_id for topic_id, score in scores.items() if score >= NEAR]
        return sorted(near, key=lambda topic_id: -scores[topic_id])[:count]

    def children(self, topic: Topic) -> list[str]:
        """Ids of the topics below this one."""
        return [t.id for t in self.topics.values() if t.parent == topic.id]


def names(topic: Topic) -> list[str]:
    """Everything a topic is called."""
    return [
        topic.id,
        topic.name,
        *(alias for aliases in topic.aliases.values() for alias in aliases),
        *(a.term for a in topic.acronyms),
    ]


def _squeezed(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
