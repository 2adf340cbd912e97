"""How long Slack waits for our acknowledgement: 50 commands a second over signed HTTP while feeds are polled and matched.

    python -m bench.ack                      50 a second for 20 seconds, 300 feeds polled over and over
    python -m bench.ack --rate 20 --seconds 10 --feeds 0
    python -m bench.ack --processor          on a machine that is busy with other things (Linux)

The product's own app answers in a process of its own, in which the poll cycle and the matching run too, over one SQLite
file. Slack gives three seconds; the aim is 300 ms in 99 of 100. Also told: how long until the answer itself was there.
With `--processor` the clock of everything is the processor time that this process got: it stands still while others have the
processor, so what is measured is what our own threads cost each other. Waiting for the disk is not in it.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import aiohttp
import uvicorn
from aiohttp import web
from fastapi import FastAPI
from slack_sdk.signature import Clock, SignatureVerifier

from app.run import SWITCH_SECONDS
from app.start import settle
from bot.commands.dispatch import Dispatcher
from bot.slack.receive import build_app, events_router
from core.catalogue import Catalogue
from core.match import Matcher
from core.model import Feed
from jobs import match_items, read_topics, watch_feeds
from jobs.fetch import HttpFetcher, Limits
from jobs.parse import parse
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store

SECRET = "bench-signing-secret"
LINES = (
    "list",
    "latest 3",
    "status",
    "topics 광물",
    "search 핵심광물",
    "subscribe cbam",
    "unsubscribe cbam",
    "help digest",
)
TOPICS = Path(__file__).parents[1] / "seeds" / "topics.yaml"
AIM = 0.3
CHANNELS = 40


def main() -> None:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rate", type=int, default=50, help="commands a second")
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--feeds", type=int, default=300)
    arguments.add_argument("--processor", action="store_true", help="measure by the server's processor time")
    arguments.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.serve:
        serve(int(chosen.serve[0]), int(chosen.serve[1]), chosen.feeds)
    else:
        asyncio.run(measure(chosen.rate, chosen.seconds, chosen.feeds, by_processor=chosen.processor))


class Time:
    """Seconds by the wall's clock, or by the processor time that all threads of a process `pid` got."""

    def __init__(self, pid: int = 0) -> None:
        self._pid = pid

    def now(self) -> float:
        """The time."""
        if not self._pid:
            return time.perf_counter()
        spent = 0
        for thread in Path(f"/proc/{self._pid}/task").iterdir():
            with suppress(OSError):  # a thread that has just ended
                spent += int((thread / "schedstat").read_text().split()[0])
        return spent / 1e9

    async def until(self, moment: float) -> None:
        """Return at that time."""
        while True:
            wait = moment - self.now()
            if wait <= 0:
                return
            await asyncio.sleep(0.002 if self._pid else wait)


async def measure(rate: int, seconds: int, feeds: int, *, by_processor: bool = False) -> None:
    """Send the commands at their times, whatever became of those before, and print the quantiles."""
    answered: dict[str, float] = {}
    clock = Time()
    slack = await _slack(answered, lambda: clock.now())
    with (
        _child("bench.feed_server", str(max(feeds, 1))) as (feed_port, _),
        _child("bench.ack", "--serve", str(slack), feed_port, "--feeds", str(feeds)) as (port, pid),
    ):
        clock = Time(int(pid) if by_processor else 0)
        url = f"http://127.0.0.1:{port}/slack/events"
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await _send(session, url, slack, "warm", clock)
            began = clock.now()
            sending = []
            for number in range(rate * seconds):
                await clock.until(began + number / rate)
                sending.append(asyncio.create_task(_send(session, url, slack, str(number), clock)))
            sent = await asyncio.gather(*sending)
            await clock.until(clock.now() + 3)
            polled = await _counts(session, port)
    waits = sorted(after - before for _, before, after in sent)
    whole = sorted(answered[key] - before for key, before, _ in sent if key in answered)
    print(f"{len(sent)} commands, {rate} a second; {polled} polls of feeds meanwhile")
    print(
        f"acknowledged: p50 {_at(waits, 50)}, p99 {_at(waits, 99)}, worst {waits[-1] * 1000:.0f} ms (aim: p99 under {AIM * 1000:.0f} ms)"
    )
    print(f"answered: {len(whole)} of {len(sent)} by 3 s after the last; p50 {_at(whole, 50)}, p99 {_at(whole, 99)}")


