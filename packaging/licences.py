"""The licence of each library that a lock file names, as it says itself where it is installed. Exit status 1 where one says none.

    python packaging/licences.py requirements.lock

A line a library: name, version, licence. Not legal advice, and no judgement of what may be combined.
"""

import re
import sys
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
CLASSIFIER = "License :: "
# Some put the whole text where its name belongs.
LONGEST = 60


def licence(about: PackageMetadata) -> str:
    """What a distribution says of its licence in the first of the places where it may: expression, classifiers, field."""
    if expression := about.get("License-Expression"):
        return str(expression)
    classified = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if c.startswith(CLASSIFIER)]
    stated = (about.get("License") or "").strip().partition("\n")[0]
    return " / ".join(c for c in classified if c != "OSI Approved") or stated[:LONGEST]


def main(lock: Path) -> int:
    """Print the list; the exit status."""
    status = 0
    for name, version in PINNED.findall(lock.read_text(encoding="utf-8")):
        try:
            about = metadata(name)
        except PackageNotFoundError:
            print(f"{name:40} {version:14} not installed on this system")
            continue
        found = licence(about)
        status |= not found
        print(f"{name:40} {version:14} {found or 'SAYS NONE'}")
    return status


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
