"""Frames: ways of saying a topic without naming it, as classes of words that must meet in one sentence. Weights: scoring.py.

A class lists words that stand for one another (licence, permit, 허가); a frame asks for one word of each of its classes, in
the title, in one sentence of the body's opening, or spread over the title and the first sentence, which many outlets write as one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from core.phrase import Phrase
from core.view import Hit, View

# Before a word of a class in a topics file.
JAPANESE = "ja:"
_TITLE, _LEAD = 0, 1
# Words of a frame that stand in the title are completed by those of so many sentences: all of a short item.
_NEAR = 3


class Place(Enum):
    """Where the words of a frame meet."""

    TITLE = "title"
    LEAD = "lead"
    OPENING = "opening"
    NEAR = "near"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One word of each class of a frame in one place. `hit` is that of the first class."""

    terms: tuple[str, ...]
    place: Place
    hit: Hit


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a class in its forms. One that is `japanese` counts in Japanese only: 表示 is a label there, in Chinese to say."""

    term: str
    forms: tuple[Phrase, ...]
    japanese: bool = False


Words = tuple[Word, ...]
_Found = dict[int, tuple[str, Hit]]


class Frames:
    """The frames of one topic. `classes` gives by name the words of a class, each with its forms."""

    def __init__(self, classes: Mapping[str, Words], frames: Iterable[tuple[str, ...]]) -> None:
        self._classes = dict(classes)
        self._frames = tuple(frames)

    def phrases(self) -> Iterable[Phrase]:
        """Every phrase of every class."""
        return (phrase for words in self._classes.values() for word in words for phrase in word.forms)

    def openers(self) -> Iterable[Phrase]:
        """Phrases without any of which no frame can be met."""
        first = {frame[0] for frame in self._frames}
        return (phrase for name in sorted(first) for word in self._classes[name] for phrase in word.forms)

    def meetings(self, view: View) -> list[Meeting]:
        """Each frame at most once, in the best place where its classes meet, best places first. Looks at all of the view."""
        found: dict[str, _Found] = {}
        meetings = []
        for frame in self._frames:
            places = []
            for name in frame:
                if name not in found:
                    found[name] = _by_sentence(view, self._classes[name])
                if not found[name]:
                    break
                places.append(found[name])
            else:
                meetings += _meeting(places)
        return sorted(meetings, key=lambda m: list(Place).index(m.place))


def _by_sentence(view: View, words: Words) -> _Found:
    """The first word of a class in each sentence; 0 is the title, 1 the first of the body."""
    found: _Found = {}
    for word in words:
        for phrase in word.forms:
            hits = view.hits(phrase)
            if hits and (view.is_japanese or not word.japanese):
                for hit in hits:
                    found.setdefault(view.sentence(hit), (word.term, hit))
    return found


def _meeting(places: list[_Found]) -> list[Meeting]:
    common = set.intersection(*(set(found) for found in places))
    if common & {_TITLE, _LEAD}:
        return [_met(places, [min(common)] * len(places), Place.LEAD if min(common) else Place.TITLE)]
    earliest = [min(found) for found in places]
    if _TITLE in earliest and max(earliest) <= _NEAR:
        return [_met(places, earliest, Place.OPENING if max(earliest) == _LEAD else Place.NEAR)]
    return [_met(places, [min(common)] * len(places), Place.BODY)] if common else []


def _met(places: list[_Found], at: list[int], place: Place) -> Meeting:
    words = [found[sentence] for found, sentence in zip(places, at, strict=True)]
    return Meeting(tuple(term for term, _ in words), place, words[0][1])