async def _send(
    session: aiohttp.ClientSession, url: str, slack: int, key: str, clock: Time
) -> tuple[str, float, float]:
    """One signed command; when it was sent and when it was acknowledged."""
    number = int(key) if key.isdecimal() else 0
    form = {
        "command": "/policy", "text": LINES[number % len(LINES)], "team_id": "T1", "channel_id": f"C{number % CHANNELS}",
        "channel_name": "trade", "user_id": f"U{number % 20}", "user_name": "kim", "trigger_id": key,
        "response_url": f"http://127.0.0.1:{slack}/respond/{key}",
    }  # fmt: skip
    body, stamp = urlencode(form), str(int(Clock().now()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "X-Slack-Signature": signature,
        "X-Slack-Request-Timestamp": stamp,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    before = clock.now()
    async with session.post(url, data=body, headers=headers) as answer:
        await answer.read()
        assert answer.status == 200
    return key, before, clock.now()


async def _slack(answered: dict[str, float], now: Callable[[], float]) -> int:
    """A Slack that takes everything at once; the port it listens on."""

    async def respond(request: web.Request) -> web.Response:
        answered.setdefault(request.match_info["key"], now())
        return web.Response(text="ok")

    async def api(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "ts": "1.1", "user_id": "U0BOT", "bot_id": "B0", "team_id": "T1"})

    app = web.Application()
    app.add_routes([web.post("/respond/{key}", respond), web.post("/api/{method}", api)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port: int = runner.addresses[0][1]
    return port


async def _counts(session: aiohttp.ClientSession, port: str) -> int:
    async with session.get(f"http://127.0.0.1:{port}/polled") as answer:
        return int(await answer.text())


@contextmanager
def _child(module: str, *arguments: str) -> Iterator[tuple[str, str]]:
    """A process of this bench; the first line that it prints is two words."""
    with subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first, second = process.stdout.readline().split()
            yield first, second
        finally:
            process.kill()


def _at(sorted_seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(sorted_seconds, n=100)[percent - 1] * 1000:.0f} ms"


# In the child: the product


def serve(slack: int, feed_port: int, feeds: int) -> None:
    """The chat endpoint, with polling and matching in a thread beside it. Prints its port."""
    sys.setswitchinterval(SWITCH_SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.db")
        upgrade(database)
        store, topics = Store(database), read_topics.read(TOPICS)
        polled = [0]
        api = FastAPI()
        app = build_app(
            dispatch=Dispatcher(store, Catalogue(topics), lambda: datetime.now(UTC), ZoneInfo("Asia/Seoul")),
            bot_token="xoxb-bench",
            signing_secret=SECRET,
            base_url=f"http://127.0.0.1:{slack}/api/",
            first=lambda id: store.seen.first(id, datetime.now(UTC)),
        )
        api.include_router(events_router(app))
        api.add_api_route("/polled", lambda: polled[0])
        if feeds:
            work = threading.Thread(target=_poll, args=(store, Matcher(topics), feed_port, feeds, polled), daemon=True)
            work.start()
        asyncio.run(_listen(api))


async def _listen(api: FastAPI) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    settle()
    print(listener.getsockname()[1], os.getpid(), flush=True)
    await uvicorn.Server(uvicorn.Config(api, log_level="error", lifespan="off")).serve([listener])


def _poll(store: Store, matcher: Matcher, port: int, feeds: int, polled: list[int]) -> None:
    """Cycle after cycle, the first of which brings all items, with the matching after each."""
    store.feeds.sync([Feed(f"f{n}", "", f"http://127.0.0.1:{port}/feed/{n}") for n in range(feeds)])
    fetcher = HttpFetcher(allow_private=["127.0.0.0/8"], limits=Limits(concurrency=64, per_host=64, spacing=0))
    queries, now = match_items.Queries(matcher), datetime.now(UTC)
    while True:
        now += timedelta(minutes=30)
        store.feeds.check_now(store.feeds.all())
        while (report := watch_feeds.run(store, fetcher, parse, lambda at=now: at)).counts:
            polled[0] += feeds
            assert not report.errors, json.dumps(list(report.errors)[:3])
        match_items.run(store, matcher, queries, now)


if __name__ == "__main__":
    main()
