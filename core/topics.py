"""From the raw values of a topics file to topics, every mistake named by its place. Reading files is jobs/read_topics.py."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from core.frames import JAPANESE
from core.model import Acronym, Agency, Topic
from core.phrase import Phrase

Path = tuple[str | int, ...]
Raw = Mapping[object, object]
LANGS = ("en", "ko", "zh", "ja")
CATEGORIES = ("agreements", "measures", "sectors", "forums")
# Terms that all topics share.
_FOR_ALL = ("ground", "noise", "notices")
_FILE_FIELDS = ("version", "topics", "classes", *_FOR_ALL, "agencies")
_TERMS = ("nouns", "signals", "hints", "context", "exclude")
_FIELDS = ("id", "name", "names", "category", "parent", "aliases", "acronyms", *_TERMS, "frames", "related", "agencies")
_TERM_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a topics file. `path` leads to the value, as in ("topics", 3, "aliases", "ko", 0)."""

    path: Path
    text: str


def problems_of(raw: object) -> list[Problem]:
    """Every mistake in the loaded values of a topics file, in the file's order; none if it can be used."""
    if not isinstance(raw, Mapping):
        return [Problem((), "must be a mapping with a list of topics")]
    entries = raw.get("topics")
    found = [*_unknown(raw, _FILE_FIELDS, ())]
    found += [problem for name in _FOR_ALL for problem in _not_terms(raw.get(name), (name,))]
    found += [*_class_problems(raw.get("classes", {})), *_agency_problems(raw)]
    if not isinstance(entries, list) or not entries:
        return [*found, Problem(("topics",), "must be a list with at least one topic")]
    ids = Counter(str(entry.get("id")) for entry in entries if isinstance(entry, Mapping))
    names = {"parent": list(ids), "related": list(ids)}
    names |= {field: list(map(str, _mapping(raw.get(field)))) for field in ("agencies", "classes")}
    for at, entry in enumerate(entries):
        path = ("topics", at)
        if isinstance(entry, Mapping):
            found += [*_topic_problems(entry, path), *_reference_problems(entry, path, names)]
            found += [Problem((*path, "id"), f"{entry['id']} stands twice")] if ids[str(entry.get("id"))] > 1 else []
        else:
            found.append(Problem(path, "must be a mapping with id, name and category"))
    return found or list(_parent_loops(entries))


def topics_of(raw: Raw) -> list[Topic]:
    """Topics of loaded values without problems, in the file's order."""
    agencies = {key: tuple(map(_agency, names)) for key, names in _mapping(raw.get("agencies")).items()}
    classes = {str(name): tuple(map(str, words)) for name, words in _mapping(raw.get("classes")).items()}
    for_all = {name: tuple(map(str, _list(raw.get(name)))) for name in _FOR_ALL}
    return [_topic(_mapping(entry), classes, for_all, agencies) for entry in _list(raw["topics"])]


def _topic(
    raw: Raw,
    classes: Mapping[str, tuple[str, ...]],
    for_all: Mapping[str, tuple[str, ...]],
    agencies: Mapping[object, tuple[Agency, ...]],
) -> Topic:
    def terms(name: str) -> tuple[str, ...]:
        return tuple(map(str, _list(raw.get(name))))

    frames = tuple(tuple(map(str, _list(frame))) for frame in _list(raw.get("frames")))
    return Topic(
        id=str(raw["id"]),
        name=str(raw["name"]),
        category=str(raw["category"]),
        aliases={str(lang): tuple(map(str, _list(terms))) for lang, terms in _mapping(raw.get("aliases")).items()},
        acronyms=tuple(_acronym(value) for value in _list(raw.get("acronyms"))),
        nouns=terms("nouns"),
        signals=terms("signals"),
        hints=terms("hints"),
        context=terms("context"),
        exclude=terms("exclude"),
        parent=str(raw["parent"]) if raw.get("parent") else None,
        frames=frames,
        classes={name: classes[name] for frame in frames for name in frame},
        **for_all,
        related=terms("related"),
        agencies=tuple(agency for key in terms("agencies") for agency in agencies[key]),
        names={str(lang): str(name) for lang, name in _mapping(raw.get("names")).items()},
    )


def _acronym(value: object) -> Acronym:
    if isinstance(value, Mapping):
        return Acronym(str(value["term"]), bool(value.get("ambiguous", False)))
    return Acronym(str(value))


