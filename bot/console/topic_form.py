"""A topic as fields of a form and back: lines of terms ↔ the values of a topics file. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.receive import Values
from core.model import Topic
from core.topic_edits import raw_of
from core.topics import CATEGORIES, LANGS, problems_of, topics_of

TERMS = ("signals", "hints", "context", "exclude")
# What one cannot say in a form stays as it is in the topic.
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
AMBIGUOUS = " ?"
MOST_TERMS, LONGEST_NAME = 300, 120


@dataclass(frozen=True, slots=True)
class Edited:
    """What was filled in. `topic` is None where `problems`, by field, stand against it."""

    values: Mapping[str, str]
    part: Mapping[str, Any]
    topic: Topic | None
    problems: Mapping[str, str]


def fields_of(part: Mapping[str, Any]) -> dict[str, str]:
    """A topic's values as the form shows them."""
    shown = {name: str(part.get(name) or "") for name in ("id", "name", "category", "parent")}
    shown |= {f"aliases.{lang}": _lines(part.get("aliases", {}).get(lang)) for lang in LANGS}
    shown |= {name: _lines(part.get(name)) for name in TERMS}
    shown["acronyms"] = _lines([_acronym_line(one) for one in part.get("acronyms") or ()])
    return shown


def edited(form: Values, parts: Mapping[str, Any], id: str) -> Edited:
    """The topic that a form makes, checked with all others. `id` is that of the edited one, empty for a new one."""
    named = id or form.first("id").strip().lower()
    values = {name: form.first(name) for name in fields_of({})} | {"id": named}
    part = _part(values, parts.get(id, {}) if id else {})
    problems = _own_problems(values, parts, is_new=not id)
    if not problems:
        problems = _problems({**parts, named: part}, named)
    topic = None if problems else _topic({**parts, named: part}, named)
    return Edited(values, part, topic, problems)


def _part(values: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a topics file: what the form does not ask stays as it was."""
    part: dict[str, Any] = {
        **before,
        "id": values["id"],
        "name": values["name"].strip(),
        "category": values["category"],
    }
    if part["name"] != before.get("name"):
        part.pop("names", None)  # a new name is one for every language
    aliases = {lang: terms for lang in LANGS if (terms := _terms(values[f"aliases.{lang}"]))}
    asked: dict[str, Any] = {"aliases": aliases, "parent": values["parent"].strip() or None}
    asked |= {name: _terms(values[name]) for name in TERMS}
    asked["acronyms"] = [_acronym(line) for line in _terms(values["acronyms"])]
    for name, value in asked.items():
        part.pop(name, None)
        if value:
            part[name] = value
    return part


def _own_problems(values: Mapping[str, str], parts: Mapping[str, Any], *, is_new: bool) -> dict[str, str]:
    problems = {}
    if is_new and not _ID.fullmatch(values["id"]):
        problems["id"] = "ui.topics.bad_id"
    elif is_new and (values["id"] in parts or values["id"] in ("new", "trends", "unmatched")):
        problems["id"] = "ui.topics.taken"
    if not values["name"].strip() or len(values["name"]) > LONGEST_NAME:
        problems["name"] = "ui.topics.no_name"
    if values["category"] not in CATEGORIES:
        problems["category"] = "ui.topics.no_category"
    if (
        sum(len(_terms(values[name])) for name in values if name not in ("id", "name", "category", "parent"))
        > MOST_TERMS
    ):
        problems["aliases.en"] = "ui.topics.too_many"
    return problems


def _problems(parts: Mapping[str, Any], id: str) -> dict[str, str]:
    """What the check of the whole file says of this topic, by the form's fields; of the rest under no field."""
    raw = raw_of(parts)
    topics: Sequence[Any] = raw["topics"]
    found: dict[str, str] = {}
    for problem in problems_of(raw):
        path = problem.path
        mine = len(path) > 2 and path[0] == "topics" and isinstance(path[1], int) and topics[path[1]].get("id") == id
        field = str(path[2]) if mine else ""
        if mine and field == "aliases":
            field = f"aliases.{path[3]}" if len(path) > 3 else "aliases.en"
        found.setdefault(field, problem.text)
    return found


def _topic(parts: Mapping[str, Any], id: str) -> Topic:
    return next(topic for topic in topics_of(raw_of(parts)) if topic.id == id)


def _terms(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _lines(terms: object) -> str:
    return "\n".join(map(str, terms)) if isinstance(terms, list) else ""


def _acronym_line(one: object) -> str:
    if isinstance(one, Mapping):
        return f"{one.get('term', '')}{AMBIGUOUS if one.get('ambiguous') else ''}"
    return str(one)


def _acronym(line: str) -> object:
    return {"term": line.removesuffix("?").strip(), "ambiguous": True} if line.endswith("?") else line
