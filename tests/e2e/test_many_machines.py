"""From one process to many machines, step by step as docs/operating.md says it, with real processes and in mid-backlog."""

import signal
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.card import say
from core.model import Preferences, Rank, Subject, SubjectKind
from core.query import parse
from storage.engine import Database
from storage.store import Store
from tests.app.conftest import COMMAND, bare_environment
from tests.e2e.conftest import until
from tests.faults.rig import ChatServer, chat_server, now

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

CHANNELS, CARDS = 6, 5
# A worker that was killed in the very moment of a request leaves a lane for as long as Slack's time-out twice.
PATIENCE = 150.0


@dataclass
class Machines:
    """The processes of an installation, each as on a machine of its own."""

    folder: Path
    chat: ChatServer
    free_port: Callable[[], int]
    url: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        settings = {
            "HOME": str(self.folder), "DATABASE_URL": self.url, "POLICYWIRE_SEED_CORPUS": "false",
            "POLICYWIRE_CORPUS_DIRS": str(self.folder / "inbox"), "SLACK_BOT_TOKEN": "xoxb-test", "SLACK_SIGNING_SECRET": "secret",
            "SLACK_API_URL": f"http://127.0.0.1:{self.chat.port}/api/", "no_proxy": "127.0.0.1",
            "POLICYWIRE_CONSOLE_PORT": str(self.free_port()), "POLICYWIRE_CHAT_PORT": str(self.free_port()),
        }  # fmt: skip
        return bare_environment(**settings)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{len(self.processes)}-{command[0]}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen([COMMAND, *command], cwd=self.folder, env=self.env, stdout=stream, stderr=stream)
        self.processes.append(process)
        until(
            lambda: (
                process.poll() is not None or b"open the console" in log.read_bytes() or b"working:" in log.read_bytes()
            ),
            log.read_text,
            60,
        )
        assert process.poll() is None, log.read_text("utf-8")
        return process

    def call(self, *command: str) -> str:
        done = subprocess.run([COMMAND, *command], cwd=self.folder, env=self.env, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    @contextmanager
    def store(self) -> Iterator[Store]:
        database = Database(self.url)
        yield Store(database)
        database.close()

    def logs(self) -> str:
        return "\n".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))


@pytest.fixture
def machines(tmp_path: Path, free_port: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "inbox").mkdir()
    with chat_server(1) as chat, ExitStack() as stack:
        made = Machines(tmp_path, chat, free_port)
        stack.callback(lambda: [(p.kill(), p.wait()) for p in made.processes if p.poll() is None])
        yield made


def fill(store: Store) -> None:
    """Channels that follow something, each with a backlog."""
    places = [store.subscriptions.channel("slack", "T1", f"C{n}", name=f"c{n}") for n in range(CHANNELS)]
    subject = Subject(SubjectKind.QUERY, parse('"zinc quota"').text)
    for place in places:
        store.subscriptions.subscribe(place, subject, "zinc", Preferences(), "you", now())
    for number in range(CARDS):
        for place in places:
            store.ledger.post(place, f"card:{number}", say(f"card {number}"), now(), Rank.ALERT)


def test_a_backlog_moves_to_many_machines_and_everything_arrives_once(machines: Machines, empty_postgres: str) -> None:
    # One process on SQLite, which dies in the middle of a backlog.
    machines.url = f"sqlite:///{machines.folder}/policywire.db"
    machines.call("migrate")
    with machines.store() as store:
        fill(store)
    first = machines.start("worker")
    until(lambda: len(machines.chat.accepted()) >= CHANNELS, machines.logs, 60)
    first.kill()
    first.wait()
    # Its database moves to PostgreSQL; the old one sends nothing any more.
    old, machines.url = machines.url, empty_postgres
    assert f"{CHANNELS * CARDS:9} rows" in machines.call("migrate", "--from", old)
    # The web and three workers, each of which could be on a machine of its own.
    web = machines.start("web")
    workers = [machines.start("worker"), machines.start("worker", "--queues", "drain"), machines.start("worker")]
    (machines.folder / "inbox" / "news.md").write_text("# Zinc quota announced\n\nA zinc quota applies from May.\n")
    time.sleep(1)
    killed = workers.pop(0)
    killed.kill()
    killed.wait()
    total = CHANNELS * (CARDS + 1)
    with machines.store() as store:
        until(
            lambda: store.ledger.counts() == {"sent": total},
            lambda: f"{store.ledger.counts()}\n{machines.logs()}",
            PATIENCE,
        )
        until(lambda: len(machines.chat.accepted()) >= total, machines.logs)
        for process in (*workers, web):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(15) for process in (*workers, web)] == [0, 0, 0]
        judge(machines.chat.accepted(), total)
        told = {d.channel.address for d in store.deliveries.listed(limit=total) if d.item}
    assert len(told) == CHANNELS
    assert "Traceback" not in machines.logs()


def judge(accepted: list[tuple[str, int]], total: int) -> None:
    """Each once, and in order within its channel."""
    assert Counter(Counter(key for _, key in accepted).values()) == {1: total}
    by_channel: dict[str, list[int]] = defaultdict(list)
    for channel, key in accepted:
        by_channel[channel].append(key)
    assert all(keys == sorted(keys) for keys in by_channel.values())