def _agency(value: object) -> Agency:
    raw = _mapping(value)
    since, until = raw.get("since"), raw.get("until")
    return Agency(
        str(raw["name"]), since if isinstance(since, date) else None, until if isinstance(until, date) else None
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[object, list[object]]:
    return value if isinstance(value, Mapping) else {}


def _unknown(raw: Raw, known: Sequence[str], path: Path) -> Iterator[Problem]:
    for name in raw:
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            hint = f"did you mean {near[0]}?" if near else "known are " + ", ".join(known)
            yield Problem((*path, str(name)), f"is no field here; {hint}")


def _topic_problems(raw: Raw, path: Path) -> Iterator[Problem]:
    yield from _unknown(raw, _FIELDS, path)
    for name in ("id", "name", "category"):
        if not isinstance(raw.get(name), str) or not str(raw[name]).strip():
            yield Problem((*path, name), "must be a text")
    if isinstance(raw.get("category"), str) and raw["category"] not in CATEGORIES:
        yield Problem((*path, "category"), f"must be one of {', '.join(CATEGORIES)}")
    yield from _name_problems(raw.get("names", {}), (*path, "names"))
    yield from _alias_problems(raw.get("aliases", {}), (*path, "aliases"))
    yield from _acronym_problems(raw.get("acronyms", []), (*path, "acronyms"))
    for name in _TERMS:
        yield from _not_terms(raw.get(name), (*path, name))
    if not raw.get("aliases") and not raw.get("acronyms"):
        yield Problem((*path, "aliases"), "must name the topic in at least one language")


def _name_problems(names: object, path: Path) -> Iterator[Problem]:
    if not isinstance(names, Mapping):
        yield Problem(path, "must be a mapping from language to a name")
        return
    for lang, name in names.items():
        if lang not in LANGS:
            yield Problem((*path, str(lang)), f"is no language here; known are {', '.join(LANGS)}")
        elif not isinstance(name, str) or not name.strip():
            yield Problem((*path, lang), "must be a text")


def _alias_problems(aliases: object, path: Path) -> Iterator[Problem]:
    if not isinstance(aliases, Mapping):
        yield Problem(path, "must be a mapping from language to terms")
        return
    for lang, terms in aliases.items():
        if lang not in LANGS:
            yield Problem((*path, str(lang)), f"is no language here; known are {', '.join(LANGS)}")
        yield from _not_terms(terms, (*path, str(lang)))


def _acronym_problems(acronyms: object, path: Path) -> Iterator[Problem]:
    if not isinstance(acronyms, list):
        yield Problem(path, "must be a list")
        return
    for at, value in enumerate(acronyms):
        if isinstance(value, Mapping):
            yield from _unknown(value, ("term", "ambiguous"), (*path, at))
        term = value.get("term") if isinstance(value, Mapping) else value
        yield from _term_problems(term, (*path, at))


def _not_terms(value: object, path: Path) -> Iterator[Problem]:
    if value is None:
        return
    if not isinstance(value, list):
        yield Problem(path, "must be a list of terms")
        return
    for at, term in enumerate(value):
        yield from _term_problems(term, (*path, at))


def _term_problems(term: object, path: Path) -> Iterator[Problem]:
    if not isinstance(term, str):
        yield Problem(path, f"must be a text, not {term}; put it between quotes")
        return
    if len(term) > _TERM_LIMIT:
        yield Problem(path, f"may have {_TERM_LIMIT} characters")
        return
    for part in term.split(" + "):
        phrase = Phrase.of(part)
        if not phrase.words:
            yield Problem(path, f"has no letter or digit: {term!r}")
        elif len(phrase.joined) == 1 and (phrase.is_latin or phrase.has_hangul) and not part.startswith("="):
            yield Problem(path, f"{part} is one letter or syllable and would be found nearly everywhere")


def _class_problems(classes: object) -> Iterator[Problem]:
    if not isinstance(classes, Mapping):
        yield Problem(("classes",), "must be a mapping from a name to words")
        return
    for name, words in classes.items():
        if not words:
            yield Problem(("classes", str(name)), "must be a list of terms")
        yield from _not_terms(_unmarked(words), ("classes", str(name)))


def _unmarked(words: object) -> object:
    """The words of a class without the mark of those that count in Japanese only."""
    if not isinstance(words, list):
        return words
    return [word.removeprefix(JAPANESE) if isinstance(word, str) else word for word in words]


def _frame_problems(frames: object, path: Path, known: list[str]) -> Iterator[Problem]:
    if frames is None:
        return
    if not isinstance(frames, list):
        yield Problem(path, "must be a list of lists of classes")
        return
    for at, frame in enumerate(frames):
        if not isinstance(frame, list) or len(frame) < 2:
            yield Problem((*path, at), "must be a list of two classes or more")
            continue
        for name in frame:
            yield from _unlisted(name, known, (*path, at))


def _unlisted(name: object, known: list[str], path: Path) -> Iterator[Problem]:
    if name not in known:
        near = get_close_matches(str(name), known, 1)
        yield Problem(path, f"{name} is not in this file" + (f"; did you mean {near[0]}?" if near else ""))


def _reference_problems(raw: Raw, path: Path, names: Mapping[str, list[str]]) -> Iterator[Problem]:
    yield from _frame_problems(raw.get("frames"), (*path, "frames"), names["classes"])
    for field in ("parent", "related", "agencies"):
        value = raw.get(field)
        if value is None:
            continue
        listed = value if field != "parent" else [value]
        if not isinstance(listed, list):
            yield Problem((*path, field), "must be a list")
            continue
        for name in listed:
            yield from _unlisted(name, names[field], (*path, field))


def _agency_problems(raw: Raw) -> Iterator[Problem]:
    agencies = raw.get("agencies")
    if agencies is None:
        return
    if not isinstance(agencies, Mapping):
        yield Problem(("agencies",), "must be a mapping from key to names")
        return
    for key, names in agencies.items():
        if not isinstance(names, list) or not all(isinstance(name, Mapping) for name in names):
            yield Problem(("agencies", str(key)), "must be a list of mappings with name, since and until")
            continue
        for at, name in enumerate(names):
            yield from _agency_name_problems(name, ("agencies", str(key), at))


def _agency_name_problems(raw: Raw, path: Path) -> Iterator[Problem]:
    yield from _unknown(raw, ("name", "since", "until"), path)
    if not isinstance(raw.get("name"), str):
        yield Problem((*path, "name"), "must be a text")
    for field in ("since", "until"):
        if not isinstance(raw.get(field, date.min), date):
            yield Problem((*path, field), "must be a date such as 2026-01-02")


def _parent_loops(entries: list[Raw]) -> Iterator[Problem]:
    parents = {entry["id"]: entry.get("parent") for entry in entries}
    for at, entry in enumerate(entries):
        seen, parent = {entry["id"]}, entry.get("parent")
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents[parent]
        if parent == entry["id"]:
            yield Problem(("topics", at, "parent"), f"{entry['id']} is its own ancestor")
