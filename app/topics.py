"""What `policywire topics` does with a database. Listing is app/edited_topics.py."""

import getpass
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.catalogue import Catalogue
from core.errors import PolicywireError
from core.match import Matcher
from core.model import SubjectKind, Topic
from core.topic_edits import changes, parts, raw_of
from core.topics import topics_of
from jobs import read_topics, write_topics
from jobs.topic_book import Edition, TopicBook
from jobs.watch_topics import TopicWatch
from storage.feedback import Mode
from storage.store import Store
from storage.transfer import Progress


@dataclass(frozen=True, slots=True)
class Done:
    """What an import did, or why it did nothing."""

    ok: bool
    lines: tuple[str, ...]


def exported(store: Store, topics_file: Path) -> str:
    """The topics with all edits, as a topics file."""
    return write_topics.text(raw_of(TopicBook(topics_file, store.topics).read().parts))


def import_file(store: Store, topics_file: Path, file: Path, by: str, now: datetime, *, remove: bool) -> Done:
    """Make the topics of `file` those of the installation."""
    if errors := read_topics.check(file):
        return Done(False, tuple(f"policywire: {error}" for error in errors))
    after = parts(read_topics.values(file))
    before = TopicBook(topics_file, store.topics).read()
    found = changes(before.parts, after)
    gone = [key for key, value in found.items() if value is None]
    kept = followed(store, gone)
    if kept and not remove:
        return Done(False, tuple(_refusals(kept, before, topics_of(raw_of(after)))))
    versions = store.topics.write(found, by or getpass.getuser(), now)
    told = [_told(key, value, before.parts, versions[key]) for key, value in found.items()]
    return Done(True, tuple(told) or ("nothing differs",))


def match_again(
    store: Store, topics_file: Path, ids: Sequence[str], clock: Callable[[], datetime], progress: Progress
) -> int:
    """Match what is stored of the last months with these topics anew, all of them where none is named; how many items.

    Nobody is alerted. What was interrupted goes on where it stopped. Raises PolicywireError for an unknown topic.
    """
    book = TopicBook(topics_file, store.topics)
    known = Catalogue(book.read().topics)
    wanted = {_known(known, id) for id in ids} or set(known.topics)
    begun = store.topics.reach().keys()
    if not wanted <= begun:
        store.topics.set_reach(wanted | begun, None)
    watch = TopicWatch(book, Matcher(known.topics.values()), store)
    watch.take_over(clock())
    total = watch.left
    with progress(total) as told:
        while before := watch.left:
            watch.match_again(clock())
            told(before - watch.left)
    store.topics.set_reach((), None)
    return total


def _known(catalogue: Catalogue, topic: str) -> str:
    """The topic's id. Raises PolicywireError, with the nearest one, for none."""
    if topic not in catalogue.topics:
        near = catalogue.nearest(topic[:80], 1)
        raise PolicywireError(f"there is no topic {topic[:60]!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return topic


def switch(store: Store, topics_file: Path, topic: str, mode: str, now: datetime) -> str:
    """Switch a topic's learning. Raises PolicywireError for an unknown topic or mode."""
    _known(Catalogue(TopicBook(topics_file, store.topics).read().topics), topic)
    if mode not in set(Mode):
        raise PolicywireError(f"learning is on, off or auto, not {mode[:20]!r}")
    store.feedback.switch(topic, Mode(mode), now)
    return f"{topic}: learning is {mode}; {store.feedback.counts().get(topic, 0)} labels so far"


def followed(store: Store, gone: Sequence[str]) -> Mapping[str, int]:
    """How many channels follow topics that would go."""
    following = Counter(s.subject.text for s in store.subscriptions.active() if s.subject.kind is SubjectKind.TOPIC)
    return {topic: following[topic] for topic in gone if following[topic]}


def _refusals(followed: Mapping[str, int], before: Edition, after: Sequence[Topic]) -> Iterator[str]:
    known = {topic.id: topic for topic in before.topics}
    for topic, channels in followed.items():
        heir = _heir(known[topic], [one for one in after if one.id not in known])
        renamed = f"; it looks renamed to {heir}, and subscriptions hang on the id" if heir else ""
        yield f"policywire: {topic} is not in the file, and followed in {channels} channel(s){renamed}"
    yield "policywire: nothing was changed; keep these topics, or give --remove: who follows them is told in `list`"


def _heir(gone: Topic, fresh: Sequence[Topic]) -> str | None:
    """The new topic that shares most aliases with one that goes."""
    names = {alias for aliases in gone.aliases.values() for alias in aliases}
    shared = {t.id: len(names & {alias for aliases in t.aliases.values() for alias in aliases}) for t in fresh}
    best = max(shared, key=lambda id: shared[id], default=None)
    return best if best and shared[best] else None


def _told(key: str, value: Any, before: Mapping[str, Any], version: int) -> str:
    if value is None:
        return f"removed  {key} (version {version})"
    return f"{'changed' if key in before else 'added  '}  {key} (version {version})"
