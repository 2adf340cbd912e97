"""Reads a topics file. What its fields mean is told at its head; what they must be is checked in core/topics.py."""

from pathlib import Path

import yaml

from core.errors import DataFileError
from core.model import Topic
from core.topics import Problem, problems_of, topics_of


def read(path: Path | str) -> list[Topic]:
    """The topics of a YAML file, in its order. Raises DataFileError for the first mistake: file, line, field, problem."""
    raw, root = _loaded(path)
    for problem in problems_of(raw):
        raise _error(path, root, problem)
    assert isinstance(raw, dict)
    return topics_of(raw)


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
        return yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
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
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            line, node = (pair[0].start_mark.line + 1, pair[1]) if pair else (line, None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
