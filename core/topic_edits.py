"""Edits of topics over a topics file: values as JSON keeps them, what differs, and the file with the edits in it.

An edit has the id of its topic, or the name of a part that all topics share. What the values mean: core/topics.py.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.topics import Raw

# Parts of a topics file beside its topics go by their field with this before it. No topic's id begins so.
SHARED = "@"
_OWN = ("topics", "version")


def parts(raw: Raw) -> dict[str, Any]:
    """The values of a topics file by what they are about, as JSON keeps them: topics by id, in order, and shared parts."""
    shared = {f"{SHARED}{name}": _plain(value) for name, value in raw.items() if name not in _OWN and value}
    topics: Any = raw["topics"]
    return {str(topic["id"]): _plain(topic) for topic in topics} | shared


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What to edit for the parts to become others; None takes a part out."""
    found = {key: value for key, value in after.items() if before.get(key) != value}
    return found | dict.fromkeys(key for key in before if key not in after)


def edited(before: Mapping[str, Any], edits: Mapping[str, Any]) -> dict[str, Any]:
    """The parts with the edits in them; new topics stand last."""
    return {key: value for key, value in {**before, **edits}.items() if value is not None}


def raw_of(kept: Mapping[str, Any], version: object = 2) -> dict[object, Any]:
    """The values of a topics file that has these parts, with dates as dates."""
    shared: dict[object, Any] = {
        key.removeprefix(SHARED): _dated(value) for key, value in kept.items() if key.startswith(SHARED)
    }
    return {
        "version": version,
        **shared,
        "topics": [value for key, value in kept.items() if not key.startswith(SHARED)],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _dated(value: Any) -> Any:
    """A value with the dates of its names as dates; what is no date stays, to be refused where topics are checked."""
    if isinstance(value, Mapping):
        return {key: _date(one) if key in ("since", "until") else _dated(one) for key, one in value.items()}
    return [_dated(one) for one in value] if isinstance(value, list) else value


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
