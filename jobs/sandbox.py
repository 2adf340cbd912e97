"""A function run where it can be killed: in a reusable child process with limits on time and memory.

For work on hostile input in libraries that may hang, crash or eat memory. Not for parallel computing, and no defence
against code that means harm: the child is the same program under the same user.
"""

import importlib
import marshal
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import Any, BinaryIO, NoReturn

from core.errors import SourceError

_LENGTH = struct.Struct("<I")
_START_SECONDS = 30.0
# Answers are rows of capped fields; more than this is a fault of ours.
_LONGEST_ANSWER = 256_000_000


class _Died(Exception):
    """The child ended before it answered."""


class Sandbox:
    """Calls `target` ("module:function") in up to `workers` children, started when first needed.

    Arguments and results are what marshal carries: None, numbers, strings, bytes, tuples of these. A SourceError raised
    by the function is raised here again. Use from any thread.
    """

    def __init__(self, target: str, *, workers: int = 2, seconds: float = 5.0, megabytes: int = 300) -> None:
        self._target, self._seconds, self._megabytes = target, seconds, megabytes
        self._places = threading.BoundedSemaphore(workers)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def call(self, *arguments: Any, seconds: float | None = None) -> Any:
        """The function's result. Raises SourceError: its own, or with code timeout, too-large (memory) or crash.

        `seconds` shortens the time this call may take.
        """
        patience = self._seconds if seconds is None else min(seconds, self._seconds)
        message = marshal.dumps(arguments)
        with self._places:
            worker = self._take()
            try:
                answer = worker.ask(message, patience)
            except TimeoutError:
                worker.close()
                raise SourceError("timeout", f"reading it took longer than {self._seconds:g} s") from None
            except _Died:
                # Libraries that cannot get memory call abort().
                hungry = worker.close() == -signal.SIGABRT
                raise self._too_large() if hungry else SourceError("crash", "reading it ended the reader") from None
            self._put_back(worker, answer[2])
        went_well, content, _ = answer
        if went_well:
            return content
        if content is None:
            raise self._too_large()
        code, text, user = content
        raise SourceError(code, text, user=user)

    def close(self) -> None:
        """Ends the idle children. The sandbox may be used again."""
        with self._lock:
            workers, self._idle = self._idle, []
        for worker in workers:
            worker.close()

    def _too_large(self) -> SourceError:
        return SourceError("too-large", f"reading it takes more than {self._megabytes} MB of memory")

    def _take(self) -> "_Worker":
        """An idle child that still lives, or a new one."""
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return _Worker(self._target, self._seconds, self._megabytes)
            if worker.lives():
                return worker
            worker.close()

    def _put_back(self, worker: "_Worker", worn: bool) -> None:
        if worn:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)


class _Worker:
    """One child, spoken to over its standard input and output."""

    def __init__(self, target: str, seconds: float, megabytes: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
            [sys.executable, "-m", "jobs.sandbox", target, str(seconds), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What libraries say when they die is for nobody.
            stderr=subprocess.DEVNULL,
            env=_environment(),
            bufsize=0,
        )
        self._died = False
        self._receive(time.monotonic() + _START_SECONDS)

    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, message: bytes, seconds: float) -> tuple[bool, Any, bool]:
        """(whether it went well, the result or the error, whether the child is worn out)."""
        deadline = time.monotonic() + seconds
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # what the child had to say before it died is still to be read
            _send(self._process.stdin, message)
        answer: tuple[bool, Any, bool] = marshal.loads(self._receive(deadline))  # noqa: S302 - from our own child
        return answer

    def close(self) -> int:
        """Ends the child; its return code, negative where a signal had ended it before."""
        with suppress(subprocess.TimeoutExpired):
            if self._died:
                self._process.wait(1)
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        return self._process.wait()

    def _receive(self, deadline: float) -> bytes:
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
        if length > _LONGEST_ANSWER:
            raise _Died
        return self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        source = self._process.stdout.fileno()
        parts = bytearray()
        while len(parts) < length:
            wait = deadline - time.monotonic()
            if wait <= 0 or not select.select([source], [], [], wait)[0]:
                raise TimeoutError
            part = os.read(source, length - len(parts))
            if not part:
                self._died = True
                raise _Died
            parts += part
        return bytes(parts)


def _environment() -> dict[str, str]:
    """The parent's, with its import path, and without the threads of libraries the child does not need."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}


def _send(stream: BinaryIO | Any, message: bytes) -> None:
    rest = memoryview(_LENGTH.pack(len(message)) + message)
    while rest:
        rest = rest[stream.write(rest) :]


def _serve(target: str, seconds: float, megabytes: int) -> NoReturn:
    """The child's life: a call, an answer, until nobody asks any more."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    # What a library prints must not get between the answers.
    os.dup2(2, 1)
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    limit = megabytes * 1_000_000
    for kind, most in ((resource.RLIMIT_AS, limit), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # a stricter limit of the system's stays
            resource.setrlimit(kind, (most, most))
    _send(sink, b"")
    while header := source.read(_LENGTH.size):
        # Should the parent be gone, nobody else ends a call that hangs.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        arguments = marshal.loads(source.read(_LENGTH.unpack(header)[0]))  # noqa: S302 - from our own parent
        answer = _answer(function, arguments)
        _send(sink, marshal.dumps((*answer, _resident() > limit // 2)))
        signal.setitimer(signal.ITIMER_REAL, 0)
    # Nothing is left to clean up, and a library's threads must not hold the process.
    os._exit(0)


def _resident() -> int:
    """Bytes of memory this process holds; 0 where the system does not say. (getrusage would count the parent's.)"""
    try:
        with open("/proc/self/statm", "rb") as pages:
            return int(pages.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _answer(function: Any, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    try:
        return True, function(*arguments)
    except SourceError as error:
        return False, (error.code, str(error), error.user)
    except MemoryError:
        return False, None
    except RecursionError:
        return False, ("too-large", "it is nested too deeply", None)
    except Exception as error:  # a fault of ours, to be named and not to end the child
        return False, ("crash", f"reading it failed ({type(error).__name__}: {error})"[:500], "it could not be read")


if __name__ == "__main__":
    _serve(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
