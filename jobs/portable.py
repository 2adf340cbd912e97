"""One YAML file with what people decided: channels with what they follow and when they want to hear, edits of topics, added feeds.

Each mistake is told by file, line and field. What was learned by running (items, deliveries, health of feeds) is not in it, nor
is any secret; a backup has everything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.errors import PolicywireError
from core.model import Feed, Preferences, Sensitivity, Subject, SubjectKind
from core.query import parse as parse_query
from core.rhythm import parse_quiet, parse_rhythm
from core.topic_edits import SHARED, edited, raw_of
from core.topics import problems_of
from core.wishes import Mute, MuteKind, Wishes
from jobs import read_feeds, yaml_lines
from jobs.yaml_lines import Step, Yaml

VERSION = 1
# Some hundred thousand subscriptions.
MOST_BYTES = 40_000_000
MAX_TEXT = 500
MAX_QUERY = 4_000
MAX_CAP = 1_000
SURFACES = ("slack", "teams", "console")


@dataclass(frozen=True, slots=True)
class Following:
    """A subscription without its channel. `by` is the surface's id of who made it."""

    subject: Subject
    label: str
    preferences: Preferences = field(default_factory=Preferences)
    by: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel with its wishes and what it follows."""

    surface: str
    workspace: str
    address: str
    name: str = ""
    lang: str = "en"
    wishes: Wishes = field(default_factory=Wishes)
    follows: tuple[Following, ...] = ()


@dataclass(frozen=True, slots=True)
class Portable:
    """All that a file holds. `topics` are edits by topic (core/topic_edits.py), None for one that was taken out."""

    places: tuple[Place, ...] = ()
    topics: Mapping[str, Any] | None = None
    feeds: tuple[Feed, ...] = ()


def write(portable: Portable) -> str:
    """The text of a file that `read` gives back. What has its default is left out."""
    data: dict[str, Any] = {"version": VERSION, "channels": [_place_row(place) for place in portable.places]}
    data |= {"topics": dict(portable.topics)} if portable.topics else {}
    data |= {"feeds": [read_feeds.row(feed) for feed in portable.feeds]} if portable.feeds else {}
    return yaml_lines.dump(data)


def read(path: Path, parts: Mapping[str, Any]) -> Portable:
    """The decisions of a file, checked against the topics that are known (`parts`) with the file's edits in them.

    Raises DataFileError for the first mistake.
    """
    file = yaml_lines.load(path, MOST_BYTES)
    if not isinstance(file.data, dict) or "version" not in file.data:
        raise file.error("is no file of «policywire export»; it begins with version: 1")
    data = _checked(file, file.data, _FILE)
    edits = data.get("topics", {})
    kept = edited(parts, edits)
    _check_topics(file, kept, edits)
    places = tuple(_place(file, index, kept) for index in range(len(data.get("channels", ()))))
    return Portable(places, edits, tuple(read_feeds.listed(file, data.get("feeds", []))))


def _place_row(place: Place) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(place, name) for name in ("surface", "workspace", "address", "name", "lang")}
    wishes = place.wishes
    told = {"digest": wishes.digest, "quiet": wishes.quiet, "cap": wishes.cap, "paused_until": wishes.paused_until}
    row |= {name: _plain(value) for name, value in told.items() if value is not None}
    row |= {"sensitivity": _plain(wishes.sensitivity)} if wishes.sensitivity is not Sensitivity.BALANCED else {}
    if wishes.mutes:
        row["mutes"] = [{name: _plain(value) for name, value in asdict(mute).items()} for mute in wishes.mutes]
    row["follows"] = [_following_row(one) for one in place.follows]
    return row


def _following_row(one: Following) -> dict[str, Any]:
    plainest = Preferences()
    given = {field.name: getattr(one.preferences, field.name) for field in fields(Preferences)}
    chosen = {name: value for name, value in given.items() if value != getattr(plainest, name)}
    row = {one.subject.kind.value: one.subject.text, "label": one.label} | ({"by": one.by} if one.by else {})
    return row | {name: _plain(value) for name, value in chosen.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, bool | int | str) else str(value)


def _check_topics(file: Yaml, kept: Mapping[str, Any], edits: Mapping[str, Any]) -> None:
    """The topics as they would be then. A mistake is shown in the edit that it is in, or that caused it."""
    raw = raw_of(kept)
    for problem in problems_of(raw):
        way = list(problem.path)
        if way and way[0] == "topics" and len(way) > 1 and isinstance(way[1], int):
            way = [str(raw["topics"][way[1]].get("id")), *way[2:]]
        elif way:
            way[0] = f"{SHARED}{way[0]}"
        shown = ["topics", *way] if way and way[0] in edits else ["topics"]
        raise file.error(problem.text, *shown, field=".".join(map(str, way)) or "topics")


def _place(file: Yaml, index: int, topics: Mapping[str, Any]) -> Place:
    way: tuple[Step, ...] = ("channels", index)
    entry = file.data["channels"][index]
    values = _checked(file, entry, _PLACE, *way)
    for name in ("surface", "workspace", "address"):
        if not values.get(name):
            raise file.error("is missing; a channel needs surface, workspace and address", *way, field=name)
    mutes = tuple(_mute(file, entry["mutes"][n], *way, "mutes", n) for n in range(len(values.pop("mutes", ()))))
    follows = tuple(
        _following(file, entry["follows"][n], topics, *way, "follows", n) for n in range(len(values.pop("follows", ())))
    )
    wishes = {name: values.pop(name) for name in _WISHES if name in values}
    return Place(**values, wishes=Wishes(**wishes, mutes=mutes), follows=follows)


def _mute(file: Yaml, entry: Any, *way: Step) -> Mute:
    values = _checked(file, entry, _MUTE, *way)
    for name in _MUTE:
        if name not in values:
            raise file.error("is missing; a mute needs kind, what and until", *way, field=name)
    return Mute(**values)


def _following(file: Yaml, entry: Any, topics: Mapping[str, Any], *way: Step) -> Following:
    values = _checked(file, entry, _FOLLOWING, *way)
    topic, query = values.pop("topic", None), values.pop("query", None)
    if (topic is None) == (query is None):
        raise file.error("needs topic: or query:, one of them", *way)
    if topic is not None and (topic.startswith(SHARED) or topic not in topics):
        known = [name for name in topics if not name.startswith(SHARED)]
        raise file.error(f"{topic!r} {yaml_lines.unknown(topic, known)}", *way, "topic")
    label, by = values.pop("label", topic or query), values.pop("by", "")
    subject = Subject(SubjectKind.TOPIC, topic) if topic else Subject(SubjectKind.QUERY, query)
    return Following(subject, label, Preferences(**values), by)


def _checked(file: Yaml, entry: Any, checks: Mapping[str, Callable[[Any], Any]], *way: Step) -> dict[str, Any]:
    """The values of a set of fields, each checked by its own rule; its error says what is wrong with the value."""
    if not isinstance(entry, dict):
        raise file.error("must be a set of fields", *way)
    values: dict[str, Any] = {}
    for name, value in entry.items():
        try:
            if name not in checks:
                raise ValueError(yaml_lines.unknown(name, checks))
            values[name] = checks[name](value)
        except (ValueError, PolicywireError) as error:
            raise file.error(str(error), *way, name) from error
    return values


def _version(value: Any) -> int:
    if value != VERSION:
        raise ValueError(f"is {str(value)[:20]!r}; this program reads version {VERSION}")
    return VERSION


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("must be a list")
    return value


def _edits(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(one, dict | list | None) for one in value.values()):
        raise ValueError("must be a set of edits, each under the id of its topic")
    for name, one in value.items():
        if isinstance(one, dict) and not name.startswith(SHARED) and one.get("id") != name:
            raise ValueError(f"{name} holds a topic with another id")
    return value


def _text(value: Any, most: int = MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text; put it in quotes")
    if len(value) > most:
        raise ValueError(f"is longer than {most} characters")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(value))


def _one_of(known: Sequence[str]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = _text(value)
        if text not in known:
            raise ValueError(f"{text[:40]!r} {yaml_lines.unknown(text, known)}")
        return text

    return check


def _member(kind: type[StrEnum]) -> Callable[[Any], StrEnum]:
    check = _one_of([one.value for one in kind])
    return lambda value: kind(check(value))


def _cap(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_CAP:
        raise ValueError(f"must be a whole number from 1 to {MAX_CAP}")
    return value


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("needs a zone, as in 2026-03-02T09:00:00+09:00")
    return moment.astimezone(UTC)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _query(value: Any) -> str:
    # The canonical form is what is kept and parsed again by the jobs.
    return parse_query(parse_query(_text(value, MAX_QUERY)).text).text


def _of_default(default: Any) -> Callable[[Any], Any]:
    """The rule for a preference, by the kind of its default."""
    if isinstance(default, StrEnum):
        return _member(type(default))
    return _flag if isinstance(default, bool) else _texts


_FILE: Mapping[str, Callable[[Any], Any]] = {"version": _version, "channels": _list, "topics": _edits, "feeds": _list}
_WISHES: Mapping[str, Callable[[Any], Any]] = {
    "digest": lambda value: parse_rhythm(_text(value), "UTC"),
    "quiet": lambda value: parse_quiet(_text(value), "UTC"),
    "cap": _cap,
    "paused_until": _moment,
    "sensitivity": _member(Sensitivity),
}
_PLACE: Mapping[str, Callable[[Any], Any]] = {
    "surface": _one_of(SURFACES),
    "workspace": _text,
    "address": _text,
    "name": _text,
    "lang": _one_of(("en", "ko")),
    **_WISHES,
    "mutes": _list,
    "follows": _list,
}
_MUTE: Mapping[str, Callable[[Any], Any]] = {"kind": _member(MuteKind), "what": _text, "until": _moment}
_FOLLOWING: Mapping[str, Callable[[Any], Any]] = {
    "topic": _text,
    "query": _query,
    "label": lambda value: _text(value, MAX_QUERY),
    "by": _text,
    **{one.name: _of_default(one.default) for one in fields(Preferences)},
    "digest": _WISHES["digest"],
}
