"""Who may do what in a channel, and what a change was. Who somebody is, and whether they administer, the surface says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Need(StrEnum):
    """Who may use a command: anyone, members of the channel as its mode allows, its editors, or administrators only."""

    ANYONE = "anyone"
    MEMBER = "member"
    EDITOR = "editor"
    ADMIN = "admin"


class Mode(StrEnum):
    """How a channel takes changes by its members: at once, not at all, or after an editor's yes."""

    OPEN = "open"
    EDITORS = "editors"
    REQUEST = "request"


class Ruling(StrEnum):
    """What becomes of a command: it goes on, is put before the editors, or is refused to all but editors or administrators."""

    ALLOWED = "allowed"
    ASK = "ask"
    EDITORS_ONLY = "editors-only"
    ADMINS_ONLY = "admins-only"


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a workspace: the surface's own id, and what people call them."""

    id: str
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Rules:
    """A channel's mode and its editors, the longest-standing first."""

    mode: Mode = Mode.OPEN
    editors: tuple[Person, ...] = ()


def rule(need: Need, rules: Rules, user: str, *, admin: bool) -> Ruling:
    """Whether a user may. Administrators may everything, editors everything of their channel."""
    if admin or need is Need.ANYONE:
        return Ruling.ALLOWED
    if need is Need.ADMIN:
        return Ruling.ADMINS_ONLY
    if any(editor.id == user for editor in rules.editors):
        return Ruling.ALLOWED
    if need is Need.EDITOR or rules.mode is Mode.EDITORS:
        return Ruling.EDITORS_ONLY
    return Ruling.ASK if rules.mode is Mode.REQUEST else Ruling.ALLOWED


def heir(rules: Rules, leaver: str) -> Person | None:
    """Who takes over from an owner who leaves: the channel's longest-standing other editor, if there is one."""
    return next((editor for editor in rules.editors if editor.id != leaver), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation by what its surface calls it, and by its name for people."""

    surface: str
    workspace: str
    channel: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the audit log: who did what where, and what that changed.

    `before` and `after` hold the settings that differ, as people read them; one that is in only one of them was made or
    taken away. `approved_by` is the editor who let somebody else's request through.
    """

    at: datetime
    place: Place
    user: Person
    verb: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that somebody asked a channel's editors for: the command line, in the language it was answered in."""

    key: int
    user: Person
    line: str
    lang: str
    at: datetime


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is only in the one or has another value there, and the same of the other."""
    return (
        {name: value for name, value in before.items() if after.get(name) != value},
        {name: value for name, value in after.items() if before.get(name) != value},
    )
