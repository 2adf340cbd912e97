"""Commands of the product without their start: a process that has imported everything forks one child a command.

A line of JSON on standard input asks for a command; a line on standard output says how it ended. Starting a fresh interpreter
takes 1.2 seconds, and the tests do it some hundred times.
"""

import gc
import json
import os
import signal
import sys
from dataclasses import asdict, dataclass

from app import __main__ as entry
from app import lines, run, sources, topic_commands, wiring

IMPORTED = (lines, run, sources, topic_commands, wiring)  # what most commands import by themselves
SECONDS = 60


@dataclass(frozen=True)
class Wish:
    """A command: its arguments, folder and environment, and the files that are its standard input, output and error."""

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    streams: list[str]

    def to_line(self) -> str:
        """What asks for it."""
        return json.dumps(asdict(self)) + "\n"


def become(wish: Wish) -> None:
    """Run the command. Nothing of this process's streams, folder or environment is left to it."""
    signal.alarm(SECONDS)
    os.chdir(wish.folder)
    os.environ.clear()
    os.environ.update(wish.environment)
    for number, path in enumerate(wish.streams):
        opened = os.open(path, os.O_WRONLY if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.argv = ["policywire", *wish.arguments]
    entry.main()


def serve() -> None:
    """One command at a time, until standard input ends."""
    gc.freeze()  # seven eighths of a child's time went into looking through what is here already
    for line in iter(sys.stdin.readline, ""):
        pid = os.fork()
        if pid == 0:
            become(Wish(**json.loads(line)))
            return
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
