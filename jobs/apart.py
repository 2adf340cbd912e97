"""Work on hostile pages and documents in one shared child process. Not for feeds, which have children of their own.

One child serves every kind of work here, because each one costs memory and none of them comes often.
"""

import importlib
from functools import lru_cache
from typing import Any

from jobs.sandbox import Sandbox

# Of the memory, libraries that read articles take 200 MB of address space before the first page.
SECONDS, MEGABYTES, WORKERS = 5.0, 500, 1


def call(target: str, *arguments: Any) -> Any:
    """What the function `target` ("module:function", one of ours) makes of plain values, as plain values.

    Raises SourceError: the function's own, or with code timeout, too-large or crash.
    """
    return _sandbox().call(target, *arguments)


def close() -> None:
    """Ends the child process until the next call."""
    _sandbox().close()


def work(target: str, *arguments: Any) -> Any:
    """What the child does for one call."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)


@lru_cache(maxsize=1)
def _sandbox() -> Sandbox:
    return Sandbox("jobs.apart:work", workers=WORKERS, seconds=SECONDS, megabytes=MEGABYTES)
