"""The topics as they are now: a topics file with the edits over it, read again when either changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import DataFileError
from core.model import Topic
from core.topic_edits import edited, parts, raw_of
from core.topics import problems_of, topics_of
from jobs import read_topics
from storage.topics import TopicStore


@dataclass(frozen=True, slots=True)
class Edition:
    """All topics of one moment. `parts` are their values, `versions` the number of the last edit of each edited one."""

    topics: tuple[Topic, ...]
    parts: Mapping[str, Any]
    versions: Mapping[str, int]


class TopicBook:
    """Tells what the topics are, and when they changed."""

    def __init__(self, file: Path, store: TopicStore) -> None:
        self._file, self._store = file, store
        self._seen: tuple[object, int] | None = None

    def read(self) -> Edition:
        """The topics as they are now. Raises DataFileError for a mistake in the file, or where an edit does not fit it."""
        self._seen = self._stamp()
        kept = parts(read_topics.values(self._file))
        edits = self._store.edits()
        kept = edited(kept, {key: version.data for key, version in edits.items()})
        topics = checked(kept, f"{self._file} with the edits in the database")
        return Edition(tuple(topics), kept, {key: version.number for key, version in edits.items()})

    def changed(self) -> bool:
        """Whether the file or the edits are others than when they were read last."""
        return self._stamp() != self._seen

    def _stamp(self) -> tuple[object, int]:
        try:
            found = self._file.stat()
            stamp: object = (found.st_mtime_ns, found.st_size)
        except OSError as error:
            stamp = error.errno
        return stamp, self._store.stamp()


def checked(kept: Mapping[str, Any], where: str) -> list[Topic]:
    """The topics of these parts. Raises DataFileError that names the topic and the field of the first mistake."""
    raw = raw_of(kept)
    for problem in problems_of(raw):
        raise DataFileError(where, None, _named(raw, problem.path), problem.text)
    return topics_of(raw)


def _named(raw: Mapping[object, Any], path: tuple[str | int, ...]) -> str | None:
    """A path with the topic's id in place of its number."""
    if len(path) > 1 and path[0] == "topics" and isinstance(path[1], int):
        return ".".join(map(str, (raw["topics"][path[1]].get("id"), *path[2:])))
    return ".".join(map(str, path)) or None
