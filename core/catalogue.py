"""The topics by id, by any of their names, and the nearest one to what somebody typed."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from core.model import Topic
from core.text import fold

NEAR = 0.72
# Longer than any topic is called; what somebody typed is compared up to here.
LONGEST_NAME = 100


class Catalogue:
    """All topics of this installation."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics: dict[str, Topic] = {}
        self._names: dict[str, Topic] = {}
        self._called: dict[str, tuple[str, ...]] = {}
        self.set_topics(topics)

    def set_topics(self, topics: Iterable[Topic]) -> None:
        """Take over the topics as they are now. Who asks meanwhile, in another thread, is answered from before or after."""
        found = {topic.id: topic for topic in topics}
        called = {topic.id: tuple(map(_squeezed, names(topic))) for topic in found.values()}
        named: dict[str, Topic] = {}
        for topic_id, squeezed in called.items():
            for name in squeezed:
                named.setdefault(name, found[topic_id])
        self.topics, self._names, self._called = found, named, called

    def find(self, text: str) -> Topic | None:
        """The topic with this id, name or alias, however it is spaced and dashed."""
        return self.topics.get(text) or self._names.get(_squeezed(text))

    def search(self, text: str) -> list[Topic]:
        """Topics one of whose names holds the text, or whose category it is."""
        wanted, called = _squeezed(text), self._called
        return [
            topic
            for topic in self.topics.values()
            if wanted
            and (topic.category == text.casefold() or any(wanted in name for name in called.get(topic.id, ())))
        ]

    def nearest(self, text: str, count: int = 3) -> list[str]:
        """Ids of topics with a name much like the text, the likest first."""
        likeness = SequenceMatcher(None, "", _squeezed(text[:LONGEST_NAME]), autojunk=False)
        scores: dict[str, float] = {}
        for name, topic in self._names.items():
            likeness.set_seq1(name)
            if likeness.real_quick_ratio() >= NEAR and likeness.quick_ratio() >= NEAR:  # two cheap upper bounds
                scores[topic.id] = max(scores.get(topic.id, 0.0), likeness.ratio())
        near = [topic_id for topic_id, score in scores.items() if score >= NEAR]
        return sorted(near, key=lambda topic_id: -scores[topic_id])[:count]

    def family(self, topic_id: str) -> list[Topic]:
        """The topic with all topics below it, whose items are its own."""
        found = [self.topics[topic_id]]
        for topic in found:
            found += [self.topics[child] for child in self.children(topic)]
        return found

    def children(self, topic: Topic) -> list[str]:
        """Ids of the topics below this one."""
        return [t.id for t in self.topics.values() if t.parent == topic.id]


def name_in(topic: Topic, lang: str) -> str:
    """What people who read this language call a topic."""
    return topic.names.get(lang, topic.name)


def names(topic: Topic) -> list[str]:
    """Everything a topic is called."""
    return [
        topic.id,
        topic.name,
        *topic.names.values(),
        *(alias for aliases in topic.aliases.values() for alias in aliases),
        *(a.term for a in topic.acronyms),
        *topic.nouns,
    ]


def _squeezed(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
