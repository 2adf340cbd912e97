"""Folders of documents → items. A file that is new or was changed since the last look is read; the rest cost a stat."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from core.errors import SourceError
from core.items import from_document
from jobs import read_apart
from jobs.read_document import SUFFIXES
from jobs.report import Report
from storage.documents import KnownDocument
from storage.store import Store

# PostgreSQL indexes up to 2,704 bytes; a longer path is remembered by its end and a digest.
PATH_LIMIT = 2_000
# A file that was touched this lately may still be being written; it is read once it has been quiet.
SETTLE_SECONDS = 1.0


def run(store: Store, folders: Sequence[Path], now: datetime) -> Report:
    """Look through the folders. One bad file is an error of its own in the report and in status; it stops nothing."""
    known = store.documents.known()
    counts: Counter[str] = Counter()
    unlisted: list[OSError] = []
    errors: list[str] = []
    seen: set[str] = set()
    try:
        for path in _files(folders, unlisted.append):
            name = _name(path)
            seen.add(name)
            try:
                if stamp := _changed(path, known.get(name), now):
                    counts[_read(store, path, name, stamp, now)] += 1
            except SourceError as error:
                counts["unreadable"] += 1
                errors.append(f"{name}: {error.user}")
            except OSError as error:
                errors.append(f"{name}: {error.strerror}")
    finally:
        # Documents are rare; a child that waits for the next one would hold its memory for nothing.
        read_apart.close()
    gone = [name for name, document in known.items() if document.error and name not in seen]
    if gone and not unlisted:
        store.documents.forget_errors(gone)
    errors += [f"{_name(error.filename)}: {error.strerror}" for error in unlisted]
    return Report(dict(counts), tuple(errors))


def _read(store: Store, path: Path, name: str, stamp: str, now: datetime) -> str:
    """Store what the file says and say what became of it. Raises SourceError for a file that says nothing, once stored."""
    try:
        document = read_apart.read(path)
    except SourceError as error:
        store.documents.unreadable(name, stamp, f"{error.code}: {error.user}", now)
        raise
    return store.documents.read(name, stamp, from_document(document, name), now)


def _changed(path: Path, known: KnownDocument | None, now: datetime) -> str | None:
    """The file's stamp where it is not the known one, else None. A file still being written is left for the next look.

    The stamp holds the time of the last change of its rights too: a file that nobody could open may be mended by them.
    """
    status = path.stat()
    stamp = f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}"
    if known and known.stamp == stamp:
        return None
    return None if abs(now.timestamp() - status.st_mtime) < SETTLE_SECONDS else stamp


def _files(folders: Sequence[Path], unlistable: Callable[[OSError], None]) -> Iterator[Path]:
    """Readable kinds of files below the folders, in a fixed order; hidden ones and links that lead outside are left out."""
    for folder in folders:
        root = folder.resolve()
        for place, below, names in os.walk(root, onerror=unlistable):
            below[:] = sorted(name for name in below if not _is_hidden(name))
            for name in sorted(names):
                path = Path(place, name)
                if path.suffix.lower() in SUFFIXES and not _is_hidden(name) and _is_inside(path, root):
                    yield path


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~"))


def _is_inside(path: Path, root: Path) -> bool:
    """Whether the path is a file of the folder, not a link to one elsewhere, nor a link to itself."""
    try:
        return path.is_file() and path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _name(path: Path | str) -> str:
    """The path as it is remembered and told: UTF-8, and no longer than an index takes."""
    data = os.fsencode(path)
    if len(data) > PATH_LIMIT:
        data = sha256(data).hexdigest().encode() + b"..." + data[-PATH_LIMIT // 2 :]
    return data.decode("utf-8", "backslashreplace")
