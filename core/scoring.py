"""How much an item is about a topic: a score with its evidence. Weights live here, terms in seeds/topics.yaml.

An alias in the title decides alone, and so does one in the lead; further down it takes a second one or a signal beside it, since
one alias far down is a passing mention. Signals and ambiguous acronyms count only beside a context term. Excludes subtract, and
so, a little, does the noise of texts that mention policy in passing, and more do the notices that name it without news of it. An
acronym that the text spells out otherwise is none of the topic's. A long text needs more.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import log2

from core.frames import JAPANESE, Frames, Place, Word
from core.model import Evidence, Sensitivity, Topic, Verdict
from core.phrase import Phrase
from core.text import HAN, HANGUL, KANA, sentences
from core.view import Hit, View
from core.wording import Words

THRESHOLD = {Sensitivity.FEWER: 2.2, Sensitivity.BALANCED: 1.5, Sensitivity.MORE: 1.0}
# An alias by its place. The nth hit in a field weighs less: a word repeated is not a second reason.
TITLE, LEAD, BODY = 2.0, 1.5, 1.0
REPEAT = (1.0, 0.6, 0.4, 0.2)
SIGNAL_TITLE, SIGNAL_BODY, SIGNALS_MOST = 1.2, 0.75, 2.4
# A signal of one part that stands in the title and again in the body is one reason, not two; a noun is named twice.
SIGNAL_AGAIN = 0.25
# Hints count only in the title and the lead, which say what an item is about.
HINT_TITLE, HINT_LEAD, HINTS_MOST = 0.6, 0.4, 1.6
# A frame by its place, the best first; the second and later ones say the same again.
FRAME = {Place.TITLE: 1.6, Place.LEAD: 1.5, Place.OPENING: 1.5, Place.NEAR: 1.2, Place.BODY: 0.75}
FRAMES_MOST = 2.4
# So much of a frame in a text without a word of trade: it does not decide alone there. Frames of many classes are ground enough.
UNGROUNDED, GROUND_ENOUGH = 0.8, 4
EXCLUDE_TITLE, EXCLUDE_BODY = 2.0, 1.0
# In the title, in the body, all together at most.
NOISE = (1.0, 0.5, 1.5)
NOTICES = (2.0, 1.0, 4.0)
# The lead of a long text is about three sentences: a name further down in an enumeration is a passing mention.
LEAD_MOST = 600
# Up to here a body is news; each doubling beyond takes away.
NEWS_LENGTH, LENGTH_STEP = 8_000, 0.3
EVIDENCE_LIMIT = 20
# Topics read so much of a body: what is first named further down is no reason for an alert.
READ_LIMIT = 25_000


@dataclass(frozen=True, slots=True)
class Clue:
    """A term of a topic. Each part is the forms of one phrase; all parts must occur, the first one says where."""

    term: str
    lang: str
    parts: tuple[tuple[Phrase, ...], ...]

    def hits(self, view: View) -> list[Hit]:
        """Where the first part stands, title first, if the other parts occur at all."""
        first, *others = self.parts
        found = [hit for phrase in first for hit in view.hits(phrase)]
        if not found or not all(any(view.hits(phrase) for phrase in part) for part in others):
            return []
        return sorted(found, key=_place)

    def opens(self, view: View, lead: int) -> bool:
        """Whether all parts occur in the title or the lead."""
        return all(any(_leads(hit, lead) for phrase in part for hit in view.hits(phrase)) for part in self.parts)


class Scorer:
    """One topic, its terms compiled."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self._aliases = [_clue(term, lang) for lang, terms in topic.aliases.items() for term in terms]
        self._aliases += [_acronym(a.term) for a in topic.acronyms if not a.ambiguous]
        self._ambiguous = [_acronym(a.term) for a in topic.acronyms if a.ambiguous]
        self._signals = [_clue(term) for term in (*topic.nouns, *topic.signals)]
        self._hints = [_clue(term) for term in topic.hints]
        words = {name: tuple(map(_word, terms)) for name, terms in topic.classes.items()}
        self._frames = Frames(words, topic.frames)
        self._ground = [_clue(term) for term in topic.ground]
        self._context = [_clue(term) for term in topic.context]
        self._exclude = [_clue(term) for term in topic.exclude]
        self._for_all = [
            ([_clue(term) for term in topic.noise], NOISE),
            ([_clue(term) for term in topic.notices], NOTICES),
        ]

    def phrases(self) -> Iterable[Phrase]:
        """Every phrase of the topic, for an index."""
        against = [self._ground, self._exclude, *(clues for clues, _ in self._for_all)]
        return chain(self._speaking(), (phrase for clues in against for phrase in _phrases(clues)))

    def _speaking(self) -> Iterable[Phrase]:
        """The phrases that speak for the topic."""
        lists = (self._aliases, self._ambiguous, self._signals, self._hints, self._context)
        return chain((phrase for clues in lists for phrase in _phrases(clues)), self._frames.phrases())

    def openers(self) -> Iterable[Phrase]:
        """Phrases without any of which the topic cannot match."""
        lists = (self._aliases, self._ambiguous, self._signals, self._hints)
        return chain((phrase for clues in lists for clue in clues for phrase in clue.parts[0]), self._frames.openers())

    def verdict(self, view: View, sensitivity: Sensitivity = Sensitivity.BALANCED) -> Verdict:
        """The verdict on one item, matched or not."""
        context = not self._context or any(clue.hits(view) for clue in self._context)
        excluded = [hit for clue in self._exclude for hit in clue.hits(view)]
        foreign = self._spelled_otherwise(view)
        names = [clue for clue in self._aliases + (self._ambiguous if context else []) if clue.term not in foreign]
        found = _placed(view, names, excluded)
        evidence = self._weighed(view, found)
        if context:
            evidence += self._signal_evidence(view, found, excluded)
            evidence += self._hint_evidence(view, evidence, excluded)
        evidence += self._frame_evidence(view.opening, [hit for hit, _ in found], evidence, excluded)
        against = self._against(view) + _long_text(view)
        score = round(sum(e.weight for e in evidence) - sum(weight for _, weight in against), 2)
        needed = THRESHOLD[sensitivity]
        matched = bool(evidence) and score >= needed
        missing = None if matched else self._missing(evidence, against, score, needed, context)
        return Verdict(self.topic.id, matched, score, tuple(evidence[:EVIDENCE_LIMIT]), missing)

    def _spelled_otherwise(self, view: View) -> set[str]:
        """Acronyms of the topic that the item spells out in words none of which is the topic's."""
        acronyms = {a.term for a in self.topic.acronyms}
        glosses = [gloss for gloss in view.glosses if gloss.acronym in acronyms]
        if not glosses:
            return set()
        own = [(hit.field, *view.span(hit)) for phrase in self._speaking() for hit in view.hits(phrase)]
        return {g.acronym for g in glosses if not any(f == g.field and a < g.end and g.start < b for f, a, b in own)}

    def _weighed(self, view: View, found: list[tuple[Hit, Clue]]) -> list[Evidence]:
        lead = _lead(view) if found else 0
        nth = {"title": 0, "body": 0}
        evidence = []
        for hit, clue in found:
            weight = TITLE if hit.field == "title" else LEAD if hit.start < lead else BODY
            evidence.append(self._evidence(view, hit, clue, weight * REPEAT[min(nth[hit.field], len(REPEAT) - 1)]))
            nth[hit.field] += 1
        return evidence

    def _signal_evidence(self, view: View, aliases: list[tuple[Hit, Clue]], excluded: list[Hit]) -> list[Evidence]:
        """Each signal once a field, in its first place that is no part of an alias; all together up to a limit."""
        evidence: list[Evidence] = []
        room = SIGNALS_MOST
        for hit, clue in _placed(view, self._signals, excluded):
            covered = any(_covers(alias, hit) for alias, _ in aliases)
            if covered or room <= 0 or any((clue.term, hit.field) == (e.term, e.field) for e in evidence):
                continue
            weight = min(room, SIGNAL_TITLE if hit.field == "title" else SIGNAL_BODY)
            if self._is_one_word(clue) and any(clue.term == e.term for e in evidence):
                weight = min(weight, SIGNAL_AGAIN)
            room -= weight
            evidence.append(self._evidence(view, hit, clue, weight))
        return evidence

    def _is_one_word(self, clue: Clue) -> bool:
        return len(clue.parts) == 1 and clue.term not in self.topic.nouns

    def _hint_evidence(self, view: View, said: list[Evidence], excluded: list[Hit]) -> list[Evidence]:
        """Each hint once in the title and once in the lead, where nothing stronger stands."""
        lead = _lead(view)
        if not self._hints or not any(clue.opens(view, lead) for clue in self._context):
            return []
        evidence: list[Evidence] = []
        room = HINTS_MOST
        for hit, clue in _placed(view, self._hints, excluded):
            before = [*said, *evidence]
            taken = _is_said(view, hit, before) or any((e.field, e.term) == (hit.field, clue.term) for e in before)
            if taken or room <= 0 or not _leads(hit, lead):
                continue
            weight = min(room, HINT_TITLE if hit.field == "title" else HINT_LEAD)
            room -= weight
            evidence.append(self._evidence(view, hit, clue, weight))
        return evidence

    def _frame_evidence(
        self, view: View, names: list[Hit], said: list[Evidence], excluded: list[Hit]
    ) -> list[Evidence]:
        """Each frame once, in its best place, together up to a limit. A sentence that has a name says no more by a frame.

        Far down in the body a frame around a word that was counted already adds nothing: it is one passing mention.
        """
        evidence: list[Evidence] = []
        room = FRAMES_MOST
        grounded = not self._ground or any(clue.hits(view) for clue in self._ground)
        length = len(view.folded["body"].text)
        named = {view.sentence(hit) for hit in names if hit.field == "title" or hit.end <= length}
        for meeting in self._frames.meetings(view):
            if room <= 0 or view.sentence(meeting.hit) in named or _is_part(meeting.hit, excluded):
                continue
            worth = 1.0 if grounded or len(meeting.terms) >= GROUND_ENOUGH else UNGROUNDED
            weight = min(room, worth * FRAME[meeting.place] * REPEAT[min(len(evidence), len(REPEAT) - 1)])
            if meeting.place is Place.BODY and _is_said(view, meeting.hit, said):
                continue
            room -= weight
            term = " + ".join(meeting.terms)
            evidence.append(self._evidence(view, meeting.hit, Clue(term, _lang(term), ()), weight))
        return evidence

    def _against(self, view: View) -> list[tuple[str, float]]:
        """Terms that speak against the topic, with what each takes away."""
        against = []
        for hit, clue in _first_places(self._exclude, view):
            against.append((clue.term, EXCLUDE_TITLE if hit.field == "title" else EXCLUDE_BODY))
        for clues, (in_title, in_body, room) in self._for_all:
            for hit, clue in _first_places(clues, view):
                weight = min(room, in_title if hit.field == "title" else in_body)
                room = round(room - weight, 2)
                against += [(clue.term, weight)] if weight else []
        return against

    def _missing(
        self, evidence: list[Evidence], against: list[tuple[str, float]], score: float, needed: float, context: bool
    ) -> Words:
        if not evidence:
            return Words("missing.terms" if context else "missing.names")
        terms = ", ".join(term for term, _ in against[:5])
        told: dict[str, object] = {"score": f"{score:g}", "needed": f"{needed:g}"}
        told["against"] = Words("missing.against", {"terms": terms}) if against else ""
        told["context"] = "" if context else Words("missing.context")
        return Words("missing.score", told)

    def _evidence(self, view: View, hit: Hit, clue: Clue, weight: float) -> Evidence:
        return Evidence(self.topic.id, clue.term, clue.lang, hit.field, *view.span(hit), round(weight, 2))


