"""From the raw values of a topics file to topics, with every problem named by its place. Reading files is jobs/read_topics.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.model import Acronym, Topic

Path = tuple[str | int, ...]
LANGS = ("en", "ko", "zh", "ja")
LISTS = ("signals", "context", "exclude")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a topics file. `path` leads to the value, as in ("topics", 3, "aliases", "ko", 0)."""

    path: Path
    text: str


def topics_of(raw: Mapping[str, object]) -> list[Topic]:
    """Topics of a loaded file."""
    entries = raw["topics"]
    assert isinstance(entries, Sequence)
    return [_topic(entry) for entry in entries]


def _topic(raw: Mapping[str, object]) -> Topic:
    lists = {name: tuple(map(str, _sequence(raw.get(name)))) for name in LISTS}
    aliases = raw.get("aliases") or {}
    assert isinstance(aliases, Mapping)
    return Topic(
        id=str(raw["id"]),
        name=str(raw["name"]),
        category=str(raw["category"]),
        aliases={str(lang): tuple(map(str, _sequence(terms))) for lang, terms in aliases.items()},
        acronyms=tuple(_acronym(value) for value in _sequence(raw.get("acronyms"))),
        parent=str(raw["parent"]) if raw.get("parent") else None,
        **lists,
    )


def _acronym(value: object) -> Acronym:
    if isinstance(value, Mapping):
        return Acronym(str(value["term"]), bool(value.get("ambiguous", False)))
    return Acronym(str(value))


def _sequence(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
