"""YAML whose every value knows its line, for data files people edit (feeds, topics, front matter).

Safe values only, bounded in size and depth, no anchors, no duplicate keys, keys are text. What the values mean is the
caller's matter: this module knows no field.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from core.errors import DataFileError

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Step = str | int


@dataclass(frozen=True, slots=True)
class Yaml:
    """A parsed file. `data` is made of dict, list and scalars; `lines` maps a way into it (`"feeds", 3, "url"`) to a line.

    Lines count from 1. A mapping's entry stands on the line of its key, a list's entry where it begins.
    """

    path: str
    data: Any
    lines: Mapping[tuple[Step, ...], int]

    def line(self, *way: Step) -> int | None:
        """The line of the value at `way`, or of the nearest value around it that exists."""
        for end in range(len(way), -1, -1):
            if (line := self.lines.get(way[:end])) is not None:
                return line
        return None

    def error(self, problem: str, *way: Step, field: str | None = None) -> DataFileError:
        """The error to raise for the value at `way`; its field is `field` or the last name on the way."""
        names = [step for step in way if isinstance(step, str)]
        return DataFileError(self.path, self.line(*way), field or (names[-1] if names else None), problem)


def load(path: Path, most: int = MAX_BYTES) -> Yaml:
    """Reads a UTF-8 file of at most so many bytes. Raises DataFileError with file and line for whatever is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise DataFileError(str(path), None, None, f"cannot be read ({error.strerror or error})") from error
    if len(data) > most:
        raise DataFileError(str(path), None, None, f"is larger than {most:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataFileError(str(path), line, None, "is not UTF-8 text; save it as UTF-8") from error
    return parse(text, str(path), most=most)


def parse(text: str, path: str, *, first_line: int = 1, spelled: bool = False, most: int = MAX_BYTES) -> Yaml:
    """Parses one YAML document; nothing in it gives `data` None. Raises DataFileError, naming `path`.

    `first_line` is the number of the text's first line. With `spelled` every scalar but null stays the text it was
    written as (`no`, `2026-01-26`, `007`), for files whose authors do not know YAML's types.
    """
    if len(text) > most:
        raise DataFileError(path, None, None, f"is larger than {most:,} characters")
    return _Reader(text, path, first_line, spelled).read()


def dump(data: Any) -> str:
    """The text of plain values, in their order, as a person would write it."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120))


def unknown(word: str, known: Iterable[str]) -> str:
    """The problem with a name that is not among `known`: the nearest of them, or all of them where none is near."""
    choices = list(known)
    near = get_close_matches(word.casefold(), choices, n=1)
    return f"is unknown; did you mean {near[0]}?" if near else f"is unknown; known are {', '.join(choices)}"


class _Reader:
    """Turns YAML's nodes into values, noting lines on the way."""

    def __init__(self, text: str, path: str, first_line: int, spelled: bool) -> None:
        self._text, self._path, self._first, self._spelled = text, path, first_line, spelled
        self._lines: dict[tuple[Step, ...], int] = {}

    def read(self) -> Yaml:
        try:
            self._refuse_traps()
            self._loader = _Loader(self._text)
            try:
                node = self._loader.get_single_node()
                data = None if node is None else self._value(node, ())
            finally:
                self._loader.dispose()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is not YAML"
            raise self._error(mark, f"is not valid YAML: {problem}") from error
        return Yaml(self._path, data, self._lines)

    def _refuse_traps(self) -> None:
        """Aliases multiply a small file, depth exhausts the stack, tags build odd values: refused before any is built."""
        if found := _UNPRINTABLE.search(self._text):
            line = self._text.count("\n", 0, found.start()) + self._first
            raise DataFileError(self._path, line, None, f"holds the control character {found.group()!a}")
        depth = 0
        for event in yaml.parse(self._text, Loader=_Loader):
            if getattr(event, "tag", None):
                raise self._error(event.start_mark, "tags (!…) are not accepted; quote a text that begins with !")
            if getattr(event, "anchor", None):
                raise self._error(
                    event.start_mark, "anchors and aliases (& and *) are not accepted; write the value out"
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise self._error(event.start_mark, f"is nested more than {MAX_DEPTH} levels deep")

    def _value(self, node: yaml.Node, way: tuple[Step, ...]) -> Any:
        self._lines.setdefault(way, self._line(node.start_mark))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(child, (*way, index)) for index, child in enumerate(node.value)]
        return self._mapping(node, way)

    def _mapping(self, node: yaml.Node, way: tuple[Step, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = self._scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            if not isinstance(key, str):
                raise self._error(key_node.start_mark, 'a key must be text; put it in quotes, as in "no": …')
            here = (*way, key)
            if key in result:
                problem = f"stands here twice; the first is on line {self._lines[here]}"
                raise self._error(key_node.start_mark, problem, field=key)
            self._lines[here] = self._line(key_node.start_mark)
            result[key] = self._value(child, here)
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if _UNPRINTABLE.search(node.value):
            raise self._error(node.start_mark, "holds a control character")
        if self._spelled and node.tag != _NULL:
            return node.value
        try:
            return self._loader.construct_object(node)
        except ValueError as error:
            raise self._error(
                node.start_mark, f"{node.value[:40]!r} is no such date or number; quote it if it is text"
            ) from error

    def _line(self, mark: Any) -> int:
        return int(mark.line) + self._first

    def _error(self, mark: Any, problem: str, field: str | None = None) -> DataFileError:
        return DataFileError(self._path, None if mark is None else self._line(mark), field, problem)


def rows(file: Yaml, name: str) -> list[Any]:
    """The list of a file that holds `name:` and perhaps `version: 1`. Raises DataFileError for any other shape."""
    if not isinstance(file.data, dict):
        raise file.error(f"the file must hold `{name}:` and a list below it")
    for field in file.data:
        if field not in ("version", name):
            raise file.error(unknown(field, ("version", name)), field)
    if (version := file.data.get("version", 1)) != 1:
        raise file.error(f"is {version!r}; this program reads version 1", "version")
    entries = file.data.get(name)
    if not isinstance(entries, list):
        raise file.error(f"must be a list of {name}, each beginning with `- id: …`", name)
    return entries
