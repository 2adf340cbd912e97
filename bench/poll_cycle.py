"""What a poll of many feeds costs, ours against a naive loop and the library `reader`: .venv/bin/python -m bench.poll_cycle

Processor seconds (children included) for a cold cycle, an unchanged one (304), one where a tenth changed, and an unchanged
one from servers without validators; peak memory (children included); and, with a latency of 250 ms, the wall time of ours.
Every contender runs in its own process against the same loopback server and keeps what it saw in SQLite. `product` is the
real poll job over the real store, with all it knows of an item (identity, language, revisions); its tables are made beforehand,
by a process of their own as `policywire migrate` is one, and its process settles as `policywire run` does;
`poller` is our fetcher and parser over the table of the naive loop, one transaction a cycle, as the naive loop has it
(reader: as it does). The peers need `pip install requests reader`; one that is missing is left out.
"""

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import psutil

SCENARIOS = ("cold", "unchanged", "tenth changed", "no validators")
AT_ONCE, LATENCY_MS = 64, 250
MARKS = {"cold": 10.0, "unchanged": 1.4, "tenth changed": 3.5, "no validators": 25.0}
MARK_MEGABYTES, MARK_LATENCY = 150, 1.5
OURS = ("product", "poller")

Cycle = Callable[[], None]


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--feeds", type=int, default=1_000)
    arguments.add_argument("--only", choices=CONTENDERS, help="one contender")
    arguments.add_argument("--contender", nargs=2, help=argparse.SUPPRESS)
    arguments.add_argument("--tables", help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.tables:
        _make_tables(chosen.tables)
        return
    if chosen.contender:
        _contend(chosen.contender[0], int(chosen.contender[1]), chosen.feeds)
        return
    names = [chosen.only] if chosen.only else [name for name, (needs, _) in CONTENDERS.items() if find_spec(needs)]
    results = {}
    for name in names:
        with _server(chosen.feeds) as (port, size):
            if not results:
                print(f"{chosen.feeds} feeds, {size / 1e6:.0f} MB, processor seconds")
            results[name] = _measured(name, port, chosen.feeds)
    _print(results, chosen.feeds)


@contextmanager
def _server(feeds: int) -> Iterator[tuple[int, int]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.feed_server", str(feeds)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            port, size = process.stdout.readline().split()
            yield int(port), int(size)
        finally:
            process.kill()


def _measured(name: str, port: int, feeds: int) -> dict[str, float]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "bench.poll_cycle",
        "--contender",
        name,
        str(port),
        "--feeds",
        str(feeds),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=900)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _print(results: dict[str, dict[str, float]], feeds: int) -> None:
    ours = results.get("product") or results.get("poller")
    print(f"{'':18}" + "".join(f"{scenario:>16}" for scenario in (*SCENARIOS, "peak MB")))
    for name, result in results.items():
        print(f"{name:18}" + "".join(f"{result[scenario]:16.2f}" for scenario in (*SCENARIOS, "peak MB")))
    if ours is None:
        return
    for mine in (name for name in OURS if name in results):
        for name in set(results) - set(OURS):
            line = "".join(f"{results[name][s] / results[mine][s]:16.1f}" for s in SCENARIOS)
            print(f"{f'{name} ÷ {mine}':18}{line}")
    print(f"{'mark (naive)':18}" + "".join(f"{MARKS[s]:16.1f}" for s in SCENARIOS) + f"{MARK_MEGABYTES:16}")
    ideal = feeds * LATENCY_MS / 1000 / AT_ONCE
    print(
        f"with {LATENCY_MS} ms latency: {ours['latency']:.2f} s, {ours['latency'] / ideal:.2f} times the ideal (mark {MARK_LATENCY})"
    )


# In the contender's own process


def _contend(name: str, port: int, feeds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        make = CONTENDERS[name][1]
        cycle, bare = (
            make(_urls(port, "feed", feeds), Path(folder, "a.db")),
            make(_urls(port, "bare", feeds), Path(folder, "b.db")),
        )
        result = {"cold": _cost(cycle), "unchanged": _cost(cycle)}
        _tell(port, "_round/1")
        result["tenth changed"] = _cost(cycle)
        bare()
        result["no validators"] = _cost(bare)
        result["peak MB"] = _peak_megabytes()
        if name in OURS:
            _tell(port, f"_latency/{LATENCY_MS}")
            began = time.perf_counter()
            cycle()
            result["latency"] = time.perf_counter() - began
    print(json.dumps(result))


def _urls(port: int, kind: str, feeds: int) -> list[str]:
    return [f"http://127.0.0.1:{port}/{kind}/{number}" for number in range(feeds)]


def _tell(port: int, what: str) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{port}/{what}").close()


def _cost(cycle: Cycle) -> float:
    before = _processor_seconds()
    cycle()
    return _processor_seconds() - before


def _processor_seconds() -> float:
    """Of this process, of the children it has buried, and of those that live."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    total = sum(usage.ru_utime + usage.ru_stime for usage in own)
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            times = child.cpu_times()
            total += times.user + times.system
    return total


def _peak_megabytes() -> float:
    """The highest resident memory of this process and of its living children, added up."""
    peak = 0
    for process in (os.getpid(), *(child.pid for child in psutil.Process().children(recursive=True))):
        status = Path(f"/proc/{process}/status").read_text()
        peak += int(status.partition("VmHWM:")[2].split()[0])
    return peak / 1000


class _Seen:
    """What a simple poller keeps: entries by feed and id, and what the feed said of its version."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute(
            "CREATE TABLE entry (feed TEXT, id TEXT, title TEXT, link TEXT, date TEXT, body TEXT, PRIMARY KEY (feed, id))"
        )

    def add(self, feed: str, rows: Iterator[tuple[str, str, str | None, str, str]]) -> None:
        self.database.executemany(
            "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?)", ((feed, *row) for row in rows)
        )


def _product(urls: list[str], path: Path) -> Cycle:
    from datetime import UTC, datetime, timedelta

    from app.start import settle
    from core.model import Feed
    from jobs import watch_feeds
    from jobs.fetch import HttpFetcher, Limits
    from jobs.parse import parse
    from storage.engine import Database
    from storage.store import Store

    subprocess.run([sys.executable, "-m", "bench.poll_cycle", "--tables", f"sqlite:///{path}"], check=True)
    store = Store(Database(f"sqlite:///{path}"))
    store.feeds.sync([Feed(url.partition("/")[2].replace("/", "-"), "", url) for url in urls])
    limits = Limits(concurrency=AT_ONCE, per_host=AT_ONCE, spacing=0)
    fetcher = HttpFetcher(allow_private=["127.0.0.0/8"], limits=limits)
    clock = datetime(2026, 7, 1, tzinfo=UTC)
    settle()

    def cycle() -> None:
        nonlocal clock
        clock += timedelta(minutes=30)
        store.feeds.check_now(store.feeds.all())
        while (report := watch_feeds.run(store, fetcher, parse, lambda: clock)).counts:
            assert not report.errors, report.errors

    return cycle


def _make_tables(url: str) -> None:
    from storage.engine import Database
    from storage.migrate import upgrade

    upgrade(Database(url))


def _poller(urls: list[str], path: Path) -> Cycle:
    from core.model import Feed
    from jobs.fetch import HttpFetcher, Limits
    from jobs.parse import parse

    seen = _Seen(path)
    feeds = {url: Feed(url, "", url) for url in urls}
    limits = Limits(concurrency=AT_ONCE, per_host=AT_ONCE, spacing=0)
    fetcher = HttpFetcher(allow_private=["127.0.0.0/8"], limits=limits)

    def cycle() -> None:
        with seen.database:
            poll()

    def poll() -> None:
        for got in fetcher.fetch(list(feeds.values())):
            if got.status != 200:
                assert got.status == 304, got.error
                continue
            digest = sha256(got.body).hexdigest()
            if digest == got.feed.body_hash:
                continue
            parsed = parse(got.body, content_type=got.content_type, base=got.url)
            seen.add(got.feed.url, ((e.id, e.title, e.link, str(e.published), e.body) for e in parsed.entries))
            feeds[got.feed.url] = replace(got.feed, etag=got.etag, body_hash=digest)

    return cycle


def _naive(urls: list[str], path: Path) -> Cycle:
    import feedparser
    import requests

    seen, etags, session = _Seen(path), dict[str, str | None](), requests.Session()

    def cycle() -> None:
        with seen.database:
            poll()

    def poll() -> None:
        for url in urls:
            etag = etags.get(url)
            got = session.get(url, headers={"If-None-Match": etag} if etag else {})
            if got.status_code != 200:
                continue
            parsed = feedparser.parse(got.content)
            etags[url] = got.headers.get("ETag")
            seen.add(url, ((e.id, e.title, e.link, e.published, e.description) for e in parsed.entries))

    return cycle


def _reader(urls: list[str], path: Path) -> Cycle:
    from reader import make_reader

    library = make_reader(str(path))
    for url in urls:
        library.add_feed(url)
    # Its own pacing would skip a feed that was read a moment ago.
    return lambda: library.update_feeds(scheduled=False)


CONTENDERS: dict[str, tuple[str, Callable[[list[str], Path], Cycle]]] = {
    "product": ("jobs", _product),
    "poller": ("jobs", _poller),
    "naive": ("requests", _naive),
    "reader": ("reader", _reader),
}


if __name__ == "__main__":
    main()
