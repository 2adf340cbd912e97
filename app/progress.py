"""How far a long command is, on a terminal. In a log, a pipe or a service nothing is drawn."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def shown(total: int) -> Iterator[Callable[[int], None]]:
    """Call what this gives with how many more of `total` are done. The bar is on standard error: the output stays clean."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with typer.progressbar(length=total, file=sys.stderr) as bar:
        yield bar.update
