"""Functions for a sandbox's child to run, good and bad ones."""

import ctypes
import os
import time

from core.errors import SourceError


def echo(*arguments: object) -> tuple[object, ...]:
    return arguments


def whoami(*arguments: object) -> int:
    return os.getpid()


def talk(*arguments: object) -> str:
    """Prints between the answers, as a careless library would."""
    print("noise", flush=True)
    os.write(1, b"more noise\n")
    return "said"


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "woke"


def eat(megabytes: int) -> int:
    return len(bytearray(megabytes * 1_000_000))


def sink(depth: int) -> int:
    return sink(depth + 1)


def die(code: int) -> None:
    os._exit(code)


def crash(address: int) -> None:
    ctypes.string_at(address)


def refuse(code: str) -> None:
    raise SourceError(code, "for the log", user="for people")


def fail(text: str) -> None:
    raise ZeroDivisionError(text)
