"""The last commit that was written for older tables than these, checked out beside this one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = "storage/migrations/versions"
# It says what a migration does to others, and may be added later.
MARK = "breaks_older = True\n"


def earlier_commit() -> str | None:
    """The commit; None where this is no clone or one without its history.

    It has some of today's migrations, as they are today: of one that was still being written no database came.
    """
    today = {path.name: _plain(path.read_text("utf-8")) for path in (ROOT / MIGRATIONS).glob("0*.py")}
    same: dict[str, bool] = {}
    for commit in _git("log", "--topo-order", "--format=%H", "--", MIGRATIONS):
        for base in (commit, f"{commit}^"):
            files = [line.split() for line in _git("ls-tree", base, f"{MIGRATIONS}/") if "/0" in line]
            for _, _, blob, name in files:
                if blob not in same:
                    same[blob] = today.get(Path(name).name) == _plain("\n".join(_git("cat-file", "blob", blob)) + "\n")
            if files and len(files) < len(today) and all(same[blob] for _, _, blob, _ in files):
                return base
    return None


def _plain(text: str) -> str:
    return text.replace(MARK, "")


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The files of a commit in a folder, and nothing of it left afterwards."""
    _git("worktree", "add", "--detach", "--force", str(folder), commit)
    try:
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> list[str]:
    """The lines of an answer; none where git refuses or is missing."""
    try:
        told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        return []
    return told.stdout.splitlines() if told.returncode == 0 else []
