"""The topics of the installation, with their edits, for commands of the shell that need no server. They load no storage
where there is nothing to read in it.
"""

import sys
from collections.abc import Iterator
from json import dumps
from pathlib import Path

from app.settings import Settings
from core.catalogue import Catalogue
from core.errors import DataFileError, StorageError
from core.model import Topic
from jobs import read_topics
from storage.topic_peek import has_edits

_SQLITE = "sqlite:///"


def read(settings: Settings, file: Path | None = None) -> list[Topic]:
    """The topics of `file` alone; without one those of the settings' file with the edits of the database, if it is there.

    Where the edits cannot be read this is said on standard error, and the topics are those of the file.
    """
    url = settings.database_url.get_secret_value()
    if file or (url.startswith(_SQLITE) and not has_edits(Path(url.removeprefix(_SQLITE)))):
        return read_topics.read(file or settings.topics_file)
    from app.database import reading_store
    from jobs.topic_book import TopicBook

    try:
        with reading_store(settings) as store:
            return list(TopicBook(settings.topics_file, store.topics).read().topics)
    except (StorageError, DataFileError) as error:
        print(f"policywire: topics are read without their edits: {error.user}", file=sys.stderr)
        return read_topics.read(settings.topics_file)


def lines(topics: list[Topic], text: str, *, json: bool) -> Iterator[str]:
    """A line a topic, of those with `text` in a name."""
    catalogue = Catalogue(topics)
    found = catalogue.search(text) if text else list(catalogue.topics.values())
    for topic in found:
        yield _json(topic) if json else f"{topic.id:28} {topic.category:11} {topic.name}"
    if not found and not json:
        near = catalogue.nearest(text[:80], 1)
        yield f"no topic fits {text!r}" + (f"; did you mean {near[0]}?" if near else "")


def _json(topic: Topic) -> str:
    aliases = {lang: list(names) for lang, names in topic.aliases.items()}
    told = {
        "id": topic.id,
        "name": topic.name,
        "category": topic.category,
        "aliases": aliases,
        "parent": topic.parent,
    }
    return dumps(told, ensure_ascii=False)
