"""The command in a folder of its own, without the settings of whoever runs the tests."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.zygote import Wish

COMMAND = Path(sys.executable).with_name("policywire")


def bare_environment(**settings: str) -> dict[str, str]:
    """The environment without anybody's settings, with the feeds off unless they are asked for."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("POLICYWIRE_", "SLACK_", "DATABASE_URL"))}
    return kept | {"POLICYWIRE_WATCH_FEEDS": "false", "PYTHONIOENCODING": "utf-8"} | settings


@dataclass
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str


Policywire = Callable[..., Ran]
Zygote = Callable[[Wish], int]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Asks the process that forks commands for one, and says with which status it ended."""
    command = [sys.executable, "-m", "tests.app.zygote"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdin
        assert process.stdout
        asking, answers = process.stdin, process.stdout

        def ask(wish: Wish) -> int:
            asking.write(wish.to_line())
            asking.flush()
            return int(answers.readline())

        yield ask
        asking.close()


@pytest.fixture
def policywire(zygote: Zygote, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Policywire:
    """Runs a command in `tmp_path`; `given` is its standard input."""
    streams = tmp_path_factory.mktemp("streams")

    def run(*arguments: str | Path, given: bytes = b"", **settings: str) -> Ran:
        paths = [streams / name for name in ("in", "out", "err")]
        for path, data in zip(paths, (given, b"", b""), strict=True):
            path.write_bytes(data)
        named = [str(path) for path in paths]
        status = zygote(Wish([str(one) for one in arguments], str(tmp_path), bare_environment(**settings), named))
        return Ran(status, paths[1].read_text("utf-8"), paths[2].read_text("utf-8"))

    return run
