"""How much an item is about a topic: a score with its evidence. Weights live here, terms in seeds/topics.yaml.

An alias in the title decides alone; in the body it takes a second hit, a place in the lead, or a signal beside it, since one
alias far down is a passing mention. Signals and ambiguous acronyms count only beside a context term. Excludes subtract.
"""

from dataclasses import dataclass

from core.model import Evidence, Topic, Verdict
from core.phrase import Phrase
from core.text import sentences
from core.view import Hit, View

THRESHOLD = 1.5
TITLE = 2.0
LEAD = 1.5
BODY = 1.0
SIGNAL_TITLE = 1.2
SIGNAL_BODY = 0.6
EXCLUDE_TITLE = 2.0
EXCLUDE_BODY = 1.0
# The second, third … alias hit in a body adds less: a word repeated is not a second reason.
REPEAT = (1.0, 0.6, 0.4, 0.2)
EVIDENCE_LIMIT = 20


@dataclass(frozen=True, slots=True)
class _Clue:
    term: str
    lang: str
    phrase: Phrase


class Scorer:
    """One topic, its terms compiled."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self._aliases = [c for lang, terms in topic.aliases.items() for term in terms for c in _clues(term, lang)]
        self._aliases += [_exact(a.term) for a in topic.acronyms if not a.ambiguous]
        self._ambiguous = [_exact(a.term) for a in topic.acronyms if a.ambiguous]
        self._signals = [c for term in topic.signals for c in _clues(term, "")]
        self._context = [c for term in topic.context for c in _clues(term, "")]
        self._exclude = [c for term in topic.exclude for c in _clues(term, "")]

    def verdict(self, view: View) -> Verdict:
        """The verdict on one item, matched or not."""
        in_context = not self._context or any(view.hits(c.phrase) for c in self._context)
        aliases = self._aliases + (self._ambiguous if in_context else [])
        evidence = self._alias_evidence(view, aliases)
        if in_context:
            evidence += self._signal_evidence(view)
        if not evidence:
            return Verdict(self.topic.id, False, missing="none of its terms occurs")
        score = sum(e.weight for e in evidence) - self._against(view)
        matched = score >= THRESHOLD
        missing = None if matched else f"score {score:.1f} is below {THRESHOLD}"
        return Verdict(self.topic.id, matched, round(score, 2), tuple(evidence[:EVIDENCE_LIMIT]), missing)

    def _alias_evidence(self, view: View, aliases: list[_Clue]) -> list[Evidence]:
        found = _longest((hit, clue) for clue in aliases for hit in view.hits(clue.phrase))
        lead = _lead(view)
        evidence, repeats = [], {"title": 0, "body": 0}
        for hit, clue in found:
            nth = min(repeats[hit.field], len(REPEAT) - 1)
            repeats[hit.field] += 1
            weight = TITLE if hit.field == "title" else LEAD if hit.start < lead else BODY
            evidence.append(self._evidence(view, hit, clue, round(weight * REPEAT[nth], 2)))
        return evidence

    def _signal_evidence(self, view: View) -> list[Evidence]:
        firsts = [(view.hits(clue.phrase)[0], clue) for clue in self._signals if view.hits(clue.phrase)]
        return [
            self._evidence(view, hit, clue, SIGNAL_TITLE if hit.field == "title" else SIGNAL_BODY)
            for hit, clue in firsts
        ]

    def _against(self, view: View) -> float:
        hits = [view.hits(clue.phrase) for clue in self._exclude]
        return sum(EXCLUDE_TITLE if found[0].field == "title" else EXCLUDE_BODY for found in hits if found)

    def _evidence(self, view: View, hit: Hit, clue: _Clue, weight: float) -> Evidence:
        return Evidence(self.topic.id, clue.term, clue.lang, hit.field, *view.span(hit), weight)


def _clues(term: str, lang: str) -> list[_Clue]:
    """A term, and for one in Latin letters its other number: tariff and tariffs."""
    phrase = Phrase.of(term)
    return [_Clue(term, lang, phrase)]


def _exact(term: str) -> _Clue:
    return _Clue(term, "", Phrase.of(term, exact=True))


def _longest(found: "object") -> list[tuple[Hit, _Clue]]:
    """Hits in order of place, an overlapped one only as its longest."""
    ordered = sorted(found, key=lambda pair: (pair[0].field == "body", pair[0].start, -pair[0].end))  # type: ignore
    kept: list[tuple[Hit, _Clue]] = []
    for hit, clue in ordered:
        if kept and kept[-1][0].field == hit.field and hit.start < kept[-1][0].end:
            continue
        kept.append((hit, clue))
    return kept


def _lead(view: View) -> int:
    """Where the lead of the body ends: after its first sentence, or the first seventh of a long text."""
    body = view.folded["body"]
    first = sentences(body.source[:2_000], view.item.lang)[:1]
    return max(first[0][1] if first else 0, len(body.text) // 7)
