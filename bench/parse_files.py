"""Reads a folder of feed files and says how many can be read: .venv/bin/python -m bench.parse_files FOLDER

Prints files, readable (those with entries), entries, errors by code, and the slowest files. Uses the product's own door,
child process and limits included; with --peers also feedparser and fastfeedparser, and the files where we find less.
"""

import argparse
import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import fastfeedparser
import feedparser

from core.errors import SourceError
from jobs.parse import close, parse

SUFFIXES = frozenset((".xml", ".rss", ".atom", ".rdf", ".json", ".feed", ".cdf", ".txt", ".dat"))
SLOWEST = 5

Count = Callable[[bytes], int]


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--peers", action="store_true", help="compare with feedparser and fastfeedparser")
    chosen = arguments.parse_args()
    files = list(_files(chosen.folder))
    found = _ours(files)
    if chosen.peers:
        _compare(files, found)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in SUFFIXES)


def _ours(files: list[Path]) -> dict[Path, int]:
    found: dict[Path, int] = {}
    errors: Counter[str] = Counter()
    times: list[tuple[float, Path]] = []
    for path in files:
        began = time.perf_counter()
        try:
            found[path] = len(parse(path.read_bytes()).entries)
        except SourceError as error:
            errors[error.code] += 1
        times.append((time.perf_counter() - began, path))
    close()
    print(f"files     {len(files)}")
    print(f"readable  {sum(count > 0 for count in found.values())}")
    print(f"empty     {sum(count == 0 for count in found.values())}")
    print(f"entries   {sum(found.values())}")
    print(f"errors    {sum(errors.values())}  {json.dumps(dict(errors.most_common()))}")
    for seconds, path in sorted(times, reverse=True)[:SLOWEST]:
        print(f"slowest   {seconds:6.3f} s  {path}")
    return found


def _feedparser(data: bytes) -> int:
    return len(feedparser.parse(io.BytesIO(data)).entries)


def _fastfeedparser(data: bytes) -> int:
    return len(fastfeedparser.parse(data).entries)


def _compare(files: list[Path], found: dict[Path, int]) -> None:
    for name, count in (("feedparser", _feedparser), ("fastfeedparser", _fastfeedparser)):
        theirs = {path: _counted(count, path.read_bytes()) for path in files}
        print(f"{name:15} readable {sum(n > 0 for n in theirs.values())}, entries {sum(theirs.values())}")
        for path, number in theirs.items():
            if number > found.get(path, 0):
                print(f"  we find less: {found.get(path, 0)} of {number}  {path}")


def _counted(count: Count, data: bytes) -> int:
    try:
        return count(data)
    except Exception:  # a peer that raises has read nothing
        return 0


if __name__ == "__main__":
    main()
