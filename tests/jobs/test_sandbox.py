"""Work that can be killed."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from core.errors import SourceError
from jobs.sandbox import Sandbox

Make = Callable[..., Sandbox]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Sandbox] = []

    def sandbox(function: str, seconds: float = 30.0, megabytes: int = 200, workers: int = 2) -> Sandbox:
        made.append(
            Sandbox(f"tests.servers.children:{function}", workers=workers, seconds=seconds, megabytes=megabytes)
        )
        return made[-1]

    yield sandbox
    for one in made:
        one.close()


def code(sandbox: Sandbox, *arguments: object) -> str:
    with pytest.raises(SourceError) as caught:
        sandbox.call(*arguments)
    return caught.value.code


def test_arguments_and_results_travel(make: Make) -> None:
    arguments = (b"\0" * 3_000_000, "한국", None, 1.5, ("a", (1, 2)))
    assert make("echo").call(*arguments) == arguments


def test_one_child_serves_many_calls(make: Make) -> None:
    sandbox = make("whoami")
    assert len({sandbox.call() for _ in range(5)} - {os.getpid()}) == 1


def test_what_a_library_prints_is_no_answer(make: Make) -> None:
    sandbox = make("talk")
    assert [sandbox.call(), sandbox.call()] == ["said", "said"]


def test_a_call_that_hangs_is_killed_and_the_next_one_works(make: Make) -> None:
    began = time.monotonic()
    assert code(make("sleep", seconds=0.2), 60) == "timeout"
    sandbox = make("sleep", seconds=30)
    with pytest.raises(SourceError) as caught:
        sandbox.call(60, seconds=0.2)
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 30
    assert sandbox.call(0) == "woke"


def test_memory_is_bounded_and_the_next_call_works(make: Make) -> None:
    sandbox = make("eat")
    assert code(sandbox, 300) == "too-large"
    assert sandbox.call(50) == 50_000_000


def test_a_child_that_grew_is_replaced(make: Make) -> None:
    grown, slim = make("eat"), make("whoami")
    assert grown.call(150) == 150_000_000
    assert grown.call(1) == 1_000_000
    assert slim.call() == slim.call()


@pytest.mark.parametrize(("function", "argument"), [("die", 3), ("die", 0), ("crash", 1), ("fail", "x")])
def test_a_child_that_ends_is_an_error_and_is_replaced(make: Make, function: str, argument: object) -> None:
    sandbox = make(function)
    assert code(sandbox, argument) == "crash"
    assert code(sandbox, argument) == "crash"


def test_endless_recursion_is_too_large(make: Make) -> None:
    assert code(make("sink"), 0) == "too-large"


def test_a_refusal_keeps_its_code_and_both_texts(make: Make) -> None:
    with pytest.raises(SourceError, match="for the log") as caught:
        make("refuse").call("html")
    assert (caught.value.code, caught.value.user) == ("html", "for people")


def test_a_child_that_was_killed_while_idle_is_replaced(make: Make) -> None:
    sandbox = make("whoami")
    first = sandbox.call()
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert sandbox.call() != first


def test_threads_share_a_bounded_number_of_children(make: Make) -> None:
    sandbox = make("sleep", workers=2)
    sandbox.call(0)
    began = time.monotonic()
    threads = [threading.Thread(target=sandbox.call, args=(0.3,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 0.6


def test_a_closed_sandbox_opens_again() -> None:
    with closing(Sandbox("tests.servers.children:whoami")) as sandbox:
        first = sandbox.call()
        sandbox.close()
        assert sandbox.call() != first
