"""The real process: it starts, works, heeds signals, and does nothing twice."""

import contextlib
import html
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.app.conftest import COMMAND, Policywire, bare_environment

BRIEFS = (("262nd Foreign Economic Ministers", "제262차 대외경제장관회의"), ("Korea–China FTA", "한중 FTA"))
ALL_SENT = re.compile(r"^deliveries +\d+ sent$", re.MULTILINE)
PATIENCE = 30.0


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


@dataclass
class Running:
    """A process with its ports; what it logs goes to a file."""

    process: subprocess.Popen[bytes]
    console: int
    chat: int
    log: Path

    def page(self, path: str = "/") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.console}{path}", timeout=10) as answer:
            return str(answer.read().decode())

    def alerts(self) -> list[str]:
        """The headlines that stand in the console's first channel."""
        text = self.page("/messages/trade")
        found = re.findall(r"<h2[^>]*>(.*?)</h2>", text, re.DOTALL)
        return [html.unescape(re.sub(r"<[^>]+>", "", headline)).strip() for headline in found]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(15)


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    console, chat = free_ports()
    ports = {"POLICYWIRE_CONSOLE_PORT": str(console), "POLICYWIRE_CHAT_PORT": str(chat)}
    log = folder / f"log-{console}.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [COMMAND, "run"], cwd=folder, env=bare_environment(**ports, **settings), stdout=stream, stderr=stream
        )
    try:
        one = Running(process, console, chat, log)
        until(lambda: "open the console" in log.read_text("utf-8") or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")
        yield one
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for it; a process has no other door to be told by."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_first_start_shows_the_briefs_a_stop_is_clean_and_a_second_start_repeats_nothing(
    tmp_path: Path, policywire: Policywire
) -> None:
    with running(tmp_path) as first:
        # Each brief and its Korean version are one story, and so one alert, which says that there is another.
        until(lambda: len(first.alerts()) >= 2 and first.page("/messages/trade").count("Also in 1 outlet") == 2)
        told = first.alerts()
        assert len(told) == len(set(told)) == 2
        for titles in BRIEFS:
            assert any(title in headline for headline in told for title in titles), titles
        until(lambda: ALL_SENT.search(policywire("status").out) is not None)
        sent = policywire("status").out.partition("job ")[0]
        before = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - before < 8
        log = first.log.read_text("utf-8")
        assert "Traceback" not in log
        assert " ERROR " not in log
        assert log.rstrip().endswith("INFO app.run: stopped")
    with running(tmp_path) as second:
        until(lambda: second.page("/status") != "")
        time.sleep(4)  # as long as the jobs took the first time
        assert second.alerts() == told
        assert policywire("status").out.partition("job ")[0] == sent
        assert second.stop(signal.SIGINT) == 0


def test_a_document_dropped_into_a_running_process_alerts_and_a_torn_one_is_named(
    tmp_path: Path, policywire: Policywire
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with running(tmp_path, POLICYWIRE_CORPUS_DIRS=str(inbox), POLICYWIRE_SEED_CORPUS="false") as one:
        (inbox / "torn.pdf").write_bytes(b"%PDF-1.7\nthis is no document\n")
        (inbox / "memo.md").write_bytes(
            "---\ntitle: 핵심광물 비축 확대\nlang: ko\n---\n정부가 핵심광물 비축을 늘린다.\n".encode()
        )
        until(lambda: one.alerts() == ["핵심광물 비축 확대"])
        until(lambda: "1 unreadable" in policywire("status").out)
        told = policywire("status").out
        assert re.search(rf"^unreadable  {re.escape(str(inbox / 'torn.pdf'))}: \w", told, re.MULTILINE)
        assert "torn.pdf" in one.page("/status")
        (inbox / "later.txt").write_bytes(b"Korea-China FTA: the later note\n\nThe Korea-China FTA talks go on.\n")
        until(lambda: len(one.alerts()) == 2)
        assert one.stop() == 0


def test_a_second_process_on_the_same_ports_ends_with_one_line(tmp_path: Path, policywire: Policywire) -> None:
    with running(tmp_path) as one:
        for console, chat, name in (
            (one.console, free_ports()[0], "CONSOLE_PORT"),
            (free_ports()[0], one.chat, "CHAT_PORT"),
        ):
            other = policywire("run", POLICYWIRE_CONSOLE_PORT=str(console), POLICYWIRE_CHAT_PORT=str(chat))
            assert (other.status, other.out) == (2, "")
            assert other.err.splitlines()[-1].startswith("policywire: ")
            assert f"{name}: cannot listen on 127.0.0.1 port" in other.err
            assert "Traceback" not in other.err
            assert other.err.count("\n") <= 2
        assert one.stop() == 0


def test_a_stop_does_not_wait_for_a_feed_that_never_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        (tmp_path / "feeds.yaml").write_text(
            f"feeds:\n- id: silent\n  title: Silent\n  url: http://127.0.0.1:{port}/feed\n  tier: press\n  lang: en\n"
        )
        settings = {
            "POLICYWIRE_WATCH_FEEDS": "true", "POLICYWIRE_FEEDS_FILE": "feeds.yaml",
            "POLICYWIRE_FEED_ALLOW_PRIVATE": "127.0.0.1", "POLICYWIRE_SEED_CORPUS": "false",
        }  # fmt: skip
        with running(tmp_path, **settings) as one:
            silent.settimeout(20)
            asked, _ = silent.accept()
            before = time.monotonic()
            assert one.stop() == 0
            assert time.monotonic() - before < 14
            asked.close()
            assert "a job that did not end in time" in one.log.read_text("utf-8")


def test_a_folder_that_is_not_there_stops_the_start(policywire: Policywire) -> None:
    ran = policywire("run", POLICYWIRE_CORPUS_DIRS="/nowhere")
    assert (ran.status, ran.out) == (2, "")
    assert (
        ran.err == "policywire: POLICYWIRE_CORPUS_DIRS: /nowhere is no readable folder; make it or correct the path\n"
    )


def test_a_bundle_without_certificates_stops_the_start(policywire: Policywire, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    ran = policywire("run", POLICYWIRE_FEED_CA_BUNDLE="ca.pem")
    assert (ran.status, ran.err) == (
        2, "policywire: POLICYWIRE_FEED_CA_BUNDLE: ca.pem holds no certificates in PEM form\n",
    )  # fmt: skip
