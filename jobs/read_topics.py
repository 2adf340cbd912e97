"""Reads a topics file. What its fields mean is told at its head; what they must be is checked in core/topics.py."""

from pathlib import Path

import yaml

from core.errors import DataFileError
from core.model import Topic
from core.topics import Problem, Raw, problems_of, topics_of

# libyaml's reader where PyYAML was built with it: the file is read at the start of nearly every command.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path | str) -> list[Topic]:
    """The topics of a YAML file, in its order. Raises DataFileError for the first mistake: file, line, field, problem."""
    return topics_of(values(path))


def values(path: Path | str) -> Raw:
    """The values of a topics file that can be used. Raises DataFileError for the first mistake."""
    raw, root = _loaded(path)
    for problem in problems_of(raw):
        raise _error(path, root, problem)
    assert isinstance(raw, dict)
    return raw


def check(path: Path | str) -> list[DataFileError]:
    """Every mistake of a topics file, in order; none if it can be used."""
    try:
        raw, root = _loaded(path)
    except DataFileError as error:
        return [error]
    return [_error(path, root, problem) for problem in problems_of(raw)]


def _loaded(path: Path | str) -> tuple[object, yaml.Node | None]:
    """The values of a YAML file, and its nodes, which know their lines."""
    try:
        text = Path(path).read_text("utf-8")
    except OSError as error:
        raise DataFileError(str(path), None, None, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), None, None, "is not UTF-8 text") from error
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return loader.construct_document(root) if root else None, root
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataFileError(str(path), line, None, f"is not YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DataFileError(str(path), None, None, f"is not YAML: {error}") from error


def _error(path: Path | str, root: yaml.Node | None, problem: Problem) -> DataFileError:
    field = ".".join(str(part) for part in problem.path) or None
    return DataFileError(str(path), _line(root, problem), field, problem.text)


def _line(node: yaml.Node | None, problem: Problem) -> int | None:
    """The line of the value a problem is about, or of the nearest thing around it that is there."""
    line = node.start_mark.line + 1 if node else None
    for step in problem.path:
        place = _children(node).get(str(step))
        if place is None:
            break
        line, node = place
    return line


def _children(node: yaml.Node | None) -> dict[str, tuple[int, yaml.Node]]:
    """What is in a mapping or a list, by key or number, with the line where each begins."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): (key.start_mark.line + 1, value) for key, value in node.value}
    values = node.value if isinstance(node, yaml.SequenceNode) else ()
    return {str(at): (value.start_mark.line + 1, value) for at, value in enumerate(values)}
