"""Items against topics and stored queries: verdicts with evidence. The scoring of topics is in core/scoring.py."""

from collections.abc import Collection, Iterable

import core.query_grammar as q
from core.index import Compiled, PhraseIndex, QueryIndex, Text
from core.model import Evidence, Item, Sensitivity, Topic, Verdict
from core.query import Query, nodes, parse, render
from core.scoring import EVIDENCE_LIMIT, READ_LIMIT, Scorer
from core.view import View
from core.wording import Words

QUERY_PREFIX = "query:"


class Matcher:
    """Topics and queries, changed in place. Subjects are topic ids, or `query:` and a canonical query."""

    def __init__(self, topics: Iterable[Topic] = (), queries: Iterable[str | Query] = ()) -> None:
        self._phrases = PhraseIndex()
        self._queries = QueryIndex(self._phrases)
        self._topics: dict[str, Topic] = {}
        self._scorers: dict[str, Scorer] = {}
        self._openers: dict[str, set[str]] = {}
        self.set_topics(topics)
        for query in queries:
            self.add(query)

    def set_topics(self, topics: Iterable[Topic]) -> set[str]:
        """Takes over the topics as they are now. Says which are new or other than before; the rest costs nothing."""
        now = {topic.id: topic for topic in topics}
        for id in [id for id, topic in self._topics.items() if now.get(id) != topic]:
            scorer = self._scorers.pop(id)
            for phrase in scorer.phrases():
                self._phrases.release(phrase.key)
            for phrase in scorer.openers():
                self._openers[phrase.key].discard(id)
        fresh = {id: Scorer(topic) for id, topic in now.items() if id not in self._scorers}
        for id, scorer in fresh.items():
            for phrase in scorer.phrases():
                self._phrases.add(phrase)
            for phrase in scorer.openers():
                self._openers.setdefault(phrase.key, set()).add(id)
        self._topics = now
        self._scorers = {id: fresh.get(id) or self._scorers[id] for id in now}
        return set(fresh)

    def add(self, query: str | Query) -> str:
        """Adds a query, once however often it is added, and returns its subject. Raises QueryError."""
        query = parse(query) if isinstance(query, str) else query
        subject = QUERY_PREFIX + query.text
        self._queries.add(subject, query.root)
        return subject

    def remove(self, query: str | Query) -> None:
        """Removes a query; one that is not there is no error. Raises QueryError for text that is no query."""
        query = parse(query) if isinstance(query, str) else query
        self._queries.remove(QUERY_PREFIX + query.text)

    def match(
        self,
        item: Item,
        topics: Collection[str] | None = None,
        sensitivity: Sensitivity = Sensitivity.BALANCED,
    ) -> list[Verdict]:
        """The verdicts that matched: topics (all, or these ids) with the parents of matched children, then queries.

        A parent that a child speaks for more strongly carries the child's evidence and score.
        """
        view, present = self._seen(item)
        found = self._topic_verdicts(view, present, sensitivity)
        asked = [verdict for id, verdict in found.items() if topics is None or id in topics]
        return asked + [
            Verdict(query.name, True, 1.0, self._evidence(query, view)) for query in self._matching(view, present)
        ]

    def queries(self, item: Item) -> list[str]:
        """The subjects of the queries that match, without evidence."""
        view, present = self._seen(item)
        return [query.name for query in self._matching(view, present)]

    def explain(self, item: Item, subject: str, sensitivity: Sensitivity = Sensitivity.BALANCED) -> Verdict:
        """The verdict on one subject, for a miss with what was missing. A query need not be stored.

        Raises KeyError for an unknown topic and QueryError for a malformed query.
        """
        if subject.startswith(QUERY_PREFIX):
            return _explained(subject, parse(subject.removeprefix(QUERY_PREFIX)).root, View(item))
        view, present = self._seen(item)
        found = self._topic_verdicts(view, present, sensitivity)
        return found.get(subject) or self._scorers[subject].verdict(view.up_to(READ_LIMIT), sensitivity)

    def _seen(self, item: Item) -> tuple[View, set[str]]:
        view = View(item)
        present = self._phrases.find(Text(view.whole))
        view.present = present
        return view, present

    def _topic_verdicts(self, view: View, present: set[str], sensitivity: Sensitivity) -> dict[str, Verdict]:
        """Matched topics by id, parents of matched children included."""
        view = view.up_to(READ_LIMIT)
        tried = {id for key in present & self._openers.keys() for id in self._openers[key]}
        verdicts = [self._scorers[id].verdict(view, sensitivity) for id in self._scorers if id in tried]
        found = {verdict.subject: verdict for verdict in verdicts if verdict.matched}
        for verdict in list(found.values()):
            parent = self._topics[verdict.subject].parent
            while parent in self._topics and (parent not in found or found[parent].score < verdict.score):
                found[parent] = Verdict(parent, True, verdict.score, verdict.evidence)
                parent = self._topics[parent].parent
        return found

    def _matching(self, view: View, present: set[str]) -> list[Compiled]:
        return [q for q in self._queries.candidates(present) if q.rest is None or view.holds(q.rest)]

    def _evidence(self, query: Compiled, view: View) -> tuple[Evidence, ...]:
        # The index keeps no tree where it needs none: a hundred thousand would be most of its memory.
        root = query.rest or parse(query.name.removeprefix(QUERY_PREFIX)).root
        return _asserted_evidence(query.name, root, view)


def _explained(subject: str, root: q.Node, view: View) -> Verdict:
    if view.holds(root):
        return Verdict(subject, True, 1.0, _asserted_evidence(subject, root, view))
    return Verdict(subject, False, 0.0, _asserted_evidence(subject, root, view), _missing(root, view))


def _asserted_evidence(subject: str, root: q.Node, view: View) -> tuple[Evidence, ...]:
    """The hits of the terms that speak for a query: those not under a NOT."""
    denied = {id(n) for node in nodes(root) if isinstance(node, q.Not) for n in nodes(node.part)}
    terms = [n for n in nodes(root) if isinstance(n, q.Term) and id(n) not in denied]
    hits = [(term, hit) for term in terms for hit in view.hits(term.phrase)]
    found = [
        Evidence(subject, term.written, "", hit.field, *view.span(hit), 1.0) for term, hit in hits[:EVIDENCE_LIMIT]
    ]
    return tuple(found)


def _missing(root: q.Node, view: View) -> Words:
    """The first condition of a query that an item fails, in words."""
    parts = root.parts if isinstance(root, q.All) else (root,)
    failed = next(part for part in parts if not view.holds(part))
    if isinstance(failed, q.Not):
        return Words("missing.excluded", {"part": render(failed.part)})
    return Words("missing.part", {"part": render(failed)})
