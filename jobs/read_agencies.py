"""agencies.yaml → agencies: the form of the file, checked field by field. Its head in seeds/agencies.yaml explains it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.agencies import Agency
from core.topics import LANGS
from jobs import yaml_lines
from jobs.yaml_lines import Yaml

MAX_TEXT = 120
MAX_NAMES = 40

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}|INT")
_REQUIRED = ("id", "country", "names")


def read(path: Path | str) -> list[Agency]:
    """The agencies in the file's order. Raises DataFileError, which names file, line and field and says what to do."""
    file = yaml_lines.load(Path(path))
    agencies: list[Agency] = []
    lines: dict[str, int | None] = {}
    for index, entry in enumerate(yaml_lines.rows(file, "agencies")):
        agency = _agency(file, index, entry)
        if agency.id in lines:
            problem = f"is the same as on line {lines[agency.id]}; remove one of the two"
            raise file.error(problem, "agencies", index, "id")
        lines[agency.id] = file.line("agencies", index)
        agencies.append(agency)
    for index, agency in enumerate(agencies):
        _refuse_strangers(file, index, agency, lines)
    return agencies


def _agency(file: Yaml, index: int, entry: Any) -> Agency:
    if not isinstance(entry, dict):
        raise file.error("each agency must be a set of fields (id, country, names, …)", "agencies", index)
    for name in _REQUIRED:
        if name not in entry:
            raise file.error("is missing; an agency needs id, country and names", "agencies", index, field=name)
    values: dict[str, Any] = {}
    for name, value in entry.items():
        try:
            values[name] = _check(name)(value)
        except ValueError as error:
            raise file.error(str(error), "agencies", index, name) from error
    agency = Agency(**values)
    if agency.since and agency.until and agency.until < agency.since:
        raise file.error("is before since", "agencies", index, "until")
    return agency


def _refuse_strangers(file: Yaml, index: int, agency: Agency, known: Mapping[str, int | None]) -> None:
    for successor in agency.successors:
        if successor not in known:
            raise file.error(f"names {successor!r}, which is no agency of this file", "agencies", index, "successors")


def _check(name: str) -> Callable[[Any], Any]:
    if name not in _CHECKS:
        raise ValueError(yaml_lines.unknown(name, _CHECKS))
    return _CHECKS[name]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {str(value)[:40]!r}; put it in quotes")
    if not value.strip():
        raise ValueError("is empty")
    if len(value) > MAX_TEXT:
        raise ValueError(f"is longer than {MAX_TEXT} characters")
    return " ".join(value.split())


def _slug(value: Any) -> str:
    text = _text(value)
    if not _SLUG.fullmatch(text):
        raise ValueError(f"{text!r} must be small letters, digits and single hyphens, as in kr-customs")
    return text


def _country(value: Any) -> str:
    text = _text(value)
    if not _COUNTRY.fullmatch(text):
        raise ValueError(f"{text!r} is no country code; write two capital letters (KR, EU) or INT")
    return text


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of texts, as in [one, two]")
    if len(value) > MAX_NAMES:
        raise ValueError(f"holds more than {MAX_NAMES} entries")
    return tuple(map(_text, value))


def _slugs(value: Any) -> tuple[str, ...]:
    return tuple(map(_slug, _texts(value)))


def _names(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not value:
        raise ValueError("must hold names by language, as in en: [World Trade Organization]")
    for lang in value:
        if lang not in LANGS:
            raise ValueError(f"{lang} {yaml_lines.unknown(lang, LANGS)}")
    return {lang: _texts(names) for lang, names in value.items()}


def _day(value: Any) -> date:
    if type(value) is not date:
        raise ValueError(f"must be a day, as in 2026-01-02, not {str(value)[:40]!r}")
    return value


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "id": _slug,
    "country": _country,
    "names": _names,
    "acronyms": _texts,
    "since": _day,
    "until": _day,
    "successors": _slugs,
}