def _clue(term: str, lang: str | None = None) -> Clue:
    parts = tuple(_forms(part.strip()) for part in term.split(" + "))
    return Clue(term, lang or _lang(term), parts)


def _word(term: str) -> Word:
    """A word of a class; with `ja:` before it one of Japanese texts only."""
    plain = term.removeprefix(JAPANESE)
    return Word(plain, _forms(plain), plain != term)


def _phrases(clues: Iterable[Clue]) -> Iterable[Phrase]:
    return (phrase for clue in clues for part in clue.parts for phrase in part)


def _acronym(term: str) -> Clue:
    return Clue(term, "en", ((Phrase.of(term, exact=True),),))


def _forms(term: str) -> tuple[Phrase, ...]:
    """A term, and in Latin letters its other number: tariff and tariffs. With a leading = only itself."""
    if term.startswith("="):
        return (Phrase.of(term[1:], exact=True),)
    if term.endswith("*"):
        return (Phrase.of(term, prefix=True),)
    phrase = Phrase.of(term)
    if not phrase.is_latin or not phrase.words[-1].isalpha() or len(phrase.words[-1]) < 3:
        return (phrase,)
    return phrase, Phrase((*phrase.words[:-1], _other_number(phrase.words[-1])))


def _other_number(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(_SIBILANT_PLURALS):
        return word[:-2]
    if word.endswith(("ss", "x", "ch", "sh", "z")):
        return word + "es"
    if word.endswith("s"):
        return word[:-1]
    return word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"


_SIBILANT_PLURALS = ("sses", "xes", "ches", "shes", "zzes")


def _lang(term: str) -> str:
    """The language of a term that was listed without one, by its script; Han alone passes for Chinese."""
    for lang, script in (("ko", HANGUL), ("ja", KANA), ("zh", HAN)):
        if re.search(f"[{script}]", term):
            return lang
    return "en"


def _place(hit: Hit) -> tuple[bool, int]:
    return hit.field != "title", hit.start


def _leads(hit: Hit, lead: int) -> bool:
    return hit.field == "title" or hit.start < lead


def _overlap(a: Hit, b: Hit) -> bool:
    return a.field == b.field and b.start < a.end


def _placed(view: View, clues: list[Clue], excluded: list[Hit]) -> list[tuple[Hit, Clue]]:
    """Hits in order of place; of overlapping ones the longest, and none that is part of something excluded."""
    found = ((hit, clue) for clue in clues for hit in clue.hits(view) if not _is_part(hit, excluded))
    pairs = sorted(found, key=lambda p: (_place(p[0]), -p[0].end))
    kept: list[tuple[Hit, Clue]] = []
    for hit, clue in pairs:
        if not kept or not _overlap(kept[-1][0], hit):
            kept.append((hit, clue))
    return kept


def _is_part(hit: Hit, excluded: list[Hit]) -> bool:
    """Whether the hit is but a part of an excluded term: Korea–China in China–Japan–Korea."""
    return any(_covers(other, hit) and other != hit for other in excluded)


def _is_said(view: View, hit: Hit, said: list[Evidence]) -> bool:
    start, _ = view.span(hit)
    return any(e.field == hit.field and e.start <= start < e.end for e in said)


def _first_places(clues: list[Clue], view: View) -> list[tuple[Hit, Clue]]:
    """Where each clue stands first; of clues in one place the first only."""
    found: list[tuple[Hit, Clue]] = []
    for clue in clues:
        hits = clue.hits(view)
        if hits and not any(_meet(hits[0], hit) for hit, _ in found):
            found.append((hits[0], clue))
    return found


def _meet(a: Hit, b: Hit) -> bool:
    return a.field == b.field and a.start < b.end and b.start < a.end


def _covers(a: Hit, b: Hit) -> bool:
    return a.field == b.field and a.start <= b.start and b.end <= a.end


def _lead(view: View) -> int:
    """Where the lead of the body ends: after its first sentence, or the first seventh of a longer text."""
    body = view.folded["body"]
    first = sentences(body.source[:2_000], view.item.lang)[:1]
    return max(first[0][1] if first else 0, min(len(body.text) // 7, LEAD_MOST))


def _long_text(view: View) -> list[tuple[str, float]]:
    """What the length of a body takes away."""
    length = view.length
    return [("its length", LENGTH_STEP * log2(length / NEWS_LENGTH))] if length > NEWS_LENGTH else []
