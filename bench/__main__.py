"""`make bench`: every measurement of this folder with its default size, one after the other. `--list` names them.

Each can be run alone with arguments of its own: python -m bench.NAME --help.
"""

import subprocess
import sys
from pathlib import Path

# Some measure files that a user must bring, and one takes an hour; they are run by hand.
BY_HAND = {"parse_files", "simulate_day", "summary_rouge"}
# Parts of other benches.
PARTS = {"__init__", "__main__", "feed_server"}


def main() -> int:
    """Run them; the exit status is 1 where one failed."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in PARTS | BY_HAND)
    if "--list" in sys.argv:
        print("\n".join([*names, *(f"{name} (by hand)" for name in sorted(BY_HAND))]))
        return 0
    failed = [name for name in names if not _run(name)]
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall benches ran")
    return 1 if failed else 0


def _run(name: str) -> bool:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
