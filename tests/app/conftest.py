"""The real command in a folder of its own, without the settings of whoever runs the tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

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


@pytest.fixture
def policywire(tmp_path: Path) -> Policywire:
    """Runs the installed command in `tmp_path`; `given` is its standard input."""

    def run(*arguments: str, given: bytes = b"", **settings: str) -> Ran:
        done = subprocess.run(
            [COMMAND, *arguments], input=given, capture_output=True, cwd=tmp_path, env=bare_environment(**settings), timeout=60
        )  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
