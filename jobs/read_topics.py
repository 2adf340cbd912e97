"""Reads a topics file. What its fields mean is told at its head; what they must be is checked in core/topics.py."""

from pathlib import Path

import yaml

from core.errors import DataFileError
from core.model import Topic
from core.topics import topics_of


def read(path: Path | str) -> list[Topic]:
    """The topics of a YAML file, in its order. Raises DataFileError that names file, line and field."""
    try:
        raw = yaml.safe_load(Path(path).read_text("utf-8"))
    except OSError as error:
        raise DataFileError(str(path), None, None, f"cannot be read ({error.strerror})") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataFileError(str(path), line, None, f"is no YAML: {error.problem}") from error
    return topics_of(raw)
