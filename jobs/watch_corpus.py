"""Folders of documents → items. A file that is new or was changed since the last look is read; the rest cost a stat."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from core.errors import SourceError
from core.items import from_document
from jobs.read_document import SUFFIXES, read
from jobs.report import Report
from storage.documents import KnownDocument
from storage.store import Store

# PostgreSQL indexes up to 2,704 bytes; a longer path could not be remembered.
PATH_LIMIT = 1000
# A file that was touched this lately may still be being written; it is read once it has been quiet.
SETTLE_SECONDS = 1.0


def run(store: Store, folders: Sequence[Path], now: datetime) -> Report:
    """Look through the folders. One bad file is an error of its own in the report and in status; it stops nothing."""
    known = store.documents.known()
    counts: Counter[str] = Counter()
    errors = []
    seen: set[str] = set()
    for path in _files(folders):
        name = str(path)
        seen.add(name)
        try:
            stamp = _changed(path, known.get(name), now)
            if stamp:
                counts[store.documents.read(name, stamp, from_document(read(path), name), now)] += 1
        except SourceError as error:
            counts["unreadable"] += 1
            errors.append(f"{name}: {error.user}")
            store.documents.unreadable(name, stamp or "", f"{error.code}: {error.user}", now)
        except OSError as error:
            errors.append(f"{name}: {error.strerror}")
    gone = [name for name, document in known.items() if document.error and name not in seen]
    store.documents.forget_errors(gone)
    return Report(dict(counts), tuple(errors))


def _changed(path: Path, known: KnownDocument | None, now: datetime) -> str | None:
    """The file's stamp where it is not the known one, else None. A file still being written is left for the next look."""
    status = path.stat()
    stamp = f"{status.st_size}-{status.st_mtime_ns}"
    if known and known.stamp == stamp:
        return None
    return None if abs(now.timestamp() - status.st_mtime) < SETTLE_SECONDS else stamp


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    """Readable kinds of files below the folders, in a fixed order; hidden ones and links that lead outside are left out."""
    for folder in folders:
        root = folder.resolve()
        for path in sorted(root.rglob("*")):
            hidden = any(part.startswith((".", "~")) for part in path.relative_to(root).parts)
            if (
                path.suffix.lower() in SUFFIXES
                and not hidden
                and path.is_file()
                and path.resolve().is_relative_to(root)
            ):
                yield path
