"""What the faults and the bench are made of: a chat server, workers and a feeder, each a process that can be killed."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.card import say
from core.items import from_document
from core.model import (
    Alert,
    Channel,
    Decision,
    Document,
    Evidence,
    Match,
    Preferences,
    Rank,
    Reason,
    Subject,
    SubjectKind,
)
from storage.engine import Database
from storage.store import Store
from tests.faults.clock import SETTING, clock

ROOT = Path(__file__).resolve().parents[2]
CBAM = Subject(SubjectKind.TOPIC, "cbam")
# Proxies of the machine are not for loopback.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}


def now() -> datetime:
    return clock()


def start(module: str, *arguments: object) -> subprocess.Popen[str]:
    """A process of ours, once it has said its first word."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    shifted = {SETTING: os.environ[SETTING]} if SETTING in os.environ else {}
    return subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT | shifted, stdout=subprocess.PIPE, text=True)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@dataclass
class ChatServer:
    """The chat server from outside."""

    port: int
    pid: int = 0

    def faults(self, **values: Any) -> None:
        self._call("/_faults", json.dumps(values).encode())

    def told(self) -> dict[str, Any]:
        return dict(self._call("/_messages"))

    def accepted(self) -> list[tuple[str, int]]:
        """(channel, delivery) in the order of accepting."""
        return [(channel, int(delivery)) for channel, delivery, _ in self.told()["order"]]

    def times(self) -> dict[int, float]:
        """When each delivery was accepted first, in seconds of the epoch."""
        return {int(delivery): moment for _, delivery, moment in reversed(self.told()["order"])}

    def _call(self, path: str, data: bytes | None = None) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)


@contextmanager
def chat_server(seed: int) -> Iterator[ChatServer]:
    process = start("tests.faults.chat", seed)
    try:
        yield ChatServer(int(first_line(process)), process.pid)
    finally:
        process.kill()
        process.communicate()


@dataclass
class Workers:
    """Worker processes on one database."""

    url: str
    port: int
    kick: float = 0.2
    stamp: tuple[float, ...] = ()
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    ready: set[int] = field(default_factory=set)
    killed: int = 0
    frozen: int = 0

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def hire(self, count: int) -> None:
        self.processes += [self._new() for _ in range(count)]
        self.await_ready()

    def await_ready(self) -> None:
        """Until all of them have begun to work."""
        for process in self.processes:
            if process.pid not in self.ready:
                assert first_line(process) == "ready"
                self.ready.add(process.pid)

    def kill(self, number: int) -> None:
        """SIGKILL one; another takes its place."""
        process = self.processes.pop(number)
        process.kill()
        process.communicate()
        self.killed += 1
        self.processes.append(self._new())

    def _new(self) -> subprocess.Popen[str]:
        return start("tests.faults.worker", self.url, self.port, self.kick, *self.stamp)

    @contextmanager
    def full(self) -> Iterator[None]:
        """The disk is full for all of them: no file can be written to."""
        everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        for process in self.processes:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            for process in self.processes:
                if process.poll() is None:
                    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, everything)

    @contextmanager
    def freezing(self, number: int) -> Iterator[None]:
        process = self.processes[number]
        process.send_signal(signal.SIGSTOP)
        self.frozen += 1
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def dismiss(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.communicate(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


@contextmanager
def workers(url: str, port: int, count: int, kick: float = 0.2, stamp: tuple[float, ...] = ()) -> Iterator[Workers]:
    crew = Workers(url, port, kick, stamp)
    try:
        crew.hire(count)
        yield crew
    finally:
        crew.dismiss()


@dataclass
class Feeder:
    """Writes what is to be delivered, as the jobs do. Every step can be replayed."""

    store: Store
    channels: Sequence[Channel]
    steps: list[Callable[[], Any]] = field(default_factory=list)
    written: int = 0

    @classmethod
    def on(cls, database: Database, channels: int) -> "Feeder":
        store = Store(database)
        places = [store.subscriptions.channel("slack", "T1", f"C{n}", name=f"c{n}") for n in range(channels)]
        for place in places:
            store.subscriptions.subscribe(place, CBAM, "CBAM", Preferences(), "you", now())
        return cls(store, places)

    def alert(self, count: int) -> None:
        """That many items, each for every channel."""
        drafts = []
        for _ in range(count):
            self.written += 1
            name = f"brief-{self.written}"
            drafts.append(name)
            draft = from_document(Document(f"CBAM {name}", f"The levy of {name} is delayed."), f"{name}.md")
            self._step(lambda name=name, draft=draft: self.store.documents.read(f"{name}.md", "1", draft, now()))
        items = self.store.items.unmatched(count * 2)
        followers = self.store.subscriptions.active()
        span = Evidence("cbam", "CBAM", "en", "title", 0, 4, 1.0)
        matches = [Match(item, CBAM, 1.0, (span,)) for item in items]
        alerts = [Alert(s, item, Decision.NOW, Reason.MATCHED, (span,)) for item in items for s in followers]
        self._step(lambda: self.store.ledger.write(items, matches, alerts, now()))

    def post(self, rank: Rank) -> None:
        """A card of its own for every channel."""
        self.written += 1
        name = f"{rank.name.lower()}:{self.written}"
        for place in self.channels:
            self._step(lambda place=place: self.store.ledger.post(place, name, say(name), now(), rank))

    def replay(self) -> None:
        """Do all of it again, as a process does that died before it knew that it was done."""
        for step in self.steps:
            step()

    def post_to(self, places: Sequence[Channel]) -> None:
        """A card of its own for these."""
        self.written += 1
        for place in places:
            self.store.ledger.post(place, f"one:{self.written}", say(f"one {self.written}"), now())

    def _step(self, step: Callable[[], Any]) -> None:
        self.steps.append(step)
        step()

    def await_end(self, seconds: float) -> bool:
        """Whether everything came to an end in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.store.deliveries.oldest_open() is None:
                return True
            time.sleep(0.2)
        return False
