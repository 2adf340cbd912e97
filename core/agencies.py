"""Public bodies with their names by language and the days on which each name held. Reading files is jobs/read_agencies.py.

A renamed body is two agencies: the older one ends on `until` and names its successors, the main one first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

INTERNATIONAL = "INT"


@dataclass(frozen=True, slots=True)
class Agency:
    """A body under one name. `country` is an ISO 3166 code, EU or INT; the first of `names[lang]` is the official one."""

    id: str
    country: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acronyms: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    successors: tuple[str, ...] = ()

    def held_on(self, day: date) -> bool:
        """Whether the name was in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def name(self, lang: str) -> str:
        """The official name in a language, else the English one, else the id."""
        names = self.names.get(lang) or self.names.get("en") or (self.id,)
        return names[0]


class Agencies:
    """All agencies of a file, by id."""

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        self.by_id = {agency.id: agency for agency in agencies}

    def line(self, agency_id: str) -> str:
        """The id at the end of the line of main successors: one id for a body whatever its name was."""
        seen = {agency_id}
        while (agency := self.by_id.get(agency_id)) and agency.successors and agency.successors[0] not in seen:
            agency_id = agency.successors[0]
            seen.add(agency_id)
        return agency_id

    def on(self, agency_id: str, day: date) -> tuple[Agency, ...]:
        """What a body was called on a day: itself, or those of its successors whose name held then; empty where none did.

        Raises KeyError for an unknown id.
        """
        found: list[Agency] = []
        waiting, seen = [self.by_id[agency_id]], {agency_id}
        while waiting:
            agency = waiting.pop(0)
            if agency.held_on(day):
                found.append(agency)
                continue
            later = [self.by_id[name] for name in agency.successors if name in self.by_id and name not in seen]
            waiting.extend(later)
            seen.update(next_.id for next_ in later)
        return tuple(found)
