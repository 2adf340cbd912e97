"""Items against topics and stored queries: verdicts with evidence. The scoring of topics is in core/scoring.py."""

from collections.abc import Collection, Iterable

import core.query_grammar as q
from core.model import Evidence, Item, Topic, Verdict
from core.query import Query, nodes, parse
from core.scoring import Scorer
from core.view import View

QUERY_PREFIX = "query:"


class Matcher:
    """Topics and queries, changed in place. Subjects are topic ids, or `query:` and a canonical query."""

    def __init__(self, topics: Iterable[Topic] = (), queries: Iterable[str | Query] = ()) -> None:
        self._topics = {topic.id: topic for topic in topics}
        self._scorers = {topic.id: Scorer(topic) for topic in self._topics.values()}
        self._queries: dict[str, Query] = {}
        for query in queries:
            self.add(query)

    def add(self, query: str | Query) -> str:
        """Adds a query, once however often it is added, and returns its subject. Raises QueryError."""
        query = parse(query) if isinstance(query, str) else query
        subject = QUERY_PREFIX + query.text
        self._queries[subject] = query
        return subject

    def remove(self, query: str | Query) -> None:
        """Removes a query; one that is not there is no error. Raises QueryError for text that is no query."""
        query = parse(query) if isinstance(query, str) else query
        self._queries.pop(QUERY_PREFIX + query.text, None)

    def match(self, item: Item, topics: Collection[str] | None = None) -> list[Verdict]:
        """The verdicts that matched: topics (all, or these ids) with the parents of matched children, then queries.

        A parent that matched through a child alone carries the child's evidence and score.
        """
        view = View(item)
        verdicts = [self._scorers[id].verdict(view) for id in self._scorers]
        found = {verdict.subject: verdict for verdict in verdicts if verdict.matched}
        for verdict in list(found.values()):
            self._lift(verdict, found)
        asked = [v for id, v in found.items() if topics is None or id in topics]
        return asked + [_query_verdict(s, query, view) for s, query in self._queries.items() if view.holds(query.root)]

    def explain(self, item: Item, subject: str) -> Verdict:
        """The verdict on one subject, for a miss with what was missing. A query need not be stored.

        Raises KeyError for an unknown topic and QueryError for a malformed query.
        """
        view = View(item)
        if subject.startswith(QUERY_PREFIX):
            query = self._queries.get(subject) or parse(subject.removeprefix(QUERY_PREFIX))
            return _query_verdict(subject, query, view)
        found = {v.subject: v for v in self.match(item)}
        return found.get(subject) or self._scorers[subject].verdict(view)

    def _lift(self, verdict: Verdict, found: dict[str, Verdict]) -> None:
        parent = self._topics[verdict.subject].parent
        while parent in self._topics and parent not in found:
            found[parent] = Verdict(parent, True, verdict.score, verdict.evidence)
            parent = self._topics[parent].parent


def _query_verdict(subject: str, query: Query, view: View) -> Verdict:
    matched = view.holds(query.root)
    evidence = tuple(
        Evidence(subject, term.written, "", hit.field, *view.span(hit), 1.0)
        for term in _asserted(query.root)
        for hit in view.hits(term.phrase)[:EVIDENCE_LIMIT]
    )
    missing = None if matched else _missing(query.root, view)
    return Verdict(subject, matched, float(matched), evidence, missing)


EVIDENCE_LIMIT = 20


def _asserted(root: q.Node) -> list[q.Term]:
    """The terms that speak for a query: those not under a NOT."""
    denied = {id(n) for node in nodes(root) if isinstance(node, q.Not) for n in nodes(node.part)}
    return [n for n in nodes(root) if isinstance(n, q.Term) and id(n) not in denied]


def _missing(root: q.Node, view: View) -> str:
    """The first condition of a query that an item fails, in words."""
    from core.query import render

    parts = root.parts if isinstance(root, q.All) else (root,)
    failed = next(part for part in parts if not view.holds(part))
    if isinstance(failed, q.Not):
        return f"excluded by {render(failed.part)}"
    return f"no {render(failed)}"
